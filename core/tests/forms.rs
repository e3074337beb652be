//! Records of one form, one after the other: what is kept from one to the next changes no answer.

use std::sync::Arc;

use placet::Engine;
use placet::data::Filtered;
use placet::words::Schema;
use serde_json::{Value, json};

const POLICY: &str = r#"
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }
[purposes.analytics]
basis = ["legitimate_interest"]
categories = ["user.device", "user.financial.transaction"]
[purposes.mail]
basis = ["consent"]
categories = ["user.contact.email"]
[rules.short]
purposes = ["analytics"]
categories = ["user.device.ip_address"]
transform = "network"
"#;

fn engine() -> Engine {
    let engine = Engine::open(POLICY, "memory:").expect("an engine");
    engine.grant("ada", "mail", &Default::default()).expect("a grant");
    engine
}

fn schema() -> Arc<Schema> {
    let fields = [
        ("ip", "user.device.ip_address"),
        ("email", "user.contact.email"),
        ("orders[].total", "user.financial.transaction"),
        ("orders[].note", "user.content.private"),
    ];
    Arc::new(Schema::new("visit", fields).expect("a schema"))
}

/// More forms than are kept: some with names of their own, and some that differ in one value only.
fn records() -> Vec<Value> {
    vec![
        json!({ "ip": "203.0.113.7", "email": "ada@example.com" }),
        json!({ "ip": "nowhere", "email": "ada@example.com" }),
        json!({ "ip": null, "email": "ada@example.com" }),
        json!({ "email": "ada@example.com" }),
        json!({ "ip": "203.0.113.9", "orders": [{ "total": 1, "note": "x" }, { "total": 2 }] }),
        json!({ "ip": "203.0.113.9", "orders": "none" }),
        json!({ "ip": "203.0.113.9", "ada@example.com": 1 }),
        json!({ "ip": ["203.0.113.9", "nowhere"], "orders": { "note": "x" } }),
        json!({}),
    ]
}

fn filtered(engine: &Engine, schema: &Arc<Schema>, user: &str, purpose: &str, record: &Value) -> Filtered<Value> {
    engine.filter(user, purpose, record.clone(), schema, &Default::default()).expect("what is left")
}

#[test]
fn what_came_before_changes_no_answer() {
    let (engine, schema) = (engine(), schema());
    for round in 0..3 {
        for record in &records() {
            for (user, purpose) in [("ada", "mail"), ("bob", "mail"), ("ada", "analytics"), ("bob", "analytics")] {
                let alone = filtered(&self::engine(), &schema, user, purpose, record);
                let after = filtered(&engine, &schema, user, purpose, record);
                assert_eq!(after, alone, "{user} {purpose} {record} in round {round}");
            }
        }
    }
}

#[test]
fn records_of_one_form_share_their_changes_and_others_do_not() {
    let (engine, schema) = (engine(), schema());
    let changes = |user: &str, record: Value| filtered(&engine, &schema, user, "analytics", &record).changes;
    let first = changes("ada", json!({ "ip": "203.0.113.7", "email": "ada@example.com" }));
    let second = changes("bob", json!({ "email": "bob@example.com", "ip": "198.51.100.1" }));
    assert!(Arc::ptr_eq(&first, &second));
    assert!(!Arc::ptr_eq(&first, &changes("ada", json!({ "ip": "203.0.113.7" }))));
    // a name that the schema does not have may say something of somebody: it is not kept
    let named = json!({ "ip": "203.0.113.7", "ada@example.com": 1 });
    assert!(!Arc::ptr_eq(&changes("ada", named.clone()), &changes("ada", named)));
}

#[test]
fn an_act_in_between_counts() {
    let (engine, schema) = (engine(), schema());
    let record = json!({ "email": "ada@example.com" });
    let left = |engine: &Engine| filtered(engine, &schema, "ada", "mail", &record).record;
    assert_eq!(left(&engine), record);
    engine.withdraw("ada", "mail", &Default::default()).expect("a withdrawal");
    assert_eq!(left(&engine), json!({}));
    engine.grant("ada", "mail", &Default::default()).expect("a grant");
    assert_eq!(left(&engine), record);
}
