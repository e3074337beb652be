//! A store whose content is sealed at rest: whoever has the file without the key reads neither names nor acts.
//!
//! Events and states are sealed with XChaCha20-Poly1305 (RFC 8439 with the extended nonce), each under a random nonce and bound to the
//! pseudonym of its user. The chain runs over what is sealed, so it is verified without the key too. Pseudonyms are made with the
//! key as well, so that nobody without it can try names. Positions, the number of events of a pseudonym, and rows of the index
//! stay readable.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::chain::random_nonce;
use super::{Counter, Entry, Record, Row, Store, UserHash, Writer};
use crate::error::Error;
use crate::words::sha256;

/// With what sealed bytes begin; neither an event nor a state does.
const MAGIC: &[u8; 8] = b"\0sealed1";

/// Bytes of a nonce.
pub(super) const NONCE: usize = 24;

/// What is sealed, so that one is never taken for the other.
const EVENT: &[u8] = b"event";
const STATE: &[u8] = b"state";

/// A store with the key of its content.
pub struct Sealed {
    store: Arc<dyn Store>,
    seal: Seal,
    /// The key of the pseudonyms.
    key: [u8; 16],
}

struct Seal {
    cipher: XChaCha20Poly1305,
    path: String,
}

impl Sealed {
    /// Seals what is written to a store from now on, and opens what is read; the store is empty, or was sealed with the same key.
    ///
    /// The key comes from where the platform keeps keys: the Keychain, the Android Keystore, a key management service. Without it
    /// nothing in the store can be read again.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a key that does not have 32 bytes; [`Error::Store`] when the store was made without a key, or
    /// with another one.
    pub fn new(store: Arc<dyn Store>, key: &[u8]) -> Result<Self, Error> {
        let Ok(cipher) = XChaCha20Poly1305::new_from_slice(key) else {
            let message = format!("it has {} bytes; give 32 random ones, and keep them where keys are kept", key.len());
            return Err(Error::invalid("key", message));
        };
        let pseudonyms = sha256(&[b"placet pseudonyms", key, &store.key()]);
        let pseudonyms = pseudonyms.first_chunk().copied().unwrap_or_default();
        let sealed = Self { seal: Seal { cipher, path: store.path().to_owned() }, key: pseudonyms, store };
        let Some(entry) = first(&*sealed.store)? else { return Ok(sealed) };
        let wrong = |message: &str| Error::Store { path: sealed.seal.path.clone(), message: message.to_owned() };
        if !entry.payload.as_deref().is_some_and(is_sealed) {
            return Err(wrong("it was made without a key; open it without one, or make a new store"));
        }
        if sealed.seal.entry(entry).is_err() {
            return Err(wrong("the key is not the one that it was made with; it was left as it is"));
        }
        Ok(sealed)
    }
}

/// Turns down a store whose content is sealed.
#[cfg(feature = "sqlite")]
pub(super) fn not_sealed(store: &dyn Store) -> Result<(), Error> {
    match first(store)? {
        Some(entry) if entry.payload.as_deref().is_some_and(is_sealed) => Err(Error::Store {
            path: store.path().to_owned(),
            message: "its content is sealed; open it with its `key`".to_owned(),
        }),
        _ => Ok(()),
    }
}

fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The first event that has a content.
fn first(store: &dyn Store) -> Result<Option<Entry>, Error> {
    let mut position = 1;
    loop {
        match store.entry(position)? {
            Some(entry) if entry.payload.is_none() => position += 1,
            found => return Ok(found),
        }
    }
}

