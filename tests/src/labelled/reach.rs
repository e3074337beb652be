//! How people are reached: addresses, numbers, places.

use fastrand::Rng;

use super::{Column, digits, padded, pick};

pub(super) const GIVEN: [&str; 12] =
    ["ada", "bob", "chloe", "david", "emma", "farid", "grace", "hugo", "ines", "jonas", "klara", "li"];
pub(super) const FAMILY: [&str; 10] =
    ["lovelace", "meyer", "dupont", "garcia", "rossi", "novak", "smith", "jansen", "silva", "kaur"];
/// RFC 2606, 3: names that are nobody's.
const DOMAINS: [&str; 5] = ["example.com", "example.org", "example.net", "mail.example.com", "eu.mail.example.org"];

const EMAIL: Option<&str> = Some("user.contact.email");
const PHONE: Option<&str> = Some("user.contact.phone_number");
const PLACE: Option<&str> = Some("user.location.precise");
const IP: Option<&str> = Some("user.device.ip_address");
const MAC: Option<&str> = Some("user.device.mac_address");

pub(super) const COLUMNS: &[Column] = &[
    Column { name: "email", label: EMAIL, how: "RFC 5322, 3.4.1: local part and a domain of RFC 2606", make: email },
    Column {
        name: "billing_contact",
        label: EMAIL,
        how: "RFC 5322, 3.2.3: atoms with plus, dots and digits; a third of the rows are empty",
        make: |draw| {
            if draw.u8(..3) == 0 {
                return String::new();
            }
            format!("{}+{}.{}@{}", pick(draw, &GIVEN), digits(draw, 3), pick(draw, &FAMILY), pick(draw, &DOMAINS))
        },
    },
    Column {
        name: "reply_to",
        label: EMAIL,
        how: "RFC 5322, 3.4: a name and an address in angle brackets",
        make: |draw| {
            let (given, family) = (pick(draw, &GIVEN), pick(draw, &FAMILY));
            format!("{given} {family} <{given}.{family}@{}>", pick(draw, &DOMAINS))
        },
    },
    Column {
        name: "correo",
        label: EMAIL,
        how: "RFC 6531: characters beyond ASCII before and behind the @",
        make: |draw| {
            let names = ["josé", "müller", "zoë", "łukasz", "用户", "анна"];
            format!(
                "{}{}@{}",
                pick(draw, &names),
                digits(draw, 2),
                pick(draw, &["exämple.com", "例え.jp", "example.org"])
            )
        },
    },
    Column {
        name: "phone",
        label: PHONE,
        how: "ITU-T E.123: +, country code, groups behind blanks",
        make: international,
    },
    Column {
        name: "msisdn",
        label: PHONE,
        how: "ITU-T E.164: + and at most fifteen digits",
        make: |draw| international(draw).replace(' ', ""),
    },
    Column {
        name: "tel_home",
        label: PHONE,
        how: "ITU-T E.123, national notation, as written in North America: (area) exchange-line",
        make: |draw| {
            let (area, exchange, line) = north_america(draw);
            format!("({area}) {exchange}-{line}")
        },
    },
    Column {
        name: "telefono_cliente",
        label: PHONE,
        how: "ITU-T E.123, national notation, as written in France: 0 and nine digits in pairs (ARCEP, decision 2018-0881)",
        make: |draw| {
            let pairs: Vec<String> = (0..4).map(|_| digits(draw, 2)).collect();
            format!("0{} {}", pick(draw, &["6", "1", "4"]), pairs.join(" "))
        },
    },
    Column {
        name: "gps",
        label: PLACE,
        how: "WGS 84, latitude and longitude with six decimals behind a comma",
        make: pair,
    },
    Column { name: "geo_uri", label: PLACE, how: "RFC 5870: geo URI", make: |draw| format!("geo:{}", pair(draw)) },
    Column {
        name: "lat",
        label: PLACE,
        how: "ISO 6709, decimal degrees: a latitude alone",
        make: |draw| degrees(draw, 90.0),
    },
    Column {
        name: "lng",
        label: PLACE,
        how: "ISO 6709, decimal degrees: a longitude alone",
        make: |draw| degrees(draw, 180.0),
    },
    Column {
        name: "client_ip",
        label: IP,
        how: "RFC 791: dotted quad, outside of reserved networks (RFC 6890)",
        make: v4,
    },
    Column { name: "remote_addr", label: IP, how: "RFC 4291, 2.2, in the network of RFC 3849", make: v6 },
    Column {
        name: "last_seen_from",
        label: IP,
        how: "RFC 791 and RFC 4291, one or the other",
        make: |draw| if draw.bool() { v4(draw) } else { v6(draw) },
    },
    Column { name: "mac_address", label: MAC, how: "IEEE 802, EUI-48 behind colons", make: |draw| mac(draw, ":", 2) },
    Column {
        name: "wlan",
        label: MAC,
        how: "IEEE 802, EUI-48 behind hyphens",
        make: |draw| mac(draw, "-", 2).to_uppercase(),
    },
    Column {
        name: "switch_port_peer",
        label: MAC,
        how: "EUI-48 in three groups behind dots",
        make: |draw| mac(draw, ".", 4),
    },
];

