//! What stands inside a longer text: the same kinds of value, found between its words.

use super::birth;
use super::contact;
use super::finance;
use super::hints::Hints;
use super::kind::{Kind, Kinds};
use super::location;
use super::national_id;
use super::network;
use super::shape::Shape;

/// As many groups of digits are tried together, so that the time for a text grows with its length only.
const WINDOW: usize = 8;

/// How far from a date a word for birth may stand, in words.
const NEAR: usize = 5;

/// Finds what a text holds.
pub(super) fn find(text: &str, shape: &Shape, hints: &Hints) -> Kinds {
    let mut found = Kinds::default();
    if shape.ats > 0 && shape.dots > 0 {
        found.add_if(Kind::Email, holds_email(text));
    }
    if shape.digits >= 5 {
        words(text, hints, &mut found);
    }
    if shape.digits >= 7 {
        let mut numbers = Kinds::default();
        runs(text, &mut numbers);
        // the groups of an account's number look like those of a phone's
        let has_account = found.has(Kind::Iban);
        numbers.iter().filter(|kind| *kind != Kind::PhoneNational || !has_account).for_each(|kind| found.add(kind));
    }
    found
}

fn holds_email(text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    text.match_indices('@').any(|(at, _)| {
        let (before, after) = text.split_at(at);
        let after = after.get(1..).unwrap_or_default();
        let start = before.char_indices().rev().take_while(|(_, c)| inside(*c)).last().map_or(at, |(start, _)| start);
        let end = after.find(|c: char| !inside(c)).unwrap_or(after.len());
        let (local, domain) = (before.get(start..).unwrap_or_default(), after.get(..end).unwrap_or_default());
        let address = format!("{}@{}", local.trim_matches(['.', '\'']), domain.trim_matches(['.', '\'', '-']));
        contact::is_email(&address, &Shape::of(&address))
    })
}

/// What is one word, or a few behind each other.
fn words(text: &str, hints: &Hints, found: &mut Kinds) {
    let mut since_birth = usize::MAX;
    let mut since_date = usize::MAX;
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = offset;
        offset += word.len();
        let word = word.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '!' | '?' | '"' | '\'' | '<' | '>' | '(' | ')' | '[' | ']')
        });
        let word = word.trim_end_matches(['.', ':']);
        if word.is_empty() {
            continue;
        }
        since_birth = since_birth.saturating_add(1);
        since_date = since_date.saturating_add(1);
        let shape = Shape::of(word);
        if shape.digits == 0 {
            if shape.letters > 0 && hints.is_birth(word) {
                since_birth = 0;
                found.add_if(Kind::BirthDate, since_date <= NEAR);
            }
            continue;
        }
        found.add_if(Kind::IpAddress, network::is_ip_address(word, &shape));
        found.add_if(Kind::MacAddress, network::is_mac_address(word, &shape));
        found.add_if(Kind::Coordinates, location::is_pair(word, &shape));
        national_id::find(word, true, found);
        if birth::decade(word, &shape).is_some() {
            since_date = 0;
            found.add_if(Kind::BirthDate, since_birth <= NEAR);
        }
        if let [a, b, c, d, ..] = word.as_bytes()
            && a.is_ascii_alphabetic()
            && b.is_ascii_alphabetic()
            && c.is_ascii_digit()
            && d.is_ascii_digit()
        {
            found.add_if(Kind::Iban, holds_iban(text.get(start..).unwrap_or_default().trim_start()));
        }
    }
}

/// Whether a text begins with an IBAN, written in one or in groups.
fn holds_iban(text: &str) -> bool {
    // nine groups make the longest
    let ends = text.match_indices(|c: char| c.is_whitespace() || c.is_ascii_punctuation()).map(|(end, _)| end);
    ends.chain([text.len()])
        .take(WINDOW + 1)
        .any(|end| text.get(..end).is_some_and(|part| finance::is_iban(part, &Shape::of(part))))
}

/// Numbers that are written in groups of digits.
fn runs(text: &str, found: &mut Kinds) {
    let in_run = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '/');
    for run in text.split(|c: char| !in_run(c)) {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        if digits >= 7 {
            windows(run.trim(), found);
        }
    }
}

