//! `placet schema`, and that the schema and the parser judge alike.

use std::fs;
use std::path::Path;

use placet::Error;
use placet::policy::{Source, check};
use serde_json::{Value, json};

use crate::common::{EXAMPLES, example, placet};

fn validator() -> jsonschema::Validator {
    let schema = placet(&["schema"]).json();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

/// A TOML document as JSON: dates are strings there.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(when) => when.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
    }
}

fn codes(document: &Value) -> Vec<&'static str> {
    match check(&Source::parse("policy.json", &document.to_string())) {
        Ok(_) => Vec::new(),
        Err(Error::Policy { diagnostics }) => diagnostics.iter().map(|d| d.code).collect(),
        Err(error) => panic!("{error}"),
    }
}

fn shop() -> Value {
    json!({
        "policy": {
            "id": "shop", "version": "1", "effective_from": "2025-01-01", "time_zone": "Europe/Berlin", "material": true,
            "surfaces": ["site"], "bases": ["consent", "contract"], "contact": { "privacy": "privacy@shop.test" },
        },
        "purposes": {
            "service.account": { "basis": ["contract"], "categories": ["user.contact"] },
            "marketing.email": {
                "basis": ["consent", { "basis": "contract", "when": { "kind": "business" }, "after_withdrawal": false }],
                "categories": ["user.contact.email"], "consent_expires": "P1Y", "forms": ["aggregated"], "mode": "enforce",
            },
        },
        "categories": { "user.shoe_size": { "level": "internal" } },
        "age": { "minimum": 13, "below_minimum": "guardian", "guardian_notice": "parents" },
        "digital_consent": { "default": 16, "CA-QC": 14, "note": "as the law says" },
        "child": { "allow": { "user.contact.email": ["service"] }, "purposes": ["service.account"] },
        "groups": { "all_marketing": ["marketing"] },
        "signals": { "gpc": { "denies": ["marketing"], "overridden_by": "nothing" } },
        "tracking": { "enabled": true },
        "technologies": { "cookie.session": { "class": "essential", "purposes": ["service"] } },
        "notices": { "parents": { "title": "For parents" } },
        "restriction": { "grounds": ["objection_pending"] },
        "residence": { "order": ["billing"], "unknown": "strictest" },
        "overlays": { "eu": { "residences": ["EU", "CH", "US-CA"], "consent_for": ["*"], "minimum_age": 16 } },
    })
}

#[test]
fn it_is_printed_alike_with_and_without_json() {
    let plain = placet(&["schema"]);
    assert_eq!((plain.code, plain.err.as_str()), (0, ""));
    assert_eq!(plain.out, placet(&["schema", "--json"]).out);
    assert_eq!(plain.json()["$schema"], json!("https://json-schema.org/draft/2020-12/schema"));
    assert_eq!(plain.json()["required"], json!(["policy"]));
}

#[test]
fn the_published_file_is_what_the_command_prints() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/data/policy.schema.json");
    assert!(fs::read_to_string(file).unwrap() == placet(&["schema"]).out, "run `cargo xtask schema`");
}

