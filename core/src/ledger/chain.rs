//! The hash chain: each event is bound to all before it, so that none can be changed, dropped or moved unnoticed.
//!
//! `commitment = SHA-256(salt ‖ payload)` and `hash = SHA-256(hash before ‖ position, 8 bytes big-endian ‖ commitment)`.
//! The chain runs over commitments, so an erased payload leaves it whole and tells nothing.

use crate::error::Error;
use crate::words::sha256;

/// The hash before the first event.
pub const GENESIS: [u8; 32] = [0; 32];

/// The part of an event that the chain is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// SHA-256 over salt and payload.
    pub commitment: [u8; 32],
    /// SHA-256 over the hash before, the position and the commitment.
    pub hash: [u8; 32],
}

/// An event as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub position: u64,
    /// The user; none once erased.
    pub user: Option<super::UserHash>,
    /// Position of the same user's event before this one; 0 for the first.
    pub previous: u64,
    /// Random bytes before the payload; none once erased.
    pub salt: Option<Vec<u8>>,
    /// The canonical bytes of the event; none once erased.
    pub payload: Option<Vec<u8>>,
    /// Its place in the chain.
    pub link: Link,
}

impl Link {
    /// Binds a payload to what came before.
    pub fn new(before: &[u8; 32], position: u64, salt: &[u8], payload: &[u8]) -> Self {
        let commitment = sha256(&[salt, payload]);
        Self { commitment, hash: Self::hash_of(before, position, &commitment) }
    }

    fn hash_of(before: &[u8; 32], position: u64, commitment: &[u8; 32]) -> [u8; 32] {
        sha256(&[before, &position.to_be_bytes(), commitment])
    }
}

impl Entry {
    /// Checks the event against the hash before it; says what is wrong.
    pub fn verify(&self, before: &[u8; 32]) -> Result<(), String> {
        let at = self.position;
        if let (Some(salt), Some(payload)) = (&self.salt, &self.payload)
            && sha256(&[salt, payload]) != self.link.commitment
        {
            return Err(format!("event {at} was changed: its content does not match its commitment"));
        }
        if self.salt.is_some() != self.payload.is_some() {
            return Err(format!("event {at} was changed: half of its content is missing"));
        }
        if Link::hash_of(before, at, &self.link.commitment) != self.link.hash {
            return Err(format!(
                "event {at} does not follow from the one before it: something was changed, dropped or moved"
            ));
        }
        Ok(())
    }
}

/// Sixteen random bytes.
///
/// # Errors
///
/// [`Error::Store`] when the system has no randomness.
pub(super) fn random(path: &str) -> Result<[u8; 16], Error> {
    fill::<16>(path)
}

/// The random bytes of a nonce.
///
/// # Errors
///
/// [`Error::Store`] when the system has no randomness.
pub(super) fn random_nonce(path: &str) -> Result<[u8; super::sealed::NONCE], Error> {
    fill(path)
}

/// Salts in store: one call of the system for sixteen events that share a commit.
#[cfg(feature = "sqlite")]
#[derive(Default)]
pub(super) struct Salts(Vec<[u8; 16]>);

#[cfg(feature = "sqlite")]
impl Salts {
    /// The next salt; each is given once.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the system has no randomness.
    pub(super) fn next(&mut self, path: &str) -> Result<[u8; 16], Error> {
        if self.0.is_empty() {
            self.0.extend_from_slice(fill::<256>(path)?.as_chunks().0);
        }
        self.0.pop().ok_or_else(|| Error::internal("no random bytes are left"))
    }
}

fn fill<const COUNT: usize>(path: &str) -> Result<[u8; COUNT], Error> {
    let mut bytes = [0; COUNT];
    getrandom::fill(&mut bytes).map_err(|e| Error::Store {
        path: path.to_owned(),
        message: format!("the system gives no random bytes: {e}"),
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(before: &[u8; 32], position: u64, payload: &[u8]) -> Entry {
        let link = Link::new(before, position, b"salt", payload);
        Entry { position, user: None, previous: 0, salt: Some(b"salt".to_vec()), payload: Some(payload.to_vec()), link }
    }

    #[test]
    fn a_change_is_found() {
        let first = entry(&GENESIS, 1, b"one");
        let second = entry(&first.link.hash, 2, b"two");
        assert_eq!(first.verify(&GENESIS), Ok(()));
        assert_eq!(second.verify(&first.link.hash), Ok(()));
        let changed = Entry { payload: Some(b"TWO".to_vec()), ..second.clone() };
        assert!(changed.verify(&first.link.hash).unwrap_err().contains("changed"));
        assert!(second.verify(&GENESIS).unwrap_err().contains("does not follow"));
        let erased = Entry { payload: None, salt: None, ..second };
        assert_eq!(erased.verify(&first.link.hash), Ok(()));
    }
}
