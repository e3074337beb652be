//! Random policies in the policy language: what stands beside the purposes, with every field now and then.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::draw::Draw;
use super::handling;
use super::purposes::{changed, purposes, put};
use crate::document;

/// Categories: some above others, one special, one special only by overlay.
pub(super) const CATEGORIES: [&str; 11] = [
    "nonpersonal.device",
    "user.name",
    "user.contact.email",
    "user.contact.address",
    "user.contact.address.country",
    "user.behavior.usage",
    "user.financial.payment_card",
    "user.financial.payment_card.last4",
    "user.special.health",
    "user.authorization.password",
    "user.location.precise",
];

const AGES: [i64; 6] = [12, 13, 14, 15, 16, 18];

/// The documents of one to three versions of a policy, as TOML or JSON.
pub(super) fn documents(draw: &mut Draw) -> Result<Vec<String>> {
    let count = if draw.chance(60) { 1 } else { draw.number(2, 3) };
    let zone = draw.word(&["UTC", "UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata"]);
    let rest = Rest::new(draw);
    let first = purposes(draw);
    let mut versions: Vec<(String, Map<String, Value>)> = Vec::new();
    let mut texts = Vec::new();
    for (number, date) in (0..count).zip(["2021-03-01", "2023-02-28", "2024-07-15"]) {
        let declared = match versions.last() {
            None => first.clone(),
            Some((_, before)) => changed(draw, before),
        };
        let head = head(draw, date, &zone, number, &versions);
        let tree = rest.document(draw, head, &declared);
        texts.push(if draw.chance(50) { document::to_toml(&tree)? } else { serde_json::to_string_pretty(&tree)? });
        versions.push((date.to_owned(), declared));
    }
    Ok(texts)
}

fn head(draw: &mut Draw, date: &str, zone: &str, number: i64, before: &[(String, Map<String, Value>)]) -> Value {
    let mut head = json!({
        "id": "random", "version": date, "effective_from": date, "time_zone": zone, "contact": { "privacy": "privacy@random.example" },
    });
    if draw.chance(20) {
        put(&mut head, "effective_from", json!(format!("{date}T09:30:00Z")));
    }
    if draw.chance(if number == 0 { 10 } else { 70 }) {
        put(&mut head, "material", json!(true));
    }
    if draw.chance(30) {
        put(&mut head, "change_notice", json!(draw.word(&["none", "user"])));
    }
    if draw.chance(20) {
        put(&mut head, "surfaces", json!(["site", "app"]));
    }
    let replaced: Vec<&String> = before.iter().map(|(version, _)| version).collect();
    if draw.chance(5) {
        put(&mut head, "replaces", json!("2019-01-01"));
    } else if draw.chance(40)
        && let Some(version) = draw.any(&replaced)
    {
        put(&mut head, "replaces", json!(version));
    }
    head
}

/// Everything of a document beside its head and its purposes; which tables there are is the same in all versions.
#[derive(Debug)]
struct Rest {
    seed: u64,
}

impl Rest {
    fn new(draw: &mut Draw) -> Rest {
        Rest { seed: draw.seed() }
    }

    fn document(&self, versions: &mut Draw, head: Value, purposes: &Map<String, Value>) -> Value {
        // the same draws for every version, so that names that acts use exist in all of them
        let mut same = Draw::new(self.seed);
        let draw = &mut same;
        let mut tree = json!({ "policy": head, "purposes": purposes });
        let nodes = nodes(purposes);
        let keys: Vec<String> = purposes.keys().cloned().collect();
        put(&mut tree, "groups", json!({ "all_messages": draw_nodes(draw, &nodes, 2) }));
        if draw.chance(70) {
            put(&mut tree, "age", age(draw));
        }
        if draw.chance(15) {
            put(
                &mut tree,
                "digital_consent",
                json!({ "default": draw.any(&AGES), "DE": draw.any(&AGES), "US-CA": draw.any(&AGES) }),
            );
        }
        if draw.chance(40) {
            put(&mut tree, "child", child(draw, &nodes));
        }
        put(&mut tree, "categories", categories(draw));
        put(
            &mut tree,
            "signals",
            json!({ "gpc": signal(draw, &nodes), "dnt": signal(draw, &nodes), "cookies_cleared": signal(draw, &nodes) }),
        );
        if draw.chance(8) {
            put(&mut tree, "tracking", json!({ "enabled": false }));
        }
        put(
            &mut tree,
            "technologies",
            json!({
                "cookie.session": technology(draw, &keys, "essential"),
                "cookie.performance": technology(draw, &keys, "performance"),
                "cookie.advertising": technology(draw, &keys, "advertising"),
            }),
        );
        put(
            &mut tree,
            "notices",
            json!({
                "terms": { "purposes": draw.some(&keys, 2), "required": draw.chance(30) },
                "parents": { "purposes": draw.some(&keys, 1) },
            }),
        );
        if draw.chance(40) {
            put(&mut tree, "restriction", json!({ "grounds": ["accuracy_contested", "objection_pending"] }));
        }
        put(&mut tree, "overlays", overlays(draw, &nodes));
        if draw.chance(50) {
            put(&mut tree, "residence", residence(versions));
        }
        if draw.chance(60) {
            put(&mut tree, "events", json!({ "names": handling::EVENTS }));
        }
        put(&mut tree, "rights", json!({ "minor_report": {}, "contest": {}, "portability": {} }));
        if draw.chance(70) {
            handling::tables(draw, &mut tree, &handling::Names { nodes: &nodes, keys: &keys });
            handling::alternatives(versions, &mut tree);
        }
        tree
    }
}

