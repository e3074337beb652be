//! Suggestions for small sets of records.

use serde_json::{Value, json};

use super::*;
use crate::data::classify::Grounds;
use crate::policy::{Source, check, compile};

fn suggestions(records: impl IntoIterator<Item = Value>) -> Vec<(String, String, f64)> {
    let mut classifier = Classifier::new().unwrap();
    records.into_iter().for_each(|record| classifier.add(record).unwrap());
    classifier.suggestions(None).into_iter().map(|found| (found.path, found.category, found.confidence)).collect()
}

/// What is suggested first for a column of this name and these values.
fn first(name: &str, values: &[&str]) -> Option<(String, f64)> {
    let found = suggestions(values.iter().map(|value| json!({ name: value })));
    found.into_iter().next().map(|(_, category, confidence)| (category, confidence))
}

#[test]
fn values_speak_without_a_name() {
    for (category, values) in [
        ("user.contact.email", &["ada@example.com", "bob@example.org"][..]),
        ("user.contact.phone_number", &["+1 650-253-0000", "+44 20 7946 0958"]),
        ("user.contact.phone_number", &["(650) 253-0000", "650-253-0001"]),
        ("user.financial.payment_card", &["4111 1111 1111 1111", "5555555555554444"]),
        ("user.financial.payment_method", &["DE89370400440532013000", "GB29NWBK60161331926819"]),
        ("user.device.ip_address", &["203.0.113.7", "2001:db8::1"]),
        ("user.device.mac_address", &["00:00:5E:00:53:01"]),
        ("user.location.precise", &["52.5200, 13.4050", "48.2010, 16.3695"]),
        ("user.government_id.national_id", &["12345678Z", "X1234567L"]),
        ("user.content.private", &["please call +1 650-253-0000", "all is well"]),
    ] {
        let (found, confidence) = first("x", values).unwrap_or_default();
        assert!(found == category && confidence >= 0.5, "{values:?}: {found} {confidence}");
    }
}

#[test]
fn what_is_something_else_gets_no_suggestion() {
    for (name, values) in [
        ("version", &["1.2.3.4", "10.15.7.2"][..]),
        ("order_number", &["1234567890123456", "9876543210987654"]),
        ("created", &["2024-01-01", "2024-02-01", "2024-03-01"]),
        ("price", &["19.99", "5.00"]),
        ("id", &["3f2504e0-4f89-11d3-9a0c-0305e82c3301"]),
        ("email_verified", &["true", "false"]),
        ("email", &["true", "false"]),
        ("phone_type", &["mobile", "home"]),
        ("description", &["A red shirt of cotton", "Two socks"]),
        ("empty", &["", "null", "NaN"]),
    ] {
        assert_eq!(first(name, values), None, "{name}");
    }
}

#[test]
fn a_name_and_values_say_more_than_either() {
    let (_, values) = first("x", &["ada@example.com"]).unwrap();
    let (_, name) = first("email", &[""]).unwrap();
    let (_, both) = first("email", &["ada@example.com"]).unwrap();
    assert!(both > values && values > name && both <= 0.99, "{both} {values} {name}");
    // dates are births where the name says so, or where they lie as births do
    assert_eq!(first("dob", &["1990-05-01"]).unwrap().0, "user.demographic.date_of_birth");
    let births: Vec<Value> = (0..100).map(|n| json!({ "d": format!("{}-05-01", 1930 + n * 8 / 10) })).collect();
    assert_eq!(suggestions(births)[0].1, "user.demographic.date_of_birth");
    // values of another form speak against a name
    let (_, against) = first("mac", &["ada", "bob"]).unwrap_or(("".into(), 0.0));
    assert!(against < 0.5, "{against}");
}

#[test]
fn paths_are_those_of_schemas() {
    let record = json!({
        "customer": { "e.mail": "ada@example.com", "home": { "lat": 52.5201, "lng": 13.4051 } },
        "orders": [{ "card": "4111111111111111", "phones": ["+1 650-253-0000"] }],
    });
    let found = suggestions([json!([record])]);
    let found: Vec<(&str, &str)> = found.iter().map(|(path, category, _)| (path.as_str(), category.as_str())).collect();
    assert_eq!(
        found,
        [
            (r"customer.e\.mail", "user.contact.email"),
            ("customer.home.lat", "user.location.precise"),
            ("customer.home.lng", "user.location.precise"),
            ("orders[].card", "user.financial.payment_card"),
            ("orders[].phones[]", "user.contact.phone_number"),
        ]
    );
    assert!(found.iter().all(|(path, _)| FieldPath::parse(path).is_ok()));
}

#[test]
fn what_is_null_at_times_and_a_map_at_others_is_no_place_of_values() {
    let mut classifier = Classifier::new().unwrap();
    let record = json!([{ "email": null, "to": null }, { "email": { "home": "ada@example.com" }, "to": [] }]);
    classifier.add(record).unwrap();
    assert_eq!(classifier.paths(), ["email.home"]);
    classifier.add(json!({ "email": "bob@example.org" })).unwrap();
    assert_eq!(classifier.paths(), ["email", "email.home"]);
}

#[test]
fn keys_that_are_data_share_a_place() {
    let users = (0..5_000).map(|n| (format!("user{n}"), json!("ada@example.com"))).collect();
    let mut classifier = Classifier::new().unwrap();
    classifier.add(json!({ "by_user": Value::Object(users) })).unwrap();
    assert_eq!(classifier.paths().len(), NAMES + 1);
    assert!(classifier.suggestions(None).iter().any(|found| found.path == "by_user.*"));
}

#[test]
fn bad_records_are_told() {
    let mut classifier = Classifier::new().unwrap();
    for (record, word) in [(json!("ada"), "no map"), (json!([[1]]), "no map"), (json!(null), "no map")] {
        let error = classifier.add(record).unwrap_err();
        assert!(error.code() == "invalid_argument" && error.to_string().contains(word), "{error}");
    }
    let mut deep = json!(1);
    for _ in 0..1_000 {
        deep = json!([deep]);
    }
    assert!(classifier.add(json!({ "a": deep })).unwrap_err().to_string().contains("deeper"));
    assert_eq!(Classifier::sampling(0).unwrap_err().code(), "invalid_argument");
    // a name that can't be written has no suggestion
    let mut nameless = Classifier::new().unwrap();
    nameless.add(json!({ "": "ada@example.com" })).unwrap();
    assert_eq!(nameless.suggestions(None), []);
}

#[test]
fn a_policy_adds_a_note_and_nothing_else() {
    let text = r#"
        [policy]
        id = "shop"
        version = "1"
        effective_from = 2021-01-01
        contact = { privacy = "privacy@shop.test" }

        [purposes.mail]
        basis = ["consent"]
        categories = ["user.contact"]
    "#;
    let policy = compile(&check(&Source::parse("shop.toml", text)).unwrap()).unwrap();
    let mut classifier = Classifier::new().unwrap();
    classifier.add(json!({ "email": "ada@example.com", "ip": "203.0.113.7" })).unwrap();
    let found = classifier.suggestions(Some(&policy));
    let notes = |place: usize| {
        found[place]
            .evidence
            .iter()
            .filter(|clue| clue.grounds == Grounds::Policy)
            .map(|clue| clue.text.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!((found.len(), notes(0).len()), (2, 0));
    assert_eq!(notes(1), ["no purpose of `shop@1` may use it, and `[categories]` does not name it"]);
    let confidences =
        |found: &[crate::data::classify::Suggestion]| found.iter().map(|one| one.confidence).collect::<Vec<_>>();
    assert_eq!(confidences(&found), confidences(&classifier.suggestions(None)));
}
