//! Holds the invariants of the five policies over random histories: `invariants [--rounds N] [--seed S]`.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use placet_tests::invariants::{Invariant, Straight, calendar, run};

/// Rounds that take less than a minute on one core in the dev profile.
const ROUNDS: usize = 20;

fn main() -> Result<ExitCode> {
    let (mut rounds, mut seed) = (ROUNDS, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().with_context(|| format!("`{argument}` wants a number"));
        match argument.as_str() {
            "--rounds" => rounds = number()?.parse()?,
            "--seed" => seed = number()?.parse()?,
            other => bail!("`{other}` is not known; there are --rounds and --seed"),
        }
    }
    let begin = Instant::now();
    let run = run(&Straight, rounds, seed)?;
    eprintln!("{:.1} s", begin.elapsed().as_secs_f64());
    println!("seed {seed}, {rounds} rounds: {} histories with {} acts", run.scenes, run.acts);
    let (mut passed, mut failed) = (0, 0);
    for invariant in Invariant::ALL {
        let check = run.tally.of(invariant);
        let word = if check.failed == 0 { "passed" } else { "FAILED" };
        println!("{}: {} checks, {} broken, {word}", invariant.name(), check.checked, check.failed);
        (passed, failed) = (passed + check.checked - check.failed, failed + check.failed);
    }
    for day in calendar::checks()? {
        let word = if day.faults.is_empty() { "passed" } else { "FAILED" };
        println!("{}: {word}", day.name);
        day.faults.iter().for_each(|fault| println!("    {fault}"));
        (passed, failed) = (passed + usize::from(day.faults.is_empty()), failed + day.faults.len());
    }
    for failure in &run.failures {
        println!("{failure}");
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