impl Seal {
    fn close(&self, kind: &[u8], user: UserHash, content: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce = random_nonce(&self.path)?;
        let aad = bound(kind, user);
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), Payload { msg: content, aad: &aad });
        let sealed = sealed.map_err(|_| Error::internal("a content can't be sealed"))?;
        Ok([MAGIC, &nonce[..], &sealed].concat())
    }

    fn open(&self, kind: &[u8], user: UserHash, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let opened = sealed.strip_prefix(MAGIC).and_then(|rest| rest.split_first_chunk::<NONCE>()).and_then(
            |(nonce, content)| {
                let aad = bound(kind, user);
                self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: content, aad: &aad }).ok()
            },
        );
        opened.ok_or_else(|| Error::Integrity {
            path: self.path.clone(),
            message: "a sealed content can't be opened: it was changed, or sealed with another key; the file was left \
                      as it is, restore it from a backup"
                .to_owned(),
        })
    }

    fn entry(&self, entry: Entry) -> Result<Entry, Error> {
        let payload = match (&entry.payload, entry.user) {
            (Some(sealed), Some(user)) => Some(self.open(EVENT, user, sealed)?),
            _ => None,
        };
        Ok(Entry { payload, ..entry })
    }

    fn record(&self, user: UserHash, record: Record) -> Result<Record, Error> {
        Ok(Record { state: self.open(STATE, user, &record.state)?, ..record })
    }
}

fn bound(kind: &[u8], user: UserHash) -> Vec<u8> {
    [kind, &user.to_be_bytes()[..]].concat()
}

/// What a transaction may do, sealed.
struct SealedWriter<'a> {
    writer: &'a mut dyn Writer,
    seal: &'a Seal,
}

impl Writer for SealedWriter<'_> {
    fn record(&mut self, user: UserHash) -> Result<Option<Record>, Error> {
        self.writer.record(user)?.map(|record| self.seal.record(user, record)).transpose()
    }

    fn entry(&mut self, position: u64) -> Result<Option<Entry>, Error> {
        self.writer.entry(position)?.map(|entry| self.seal.entry(entry)).transpose()
    }

    fn append(&mut self, user: UserHash, previous: u64, payload: &[u8]) -> Result<u64, Error> {
        let sealed = self.seal.close(EVENT, user, payload)?;
        self.writer.append(user, previous, &sealed)
    }

    fn position(&self) -> u64 {
        self.writer.position()
    }

    fn put(&mut self, user: UserHash, record: &Record) -> Result<(), Error> {
        let state = self.seal.close(STATE, user, &record.state)?;
        self.writer.put(user, &Record { state, ..record.clone() })
    }

    fn forget(&mut self, user: UserHash, last: u64) -> Result<(), Error> {
        self.writer.forget(user, last)
    }
}

impl Store for Sealed {
    fn path(&self) -> &str {
        self.store.path()
    }

    fn key(&self) -> [u8; 16] {
        self.key
    }

    fn counter(&self) -> Arc<Counter> {
        self.store.counter()
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        self.store.write(&mut |writer| work(&mut SealedWriter { writer, seal: &self.seal }))
    }

    fn record(&self, user: UserHash) -> Result<Option<Record>, Error> {
        self.store.record(user)?.map(|record| self.seal.record(user, record)).transpose()
    }

    fn rows(&self, each: &mut dyn FnMut(UserHash, Row)) -> Result<(), Error> {
        self.store.rows(each)
    }

    fn users(&self) -> Result<usize, Error> {
        self.store.users()
    }

    fn records(&self, each: &mut dyn FnMut(UserHash, Record) -> Result<(), Error>) -> Result<(), Error> {
        self.store.records(&mut |user, record| each(user, self.seal.record(user, record)?))
    }

    fn changed_since(&self, position: u64) -> Result<(Vec<UserHash>, u64), Error> {
        self.store.changed_since(position)
    }

    fn entry(&self, position: u64) -> Result<Option<Entry>, Error> {
        self.store.entry(position)?.map(|entry| self.seal.entry(entry)).transpose()
    }

    fn entries(&self, each: &mut dyn FnMut(Entry) -> Result<(), Error>) -> Result<(), Error> {
        self.store.entries(each)
    }

    fn opened(&self, entry: Entry) -> Result<Entry, Error> {
        self.seal.entry(entry)
    }
}
