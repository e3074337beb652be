//! Random rules of how long data are kept.

use serde_json::{Value, json};

use super::{Names, TERMS, some_nodes};
use crate::random::draw::Draw;
use crate::random::policy::CATEGORIES;
use crate::random::purposes::put;

pub(super) fn retention(draw: &mut Draw, names: &Names<'_>, default: bool) -> Value {
    let mut rule = json!({});
    if !default || draw.chance(15) {
        if draw.chance(60) {
            put(&mut rule, "categories", json!(draw.one_to(&CATEGORIES, 3)));
        }
        if draw.chance(50) {
            put(&mut rule, "purposes", json!(some_nodes(draw, names, 2)));
        }
    }
    if draw.chance(15) {
        put(&mut rule, "except_purposes", json!(draw.one_to(names.nodes, 1)));
    }
    if draw.chance(60) {
        let clock = clock(draw);
        if let Some(fields) = clock.as_object() {
            for (field, value) in fields {
                put(&mut rule, field, value.clone());
            }
        }
    } else {
        let clocks: Vec<Value> = (0..draw.number(1, 3)).map(|_| clock(draw)).collect();
        put(&mut rule, "clocks", json!(clocks));
        if draw.chance(60) {
            put(&mut rule, "ends", json!(draw.word(&["earliest", "latest"])));
        }
    }
    if draw.chance(15) {
        put(&mut rule, "permits", json!(draw.one_to(names.nodes, 2)));
    }
    if draw.chance(30) {
        put(&mut rule, "then", json!(draw.word(&["delete", "isolate", "anonymise"])));
    }
    if draw.chance(8) {
        put(&mut rule, "location", json!("backup"));
    }
    rule
}

fn clock(draw: &mut Draw) -> Value {
    let events = [
        "account_closed",
        "last_active",
        "last_active",
        "unsubscribed",
        "collected",
        "enrolled",
        "course_completed",
        "course_completed or account_closed",
        "enrolled or course_completed",
    ];
    let mut clock = json!({ "after": draw.word(&events) });
    if draw.chance(85) {
        put(&mut clock, "keep", json!(draw.word(&TERMS)));
    }
    clock
}
