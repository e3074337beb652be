//! Texts that hold personal data here and there.

use fastrand::Rng;

use super::{Column, identity, money, pick, reach};

const PRIVATE: Option<&str> = Some("user.content.private");
const MESSAGE: Option<&str> = Some("user.content.communication");

/// Sentences in which nobody is known.
pub(super) const SENTENCES: [&str; 12] = [
    "The parcel came on Tuesday and the box was open.",
    "Please check the order again, two of five pieces are missing.",
    "We talked about it at 10:30, and again on 2024-05-01.",
    "It works now, thank you!",
    "The price went from 19.99 to 24.50 within a week.",
    "Version 2.4.1 crashes when I press the second button.",
    "I waited 45 minutes; nobody came.",
    "Could you send the invoice once more?",
    "Delivery to the back door, please.",
    "The colour is not as shown, see picture 3 of 12.",
    "Order 2024-118 is fine, order 2024-119 is not.",
    "All good, five stars.",
];

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "notes",
        label: PRIVATE,
        how: "sentences, one in ten with an address of RFC 5322",
        make: |draw| with(draw, |draw| format!("Write to {}.", reach::email(draw))),
    },
    Column {
        name: "message",
        label: MESSAGE,
        how: "sentences, one in ten with a number of E.123",
        make: |draw| with(draw, |draw| format!("call me at {} after six", reach::international(draw))),
    },
    Column {
        name: "comment",
        label: MESSAGE,
        how: "sentences, one in ten with a card of ISO/IEC 7812",
        make: |draw| with(draw, |draw| format!("My card is {}, why is it refused?", money::spaced(draw))),
    },
    Column {
        name: "remarks",
        label: PRIVATE,
        how: "sentences, one in ten with an IBAN in print form",
        make: |draw| {
            with(draw, |draw| format!("refund to {} please", super::grouped(&money::iban(draw), &[4; 9], " ")))
        },
    },
    Column {
        name: "memo",
        label: PRIVATE,
        how: "sentences, one in ten with a social security number or a DNI",
        make: |draw| {
            with(draw, |draw| {
                let number = if draw.bool() { identity::us(draw) } else { identity::dni(draw) };
                format!("identified by {number}")
            })
        },
    },
];

pub(super) fn sentence(draw: &mut Rng) -> String {
    pick(draw, &SENTENCES).to_owned()
}

fn with(draw: &mut Rng, what: impl Fn(&mut Rng) -> String) -> String {
    match draw.u8(..10) {
        0 => format!("{} {} {}", sentence(draw), what(draw), sentence(draw)),
        _ => format!("{} {}", sentence(draw), sentence(draw)),
    }
}
