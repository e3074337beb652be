//! Random tables of what is done with data.

mod retention;
mod rules;
mod sharing;

use serde_json::{Value, json};

use super::draw::Draw;
use super::policy::CATEGORIES;
use super::purposes::put;
use retention::retention;
use rules::{actors, condition, kinds, rule};
use sharing::{business_transfer, recipients, sharing, transfers};

/// Features that users activate, and that technologies wait for.
const FEATURES: [&str; 2] = ["assistant", "maps"];
/// Events that applications record.
pub(super) const EVENTS: [&str; 2] = ["enrolled", "course_completed"];
const MECHANISMS: [&str; 5] = ["adequacy", "scc", "bcr", "consent", "certification"];
const SOURCES: [&str; 5] = ["direct", "observed", "third_party", "public", "inferred"];
const OPERATIONS: [&str; 6] = ["use", "collect", "store", "share", "disclose", "derive"];
const ROLES: [&str; 6] = ["processor", "subprocessor", "third_party", "affiliate", "authority", "user"];
const TERMS: [&str; 8] = ["P1M", "P6M", "P1Y", "P2Y", "P3Y", "P30D", "P2W", "PT36H"];

/// What a purpose may need: categories that always identify somebody.
const NEEDS: [&str; 4] = ["user.name", "user.contact.email", "user.financial.payment_card", "user.special.health"];

/// What tables may speak of.
pub(super) struct Names<'a> {
    pub(super) nodes: &'a [String],
    pub(super) keys: &'a [String],
}

/// Adds the tables to a document.
pub(super) fn tables(draw: &mut Draw, tree: &mut Value, names: &Names<'_>) {
    let overlays = overlays_of(tree);
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
    if draw.chance(40) {
        at(tree, "/notices/terms", "below", json!(16));
    }
}

/// The keys of the overlays of a document.
fn overlays_of(tree: &Value) -> Vec<String> {
    let table = tree.get("overlays").and_then(Value::as_object);
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
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
        if draw.chance(15) {
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
            put(&mut rule, "produced_by", json!(draw.any(names.nodes)));
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
pub(super) fn alternatives(draw: &mut Draw, tree: &mut Value) {
    let overlays = overlays_of(tree);
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
            put(&mut when, "overlays", json!(draw.one_to(&overlays, 2)));
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
