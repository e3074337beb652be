//! Age as an interval of birth days, never more exact than what is known, and thresholds compared three-valued.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// The answer to a question about an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Certainly so.
    Yes,
    /// Certainly not so.
    No,
    /// What is known does not tell.
    Unknown,
}

/// What is known of a birth day: it lies in `[earliest, latest]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Birth {
    /// Not born before this day; `None` when nothing bounds the age above.
    pub earliest: Option<Date>,
    /// Not born after this day.
    pub latest: Date,
}

impl Birth {
    /// A birth day known exactly.
    pub fn on(day: Date) -> Self {
        Self { earliest: Some(day), latest: day }
    }

    /// The interval behind "between `lower` and `upper` years old on `observed`".
    pub fn from_range(lower: u8, upper: Option<u8>, observed: Date) -> Self {
        let back = |years: i32, days: i32| {
            observed.checked_sub(years.years()).and_then(|d| d.checked_add(days.days())).unwrap_or(date(1, 1, 1))
        };
        Self { earliest: upper.map(|u| back(i32::from(u) + 1, 1)), latest: back(i32::from(lower), 0) }
    }

    /// Whether the person is at least `years` old on `day`.
    pub fn at_least(&self, years: u8, day: Date) -> Answer {
        if day >= anniversary(self.latest, years) {
            Answer::Yes
        } else if self.earliest.is_some_and(|earliest| day < anniversary(earliest, years)) {
            Answer::No
        } else {
            Answer::Unknown
        }
    }

    /// The days after `day` on which the answer of [`Birth::at_least`] can change.
    pub fn changes(&self, years: u8, day: Date) -> impl Iterator<Item = Date> {
        let first = self.earliest.map(|earliest| anniversary(earliest, years));
        [first, Some(anniversary(self.latest, years))].into_iter().flatten().filter(move |d| *d > day)
    }
}

/// The day on which somebody born on `birth` is `years` old; 1 March for 29 February in a common year.
///
/// The later day is the protective reading, and the rule of, for example, BGB § 187(2) and § 188(2).
pub fn anniversary(birth: Date, years: u8) -> Date {
    let year = birth.year().saturating_add(i16::from(years));
    Date::new(year, birth.month(), birth.day()).or_else(|_| Date::new(year, 3, 1)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leapling_is_of_age_on_the_first_of_march() {
        let birth = Birth::on(date(2008, 2, 29));
        assert_eq!(birth.at_least(14, date(2022, 2, 28)), Answer::No);
        assert_eq!(birth.at_least(14, date(2022, 3, 1)), Answer::Yes);
        assert_eq!(birth.at_least(16, date(2024, 2, 29)), Answer::Yes);
    }

    #[test]
    fn a_range_is_compared_three_valued() {
        let teen = Birth::from_range(13, Some(15), date(2024, 6, 1));
        assert_eq!(teen.at_least(13, date(2024, 6, 1)), Answer::Yes);
        assert_eq!(teen.at_least(16, date(2024, 6, 1)), Answer::No);
        assert_eq!(teen.at_least(14, date(2024, 6, 1)), Answer::Unknown);
        assert_eq!(teen.at_least(16, date(2024, 6, 2)), Answer::Unknown);
        assert_eq!(teen.at_least(16, date(2027, 6, 1)), Answer::Yes);
        let changes: Vec<_> = teen.changes(16, date(2024, 6, 1)).collect();
        assert_eq!(changes, [date(2024, 6, 2), date(2027, 6, 1)]);
    }
}
