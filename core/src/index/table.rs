//! Rows of atomics in one open-addressing table: read without a lock, written under one.
//!
//! A row is 32 bytes: two words of hash, a word of validity and the bits of the first 64 purposes; the bits of further
//! purposes stand apart. Two rows make a cache line, which the hash names; both are compared without a branch, so that a
//! look-up waits for memory once and the processor can guess its way. Users who find their line full go to the next.
//! A row, once taken, is never moved or freed within a table.
//!
//! A reader loads the validity, then the bits, then the validity again. A writer sets the validity to "stale", then the bits,
//! then the new validity, which holds a counter besides the time: a reader that sees the same validity twice has bits that go
//! with it, and one that does not asks the slow way.

use std::sync::atomic::{AtomicU64, Ordering, fence};

use crate::words::Timestamp;

/// Bits of the validity word that count changes.
const CHANGES: u32 = 24;

/// A user's row.
#[derive(Debug, Default)]
struct Row {
    high: AtomicU64,
    /// Written last, and never zero once the row is taken.
    low: AtomicU64,
    validity: AtomicU64,
    bits: AtomicU64,
}

/// Two rows that are fetched together.
#[repr(align(64))]
#[derive(Debug, Default)]
struct Line([Row; 2]);

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
    lines: Box<[Line]>,
    /// Words of bits beyond the first, for each row in turn.
    more: Box<[AtomicU64]>,
    /// Words of bits beyond the first, a row.
    further: usize,
    /// Rows that are taken.
    taken: AtomicU64,
}

/// Where a probe ended: line and place in it.
enum Place {
    /// At the user's row.
    Row(usize, usize),
    /// At the first empty row.
    Empty(usize, usize),
    /// Nowhere: every row is taken.
    Nowhere,
}

impl Table {
    /// A table for so many users and purposes.
    pub fn new(users: usize, purposes: usize) -> Self {
        let further = purposes.div_ceil(64).max(1) - 1;
        // seven rows in ten are taken at first: 46 bytes a user, and one line in six overflows
        let lines = (users * 10 / 7).div_ceil(2).max(8);
        Self {
            lines: (0..lines).map(|_| Line::default()).collect(),
            more: (0..lines * 2 * further).map(|_| AtomicU64::new(0)).collect(),
            further,
            taken: AtomicU64::new(0),
        }
    }

    /// Users in the table.
    pub fn len(&self) -> usize {
        usize::try_from(self.taken.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }

    /// Whether it has no users.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether one more user wants a larger table: more than 17 rows in 20 would be taken.
    pub fn is_full(&self) -> bool {
        self.len() * 10 >= self.lines.len() * 17
    }

    /// Bytes of the table.
    pub fn bytes(&self) -> usize {
        self.lines.len() * size_of::<Line>() + self.more.len() * size_of::<AtomicU64>()
    }

    /// Follows a hash from its line on.
    #[inline]
    fn probe(&self, hash: u128) -> Place {
        let (high, low) = parts(hash);
        // the high word, scaled to the number of lines
        let mut at = ((u128::from(high) * self.lines.len() as u128) >> 64) as usize;
        for _ in 0..self.lines.len() {
            let Some(Line([first, second])) = self.lines.get(at) else { break };
            let (one, other) = (first.low.load(Ordering::Acquire), second.low.load(Ordering::Acquire));
            let is_first = (one ^ low) | (first.high.load(Ordering::Relaxed) ^ high) == 0;
            let is_second = (other ^ low) | (second.high.load(Ordering::Relaxed) ^ high) == 0;
            if is_first | is_second {
                return Place::Row(at, usize::from(is_second));
            }
            if other == 0 {
                return Place::Empty(at, usize::from(one != 0));
            }
            at += 1;
            if at == self.lines.len() {
                at = 0;
            }
        }
        Place::Nowhere
    }

    #[inline]
    fn row(&self, line: usize, place: usize) -> Option<&Row> {
        self.lines.get(line)?.0.get(place & 1)
    }

    /// The cell of a word of bits.
    #[inline]
    fn cell<'a>(&'a self, row: &'a Row, line: usize, place: usize, word: usize) -> Option<&'a AtomicU64> {
        match word.checked_sub(1) {
            None => Some(&row.bits),
            Some(beyond) if beyond < self.further => self.more.get((line * 2 + place) * self.further + beyond),
            Some(_) => None,
        }
    }

    /// Whether a purpose is allowed for a user at an instant.
    #[inline]
    pub fn find(&self, hash: u128, purpose: usize, at: Timestamp) -> Found {
        let Place::Row(line, place) = self.probe(hash) else { return Found::Absent };
        let Some(row) = self.row(line, place) else { return Found::Absent };
        let before = row.validity.load(Ordering::Acquire);
        let bits = self.cell(row, line, place, purpose / 64).map_or(0, |cell| cell.load(Ordering::Relaxed));
        fence(Ordering::Acquire);
        let after = row.validity.load(Ordering::Relaxed);
        let seconds = at.0.div_euclid(1000);
        let until = (before >> CHANGES).cast_signed();
        if before != after || seconds >= until || seconds < 0 {
            return Found::Stale;
        }
        Found::Answer((bits >> (purpose % 64)) & 1 == 1)
    }

    /// Writes a user's row. Callers exclude each other. False when the table has no room.
    pub fn put(&self, hash: u128, bits: &[u64], until: Timestamp) -> bool {
        let (line, place, known) = match self.probe(hash) {
            Place::Row(line, place) => (line, place, true),
            Place::Empty(line, place) if !self.is_full() => (line, place, false),
            Place::Empty(..) | Place::Nowhere => return false,
        };
        let Some(row) = self.row(line, place) else { return false };
        let before = row.validity.load(Ordering::Relaxed);
        let changes = before.wrapping_add(1) & ((1 << CHANGES) - 1);
        row.validity.store(changes, Ordering::Relaxed);
        fence(Ordering::Release);
        for (word, value) in bits.iter().enumerate() {
            if let Some(cell) = self.cell(row, line, place, word) {
                cell.store(*value, Ordering::Relaxed);
            }
        }
        // the row ends with the last whole second before its answers do
        let seconds = u64::try_from(until.0.div_euclid(1000)).unwrap_or(0).min((1 << 40) - 1);
        row.validity.store((seconds << CHANGES) | changes, Ordering::Release);
        if !known {
            let (high, low) = parts(hash);
            row.high.store(high, Ordering::Relaxed);
            // whoever sees this word sees the row
            row.low.store(low, Ordering::Release);
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
        for (line, rows) in self.lines.iter().enumerate() {
            for (place, row) in rows.0.iter().enumerate() {
                let low = row.low.load(Ordering::Acquire);
                if low == 0 {
                    continue;
                }
                let hash = (u128::from(row.high.load(Ordering::Relaxed)) << 64) | u128::from(low);
                let word = |word| self.cell(row, line, place, word).map_or(0, |cell| cell.load(Ordering::Relaxed));
                let bits: Vec<u64> = (0..=self.further).map(word).collect();
                let seconds = (row.validity.load(Ordering::Relaxed) >> CHANGES).cast_signed();
                larger.put(hash, &bits, Timestamp(seconds.saturating_mul(1000)));
            }
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
        assert!(table.bytes() <= 48 * 1_000_000, "{}", table.bytes());
    }
}
