//! Random tables of what is done with data: rules, recipients, transfers, retention, collection, actors, transactions.

use serde_json::{Value, json};

use super::draw::Draw;
use super::policy::CATEGORIES;
use super::purposes::put;

/// Features that users activate, and that technologies wait for.
const FEATURES: [&str; 2] = ["assistant", "maps"];
/// Events that applications record.
pub(super) const EVENTS: [&str; 2] = ["enrolled", "course_completed"];
const COUNTRIES: [&str; 7] = ["US", "DE", "IN", "CH", "KR", "FR", "GB"];
const MECHANISMS: [&str; 5] = ["adequacy", "scc", "bcr", "consent", "certification"];
const SOURCES: [&str; 5] = ["direct", "observed", "third_party", "public", "inferred"];
const OPERATIONS: [&str; 6] = ["use", "collect", "store", "share", "disclose", "derive"];
const ROLES: [&str; 6] = ["processor", "subprocessor", "third_party", "affiliate", "authority", "user"];
const TERMS: [&str; 8] = ["P1M", "P6M", "P1Y", "P2Y", "P3Y", "P30D", "P2W", "PT36H"];
const REASONS: [&str; 7] = [
    "restricted",
    "purpose_mismatch",
    "source_not_permitted",
    "consent_missing",
    "retention_expired",
    "recipient_no_agreement",
    "sale_prohibited",
];

/// What a purpose may need: categories that always identify somebody.
const NEEDS: [&str; 4] = ["user.name", "user.contact.email", "user.financial.payment_card", "user.special.health"];

/// What tables may speak of.
pub(super) struct Names<'a> {
    pub(super) nodes: &'a [String],
    pub(super) keys: &'a [String],
}

/// Adds the tables to a document.
pub(super) fn tables(draw: &mut Draw, tree: &mut Value, names: &Names<'_>) {
    let overlays: Vec<String> = tree
        .get("overlays")
        .and_then(Value::as_object)
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default();
    if draw.chance(70) {
        put(tree, "recipients", recipients(draw, names));
        if draw.chance(40) {
            put(tree, "sharing", sharing(draw));
        }
        if draw.chance(20) {
            at(tree, "/technologies/cookie.advertising", "owner", json!("vendor.ads"));
        }
        if draw.chance(25) {
            at(tree, "/signals/gpc", "recipients", json!(["vendor.ads"]));
        }
    }
    if draw.chance(50) {
        put(tree, "transfers", transfers(draw));
    }
    if draw.chance(55) {
        let mut rules = json!({});
        for name in draw.one_to(&["alpha", "beta", "delta", "gamma"], 4) {
            put(&mut rules, name, rule(draw, names, &overlays));
        }
        put(tree, "rules", rules);
    }
    if draw.chance(30) {
        put(tree, "kinds", kinds(draw, names));
    }
    if draw.chance(45) {
        let mut rules = json!({});
        for name in draw.one_to(&["default", "first", "second", "third"], 3) {
            put(&mut rules, name, retention(draw, names, name == "default"));
        }
        put(tree, "retention", rules);
    }
    if draw.chance(35) {
        let mut points = json!({});
        for name in ["contest", "desk"] {
            let mut point = json!({ "categories": some_categories(draw) });
            if draw.chance(40) {
                put(&mut point, "purposes", json!(draw.one_to(names.nodes, 2)));
            }
            put(&mut points, name, point);
        }
        put(tree, "collection_points", points);
    }
    if draw.chance(40) {
        put(tree, "actors", actors(draw, names));
    }
    if draw.chance(25) {
        put(tree, "business_transfer", business_transfer(draw, names));
    }
    if draw.chance(25) {
        put(tree, "provenance", json!({ "listed_only": draw.one_to(&SOURCES, 2) }));
    }
    if draw.chance(25) {
        put(tree, "deidentified", json!({ "min_group": draw.number(1, 20) }));
    }
    technologies(draw, tree, names);
    overlays_of_handling(draw, tree, &overlays);
    categories(draw, tree, names);
    // what is only wanted shown is asked of data that identify nobody too
    if draw.chance(40) && tree.pointer("/notices/terms/required") == Some(&json!(true)) {
        at(tree, "/notices/terms", "below", json!(16));
    }
    // which overlays an alternative is limited to never changes from one version to the next: it is lost
    if tree.pointer("/policy/version") == Some(&json!("2021-03-01")) {
        alternatives(draw, tree, &overlays);
    }
}

/// Puts a field into a table that is there.
fn at(tree: &mut Value, place: &str, field: &str, value: Value) {
    if let Some(table) = tree.pointer_mut(place) {
        put(table, field, value);
    }
}

fn some_categories(draw: &mut Draw) -> Vec<&'static str> {
    if draw.chance(50) { vec!["user", "nonpersonal"] } else { draw.one_to(&CATEGORIES, 5) }
}

fn some_nodes(draw: &mut Draw, names: &Names<'_>, most: usize) -> Vec<String> {
    if draw.chance(30) { vec!["*".to_owned()] } else { draw.one_to(names.nodes, most) }
}

