//! Birthdays, intervals, thresholds, and when an answer ends because of them.

use jiff::civil::date;
use serde_json::json;

use super::super::calendar::{Birth, Reached, anniversary};
use super::{Scene, at};

const ADULTS: &str = r#"
[policy]
id = "adults"
version = "2020-01-01"
effective_from = 2020-01-01
contact = { privacy = "privacy@adults.example" }

[purposes."essential.account"]
basis = ["contract"]

[age]
minimum = 18
on_discovery = ["erase", "terminate_account"]
"#;

#[test]
fn who_is_born_on_29_february_has_the_birthday_on_1_march_in_common_years() {
    assert_eq!(anniversary(date(2008, 2, 29), 18), date(2026, 3, 1));
    assert_eq!(anniversary(date(2008, 2, 29), 16), date(2024, 2, 29));
    assert_eq!(anniversary(date(2008, 2, 28), 18), date(2026, 2, 28));
    let leap = Birth::on(date(2008, 2, 29));
    assert_eq!(leap.reached(18, date(2026, 2, 28)), Reached::No);
    assert_eq!(leap.reached(18, date(2026, 3, 1)), Reached::Yes);
}

#[test]
fn an_age_gives_the_days_of_birth_that_it_leaves_open() {
    let seen = Birth::from_age(13, Some(15), date(2025, 1, 15));
    assert_eq!(seen, Birth { earliest: Some(date(2009, 1, 16)), latest: date(2012, 1, 15) });
    // 2011 and 2010 have no 29 February: both ends take the 28th
    let on_leap_day = Birth::from_age(13, Some(13), date(2024, 2, 29));
    assert_eq!(on_leap_day, Birth { earliest: Some(date(2010, 3, 1)), latest: date(2011, 2, 28) });
    assert_eq!(Birth::from_age(18, None, date(2025, 1, 15)), Birth { earliest: None, latest: date(2007, 1, 15) });
}

#[test]
fn a_threshold_inside_an_interval_is_unknown() {
    let seen = Birth::from_age(15, Some(17), date(2025, 1, 15));
    assert_eq!(seen.reached(15, date(2025, 1, 15)), Reached::Yes);
    assert_eq!(seen.reached(16, date(2025, 1, 15)), Reached::Unknown);
    assert_eq!(seen.reached(18, date(2025, 1, 15)), Reached::No);
    assert_eq!(seen.reached(18, date(2025, 1, 16)), Reached::Unknown);
    assert_eq!(seen.reached(18, date(2028, 1, 15)), Reached::Yes);
}

#[test]
fn an_adult_service_opens_on_the_birthday() {
    let mut scene = Scene::new(&[ADULTS]);
    scene
        .clock("2024-10-17T00:00:00Z")
        .act(json!({ "do": "update", "account": "active", "birthdate": "2006-10-18", "residence": "US" }));
    let before = scene.denies("essential.account", &["age_below_minimum"]);
    assert_eq!(before.valid_until, Some(at("2024-10-18T00:00:00Z")));
    assert_eq!(before.obligations, ["erase", "terminate_account"]);
    scene.clock("2024-10-17T23:59:59Z").denies("essential.account", &["age_below_minimum"]);
    let after = scene.clock("2024-10-18T00:00:00Z").allows("essential.account", "contract");
    assert_eq!((after.valid_until, after.basis.as_deref()), (None, Some("contract")));
}

#[test]
fn the_birthday_begins_in_the_zone_of_the_policy() {
    let mut scene = Scene::new(&[&ADULTS.replace("version =", "time_zone = \"Asia/Kolkata\"\nversion =")]);
    scene.act(json!({ "do": "update", "account": "active", "birthdate": "2008-02-29" }));
    // midnight of 1 March 2026 in Kolkata, five and a half hours ahead
    assert_eq!(scene.denies("essential.account", &["age_below_minimum"]).valid_until, Some(at("2026-02-28T18:30:00Z")));
    scene.clock("2026-02-28T18:30:00Z").allows("essential.account", "contract");
}

