//! Random purposes: few, with every field of the language now and then, and how they change from version to version.

use serde_json::{Map, Value, json};

use super::draw::Draw;
use super::handling;
use super::policy::CATEGORIES;

/// Keys of purposes. Inner nodes group several of them, and `analytics.product` is both: a purpose and a node.
const PURPOSES: [&str; 15] = [
    "rights.portability",
    "marketing.email",
    "marketing.sms",
    "marketing.partner.offers",
    "marketing.partner.events",
    "essential.service.account",
    "essential.service.payment",
    "essential.notification",
    "analytics.product",
    "analytics.product.funnels",
    "analytics.aggregate",
    "communication.news",
    "communication.updates",
    "legal.tax",
    "security.fraud",
];

const BASES: [&str; 9] = [
    "anonymous",
    "consent",
    "consent",
    "contract",
    "legal_obligation",
    "legitimate_interest",
    "legitimate_interest",
    "vital_interest",
    "user_instruction",
];

/// A few random purposes.
pub(super) fn purposes(draw: &mut Draw) -> Map<String, Value> {
    let keys = draw.one_to(&PURPOSES, 7);
    let mut declared = Map::new();
    for key in &keys {
        declared.insert((*key).to_owned(), purpose(draw, key));
    }
    for key in &keys {
        let parents: Vec<&str> =
            keys.iter().copied().filter(|other| other < key).chain(["communication", "marketing"]).collect();
        let parent = draw.word(&parents);
        let exists = declared.keys().any(|other| *other == parent || other.starts_with(&format!("{parent}.")));
        if exists && draw.chance(20) && !key.starts_with(&parent) {
            set(&mut declared, key, "parent", json!(parent));
        }
    }
    declared
}

fn purpose(draw: &mut Draw, key: &str) -> Value {
    let mut purpose = json!({ "categories": draw.one_to(&CATEGORIES, 7) });
    if draw.chance(20) {
        put(&mut purpose, "categories", json!(["user"]));
    }
    let marketing = key.starts_with("marketing");
    let mut alternatives = Vec::new();
    for _ in 0..draw.number(1, 3) {
        let basis = draw.word(&BASES);
        let taken = alternatives
            .iter()
            .any(|other: &Value| *other == json!(basis) || other.get("basis") == Some(&json!(basis)));
        if taken || (basis == "legal_obligation" && marketing) {
            continue;
        }
        let mut table = json!({ "basis": basis });
        if draw.chance(20) {
            put(&mut table, "when", json!({ "kind": draw.word(&["business", "consumer"]) }));
        }
        if draw.chance(20) && basis != "consent" && basis != "legal_obligation" {
            put(&mut table, "after_withdrawal", json!(false));
        }
        let plain = table.as_object().is_some_and(|table| table.len() == 1);
        alternatives.push(if plain { json!(basis) } else { table });
    }
    if !alternatives.is_empty() && !draw.chance(3) {
        put(&mut purpose, "basis", json!(alternatives));
    }
    if draw.chance(20) && !marketing {
        put(&mut purpose, "optional", json!(draw.chance(50)));
    }
    if draw.chance(15) && !marketing {
        put(&mut purpose, "objectable", json!(draw.chance(50)));
    }
    if draw.chance(15) && !marketing {
        let legal = alternatives
            .iter()
            .any(|other| *other == json!("legal_obligation") || other.get("basis") == Some(&json!("legal_obligation")));
        if !legal && purpose.get("optional") != Some(&json!(false)) {
            put(&mut purpose, "direct_marketing", json!(true));
        }
    }
    for (field, percent) in [("under_restriction", 15), ("after_closure", 15)] {
        if draw.chance(percent) {
            put(&mut purpose, field, json!(true));
        }
    }
    if draw.chance(25) {
        put(&mut purpose, "forms", json!(draw.one_to(&["aggregated", "anonymised"], 2)));
        if draw.chance(40) {
            put(&mut purpose, "raw", json!(false));
        }
    }
    handling::of_purpose(draw, &mut purpose);
    if draw.chance(15) {
        put(&mut purpose, "content", json!(draw.one_to(&["billing", "security", "promotion"], 2)));
    }
    if draw.chance(30) {
        put(&mut purpose, "consent_expires", json!(draw.word(&["P1Y", "P6M", "P30D", "P2Y"])));
    }
    if draw.chance(15) {
        put(&mut purpose, "obligations", json!(["include_unsubscribe"]));
    }
    if draw.chance(7) {
        put(&mut purpose, "mode", json!("observe"));
    }
    purpose
}

/// The purposes of the next version: one may be gone, new or other than before.
pub(super) fn changed(draw: &mut Draw, before: &Map<String, Value>) -> Map<String, Value> {
    let mut after = before.clone();
    let keys: Vec<String> = before.keys().cloned().collect();
    if let Some(key) = draw.any(&keys)
        && draw.chance(60)
    {
        let parent = before.get(&key).and_then(|purpose| purpose.get("parent")).cloned();
        let mut fresh = purpose(draw, &key);
        if let Some(parent) = parent {
            put(&mut fresh, "parent", parent);
        }
        after.insert(key, fresh);
    }
    if draw.chance(30) {
        let key = draw.word(&PURPOSES);
        after.entry(key.clone()).or_insert_with(|| purpose(draw, &key));
    }
    let named: Vec<&Value> = before.values().filter_map(|purpose| purpose.get("parent")).collect();
    if let Some(key) = draw.any(&keys)
        && draw.chance(15)
        && after.len() > 1
        && named.is_empty()
    {
        after.remove(&key);
    }
    after
}

/// Puts a field into a table.
pub(super) fn put(table: &mut Value, key: &str, value: Value) {
    if let Some(table) = table.as_object_mut() {
        table.insert(key.to_owned(), value);
    }
}

fn set(purposes: &mut Map<String, Value>, purpose: &str, field: &str, value: Value) {
    if let Some(purpose) = purposes.get_mut(purpose) {
        put(purpose, field, value);
    }
}
