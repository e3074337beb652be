//! The engines of a proof, on one store in memory: the one that acts, a second one that only asks, and one whose store can fail.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use anyhow::{Result, anyhow};
use placet::index::Hasher;
use placet::ledger::{Counter, Entry, Memory, Record, Row, Store, UserHash, Writer};
use placet::policy::{Policy, Source, check, compile};
use placet::{Context, Decision, Engine, Error, Options, Timestamp};

use super::PURPOSES;
use super::policy::{Rules, version};
use crate::act::Act;
use crate::engine_subject::perform;

/// How acts and questions reach an engine. A test puts a wrong way in its place, to see that a law can fail.
pub trait Way: Sync {
    /// The document of a version.
    fn document(&self, text: String) -> String {
        text
    }

    /// Does an act.
    fn act(&self, engine: &Engine, act: &Act, at: Timestamp) -> Result<(), String> {
        perform(engine, act, Some(at))
    }

    /// Asks the plain question.
    fn can_process(&self, engine: &Engine, user: &str, purpose: &str) -> Result<bool, Error> {
        engine.can_process(user, purpose)
    }

    /// Asks for the answer in full.
    fn decide(&self, engine: &Engine, user: &str, purpose: &str, context: &Context) -> Result<Decision, Error> {
        engine.decide(user, purpose, context)
    }

    /// The canonical bytes of an answer.
    fn json(&self, decision: &Decision) -> String {
        decision.to_json()
    }
}

/// The engine as it is.
#[derive(Debug, Clone, Copy)]
pub struct Straight;

impl Way for Straight {}

/// How the store of the third engine fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// What changed can't be read.
    Changes,
    /// A user's record can't be read.
    Records,
    /// A user's record is not what was written.
    Damaged,
}

impl Fault {
    pub(crate) const ALL: [Fault; 3] = [Fault::Changes, Fault::Records, Fault::Damaged];
}

/// Engines, their store and their clock.
pub(crate) struct World<'w> {
    way: &'w dyn Way,
    rules: Rules,
    pub(crate) engine: Engine,
    pub(crate) second: Engine,
    pub(crate) faulty: Engine,
    broken: Arc<AtomicU8>,
    store: Arc<Memory>,
    hasher: Hasher,
    clock: Arc<AtomicI64>,
    users: Cell<u64>,
}

/// The day of the first acts, while the first version is in force.
pub(crate) const EARLY: &str = "2024-02-01T00:00:00Z";
/// The day of the other acts, under the second version.
pub(crate) const THEN: &str = "2024-07-01T00:00:00Z";
/// The day of the questions.
pub(crate) const NOW: &str = "2024-08-01T00:00:00Z";
/// A day on which the third version is in force.
pub(crate) const LATER: &str = "2025-02-01T00:00:00Z";

/// An instant of this proof.
pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse::<jiff::Timestamp>().map_or(Timestamp(0), |at| Timestamp(at.as_millisecond()))
}

impl<'w> World<'w> {
    pub(crate) fn new(way: &'w dyn Way, rules: Rules) -> Result<Self> {
        let load = |number| compile(&check(&Source::open(&way.document(version(number, rules)))?)?);
        let policy = Policy::new(vec![load(1)?, load(2)?])?;
        let store = Arc::new(Memory::new()?);
        let clock = Arc::new(AtomicI64::new(instant(NOW).0));
        let broken = Arc::new(AtomicU8::new(Fault::None as u8));
        let faulty = Arc::new(Faulty { store: store.clone(), broken: broken.clone() });
        let open = |store: Arc<dyn Store>| {
            let hands = clock.clone();
            let options = Options {
                clock: Some(Arc::new(move || Timestamp(hands.load(Ordering::Relaxed)))),
                ..Options::default()
            };
            Engine::on(policy.clone(), store, options)
        };
        Ok(World {
            way,
            rules,
            engine: open(store.clone())?,
            second: open(store.clone())?,
            faulty: open(faulty)?,
            broken,
            hasher: Hasher::new(&store.key()),
            store,
            clock,
            users: Cell::new(0),
        })
    }

    /// A new user with the record of another: both lived through the same.
    pub(crate) fn fork(&self, user: &str) -> Result<String> {
        let number = self.users.get() + 1;
        self.users.set(number);
        let name = format!("user-{number}");
        self.copy(user, &name)?;
        Ok(name)
    }

