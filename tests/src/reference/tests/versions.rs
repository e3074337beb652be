//! Which version is in force, and what a material change asks of a user.

use serde_json::json;

use super::{Scene, at};

fn version(day: &str, more: &str, purposes: &str) -> String {
    format!(
        "[policy]\nid = \"paper\"\nversion = \"{day}\"\neffective_from = {day}\ntime_zone = \"Europe/Berlin\"\n{more}\n[policy.contact]\nprivacy = \"p@paper.example\"\n{purposes}"
    )
}

const NEWS: &str = "[purposes.\"marketing.news\"]\nbasis = [\"consent\"]\ncategories = [\"user.contact.email\"]\n";
const ACCOUNT: &str = "[purposes.\"essential.account\"]\nbasis = [\"contract\"]\ncategories = [\"user.name\"]\n";
const WIDER_NEWS: &str =
    "[purposes.\"marketing.news\"]\nbasis = [\"consent\"]\ncategories = [\"user.contact.email\", \"user.behavior\"]\n";
const OFFERS: &str = "[purposes.\"marketing.offers\"]\nbasis = [\"consent\"]\n";

fn scene(second: &str) -> Scene {
    let mut scene = Scene::new(&[&version("2024-01-01", "", &format!("{NEWS}{ACCOUNT}")), second]);
    scene.clock("2024-03-01T00:00:00Z").act(json!({ "do": "update", "account": "active", "residence": "US" }));
    scene.act(json!({ "do": "grant", "purpose": "marketing" }));
    scene
}

#[test]
fn a_version_is_in_force_from_the_beginning_of_its_day() {
    let mut scene = Scene::new(&[&version("2024-01-01", "", ACCOUNT)]);
    let early = scene.clock("2023-12-31T22:59:59Z").denies("essential.account", &["policy_not_in_force"]);
    assert_eq!((early.valid_until, early.policy), (Some(at("2023-12-31T23:00:00Z")), None));
    scene.clock("2023-12-31T23:00:00Z").act(json!({ "do": "update", "account": "active" }));
    assert_eq!(scene.allows("essential.account", "contract").policy.as_deref(), Some("paper@2024-01-01"));
}

#[test]
fn a_purpose_of_another_version_is_undeclared() {
    let mut scene = scene(&version("2024-06-01", "", &format!("{NEWS}{OFFERS}")));
    let allowed = scene.allows("marketing.news", "consent");
    assert_eq!(allowed.valid_until, Some(at("2024-05-31T22:00:00Z")));
    scene.denies("marketing.offers", &["purpose_undeclared"]);
    scene.clock("2024-07-01T00:00:00Z").denies("essential.account", &["purpose_undeclared"]);
    // the change is not material, and what was granted below the node does not reach what came later
    scene.allows("marketing.news", "consent");
    scene.denies("marketing.offers", &["consent_missing"]);
}

#[test]
fn a_material_widening_outdates_consent_and_wants_its_notice() {
    let mut scene = scene(&version("2024-06-01", "material = true", &format!("{WIDER_NEWS}{ACCOUNT}")));
    scene.allows("marketing.news", "consent");
    scene.clock("2024-07-01T00:00:00Z").denies("marketing.news", &["consent_expired", "notice_missing"]);
    scene.allows("essential.account", "contract");
    scene.act(json!({ "do": "acknowledge", "notice": "2024-06-01" })).denies("marketing.news", &["consent_expired"]);
    scene.act(json!({ "do": "grant", "purpose": "marketing.news" })).allows("marketing.news", "consent");
    assert_eq!(scene.try_act(json!({ "do": "acknowledge", "notice": "2019-01-01" })), Err("invalid_argument"));
}

#[test]
fn a_later_version_that_changes_nothing_revives_no_outdated_consent() {
    let first = version("2024-01-01", "", NEWS);
    let second = version("2024-06-01", "material = true", WIDER_NEWS);
    let third = version("2024-09-01", "", WIDER_NEWS);
    let mut scene = Scene::new(&[&first, &third, &second]);
    scene.clock("2024-03-01T00:00:00Z").act(json!({ "do": "grant", "purpose": "marketing.news" }));
    scene.clock("2024-10-01T00:00:00Z").denies("marketing.news", &["consent_expired", "notice_missing"]);
    scene.act(json!({ "do": "acknowledge", "notice": "2024-09-01" })).denies("marketing.news", &["consent_expired"]);
}

#[test]
fn posting_is_enough_where_the_policy_says_so_and_a_lost_predecessor_changes_everything() {
    let mut posted =
        scene(&version("2024-06-01", "material = true\nchange_notice = \"none\"", &format!("{NEWS}{OFFERS}")));
    posted.clock("2024-07-01T00:00:00Z").allows("marketing.news", "consent");
    posted.denies("marketing.offers", &["consent_missing"]);
    let mut lost =
        scene(&version("2024-06-01", "material = true\nreplaces = \"2023-01-01\"", &format!("{NEWS}{ACCOUNT}")));
    lost.clock("2024-07-01T00:00:00Z").denies("marketing.news", &["consent_expired", "notice_missing"]);
    lost.denies("essential.account", &["notice_missing"]);
}

#[test]
fn a_notice_is_shown_or_still_to_be_shown() {
    let notices = "[notices.terms]\npurposes = [\"essential.account\"]\n[notices.card]\npurposes = [\"essential.account\"]\nrequired = true\n";
    let mut scene = Scene::new(&[&version("2024-01-01", "", &format!("{ACCOUNT}{notices}"))]);
    scene.act(json!({ "do": "update", "account": "active" })).denies("essential.account", &["notice_missing"]);
    scene.act(json!({ "do": "acknowledge", "notice": "card" }));
    assert_eq!(scene.allows("essential.account", "contract").obligations, ["show_notice:terms"]);
    scene.act(json!({ "do": "acknowledge", "notice": "terms" }));
    assert_eq!(scene.allows("essential.account", "contract").obligations, [] as [String; 0]);
}