fn recipients(draw: &mut Draw, names: &Names<'_>) -> Value {
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

fn sharing(draw: &mut Draw) -> Value {
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

fn transfers(draw: &mut Draw) -> Value {
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

/// A condition, now and then with an alternative.
fn condition(draw: &mut Draw, names: &Names<'_>) -> String {
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

fn rule(draw: &mut Draw, names: &Names<'_>, overlays: &[String]) -> Value {
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
        // an allowance names the activation as its evidence or a consent, by the check that each belongs to
        let by_activation = require.iter().any(|condition| condition.contains("activated"));
        if draw.chance(30) && !by_activation {
            put(&mut rule, "reason", json!(draw.word(&REASONS)));
        }
    }
    if draw.chance(30) {
        put(&mut rule, "obligations", json!(draw.one_to(&["log", "review:officer"], 2)));
    }
    rule
}

fn kinds(draw: &mut Draw, names: &Names<'_>) -> Value {
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

fn retention(draw: &mut Draw, names: &Names<'_>, default: bool) -> Value {
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
    if draw.chance(15) && rule.get("ends") != Some(&json!("latest")) {
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

fn actors(draw: &mut Draw, names: &Names<'_>) -> Value {
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
        let demand = condition(draw, names);
        if draw.chance(25) && !demand.contains("activated") {
            put(&mut actor, "require", json!([demand]));
        }
        put(&mut actors, role, actor);
    }
    actors
}

fn business_transfer(draw: &mut Draw, names: &Names<'_>) -> Value {
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

fn technologies(draw: &mut Draw, tree: &mut Value, names: &Names<'_>) {
    for technology in ["cookie.session", "cookie.performance", "cookie.advertising"] {
        let place = format!("/technologies/{technology}");
        if draw.chance(40) {
            at(tree, &place, "lifetime", json!(draw.word(&["session", "P30D", "P6M", "P1Y", "PT12H"])));
        }
        if draw.chance(15) {
            at(tree, &place, "activation", json!(draw.word(&FEATURES)));
        }
        if draw.chance(15) {
            at(tree, &place, "basis", json!(draw.word(&["contract", "legitimate_interest", "user_instruction"])));
        }
        if draw.chance(15) && technology != "cookie.session" {
            at(tree, &place, "closes", json!(draw.one_to(names.nodes, 2)));
        }
    }
}

fn overlays_of_handling(draw: &mut Draw, tree: &mut Value, overlays: &[String]) {
    for overlay in overlays {
        let place = format!("/overlays/{overlay}");
        if draw.chance(30) {
            at(tree, &place, "transfer_mechanisms", json!(draw.one_to(&MECHANISMS, 4)));
        }
        if draw.chance(25) {
            at(tree, &place, "within", json!(draw.one_to(&["EU", "EEA", "US", "CH"], 2)));
        }
        if draw.chance(15) {
            at(tree, &place, "no_sharing_with", json!(draw.one_to(&ROLES, 1)));
        }
    }
}

fn categories(draw: &mut Draw, tree: &mut Value, names: &Names<'_>) {
    for category in ["user.behavior.usage", "user.contact.address", "user.location.precise", "nonpersonal.device"] {
        if !draw.chance(30) {
            continue;
        }
        let mut rule = json!({});
        if draw.chance(35) {
            put(&mut rule, "source", json!(draw.word(&SOURCES)));
        }
        if draw.chance(25) {
            put(&mut rule, "sources", json!(draw.one_to(&SOURCES, 3)));
        }
        if draw.chance(25) {
            put(&mut rule, "personal", json!(draw.chance(30)));
            if draw.chance(50) {
                put(&mut rule, "linked_becomes", json!(draw.word(&["user.location.precise", "user.name"])));
            }
        }
        if draw.chance(20) {
            put(&mut rule, "produced_by", json!(draw.any(names.keys)));
        }
        if draw.chance(25) {
            put(&mut rule, "derived_from", json!(draw.one_to(&CATEGORIES, 4)));
        }
        let table = tree.pointer_mut("/categories").and_then(Value::as_object_mut);
        if let (Some(table), Some(rule)) = (table, rule.as_object()) {
            let entry = table.entry(category.to_owned()).or_insert_with(|| json!({}));
            for (field, value) in rule {
                put(entry, field, value.clone());
            }
        }
    }
}

/// Limits some alternatives to overlays that are there.
fn alternatives(draw: &mut Draw, tree: &mut Value, overlays: &[String]) {
    let Some(purposes) = tree.get_mut("purposes").and_then(Value::as_object_mut) else {
        return;
    };
    for purpose in purposes.values_mut() {
        let Some(alternatives) = purpose.get_mut("basis").and_then(Value::as_array_mut) else {
            continue;
        };
        for alternative in alternatives {
            if overlays.is_empty() || !draw.chance(8) {
                continue;
            }
            if let Some(basis) = alternative.as_str() {
                *alternative = json!({ "basis": basis });
            }
            let mut when = alternative.get("when").cloned().unwrap_or_else(|| json!({}));
            put(&mut when, "overlays", json!(draw.one_to(overlays, 2)));
            put(alternative, "when", when);
        }
    }
}

/// What a purpose says of how data are handled.
pub(super) fn of_purpose(draw: &mut Draw, purpose: &mut Value) {
    if draw.chance(8) {
        put(purpose, "sources", json!(draw.one_to(&SOURCES, 3)));
    }
    if draw.chance(10) {
        put(purpose, "needs", json!(draw.one_to(&NEEDS, 2)));
    }
    if draw.chance(5) {
        put(purpose, "consent_scope", json!(draw.word(&["recipient", "recipient", "purpose"])));
    }
    if draw.chance(10) {
        put(purpose, "min_group", json!(draw.number(1, 20)));
    }
    if draw.chance(8) {
        let none = Names { nodes: &[], keys: &[] };
        let demand = condition(draw, &none);
        if !demand.contains("allowed:") {
            put(purpose, "requires", json!([demand]));
        }
    }
}
