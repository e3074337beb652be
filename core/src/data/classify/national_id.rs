//! Numbers that states give people, by the form and the check digits that each state publishes.

use super::kind::{Kind, Kinds};

/// The longest of them, with what groups its characters.
const LONGEST: usize = 24;

/// Adds each state whose form a value has. `strict` takes a number without a letter only as it is formatted, as in running text, where
/// bare digits are anything.
pub(super) fn find(text: &str, strict: bool, found: &mut Kinds) {
    if !(8..=LONGEST).contains(&text.len()) || !text.is_ascii() {
        return;
    }
    let mut plain = [0_u8; LONGEST];
    let mut length = 0;
    for byte in text.bytes() {
        match byte {
            b' ' | b'-' | b'.' | b'/' => {}
            _ => {
                let Some(place) = plain.get_mut(length) else { return };
                *place = byte.to_ascii_uppercase();
                length += 1;
            }
        }
    }
    let Some(plain) = plain.get(..length) else { return };
    let is_grouped = length != text.len();
    let mut digits = [0_u8; LONGEST];
    for (digit, byte) in digits.iter_mut().zip(plain) {
        *digit = byte.wrapping_sub(b'0');
    }
    let all_digits = digits.iter().take(length).all(|digit| *digit < 10);
    let Some(digits) = digits.get(..length) else { return };
    if all_digits && (is_grouped || !strict) {
        found.add_if(Kind::NationalIdUs, is_us(text, digits));
        found.add_if(Kind::NationalIdBr, is_br(digits));
        found.add_if(Kind::NationalIdFr, is_fr(plain));
        if !strict {
            found.add_if(Kind::NationalIdNl, is_nl(digits));
            found.add_if(Kind::NationalIdDe, is_de(digits));
            found.add_if(Kind::NationalIdIn, is_in(digits));
        }
    } else if !all_digits {
        found.add_if(Kind::NationalIdEs, is_es(plain));
        found.add_if(Kind::NationalIdGb, is_gb(plain));
        found.add_if(Kind::NationalIdIt, is_it(plain));
        found.add_if(Kind::NationalIdFr, is_fr(plain));
    }
}

/// A number of digits.
fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(*digit))
}

/// The sum of digits by weight.
fn weighed(digits: &[u8], weights: impl IntoIterator<Item = u32>) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// United States, social security number: `AAA-GG-SSSS`. There is no check digit, so the hyphens have to be there; no area 000, 666 or from
/// 900, no group 00, no serial 0000 (Social Security Administration, "Social Security Number Randomization").
fn is_us(text: &str, digits: &[u8]) -> bool {
    let grouped = matches!(text.as_bytes(), [_, _, _, b'-' | b' ', _, _, b'-' | b' ', _, _, _, _]);
    let (area, group, serial) = (digits.get(..3), digits.get(3..5), digits.get(5..));
    let (Some(area), Some(group), Some(serial)) = (area, group, serial) else { return false };
    let area = value(area);
    grouped && area != 0 && area != 666 && area < 900 && value(group) != 0 && value(serial) != 0
}

/// United Kingdom, national insurance number: two letters, six digits, a letter from A to D (HM Revenue & Customs, manual NIM39110).
fn is_gb(text: &[u8]) -> bool {
    let [a, b, digits @ .., suffix] = text else { return false };
    let allowed = |letter: &u8| letter.is_ascii_uppercase() && !b"DFIQUV".contains(letter);
    let unused: [&[u8; 2]; 7] = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    digits.len() == 6
        && digits.iter().all(u8::is_ascii_digit)
        && allowed(a)
        && allowed(b)
        && *b != b'O'
        && !unused.contains(&&[*a, *b])
        && (b'A'..=b'D').contains(suffix)
}

/// Spain, DNI and NIE: eight digits, or X, Y or Z and seven, and the letter for the number modulo 23 (Real Decreto 1553/2005; Ministerio del
/// Interior, "Cálculo del dígito de control del NIF/NIE").
fn is_es(text: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let [first, middle @ .., letter] = text else { return false };
    let first = match first {
        b'X' => 0,
        b'Y' => 1,
        b'Z' => 2,
        b'0'..=b'9' => first - b'0',
        _ => return false,
    };
    if middle.len() != 7 || !middle.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = middle.iter().fold(u32::from(first), |number, digit| number * 10 + u32::from(digit - b'0'));
    LETTERS.get((number % 23) as usize) == Some(letter)
}

