//! Law 8 by enumeration: every short history of two or three ledgers, with every meeting between them.
//!
//! A history is a word of steps: an act in one of the ledgers, or one ledger taking in what another knows. After each word all
//! ledgers meet until nothing is new, and then they have to agree, whatever came before; and what they agree on has to be what an
//! oracle says that knows of the acts only who knew what.

mod course;
mod oracle;

use anyhow::{Result, bail};

pub use course::{Deed, Step};

use course::Course;

/// Which histories are run through.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// What it is called.
    pub name: &'static str,
    /// How many ledgers there are.
    pub ledgers: usize,
    /// What is done in them.
    pub deeds: &'static [Deed],
    /// Steps of a history.
    pub length: usize,
    /// Milliseconds by which the clock of each further ledger is behind that of the one before.
    pub behind: i64,
}

/// The scopes of a test run.
pub const SCOPES: [Scope; 5] = [
    Scope { name: "grants and withdrawals", ledgers: 2, deeds: &[Deed::Grant, Deed::Withdraw], length: 5, behind: 0 },
    Scope { name: "clocks apart", ledgers: 2, deeds: &[Deed::Grant, Deed::Withdraw], length: 5, behind: 10_000 },
    Scope { name: "three ledgers", ledgers: 3, deeds: &[Deed::Grant, Deed::Withdraw], length: 4, behind: 0 },
    Scope { name: "every choice", ledgers: 2, deeds: &Deed::CHOICES, length: 3, behind: 0 },
    Scope { name: "facts and erasure", ledgers: 2, deeds: &Deed::FACTS, length: 3, behind: 10_000 },
];

/// What a scope's histories showed.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Histories that were run.
    pub histories: usize,
    /// Those in which something broke, with what.
    pub faults: Vec<String>,
}

/// Runs every history of a scope.
pub fn run(scope: &Scope) -> Result<Outcome> {
    let steps = steps(scope);
    let Some(total) = steps.len().checked_pow(u32::try_from(scope.length)?) else { bail!("too many histories") };
    let world = course::World::new()?;
    let mut outcome = Outcome::default();
    for number in 0..total {
        let mut rest = number;
        let history: Vec<Step> = (0..scope.length)
            .map(|_| {
                let step = steps[rest % steps.len()];
                rest /= steps.len();
                step
            })
            .collect();
        let mut course = Course::new(&world, scope)?;
        let fault = course.follow(&history).and_then(|()| course.agree()).err();
        if let Some(fault) = fault {
            outcome.faults.push(format!("{history:?}: {fault:#}"));
        }
        outcome.histories += 1;
    }
    Ok(outcome)
}

/// Everything that can be the next step.
fn steps(scope: &Scope) -> Vec<Step> {
    let ledgers = 0..scope.ledgers;
    let acts = ledgers.clone().flat_map(|ledger| scope.deeds.iter().map(move |deed| Step::Act { ledger, deed: *deed }));
    let pairs = ledgers.clone().flat_map(|from| ledgers.clone().map(move |into| (from, into)));
    let meetings = pairs.filter(|(from, into)| from != into).map(|(from, into)| Step::Meet { from, into });
    acts.chain(meetings).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_histories_agree() {
        for scope in SCOPES {
            let outcome = run(&Scope { length: 2, ..scope }).unwrap();
            assert_eq!(outcome.faults, Vec::<String>::new(), "{}", scope.name);
            assert!(outcome.histories > 10);
        }
    }

    #[test]
    fn a_merge_that_loses_a_withdrawal_is_found() {
        // the oracle is asked about a history whose withdrawal it is not told of
        let world = course::World::new().unwrap();
        let scope = SCOPES[0];
        let mut course = Course::new(&world, &scope).unwrap();
        let act = |ledger, deed| Step::Act { ledger, deed };
        course.follow(&[act(0, Deed::Withdraw), act(1, Deed::Grant)]).unwrap();
        course.forget_in_oracle(0);
        assert!(course.agree().is_err());
    }
}
