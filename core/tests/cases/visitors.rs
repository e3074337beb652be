//! Visitors who turn out to be users: the more protective of both holds.

use placet::act::Scope;
use placet::{ActOptions, Context, Reason};
use std::collections::BTreeMap;

use super::{Desk, invalid, refused};

#[test]
fn a_join_keeps_the_more_protective() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    engine.withdraw("v", "marketing.email", &Default::default()).unwrap();
    engine.opt_out("v", "analytics", &Default::default()).unwrap();
    let by_phone = Scope { channel: Some("phone".into()), ..Scope::default() };
    engine.opt_out("v", "marketing.newsletter", &ActOptions { scope: by_phone, ..Default::default() }).unwrap();
    engine.join("ada", "v", None).unwrap();
    assert_eq!(desk.reason("ada", "marketing.email"), "consent_withdrawn");
    assert_eq!(desk.reason("ada", "analytics.product"), "opted_out");
    assert_eq!(desk.reason("ada", "marketing.newsletter"), "allowed");
    let phone = Context { channel: Some("phone".into()), ..Context::default() };
    assert_eq!(engine.decide("ada", "marketing.newsletter", &phone).unwrap().reason_code(), "opted_out");
    // from now on a refusal under one is a refusal under both
    engine.object_to("v", "functional", &Default::default()).unwrap();
    assert_eq!(desk.reason("ada", "functional.learning"), "objected");
    engine.apply_signals("ada", &BTreeMap::from([("gpc".to_owned(), true)]), &Default::default()).unwrap();
    assert!(
        engine.decide("v", "analytics.product", &Context::default()).unwrap().reasons.contains(&Reason::SignalOptOut)
    );
    engine.part("ada", "v", None).unwrap();
    engine.opt_out("ada", "sharing", &Default::default()).unwrap();
    assert_eq!(desk.reason("v", "sharing.partner"), "allowed");
    invalid(engine.part("ada", "v", None), "visitor", "not joined");
    engine.verify().unwrap();
}

#[test]
fn a_join_carries_a_live_consent_where_nothing_refuses_it() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    for visitor in ["v1", "v2", "v3"] {
        engine.grant(visitor, "marketing.email", &Default::default()).unwrap();
    }
    engine.join("ada", "v1", None).unwrap();
    assert!(engine.can_process("ada", "marketing.email").unwrap());
    engine.withdraw("bob", "marketing", &Default::default()).unwrap();
    engine.join("bob", "v2", None).unwrap();
    assert!(!engine.can_process("bob", "marketing.email").unwrap());
    // what the visitor took back and gave again is no refusal
    engine.withdraw("v3", "marketing.email", &Default::default()).unwrap();
    engine.grant("v3", "marketing.email", &Default::default()).unwrap();
    engine.join("cem", "v3", None).unwrap();
    assert!(engine.can_process("cem", "marketing.email").unwrap());
}

#[test]
fn only_a_visitor_is_joined() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    desk.account("bob", "active");
    invalid(engine.join("ada", "ada", None), "visitor", "empty or the user");
    invalid(engine.join("ada", "", None), "visitor", "empty or the user");
    invalid(engine.join("", "v", None), "user", "empty");
    invalid(engine.join("ada", "bob", None), "visitor", "has an account");
    invalid(engine.part("ada", "v", None), "visitor", "not joined");
    engine.join("ada", "v", None).unwrap();
    invalid(engine.join("bob", "v", None), "visitor", "somebody else");
    engine.erase("gone", &ActOptions::default()).unwrap();
    let before = engine.position();
    refused(engine.join("gone", "v9", None), Reason::Erased);
    refused(engine.join("ada", "gone", None), Reason::Erased);
    assert_eq!(engine.position(), before, "nothing is half done");
}

#[test]
fn a_person_is_erased_under_every_id() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    desk.account("ada", "active");
    engine.join("ada", "v", None).unwrap();
    engine.erase("v", &ActOptions::default()).unwrap();
    assert_eq!(
        desk.reason("ada", "essential.service.account"),
        "allowed",
        "a cleared cookie is no erasure of the account"
    );
    engine.join("ada", "w", None).unwrap();
    engine.erase("ada", &ActOptions::default()).unwrap();
    assert_eq!(desk.reason("w", "analytics.product"), "erased");
    assert!(engine.history("w").unwrap().iter().all(|entry| entry.event.user.is_empty()));
    engine.verify().unwrap();
}