/// France, NIR: sex, year, month, department (2A and 2B in Corsica), place, order, and as key 97 less the number modulo 97 (INSEE, "Le numéro de
/// sécurité sociale"; code de la sécurité sociale, R. 115-1).
fn is_fr(text: &[u8]) -> bool {
    if text.len() != 15 {
        return false;
    }
    // in Corsica the key is made with 19 for 2A and 18 for 2B
    let corsica: Option<[u8; 2]> = match text.get(5..7) {
        Some(b"2A") => Some([1, 9]),
        Some(b"2B") => Some([1, 8]),
        _ => None,
    };
    let mut digits = [0_u8; 15];
    for (place, (digit, byte)) in digits.iter_mut().zip(text).enumerate() {
        let replaced = corsica.and_then(|pair| pair.get(place.checked_sub(5)?).copied());
        *digit = replaced.unwrap_or_else(|| byte.wrapping_sub(b'0'));
    }
    let month = digits.get(3..5).map(value).unwrap_or_default();
    let number = digits.get(..13).map(value).unwrap_or_default();
    let key = digits.get(13..).map(value).unwrap_or_default();
    digits.iter().all(|digit| *digit < 10)
        && matches!(digits.first(), Some(1..=4 | 7 | 8))
        && (matches!(month, 1..=12 | 20..=42) || month >= 50)
        && key == 97 - number % 97
}

