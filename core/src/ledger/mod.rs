//! The append-only record of every act: the chain, and the store trait with its two implementations.
//!
//! A store knows bytes, positions and hashes. What an event means is none of its business; the states it keeps beside the
//! events are a cache that can be made again from them.

mod chain;
mod closable;
mod counter;
mod memory;
mod sealed;
#[cfg(feature = "sqlite")]
mod shared_counter;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::sync::Arc;

use crate::error::Error;

pub use chain::{Entry, GENESIS, Link};
pub use closable::Closable;
pub use counter::Counter;
pub use memory::Memory;
pub use sealed::Sealed;
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

/// The pseudonym under which a store files a user: a keyed 128-bit hash of the name.
pub type UserHash = u128;

/// What a store keeps of a user beside the events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Position of the user's last event.
    pub last: u64,
    /// The folded state, as bytes.
    pub state: Vec<u8>,
    /// The row of the hot index, as it was when the record was written.
    pub row: Row,
}

/// A row of the hot index as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// A bit for each purpose.
    pub bits: Vec<u64>,
    /// Until when they hold.
    pub until: i64,
    /// The policy they were computed under.
    pub stamp: u64,
}

/// What a transaction may do.
pub trait Writer {
    /// The record of a user.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Integrity`].
    fn record(&mut self, user: UserHash) -> Result<Option<Record>, Error>;

    /// The event at a position, appended ones included.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Integrity`].
    fn entry(&mut self, position: u64) -> Result<Option<Entry>, Error>;

    /// Appends an event; returns its position.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    fn append(&mut self, user: UserHash, previous: u64, payload: &[u8]) -> Result<u64, Error>;

    /// Position of the last event, appended ones included.
    fn position(&self) -> u64;

    /// Writes the record of a user.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    fn put(&mut self, user: UserHash, record: &Record) -> Result<(), Error>;

    /// Takes the content of a user's events away, from `last` back along their links; the chain stays verifiable.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    fn forget(&mut self, user: UserHash, last: u64) -> Result<(), Error>;
}

/// Where events are kept.
pub trait Store: Send + Sync {
    /// The path, for messages.
    fn path(&self) -> &str;

    /// The secret key of the user hashes, made with the store.
    fn key(&self) -> [u8; 16];

    /// The counter of positions that every process on this store shares.
    fn counter(&self) -> Arc<Counter>;

    /// Runs a transaction. It is durable when this returns, or nothing of it happened.
    ///
    /// # Errors
    ///
    /// The error of `work`, or [`Error::Store`].
    fn write(&self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error>;

    /// The record of a user.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Integrity`].
    fn record(&self, user: UserHash) -> Result<Option<Record>, Error>;

    /// Every user's row.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Integrity`].
    fn rows(&self, each: &mut dyn FnMut(UserHash, Row)) -> Result<(), Error>;

    /// How many users there are.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    fn users(&self) -> Result<usize, Error>;

    /// Every user's record.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Integrity`].
    fn records(&self, each: &mut dyn FnMut(UserHash, Record) -> Result<(), Error>) -> Result<(), Error>;

    /// The users of the events behind a position, and the position up to which that was read.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    fn changed_since(&self, position: u64) -> Result<(Vec<UserHash>, u64), Error>;

    /// The event at a position.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    fn entry(&self, position: u64) -> Result<Option<Entry>, Error>;

    /// Every event, in order and as it is kept: what is sealed is verified so, and read with [`Store::opened`].
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    fn entries(&self, each: &mut dyn FnMut(Entry) -> Result<(), Error>) -> Result<(), Error>;

    /// An event with its content opened, where the store seals.
    ///
    /// # Errors
    ///
    /// [`Error::Integrity`] when it can't be opened.
    fn opened(&self, entry: Entry) -> Result<Entry, Error> {
        Ok(entry)
    }
}

/// The store of a name: a path, or `memory:`; sealed where a key is given.
///
/// # Errors
///
/// [`Error::InvalidArgument`] for an empty name, or a path where SQLite was left out of the build; as [`Sealed::new`] for the key;
/// those of the store.
pub fn named(store: &str, key: Option<&[u8]>) -> Result<Arc<dyn Store>, Error> {
    let plain: Arc<dyn Store> = match store {
        "" => return Err(Error::invalid("store", "give the path of a file, or `memory:`")),
        "memory:" => Arc::new(Memory::new()?),
        #[cfg(feature = "sqlite")]
        path if key.is_some() => Arc::new(Sqlite::open_any(path)?),
        #[cfg(feature = "sqlite")]
        path => Arc::new(Sqlite::open(path)?),
        #[cfg(not(feature = "sqlite"))]
        _ => return Err(Error::invalid("store", "this build has no SQLite; give `memory:` or a store of your own")),
    };
    match key {
        Some(key) => Ok(Arc::new(Sealed::new(plain, key)?)),
        None => Ok(plain),
    }
}