#[test]
fn an_unknown_age_denies_unless_the_policy_lets_it_pass() {
    let mut scene = Scene::new(&[ADULTS]);
    scene.act(json!({ "do": "update", "account": "active" })).denies("essential.account", &["age_unknown"]);
    let mut lenient = Scene::new(&[&ADULTS.replace("minimum", "unknown = \"allow\"\nminimum")]);
    lenient.act(json!({ "do": "update", "account": "active" })).allows("essential.account", "contract");
    // an interval that spans the threshold is unknown whatever the policy lets pass
    lenient.act(json!({ "do": "update", "age_range": [17, 18] })).denies("essential.account", &["age_unknown"]);
    lenient.act(json!({ "do": "update", "age_range": [18] })).allows("essential.account", "contract");
}

#[test]
fn a_less_assured_age_replaces_the_one_held_only_when_it_is_younger() {
    let mut scene = Scene::new(&[ADULTS]);
    scene.act(json!({ "do": "update", "account": "active", "birthdate": "2008-06-01", "assurance": "verified" }));
    scene.act(json!({ "do": "update", "birthdate": "1990-01-01" })).denies("essential.account", &["age_below_minimum"]);
    scene
        .act(json!({ "do": "update", "birthdate": "1990-01-01", "assurance": "verified" }))
        .allows("essential.account", "contract");
    scene.act(json!({ "do": "update", "age": 12 })).denies("essential.account", &["age_below_minimum"]);
}

#[test]
fn impossible_ages_are_no_arguments() {
    let mut scene = Scene::new(&[ADULTS]);
    assert_eq!(scene.try_act(json!({ "do": "update", "birthdate": "2025-01-16" })), Err("invalid_argument"));
    assert_eq!(scene.try_act(json!({ "do": "update", "birthdate": "2025-01-15" })), Ok(()));
    assert_eq!(scene.try_act(json!({ "do": "update", "age_range": [16, 15] })), Err("invalid_argument"));
    assert_eq!(scene.try_act(json!({ "do": "update", "user": "" })), Err("invalid_argument"));
    scene.clock("2025-01-15T11:59:59Z");
    assert_eq!(scene.try_act(json!({ "do": "update", "kind": "business" })), Err("invalid_argument"));
    assert_eq!(scene.try_act(json!({ "do": "update", "user": "other", "kind": "business" })), Ok(()));
}

#[test]
fn the_residence_raises_the_minimum_where_the_policy_says_so() {
    let text = ADULTS.replace("minimum = 18", "minimum = 13\nresidence = \"max\"");
    let mut scene = Scene::new(&[&text]);
    scene
        .act(json!({ "do": "update", "account": "active", "age": 14, "residence": "DE" }))
        .denies("essential.account", &["age_below_minimum"]);
    scene.act(json!({ "do": "update", "residence": "US" })).allows("essential.account", "contract");
    scene.act(json!({ "do": "update", "age": 12 })).denies("essential.account", &["age_below_minimum"]);
    // without a residence the highest age of any row of law, which is 16
    let mut stranger = Scene::new(&[&text]);
    stranger
        .act(json!({ "do": "update", "account": "active", "birthdate": "2009-01-16" }))
        .denies("essential.account", &["age_below_minimum"]);
    stranger.clock("2025-01-16T00:00:00Z").allows("essential.account", "contract");
}

#[test]
fn a_row_of_law_ends_an_answer() {
    // in Denmark the age was 13 until the end of 2023, and is 15 since
    let mut scene = Scene::new(&[&ADULTS.replace("minimum = 18", "minimum = 12\nresidence = \"max\"")]);
    scene
        .clock("2023-12-01T00:00:00Z")
        .act(json!({ "do": "update", "account": "active", "birthdate": "2009-06-01", "residence": "DK" }));
    assert_eq!(scene.allows("essential.account", "contract").valid_until, Some(at("2024-01-01T00:00:00Z")));
    scene.clock("2024-01-01T00:00:00Z");
    assert_eq!(scene.denies("essential.account", &["age_below_minimum"]).valid_until, Some(at("2024-06-01T00:00:00Z")));
}
