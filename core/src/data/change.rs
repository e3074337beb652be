//! Carries out a transform on one value.

use std::cmp::Reverse;
use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use sha2::Sha256;

use crate::policy::is_residence;
use crate::words::{Timestamp, Transform, Zone, hex};

/// What stands for whatever is covered, however long that was.
const COVER: &str = "***";

/// What transforms need to know besides the value.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The instant, for ages.
    pub(super) at: Timestamp,
    /// The zone in which a day begins.
    pub(super) zone: &'a Zone,
    /// The key of pseudonyms.
    pub(super) key: Option<&'a [u8]>,
}

/// The value in its new form; none where it is not of a kind that the transform knows, so that it has to go.
pub(super) fn change(transform: Transform, value: &str, setting: Setting<'_>) -> Option<String> {
    match transform {
        Transform::Drop => None,
        Transform::Mask(Reverse(visible)) => Some(mask(value, usize::from(visible))),
        Transform::Truncate(Reverse(length)) => Some(value.chars().take(usize::from(length)).collect()),
        Transform::Hash => pseudonym(value, setting.key?),
        Transform::Network => network(value),
        Transform::Year => Some(date(value)?.year().to_string()),
        Transform::AgeBand(years) => age_band(value, i16::from(years), setting),
        Transform::Region => region(value),
    }
}

/// All of a value covered, save for so many of its last characters where at least as many more are covered.
fn mask(value: &str, visible: usize) -> String {
    let shows = visible > 0 && value.chars().nth(visible.saturating_mul(2) - 1).is_some();
    let start = value.char_indices().rev().nth(visible.saturating_sub(1)).map(|(start, _)| start);
    let end = start.filter(|_| shows).and_then(|start| value.get(start..)).unwrap_or_default();
    [COVER, end].concat()
}

fn pseudonym(value: &str, key: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(value.as_bytes());
    Some(hex(&mac.finalize().into_bytes()))
}

fn network(value: &str) -> Option<String> {
    let text = value.trim();
    // the text of an IPv4 address has one form only
    let shortened = |text: &str| text.rsplit_once('.').map(|(network, _)| [network, ".0/24"].concat());
    match text.parse::<IpAddr>().ok()? {
        IpAddr::V4(_) => shortened(text),
        IpAddr::V6(address) if let Some(mapped) = address.to_ipv4_mapped() => shortened(&mapped.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Some(format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)))
        }
    }
}

/// The day of a date, or of an instant that begins with one.
fn date(value: &str) -> Option<Date> {
    let value = value.trim();
    value.get(..10).filter(|_| value.len() == 10 || matches!(value.as_bytes().get(10), Some(b'T' | b' ')))?.parse().ok()
}

fn age_band(value: &str, width: i16, setting: Setting<'_>) -> Option<String> {
    let age = match value.trim().parse::<i16>() {
        Ok(age) => age,
        Err(_) => {
            let (born, today) = (date(value)?, setting.zone.day(setting.at));
            let before = (today.month(), today.day()) < (born.month(), born.day());
            today.year().checked_sub(born.year())? - i16::from(before)
        }
    };
    if !(0..=130).contains(&age) {
        return None;
    }
    let lower = age - age % width;
    Some(format!("{lower}-{}", lower + width - 1))
}

/// A coordinate with one decimal, two of them likewise, or a country or subdivision as it is.
fn region(value: &str) -> Option<String> {
    let value = value.trim();
    if is_residence(value) {
        return Some(value.to_owned());
    }
    let coarse = |text: &str| {
        let degrees: f64 = text.trim().parse().ok().filter(|degrees: &f64| degrees.abs() <= 180.0)?;
        // a zero has no sign
        Some(format!("{:.1}", (degrees * 10.0).round() / 10.0 + 0.0))
    };
    match value.split_once(',') {
        Some((latitude, longitude)) => Some(format!("{},{}", coarse(latitude)?, coarse(longitude)?)),
        None => coarse(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(transform: &str, value: &str) -> Option<String> {
        let zone = Zone::utc();
        let at = Timestamp::parse("2026-11-25", &zone)?;
        change(Transform::parse(transform).ok()?, value, Setting { at, zone: &zone, key: Some(b"key") })
    }

    #[test]
    fn values_become_what_the_word_says() {
        for (transform, value, wanted) in [
            ("mask", "ada@example.com", "***"),
            ("mask:4", "4111111111111111", "***1111"),
            ("mask:4", "1234567", "***"),
            ("mask:1", "🙂🙃", "***🙃"),
            ("truncate:2", "ñandú", "ña"),
            ("network", "203.0.113.77", "203.0.113.0/24"),
            ("network", "::ffff:203.0.113.77", "203.0.113.0/24"),
            ("network", "2001:db8:1:2::3", "2001:db8:1::/48"),
            ("year", "1990-05-01", "1990"),
            ("age_band", "1990-11-26", "30-39"),
            ("age_band:5", "1990-11-25", "35-39"),
            ("age_band", "7", "0-9"),
            ("region", "52.5200", "52.5"),
            ("region", "-0.04", "0.0"),
            ("region", "52.5200, 13.4050", "52.5,13.4"),
            ("region", "US-CA", "US-CA"),
            ("hash", "key", "b5498854e238943a22c1f8ccfd4d8523b72b6e8880520e2eb7e72dbc06a17887"),
        ] {
            assert_eq!(changed(transform, value).as_deref(), Some(wanted), "{transform} {value}");
        }
    }

    #[test]
    fn what_is_not_of_the_kind_goes() {
        for (transform, value) in [
            ("network", "localhost"),
            ("year", "1990"),
            ("year", "1990-02-30"),
            ("age_band", "2030-01-01"),
            ("age_band", "old"),
            ("region", "Baker Street 221b"),
            ("region", "NaN"),
            ("drop", "x"),
        ] {
            assert_eq!(changed(transform, value), None, "{transform} {value}");
        }
    }
}
