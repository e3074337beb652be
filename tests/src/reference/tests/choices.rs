//! Opt-outs, objections, restrictions and signals; bans, forms, categories and other checks that need no consent.

use serde_json::json;

use super::{SHOP, Scene, position, shop};

#[test]
fn an_opt_out_of_a_node_reaches_what_lies_below_until_it_is_lifted() {
    let mut scene = shop();
    scene.act(json!({ "do": "opt_out", "purpose": "analytics" }));
    assert_eq!(position(&scene.denies("analytics.product", &["opted_out"])), Some(2));
    scene
        .act(json!({ "do": "opt_in", "purpose": "analytics.product" }))
        .allows("analytics.product", "legitimate_interest");
    scene.act(json!({ "do": "opt_out", "purpose": "*" })).denies("analytics.product", &["opted_out"]);
    scene.act(json!({ "do": "grant", "purpose": "analytics" })).denies("analytics.product", &["opted_out"]);
    scene
        .act(json!({ "do": "grant", "purpose": "analytics.product" }))
        .allows("analytics.product", "legitimate_interest");
    scene.allows("essential.account", "contract");
}

#[test]
fn what_is_not_optional_cannot_be_refused() {
    let mut scene = shop();
    assert_eq!(scene.try_act(json!({ "do": "opt_out", "purpose": "essential" })), Err("non_optional"));
    assert_eq!(scene.try_act(json!({ "do": "object_to", "purpose": "legal.tax" })), Err("non_optional"));
    assert_eq!(scene.try_act(json!({ "do": "opt_out", "purpose": "messages" })), Ok(()));
    assert_eq!(scene.try_act(json!({ "do": "opt_out", "purpose": "marketing.fax" })), Err("unknown_purpose"));
    scene.allows("essential.notice", "contract");
    scene.denies("marketing.sms", &["opted_out", "consent_missing"]);
}

#[test]
fn an_objection_stands_until_it_is_overruled_and_for_direct_marketing_for_good() {
    let mut scene = shop();
    scene.act(json!({ "do": "update", "kind": "business" })).allows("marketing.sms", "legitimate_interest");
    scene.act(json!({ "do": "object_to", "purpose": "*" })).denies("analytics.product", &["objected"]);
    assert_eq!(position(&scene.denies("marketing.sms", &["objected"])), Some(3));
    assert_eq!(scene.try_act(json!({ "do": "overrule_objection", "purpose": "analytics" })), Err("ground_missing"));
    assert_eq!(
        scene.try_act(json!({ "do": "overrule_objection", "purpose": "marketing.sms", "reason": "r" })),
        Err("non_optional")
    );
    scene
        .act(json!({ "do": "overrule_objection", "purpose": "analytics", "reason": "r" }))
        .allows("analytics.product", "legitimate_interest");
    scene
        .act(json!({ "do": "overrule_objection", "purpose": "*", "reason": "r" }))
        .denies("marketing.sms", &["objected"]);
}

#[test]
fn a_restriction_leaves_storage_and_what_the_user_asks_for() {
    let mut scene = shop();
    assert_eq!(scene.try_act(json!({ "do": "restrict" })), Err("ground_missing"));
    assert_eq!(scene.try_act(json!({ "do": "restrict", "ground": "mood" })), Err("invalid_argument"));
    scene.act(json!({ "do": "restrict", "ground": "accuracy_contested" }));
    assert_eq!(position(&scene.denies("essential.account", &["restricted"])), Some(2));
    assert!(scene.ask("essential.account", json!({ "operation": "store" })).allowed);
    assert!(scene.ask("essential.account", json!({ "initiated_by": "user" })).allowed);
    scene.allows("legal.tax", "legal_obligation");
    scene.act(json!({ "do": "lift_restriction" })).allows("essential.account", "contract");
}

#[test]
fn a_signal_denies_until_a_later_explicit_consent_to_exactly_the_purpose() {
    let mut scene = shop();
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" })).allows("marketing.email", "consent");
    scene.act(json!({ "do": "apply_signals", "signals": { "gpc": true } }));
    assert_eq!(position(&scene.denies("marketing.email", &["signal_opt_out"])), Some(3));
    scene.act(json!({ "do": "grant", "purpose": "marketing" })).denies("marketing.email", &["signal_opt_out"]);
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" })).allows("marketing.email", "consent");
    // in California nothing overrides it
    scene.act(json!({ "do": "update", "residence": "US-CA" })).denies("marketing.email", &["signal_opt_out"]);
    scene.act(json!({ "do": "apply_signals", "signals": { "gpc": false } })).allows("marketing.email", "consent");
    assert_eq!(scene.try_act(json!({ "do": "apply_signals", "signals": { "pigeon": true } })), Err("invalid_argument"));
}

