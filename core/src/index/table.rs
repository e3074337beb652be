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

/// The second that never comes: a row that holds until it needs no clock.
const NEVER: i64 = (1 << (64 - CHANGES)) - 1;

/// A user's row.
#[derive(Debug, Default)]
struct Row {
    high: AtomicU64,
    /// Written last, and never zero once the row is taken.
    low: AtomicU64,
    validity: AtomicU64,
    bits: AtomicU64,
}

impl Row {
    #[inline]
    fn is_of(&self, high: u64, low: u64) -> bool {
        (self.low.load(Ordering::Acquire) ^ low) | (self.high.load(Ordering::Relaxed) ^ high) == 0
    }
}

/// Two rows that are fetched together.
#[repr(align(64))]
#[derive(Debug, Default)]
struct Line([Row; 2]);

/// A user's row as a look-up found it.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    table: &'a Table,
    row: &'a Row,
    line: usize,
    place: usize,
}

/// The answer of a row, and the second from which on it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Whether the purpose is allowed.
    pub allowed: bool,
    until: i64,
}

impl Answer {
    /// Whether it ends at some time, so that a clock has to be read.
    #[inline(always)]
    pub fn ends(self) -> bool {
        self.until != NEVER
    }

    /// Whether it holds at an instant. Rows know nothing of the time before 1970.
    #[inline]
    pub fn holds_at(self, at: Timestamp) -> bool {
        let seconds = at.0.div_euclid(1000);
        0 <= seconds && seconds < self.until && at < Timestamp::MAX
    }
}

impl Found<'_> {
    /// What the row says of a purpose; none when it has to be computed again or is being written.
    #[inline(always)]
    pub fn read(self, purpose: usize) -> Option<Answer> {
        let before = self.row.validity.load(Ordering::Acquire);
        let bits = if purpose < 64 { self.row.bits.load(Ordering::Relaxed) } else { self.further(purpose / 64) };
        fence(Ordering::Acquire);
        let after = self.row.validity.load(Ordering::Relaxed);
        let until = (before >> CHANGES).cast_signed();
        (before == after && until > 0).then_some(Answer { allowed: (bits >> (purpose % 64)) & 1 == 1, until })
    }

    #[cold]
    fn further(self, word: usize) -> u64 {
        self.table.cell(self.row, self.line, self.place, word).map_or(0, |cell| cell.load(Ordering::Relaxed))
    }
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

