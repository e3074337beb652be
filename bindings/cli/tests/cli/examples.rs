//! The five example policies through the command.

use serde_json::json;

use crate::common::{EXAMPLES, Folder, example, placet};

#[test]
fn each_checks_without_errors() {
    let paths: Vec<String> = EXAMPLES.iter().map(|name| example(name).display().to_string()).collect();
    let args: Vec<&str> = ["check", "--json"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    let ran = placet(&args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let value = ran.json();
    let documents = value["documents"].as_array().unwrap();
    assert_eq!((documents.len(), &value["errors"]), (5, &json!(0)));
    for (document, name) in documents.iter().zip(EXAMPLES) {
        assert!(document["policy"].as_str().unwrap().starts_with(&format!("{name}@")), "{document}");
        assert!(document["purposes"].as_u64().unwrap() >= 20, "{name}");
        // the reading of each ambiguity is listed
        let codes: Vec<&str> =
            document["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"note"), "{name}");
    }
}

#[test]
fn what_the_texts_leave_open_is_warned_of() {
    let others = |name: &str| -> Vec<String> {
        let path = example(name).display().to_string();
        let value = placet(&["check", "--json", &path]).json();
        let all = value["documents"][0]["diagnostics"].as_array().unwrap().clone();
        let mut codes: Vec<String> = all.iter().map(|d| d["code"].as_str().unwrap().to_owned()).collect();
        codes.retain(|code| code != "note");
        codes.sort();
        codes.dedup();
        codes
    };
    assert_eq!(
        others("certometer"),
        [
            "basis_inferred",
            "breach_silent",
            "date_inferred",
            "no_review_date",
            "recipient_review_unset",
            "recipient_without_country",
            "retention_without_period",
            "right_without_deadline"
        ]
    );
    assert_eq!(others("cpq"), ["category_unused", "retention_without_period", "right_without_deadline"]);
    assert_eq!(
        others("masterfully"),
        [
            "category_beyond_service",
            "category_open_storage",
            "date_inferred",
            "no_review_date",
            "recipient_review_unset",
            "recipient_without_country",
            "retention_open",
            "right_without_deadline"
        ]
    );
    assert_eq!(
        others("pythonmaster"),
        [
            "category_open_storage",
            "category_unused",
            "date_inferred",
            "no_review_date",
            "recipient_review_unset",
            "recipient_without_country",
            "retention_without_period"
        ]
    );
    assert_eq!(
        others("qualipact"),
        [
            "breach_silent",
            "recipient_review_unset",
            "recipient_without_country",
            "retention_without_period",
            "right_without_deadline",
            "technology_without_lifetime"
        ]
    );
}

#[test]
fn every_purpose_of_every_example_is_explained_to_a_stranger() {
    for name in EXAMPLES {
        let path = example(name).display().to_string();
        let ran = placet(&["explain", &path, "--store", "memory:", "--at", "2025-03-01", "--json", "eve", "essential"]);
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (1, ""),
            "{name}: nothing essential runs for one of whom nothing is known"
        );
        let value = ran.json();
        assert_eq!(value["decision"]["allowed"], json!(false));
        assert!(value["purposes"].as_array().unwrap().len() > 5, "{name}");
        let reasons = value["decision"]["reasons"].as_array().unwrap();
        let shown =
            value["checks"].as_array().unwrap().iter().flat_map(|check| check["reasons"].as_array().unwrap().clone());
        let shown: Vec<_> = shown.map(|reason| reason["code"].clone()).collect();
        assert!(
            !reasons.is_empty() && reasons.iter().all(|reason| shown.contains(reason)),
            "{name}: {reasons:?} {shown:?}"
        );
    }
}

#[test]
fn a_later_version_of_an_example_is_compared() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(example("cpq")).unwrap();
    folder.write("old.toml", &text);
    folder.write(
        "new.toml",
        &text
            .replacen("2024-10-17", "2025-10-17", 2)
            .replace("[policy]", "[policy]\nmaterial = true\nreplaces = \"2024-10-17\""),
    );
    let value = folder.placet(&["diff", "--json", "old.toml", "new.toml"]);
    assert_eq!(value.code, 0, "{}", value.err);
    assert_eq!(value.json()["outdated"], json!([]));
}
