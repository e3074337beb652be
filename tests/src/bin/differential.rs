//! Holds the engine against the reference on random policies, histories and questions, and over the example policies:
//! `differential [--questions N] [--seed S] [--over-policies] [--policies DIR]`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use placet_tests::compare::{self, Difference, Tally};
use placet_tests::engine_subject::Engines;
use placet_tests::reference::Reference;

/// Questions between two lines of progress.
const STRIDE: usize = 100_000;

struct Settings {
    questions: usize,
    seed: u64,
    over_policies: bool,
    policies: PathBuf,
}

fn main() -> Result<ExitCode> {
    let settings = settings()?;
    let reference = |documents: &[String]| Reference::new(documents);
    let mut told = 0;
    let mut progress = |tally: &Tally| {
        if tally.questions / STRIDE > told {
            told = tally.questions / STRIDE;
            eprintln!(
                "{} questions, {} allowed; {} acts, {} refused; {} histories",
                tally.questions, tally.allowed, tally.acts, tally.refused, tally.histories
            );
        }
    };
    let (seed, questions) = (settings.seed, settings.questions);
    let outcome = if settings.over_policies {
        let policies = policies(&settings.policies)?;
        compare::over(&reference, &Engines, &policies, seed, questions, &mut progress)?
    } else {
        compare::random(&reference, &Engines, seed, questions, &mut progress)?
    };
    Ok(report(outcome))
}

fn report(outcome: std::result::Result<Tally, Box<Difference>>) -> ExitCode {
    match outcome {
        Ok(tally) => {
            println!("{} passed, 0 failed", tally.questions);
            ExitCode::SUCCESS
        }
        Err(difference) => {
            println!("{difference}");
            println!("(the first is the reference, the second the engine)");
            ExitCode::FAILURE
        }
    }
}

fn settings() -> Result<Settings> {
    let mut settings =
        Settings { questions: 50_000, seed: 1, over_policies: false, policies: PathBuf::from("examples/policies") };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("`{argument}` wants a value"));
        match argument.as_str() {
            "--questions" => settings.questions = value()?.replace('_', "").parse()?,
            "--seed" => settings.seed = value()?.parse()?,
            "--policies" => settings.policies = value()?.into(),
            "--over-policies" => settings.over_policies = true,
            other => bail!("`{other}` is none of --questions, --seed, --over-policies, --policies"),
        }
    }
    Ok(settings)
}

/// The documents of a folder, each a policy of one version.
fn policies(folder: &PathBuf) -> Result<Vec<Vec<String>>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("`{}`", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        bail!("`{}` holds no policy", folder.display());
    }
    let read = |path: &PathBuf| Ok(vec![std::fs::read_to_string(path)?]);
    paths.iter().map(read).collect()
}