pub(super) fn email(draw: &mut Rng) -> String {
    format!("{}.{}{}@{}", pick(draw, &GIVEN), pick(draw, &FAMILY), draw.u16(..1000), pick(draw, &DOMAINS))
}

/// Area, exchange and line of the North American Numbering Plan: NXX-NXX-XXXX, N from 2 to 9, no N11 (NANPA).
fn north_america(draw: &mut Rng) -> (&'static str, String, String) {
    let area = pick(draw, &["212", "305", "312", "415", "512", "617", "650", "702"]);
    let exchange = loop {
        let exchange = padded(draw, 200..=999, 3);
        if !exchange.ends_with("11") {
            break exchange;
        }
    };
    (area, exchange, digits(draw, 4))
}

pub(super) fn international(draw: &mut Rng) -> String {
    match draw.u8(..5) {
        0 => {
            let (area, exchange, line) = north_america(draw);
            format!("+1 {area} {exchange} {line}")
        }
        // Ofcom, National Telephone Numbering Plan: London, 020 7 and 8
        1 => format!("+44 20 {}{} {}", pick(draw, &["7", "8"]), padded(draw, 100..=999, 3), digits(draw, 4)),
        // Bundesnetzagentur: Berlin, 030
        2 => format!("+49 30 {}{}", draw.u8(2..=8), digits(draw, 7)),
        // ARCEP: mobile numbers
        3 => format!("+33 6 {} {} {} {}", padded(draw, 10..=89, 2), digits(draw, 2), digits(draw, 2), digits(draw, 2)),
        // CNMC: mobile numbers
        _ => format!("+34 6{} {} {}", padded(draw, 10..=99, 2), digits(draw, 3), digits(draw, 3)),
    }
}

fn degrees(draw: &mut Rng, most: f64) -> String {
    format!("{:.6}", (draw.f64() * 2.0 - 1.0) * most)
}

fn pair(draw: &mut Rng) -> String {
    format!("{},{}", degrees(draw, 90.0), degrees(draw, 180.0))
}

fn v4(draw: &mut Rng) -> String {
    let first = pick(draw, &[23, 45, 52, 81, 93, 104, 151, 185, 203, 212]);
    format!("{first}.{}.{}.{}", draw.u8(1..=254), draw.u8(..), draw.u8(1..=254))
}

fn v6(draw: &mut Rng) -> String {
    let address = std::net::Ipv6Addr::from((0x2001_0db8_u128 << 96) | (draw.u128(..) >> 32));
    address.to_string()
}

fn mac(draw: &mut Rng, separator: &str, width: usize) -> String {
    // the first octet is even: no group address
    let text = format!("{:02x}{:010x}", draw.u8(..128) * 2, draw.u64(..1 << 40));
    super::grouped(&text, &vec![width; 12 / width], separator)
}
