//! Records of one form, one after the other: what is kept from one to the next changes no answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use placet::data::Filtered;
use placet::words::Schema;
use placet::{Engine, GrantOptions, Options, Timestamp};
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

/// 2026-01-01, in milliseconds.
const AT: i64 = 1_767_225_600_000;

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

#[test]
fn what_is_at_hand_is_what_was_found_out_and_holds() {
    let clock = Arc::new(AtomicI64::new(AT));
    let hands = clock.clone();
    let now = move || Timestamp(hands.load(Ordering::Relaxed));
    let options = Options { clock: Some(Arc::new(now)), ..Options::default() };
    let engine = Engine::open_with(&[POLICY], "memory:", options).expect("an engine");
    let schema = schema();
    let at_hand = |user: &str| engine.record_filter_at_hand(user, "mail", &schema).expect("an answer").is_some();
    let asked = |user: &str| {
        let record = json!({ "email": "ada@example.com" });
        filtered(&engine, &schema, user, "mail", &record).record
    };
    let expires = GrantOptions { expires: Some(Timestamp(AT + 1000)), ..GrantOptions::default() };
    engine.grant("ada", "mail", &expires).expect("a grant");
    assert!(!at_hand("ada") && !at_hand("") && !at_hand("nobody"));
    assert_eq!(asked("ada"), json!({ "email": "ada@example.com" }));
    assert!(at_hand("ada"));
    clock.store(AT + 1000, Ordering::Relaxed);
    assert!(!at_hand("ada"), "the grant is over");
    assert_eq!(asked("ada"), json!({}));
    assert!(at_hand("ada"));
    engine.withdraw("ada", "mail", &Default::default()).expect("a withdrawal");
    assert!(!at_hand("ada"), "an act came in between");
    asked("ada");
    let later = POLICY.replace("version = \"1\"", "version = \"2\"").replace("2021-01-01", "2022-01-01");
    engine.reload(&later).expect("a reload");
    assert!(!at_hand("ada"), "the policy is another");
}
