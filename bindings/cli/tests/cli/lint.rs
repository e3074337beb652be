//! `placet lint`: what is missing between schemas and a policy.

use std::fs;

use serde_json::json;

use crate::common::{SHOP, placet};

#[test]
fn what_is_missing_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (policy, schema) = (folder.path().join("shop.toml"), folder.path().join("visit.json"));
    let tables = "\n[schemas.order.fields]\nemail = \"user.contact.email\"\ncard = \"user.financial.payment_card\"\n";
    fs::write(&policy, format!("{SHOP}{tables}")).unwrap();
    let document = json!({
        "properties": { "email": { "x-placet": "user.contact.email" }, "page": {}, "name": { "x-placet": "user.nam" } },
    });
    fs::write(&schema, document.to_string()).unwrap();
    let (policy, schema) = (policy.to_str().unwrap(), schema.to_str().unwrap());
    let ran = placet(&["lint", policy, "--schema", schema, "--json"]);
    assert_eq!(ran.code, 1);
    let found = ran.json();
    let rules: Vec<(&str, &str)> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["path"].as_str().unwrap(), finding["rule"].as_str().unwrap()))
        .collect();
    assert_eq!(rules, [("card", "unused_category"), ("name", "unknown_category"), ("page", "untagged_field")]);
    let sarif = placet(&["lint", policy, "--schema", schema, "--sarif"]).json();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 3);
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][3]["id"], "no_retention");
    let ran = placet(&["lint", policy]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("unused_category") && ran.out.contains("1 finding in 1 schema"), "{}", ran.out);
}

#[test]
fn a_term_is_missed_where_no_rule_has_one() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("shop.toml");
    let kept = SHOP.replace("[retention.default]", "[retention.tax]\ncategories = [\"user.financial\"]");
    fs::write(&policy, format!("{kept}\n[schemas.mail.fields]\nemail = \"user.contact.email\"\n")).unwrap();
    let ran = placet(&["lint", policy.to_str().unwrap()]);
    assert!(ran.code == 1 && ran.out.contains("no_retention"), "{} {}", ran.out, ran.err);
}

#[test]
fn a_schema_without_any_tag_is_looked_at_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (policy, schema) = (folder.path().join("shop.toml"), folder.path().join("visit.json"));
    fs::write(&policy, SHOP).unwrap();
    let run = || placet(&["lint", policy.to_str().unwrap(), "--schema", schema.to_str().unwrap()]);
    assert_eq!(run().code, 2);
    fs::write(&schema, "{ not json").unwrap();
    assert!(run().err.contains("it is no JSON"));
    fs::write(&schema, r#"{ "properties": { "email": { "type": "string" } } }"#).unwrap();
    let ran = run();
    assert!(ran.code == 1 && ran.out.contains("`email` of `visit`"), "{}", ran.out);
    fs::write(&schema, r#"{ "properties": { "email": { "x-placet": "user.contact.email" } } }"#).unwrap();
    assert_eq!(run().code, 0);
    assert_eq!(placet(&["lint", policy.to_str().unwrap()]).code, 2);
}