fn age(draw: &mut Draw) -> Value {
    let mut age = json!({});
    if draw.chance(85) {
        put(&mut age, "minimum", json!(draw.any(&AGES)));
        if draw.chance(30) {
            put(&mut age, "residence", json!("max"));
        }
    }
    if draw.chance(30) {
        put(&mut age, "residence_unknown", json!(draw.word(&["minimum", "highest"])));
    }
    if draw.chance(60) {
        put(&mut age, "unknown", json!(draw.word(&["deny", "allow", "allow"])));
    }
    if draw.chance(65) {
        put(&mut age, "below_minimum", json!("guardian"));
    }
    if draw.chance(15) {
        put(&mut age, "guardian_notice", json!("parents"));
    }
    if draw.chance(30) {
        put(&mut age, "on_discovery", json!(draw.one_to(&["erase", "terminate_account", "notify"], 3)));
    }
    age
}

fn child(draw: &mut Draw, nodes: &[String]) -> Value {
    let mut child = json!({});
    put(&mut child, "below", json!(draw.any(&AGES)));
    if draw.chance(50) {
        put(&mut child, "forbid", json!(draw.one_to(&CATEGORIES, 2)));
    }
    if draw.chance(50) {
        put(
            &mut child,
            "allow",
            json!({ "user.name": draw_nodes(draw, nodes, 2), "user.contact": draw_nodes(draw, nodes, 2) }),
        );
        put(&mut child, "purposes", json!(draw.some(nodes, 2)));
    }
    child
}

fn categories(draw: &mut Draw) -> Value {
    let mut table =
        json!({ "user.custom": { "level": draw.word(&["internal", "restricted"]), "special": draw.chance(30) } });
    if draw.chance(40) {
        put(
            &mut table,
            "user.financial.payment_card",
            json!({ "forbid": draw.one_to(&["store", "use", "*", "share"], 2) }),
        );
    }
    if draw.chance(20) {
        put(&mut table, "user.financial.payment_card.last4", json!({ "special": draw.chance(30) }));
    }
    if draw.chance(20) {
        put(&mut table, "user.contact.address", json!({ "special": true }));
    }
    table
}

fn signal(draw: &mut Draw, nodes: &[String]) -> Value {
    let mut signal = json!({ "denies": draw.some(nodes, 2) });
    if draw.chance(50) {
        put(&mut signal, "technologies", json!(draw.one_to(&["performance", "advertising"], 2)));
    }
    if draw.chance(30) {
        put(&mut signal, "forgets", json!(draw_nodes(draw, nodes, 2)));
    }
    if draw.chance(60) {
        put(&mut signal, "overridden_by", json!("later_explicit_consent"));
    }
    signal
}

fn technology(draw: &mut Draw, keys: &[String], class: &str) -> Value {
    let mut technology = json!({ "class": class, "purposes": draw.one_to(keys, 3) });
    if draw.chance(30) && class != "essential" {
        put(&mut technology, "consent", json!("required"));
    }
    technology
}

fn overlays(draw: &mut Draw, nodes: &[String]) -> Value {
    let mut overlays = json!({});
    for (key, residences) in
        [("eu", vec!["EU", "GB"]), ("us", vec!["US"]), ("california", vec!["US-CA"]), ("other", vec![])]
    {
        if draw.chance(40) {
            continue;
        }
        let mut overlay = json!({ "residences": residences });
        if key == "other" {
            overlay = json!({ "default": true });
        }
        if draw.chance(35) {
            put(&mut overlay, "consent_for", json!(draw_nodes(draw, nodes, 2)));
        }
        if draw.chance(35) {
            put(&mut overlay, "technology_consent_for", json!(draw.one_to(&["performance", "advertising"], 2)));
        }
        if draw.chance(25) {
            put(&mut overlay, "special", json!(draw.one_to(&CATEGORIES, 2)));
        }
        if draw.chance(20) {
            put(&mut overlay, "minimum_age", json!(draw.any(&AGES)));
        }
        if draw.chance(35) {
            put(&mut overlay, "binding_signals", json!(draw.one_to(&["gpc", "dnt"], 2)));
        }
        put(&mut overlays, key, overlay);
    }
    overlays
}

fn residence(draw: &mut Draw) -> Value {
    let mut residence = json!({});
    if draw.chance(60) {
        put(
            &mut residence,
            "order",
            json!(draw.any(&[vec!["billing", "registered", "ip"], vec!["ip", "billing"], vec!["registered"]])),
        );
    }
    if draw.chance(50) {
        put(&mut residence, "unknown", json!("strictest"));
    }
    residence
}

/// The purposes and the nodes above them.
fn nodes(purposes: &Map<String, Value>) -> Vec<String> {
    let mut nodes: Vec<String> = Vec::new();
    for purpose in purposes.keys() {
        let above = std::iter::successors(Some(purpose.as_str()), |key| key.rsplit_once('.').map(|(above, _)| above));
        for node in above {
            if !nodes.iter().any(|known| known == node) {
                nodes.push(node.to_owned());
            }
        }
    }
    nodes.sort();
    nodes
}

fn draw_nodes(draw: &mut Draw, nodes: &[String], most: usize) -> Vec<String> {
    draw.one_to(nodes, most)
}
