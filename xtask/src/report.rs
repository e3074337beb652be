//! Steps, each announced and timed, and the summary at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::counts::Counts;

/// How a step ended, if it did not fail.
pub(crate) enum Outcome {
    /// It did what it is there for.
    Passed,
    /// It could not be done here, for this reason.
    Skipped(String),
}

enum State {
    Passed,
    Skipped(String),
    Failed(String),
}

struct Row {
    language: &'static str,
    step: &'static str,
    state: State,
    time: Duration,
}

/// The steps so far.
pub(crate) struct Report {
    strict: bool,
    rows: Vec<Row>,
    counts: Counts,
}

impl Report {
    /// No step so far. With `strict`, a skipped step is a failure.
    pub(crate) fn new(strict: bool) -> Self {
        Self { strict, rows: Vec::new(), counts: Counts::default() }
    }

    /// Runs a step; says whether it passed. A failure does not end the run: all faults are wanted at once.
    pub(crate) fn step(
        &mut self,
        language: &'static str,
        step: &'static str,
        work: impl FnOnce(&mut Counts) -> Result<Outcome>,
    ) -> bool {
        println!("\n== {language}: {step}");
        let start = Instant::now();
        let mut counts = Counts::default();
        let state = match work(&mut counts) {
            Ok(Outcome::Passed) => State::Passed,
            Ok(Outcome::Skipped(why)) => State::Skipped(why),
            Err(error) => {
                counts.failed = counts.failed.max(1);
                State::Failed(format!("{error:#}"))
            }
        };
        self.counts += counts;
        let row = Row { language, step, state, time: start.elapsed() };
        println!("{}", row.line());
        let passed = matches!(row.state, State::Passed);
        self.rows.push(row);
        passed
    }

    /// Prints a line for each step and the counts, and fails if a step did.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\n== summary");
        for row in &self.rows {
            println!("{}", row.line());
        }
        println!("{} passed, {} failed", self.counts.passed, self.counts.failed);
        let failed = self.number(|state| matches!(state, State::Failed(_)));
        let skipped = self.number(|state| matches!(state, State::Skipped(_)));
        match (failed, skipped) {
            (0, 0) => Ok(()),
            (0, _) if !self.strict => Ok(()),
            (0, _) => bail!("{skipped} skipped, and with `CI` set a skip is a failure"),
            _ => bail!("{failed} of {} steps failed", self.rows.len()),
        }
    }

    fn number(&self, which: impl Fn(&State) -> bool) -> usize {
        self.rows.iter().filter(|row| which(&row.state)).count()
    }
}

impl Row {
    fn line(&self) -> String {
        let seconds = self.time.as_secs_f64();
        let (word, why) = match &self.state {
            State::Passed => ("passed", String::new()),
            State::Skipped(why) => ("SKIPPED", format!(" ({why})")),
            State::Failed(why) => ("FAILED", format!(" ({why})")),
        };
        format!("{:<8} {:<24} {word:<8} {seconds:>7.1} s{why}", self.language, self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_run_and_is_counted() {
        let mut report = Report::new(false);
        assert!(report.step("rust", "good", |counts| {
            counts.read("3 passed, 0 failed");
            Ok(Outcome::Passed)
        }));
        assert!(!report.step("rust", "bad", |_| bail!("`cargo fmt` failed")));
        assert_eq!(report.counts, Counts { passed: 3, failed: 1 });
        assert!(report.rows[1].line().ends_with("s (`cargo fmt` failed)"));
        assert_eq!(report.finish().unwrap_err().to_string(), "1 of 2 steps failed");
    }

    #[test]
    fn a_skip_fails_a_strict_run_only() {
        for strict in [false, true] {
            let mut report = Report::new(strict);
            let skip = |_: &mut Counts| Ok(Outcome::Skipped("no `python3`".to_owned()));
            assert!(!report.step("python", "tests", skip));
            assert!(report.rows[0].line().contains("SKIPPED"));
            assert_eq!(report.finish().is_err(), strict);
        }
    }
}