#[test]
fn a_signal_reaches_the_class_of_a_technology_but_no_essential_one() {
    let mut scene = shop();
    scene
        .act(json!({ "do": "apply_signals", "signals": { "gpc": true } }))
        .allows("analytics.product", "legitimate_interest");
    scene.denies_with("analytics.product", json!({ "technology": "cookie.ads" }), &["signal_opt_out"]);
    assert!(scene.ask("essential.account", json!({ "technology": "cookie.session" })).allowed);
    scene.denies_with("analytics.product", json!({ "technology": "cookie.session" }), &["purpose_undeclared"]);
    scene.denies_with("analytics.product", json!({ "technology": "cookie.other" }), &["tech_unregistered"]);
}

#[test]
fn bans_hold_whatever_was_consented_to() {
    let mut scene = shop();
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" }));
    let card = json!({ "categories": ["user.financial.payment_card.last4"], "operation": "store" });
    scene.denies_with("marketing.email", card, &["category_prohibited", "category_not_permitted"]);
    scene.denies_with(
        "marketing.email",
        json!({ "categories": ["user.financial.payment_card"] }),
        &["category_not_permitted"],
    );
    scene.denies_with("marketing.email", json!({ "operation": "sell" }), &["sale_prohibited"]);
    scene.denies_with("essential.notice", json!({ "content": "promotion" }), &["purpose_mismatch"]);
    scene.denies_with(
        "legal.tax",
        json!({ "recipient": "r", "destination": "DE" }),
        &["recipient_unlisted", "transfer_no_mechanism"],
    );
    assert!(scene.ask("legal.tax", json!({ "destination": "US" })).allowed);
}

#[test]
fn a_de_identified_form_that_is_accepted_needs_no_basis() {
    let mut scene = shop();
    scene.act(json!({ "do": "object_to", "purpose": "analytics" })).denies_with(
        "analytics.product",
        json!({ "form": "raw" }),
        &["objected"],
    );
    let answer = scene.ask("analytics.product", json!({ "form": "aggregated" }));
    assert_eq!((answer.allowed, answer.basis, answer.ground.as_deref()), (true, None, Some("anonymous")));
    scene.denies_with("analytics.product", json!({ "form": "anonymised" }), &["objected"]);
    scene.denies("analytics.trends", &["requires_deidentified", "objected"]);
    assert!(scene.ask("analytics.trends", json!({ "form": "aggregated" })).allowed);
}

#[test]
fn a_stranger_has_no_contract_and_a_closed_account_no_more() {
    let mut scene = Scene::new(&[SHOP]);
    scene.denies("essential.account", &["anonymous_subject"]);
    // without a residence all overlays hold, and that of the EU wants consent
    assert_eq!(scene.denies("analytics.product", &["consent_missing"]).overlays, ["california", "eu", "us"]);
    scene
        .act(json!({ "do": "update", "account": "active", "residence": "US-TX" }))
        .allows("essential.account", "contract");
    scene.act(json!({ "do": "update", "account": "closed" }));
    let closed = scene.denies("essential.account", &["account_terminated"]);
    assert_eq!(
        (position(&closed), closed.overlays, closed.residence.as_deref()),
        (Some(2), vec!["us".to_owned()], Some("US-TX"))
    );
    scene.allows("legal.tax", "legal_obligation");
    scene.act(json!({ "do": "erase" }));
    assert_eq!(position(&scene.denies("legal.tax", &["erased"])), Some(3));
    assert_eq!(scene.try_act(json!({ "do": "grant", "purpose": "marketing.email" })), Err("erased"));
}

#[test]
fn a_node_is_allowed_when_each_purpose_below_it_is() {
    let mut scene = shop();
    scene.act(json!({ "do": "update", "kind": "business" })).denies("marketing", &["consent_missing"]);
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" }));
    assert!(scene.ask("marketing", json!({})).allowed);
    assert_eq!(
        scene.reference.decide("u", "marketing.fax", &Default::default(), scene.now).unwrap_err().code,
        "unknown_purpose"
    );
    let unknown = serde_json::from_value(json!({ "categories": ["user.aura"] })).unwrap();
    assert_eq!(scene.reference.decide("u", "marketing", &unknown, scene.now).unwrap_err().code, "unknown_category");
}
