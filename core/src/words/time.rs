//! Instants in milliseconds, zones, and the civil days between them.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Later than every instant that can be written.
    pub const MAX: Timestamp = Timestamp(253_402_207_200_000);

    /// The system's clock, in milliseconds.
    pub fn now() -> Self {
        let millis = |d: std::time::Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => Self(millis(after)),
            Err(before) => Self(-millis(before.duration())),
        }
    }

    /// Reads RFC 3339 (`2024-10-17T12:00:00Z`) or a date, which stands for the beginning of that day in `zone`.
    pub fn parse(text: &str, zone: &Zone) -> Option<Self> {
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Some(Self(instant.as_millisecond()));
        }
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10)?;
        Some(zone.start_of(date))
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0.clamp(-377_705_023_201_000, Self::MAX.0))
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// This instant plus a calendar span, counted in `zone`; never beyond [`Timestamp::MAX`].
    pub fn plus(self, span: jiff::Span, zone: &Zone) -> Self {
        let sum = self.jiff().to_zoned(zone.0.clone()).checked_add(span);
        sum.map_or(Self::MAX, |z| Self(z.timestamp().as_millisecond()))
    }

    /// The end of a term that begins here, counted in `zone`: the first instant at which it is over.
    ///
    /// A term in hours or less ends to the second (72 hours of GDPR Art. 33(1)). A term in days, months or years includes
    /// its last day whole, and a month without that day ends it on its last (Regulation 1182/71 Art. 3(2)).
    pub fn term(self, span: jiff::Span, zone: &Zone) -> Self {
        let by_day = span.get_years() != 0 || span.get_months() != 0 || span.get_weeks() != 0 || span.get_days() != 0;
        let end = self.plus(span, zone);
        if !by_day || end == Self::MAX {
            return end;
        }
        zone.day(end).tomorrow().map_or(Self::MAX, |day| zone.start_of(day))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.jiff())
    }
}

/// A time zone of the IANA database, in which days begin.
#[derive(Debug, Clone)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of this name, such as `Europe/Berlin`.
    pub fn named(name: &str) -> Option<Self> {
        if name == "UTC" {
            return Some(Self::utc());
        }
        TimeZone::get(name).ok().map(Self)
    }

    /// The civil day of an instant in this zone.
    pub fn day(&self, at: Timestamp) -> Date {
        if self.0 == TimeZone::UTC {
            // the common zone needs no table of transitions
            return jiff::tz::Offset::UTC.to_datetime(at.jiff()).date();
        }
        at.jiff().to_zoned(self.0.clone()).date()
    }

    /// The instant at which a civil day begins in this zone.
    pub fn start_of(&self, day: Date) -> Timestamp {
        if self.0 == TimeZone::UTC {
            let start = jiff::tz::Offset::UTC.to_timestamp(day.at(0, 0, 0, 0));
            return start.map_or(Timestamp::MAX, |t| Timestamp(t.as_millisecond()));
        }
        let start = day.to_zoned(self.0.clone()).and_then(|zoned| zoned.start_of_day());
        start.map_or(Timestamp::MAX, |zoned| Timestamp(zoned.timestamp().as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_its_zone() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let instant = Timestamp::parse("2024-10-17", &berlin).unwrap();
        assert_eq!(instant.to_string(), "2024-10-16T22:00:00Z");
        assert_eq!(berlin.day(instant).to_string(), "2024-10-17");
        assert_eq!(Zone::utc().day(instant).to_string(), "2024-10-16");
        assert_eq!(Zone::utc().start_of(Zone::utc().day(instant)).to_string(), "2024-10-16T00:00:00Z");
    }

    #[test]
    fn wrong_forms_are_not_read() {
        for wrong in ["", "yesterday", "2024-13-01", "2024-02-30", "20241017"] {
            assert!(Timestamp::parse(wrong, &Zone::utc()).is_none(), "{wrong:?}");
        }
    }
}
