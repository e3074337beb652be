//! The store in memory: for tests, with the same behaviour as the durable one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::chain::{Entry, GENESIS, Link, random};
use super::{Counter, Record, Row, Store, UserHash, Writer};
use crate::error::Error;

const PATH: &str = "memory:";

#[derive(Debug, Default)]
struct Content {
    entries: Vec<Entry>,
    records: BTreeMap<UserHash, Record>,
}

/// A ledger that lives as long as its engine.
#[derive(Debug)]
pub struct Memory {
    key: [u8; 16],
    counter: Arc<Counter>,
    content: Mutex<Content>,
}

impl Memory {
    /// An empty ledger.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the system has no randomness.
    pub fn new() -> Result<Self, Error> {
        let counter = Arc::new(Counter::Own(0.into()));
        Ok(Self { key: random(PATH)?, counter, content: Mutex::default() })
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        // the content changes only in one step, at the end of a transaction, so a panic elsewhere leaves it whole
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Changes of a transaction, put into effect together.
struct Staged<'a> {
    content: &'a Content,
    entries: Vec<Entry>,
    records: BTreeMap<UserHash, Record>,
    forgotten: Vec<u64>,
}

impl Writer for Staged<'_> {
    fn record(&mut self, user: UserHash) -> Result<Option<Record>, Error> {
        Ok(self.records.get(&user).or_else(|| self.content.records.get(&user)).cloned())
    }

    fn entry(&mut self, position: u64) -> Result<Option<Entry>, Error> {
        let index = position.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        let known = self.content.entries.len();
        let entry = index.and_then(|index| match index.checked_sub(known) {
            None => self.content.entries.get(index),
            Some(index) => self.entries.get(index),
        });
        Ok(entry.cloned())
    }

    fn append(&mut self, user: UserHash, previous: u64, payload: &[u8]) -> Result<u64, Error> {
        let position = self.position() + 1;
        let before = self.entries.last().or(self.content.entries.last()).map_or(GENESIS, |e| e.link.hash);
        let salt = random(PATH)?;
        let link = Link::new(&before, position, &salt, payload);
        let entry = Entry {
            position,
            user: Some(user),
            previous,
            salt: Some(salt.to_vec()),
            payload: Some(payload.to_vec()),
            link,
        };
        self.entries.push(entry);
        Ok(position)
    }

    fn position(&self) -> u64 {
        (self.content.entries.len() + self.entries.len()) as u64
    }

    fn put(&mut self, user: UserHash, record: &Record) -> Result<(), Error> {
        self.records.insert(user, record.clone());
        Ok(())
    }

    fn forget(&mut self, _user: UserHash, last: u64) -> Result<(), Error> {
        let mut at = last;
        while let Some(index) = at.checked_sub(1) {
            self.forgotten.push(at);
            let known = self.content.entries.len() as u64;
            let entry = if index < known {
                self.content.entries.get(index as usize)
            } else {
                self.entries.get((index - known) as usize)
            };
            at = entry.map_or(0, |e| e.previous);
        }
        Ok(())
    }
}

impl Store for Memory {
    fn path(&self) -> &str {
        PATH
    }

    fn key(&self) -> [u8; 16] {
        self.key
    }

    fn counter(&self) -> Arc<Counter> {
        self.counter.clone()
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let mut content = self.content();
        let mut staged =
            Staged { content: &content, entries: Vec::new(), records: BTreeMap::new(), forgotten: Vec::new() };
        work(&mut staged)?;
        let Staged { entries, records, forgotten, .. } = staged;
        content.entries.extend(entries);
        content.records.extend(records);
        for position in forgotten {
            if let Some(entry) = content.entries.get_mut((position - 1) as usize) {
                entry.user = None;
                entry.salt = None;
                entry.payload = None;
            }
        }
        Ok(())
    }

    fn record(&self, user: UserHash) -> Result<Option<Record>, Error> {
        Ok(self.content().records.get(&user).cloned())
    }

    fn rows(&self, each: &mut dyn FnMut(UserHash, Row)) -> Result<(), Error> {
        self.content().records.iter().for_each(|(user, record)| each(*user, record.row.clone()));
        Ok(())
    }

    fn users(&self) -> Result<usize, Error> {
        Ok(self.content().records.len())
    }

    fn records(&self, each: &mut dyn FnMut(UserHash, Record) -> Result<(), Error>) -> Result<(), Error> {
        let records = self.content().records.clone();
        records.into_iter().try_for_each(|(user, record)| each(user, record))
    }

    fn changed_since(&self, position: u64) -> Result<(Vec<UserHash>, u64), Error> {
        let content = self.content();
        let new = content.entries.iter().skip(usize::try_from(position).unwrap_or(usize::MAX));
        Ok((new.filter_map(|e| e.user).collect(), content.entries.len() as u64))
    }

    fn entry(&self, position: u64) -> Result<Option<Entry>, Error> {
        let index = position.checked_sub(1).and_then(|i| usize::try_from(i).ok());
        Ok(index.and_then(|i| self.content().entries.get(i).cloned()))
    }

    fn entries(&self, each: &mut dyn FnMut(Entry) -> Result<(), Error>) -> Result<(), Error> {
        let entries = self.content().entries.clone();
        entries.into_iter().try_for_each(each)
    }
}
