//! Holds the laws of a decision against every combination of the abstract state: `laws [--stride N]`.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use placet_tests::laws::{LAWS, Order, Range, Rules, Straight, Width, prove};

fn main() -> Result<ExitCode> {
    let mut stride = 1;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--stride" => stride = arguments.next().context("`--stride` wants a number")?.parse()?,
            other => bail!("`{other}` is not known; there is --stride"),
        }
    }
    let ranges = [
        Range { rules: Rules::Guardian, order: Order::RefusalsLast, width: Width::Full },
        Range { rules: Rules::Guardian, order: Order::RefusalsFirst, width: Width::Narrow },
        Range { rules: Rules::Strict, order: Order::RefusalsLast, width: Width::Narrow },
    ];
    let begin = Instant::now();
    let proof = prove(&Straight, &ranges, &LAWS, stride)?;
    eprintln!("{:.1} s", begin.elapsed().as_secs_f64());
    println!("{} states, {} that are others over again", proof.states, proof.pruned);
    let (mut passed, mut failed) = (0, 0);
    for (law, check) in LAWS.iter().zip(&proof.checks) {
        let word = if check.failed == 0 { "passed" } else { "FAILED" };
        println!(
            "law {:>2}, {}: {} combinations, {} broken, {word}",
            law.number, law.name, check.checked, check.failed
        );
        if let Some(first) = &check.first {
            println!("    {first}");
        }
        (passed, failed) = (passed + check.checked - check.failed, failed + check.failed);
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
