//! An open engine, as the calls of all threads of one environment share it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use placet::ledger::Closable;
use placet::{Engine, Error, Options, Timestamp};

use crate::failure::invalid;
use crate::given::Given;
use crate::policy::policy;
use crate::turns::Turns;

/// An engine on a store that can be closed.
pub(crate) struct Shared {
    engine: Engine,
    store: Arc<Closable>,
    /// What a clock of JavaScript said last. It is asked at the begin of each call, on the thread that it belongs to.
    hands: Arc<AtomicI64>,
    /// The order of the acts.
    pub(crate) turns: Turns,
    /// Whether every call panics.
    #[cfg(feature = "probe")]
    pub(crate) panics: std::sync::atomic::AtomicBool,
}

impl Shared {
    /// Opens the documents of a policy on a store.
    pub(crate) fn open(arguments: &str, pseudonym_key: Option<Vec<u8>>) -> Result<Self, Error> {
        let mut given = Given::read(arguments)?;
        let (store, in_memory) = (given.name("store")?, given.flag("memory")?.unwrap_or_default());
        let hands = Arc::new(AtomicI64::new(0));
        let clock = given.instant("clock")?.map(|now| {
            hands.store(now.0, Ordering::Relaxed);
            let hands = hands.clone();
            let clock: Arc<dyn placet::Clock> = Arc::new(move || Timestamp(hands.load(Ordering::Relaxed)));
            clock
        });
        if store.is_empty() {
            return Err(invalid("store", "it is empty; give the path of a file, or `memory:`"));
        }
        let policy = policy(&mut given)?;
        let store = if in_memory { Closable::in_memory() } else { Closable::in_file(Path::new(&store)) };
        let store = Arc::new(store?);
        let options = Options { clock, pseudonym_key: pseudonym_key.map(Arc::from) };
        let engine = Engine::on(policy, store.clone(), options)?;
        Ok(Self {
            engine,
            store,
            hands,
            turns: Turns::default(),
            #[cfg(feature = "probe")]
            panics: Default::default(),
        })
    }

    /// The engine, unless its store was closed.
    #[inline]
    pub(crate) fn ready(&self) -> Result<&Engine, Error> {
        #[cfg(feature = "probe")]
        assert!(!self.panics.load(Ordering::Relaxed), "a panic was asked for");
        if self.store.is_closed() { Err(self.store.closed()) } else { Ok(&self.engine) }
    }

    /// Sets what the clock says.
    pub(crate) fn set_hands(&self, now: i64) {
        self.hands.store(now, Ordering::Relaxed);
    }

    /// Lets go of the store; every later call fails.
    pub(crate) fn close(&self) {
        self.store.close();
    }

    /// The path of the store.
    pub(crate) fn path(&self) -> &str {
        self.engine.store_path()
    }
}
