//! One history: ledgers, what is done in them, and their meetings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context as _, Result, bail, ensure};
use placet::ledger::Memory;
use placet::policy::{Policy, Source, check, compile};
use placet::{ActOptions, ChangesOptions, Context, Engine, MergeOptions, Options, Timestamp, Update};

use super::Scope;
use super::oracle::Oracle;

const POLICY: &str = r#"
[policy]
id = "shop"
version = "2025-01-01"
effective_from = 2025-01-01
contact = { privacy = "privacy@shop.test" }

[purposes."marketing.email"]
basis = ["consent"]

[purposes."analytics"]
basis = ["legitimate_interest"]

[signals.gpc]
denies = ["marketing.email"]
overridden_by = "later_explicit_consent"

[purposes."account"]
basis = ["contract"]
"#;

const USER: &str = "ada";
const PURPOSES: [&str; 3] = ["marketing.email", "analytics", "account"];
/// 2025-06-01T00:00:00Z, in milliseconds.
const BEGIN: i64 = 1_748_736_000_000;

/// What is done in a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Consent to the consent purpose.
    Grant,
    /// Its withdrawal.
    Withdraw,
    /// An opt-out of everything.
    OptOut,
    /// An opt-in to one purpose.
    OptIn,
    /// An objection to one purpose.
    Object,
    /// The objection overruled.
    Overrule,
    /// A restriction of everything.
    Restrict,
    /// The restriction lifted.
    Lift,
    /// A signal, on.
    SignalOn,
    /// The same, off.
    SignalOff,
    /// An account.
    Register,
    /// The account closed.
    Close,
    /// A younger age.
    Younger,
    /// An older age.
    Older,
    /// Where the user lives: a country of its own for each ledger.
    Move,
    /// The user's erasure.
    Erase,
}

impl Deed {
    /// Every choice.
    pub const CHOICES: [Deed; 10] = [
        Deed::Grant,
        Deed::Withdraw,
        Deed::OptOut,
        Deed::OptIn,
        Deed::Object,
        Deed::Overrule,
        Deed::Restrict,
        Deed::Lift,
        Deed::SignalOn,
        Deed::SignalOff,
    ];
    /// What is found out about a user.
    pub const FACTS: [Deed; 6] = [Deed::Register, Deed::Close, Deed::Younger, Deed::Older, Deed::Move, Deed::Erase];
}

/// A step of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Something is done in a ledger.
    Act {
        /// Which ledger.
        ledger: usize,
        /// What.
        deed: Deed,
    },
    /// A ledger takes in what another knows.
    Meet {
        /// The one that tells.
        from: usize,
        /// The one that is told.
        into: usize,
    },
}

/// What all histories share.
pub(super) struct World {
    policy: Policy,
}

impl World {
    pub(super) fn new() -> Result<Self> {
        Ok(Self { policy: Policy::new(vec![compile(&check(&Source::open(POLICY)?)?)?])? })
    }
}

struct Ledger {
    engine: Engine,
    clock: Arc<AtomicI64>,
    /// Up to which position each other ledger was taken in.
    until: Vec<u64>,
    /// Acts, by number, that are known here.
    known: BTreeSet<usize>,
}

pub(super) struct Course {
    ledgers: Vec<Ledger>,
    oracle: Oracle,
    acts: usize,
    consent_only: bool,
}

impl Course {
    pub(super) fn new(world: &World, scope: &Scope) -> Result<Self> {
        let ledger = |number: usize| -> Result<Ledger> {
            let clock = Arc::new(AtomicI64::new(BEGIN - scope.behind * number as i64));
            let time = clock.clone();
            let now = move || Timestamp(time.load(Ordering::Relaxed));
            let options = Options { clock: Some(Arc::new(now)), ..Options::default() };
            let engine = Engine::on(world.policy.clone(), Arc::new(Memory::new()?), options)?;
            Ok(Ledger { engine, clock, until: vec![0; scope.ledgers], known: BTreeSet::new() })
        };
        let ledgers = (0..scope.ledgers).map(ledger).collect::<Result<Vec<_>>>()?;
        let consent_only = scope.deeds.iter().all(|deed| matches!(deed, Deed::Grant | Deed::Withdraw));
        Ok(Self { ledgers, oracle: Oracle::default(), acts: 0, consent_only })
    }

    pub(super) fn follow(&mut self, history: &[Step]) -> Result<()> {
        for step in history {
            match *step {
                Step::Act { ledger, deed } => self.act(ledger, deed)?,
                Step::Meet { from, into } => self.meet(from, into).map(|_| ())?,
            }
            // half of the steps fall on one instant, so that ties are met too
            if self.acts.is_multiple_of(2) {
                for ledger in &self.ledgers {
                    ledger.clock.fetch_add(1000, Ordering::Relaxed);
                }
            }
        }
        Ok(())
    }

