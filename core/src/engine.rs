//! The one object that has all of the rooms, and the public face of the library.

mod acts;
#[cfg(feature = "arrow")]
mod arrow;
mod cases;
mod changes;
mod due;
mod erasure;
mod explain;
mod export;
mod filter;
mod freshness;
mod guarded;
mod headers;
mod import;
mod join;
mod listeners;
mod merge;
mod newest;
mod options;
mod questions;
mod queue;
mod registry;
mod reports;
mod signals;
mod snapshot;
mod states;
mod verify;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::error::Error;
use crate::index::Hasher;
use crate::ledger::{Counter, Store};
use crate::policy::{Diagnostic, Difference, Policy, PublicKey, load};
use crate::words::Timestamp;

pub use acts::{Receipt, Request};
pub use cases::{CaseView, RequestOptions, RespondOptions, TaskView};
pub use changes::ChangesOptions;
pub use due::Due;
pub use export::ExportOptions;
pub use guarded::Guarded;
pub use headers::SIGNAL_HEADERS;
pub use listeners::{Notification, Recording, Subscription};
pub use merge::{MergeOptions, Merged};
pub use options::{ActOptions, Clock, GrantOptions, GuardianOptions, Options, RecordOptions, Update};
pub use questions::Permit;
pub use registry::{Registration, StageTime};
pub use reports::ReportOptions;
pub use signals::{SignalState, Understood};
pub use verify::{HistoryEntry, Verification};

use listeners::Listeners;
use queue::Queue;
use snapshot::Snapshot;
use states::States;

/// An open policy on an open store: what product code asks.
///
/// It is shared between threads as it is. Reads take no lock that a writer holds while it waits for the disk; an act is
/// durable, and visible to every process on the store, when its call returns.
pub struct Engine {
    alive: Arc<()>,
    store: Arc<dyn Store>,
    counter: Arc<Counter>,
    hasher: Hasher,
    clock: Option<Arc<dyn Clock>>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// The number of the snapshot, which no other has in this process: a thread that keeps another fetches the new one.
    number: AtomicU64,
    /// Position up to which rows and states are those of the ledger.
    seen: AtomicU64,
    /// Counts changes of users, so that nothing computed from an old state is kept.
    epoch: AtomicU64,
    /// Held by whoever changes rows; never while waiting for a disk other than to read what changed.
    rows: Mutex<()>,
    /// Held while a policy is loaded: one after the other.
    reloads: Mutex<()>,
    states: States,
    queue: Queue,
    listeners: Arc<Listeners>,
    /// The key of pseudonyms that filtering makes.
    pseudonym_key: Option<Arc<[u8]>>,
    /// Who may sign policies; none: they are not signed.
    policy_keys: Vec<PublicKey>,
}

/// The name under which the ledger files what the company itself registers. It is no user's: it begins with a null character.
pub(crate) const COMPANY: &str = "\0company";

/// What a reload changed.
#[derive(Debug, Clone)]
pub struct Reloaded {
    /// The version that was loaded, as `id@version`.
    pub version: String,
    /// What it changes from the version before it; none for the first, or the same text again.
    pub difference: Option<Difference>,
    /// Purposes whose consents of an earlier notice are outdated by it.
    pub outdated: Vec<String>,
    /// What the document loaded with.
    pub warnings: Vec<Diagnostic>,
}

