//! Numbers of states, and births. The check digits are written once more here, after the documents.

use fastrand::Rng;

use super::{Column, digits, padded, pick};

const ID: Option<&str> = Some("user.government_id.national_id");
const BIRTH: Option<&str> = Some("user.demographic.date_of_birth");

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "ssn",
        label: ID,
        how: "Social Security Administration: area, group and serial, none of them zero",
        make: us,
    },
    Column {
        name: "nino",
        label: ID,
        how: "HM Revenue & Customs, NIM39110: prefix, six digits, suffix A to D",
        make: |draw| {
            let prefix = pick(draw, &["AB", "CE", "JG", "PW", "SR", "YZ"]);
            format!("{prefix}{}{}", digits(draw, 6), pick(draw, &["A", "B", "C", "D"]))
        },
    },
    Column {
        name: "documento",
        label: ID,
        how: "Real Decreto 1553/2005: DNI, the letter by the number modulo 23",
        make: dni,
    },
    Column {
        name: "nir",
        label: ID,
        how: "INSEE: sex, year, month, department, place, order, key of 97",
        make: |draw| {
            let number = format!(
                "{}{}{}{}{}{}",
                draw.u8(1..=2),
                digits(draw, 2),
                padded(draw, 1..=12, 2),
                padded(draw, 21..=95, 2),
                padded(draw, 1..=990, 3),
                padded(draw, 1..=999, 3)
            );
            let key = 97 - number.parse::<u64>().unwrap_or_default() % 97;
            format!("{number}{key:02}")
        },
    },
    Column {
        name: "steuer_id",
        label: ID,
        how: "Bundeszentralamt für Steuern: eleven digits, one of them twice, ISO 7064 MOD 11,10",
        make: de,
    },
    Column {
        name: "bsn",
        label: ID,
        how: "Rijksdienst voor Identiteitsgegevens: nine digits, the test of eleven",
        make: |draw| loop {
            let number = format!("{}{}", draw.u8(1..=9), digits(draw, 7));
            let sum: u32 =
                number.bytes().zip((2..=9).rev()).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
            if sum % 11 < 10 {
                break format!("{number}{}", sum % 11);
            }
        },
    },
    Column {
        name: "codice_fiscale",
        label: ID,
        how: "D.M. 23 December 1976: names, birth, place, check letter",
        make: it,
    },
    Column {
        name: "cpf",
        label: ID,
        how: "Receita Federal: nine digits and two check digits modulo 11, with dots and a hyphen",
        make: br,
    },
    Column { name: "aadhaar", label: ID, how: "UIDAI: twelve digits from 2, the last by Verhoeff", make: india },
    Column {
        name: "birth_date",
        label: BIRTH,
        how: "ISO 8601, of people born from 1935 to 2010",
        make: |draw| born(draw, |year, month, day| format!("{year}-{month:02}-{day:02}")),
    },
    Column {
        name: "geburtsdatum",
        label: BIRTH,
        how: "DIN 5008: day, month and year behind dots, of the same people",
        make: |draw| born(draw, |year, month, day| format!("{day:02}.{month:02}.{year}")),
    },
    Column {
        name: "dob",
        label: BIRTH,
        how: "month, day and year behind slashes, of the same people",
        make: |draw| born(draw, |year, month, day| format!("{month:02}/{day:02}/{year}")),
    },
];

fn born(draw: &mut Rng, write: impl Fn(u16, u8, u8) -> String) -> String {
    write(draw.u16(1935..=2010), draw.u8(1..=12), draw.u8(1..=28))
}

pub(super) fn us(draw: &mut Rng) -> String {
    let area = loop {
        let area = draw.u32(1..=899);
        if area != 666 {
            break area;
        }
    };
    format!("{area:03}-{}-{}", padded(draw, 1..=99, 2), padded(draw, 1..=9999, 4))
}

pub(super) fn dni(draw: &mut Rng) -> String {
    let number = draw.u32(1_000_000..=99_999_999);
    let letter = "TRWAGMYFPDXBNJZSQVHLCKE".as_bytes()[(number % 23) as usize];
    format!("{number:08}{}", letter as char)
}

fn de(draw: &mut Rng) -> String {
    let mut first: Vec<u32> = (0..10).collect();
    draw.shuffle(&mut first);
    // one digit is missing, another stands in its place
    first[9] = first[draw.usize(..8)];
    if first[0] == 0 {
        first.swap(0, 1);
    }
    let mut product = 10;
    for digit in &first {
        let sum = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    let check = if product == 1 { 0 } else { 11 - product };
    first.iter().chain([&check]).map(u32::to_string).collect()
}

fn br(draw: &mut Rng) -> String {
    let mut all: Vec<u32> = (0..9).map(|_| draw.u32(..10)).collect();
    for _ in 0..2 {
        let weights = (2..=all.len() as u32 + 1).rev();
        let rest = all.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
        all.push(if rest < 2 { 0 } else { 11 - rest });
    }
    let text: String = all.iter().map(u32::to_string).collect();
    format!("{}.{}.{}-{}", &text[..3], &text[3..6], &text[6..9], &text[9..])
}

fn it(draw: &mut Rng) -> String {
    let names = pick(draw, &["RSSMRA", "BNCLGU", "VRDGPP", "FRRLNZ", "MRTNNA"]);
    let month = pick(draw, &["A", "B", "C", "D", "E", "H", "L", "M", "P", "R", "S", "T"]);
    let day = draw.u8(1..=28) + if draw.bool() { 40 } else { 0 };
    let place = pick(draw, &["H501", "F205", "L219", "F839", "A944"]);
    let code = format!("{names}{}{month}{day:02}{place}", padded(draw, 0..=99, 2));
    // tables 1 and 2 of the decree: odd places, and even ones by alphabet or digit
    let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let sum: u32 = code
        .chars()
        .enumerate()
        .map(|(place, c)| {
            let rank = c.to_digit(10).unwrap_or_else(|| c as u32 - 'A' as u32);
            if place % 2 == 0 { odd[rank as usize] } else { rank }
        })
        .sum();
    format!("{code}{}", char::from(b'A' + (sum % 26) as u8))
}

fn india(draw: &mut Rng) -> String {
    // Verhoeff's tables as they are printed: the dihedral group and the permutation
    const D: [[usize; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const P: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let number = format!("{}{}", draw.u8(2..=9), digits(draw, 10));
    let sum = number.bytes().rev().enumerate().fold(0, |sum, (place, byte)| {
        let moved = (0..(place + 1) % 8).fold(usize::from(byte - b'0'), |digit, _| P[digit]);
        D[sum][moved]
    });
    let check = (0..10).find(|digit| D[sum][*digit] == 0).unwrap_or_default();
    super::grouped(&format!("{number}{check}"), &[4, 4, 4], " ")
}
