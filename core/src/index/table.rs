//! Rows of atomics in one open-addressing table: read without a lock, written under one.
//!
//! Rows stand in groups of eight. For each group one word holds a byte of hash for every row, zero for an empty one; these
//! words are small enough to stay in the processor's cache, and tell which row to look at before the row itself is fetched,
//! so that a look-up waits for memory once and its branches are predictable. Users who find their group full go to the next.
//!
//! A row is one or more blocks of 32 bytes: two words of hash, a word of validity and the words of bits. A row, once taken,
//! is never moved or freed within a table.
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
    /// A byte for each row of a group.
    tags: Box<[AtomicU64]>,
    blocks: Box<[Block]>,
    /// Blocks a row.
    width: usize,
    /// Rows that are taken.
    taken: AtomicU64,
}

/// A byte in each of the eight places of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The high bit of each of the eight bytes of a word.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Where a probe ended.
enum Place {
    /// At the user's row.
    Row(usize),
    /// At the first empty row: group and place in it.
    Empty(usize, u32),
    /// Nowhere: every row is taken.
    Nowhere,
}

impl Table {
    /// A table for so many users and purposes.
    pub fn new(users: usize, purposes: usize) -> Self {
        let words = purposes.div_ceil(64).max(1);
        let width = (3 + words).div_ceil(4);
        // three rows in four are taken at first: 44 bytes a user, and few groups are full
        let groups = (users * 4 / 3).div_ceil(8).max(2);
        let tags = (0..groups).map(|_| AtomicU64::new(0)).collect();
        let blocks = (0..groups * 8 * width).map(|_| Block::default()).collect();
        Self { tags, blocks, width, taken: AtomicU64::new(0) }
    }

    /// Users in the table.
    pub fn len(&self) -> usize {
        usize::try_from(self.taken.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }

    /// Whether it has no users.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether one more user wants a larger table: more than 7 rows in 8 would be taken.
    pub fn is_full(&self) -> bool {
        self.len() >= self.tags.len() * 7
    }

    /// Bytes of the table.
    pub fn bytes(&self) -> usize {
        self.blocks.len() * size_of::<Block>() + self.tags.len() * size_of::<AtomicU64>()
    }

    /// Follows a hash from its group on.
    #[inline]
    fn probe(&self, hash: u128) -> Place {
        let (high, low) = parts(hash);
        // the high word, scaled to the number of groups; the tag is of the low one
        let mut group = ((u128::from(high) * self.tags.len() as u128) >> 64) as usize;
        let tag = tag(low);
        for _ in 0..self.tags.len() {
            let Some(tags) = self.tags.get(group).map(|cell| cell.load(Ordering::Acquire)) else { break };
            // zero bytes of the difference are rows with this tag; a borrow can add one that is none, which the hash tells
            let difference = tags ^ (EACH * tag);
            let mut found = difference.wrapping_sub(EACH) & !difference & HIGH;
            while found != 0 {
                let first = (group * 8 + (found.trailing_zeros() / 8) as usize) * self.width;
                if self.blocks.get(first).is_some_and(|block| block.holds(high, low)) {
                    return Place::Row(first);
                }
                found &= found - 1;
            }
            // every tag has its high bit set, so a byte without it is an empty row
            let empty = !tags & HIGH;
            if empty != 0 {
                return Place::Empty(group, empty.trailing_zeros() / 8);
            }
            group += 1;
            if group == self.tags.len() {
                group = 0;
            }
        }
        Place::Nowhere
    }

    /// The cell of a word of bits.
    #[inline]
    fn cell<'a>(&'a self, block: &'a Block, first: usize, word: usize) -> Option<&'a AtomicU64> {
        match word.checked_sub(1) {
            None => block.0.get(3),
            Some(more) => self.blocks.get(first + 1 + more / 4)?.0.get(more % 4),
        }
    }

    #[inline]
    fn word(&self, block: &Block, first: usize, word: usize) -> u64 {
        self.cell(block, first, word).map_or(0, |cell| cell.load(Ordering::Relaxed))
    }

    /// Whether a purpose is allowed for a user at an instant.
    #[inline]
    pub fn find(&self, hash: u128, purpose: usize, at: Timestamp) -> Found {
        let Place::Row(first) = self.probe(hash) else { return Found::Absent };
        let Some(block) = self.blocks.get(first) else { return Found::Absent };
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
        let (first, empty) = match self.probe(hash) {
            Place::Row(first) => (first, None),
            Place::Empty(group, place) if !self.is_full() => {
                ((group * 8 + place as usize) * self.width, Some((group, place)))
            }
            Place::Empty(..) | Place::Nowhere => return false,
        };
        let Some(block) = self.blocks.get(first) else { return false };
        let before = block.0[2].load(Ordering::Relaxed);
        let changes = before.wrapping_add(1) & ((1 << CHANGES) - 1);
        block.0[2].store(changes, Ordering::Relaxed);
        fence(Ordering::Release);
        for (word, value) in bits.iter().enumerate() {
            if let Some(cell) = self.cell(block, first, word) {
                cell.store(*value, Ordering::Relaxed);
            }
        }
        // the row ends with the last whole second before its answers do
        let seconds = u64::try_from(until.0.div_euclid(1000)).unwrap_or(0).min((1 << 40) - 1);
        block.0[2].store(seconds << CHANGES | changes, Ordering::Release);
        if let Some((group, place)) = empty {
            let (high, low) = parts(hash);
            block.0[0].store(high, Ordering::Relaxed);
            block.0[1].store(low, Ordering::Relaxed);
            // the tag is written last: whoever sees it sees the row
            if let Some(cell) = self.tags.get(group) {
                cell.fetch_or(tag(low) << (place * 8), Ordering::Release);
            }
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
        let words = self.width * 4 - 3;
        for (group, tags) in self.tags.iter().enumerate() {
            let taken = tags.load(Ordering::Acquire) & HIGH;
            for place in (0..8).filter(|place| taken >> (place * 8 + 7) & 1 == 1) {
                let first = (group * 8 + place) * self.width;
                let Some(block) = self.blocks.get(first) else { continue };
                let high = block.0[0].load(Ordering::Relaxed);
                let hash = u128::from(high) << 64 | u128::from(block.0[1].load(Ordering::Relaxed));
                let bits: Vec<u64> = (0..words).map(|word| self.word(block, first, word)).collect();
                let seconds = (block.0[2].load(Ordering::Relaxed) >> CHANGES).cast_signed();
                larger.put(hash, &bits, Timestamp(seconds.saturating_mul(1000)));
            }
        }
    }
}

impl Block {
    #[inline]
    fn holds(&self, high: u64, low: u64) -> bool {
        self.0[0].load(Ordering::Relaxed) == high && self.0[1].load(Ordering::Relaxed) == low
    }
}

/// The two words of a hash.
#[inline]
fn parts(hash: u128) -> (u64, u64) {
    ((hash >> 64) as u64, hash as u64)
}

/// The byte of hash by which a row is told from the others of its group; its high bit is set.
#[inline]
fn tag(low: u64) -> u64 {
    low >> 57 | 0x80
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