/// The number of the next snapshot.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Engine {
    /// Opens a policy (a path or the text of a document) on a store (a path, or `memory:`).
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] with all faults of the document; [`Error::Store`] or [`Error::Integrity`] for the store.
    pub fn open(policy: &str, store: &str) -> Result<Self, Error> {
        Self::open_with(&[policy], store, Options::default())
    }

    /// Opens several versions of one policy, or with options.
    ///
    /// # Errors
    ///
    /// As [`Engine::open`], and [`Error::InvalidArgument`] when the versions don't belong together.
    pub fn open_with(policies: &[&str], store: &str, options: Options) -> Result<Self, Error> {
        let versions = policies.iter().map(|text| load(text, &options.policy_keys)).collect::<Result<Vec<_>, _>>()?;
        let policy = Policy::new(versions)?;
        let store = crate::ledger::named(store, options.key.as_deref())?;
        Self::on(policy, store, options)
    }

    /// Opens a compiled policy on a store of the caller's own.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Integrity`] when the store's rows can't be read.
    pub fn on(policy: Policy, store: Arc<dyn Store>, options: Options) -> Result<Self, Error> {
        if options.pseudonym_key.as_ref().is_some_and(|key| key.len() < 16) {
            return Err(Error::invalid("pseudonym_key", "it is shorter than 16 bytes; give a random key and keep it"));
        }
        let counter = store.counter();
        let seen = counter.load();
        let snapshot = Snapshot::load(Arc::new(policy), &*store, clock_now(options.clock.as_ref()))?;
        let engine = Self {
            alive: Arc::new(()),
            hasher: Hasher::new(&store.key()),
            counter,
            clock: options.clock,
            snapshot: RwLock::new(Arc::new(snapshot)),
            number: AtomicU64::new(NEXT.fetch_add(1, Ordering::Relaxed)),
            seen: AtomicU64::new(seen),
            epoch: AtomicU64::new(0),
            rows: Mutex::new(()),
            reloads: Mutex::new(()),
            states: States::default(),
            queue: Queue::default(),
            listeners: Arc::default(),
            pseudonym_key: options.pseudonym_key,
            policy_keys: options.policy_keys,
            store,
        };
        engine.remember_newest(&engine.policy())?;
        Ok(engine)
    }

    /// The loaded policy.
    pub fn policy(&self) -> Arc<Policy> {
        self.snapshot().policy.clone()
    }

    /// The path of the store.
    pub fn store_path(&self) -> &str {
        self.store.path()
    }

    /// Checks a document as [`Engine::reload`] would, and loads nothing; returns its warnings.
    ///
    /// # Errors
    ///
    /// As [`Engine::reload`].
    pub fn check(&self, policy: &str) -> Result<Vec<Diagnostic>, Error> {
        let version = load(policy, &self.policy_keys)?;
        let warnings = version.warnings.clone();
        self.is_newer(&version)?;
        self.policy().with(version)?;
        Ok(warnings)
    }

    /// Loads a further version of the policy while calls go on, and says what changes.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] with all faults; the running policy stays as it is.
    pub fn reload(&self, policy: &str) -> Result<Reloaded, Error> {
        let version = load(policy, &self.policy_keys)?;
        let name = version.version.clone();
        let warnings = version.warnings.clone();
        let one = self.reloads.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_newer(&version)?;
        let policy = Arc::new(self.policy().with(version)?);
        self.remember_newest(&policy)?;
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = Snapshot::load(policy.clone(), &*self.store, self.now())?;
        self.install(snapshot);
        drop((rows, one));
        let rank = policy.rank(&name).unwrap_or(0);
        let loaded = policy.versions().get(rank);
        let difference = rank.checked_sub(1).and_then(|at| policy.differences().into_iter().nth(at));
        let outdated = loaded.map(|v| {
            let changed = v.purposes.iter().filter(|p| p.changed_in == Some(rank));
            changed.map(|p| p.key.to_string()).collect::<Vec<_>>()
        });
        let version = loaded.map(|v| v.label.to_string()).unwrap_or_default();
        let outdated = outdated.unwrap_or_default();
        self.listeners.tell([Notification::Reload { policy: version.clone(), outdated: outdated.clone() }]);
        Ok(Reloaded { version, difference, outdated, warnings })
    }

    /// Bytes of the hot index.
    pub fn index_bytes(&self) -> usize {
        self.snapshot().table.bytes()
    }

    /// Position of the last event that this engine has taken in.
    pub fn position(&self) -> u64 {
        self.seen.load(Ordering::Acquire)
    }

    /// The instant that the engine takes for now.
    pub fn now(&self) -> Timestamp {
        clock_now(self.clock.as_ref())
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn install(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        self.number.store(NEXT.fetch_add(1, Ordering::Relaxed), Ordering::Release);
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let policy = self.policy();
        f.debug_struct("Engine")
            .field("policy", &policy.id())
            .field("store", &self.store.path())
            .finish_non_exhaustive()
    }
}

fn clock_now(clock: Option<&Arc<dyn Clock>>) -> Timestamp {
    clock.map_or_else(Timestamp::now, |clock| clock.now())
}
