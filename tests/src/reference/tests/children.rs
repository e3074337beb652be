//! Guardians, the age of digital consent, and what may be done with the data of a child.

use serde_json::json;

use super::{Scene, at, position};

const SCHOOL: &str = r#"
[policy]
id = "school"
version = "2024-01-01"
effective_from = 2024-01-01
contact = { privacy = "privacy@school.example" }

[purposes."essential.account"]
basis = ["contract"]
categories = ["user"]

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user"]

[age]
minimum = 14
below_minimum = "guardian"

[child]
forbid = ["user.location"]
allow = { "user.contact.email" = ["essential.account"], "user.account" = ["essential"] }
"#;

/// A child of twelve with an account, in Germany.
fn child() -> Scene {
    let mut scene = Scene::new(&[SCHOOL]);
    scene.act(json!({ "do": "update", "account": "active", "birthdate": "2012-06-01", "residence": "DE" }));
    scene
}

#[test]
fn the_way_of_a_guardian_from_missing_to_verified_to_withdrawn() {
    let mut scene = child();
    let missing = scene.denies("essential.account", &["age_below_minimum", "parental_consent_missing"]);
    assert_eq!(missing.obligations, ["erase"]);
    assert_eq!(
        scene.try_act(json!({ "do": "grant", "purpose": "essential.account" })),
        Err("parental_consent_missing")
    );
    assert_eq!(
        scene.try_act(json!({ "do": "grant", "purpose": "essential.account", "by": "p" })),
        Err("actor_not_authorized")
    );
    scene.act(json!({ "do": "link_guardian", "guardian": "p", "status": "pending" }));
    scene.act(json!({ "do": "grant", "purpose": "essential", "by": "p" }));
    scene.denies("essential.account", &["age_below_minimum", "parental_consent_unverified"]);
    scene.act(json!({ "do": "link_guardian", "guardian": "p" }));
    let allowed = scene.allows("essential.account", "parental_consent");
    assert_eq!((allowed.basis.as_deref(), position(&allowed)), (Some("contract"), Some(3)));
    scene.act(json!({ "do": "link_guardian", "guardian": "q", "status": "pending" }));
    scene.act(json!({ "do": "withdraw", "purpose": "essential", "by": "q" }));
    let withdrawn = scene.denies("essential.account", &["age_below_minimum", "parental_consent_withdrawn"]);
    assert_eq!(position(&withdrawn), None, "the first reason names no act");
    // unlinking forgets what the guardian said
    scene.act(json!({ "do": "unlink_guardian", "guardian": "q" })).allows("essential.account", "parental_consent");
    scene
        .act(json!({ "do": "unlink_guardian", "guardian": "p" }))
        .act(json!({ "do": "link_guardian", "guardian": "p" }));
    scene.denies("essential.account", &["age_below_minimum", "parental_consent_missing"]);
}

#[test]
fn an_implied_grant_of_a_guardian_unlocks_nothing() {
    let mut scene = child();
    scene
        .act(json!({ "do": "link_guardian", "guardian": "p" }))
        .act(json!({ "do": "grant", "purpose": "essential.account", "by": "p", "kind": "implied" }));
    scene.denies("essential.account", &["age_below_minimum", "parental_consent_missing"]);
}

#[test]
fn a_child_list_lets_only_its_categories_pass() {
    let mut scene = child();
    scene
        .act(json!({ "do": "link_guardian", "guardian": "p" }))
        .act(json!({ "do": "grant", "purpose": "essential.account", "by": "p" }));
    assert!(scene.ask("essential.account", json!({ "categories": ["user.account.id", "user.contact.email"] })).allowed);
    scene.denies_with("essential.account", json!({ "categories": ["user.name"] }), &["child_category_blocked"]);
    scene.denies_with(
        "essential.account",
        json!({ "categories": ["user.location.coarse"] }),
        &["child_category_blocked"],
    );
    scene.act(json!({ "do": "grant", "purpose": "marketing.email", "by": "p" }));
    scene.denies("marketing.email", &["child_category_blocked"]);
}

#[test]
fn between_the_minimum_and_the_age_of_digital_consent_a_guardian_consents() {
    let mut scene = child();
    scene.clock("2027-06-01T00:00:00Z").denies("marketing.email", &["parental_consent_missing"]);
    scene.allows("essential.account", "contract");
    assert_eq!(scene.try_act(json!({ "do": "grant", "purpose": "marketing.email" })), Err("parental_consent_missing"));
    scene
        .act(json!({ "do": "link_guardian", "guardian": "p" }))
        .act(json!({ "do": "grant", "purpose": "marketing.email", "by": "p" }));
    let allowed = scene.allows("marketing.email", "parental_consent");
    // sixteen in Germany: the guardian's consent ends, and the user is to be asked
    assert_eq!((allowed.valid_until, position(&allowed)), (Some(at("2028-06-01T00:00:00Z")), Some(3)));
    scene.clock("2028-06-01T00:00:00Z").denies("marketing.email", &["consent_expired", "consent_missing"]);
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" })).allows("marketing.email", "consent");
}

#[test]
fn a_user_can_end_what_a_guardian_allowed() {
    let mut scene = child();
    scene.clock("2027-06-01T00:00:00Z").act(json!({ "do": "link_guardian", "guardian": "p" }));
    scene
        .act(json!({ "do": "grant", "purpose": "marketing.email", "by": "p" }))
        .act(json!({ "do": "withdraw", "purpose": "marketing" }));
    assert_eq!(position(&scene.denies("marketing.email", &["consent_withdrawn"])), Some(4));
    scene
        .act(json!({ "do": "grant", "purpose": "marketing.email", "by": "p" }))
        .allows("marketing.email", "parental_consent");
}

#[test]
fn a_grant_from_below_the_age_of_a_new_residence_does_not_serve() {
    let mut scene = child();
    // fourteen in the United States: old enough to consent
    scene.clock("2026-06-01T00:00:00Z").act(json!({ "do": "update", "residence": "US" }));
    scene.act(json!({ "do": "grant", "purpose": "marketing.email" })).allows("marketing.email", "consent");
    scene.act(json!({ "do": "update", "residence": "DE" })).denies("marketing.email", &["parental_consent_missing"]);
    // sixteen at last, but the grant was given below the age that counts now
    scene.clock("2028-06-01T00:00:00Z").denies("marketing.email", &["consent_missing"]);
}

#[test]
fn a_guardian_has_to_be_shown_the_notice_for_parents() {
    let text =
        SCHOOL.replace("below_minimum", "guardian_notice = \"parents\"\nbelow_minimum") + "\n[notices.parents]\n";
    let mut scene = Scene::new(&[&text]);
    scene
        .act(json!({ "do": "update", "account": "active", "age": 10 }))
        .act(json!({ "do": "link_guardian", "guardian": "p" }));
    assert_eq!(
        scene.try_act(json!({ "do": "grant", "purpose": "essential.account", "by": "p" })),
        Err("notice_missing")
    );
    scene.act(json!({ "do": "grant", "purpose": "essential.account", "by": "p", "notice": "parents" }));
    scene.allows("essential.account", "parental_consent");
}
