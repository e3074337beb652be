//! Instants: `java.time.Instant` in Kotlin, `Date` in Swift, milliseconds on the way.

use placet::{Error, Timestamp};

use crate::error::invalid;

uniffi::custom_type!(Timestamp, i64, {
    remote,
    try_lift: |milliseconds| Ok(Timestamp(milliseconds)),
    lower: |at| at.0,
});

/// The first instant that the core can write, in the year -9999.
const FIRST: i64 = -377_705_023_201_000;

/// An instant that the core can write; its languages have earlier and later ones.
pub(crate) fn instant(name: &'static str, at: Option<Timestamp>) -> Result<Option<Timestamp>, Error> {
    match at {
        Some(Timestamp(at)) if !(FIRST..=Timestamp::MAX.0).contains(&at) => {
            Err(invalid(name, "it is before the year -9999 or after 9999; give an instant in between"))
        }
        at => Ok(at),
    }
}
