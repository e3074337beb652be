//! Rows of atomics in one open-addressing table: read without a lock, written under one.
//!
//! A row is one or more blocks of 32 bytes: two words of hash, a word of validity and the words of bits. The hash decides the
//! place by its high bits, and rows follow each other from there. A row, once taken, is never moved or freed within a table.
//!
//! A reader loads the validity, then the bits, then the validity again. A writer sets the validity to "stale", then the bits,
//! then the new validity, which holds a counter besides the time: a reader that sees the same validity twice has bits that go
//! with it, and one that does not asks the slow way.

use std::sync::atomic::{AtomicU64, Ordering, fence};

use crate::words::Timestamp;

/// Bits of the validity word that count changes.
const CHANGES: u32 = 24;

#[repr(align(32))]
#[derive(Debug, Default)]
struct Block([AtomicU64; 4]);

/// What a look-up found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The answer.
    Answer(bool),
    /// The user has a row, and it has to be computed again.
    Stale,
    /// The user has no row: a stranger.
    Absent,
}

/// The rows of all users under one policy.
#[derive(Debug)]
pub struct Table {
    blocks: Box<[Block]>,
    /// Blocks a row.
    width: usize,
    /// Rows there is room for.
    rows: usize,
    /// Rows that are taken.
    taken: AtomicU64,
}

impl Table {
    /// A table for so many users and purposes.
    pub fn new(users: usize, purposes: usize) -> Self {
        let words = purposes.div_ceil(64).max(1);
        let width = (3 + words).div_ceil(4);
        // at most 7 rows in 9 are taken, so that a probe stays short and a user takes 41 bytes at first
        let rows = (users * 9 / 7).max(16);
        let blocks = (0..rows * width).map(|_| Block::default()).collect();
        Self { blocks, width, rows, taken: AtomicU64::new(0) }
    }

