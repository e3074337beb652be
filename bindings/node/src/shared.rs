//! An open engine, as the calls of all threads of one environment share it.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use placet::ledger::Closable;
use placet::{Engine, Error, Options, Subscription, Timestamp};

use crate::failure::invalid;
use crate::given::Given;
use crate::listeners::Listener;
use crate::policy::{keys, policy};
use crate::turns::Turns;

/// An engine on a store that can be closed.
pub(crate) struct Shared {
    engine: Engine,
    store: Arc<Closable>,
    /// What a clock of JavaScript said last. It is asked at the begin of each call, on the thread that it belongs to.
    hands: Arc<AtomicI64>,
    /// Who tells JavaScript what happens, until the store is closed.
    listener: Mutex<Option<(Subscription, Listener)>>,
    /// The order of the acts.
    pub(crate) turns: Turns,
    /// Whether every call panics.
    #[cfg(feature = "probe")]
    pub(crate) panics: std::sync::atomic::AtomicBool,
}

impl Shared {
    /// Opens the documents of a policy on a store.
    pub(crate) fn open(arguments: &str, pseudonym_key: Option<Vec<u8>>, key: Option<Vec<u8>>) -> Result<Self, Error> {
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
        let policy_keys = keys(&mut given)?;
        let policy = policy(&mut given, &policy_keys)?;
        let store = match key {
            Some(key) => Closable::sealed(&store, &key),
            None if in_memory => Closable::in_memory(),
            None => Closable::in_file(Path::new(&store)),
        };
        let store = Arc::new(store?);
        // the store is sealed already
        let options = Options { clock, pseudonym_key: pseudonym_key.map(Arc::from), policy_keys, key: None };
        let engine = Engine::on(policy, store.clone(), options)?;
        Ok(Self {
            engine,
            store,
            hands,
            listener: Mutex::default(),
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

    /// Lets go of the store and of whoever listens; every later call fails.
    pub(crate) fn close(&self) {
        self.store.close();
        if let Some((subscription, listener)) = self.put(None) {
            drop(subscription);
            listener.end();
        }
    }

    /// Tells a listener what happens from now on, in place of the one before.
    pub(crate) fn subscribe(&self, listener: Listener) {
        let told = listener.clone();
        let subscription = self.engine.subscribe(move |notification| told.tell(notification));
        drop(self.put(Some((subscription, listener))));
    }

    /// Lets go of the listener.
    pub(crate) fn unsubscribe(&self) {
        drop(self.put(None));
    }

    fn put(&self, listener: Option<(Subscription, Listener)>) -> Option<(Subscription, Listener)> {
        std::mem::replace(&mut *self.listener.lock().unwrap_or_else(PoisonError::into_inner), listener)
    }

    /// The name of the ledger.
    pub(crate) fn ledger(&self) -> String {
        self.engine.ledger()
    }

    /// The path of the store.
    pub(crate) fn path(&self) -> &str {
        self.engine.store_path()
    }
}
