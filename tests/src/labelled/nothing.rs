//! What looks like personal data and is none.

use super::{Column, digits, grouped, luhn, padded, pick, texts};

/// None of these has a label.
const fn none(name: &'static str, how: &'static str, make: fn(&mut fastrand::Rng) -> String) -> Column {
    Column { name, label: None, how, make }
}

pub(super) const COLUMNS: &[Column] = &[
    none("order_number", "sixteen digits whose check digit of Luhn is wrong", |draw| {
        let number = format!("4{}", digits(draw, 14));
        format!("{number}{}", (luhn(&number) + draw.u32(1..=9)) % 10)
    }),
    none("ticket", "ten random digits", |draw| format!("{}{}", draw.u8(1..=9), digits(draw, 9))),
    none("batch", "nine random digits", |draw| format!("{}{}", draw.u8(1..=9), digits(draw, 8))),
    none("reference", "eleven random digits", |draw| format!("{}{}", draw.u8(1..=9), digits(draw, 10))),
    none("serial", "twelve random digits in groups of four", |draw| grouped(&digits(draw, 12), &[4, 4, 4], " ")),
    none("barcode", "GS1 General Specifications: thirteen digits, as EAN-13", |draw| {
        let number = format!("{}{}", draw.u32(400..=440), digits(draw, 9));
        let sum: u32 = number
            .bytes()
            .enumerate()
            .map(|(place, byte)| u32::from(byte - b'0') * if place % 2 == 0 { 1 } else { 3 })
            .sum();
        format!("{number}{}", (10 - sum % 10) % 10)
    }),
    none("isbn", "ISO 2108: thirteen digits from 978, behind hyphens", |draw| {
        let number = format!("978{}", digits(draw, 9));
        let sum: u32 = number
            .bytes()
            .enumerate()
            .map(|(place, byte)| u32::from(byte - b'0') * if place % 2 == 0 { 1 } else { 3 })
            .sum();
        grouped(&format!("{number}{}", (10 - sum % 10) % 10), &[3, 1, 3, 5, 1], "-")
    }),
    none("app_version", "four numbers behind dots", |draw| {
        format!("{}.{}.{}.{}", draw.u8(1..=12), draw.u8(..30), draw.u8(..10), draw.u16(..200))
    }),
    none("firmware", "four small numbers behind dots", |draw| {
        format!("{}.{}.{}.{}", draw.u8(1..=9), draw.u8(..10), draw.u8(..10), draw.u8(..30))
    }),
    none("ordered_on", "ISO 8601, days of three years", |draw| {
        format!("{}-{}-{}", draw.u16(2022..=2024), padded(draw, 1..=12, 2), padded(draw, 1..=28, 2))
    }),
    none("updated_at", "RFC 3339, instants", |draw| {
        format!(
            "2024-{}-{}T{}:{}:{}Z",
            padded(draw, 1..=12, 2),
            padded(draw, 1..=28, 2),
            padded(draw, 0..=23, 2),
            padded(draw, 0..=59, 2),
            padded(draw, 0..=59, 2)
        )
    }),
    none("epoch", "seconds since 1970, ten digits", |draw| draw.u32(1_600_000_000..1_730_000_000).to_string()),
    none("price", "amounts with two decimals", |draw| format!("{}.{:02}", draw.u16(1..2000), draw.u8(..100))),
    none("prices", "two amounts with two decimals", |draw| {
        format!("{}.{:02}, {}.{:02}", draw.u8(1..90), draw.u8(..100), draw.u8(1..90), draw.u8(..100))
    }),
    none("temperature", "numbers with three decimals, within ±40", |draw| format!("{:.3}", draw.f64() * 80.0 - 40.0)),
    none("quantity", "small numbers", |draw| draw.u8(1..50).to_string()),
    none("sku", "letters and digits", |draw| {
        format!("{}-{}-{}", pick(draw, &["AB", "KX", "TT"]), digits(draw, 4), digits(draw, 3))
    }),
    none("uuid", "RFC 9562, version 4", |draw| {
        let text = format!("{:032x}", draw.u128(..));
        grouped(&text, &[8, 4, 4, 4, 12], "-")
    }),
    none("checksum", "forty hexadecimal digits", |draw| format!("{:032x}{:08x}", draw.u128(..), draw.u32(..))),
    none("email_verified", "flags", |draw| draw.bool().to_string()),
    none("phone_type", "words", |draw| pick(draw, &["mobile", "home", "work"]).to_owned()),
    none("card_brand", "words", |draw| pick(draw, &["visa", "mastercard", "amex"]).to_owned()),
    none("handle_in_game", "words behind an @, without a domain", |draw| {
        format!("@{}{}", pick(draw, &["fox", "owl", "elk"]), digits(draw, 3))
    }),
    none("link", "RFC 3986, pages of a shop", |draw| {
        format!("https://shop.example.com/p/{}?ref={}", digits(draw, 8), digits(draw, 6))
    }),
    none("duration", "ISO 8601, durations", |draw| format!("PT{}M{}S", draw.u8(..60), draw.u8(..60))),
    none("product_description", "sentences in which nobody is known", texts::sentence),
    none("part", "digits behind hyphens", |draw| grouped(&digits(draw, 12), &[4, 4, 4], "-")),
    none("opening_hours", "two times", |draw| {
        format!("{}:00-{}:30", padded(draw, 7..=10, 2), padded(draw, 16..=21, 2))
    }),
];