    /// A user with the record of another, for one act and the questions after it. It is the same user at each call, so that few records
    /// are kept; until the act is done the engine does not know of the copy.
    pub(crate) fn try_out(&self, user: &str) -> Result<String> {
        let name = "try-out".to_owned();
        if self.copy(user, &name)? { Ok(name) } else { self.fork(user) }
    }

    /// Copies the record of a user; false for a stranger, who has none.
    fn copy(&self, user: &str, name: &str) -> Result<bool> {
        let (from, to) = (self.hasher.hash(user), self.hasher.hash(name));
        let mut copied = false;
        self.store.write(&mut |writer| {
            if let Some(record) = writer.record(from)? {
                writer.put(to, &record)?;
                copied = true;
            }
            Ok(())
        })?;
        Ok(copied)
    }

    /// Does an act now.
    pub(crate) fn act(&self, act: &Act) -> Result<(), String> {
        self.act_at(act, NOW)
    }

    /// Does an act on a day.
    pub(crate) fn act_at(&self, act: &Act, day: &str) -> Result<(), String> {
        self.way.act(&self.engine, act, instant(day))
    }

    pub(crate) fn can_process(&self, engine: &Engine, user: &str, purpose: &str) -> Result<bool, Error> {
        self.way.can_process(engine, user, purpose)
    }

    pub(crate) fn decide(
        &self,
        engine: &Engine,
        user: &str,
        purpose: &str,
        context: &Context,
    ) -> Result<Decision, Error> {
        self.way.decide(engine, user, purpose, context)
    }

    pub(crate) fn json(&self, decision: &Decision) -> String {
        self.way.json(decision)
    }

    /// The answers for all purposes.
    pub(crate) fn answers(&self, user: &str) -> Result<Vec<Decision>> {
        self.answers_with(user, &Context::default())
    }

    pub(crate) fn answers_with(&self, user: &str, context: &Context) -> Result<Vec<Decision>> {
        let ask = |purpose: &&str| Ok(self.decide(&self.engine, user, purpose, context)?);
        PURPOSES.iter().map(ask).collect()
    }

    /// Makes the store of the third engine fail, or work again.
    pub(crate) fn break_store(&self, fault: Fault) {
        self.broken.store(fault as u8, Ordering::Relaxed);
    }

    /// Loads the third version, and lets the time come in which it is in force.
    pub(crate) fn reload(&self) -> Result<()> {
        let text = self.way.document(version(3, self.rules));
        self.engine.reload(&text).map_err(|error| anyhow!(error))?;
        self.clock.store(instant(LATER).0, Ordering::Relaxed);
        Ok(())
    }
}

/// A store that reads nothing, or reads it wrong, when it is told to.
struct Faulty {
    store: Arc<Memory>,
    broken: Arc<AtomicU8>,
}

impl Faulty {
    fn works(&self, fault: Fault) -> Result<(), Error> {
        if self.broken.load(Ordering::Relaxed) == fault as u8 {
            let message = "the disk does not answer".to_owned();
            return Err(Error::Store { path: "faulty".to_owned(), message });
        }
        Ok(())
    }
}

impl Store for Faulty {
    fn path(&self) -> &str {
        "faulty"
    }

    fn key(&self) -> [u8; 16] {
        self.store.key()
    }

    fn counter(&self) -> Arc<Counter> {
        self.store.counter()
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        self.works(Fault::Records)?;
        self.store.write(work)
    }

    fn record(&self, user: UserHash) -> Result<Option<Record>, Error> {
        self.works(Fault::Records)?;
        let damaged = self.broken.load(Ordering::Relaxed) == Fault::Damaged as u8;
        let record = self.store.record(user)?;
        Ok(record.map(|record| {
            let state = if damaged { vec![0xff; 3] } else { record.state };
            Record { state, ..record }
        }))
    }

    fn rows(&self, each: &mut dyn FnMut(UserHash, Row)) -> Result<(), Error> {
        self.store.rows(each)
    }

    fn users(&self) -> Result<usize, Error> {
        self.store.users()
    }

    fn records(&self, each: &mut dyn FnMut(UserHash, Record) -> Result<(), Error>) -> Result<(), Error> {
        self.store.records(each)
    }

    fn changed_since(&self, position: u64) -> Result<(Vec<UserHash>, u64), Error> {
        self.works(Fault::Changes)?;
        self.store.changed_since(position)
    }

    fn entry(&self, position: u64) -> Result<Option<Entry>, Error> {
        self.store.entry(position)
    }

    fn entries(&self, each: &mut dyn FnMut(Entry) -> Result<(), Error>) -> Result<(), Error> {
        self.store.entries(each)
    }
}
