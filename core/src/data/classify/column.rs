//! What is counted of the values at one place, in memory that does not grow with their number.

use super::birth::{self, DECADES};
use super::contact;
use super::finance;
use super::hints::Hints;
use super::kind::{Kind, Kinds};
use super::location;
use super::national_id;
use super::network;
use super::shape::Shape;
use super::text;

/// Texts that stand for nothing in tables.
const NOTHING: [&str; 13] =
    ["", "null", "NULL", "Null", "None", "NaN", "nan", "N/A", "n/a", "NA", "NaT", "<NA>", "\\N"];

const KINDS: usize = Kind::ALL.len();

/// Counts of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// Values that were looked at, without those that are nothing.
    pub(super) looked: u64,
    /// Of these, by [`Kind::index`], those that are of a kind as a whole.
    pub(super) whole: [u64; KINDS],
    /// Of these, texts.
    pub(super) texts: u64,
    /// Of the texts, those that hold something of a kind.
    pub(super) inside: [u64; KINDS],
    /// Of these, flags.
    pub(super) flags: u64,
    /// Of these, numbers.
    pub(super) numbers: u64,
    /// Dates by decade.
    pub(super) decades: [u64; DECADES],
}

impl Tally {
    const ZERO: Self = Self {
        looked: 0,
        whole: [0; KINDS],
        texts: 0,
        inside: [0; KINDS],
        flags: 0,
        numbers: 0,
        decades: [0; DECADES],
    };

    fn add(&mut self, other: &Self) {
        let Self { looked, whole, texts, inside, flags, numbers, decades } = other;
        self.looked += looked;
        self.texts += texts;
        self.flags += flags;
        self.numbers += numbers;
        for (sum, more) in [(&mut self.whole[..], &whole[..]), (&mut self.inside, inside), (&mut self.decades, decades)]
        {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }

    fn look(&mut self, value: &str, hints: &Hints) {
        self.looked += 1;
        if matches!(value, "true" | "false" | "True" | "False" | "TRUE" | "FALSE") {
            self.flags += 1;
            return;
        }
        let shape = Shape::of(value);
        self.numbers += u64::from(shape.is_numeric() && shape.spaces == 0);
        let (whole, decade) = whole(value, &shape);
        count(&mut self.whole, whole);
        if let Some(count) = decade.and_then(|decade| self.decades.get_mut(decade)) {
            *count += 1;
        }
        // one word can hold an address too: a link, a line of a log
        if whole.is_empty() && (shape.is_text() || shape.ats > 0) {
            self.texts += 1;
            count(&mut self.inside, text::find(value, &shape, hints));
        }
    }
}

fn count(counts: &mut [u64; KINDS], kinds: Kinds) {
    if !kinds.is_empty() {
        for kind in kinds.iter() {
            if let Some(count) = counts.get_mut(kind.index()) {
                *count += 1;
            }
        }
    }
}

/// What a value is as a whole; of a date the decade.
fn whole(value: &str, shape: &Shape) -> (Kinds, Option<usize>) {
    let mut found = Kinds::default();
    if shape.digits < 3 && shape.ats == 0 && shape.colons < 2 {
        return (found, None);
    }
    if shape.length > 512 {
        return (found, None);
    }
    found.add_if(Kind::Email, contact::is_email(value, shape));
    found.add_if(Kind::Phone, contact::is_international(value, shape));
    found.add_if(Kind::Coordinates, location::is_pair(value, shape));
    found.add_if(Kind::IpAddress, network::is_ip_address(value, shape));
    found.add_if(Kind::MacAddress, network::is_mac_address(value, shape));
    if !found.is_empty() {
        return (found, None);
    }
    let decade = birth::decade(value, shape);
    found.add_if(Kind::Date, decade.is_some());
    if shape.is_numeric() {
        found.add_if(Kind::Card, finance::is_card(value, shape));
        found.add_if(Kind::PhoneDigits, contact::has_digits_of_phone(shape));
        found.add_if(Kind::Degrees, shape.dots == 1 && location::is_degrees(value));
    } else {
        found.add_if(Kind::Iban, finance::is_iban(value, shape));
    }
    national_id::find(value, false, &mut found);
    // what is grouped as a state groups its numbers is no phone number, which is also the dearest thing to look for
    let is_other =
        decade.is_some() || found.has(Kind::NationalIdUs) || found.has(Kind::NationalIdBr) || found.has(Kind::Card);
    found.add_if(Kind::PhoneNational, !is_other && contact::is_national(value, shape));
    (found, decade)
}

/// The counts of one place.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Values that are something.
    seen: u64,
    /// Counts by the level that chance gave a value: half of all have level 0, half of the rest level 1, and so on. Without a limit there is
    /// one level.
    levels: Vec<Tally>,
    /// Levels below it are no longer counted.
    lowest: usize,
}

