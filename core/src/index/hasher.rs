//! The 128-bit keyed hash of a user's name, under which rows and records are filed.

use crate::words::{few, sha256};

/// The longest name, in bytes, that is hashed word by word.
const SHORT: usize = 64;

/// The prime in whose field the sum is taken.
const PRIME: u128 = (1 << 127) - 1;

/// Bits of each half of a word's key: so few that sixteen products fit into 128 bits.
const HALF: u32 = 60;

/// The secret factor of a word, in two halves.
#[derive(Debug, Clone, Copy, Default)]
struct Key {
    low: u64,
    high: u64,
}

/// Hashes names with the store's secret key: whoever chooses names can't choose their place.
///
/// A name of up to 64 bytes is a vector of words, the last of which holds the length; no two names have the same. Its hash is
/// `Σ kᵢ·wᵢ` in the field of the prime 2¹²⁷ − 1, with a secret factor of 120 bits for each word. Two names collide when the
/// sum over their differences is zero, and whatever the other factors are, that holds for one value at most of the factor of a
/// word in which they differ: for any two names, whoever chose them without the key, the chance is below 2⁻¹¹⁹. Longer names
/// go through SHA-256 with the key. A last step that can be undone spreads neighbouring sums over the whole range.
///
/// What is stored has to be found again by every later version, so nothing here may change.
#[derive(Debug, Clone)]
pub struct Hasher {
    words: [[Key; 4]; 2],
    tail: Key,
    spread: u64,
    long: [u8; 16],
}

impl Hasher {
    /// A hasher with a store's key.
    pub fn new(key: &[u8; 16]) -> Self {
        let secret = |which: u8| {
            let digest = sha256(&[key, &[which]]);
            digest.first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes))
        };
        let factor = |which: u8| {
            let (secret, mask) = (secret(which), (1 << HALF) - 1);
            Key { low: secret as u64 & mask, high: (secret >> 64) as u64 & mask }
        };
        let words = [0, 4].map(|block| [0, 1, 2, 3].map(|word| factor(block + word)));
        let (spread, long) = (secret(9) as u64 | 1, secret(10).to_le_bytes());
        Self { words, tail: factor(8), spread, long }
    }

    /// The hash of a name.
    #[inline(always)]
    pub fn hash(&self, user: &str) -> u128 {
        let bytes = user.as_bytes();
        if bytes.len() > SHORT {
            return self.hash_long(bytes);
        }
        // whole words, then what is left of the name below its length
        let length = bytes.len() as u64;
        let tail = match bytes.last_chunk::<8>() {
            Some(last) => (u64::from_le_bytes(*last) >> 8) >> (56 - 8 * (length & 7)),
            None => few(bytes),
        };
        let mut low = product(self.tail.low, tail | length << 56);
        let mut high = product(self.tail.high, tail | length << 56);
        let mut add = |key: &Key, word: &[u8; 8]| {
            let word = u64::from_le_bytes(*word);
            low = low.wrapping_add(product(key.low, word));
            high = high.wrapping_add(product(key.high, word));
        };
        let (blocks, rest) = bytes.as_chunks::<32>();
        for (keys, block) in self.words.iter().zip(blocks) {
            keys.iter().zip(block.as_chunks().0).for_each(|(key, word)| add(key, word));
        }
        if let Some(keys) = self.words.get(blocks.len()) {
            keys.iter().zip(rest.as_chunks().0).for_each(|(key, word)| add(key, word));
        }
        // `low + high · 2⁶⁰`, with 2¹²⁷ = 1
        let rest = 127 - HALF;
        let sum = (low & PRIME) + ((high & ((1 << rest) - 1)) << HALF);
        let sum = (sum & PRIME) + u128::from((sum >> 127) as u64 + (low >> 127) as u64 + (high >> rest) as u64);
        let spread = product(sum as u64, self.spread);
        sum ^ u128::from(spread as u64 ^ (spread >> 64) as u64) << 64
    }

    #[cold]
    fn hash_long(&self, bytes: &[u8]) -> u128 {
        let digest = sha256(&[&self.long, bytes]);
        digest.first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes))
    }
}