    fn act(&mut self, number: usize, deed: Deed) -> Result<()> {
        let ledger = &mut self.ledgers[number];
        let engine = &ledger.engine;
        let plain = ActOptions::default();
        let done = match deed {
            Deed::Grant => engine.grant(USER, "marketing.email", &Default::default()),
            Deed::Withdraw => engine.withdraw(USER, "marketing.email", &plain),
            Deed::OptOut => engine.opt_out(USER, "*", &plain),
            Deed::OptIn => engine.opt_in(USER, "analytics", &plain),
            Deed::Object => engine.object_to(USER, "analytics", &plain),
            Deed::Overrule => engine.overrule_objection(USER, "analytics", "compelling", &plain),
            Deed::Restrict => engine.restrict(USER, "*", &plain),
            Deed::Lift => engine.lift_restriction(USER, "*", &plain),
            Deed::SignalOn => engine.apply_signals(USER, &BTreeMap::from([("gpc".to_owned(), true)]), &plain),
            Deed::SignalOff => engine.apply_signals(USER, &BTreeMap::from([("gpc".to_owned(), false)]), &plain),
            Deed::Register => engine.update(USER, &Update { account: Some("active".into()), ..Update::default() }),
            Deed::Close => engine.update(USER, &Update { account: Some("closed".into()), ..Update::default() }),
            Deed::Younger => engine.update(USER, &Update { age: Some(12), ..Update::default() }),
            Deed::Older => engine.update(USER, &Update { age: Some(30), ..Update::default() }),
            Deed::Move => {
                let country = ["DE", "FR", "IE"][number];
                engine.update(USER, &Update { residence: Some(country.into()), ..Update::default() })
            }
            Deed::Erase => engine.erase(USER, &plain),
        };
        match done {
            Ok(_) => {
                match deed {
                    Deed::Grant => self.oracle.grant(self.acts, &ledger.known),
                    Deed::Withdraw => self.oracle.withdraw(self.acts),
                    _ => {}
                }
                ledger.known.insert(self.acts);
                self.acts += 1;
                Ok(())
            }
            // what the state does not admit, as anything after an erasure, is no step
            Err(error) if error.code() == "refused" => Ok(()),
            Err(error) => Err(error).with_context(|| format!("{deed:?}")),
        }
    }

    /// One ledger takes in what another has that is new to it; says whether there was anything.
    fn meet(&mut self, from: usize, into: usize) -> Result<bool> {
        let since = self.ledgers[into].until[from];
        let changes = self.ledgers[from].engine.changes(since, &ChangesOptions::default())?;
        let known = self.ledgers[from].known.clone();
        let ledger = &mut self.ledgers[into];
        let merged = ledger.engine.merge(&changes, &MergeOptions::default())?;
        ledger.until[from] = merged.until;
        ledger.known.extend(known);
        let again = ledger.engine.merge(&changes, &MergeOptions::default())?;
        ensure!(again.taken == 0, "the same changes were taken in twice");
        Ok(merged.taken > 0)
    }

    /// All meet until nothing is new; then all have to say the same.
    pub(super) fn agree(&mut self) -> Result<()> {
        let count = self.ledgers.len();
        for round in 0.. {
            let mut news = false;
            for from in 0..count {
                for into in (0..count).filter(|into| *into != from) {
                    news |= self.meet(from, into)?;
                }
            }
            if !news {
                break;
            }
            ensure!(round < 10, "the ledgers find no end");
        }
        let latest = self.ledgers.iter().map(|ledger| ledger.clock.load(Ordering::Relaxed)).max().unwrap_or(BEGIN);
        let mut first = None;
        for (number, ledger) in self.ledgers.iter().enumerate() {
            ledger.engine.verify().context("verify")?;
            // an erasure names nobody: a ledger that never knew the user learns of it when it comes to know them
            if ledger.engine.history(USER)?.is_empty() {
                continue;
            }
            ledger.clock.store(latest, Ordering::Relaxed);
            let mut said = Vec::new();
            for purpose in PURPOSES {
                let decision = ledger.engine.decide(USER, purpose, &Context::default())?;
                ensure!(ledger.engine.can_process(USER, purpose)? == decision.allowed, "the index disagrees");
                said.push((
                    decision.allowed,
                    decision.reasons,
                    decision.ground,
                    decision.valid_until,
                    decision.residence,
                ));
            }
            match &first {
                None => first = Some(said),
                Some(other) if *other != said => bail!("ledger 0 says {other:?}, ledger {number} says {said:?}"),
                Some(_) => {}
            }
        }
        let allowed = first.and_then(|said| said.first().map(|(allowed, ..)| *allowed));
        if self.consent_only {
            ensure!(allowed.unwrap_or(false) == self.oracle.allows(), "{allowed:?} is not what the oracle says");
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn forget_in_oracle(&mut self, act: usize) {
        self.oracle.forget(act);
    }
}