    /// Users in the table.
    pub fn len(&self) -> usize {
        usize::try_from(self.taken.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }

    /// Whether it has no users.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether one more user wants a larger table: more than 6 rows in 7 would be taken.
    pub fn is_full(&self) -> bool {
        (self.len() + 1) * 7 > self.rows * 6
    }

    /// Bytes of the table.
    pub fn bytes(&self) -> usize {
        self.blocks.len() * size_of::<Block>()
    }

    #[inline]
    fn start(&self, hash: u128) -> usize {
        // the high half, scaled to the number of rows
        let high = (hash >> 64) as u64;
        ((u128::from(high) * self.rows as u128) >> 64) as usize
    }

    /// The block of a row that holds this hash, or the first empty one.
    #[inline]
    fn probe(&self, hash: u128) -> Option<(&Block, usize, bool)> {
        let (high, low) = parts(hash);
        let mut row = self.start(hash);
        for _ in 0..self.rows {
            let first = row * self.width;
            let block = self.blocks.get(first)?;
            // the low word is written last and is never zero for a taken row
            let found = block.0[1].load(Ordering::Acquire);
            if found == low && block.0[0].load(Ordering::Relaxed) == high {
                return Some((block, first, true));
            }
            if found == 0 {
                return Some((block, first, false));
            }
            row += 1;
            if row == self.rows {
                row = 0;
            }
        }
        None
    }

    #[inline]
    fn word(&self, block: &Block, first: usize, word: usize) -> u64 {
        if word == 0 {
            return block.0[3].load(Ordering::Relaxed);
        }
        let (at, slot) = (first + 1 + (word - 1) / 4, (word - 1) % 4);
        self.blocks.get(at).and_then(|b| b.0.get(slot)).map_or(0, |cell| cell.load(Ordering::Relaxed))
    }

    /// Whether a purpose is allowed for a user at an instant.
    #[inline]
    pub fn find(&self, hash: u128, purpose: usize, at: Timestamp) -> Found {
        let Some((block, first, true)) = self.probe(hash) else { return Found::Absent };
        let before = block.0[2].load(Ordering::Acquire);
        let bits = self.word(block, first, purpose / 64);
        fence(Ordering::Acquire);
        let after = block.0[2].load(Ordering::Relaxed);
        let seconds = at.0.div_euclid(1000);
        let until = (before >> CHANGES).cast_signed();
        if before != after || seconds >= until || seconds < 0 {
            return Found::Stale;
        }
        Found::Answer(bits >> (purpose % 64) & 1 == 1)
    }

    /// Writes a user's row. Callers exclude each other. False when the table has no room.
    pub fn put(&self, hash: u128, bits: &[u64], until: Timestamp) -> bool {
        let Some((block, first, known)) = self.probe(hash) else { return false };
        if !known && self.is_full() {
            return false;
        }
        let before = block.0[2].load(Ordering::Relaxed);
        let changes = before.wrapping_add(1) & ((1 << CHANGES) - 1);
        block.0[2].store(changes, Ordering::Relaxed);
        fence(Ordering::Release);
        for (word, value) in bits.iter().enumerate() {
            let cell = if word == 0 {
                block.0.get(3)
            } else {
                self.blocks.get(first + 1 + (word - 1) / 4).and_then(|b| b.0.get((word - 1) % 4))
            };
            if let Some(cell) = cell {
                cell.store(*value, Ordering::Relaxed);
            }
        }
        // the row ends with the last whole second before its answers do
        let seconds = u64::try_from(until.0.div_euclid(1000)).unwrap_or(0).min((1 << 40) - 1);
        block.0[2].store(seconds << CHANGES | changes, Ordering::Release);
        if !known {
            let (high, low) = parts(hash);
            block.0[0].store(high, Ordering::Relaxed);
            block.0[1].store(low, Ordering::Release);
            self.taken.fetch_add(1, Ordering::Relaxed);
        }
        true
    }

    /// Marks a user's row as stale, taking one if there is none.
    pub fn put_stale(&self, hash: u128) -> bool {
        self.put(hash, &[], Timestamp(0))
    }

    /// Copies all rows into a larger table. Callers exclude writers.
    pub fn copy_into(&self, larger: &Table) {
        for row in 0..self.rows {
            let first = row * self.width;
            let Some(block) = self.blocks.get(first) else { continue };
            let low = block.0[1].load(Ordering::Relaxed);
            if low == 0 {
                continue;
            }
            let hash = u128::from(block.0[0].load(Ordering::Relaxed)) << 64 | u128::from(low);
            let words = self.width * 4 - 3;
            let bits: Vec<u64> = (0..words).map(|word| self.word(block, first, word)).collect();
            let seconds = (block.0[2].load(Ordering::Relaxed) >> CHANGES).cast_signed();
            larger.put(hash, &bits, Timestamp(seconds.saturating_mul(1000)));
        }
    }
}

/// The two words of a hash; the low one is never zero, which marks an empty row.
#[inline]
fn parts(hash: u128) -> (u64, u64) {
    ((hash >> 64) as u64, (hash as u64).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: Timestamp = Timestamp(4_000_000_000_000);
    const NOW: Timestamp = Timestamp(1_000_000_000_000);

    fn spread(n: u64) -> u128 {
        let x = u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        x ^ (x >> 57)
    }

    #[test]
    fn rows_are_found_again_also_after_growth() {
        let mut table = Table::new(10, 130);
        for n in 1..5000u64 {
            if table.is_full() {
                let larger = Table::new(table.len() * 5 / 4 + 16, 130);
                table.copy_into(&larger);
                table = larger;
            }
            assert!(table.put(spread(n), &[n, 0, n & 3], FAR));
        }
        for n in 1..5000u64 {
            for purpose in [0, 5, 63, 64, 100, 128, 129] {
                let word = [n, 0, n & 3][purpose / 64];
                assert_eq!(table.find(spread(n), purpose, NOW), Found::Answer(word >> (purpose % 64) & 1 == 1));
            }
        }
        assert_eq!(table.find(spread(9999), 0, NOW), Found::Absent);
    }

    #[test]
    fn a_row_ends_at_its_time() {
        let table = Table::new(4, 3);
        table.put(7, &[0b101], Timestamp(1_000_000_500));
        assert_eq!(table.find(7, 0, Timestamp(999_999_999)), Found::Answer(true));
        assert_eq!(table.find(7, 1, Timestamp(999_999_999)), Found::Answer(false));
        assert_eq!(table.find(7, 0, Timestamp(1_000_000_000)), Found::Stale);
        table.put_stale(7);
        assert_eq!(table.find(7, 0, Timestamp(5)), Found::Stale);
    }

    #[test]
    fn a_row_takes_few_bytes() {
        let table = Table::new(1_000_000, 64);
        let words = 64usize.div_ceil(64);
        assert_eq!((3 + words).div_ceil(4), 1, "64 purposes fit in one block");
        assert!(table.bytes() <= 48 * 1_000_000, "{}", table.bytes());
    }
}
