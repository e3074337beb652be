//! Dates that may be a birth.

use jiff::civil::Date;

use super::shape::Shape;

/// The years of births that are looked for: nobody alive is older, and data have no births of a far future.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;

/// How many decades [`YEARS`] has.
pub(super) const DECADES: usize = 20;

/// The decade of a date without a time, counted from 1900: ISO 8601 (`1990-05-01`, `19900501`), or day, month and year in either order
/// behind dots, slashes or hyphens. A midnight behind it, as tables write dates, is no time.
pub(super) fn decade(text: &str, shape: &Shape) -> Option<usize> {
    if shape.digits < 5 || shape.length > 32 || shape.digits > 20 || shape.ats > 0 {
        return None;
    }
    let date = date(text)?;
    YEARS.contains(&date.year()).then(|| usize::from((date.year() - YEARS.start()).unsigned_abs() / 10))
}

fn date(text: &str) -> Option<Date> {
    let text = match text.split_once(['T', ' ']) {
        Some((day, time)) => {
            let midnight =
                time.starts_with("00:00") && time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.' | b'Z' | b'+'));
            midnight.then_some(day)?
        }
        None => text,
    };
    let separator = text.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator else {
        let (year, rest) = text.split_at_checked(4).filter(|_| text.len() == 8)?;
        let (month, day) = rest.split_at_checked(2)?;
        return new(number(year)?, number(month)?, number(day)?);
    };
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let mut parts = text.split(separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || first.len() + second.len() + third.len() > 8 {
        return None;
    }
    let [a, b, c] = [number(first)?, number(second)?, number(third)?];
    match (first.len(), third.len()) {
        (4, 1..=2) => new(a, b, c),
        // which of both is the month can't be known of one date; either is a date
        (1..=2, 4) => new(c, b, a).or_else(|| new(c, a, b)),
        _ => None,
    }
}

fn number(text: &str) -> Option<i16> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn new(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Whether dates by decade lie as births do: over five decades or more, none of which has the half of all. Orders, visits and records of
/// what a company did lie closer together.
pub(super) fn is_spread(decades: &[u64; DECADES]) -> bool {
    let all: u64 = decades.iter().sum();
    let some = decades.iter().filter(|count| **count * 50 >= all && **count > 0).count();
    all >= 20 && some >= 5 && decades.iter().all(|count| count * 2 < all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_times_are_not() {
        for (text, wanted) in [
            ("1990-05-01", Some(9)),
            ("19900501", Some(9)),
            ("1.5.1990", Some(9)),
            ("05/31/1990", Some(9)),
            ("31/05/1990", Some(9)),
            ("2004-02-29", Some(10)),
            ("1990-05-01T00:00:00Z", Some(9)),
            ("1990-05-01 00:00:00", Some(9)),
            ("1990-05-01T10:30:00Z", None),
            ("2003-02-29", None),
            ("1899-01-01", None),
            ("12345678", None),
            ("1990-05", None),
            ("1990-05-01-02", None),
            ("1990.05/01", None),
            ("١٩٩٠-٠٥-٠١", None),
        ] {
            assert_eq!(decade(text, &Shape::of(text)), wanted, "{text}");
        }
    }

    #[test]
    fn births_lie_over_many_decades() {
        let mut births = [0; DECADES];
        births[4..=10].copy_from_slice(&[5, 10, 20, 20, 20, 20, 5]);
        assert!(is_spread(&births));
        let mut orders = [0; DECADES];
        orders[11..=12].copy_from_slice(&[50, 50]);
        assert!(!is_spread(&orders));
        assert!(!is_spread(&[0; DECADES]) && !is_spread(&[1; DECADES].map(|one: u64| one - 1)));
    }
}
