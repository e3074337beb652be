//! The 128-bit keyed hash of a user's name, under which rows and records are filed.

use polymur_hash::PolymurHash;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::words::sha256;

/// Hashes names with the store's secret key: whoever chooses names can't choose their place.
///
/// The high half is a member of a universal family (Polymur): for any two names of at most `n` bytes, whoever chose them
/// without the key, the chance that it collides is below `n · 2⁻⁶⁰`. The low half is XXH3 with a seed of its own, for which
/// no such bound is proved; both have to collide for two users to share a row. Both are published and fixed, as what is
/// stored has to be found again by every later version. Together they take half the time of SipHash-1-3 with 128 bits, and
/// few enough instructions that the processor overlaps the memory accesses of successive look-ups.
#[derive(Debug, Clone)]
pub struct Hasher {
    high: PolymurHash,
    low: u64,
}

impl Hasher {
    /// A hasher with a store's key.
    pub fn new(key: &[u8; 16]) -> Self {
        let half = |which: u8| {
            let digest = sha256(&[key, &[which]]);
            digest.first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes))
        };
        Self { high: PolymurHash::new(half(1)), low: half(2) as u64 }
    }

    /// The hash of a name.
    #[inline]
    pub fn hash(&self, user: &str) -> u128 {
        let bytes = user.as_bytes();
        u128::from(self.high.hash(bytes)) << 64 | u128::from(xxh3_64_with_seed(bytes, self.low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_hash_is_found_by_every_version() {
        let hasher = Hasher::new(b"0123456789abcdef");
        assert_eq!(format!("{:032x}", hasher.hash("ada")), "3e4ece7ce0d0d36c217361d9715dace8");
        assert_eq!(
            format!("{:032x}", hasher.hash("a name of more than forty-nine bytes, as some applications use")),
            "e64bfbd86b62b0f06a0da3ab63f8df4f"
        );
    }

    #[test]
    fn names_are_spread_by_the_key() {
        let (one, other) = (Hasher::new(&[1; 16]), Hasher::new(&[2; 16]));
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..10_000 {
            let name = format!("user-{number}");
            assert_eq!(one.hash(&name), one.hash(&name));
            assert_ne!(one.hash(&name), other.hash(&name));
            assert!(seen.insert(one.hash(&name)));
        }
        // linear probing by the high half wants it spread over the whole range
        let upper = seen.iter().filter(|hash| *hash >> 127 == 1).count();
        assert!((4_500..5_500).contains(&upper), "{upper}");
    }
}
