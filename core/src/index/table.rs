//! Rows of atomics in one open-addressing table: read without a lock, written under one.
//!
//! Three rows make a cache line, which the hash names: the look-up of nine users in ten waits for memory once. Users who
//! find their line full go to the next. A row, once taken, is never moved or freed within a table. The words of the three rows
//! stand side by side, and which row is the user's is computed and not branched on, so that the processor can guess its way.
//!
//! A row has 96 bits of hash and one word with the second until which it holds and the bits of the first 32 purposes: who loads
//! that word has an answer and its end that go together. The bits of further purposes stand apart in words of 64. A reader loads
//! the row's word, then the further bits, then the word again; a writer marks the row as stale before it changes them. Each
//! question needs one bit, which is that of some moment during the call.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};

use crate::words::Timestamp;

/// Rows of a line.
const ROWS: usize = 3;

/// Purposes whose bits stand in the row.
const NEAR: usize = 32;

/// The second that never comes: a row that holds until it needs no clock. It stands for 2106, too far off to be told apart.
const NEVER: u32 = u32::MAX;

/// Three rows that are fetched together. The first that is empty has none behind it.
#[repr(align(64))]
#[derive(Debug, Default)]
struct Line {
    /// The high words of the hashes; zero where a row is empty, and written last.
    high: [AtomicU64; ROWS],
    /// The second until which a row holds, above the bits of the first purposes; zero where it has to be computed.
    words: [AtomicU64; ROWS],
    /// What else of the hashes is compared.
    low: [AtomicU32; ROWS],
}

impl Line {
    #[inline(always)]
    fn high(&self, place: usize) -> u64 {
        self.high.get(place).map_or(0, |word| word.load(Ordering::Acquire))
    }

    /// The row that has both words.
    #[cold]
    fn find(&self, high: u64, low: u32) -> Option<usize> {
        (0..ROWS).find(|place| self.high(*place) == high && self.is_of(*place, low))
    }

    /// Whether a row, whose high word is known to be right, has this low one too.
    #[inline(always)]
    fn is_of(&self, place: usize, low: u32) -> bool {
        self.low.get(place).is_some_and(|word| word.load(Ordering::Relaxed) == low)
    }
}

/// A user's row as a look-up found it.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    table: &'a Table,
    line: &'a Line,
    /// The number of the row among all.
    row: usize,
    /// Its place in the line.
    place: usize,
}

/// The answer of a row, and the second from which on it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Whether the purpose is allowed.
    pub allowed: bool,
    until: u32,
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
        0 <= seconds && seconds < i64::from(self.until) && at < Timestamp::MAX
    }
}

impl<'a> Found<'a> {
    /// What the row says of a purpose; none when it has to be computed again or is being written.
    #[inline(always)]
    pub fn read(self, purpose: usize) -> Option<Answer> {
        let word = self.line.words.get(self.place)?.load(Ordering::Acquire);
        let bits = if purpose < NEAR { word >> purpose } else { self.further(purpose - NEAR, word)? };
        let until = (word >> 32) as u32;
        (until != 0).then_some(Answer { allowed: bits & 1 == 1, until })
    }

    /// The bits from a further purpose on; none when the row changed since its word was read.
    #[cold]
    fn further(self, purpose: usize, before: u64) -> Option<u64> {
        let bits = self.table.cell(self.row, purpose / 64)?.load(Ordering::Relaxed);
        fence(Ordering::Acquire);
        let after = self.line.words.get(self.place)?.load(Ordering::Relaxed);
        (before == after).then_some(bits >> (purpose % 64))
    }
}

