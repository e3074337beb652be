//! The 128-bit keyed hash of a user's name, under which rows and records are filed.

use std::hash::Hasher as _;

use siphasher::sip128::{Hasher128 as _, SipHasher13};

/// Hashes names with the store's secret key: whoever chooses names can't choose their place.
#[derive(Debug, Clone, Copy)]
pub struct Hasher(SipHasher13);

impl Hasher {
    /// A hasher with a store's key.
    pub fn new(key: &[u8; 16]) -> Self {
        Self(SipHasher13::new_with_key(key))
    }

    /// The hash of a name.
    #[inline]
    pub fn hash(&self, user: &str) -> u128 {
        let mut hasher = self.0;
        hasher.write(user.as_bytes());
        hasher.finish128().as_u128()
    }
}
