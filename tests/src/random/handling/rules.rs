//! Random conditions, and what has them: rules, kinds of users, actors.

use serde_json::{Value, json};

use super::{Names, OPERATIONS, SOURCES, some_categories, some_nodes};
use crate::random::draw::Draw;
use crate::random::policy::CATEGORIES;
use crate::random::purposes::put;

const REASONS: [&str; 7] = [
    "restricted",
    "purpose_mismatch",
    "source_not_permitted",
    "consent_missing",
    "retention_expired",
    "recipient_no_agreement",
    "sale_prohibited",
];

/// What happens to data before anybody gets them.
const TRANSFORMS: [&str; 4] = ["drop", "mask", "mask:4", "truncate:3"];

/// A condition, now and then with an alternative.
pub(super) fn condition(draw: &mut Draw, names: &Names<'_>) -> String {
    let mut terms = vec![term(draw, names)];
    if draw.chance(25) {
        terms.push(term(draw, names));
    }
    terms.join(" or ")
}

fn term(draw: &mut Draw, names: &Names<'_>) -> String {
    let allowed = format!("allowed:{}", draw.any(names.nodes).unwrap_or_default());
    draw.word(&[
        "attest:encryption",
        "attest:mfa",
        "attest:secure_channel",
        "attest:critical",
        "not_lacking:encryption",
        "not_lacking:critical",
        "actor",
        "collected",
        "instrument",
        "instrument:court_order",
        "justification",
        "reference",
        "registered",
        "registered",
        "not_lacking:encryption",
        "not_lacking:mfa",
        "activated",
        "activated:assistant",
        "record:enrolled",
        "record:enrolled@reference",
        "record:course_completed",
        "device:mobile",
        "source:direct",
        "origin",
        "collection_point",
        "effect:minor",
        "effect:none",
        "deidentified",
        allowed.as_str(),
        "consent",
        "never",
    ])
}

pub(super) fn rule(draw: &mut Draw, names: &Names<'_>, overlays: &[String]) -> Value {
    let mut rule = json!({});
    let words: [(&str, u32, &[&str]); 13] = [
        ("categories", 20, &CATEGORIES),
        ("levels", 15, &["internal", "confidential", "restricted"]),
        ("operations", 25, &OPERATIONS),
        ("sources", 10, &SOURCES),
        ("forms", 10, &["raw", "pseudonymised", "aggregated"]),
        ("contents", 6, &["billing", "security"]),
        ("channels", 10, &["email", "phone", "http"]),
        ("devices", 6, &["mobile", "desktop"]),
        ("recipients", 12, &["vendor.mail", "vendor.*", "processor", "user", "agency"]),
        ("technologies", 12, &["cookie", "cookie.advertising", "performance"]),
        ("collection_points", 6, &["contest", "desk"]),
        ("actors", 8, &["support", "analyst"]),
        ("kinds", 10, &["business", "consumer", "applicant"]),
    ];
    for (field, percent, known) in words {
        if draw.chance(percent) {
            put(&mut rule, field, json!(draw.one_to(known, 3)));
        }
    }
    if draw.chance(50) {
        put(&mut rule, "purposes", json!(draw.one_to(names.nodes, 2)));
    }
    if draw.chance(15) {
        put(&mut rule, "except_purposes", json!(draw.one_to(names.nodes, 1)));
    }
    if draw.chance(8) {
        put(&mut rule, "roles", json!(draw.one_to(&["own", "custodian"], 1)));
    }
    if draw.chance(15) && !overlays.is_empty() {
        put(&mut rule, "overlays", json!(draw.one_to(overlays, 2)));
    }
    if draw.chance(12) {
        put(&mut rule, "with_reference", json!(draw.chance(80)));
    }
    if draw.chance(25) {
        put(&mut rule, "unless", json!([condition(draw, names)]));
    }
    if draw.chance(75) {
        let require: Vec<String> = (0..draw.number(1, 2)).map(|_| condition(draw, names)).collect();
        put(&mut rule, "require", json!(&require));
        if draw.chance(30) {
            put(&mut rule, "reason", json!(draw.word(&REASONS)));
        }
    }
    if draw.chance(30) {
        put(&mut rule, "obligations", json!(draw.one_to(&["log", "review:officer"], 2)));
    }
    if draw.chance(6) {
        put(&mut rule, "transform", json!(draw.word(&TRANSFORMS)));
    }
    rule
}

pub(super) fn kinds(draw: &mut Draw, names: &Names<'_>) -> Value {
    let mut kinds = json!({});
    for kind in draw.one_to(&["applicant", "business"], 2) {
        let mut rule = json!({ "purposes": draw.one_to(names.nodes, 3) });
        if draw.chance(30) {
            put(&mut rule, "reason", json!(draw.word(&["purpose_mismatch", "anonymous_subject"])));
        }
        put(&mut kinds, kind, rule);
    }
    kinds
}

pub(super) fn actors(draw: &mut Draw, names: &Names<'_>) -> Value {
    let mut actors = json!({});
    for role in ["support", "analyst"] {
        let mut actor = json!({});
        if !draw.chance(10) {
            put(&mut actor, "purposes", json!(some_nodes(draw, names, 3)));
        }
        if draw.chance(30) {
            put(&mut actor, "categories", json!(some_categories(draw)));
        }
        if draw.chance(30) {
            put(&mut actor, "operations", json!(draw.one_to(&OPERATIONS, 3)));
        }
        if draw.chance(25) {
            put(&mut actor, "require", json!([condition(draw, names)]));
        }
        put(&mut actors, role, actor);
    }
    actors
}
