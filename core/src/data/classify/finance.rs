//! Numbers of payment cards and bank accounts.

use std::str::FromStr;

use iban::Iban;

use super::shape::Shape;

/// The beginnings of card numbers, from and to, with the lengths that they go with: ISO/IEC 7812-1 gives the major industries, the
/// card schemes publish their ranges.
const SCHEMES: &[(u32, u32, &[usize])] = &[
    (4, 4, &[13, 16, 19]),
    (51, 55, &[16]),
    (2221, 2720, &[16]),
    (34, 34, &[15]),
    (37, 37, &[15]),
    (6011, 6011, &[16, 19]),
    (644, 649, &[16, 19]),
    (65, 65, &[16, 19]),
    (3528, 3589, &[16, 17, 18, 19]),
    (300, 305, &[14, 16]),
    (36, 36, &[14, 16]),
    (38, 39, &[14, 16]),
    (62, 62, &[16, 17, 18, 19]),
    (5018, 5020, &[12, 13, 14, 15, 16, 17, 18, 19]),
    (5038, 5038, &[12, 13, 14, 15, 16, 17, 18, 19]),
    (6759, 6763, &[12, 13, 14, 15, 16, 17, 18, 19]),
    (2200, 2204, &[16, 17, 18, 19]),
];

/// Whether it is the number of a payment card: a known beginning, its length, and the check digit of Luhn (ISO/IEC 7812-1, annex B).
pub(super) fn is_card(text: &str, shape: &Shape) -> bool {
    if !(12..=19).contains(&shape.digits) || shape.digits + shape.signs + shape.spaces != shape.length {
        return false;
    }
    let mut digits = [0_u8; 19];
    let mut length = 0;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                let Some(place) = digits.get_mut(length) else { return false };
                *place = byte;
                length += 1;
            }
            b' ' | b'-' => {}
            _ => return false,
        }
    }
    let Some(digits) = digits.get(..length) else { return false };
    let begins = |from: u32, to: u32| {
        let width = from.ilog10() as usize + 1;
        let start = digits.get(..width).unwrap_or_default();
        let start = start.iter().fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'));
        (from..=to).contains(&start)
    };
    let known = SCHEMES.iter().any(|(from, to, lengths)| lengths.contains(&length) && begins(*from, *to));
    // a number of one repeated digit is a placeholder
    known && digits.iter().any(|digit| digits.first() != Some(digit)) && luhn3::decimal::valid(digits)
}

/// Whether it is an IBAN (ISO 13616): a country of the registry, its form, and the check digits of ISO 7064, MOD 97-10.
pub(super) fn is_iban(text: &str, shape: &Shape) -> bool {
    // two letters, two digits, and at most thirty characters more, in groups of four
    if shape.digits < 5 || !(15..=44).contains(&shape.length) || shape.ats + shape.dots + shape.colons > 0 {
        return false;
    }
    let begins = matches!(text.as_bytes(), [a, b, c, d, ..]
        if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit());
    begins && (Iban::from_str(text).is_ok() || Iban::from_str(&text.to_ascii_uppercase()).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_without_luhn_validity_is_no_card() {
        for text in
            ["4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "2223003122003222"]
        {
            assert!(is_card(text, &Shape::of(text)), "{text}");
        }
        for text in [
            "4111111111111112",
            "9111111111111111",
            "0000000000000000",
            "411111111111111",
            "4111.1111.1111.1111",
            "4222a22222222",
        ] {
            assert!(!is_card(text, &Shape::of(text)), "{text}");
        }
    }

    #[test]
    fn an_iban_has_its_countrys_form_and_check_digits() {
        // examples of the IBAN registry
        for text in
            ["GB29NWBK60161331926819", "DE89 3704 0044 0532 0130 00", "fr1420041010050500013m02606", "NO9386011117947"]
        {
            assert!(is_iban(text, &Shape::of(text)), "{text}");
        }
        for text in ["GB29NWBK60161331926818", "DE89370400440532013", "XX29NWBK60161331926819", "1234567890123456"] {
            assert!(!is_iban(text, &Shape::of(text)), "{text}");
        }
    }
}