#[inline(always)]
fn product(key: u64, word: u64) -> u128 {
    u128::from(key) * u128::from(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_hash_is_found_by_every_version() {
        let hasher = Hasher::new(b"0123456789abcdef");
        let stored = [
            ("", "00000000000000000000000000000000"),
            ("a", "e9c00be67ebe0ebe0998088120121e0a"),
            ("ada", "5a94dfe1a14b55e5cc5f8c95b187e9ef"),
            ("ada@a", "958027090a4177396d46c06240e2e37c"),
            ("ada@adam", "a7e1c1c357156f1d116d0faaa8503ac1"),
            ("1f0b4a52-6d0e-4c3e-9b1f-0a1b2c3d4e5f", "bd84ec8c16b02a22d443fc4e72c3f9ce"),
            (&"ab".repeat(32), "69fecb25e20c8d116adf94c6216381f0"),
            (&"ab".repeat(33), "f848bfe1bc6ec1cea432bf28877df9c8"),
        ];
        for (name, hash) in stored {
            assert_eq!(format!("{:032x}", hasher.hash(name)), hash, "{name}");
        }
    }

    /// The definition, in plain words: a sum modulo the prime, and the last step.
    fn by_definition(hasher: &Hasher, name: &[u8]) -> u128 {
        let times = |key: Key, word: u64| {
            let key = u128::from(key.low) + (u128::from(key.high) << HALF);
            (0..64).rev().fold(0, |sum, bit| (sum * 2 % PRIME + if word >> bit & 1 == 1 { key } else { 0 }) % PRIME)
        };
        let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let whole = name.len() / 8 * 8;
        let tail = word(&name[whole..]) | (name.len() as u64) << 56;
        let mut sum = times(hasher.tail, tail);
        for (key, chunk) in hasher.words.iter().flatten().zip(name[..whole].chunks(8)) {
            sum = (sum + times(*key, word(chunk))) % PRIME;
        }
        let spread = u128::from(sum as u64) * u128::from(hasher.spread);
        sum ^ (spread ^ spread >> 64) << 64
    }

    #[test]
    fn the_hash_is_the_sum_that_it_is_said_to_be() {
        let hasher = Hasher::new(b"0123456789abcdef");
        let text = "eight by\u{7f}eight bytes, \u{1}\u{2} and \u{0} the others that come after: 64 ÿÿ";
        for start in 0..8 {
            for end in start..=(start + 64).min(text.len()) {
                if let Some(name) = text.get(start..end) {
                    assert_eq!(hasher.hash(name), by_definition(&hasher, name.as_bytes()), "{name:?}");
                }
            }
        }
    }

    #[test]
    fn names_are_told_apart_by_length_and_by_each_byte() {
        let hasher = Hasher::new(&[7; 16]);
        let mut seen = std::collections::BTreeSet::new();
        for length in 0..100 {
            assert!(seen.insert(hasher.hash(&"\0".repeat(length))), "{length}");
            for at in 0..length {
                let name = format!("{}a{}", "\0".repeat(at), "\0".repeat(length - at - 1));
                assert!(seen.insert(hasher.hash(&name)), "{length} {at}");
            }
        }
    }

    #[test]
    fn names_are_spread_by_the_key() {
        for key in 0..8 {
            let (one, other) = (Hasher::new(&[key; 16]), Hasher::new(&[key + 8; 16]));
            let mut seen = std::collections::BTreeSet::new();
            let mut buckets = [0; 64];
            for number in 0..10_000 {
                let name = format!("user-{number}");
                assert_eq!(one.hash(&name), one.hash(&name));
                assert_ne!(one.hash(&name), other.hash(&name));
                assert!(seen.insert(one.hash(&name)));
                buckets[(one.hash(&name) >> 122) as usize] += 1;
            }
            // linear probing by the high half wants it spread over the whole range
            assert!(buckets.iter().all(|users| (80..250).contains(users)), "{buckets:?}");
        }
    }
}