#[test]
fn the_examples_are_valid() {
    let validator = validator();
    for name in EXAMPLES {
        let table: toml::Table = fs::read_to_string(example(name)).unwrap().parse().unwrap();
        let document = as_json(toml::Value::Table(table));
        let faults: Vec<String> =
            validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{name}: {faults:#?}");
        assert_eq!(codes(&document), [""; 0], "{name}");
    }
}

#[test]
fn a_document_with_every_table_is_good_for_both() {
    let document = shop();
    let faults: Vec<String> =
        validator().iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(codes(&document), [""; 0]);
}

#[test]
fn both_reject_broken_documents() {
    let validator = validator();
    let broken: &[(&str, Value, &str)] = &[
        // unknown fields
        ("/bogus", json!({}), "unknown_field"),
        ("/policy/titel", json!("Shop"), "unknown_field"),
        ("/purposes/marketing.email/base", json!(["consent"]), "unknown_field"),
        ("/purposes/marketing.email/basis/1/unless", json!(true), "unknown_field"),
        ("/age/minimun", json!(13), "unknown_field"),
        ("/overlays/eu/residence", json!(["DE"]), "unknown_field"),
        // wrong types
        ("/policy/id", json!(7), "wrong_type"),
        ("/policy/material", json!("yes"), "wrong_type"),
        ("/policy/effective_from", json!("soon"), "wrong_type"),
        ("/policy/contact", json!("privacy@shop.test"), "wrong_type"),
        ("/policy/version", json!(" "), "wrong_type"),
        ("/purposes/marketing.email", json!([]), "wrong_type"),
        ("/purposes/marketing.email/basis", json!("consent"), "wrong_type"),
        ("/purposes/marketing.email/basis/1", json!(3), "wrong_type"),
        ("/purposes/marketing.email/optional", Value::Null, "wrong_type"),
        ("/purposes/marketing.email/consent_expires", json!("a year or so"), "wrong_type"),
        ("/age/minimum", json!(13.5), "wrong_type"),
        ("/age/minimum", json!(200), "wrong_type"),
        ("/digital_consent/default", json!("16"), "wrong_type"),
        ("/groups/all_marketing", json!("marketing"), "wrong_type"),
        ("/groups/clauses", json!([1]), "wrong_type"),
        // words that are none of the list
        ("/policy/date_source", json!("guessed"), "unknown_name"),
        ("/policy/bases", json!(["consnet"]), "unknown_name"),
        ("/purposes/marketing.email/basis", json!(["opt_in"]), "unknown_name"),
        ("/purposes/marketing.email/forms", json!(["pseudonymised"]), "unknown_name"),
        ("/purposes/marketing.email/mode", json!("off"), "unknown_name"),
        ("/age/below_minimum", json!("ask"), "unknown_name"),
        ("/residence/order", json!(["gps"]), "unknown_name"),
        ("/residence/unknown", json!("laxest"), "unknown_name"),
        // keys and references of a wrong form
        ("/purposes/Marketing", json!({ "basis": ["consent"] }), "unknown_name"),
        ("/digital_consent/Germany", json!(16), "unknown_name"),
        ("/overlays/eu/residences", json!(["Germany"]), "unknown_name"),
        ("/purposes/marketing.email/categories", json!(["E-Mail"]), "unknown_category"),
        ("/signals/gpc/denies", json!(["Marketing"]), "unknown_purpose"),
    ];
    for (place, value, code) in broken {
        let mut document = shop();
        put(&mut document, place, value.clone());
        assert!(!validator.is_valid(&document), "the schema accepts {place} = {value}");
        assert!(codes(&document).contains(code), "{place} = {value}: {:?}", codes(&document));
    }
}

#[test]
fn both_reject_a_document_without_a_required_field() {
    let validator = validator();
    for place in [
        "/policy",
        "/policy/id",
        "/policy/version",
        "/policy/effective_from",
        "/policy/contact",
        "/purposes/marketing.email/basis/1/basis",
        "/technologies/cookie.session/class",
        "/technologies/cookie.session/purposes",
    ] {
        let mut document = shop();
        let (table, key) = place.rsplit_once('/').unwrap();
        document.pointer_mut(table).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        assert!(!validator.is_valid(&document), "the schema accepts a document without {place}");
        assert!(codes(&document).contains(&"missing_field"), "{place}: {:?}", codes(&document));
    }
}

fn put(document: &mut Value, place: &str, value: Value) {
    let (table, key) = place.rsplit_once('/').unwrap();
    match document.pointer_mut(table).unwrap() {
        Value::Object(fields) => fields.insert(key.to_owned(), value).map_or((), drop),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        other => panic!("{place} leads into {other}"),
    }
}
