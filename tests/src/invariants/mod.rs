//! What holds under every policy, over random histories of the example policies and of random ones.
//!
//! Each invariant is a predicate over answers that an engine gives in the course of a history; none computes a decision a second
//! time. `scene` makes policies and histories, `live` goes through them and looks, `minimise` makes a failure small.

mod after;
mod answers;
pub mod calendar;
mod course;
mod deed;
mod draw;
mod joining;
mod live;
mod minimise;
mod question;
mod retention;
mod scene;
#[cfg(test)]
mod tests;
mod words;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, anyhow};

pub use deed::{Choice, Deed, Step};
pub use minimise::Failure;
pub use scene::{Ground, Scene, scene};
pub use world::{Straight, Way};

/// An invariant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each has a name")]
pub enum Invariant {
    Refusals,
    CategoryBans,
    SaleBans,
    ChildBans,
    Essential,
    Ancestors,
    Grounds,
    SameInputs,
    ExportImport,
    RetentionEnds,
    RetentionStays,
    NewPurposes,
    Deidentified,
    Upgrades,
    Successors,
    Signals,
    PlainQuestion,
    Joining,
    JoinedRefusals,
    JoinOrder,
    ValidUntil,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Invariant; 21] = [
        Invariant::Refusals,
        Invariant::CategoryBans,
        Invariant::SaleBans,
        Invariant::ChildBans,
        Invariant::Essential,
        Invariant::Ancestors,
        Invariant::Grounds,
        Invariant::SameInputs,
        Invariant::ExportImport,
        Invariant::RetentionEnds,
        Invariant::RetentionStays,
        Invariant::NewPurposes,
        Invariant::Deidentified,
        Invariant::Upgrades,
        Invariant::Successors,
        Invariant::Signals,
        Invariant::PlainQuestion,
        Invariant::Joining,
        Invariant::JoinedRefusals,
        Invariant::JoinOrder,
        Invariant::ValidUntil,
    ];

    /// What it says.
    pub fn name(self) -> &'static str {
        match self {
            Invariant::Refusals => {
                "a withdrawal, opt-out, objection or restriction never turns a denial into an allowance"
            }
            Invariant::CategoryBans => "what is forbidden of a category stays forbidden, whatever was consented to",
            Invariant::SaleBans => "nothing is sold, rented or traded, whatever was consented to",
            Invariant::ChildBans => "data closed to children stay closed, whatever they or a guardian consented to",
            Invariant::Essential => "essential, security and legal purposes are not touched by refusals of others",
            Invariant::Ancestors => "a refusal of a node is never less strict than one of what lies below it",
            Invariant::Grounds => "an allowance names a declared basis, and a denial a reason",
            Invariant::SameInputs => "the same acts, clock, version and question give the same decision",
            Invariant::ExportImport => "an export taken in elsewhere gives the same decisions",
            Invariant::RetentionEnds => "nothing is allowed on data past their end",
            Invariant::RetentionStays => "what is over stays over while only time goes by",
            Invariant::NewPurposes => "a purpose that a version adds waits for the notice and the basis",
            Invariant::Deidentified => "a de-identified form is never more restricted than raw data",
            Invariant::Upgrades => "refusals, erasures and cases survive a new version",
            Invariant::Successors => "refusals, erasures and cases survive a transfer of the business",
            Invariant::Signals => "a signal that is absent or off never grants",
            Invariant::PlainQuestion => "can_process and decide agree",
            Invariant::Joining => "joining a visitor never allows what one of the two refused",
            Invariant::JoinedRefusals => "what one of two joined refuses is refused to both",
            Invariant::JoinOrder => "two visitors joined in either order come to the same",
            Invariant::ValidUntil => "a decision holds until its valid_until",
        }
    }

    fn number(self) -> usize {
        Self::ALL.iter().position(|other| *other == self).unwrap_or(0)
    }
}

/// What an invariant came to.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// How often it was looked at.
    pub checked: usize,
    /// How often it was broken.
    pub failed: usize,
    /// What broke it first.
    pub first: Option<String>,
}

/// What all came to, in the order of [`Invariant::ALL`].
#[derive(Debug, Clone)]
pub struct Tally {
    checks: Vec<Check>,
    only: Option<Invariant>,
}

impl Tally {
    fn new(only: Option<Invariant>) -> Self {
        Self { checks: vec![Check::default(); Invariant::ALL.len()], only }
    }

