//! E-mail addresses and phone numbers.

use std::str::FromStr;

use email_address::{EmailAddress, Options};
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

use super::shape::Shape;

/// RFC 5321, 4.5.3.1.3: a path has at most 256 octets; room for a name before it.
const LONGEST_EMAIL: usize = 512;

/// Regions whose national form begins with a trunk prefix 0 (ITU-T, national dialling formats).
const WITH_TRUNK_PREFIX: [&str; 6] = ["GB", "DE", "FR", "NL", "IT", "IN"];

/// Whether it is an e-mail address (RFC 5322, RFC 6531) with a domain of two parts or more; a name may stand before it.
pub(super) fn is_email(text: &str, shape: &Shape) -> bool {
    if shape.ats == 0 || shape.dots == 0 || shape.length > LONGEST_EMAIL {
        return false;
    }
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let options = Options::default().with_minimum_sub_domains(2).without_domain_literal();
    let Ok(address) = EmailAddress::parse_with_options(text, options) else { return false };
    // RFC 3696, 2: the last label of a domain is not all digits
    let top = address.domain().rsplit('.').next().unwrap_or_default();
    top.len() >= 2 && top.bytes().any(|byte| !byte.is_ascii_digit())
}

/// Whether it is a phone number with its country code: `+49 30 …` (E.164), `tel:` (RFC 3966).
pub(super) fn is_international(text: &str, shape: &Shape) -> bool {
    let text = text.strip_prefix("tel:").unwrap_or(text);
    // E.164: up to fifteen digits; an extension may follow
    let plausible = text.starts_with('+') && (7..=21).contains(&shape.digits);
    plausible && PHONE_NUMBER_UTIL.parse(text, None).is_ok_and(|number| number.is_valid())
}

/// Whether it is a phone number as people write it within a country, with something that groups its digits.
pub(super) fn is_national(text: &str, shape: &Shape) -> bool {
    if !shape.is_numeric() || !(9..=12).contains(&shape.digits) || shape.signs + shape.spaces + shape.dots < 2 {
        return false;
    }
    let valid = |region: &str| {
        Region::from_str(region)
            .is_ok_and(|region| PHONE_NUMBER_UTIL.parse(text, Some(region)).is_ok_and(|number| number.is_valid()))
    };
    let start = text.trim_start_matches('(');
    match start.as_bytes().first() {
        Some(b'0') => WITH_TRUNK_PREFIX.iter().any(|region| valid(region)),
        Some(b'2'..=b'9') if shape.digits == 10 && is_grouped(start, &[3, 3, 4]) => valid("US"),
        Some(b'1') if shape.digits == 11 && is_grouped(start, &[1, 3, 3, 4]) => valid("US"),
        Some(b'6'..=b'9') if shape.digits == 9 => valid("ES"),
        Some(b'1'..=b'9') if text.starts_with('(') => valid("BR"),
        _ => false,
    }
}

/// As many digits as a phone number has, and nothing but digits and what groups them.
pub(super) fn has_digits_of_phone(shape: &Shape) -> bool {
    // ITU-T E.164: at most fifteen; fewer than seven are no subscriber's
    shape.is_numeric() && (7..=15).contains(&shape.digits)
}

/// Whether the digits stand in groups of these lengths.
pub(super) fn is_grouped(text: &str, lengths: &[usize]) -> bool {
    let groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).map(str::len);
    groups.eq(lengths.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_standards_are_found() {
        for text in [
            "ada@example.com",
            "a.b+tag@mail.example.co.uk",
            "Ada Lovelace <ada@example.com>",
            "mailto:ada@example.com",
            "用户@例え.jp",
            "o'brien@example.org",
        ] {
            assert!(is_email(text, &Shape::of(text)), "{text}");
        }
        for text in ["ada@localhost", "@example.com", "ada@", "ada@example.c", "a@1.2.3.4", "a b@example", "ada", "@"] {
            assert!(!is_email(text, &Shape::of(text)), "{text}");
        }
    }

    #[test]
    fn phone_numbers_are_those_of_a_numbering_plan() {
        for text in ["+1 650-253-0000", "+44 20 7946 0958", "tel:+4930123456", "+34 912 345 678", "+33 1 42 68 53 00"] {
            assert!(is_international(text, &Shape::of(text)), "{text}");
        }
        for text in ["+1", "+999 123 456 789", "650-253-0000", "+", "+49 kilo", "+1 111-111-1111"] {
            assert!(!is_international(text, &Shape::of(text)), "{text}");
        }
        for text in
            ["(650) 253-0000", "650.253.0000", "1-650-253-0000", "020 7946 0958", "01 42 68 53 00", "912 345 678"]
        {
            assert!(is_national(text, &Shape::of(text)), "{text}");
        }
        for text in ["6502530000", "2024-05-01", "1234-5678-9012", "000-00-0000", "1.234.567", "12 34"] {
            assert!(!is_national(text, &Shape::of(text)), "{text}");
        }
    }
}