/// Germany, Steuer-Identifikationsnummer: eleven digits, the first not 0; of the first ten one stands twice or three times and all others at
/// most once; check digit of ISO 7064, MOD 11,10 (Abgabenordnung § 139b; Bundeszentralamt für Steuern).
fn is_de(digits: &[u8]) -> bool {
    let (Some((check, first)), 11) = (digits.split_last(), digits.len()) else { return false };
    let mut counts = [0_u8; 10];
    for digit in first {
        if let Some(count) = counts.get_mut(usize::from(*digit)) {
            *count += 1;
        }
    }
    let repeated = counts.iter().filter(|count| **count > 1);
    let one_repeated = repeated.clone().count() == 1 && repeated.clone().all(|count| *count <= 3);
    let product = first.iter().fold(10_u32, |product, digit| {
        let sum = (u32::from(*digit) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    digits.first() != Some(&0) && one_repeated && u32::from(*check) == (11 - product) % 10
}

/// The Netherlands, burgerservicenummer: nine digits, whose sum by the weights 9 to 2 and −1 is divisible by 11 (Rijksdienst voor Identiteitsgegevens,
/// "Logisch ontwerp BSN").
fn is_nl(digits: &[u8]) -> bool {
    let (Some((check, first)), 9) = (digits.split_last(), digits.len()) else { return false };
    let sum = weighed(first, (2..=9).rev());
    sum > 0 && sum % 11 == u32::from(*check)
}

/// Brazil, CPF: eleven digits, the last two by weights modulo 11, not all alike (Receita Federal, Instrução Normativa RFB 1548/2015).
fn is_br(digits: &[u8]) -> bool {
    if digits.len() != 11 || digits.iter().all(|digit| digits.first() == Some(digit)) {
        return false;
    }
    let check = |count: u32| {
        let first = digits.get(..count as usize).unwrap_or_default();
        let rest = weighed(first, (2..=count + 1).rev()) * 10 % 11 % 10;
        digits.get(count as usize).is_some_and(|digit| u32::from(*digit) == rest)
    };
    check(9) && check(10)
}

/// India, Aadhaar: twelve digits, the first from 2, the last by Verhoeff's scheme (UIDAI, "A UID Numbering Scheme", 2010).
fn is_in(digits: &[u8]) -> bool {
    const FIVE: u8 = 5;
    // multiplication in the dihedral group of the pentagon (J. Verhoeff, "Error Detecting Decimal Codes", 1969)
    let times = |a: u8, b: u8| match (a < FIVE, b < FIVE) {
        (true, true) => (a + b) % FIVE,
        (true, false) => FIVE + (a + b) % FIVE,
        (false, true) => FIVE + (FIVE + a - b) % FIVE,
        (false, false) => (FIVE + a - b) % FIVE,
    };
    // the permutation for the second place from the end; it is carried out once more for each place further
    const NEXT: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let moved = |digit: u8, place: usize| {
        (0..place % 8).fold(digit, |digit, _| NEXT.get(usize::from(digit)).copied().unwrap_or(digit))
    };
    let check = digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| times(sum, moved(*digit, place)));
    digits.len() == 12 && matches!(digits.first(), Some(2..=9)) && check == 0
}

/// Italy, codice fiscale: six letters, year, letter of the month, day (of women 40 more), place, check letter; letters may stand for digits
/// where two people would have the same (Decreto del Ministero delle Finanze, 23 December 1976).
fn is_it(text: &[u8]) -> bool {
    /// What a character at an odd place counts, for 0 to 9 and for A to Z alike.
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
    let (Some((check, first)), 16) = (text.split_last(), text.len()) else { return false };
    let mut sum = 0;
    for (place, byte) in first.iter().enumerate() {
        let stands_for_digit = byte.is_ascii_digit() || b"LMNPQRSTUV".contains(byte);
        let fits = match place {
            8 => b"ABCDEHLMPRST".contains(byte),
            _ if DIGITS.contains(&place) => stands_for_digit,
            _ => byte.is_ascii_uppercase(),
        };
        if !fits {
            return false;
        }
        let number = if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A') };
        sum += match place % 2 {
            // places are counted from one
            0 => ODD.get(usize::from(number)).copied().unwrap_or_default(),
            _ => u32::from(number),
        };
    }
    u32::from(check.wrapping_sub(b'A')) == sum % 26
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, strict: bool) -> Vec<Kind> {
        let mut found = Kinds::default();
        find(text, strict, &mut found);
        found.iter().collect()
    }

    #[test]
    fn examples_of_the_states_are_found() {
        for (text, kind) in [
            // each is an example of a document, or made with its rule
            ("078-05-1120", Kind::NationalIdUs),
            ("AB 12 34 56 C", Kind::NationalIdGb),
            ("12345678Z", Kind::NationalIdEs),
            ("X1234567L", Kind::NationalIdEs),
            ("2 55 08 14 168 025 38", Kind::NationalIdFr),
            ("65929970489", Kind::NationalIdDe),
            ("111222333", Kind::NationalIdNl),
            ("RSSMRA85T10A562S", Kind::NationalIdIt),
            ("529.982.247-25", Kind::NationalIdBr),
            ("2341 2341 2346", Kind::NationalIdIn),
        ] {
            assert!(kinds(text, false).contains(&kind), "{text}: {:?}", kinds(text, false));
        }
    }

    #[test]
    fn one_wrong_character_is_noticed() {
        for text in [
            "000-05-1120",
            "666-05-1120",
            "900-05-1120",
            "078-00-1120",
            "078051120",
            "GB123456A",
            "12345678A",
            "255081416802539",
            "65929970488",
            "111222334",
            "RSSMRA85T10A562T",
            "529.982.247-26",
            "111.111.111-11",
            "234123412347",
            "ñññññ",
            "AB1234",
        ] {
            let states = kinds(text, false);
            assert!(states.is_empty(), "{text}: {states:?}");
        }
    }

    #[test]
    fn every_other_check_digit_is_wrong() {
        let ends: [(&str, Kind, usize); 5] = [
            ("6592997048", Kind::NationalIdDe, 1),
            ("11122233", Kind::NationalIdNl, 1),
            ("5299822472", Kind::NationalIdBr, 1),
            ("23412341234", Kind::NationalIdIn, 1),
            ("2550814168025", Kind::NationalIdFr, 2),
        ];
        for (start, kind, width) in ends {
            let all = (0..10_u32.pow(width as u32)).map(|end| format!("{start}{end:0width$}"));
            assert_eq!(all.filter(|text| kinds(text, false).contains(&kind)).count(), 1, "{start}");
        }
        let letters = ('A'..='Z').map(|end| format!("12345678{end}"));
        assert_eq!(letters.filter(|text| !kinds(text, false).is_empty()).count(), 1);
    }

    #[test]
    fn in_running_text_bare_digits_are_anything() {
        for text in ["65929970489", "111222333", "52998224725", "2341 2341 2346"] {
            assert!(kinds(text, true).is_empty(), "{text}");
        }
        assert_eq!(kinds("529.982.247-25", true), [Kind::NationalIdBr]);
        assert_eq!(kinds("078-05-1120", true), [Kind::NationalIdUs]);
    }
}