    /// Whether an invariant is looked at.
    fn wants(&self, invariant: Invariant) -> bool {
        self.only.is_none_or(|only| only == invariant)
    }

    fn expect(&mut self, invariant: Invariant, holds: bool, what: impl FnOnce() -> String) {
        if !self.wants(invariant) {
            return;
        }
        if let Some(check) = self.checks.get_mut(invariant.number()) {
            check.checked += 1;
            if !holds {
                check.failed += 1;
                check.first.get_or_insert_with(what);
            }
        }
    }

    fn add(&mut self, other: Tally) {
        for (check, other) in self.checks.iter_mut().zip(other.checks) {
            check.checked += other.checked;
            check.failed += other.failed;
            check.first = check.first.take().or(other.first);
        }
    }

    /// What an invariant came to.
    pub fn of(&self, invariant: Invariant) -> Check {
        self.checks.get(invariant.number()).cloned().unwrap_or_default()
    }
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    /// Histories that were lived through.
    pub scenes: usize,
    /// Acts in them.
    pub acts: usize,
    /// What each invariant came to.
    pub tally: Tally,
    /// The first failures, made small: one for each invariant.
    pub failures: Vec<Failure>,
}

/// Goes through so many rounds: in each a history over every example policy, and over two random policies.
///
/// # Errors
///
/// When a document is not read, or an engine fails.
pub fn run(way: &dyn Way, rounds: usize, seed: u64) -> Result<Run> {
    let sweep = sweep(way, rounds, seed)?;
    let failures =
        sweep.broken.iter().map(|(_, invariant, scene)| minimise::minimise(way, scene, *invariant)).collect();
    Ok(Run { scenes: sweep.scenes, acts: sweep.acts, tally: sweep.tally, failures })
}

/// What some rounds came to, with the first history that broke each invariant as it was lived through.
struct Sweep {
    scenes: usize,
    acts: usize,
    tally: Tally,
    broken: Vec<(usize, Invariant, Scene)>,
}

fn sweep(way: &dyn Way, rounds: usize, seed: u64) -> Result<Sweep> {
    let examples = Ground::examples()?;
    let nothing = Sweep { scenes: 0, acts: 0, tally: Tally::new(None), broken: Vec::new() };
    let (next, whole) = (AtomicUsize::new(0), Mutex::new(Ok(nothing)));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let round = next.fetch_add(1, Ordering::Relaxed);
                    if round >= rounds {
                        return;
                    }
                    let one = one_round(way, &examples, round, seed.wrapping_mul(1_000_003).wrapping_add(round as u64));
                    let Ok(mut whole) = whole.lock() else { return };
                    match (&mut *whole, one) {
                        (Ok(sum), Ok(one)) => together(sum, one),
                        (Ok(_), Err(error)) => *whole = Err(error),
                        (Err(_), _) => {}
                    }
                }
            });
        }
    });
    whole.into_inner().map_err(|_| anyhow!("a thread panicked"))?
}

fn together(sum: &mut Sweep, one: Sweep) {
    sum.scenes += one.scenes;
    sum.acts += one.acts;
    sum.tally.add(one.tally);
    // the same seed reports the same failure, whichever thread found it
    for (round, invariant, scene) in one.broken {
        match sum.broken.iter_mut().find(|(_, known, _)| *known == invariant) {
            Some(known) if known.0 <= round => {}
            Some(known) => *known = (round, invariant, scene),
            None => sum.broken.push((round, invariant, scene)),
        }
    }
}

fn one_round(way: &dyn Way, examples: &[Ground], round: usize, seed: u64) -> Result<Sweep> {
    let random = [Ground::random(seed.wrapping_mul(2))?, Ground::random(seed.wrapping_mul(2).wrapping_add(1))?];
    let mut sum = Sweep { scenes: 0, acts: 0, tally: Tally::new(None), broken: Vec::new() };
    for ground in examples.iter().chain(&random) {
        let scene = scene(ground, seed)?;
        let mut tally = Tally::new(None);
        live::live(way, &scene, &mut tally)?;
        let broken = Invariant::ALL.into_iter().filter(|invariant| tally.of(*invariant).failed > 0);
        let broken = broken.map(|invariant| (round, invariant, scene.clone())).collect();
        together(&mut sum, Sweep { scenes: 1, acts: scene.steps.len(), tally, broken });
    }
    Ok(sum)
}
