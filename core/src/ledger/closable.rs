//! A store that can be closed while the engine on it lives.

#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

#[cfg(feature = "sqlite")]
use super::Sqlite;
use super::{Counter, Entry, Memory, Record, Row, Store, UserHash, Writer};
use crate::error::Error;

/// A store, until it is closed: for languages in which one lets go of a file before the object that holds it is gone.
///
/// ```
/// use std::sync::Arc;
/// use placet::ledger::Closable;
/// use placet::policy::{Policy, Source, check, compile};
///
/// # fn main() -> Result<(), placet::Error> {
/// # let text = "[policy]\nid = \"shop\"\nversion = \"1\"\neffective_from = 2025-01-01\ncontact = { privacy = \"p@shop.test\" }\n[purposes.mail]\nbasis = [\"consent\"]\ncategories = [\"user.contact.email\"]\n";
/// let store = Arc::new(Closable::in_memory()?);
/// let policy = Policy::new(vec![compile(&check(&Source::open(text)?)?)?])?;
/// let engine = placet::Engine::on(policy, store.clone(), Default::default())?;
/// engine.grant("ada", "mail", &Default::default())?;
/// store.close();
/// assert_eq!(engine.withdraw("ada", "mail", &Default::default()).unwrap_err().code(), "store_error");
/// # Ok(())
/// # }
/// ```
pub struct Closable {
    store: RwLock<Option<Arc<dyn Store>>>,
    closed: AtomicBool,
    path: String,
    key: [u8; 16],
    counter: Arc<Counter>,
}

impl Closable {
    /// A store in this process's memory.
    ///
    /// # Errors
    ///
    /// As [`Memory::new`].
    pub fn in_memory() -> Result<Self, Error> {
        Ok(Self::new(Arc::new(Memory::new()?)))
    }

    /// A store in a file.
    ///
    /// # Errors
    ///
    /// As [`Sqlite::open`].
    #[cfg(feature = "sqlite")]
    pub fn in_file(path: &Path) -> Result<Self, Error> {
        Ok(Self::new(Arc::new(Sqlite::open(path)?)))
    }

    /// A store whose content is sealed with a key of 32 bytes: in a file, or `memory:`.
    ///
    /// # Errors
    ///
    /// As [`Sealed::new`](super::Sealed::new) and [`Sqlite::open`].
    pub fn sealed(store: &str, key: &[u8]) -> Result<Self, Error> {
        Ok(Self::new(super::named(store, Some(key))?))
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
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        drop(self.store.write().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Whether it was closed: one load.
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// The error of a call on a closed store.
    pub fn closed(&self) -> Error {
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

    fn opened(&self, entry: Entry) -> Result<Entry, Error> {
        self.open()?.opened(entry)
    }
}