/// Where a probe ended.
enum Place<'a> {
    /// At the user's row.
    Row(Found<'a>),
    /// At the first empty row.
    Empty(Found<'a>),
    /// Nowhere: every row is taken.
    Nowhere,
}

impl Table {
    /// A table for so many users and purposes.
    pub fn new(users: usize, purposes: usize) -> Self {
        let further = purposes.div_ceil(64).max(1) - 1;
        // seven rows in ten are taken at first: 46 bytes a user, and one user in six is not in the first line
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

    /// Whether one more user wants a larger table: more than three rows in four would be taken.
    pub fn is_full(&self) -> bool {
        self.len() * 2 >= self.lines.len() * 3
    }

    /// Bytes of the table.
    pub fn bytes(&self) -> usize {
        self.lines.len() * size_of::<Line>() + self.more.len() * size_of::<AtomicU64>()
    }

    /// Follows a hash from its line on.
    #[inline(always)]
    fn probe(&self, hash: u128) -> Place<'_> {
        let (high, low) = parts(hash);
        // the high word, scaled to the number of lines
        let mut line = ((u128::from(high) * self.lines.len() as u128) >> 64) as usize;
        for _ in 0..self.lines.len() {
            let Some(Line(rows)) = self.lines.get(line) else { break };
            let [first, second] = rows;
            let other = second.low.load(Ordering::Acquire);
            // one word says which row it may be, and makes the address: a branch would be guessed wrong every other time
            let place = usize::from(other == low);
            if let Some(row) = rows.get(place & 1).filter(|row| row.is_of(high, low)) {
                return Place::Row(Found { table: self, row, line, place });
            }
            // the same low word in both rows, and another high one in the second
            if place == 1 && first.is_of(high, low) {
                return Place::Row(Found { table: self, row: first, line, place: 0 });
            }
            if other == 0 {
                let (row, place) = if first.low.load(Ordering::Acquire) == 0 { (first, 0) } else { (second, 1) };
                return Place::Empty(Found { table: self, row, line, place });
            }
            line += 1;
            if line == self.lines.len() {
                line = 0;
            }
        }
        Place::Nowhere
    }

    /// The row of a user; none for a stranger.
    #[inline(always)]
    pub fn find(&self, hash: u128) -> Option<Found<'_>> {
        match self.probe(hash) {
            Place::Row(found) => Some(found),
            Place::Empty(_) | Place::Nowhere => None,
        }
    }

    /// The cell of a word of bits.
    fn cell<'a>(&'a self, row: &'a Row, line: usize, place: usize, word: usize) -> Option<&'a AtomicU64> {
        match word.checked_sub(1) {
            None => Some(&row.bits),
            Some(beyond) if beyond < self.further => self.more.get((line * 2 + place) * self.further + beyond),
            Some(_) => None,
        }
    }

    /// Writes a user's row. Callers exclude each other. False when the table has no room.
    pub fn put(&self, hash: u128, bits: &[u64], until: Timestamp) -> bool {
        let (Found { row, line, place, .. }, known) = match self.probe(hash) {
            Place::Row(found) => (found, true),
            Place::Empty(found) if !self.is_full() => (found, false),
            Place::Empty(_) | Place::Nowhere => return false,
        };
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
        let seconds = if until >= Timestamp::MAX { NEVER } else { until.0.div_euclid(1000).clamp(0, NEVER - 1) };
        row.validity.store((seconds.cast_unsigned() << CHANGES) | changes, Ordering::Release);
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

    /// The answer at an instant; none when the row has to be computed.
    fn ask(table: &Table, hash: u128, purpose: usize, at: Timestamp) -> Option<bool> {
        let answer = table.find(hash).expect("a row").read(purpose)?;
        answer.holds_at(at).then_some(answer.allowed)
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
                assert_eq!(ask(&table, spread(n), purpose, NOW), Some(word >> (purpose % 64) & 1 == 1));
            }
        }
        assert!(table.find(spread(9999)).is_none());
    }

    #[test]
    fn rows_that_share_words_of_a_hash_are_told_apart() {
        let hashes = |table: &Table| {
            let line = u128::from(u64::MAX / table.lines.len() as u64);
            [5, 6, line | 5 << 64, line | 6 << 64, 7 << 64 | 5].map(|hash| if hash < 7 { hash | 9 << 64 } else { hash })
        };
        let table = Table::new(20, 3);
        for (number, hash) in (0..).zip(hashes(&table)) {
            assert!(table.put(hash, &[1 << number], FAR));
        }
        for (number, hash) in (0..).zip(hashes(&table)) {
            for purpose in 0..3 {
                assert_eq!(ask(&table, hash, purpose, NOW), Some(purpose == number), "{hash:x}");
            }
        }
    }

    #[test]
    fn a_row_ends_at_its_time() {
        let table = Table::new(4, 3);
        table.put(7, &[0b101], Timestamp(1_000_000_500));
        assert_eq!(ask(&table, 7, 0, Timestamp(999_999_999)), Some(true));
        assert_eq!(ask(&table, 7, 1, Timestamp(999_999_999)), Some(false));
        assert_eq!(ask(&table, 7, 0, Timestamp(1_000_000_000)), None);
        assert_eq!(ask(&table, 7, 0, Timestamp(-1)), None);
        table.put_stale(7);
        assert_eq!(ask(&table, 7, 0, Timestamp(5)), None);
    }

    #[test]
    fn a_row_that_never_ends_needs_no_clock() {
        let table = Table::new(4, 3);
        table.put(7, &[0b101], Timestamp::MAX);
        let larger = Table::new(8, 3);
        table.copy_into(&larger);
        for table in [&table, &larger] {
            let answer = table.find(7).and_then(|row| row.read(2)).unwrap();
            assert!(answer.allowed && !answer.ends() && answer.holds_at(NOW));
            assert!(!answer.holds_at(Timestamp(-1)) && !answer.holds_at(Timestamp::MAX));
        }
        table.put(7, &[0b101], Timestamp(Timestamp::MAX.0 - 1));
        assert!(table.find(7).and_then(|row| row.read(2)).unwrap().ends());
    }

    #[test]
    fn a_row_takes_few_bytes() {
        let table = Table::new(1_000_000, 64);
        assert!(table.bytes() <= 48 * 1_000_000, "{}", table.bytes());
    }
}
