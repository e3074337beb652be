//! Days, birthdays and terms. A person born on 29 February has the birthday on 1 March in common years.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Yes, no, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    Yes,
    No,
    Unknown,
}

/// The days on which a person may have been born. Without `earliest` there is no upper bound to the age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Birth {
    pub(super) earliest: Option<Date>,
    pub(super) latest: Date,
}

impl Birth {
    /// From a birthday.
    pub(super) fn on(day: Date) -> Birth {
        Birth { earliest: Some(day), latest: day }
    }

    /// From an age of `lower` to `upper` years, as observed on `day`.
    pub(super) fn from_age(lower: i16, upper: Option<i16>, day: Date) -> Birth {
        let earliest = upper.map(|upper| years_before(day, upper + 1).tomorrow().unwrap_or(Date::MAX));
        Birth { earliest, latest: years_before(day, lower) }
    }

    /// Whether the person is at least `years` old on `day`.
    pub(super) fn reached(&self, years: i16, day: Date) -> Reached {
        if anniversary(self.latest, years) <= day {
            return Reached::Yes;
        }
        match self.earliest {
            Some(earliest) if anniversary(earliest, years) > day => Reached::No,
            _ => Reached::Unknown,
        }
    }
}

/// The day from which a person born on `birth` is `years` old.
pub(super) fn anniversary(birth: Date, years: i16) -> Date {
    let year = birth.year().saturating_add(years);
    match Date::new(year, birth.month(), birth.day()) {
        Ok(day) => day,
        Err(_) => Date::new(year, 3, 1).unwrap_or(Date::MAX),
    }
}

/// `day` some years earlier; 28 February where there is no 29th.
fn years_before(day: Date, years: i16) -> Date {
    let year = day.year().saturating_sub(years);
    match Date::new(year, day.month(), day.day()) {
        Ok(day) => day,
        Err(_) => Date::new(year, 2, 28).unwrap_or(Date::MIN),
    }
}

/// The civil day of an instant in a zone.
pub(super) fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at).date()
}

/// The instant at which a day begins in a zone.
pub(super) fn start_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok()?.start_of_day().ok().map(|start| start.timestamp())
}

/// A term such as `P1Y` after an instant, by the calendar of a zone.
pub(super) fn after_term(at: Timestamp, term: &str, zone: &TimeZone) -> Option<Timestamp> {
    let span: Span = term.parse().ok()?;
    at.to_zoned(zone.clone()).checked_add(span).ok().map(|end| end.timestamp())
}

/// When a term of handling is over. One of days, months or years ends at the beginning of the day after the day that lies so far behind
/// the instant, a month without that day on its last day; one of hours ends exactly then.
pub(super) fn term_end(at: Timestamp, term: &str, zone: &TimeZone) -> Option<Timestamp> {
    if term.contains('T') {
        return after_term(at, term, zone);
    }
    let (mut years, mut months, mut days) = (0_i64, 0_i64, 0_i64);
    let mut number = 0_i64;
    for letter in term.strip_prefix('P')?.chars() {
        match (letter, letter.to_digit(10)) {
            (_, Some(digit)) => number = number.checked_mul(10)?.checked_add(i64::from(digit))?,
            ('Y', _) => years = std::mem::take(&mut number),
            ('M', _) => months = std::mem::take(&mut number),
            ('W', _) => days += std::mem::take(&mut number) * 7,
            ('D', _) => days += std::mem::take(&mut number),
            _ => return None,
        }
    }
    let day = day_of(at, zone);
    let month = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + years * 12 + months;
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let first = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
    let last = first.with().day(day.day().min(first.days_in_month())).build().ok()?;
    start_of(last.checked_add(Span::new().try_days(days).ok()?).ok()?.tomorrow().ok()?, zone)
}

/// An instant that a document writes as a date or as an instant.
pub(super) fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    match text.parse::<Timestamp>() {
        Ok(at) => Some(at),
        Err(_) => start_of(text.parse().ok()?, zone),
    }
}
