//! Cards and accounts.

use fastrand::Rng;

use super::{Column, digits, grouped, luhn, pick};

const CARD: Option<&str> = Some("user.financial.payment_card");
const ACCOUNT: Option<&str> = Some("user.financial.payment_method");

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "card_number",
        label: CARD,
        how: "ISO/IEC 7812-1: issuer, account and check digit of Luhn",
        make: card,
    },
    Column {
        name: "paid_with",
        label: CARD,
        how: "the same in groups of four, or four, six and five, as printed on cards",
        make: spaced,
    },
    Column { name: "cc", label: CARD, how: "the same behind hyphens", make: |draw| spaced(draw).replace(' ', "-") },
    Column {
        name: "iban",
        label: ACCOUNT,
        how: "ISO 13616-1, electronic form, with check digits of ISO 7064",
        make: iban,
    },
    Column {
        name: "payout_to",
        label: ACCOUNT,
        how: "ISO 13616-1, print form: groups of four",
        make: |draw| grouped(&iban(draw), &[4; 9], " "),
    },
];

/// A number with a beginning that schemes give to testers and issuers alike.
pub(super) fn card(draw: &mut Rng) -> String {
    let (start, length) = match draw.u8(..6) {
        0 | 1 => ("4".to_owned(), 16),
        2 => (draw.u8(51..=55).to_string(), 16),
        3 => (draw.u16(2221..=2720).to_string(), 16),
        4 => (pick(draw, &["34", "37"]).to_owned(), 15),
        _ => ("6011".to_owned(), 16),
    };
    let number = format!("{start}{}", digits(draw, length - 1 - start.len()));
    format!("{number}{}", luhn(&number))
}

pub(super) fn spaced(draw: &mut Rng) -> String {
    let number = card(draw);
    let groups: &[usize] = if number.len() == 15 { &[4, 6, 5] } else { &[4, 4, 4, 4] };
    grouped(&number, groups, " ")
}

/// The forms of four countries in the registry of IBANs.
pub(super) fn iban(draw: &mut Rng) -> String {
    let (country, account) = match draw.u8(..4) {
        0 => ("DE", digits(draw, 18)),
        1 => ("ES", digits(draw, 20)),
        2 => ("NL", format!("{}{}", pick(draw, &["ABNA", "INGB", "RABO"]), digits(draw, 10))),
        _ => ("GB", format!("{}{}", pick(draw, &["NWBK", "BARC", "LOYD"]), digits(draw, 14))),
    };
    // ISO 7064, MOD 97-10: letters count from A = 10
    let rearranged = format!("{account}{country}00");
    let rest = rearranged.chars().fold(0, |rest, c| match c.to_digit(36) {
        Some(digit @ 10..) => (rest * 100 + digit) % 97,
        Some(digit) => (rest * 10 + digit) % 97,
        None => rest,
    });
    format!("{country}{:02}{account}", 98 - rest)
}
