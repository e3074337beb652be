//! Consents: specific, explicit, withdrawn, expired, and demanded beside another basis.

use serde_json::json;

use super::{SHOP, Scene, at, position, shop};

#[test]
fn a_withdrawal_ends_a_consent_and_nothing_else() {
    let mut scene = shop();
    scene.denies("marketing.email", &["consent_missing"]);
    let granted =
        scene.act(json!({ "do": "grant", "purpose": "marketing.email" })).allows("marketing.email", "consent");
    assert_eq!(
        (granted.basis.as_deref(), position(&granted), granted.obligations),
        (Some("consent"), Some(2), vec!["include_unsubscribe".to_owned()])
    );
    assert_eq!(granted.policy.as_deref(), Some("shop@2024-01-01"));
    scene.act(json!({ "do": "withdraw", "purpose": "messages" }));
    assert_eq!(position(&scene.denies("marketing.email", &["consent_withdrawn"])), Some(3));
    scene.allows("essential.account", "contract");
    scene.act(json!({ "do": "grant", "purpose": "marketing" })).allows("marketing.email", "consent");
}

#[test]
fn use_is_no_consent() {
    let mut scene = shop();
    scene
        .act(json!({ "do": "acknowledge", "notice": "2024-01-01", "method": "use" }))
        .denies("marketing.email", &["consent_missing"]);
    scene
        .act(json!({ "do": "grant", "purpose": "marketing.email", "kind": "implied" }))
        .denies("marketing.email", &["consent_not_explicit"]);
    scene.act(json!({ "do": "acknowledge", "notice": "2024-01-01", "agrees": false }));
    assert_eq!(position(&scene.denies("essential.account", &["policy_not_accepted"])), Some(4));
    scene.allows("legal.tax", "legal_obligation");
}

#[test]
fn a_withdrawal_never_falls_back_to_another_basis_in_direct_marketing() {
    let mut scene = shop();
    scene.act(json!({ "do": "update", "kind": "business" })).allows("marketing.sms", "legitimate_interest");
    scene.act(json!({ "do": "grant", "purpose": "marketing.sms" })).allows("marketing.sms", "consent");
    scene.act(json!({ "do": "withdraw", "purpose": "marketing.sms" })).denies("marketing.sms", &["consent_withdrawn"]);
    scene.act(json!({ "do": "withdraw", "purpose": "analytics" })).denies("analytics.product", &["consent_withdrawn"]);
}

#[test]
fn a_consent_ends_with_its_term_the_earlier_of_two() {
    let mut scene = Scene::new(&[&SHOP.replace("obligations =", "consent_expires = \"P1Y\"\nobligations =")]);
    scene
        .clock("2024-02-29T10:00:00Z")
        .act(json!({ "do": "update", "residence": "US" }))
        .act(json!({ "do": "grant", "purpose": "marketing.email" }));
    assert_eq!(scene.allows("marketing.email", "consent").valid_until, Some(at("2025-02-28T10:00:00Z")));
    scene.act(json!({ "do": "grant", "purpose": "marketing.email", "expires": "2024-06-01T00:00:00Z" }));
    assert_eq!(scene.allows("marketing.email", "consent").valid_until, Some(at("2024-06-01T00:00:00Z")));
    scene.clock("2024-06-01T00:00:00Z").denies("marketing.email", &["consent_expired"]);
}

#[test]
fn a_signal_that_forgets_ends_earlier_consents_for_good() {
    let mut scene = shop();
    scene
        .act(json!({ "do": "grant", "purpose": "marketing" }))
        .act(json!({ "do": "apply_signals", "signals": { "cleared": true } }));
    scene.denies("marketing.email", &["consent_missing"]);
    scene.allows("marketing.sms", "consent");
    scene
        .act(json!({ "do": "apply_signals", "signals": { "cleared": false } }))
        .denies("marketing.email", &["consent_missing"]);
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" })).allows("marketing.email", "consent");
}

#[test]
fn a_special_category_demands_an_explicit_consent() {
    let mut scene = shop();
    let health = || json!({ "categories": ["user.special.health"] });
    scene.denies_with("marketing.email", health(), &["consent_missing", "consent_not_explicit"]);
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" }));
    let allowed = scene.ask("marketing.email", health());
    assert_eq!((allowed.ground.as_deref(), allowed.basis.as_deref()), (Some("explicit_consent"), Some("consent")));
    scene.denies_with("legal.tax", health(), &["category_not_permitted"]);
    scene.denies_with("analytics.product", health(), &["category_not_permitted", "consent_not_explicit"]);
}

#[test]
fn an_overlay_demands_consent_whatever_the_basis() {
    let mut scene = shop();
    scene.allows("analytics.product", "legitimate_interest");
    scene.act(json!({ "do": "update", "residence": "DE" })).denies("analytics.product", &["consent_missing"]);
    // a node grants what rests on consent, of its own accord or by an overlay
    scene.act(json!({ "do": "grant", "purpose": "analytics" }));
    assert_eq!(scene.allows("analytics.product", "consent").overlays, ["eu"]);
}

#[test]
fn an_observed_purpose_tells_what_would_have_been_denied() {
    let mut scene = Scene::new(&[&SHOP.replace("obligations =", "mode = \"observe\"\nobligations =")]);
    let observed = scene.act(json!({ "do": "update", "residence": "US" })).ask("marketing.email", json!({}));
    assert_eq!(
        (observed.allowed, observed.reasons.len(), observed.would_deny),
        (true, 0, vec!["consent_missing".to_owned()])
    );
    scene.act(json!({ "do": "erase" })).denies("marketing.email", &["erased"]);
}