impl Column {
    pub(super) fn new() -> Self {
        Self { seen: 0, levels: Vec::new(), lowest: 0 }
    }

    /// Counts a value. With a `sample` so many of all are looked at, or down to half of it, drawn evenly: which ones is settled by their
    /// places alone, so that every language draws the same.
    pub(super) fn see(&mut self, value: &str, sample: Option<u64>, hints: &Hints) {
        let value = value.trim();
        if value.len() <= 4 && NOTHING.contains(&value) {
            return;
        }
        let level = match sample {
            Some(_) => mixed(self.seen).trailing_zeros() as usize,
            None => 0,
        };
        self.seen += 1;
        if level < self.lowest {
            return;
        }
        if level >= self.levels.len() {
            self.levels.resize(level + 1, Tally::ZERO);
        }
        if let Some(tally) = self.levels.get_mut(level) {
            tally.look(without_fraction(value), hints);
        }
        while sample.is_some_and(|sample| self.looked() > sample.max(1)) {
            self.lowest += 1;
        }
    }

    /// Whether there was no value but nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.seen == 0
    }

    fn looked(&self) -> u64 {
        self.levels.iter().skip(self.lowest).map(|tally| tally.looked).sum()
    }

    /// All that is counted.
    pub(super) fn tally(&self) -> Tally {
        let mut all = Tally::ZERO;
        self.levels.iter().skip(self.lowest).for_each(|tally| all.add(tally));
        all
    }
}

/// A whole number that a table keeps as a fraction: `6502530000.0`.
fn without_fraction(value: &str) -> &str {
    match value.strip_suffix(".0") {
        Some(whole) if whole.len() >= 7 && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => value,
    }
}

/// The finaliser of SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: impl IntoIterator<Item = String>, sample: Option<u64>) -> Column {
        let hints = Hints::common().expect("hints");
        let mut column = Column::new();
        values.into_iter().for_each(|value| column.see(&value, sample, hints));
        column
    }

    #[test]
    fn values_are_counted_and_nothing_is_not() {
        let values = ["ada@example.com", " ", "null", "NaN", "true", "17", "write to ada@example.com", "6502530000.0"];
        let tally = column(values.map(String::from), None).tally();
        assert_eq!((tally.looked, tally.flags, tally.numbers, tally.texts), (5, 1, 2, 1));
        assert_eq!(tally.whole[Kind::Email.index()], 1);
        assert_eq!(tally.inside[Kind::Email.index()], 1);
        assert_eq!(tally.whole[Kind::PhoneDigits.index()], 1);
    }

    #[test]
    fn a_sample_is_even_and_bounded() {
        // every second value is an address; a draw by place would take all of them, or none
        let value = |n: u32| if n.is_multiple_of(2) { format!("u{n}@example.com") } else { format!("u{n}") };
        let column = column((0..200_000).map(value), Some(1_000));
        let tally = column.tally();
        assert!((500..=1_000).contains(&tally.looked), "{}", tally.looked);
        let share = tally.whole[Kind::Email.index()] as f64 / tally.looked as f64;
        assert!((0.4..0.6).contains(&share), "{share}");
        assert!(column.levels.len() <= 64);
    }

    #[test]
    fn a_small_column_is_looked_at_whole() {
        let tally = column((0..10).map(|n| format!("u{n}@example.com")), Some(10)).tally();
        assert_eq!(tally.looked, 10);
    }
}