/// Tries the whole of a run, then the groups of digits in it that stand behind each other.
fn windows(run: &str, found: &mut Kinds) {
    if number(run, found) {
        return;
    }
    let mut groups: Vec<(usize, usize)> = Vec::new();
    let mut begun = None;
    for (at, byte) in run.bytes().chain([b' ']).enumerate() {
        match (byte.is_ascii_digit(), begun) {
            // a sign or a bracket before the digits is part of the number
            (true, None) => {
                let before = run.get(..at).unwrap_or_default();
                begun = Some(at - (before.len() - before.trim_end_matches(['+', '(']).len()));
            }
            (false, Some(start)) => {
                groups.push((start, at));
                begun = None;
            }
            _ => {}
        }
    }
    for (first, (start, _)) in groups.iter().enumerate() {
        for (_, end) in groups.iter().skip(first).take(WINDOW).rev() {
            if run.get(*start..*end).is_some_and(|part| number(part, found)) {
                break;
            }
        }
    }
}

/// Whether a run is one number, as a whole.
fn number(text: &str, found: &mut Kinds) -> bool {
    let shape = Shape::of(text);
    let mut own = Kinds::default();
    own.add_if(Kind::Card, finance::is_card(text, &shape));
    own.add_if(Kind::Phone, contact::is_international(text, &shape));
    if own.is_empty() && birth::decade(text, &shape).is_none() && shape.dots != 3 {
        national_id::find(text, true, &mut own);
        // a number within a country is grouped as its people do, and no longer than that
        own.add_if(Kind::PhoneNational, own.is_empty() && contact::is_national(text, &shape));
    }
    own.iter().for_each(|kind| found.add(kind));
    !own.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let hints = Hints::common().expect("hints");
        find(text, &Shape::of(text), hints).iter().collect()
    }

    #[test]
    fn what_stands_in_a_text_is_found() {
        for (text, wanted) in [
            ("write to ada@example.com, please", Kind::Email),
            ("https://example.com/?mail=ada@example.com&x=1", Kind::Email),
            ("call me at +1 650-253-0000.", Kind::Phone),
            ("my number is (650) 253-0000 after six", Kind::PhoneNational),
            ("card 4111 1111 1111 1111 exp 12/27", Kind::Card),
            ("order 12345 paid with 4111-1111-1111-1111", Kind::Card),
            ("transfer to DE89 3704 0044 0532 0130 00 today", Kind::Iban),
            ("IBAN: GB29NWBK60161331926819.", Kind::Iban),
            ("login from 203.0.113.7 failed", Kind::IpAddress),
            ("interface 00:00:5E:00:53:01 is up", Kind::MacAddress),
            ("my social is 078-05-1120 thanks", Kind::NationalIdUs),
            ("DNI 12345678Z", Kind::NationalIdEs),
            ("she was born on 1990-05-01 in Rome", Kind::BirthDate),
            ("geboren am 1.5.1990", Kind::BirthDate),
            ("1990-05-01 (date of birth)", Kind::BirthDate),
        ] {
            assert_eq!(kinds(text), [wanted], "{text}");
        }
    }

    #[test]
    fn a_text_without_such_things_is_left_alone() {
        for text in [
            "the parcel came on 2024-05-01 at 10:30, thanks",
            "order 1234567890123456 was late",
            "version 1.2.3.4 works, 10.15.7 does not",
            "we paid 1.234.567,89 for 1,000 pieces of 12-34-567",
            "@ada thanks! see you @ 10:30",
            "born to run",
            "between 2019-2020 and 2021-2022, 100 - 200 - 300 points",
            "ISBN 978-3-16-148410-0",
        ] {
            assert!(kinds(text).is_empty(), "{text}: {:?}", kinds(text));
        }
    }

    #[test]
    fn long_texts_take_time_in_proportion() {
        let text = "1 ".repeat(200_000);
        assert!(kinds(&text).is_empty());
        assert!(kinds(&"@".repeat(400_000)).is_empty());
        assert!(kinds(&format!("{}ada@example.com 1.2", "a".repeat(400_000))).is_empty());
    }
}