/// The rows of all users under one policy.
#[derive(Debug)]
pub struct Table {
    lines: Box<[Line]>,
    /// Words of further bits, for each row in turn.
    more: Box<[AtomicU64]>,
    /// Words of further bits, a row.
    further: usize,
    /// How many rows may be taken: three in four.
    limit: usize,
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
        let further = purposes.saturating_sub(NEAR).div_ceil(64);
        // 64 rows in a hundred are taken at first: 33 bytes a user, 46 beyond the first 32 purposes
        let lines = (users * 100 / 64).div_ceil(ROWS).max(8);
        Self {
            lines: (0..lines).map(|_| Line::default()).collect(),
            more: (0..lines * ROWS * further).map(|_| AtomicU64::new(0)).collect(),
            further,
            limit: lines * ROWS * 3 / 4,
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

    /// Whether one more user wants a larger table.
    pub fn is_full(&self) -> bool {
        self.len() >= self.limit
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
        let mut number = ((u128::from(high) * self.lines.len() as u128) >> 64) as usize;
        for _ in 0..self.lines.len() {
            let Some(line) = self.lines.get(number) else { break };
            let found = |place| Found { table: self, line, row: number * ROWS + place, place };
            // the address is made of the comparisons: branches on them would be guessed wrong two times in three
            let place = usize::from(line.high(1) == high) | usize::from(line.high(2) == high) << 1;
            if line.high(place) == high && line.is_of(place, low) {
                return Place::Row(found(place));
            }
            // a high word is there, and perhaps more than once
            if (place != 0 || line.high(0) == high)
                && let Some(place) = line.find(high, low)
            {
                return Place::Row(found(place));
            }
            if line.high(ROWS - 1) == 0 {
                let first = (0..ROWS).find(|place| line.high(*place) == 0);
                return Place::Empty(found(first.unwrap_or(ROWS - 1)));
            }
            number += 1;
            if number == self.lines.len() {
                number = 0;
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

    /// The cell of a word of further bits.
    fn cell(&self, row: usize, word: usize) -> Option<&AtomicU64> {
        if word < self.further { self.more.get(row * self.further + word) } else { None }
    }

    /// Writes a user's row. Callers exclude each other. False when the table has no room.
    pub fn put(&self, hash: u128, bits: &[u64], until: Timestamp) -> bool {
        let (Found { line, row, place, .. }, known) = match self.probe(hash) {
            Place::Row(found) => (found, true),
            Place::Empty(found) if !self.is_full() => (found, false),
            Place::Empty(_) | Place::Nowhere => return false,
        };
        let (Some(word), Some(high), Some(low)) = (line.words.get(place), line.high.get(place), line.low.get(place))
        else {
            return false;
        };
        let bit = |at: usize| bits.get(at).copied().unwrap_or(0);
        if self.further > 0 {
            word.store(0, Ordering::Relaxed);
            fence(Ordering::Release);
            for at in 0..self.further {
                if let Some(cell) = self.cell(row, at) {
                    cell.store(bit(at) >> NEAR | bit(at + 1) << NEAR, Ordering::Relaxed);
                }
            }
        }
        word.store(u64::from(seconds(until)) << 32 | bit(0) & u64::from(u32::MAX), Ordering::Release);
        if !known {
            let parts = parts(hash);
            low.store(parts.1, Ordering::Relaxed);
            // whoever sees this word sees the row
            high.store(parts.0, Ordering::Release);
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
        for (number, line) in self.lines.iter().enumerate() {
            for (place, ((high, low), word)) in line.high.iter().zip(&line.low).zip(&line.words).enumerate() {
                let high = high.load(Ordering::Acquire);
                if high == 0 {
                    continue;
                }
                let hash = u128::from(high) << 64 | u128::from(low.load(Ordering::Relaxed)) << 32;
                let word = word.load(Ordering::Relaxed);
                let more = |at| self.cell(number * ROWS + place, at).map_or(0, |cell| cell.load(Ordering::Relaxed));
                let near = |at: usize| if at == 0 { word & u64::from(u32::MAX) } else { more(at - 1) >> NEAR };
                let bits: Vec<u64> = (0..=self.further).map(|at| near(at) | more(at) << NEAR).collect();
                let until = match (word >> 32) as u32 {
                    NEVER => Timestamp::MAX,
                    seconds => Timestamp(i64::from(seconds) * 1000),
                };
                larger.put(hash, &bits, until);
            }
        }
    }
}

/// The last whole second before a row's answers end.
fn seconds(until: Timestamp) -> u32 {
    if until >= Timestamp::MAX {
        return NEVER;
    }
    u32::try_from(until.0.div_euclid(1000).max(0)).unwrap_or(NEVER).min(NEVER - 1)
}

/// What a row has of a hash: the high word, which is never zero, and half of the low one.
#[inline(always)]
fn parts(hash: u128) -> (u64, u32) {
    (((hash >> 64) as u64).max(1), (hash >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: Timestamp = Timestamp(4_000_000_000_000);
    const USER: u128 = 7 << 64 | 7;
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
            assert!(table.put(spread(n), &[n << 29 | n, 0, n & 3], FAR));
        }
        for n in 1..5000u64 {
            for purpose in [0, 5, 31, 32, 33, 40, 63, 64, 100, 128, 129] {
                let word = [n << 29 | n, 0, n & 3][purpose / 64];
                assert_eq!(ask(&table, spread(n), purpose, NOW), Some(word >> (purpose % 64) & 1 == 1));
            }
        }
        assert!(table.find(spread(9999)).is_none());
    }

    #[test]
    fn rows_that_share_words_of_a_hash_are_told_apart() {
        // all in the last line and those after it, in every order in which high and low words may meet
        let top = u128::from(u64::MAX) << 64;
        let low = |word: u128| word << 32;
        let hashes =
            [top | low(5), top | low(6), top | low(7), top | low(8), (top - (1 << 64)) | low(5), low(6), low(7)];
        for turn in 0..hashes.len() {
            let table = Table::new(20, 3);
            let mut turned = hashes;
            turned.rotate_left(turn);
            for (number, hash) in turned.into_iter().enumerate() {
                assert!(table.put(hash, &[number as u64], FAR));
                assert!(table.put(hash, &[number as u64], FAR));
            }
            assert_eq!(table.len(), hashes.len());
            for (number, hash) in turned.into_iter().enumerate() {
                for purpose in 0..3 {
                    assert_eq!(ask(&table, hash, purpose, NOW), Some(number >> purpose & 1 == 1), "{hash:x}");
                }
            }
            assert!(table.find(top | low(9)).is_none());
            assert!(table.find(low(9)).is_none());
        }
    }

    #[test]
    fn a_row_ends_at_its_time() {
        let table = Table::new(4, 3);
        table.put(USER, &[0b101], Timestamp(1_000_000_500));
        assert_eq!(ask(&table, USER, 0, Timestamp(999_999_999)), Some(true));
        assert_eq!(ask(&table, USER, 1, Timestamp(999_999_999)), Some(false));
        assert_eq!(ask(&table, USER, 0, Timestamp(1_000_000_000)), None);
        assert_eq!(ask(&table, USER, 0, Timestamp(-1)), None);
        table.put_stale(USER);
        assert_eq!(ask(&table, USER, 0, Timestamp(5)), None);
    }

    #[test]
    fn a_row_that_never_ends_needs_no_clock() {
        let table = Table::new(4, 3);
        table.put(USER, &[0b101], Timestamp::MAX);
        let larger = Table::new(8, 3);
        table.copy_into(&larger);
        for table in [&table, &larger] {
            let answer = table.find(USER).and_then(|row| row.read(2)).unwrap();
            assert!(answer.allowed && !answer.ends() && answer.holds_at(NOW));
            assert!(!answer.holds_at(Timestamp(-1)) && !answer.holds_at(Timestamp::MAX));
        }
        table.put(USER, &[0b101], Timestamp(Timestamp::MAX.0 - 1));
        assert!(table.find(USER).and_then(|row| row.read(2)).unwrap().ends());
    }

    #[test]
    fn a_row_that_ends_in_the_next_century_asks_for_the_clock() {
        let table = Table::new(4, 3);
        for until in [Timestamp(5_000_000_000_000), Timestamp(Timestamp::MAX.0 - 1)] {
            table.put(USER, &[1], until);
            assert_eq!(ask(&table, USER, 0, NOW), Some(true));
            // a row has no later end than this one; from then on the answers are computed
            assert_eq!(ask(&table, USER, 0, Timestamp(i64::from(u32::MAX) * 1000)), None);
        }
    }

    #[test]
    fn a_row_takes_few_bytes() {
        for purposes in [12, 32, 33, 64, 96] {
            let table = Table::new(1_000_000, purposes);
            assert!(table.bytes() <= 48 * 1_000_000, "{purposes}: {}", table.bytes());
            assert!(table.limit > 1_100_000, "{purposes}");
        }
    }
}
