//! Random tables of who receives data: recipients, agreements, transfers, business transfers.

use serde_json::{Value, json};

use super::{MECHANISMS, Names, ROLES, TERMS, some_categories, some_nodes};
use crate::random::draw::Draw;
use crate::random::purposes::put;

const COUNTRIES: [&str; 7] = ["US", "DE", "IN", "CH", "KR", "FR", "GB"];

pub(super) fn recipients(draw: &mut Draw, names: &Names<'_>) -> Value {
    let mut recipients = json!({});
    for key in ["vendor.mail", "vendor.ads", "vendor.*", "agency", "user:*"] {
        let mut entry = json!({ "role": draw.word(&ROLES) });
        if !draw.chance(5) {
            put(&mut entry, "purposes", json!(some_nodes(draw, names, 4)));
        }
        if !draw.chance(10) {
            put(&mut entry, "categories", json!(some_categories(draw)));
        }
        if draw.chance(10) {
            put(&mut entry, "forms", json!(draw.one_to(&["raw", "pseudonymised", "aggregated"], 2)));
        }
        if draw.chance(50) {
            put(&mut entry, "country", json!(draw.word(&COUNTRIES)));
        }
        for (field, percent, value) in [
            ("agreement", 75, "dpa-1"),
            ("bound_by", 60, "policy"),
            ("mechanism_reference", 50, "scc-1"),
            ("transfer_agreement", 60, "ta-1"),
            ("group", 30, "own"),
        ] {
            if draw.chance(percent) {
                put(&mut entry, field, json!(value));
            }
        }
        if draw.chance(50) {
            put(&mut entry, "mechanism", json!(draw.word(&MECHANISMS)));
        }
        if draw.chance(30) {
            put(&mut entry, "reviewed_at", json!(draw.word(&["2023-01-31", "2024-02-29", "2022-08-31T23:30:00Z"])));
        }
        if draw.chance(20) {
            put(&mut entry, "review_interval", json!(draw.word(&TERMS)));
        }
        if draw.chance(15) {
            put(&mut entry, "technology", json!(draw.word(&["cookie.advertising", "cookie.performance"])));
        }
        if key == "user:*" && draw.chance(60) {
            put(&mut entry, "matches_reference", json!(true));
        }
        put(&mut recipients, key, entry);
    }
    recipients
}

pub(super) fn sharing(draw: &mut Draw) -> Value {
    let mut sharing = json!({});
    if draw.chance(50) {
        put(&mut sharing, "agreement_for", json!(draw.some(&ROLES, 3)));
    }
    if draw.chance(40) {
        put(&mut sharing, "bound_for", json!(draw.one_to(&ROLES, 2)));
    }
    if draw.chance(40) {
        put(&mut sharing, "review_interval", json!(draw.word(&TERMS)));
    }
    if draw.chance(60) {
        put(&mut sharing, "review_overdue", json!(draw.word(&["warn", "deny"])));
    }
    sharing
}

pub(super) fn transfers(draw: &mut Draw) -> Value {
    let mut transfers = json!({});
    if draw.chance(60) {
        put(&mut transfers, "mechanisms", json!(draw.one_to(&MECHANISMS, 4)));
    }
    if draw.chance(40) {
        put(&mut transfers, "without_rule", json!(draw.word(&["allow", "deny"])));
    }
    if draw.chance(20) {
        put(&mut transfers, "agreement_abroad", json!(true));
    }
    if draw.chance(30) {
        put(
            &mut transfers,
            "adequacy",
            json!([{ "country": "IN", "from": "2022-06-01" }, { "country": "KR", "until": "2024-03-31" }]),
        );
    }
    transfers
}

pub(super) fn business_transfer(draw: &mut Draw, names: &Names<'_>) -> Value {
    let mut stages = json!({});
    for stage in ["diligence", "closing"] {
        let mut fields = json!({});
        if draw.chance(40) {
            put(&mut fields, "forms", json!(draw.one_to(&["raw", "pseudonymised", "aggregated"], 2)));
        }
        if draw.chance(40) {
            put(&mut fields, "obligations", json!(["notify_users"]));
        }
        put(&mut stages, stage, fields);
    }
    json!({ "purposes": draw.one_to(names.keys, 1), "stages": stages })
}
