//! The laws of a decision, held against every combination of the abstract state.
//!
//! `states` says which combinations there are, `acts` how an engine gets there; `world` holds the engines; each law is a
//! predicate over one case. What a law expects is said of the abstract state alone, never computed a second time.

mod acts;
mod age;
mod agreement;
mod consent;
mod errors;
mod monotony;
mod policy;
mod states;
#[cfg(test)]
mod tests;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, anyhow};
use placet::Decision;

pub use policy::Rules;
use states::Traits;
pub use states::{Order, Width};
use world::World;
pub use world::{Straight, Way};

/// The purposes that every case is asked about: one for each list of bases.
pub const PURPOSES: [&str; 8] = [
    "lab.consent",
    "lab.contract",
    "lab.interest",
    "lab.obligation",
    "lab.consent_or_interest",
    "lab.consent_or_interest_until_withdrawn",
    "lab.contract_or_consent",
    "lab.direct_marketing",
];

/// One combination: a user whose acts led there, with the answers of the moment.
pub(crate) struct Case<'w> {
    pub(crate) world: &'w World<'w>,
    pub(crate) user: String,
    pub(crate) traits: Traits,
    pub(crate) before: Vec<Decision>,
}

/// What a law came to.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// Combinations of state and question that were looked at.
    pub checked: usize,
    /// Those that broke the law.
    pub failed: usize,
    /// The first that did.
    pub first: Option<String>,
}

impl Check {
    fn expect(&mut self, case: &Case<'_>, holds: bool, what: impl FnOnce() -> String) {
        self.checked += 1;
        if !holds {
            self.failed += 1;
            self.first.get_or_insert_with(|| format!("{:?}: {}", case.traits, what()));
        }
    }

    fn add(&mut self, other: Check) {
        self.checked += other.checked;
        self.failed += other.failed;
        self.first = self.first.take().or(other.first);
    }
}

/// A law: its number, its name, and the predicate over a case.
pub struct Law {
    /// The number under which the design has it.
    pub number: u8,
    /// Its name.
    pub name: &'static str,
    now: fn(&Case<'_>, &mut Check) -> Result<()>,
    /// What is looked at once a later version was loaded and came into force.
    after_reload: Option<fn(&Case<'_>, &mut Check) -> Result<()>>,
}

/// All laws that are about one ledger.
pub const LAWS: [Law; 10] = [
    Law {
        number: 1,
        name: "after a withdrawal nothing rests on that consent",
        now: consent::withdrawal,
        after_reload: None,
    },
    Law {
        number: 2,
        name: "consent is given by whom the law lets give it",
        now: age::who_consents,
        after_reload: None,
    },
    Law { number: 3, name: "consent is specific", now: consent::node_grant, after_reload: Some(consent::later_leaf) },
    Law {
        number: 4,
        name: "a material change outdates consent",
        now: consent::outdated,
        after_reload: Some(consent::outdated_by_reload),
    },
    Law { number: 5, name: "silence is not consent", now: consent::silence, after_reload: None },
    Law { number: 6, name: "what is not declared is denied", now: errors::undeclared, after_reload: None },
    Law {
        number: 7,
        name: "a refusal never allows more, and a ban beats every consent",
        now: monotony::refusals,
        after_reload: None,
    },
    Law {
        number: 9,
        name: "the same ledger, policy and time give the same bytes",
        now: agreement::same_bytes,
        after_reload: None,
    },
    Law { number: 10, name: "can_process and decide agree", now: agreement::agree, after_reload: None },
    Law { number: 11, name: "an error denies", now: errors::faults, after_reload: None },
];

/// What a proof came to.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// States that were reached.
    pub states: usize,
    /// Combinations that are others over again.
    pub pruned: usize,
    /// For each law, in their order.
    pub checks: Vec<Check>,
}

/// Which states are gone through.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Under which rules for ages.
    pub rules: Rules,
    /// In which order the acts happen.
    pub order: Order,
    /// Whether every value of every axis is gone through, or fewer of some.
    pub width: Width,
}

/// Holds all laws against all states of some ranges. `stride` is 1, or more to look at every so manieth state only.
pub fn prove(way: &dyn Way, ranges: &[Range], laws: &[Law], stride: usize) -> Result<Proof> {
    let parts: Vec<_> =
        ranges.iter().flat_map(|range| states::parts(range.order).map(move |part| (*range, part))).collect();
    let (next, whole) = (AtomicUsize::new(0), Mutex::new(Ok(Proof::default())));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((range, part)) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let proof = prove_part(way, *range, part, laws, stride);
                    let Ok(mut whole) = whole.lock() else { return };
                    let sum = std::mem::replace(&mut *whole, Ok(Proof::default()));
                    *whole = sum.and_then(|sum| Ok(together(sum, proof?)));
                }
            });
        }
    });
    whole.into_inner().map_err(|_| anyhow!("a thread of the proof panicked"))?
}

fn together(mut sum: Proof, proof: Proof) -> Proof {
    sum.states += proof.states;
    sum.pruned += proof.pruned;
    sum.checks.resize_with(proof.checks.len(), Check::default);
    for (check, other) in sum.checks.iter_mut().zip(proof.checks) {
        check.add(other);
    }
    sum
}

fn prove_part(way: &dyn Way, range: Range, part: &states::Part, laws: &[Law], stride: usize) -> Result<Proof> {
    let world = World::new(way, range.rules)?;
    let mut proof = Proof { checks: vec![Check::default(); laws.len()], ..Proof::default() };
    let mut later: Vec<Case<'_>> = Vec::new();
    let mut count = 0usize;
    let mut visit = |user: &str, traits: &Traits| -> Result<()> {
        count += 1;
        if !count.is_multiple_of(stride) {
            return Ok(());
        }
        let case = Case { before: world.answers(user)?, world: &world, user: user.to_owned(), traits: *traits };
        for (law, check) in laws.iter().zip(&mut proof.checks) {
            (law.now)(&case, check)?;
        }
        later.push(Case { before: Vec::new(), ..case });
        Ok(())
    };
    proof.pruned = states::grow(&world, range, part, &mut visit)?;
    proof.states = count;
    world.reload()?;
    for case in &later {
        for (law, check) in laws.iter().zip(&mut proof.checks) {
            if let Some(after_reload) = law.after_reload {
                after_reload(case, check)?;
            }
        }
    }
    Ok(proof)
}
