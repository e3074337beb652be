//! A store that can be closed while the engine on it lives.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use placet::Error;
use placet::ledger::{Counter, Entry, Memory, Record, Row, Sqlite, Store, UserHash, Writer};

/// A store, until it is closed.
pub(crate) struct Closable {
    store: RwLock<Option<Arc<dyn Store>>>,
    closed: AtomicBool,
    path: String,
    key: [u8; 16],
    counter: Arc<Counter>,
}

impl Closable {
    /// A store in this process's memory.
    pub(crate) fn in_memory() -> Result<Self, Error> {
        Ok(Self::new(Arc::new(Memory::new()?)))
    }

    /// A store in a file.
    pub(crate) fn in_file(path: &Path) -> Result<Self, Error> {
        Ok(Self::new(Arc::new(Sqlite::open(path)?)))
    }

    fn new(store: Arc<dyn Store>) -> Self {
        Self {
            closed: AtomicBool::new(false),
            path: store.path().to_owned(),
            key: store.key(),
            counter: store.counter(),
            store: RwLock::new(Some(store)),
        }
    }

    /// Lets go of the store; calls that are under way finish first.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        drop(self.store.write().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Whether it was closed: one load.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// The error of a call on a closed store.
    pub(crate) fn closed(&self) -> Error {
        Error::Store { path: self.path.clone(), message: "the engine was closed; open it again".to_owned() }
    }

    fn open(&self) -> Result<Arc<dyn Store>, Error> {
        self.store.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(|| self.closed())
    }
}

impl Store for Closable {
    fn path(&self) -> &str {
        &self.path
    }

    fn key(&self) -> [u8; 16] {
        self.key
    }

    fn counter(&self) -> Arc<Counter> {
        self.counter.clone()
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        self.open()?.write(work)
    }

    fn record(&self, user: UserHash) -> Result<Option<Record>, Error> {
        self.open()?.record(user)
    }

    fn rows(&self, each: &mut dyn FnMut(UserHash, Row)) -> Result<(), Error> {
        self.open()?.rows(each)
    }

    fn users(&self) -> Result<usize, Error> {
        self.open()?.users()
    }

    fn records(&self, each: &mut dyn FnMut(UserHash, Record) -> Result<(), Error>) -> Result<(), Error> {
        self.open()?.records(each)
    }

    fn changed_since(&self, position: u64) -> Result<(Vec<UserHash>, u64), Error> {
        self.open()?.changed_since(position)
    }

    fn entry(&self, position: u64) -> Result<Option<Entry>, Error> {
        self.open()?.entry(position)
    }

    fn entries(&self, each: &mut dyn FnMut(Entry) -> Result<(), Error>) -> Result<(), Error> {
        self.open()?.entries(each)
    }
}
