//! Runs every short history of ledgers that meet: `merging`.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use placet_tests::merging::{SCOPES, run};

/// Faults that are shown of a scope.
const SHOWN: usize = 5;

fn main() -> Result<ExitCode> {
    let (mut passed, mut failed) = (0, 0);
    for scope in SCOPES {
        let begin = Instant::now();
        let outcome = run(&scope)?;
        let broken = outcome.faults.len();
        println!("{}: {} histories of {} ledgers, {broken} broken", scope.name, outcome.histories, scope.ledgers);
        outcome.faults.iter().take(SHOWN).for_each(|fault| println!("    {fault}"));
        eprintln!("{:.1} s", begin.elapsed().as_secs_f64());
        (passed, failed) = (passed + outcome.histories - broken, failed + broken);
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
