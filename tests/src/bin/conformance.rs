//! Runs conformance vectors on the engine: `conformance --policies DIR DIR…`; the report goes to standard output.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> Result<ExitCode> {
    let mut policies = PathBuf::from("examples/policies");
    let mut folders = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--policies" => match arguments.next() {
                Some(folder) => policies = folder.into(),
                None => bail!("`--policies` wants a folder"),
            },
            _ => folders.push(PathBuf::from(argument)),
        }
    }
    if folders.is_empty() {
        folders.push("tests/vectors".into());
    }
    let report = placet_tests::vectors::run(&folders, &policies)?;
    for line in &report.lines {
        println!("{line}");
    }
    Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
