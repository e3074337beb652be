//! Copies for the user and for another engine: who gets them, what they hold, and that decisions stay what they were.

use placet::{ActOptions, Context, Error, ExportOptions, GuardianOptions, Reason, RequestOptions, Update};
use serde_json::Value;
use std::collections::BTreeMap;

use super::{Desk, POLICY, about, invalid, refused};

#[test]
fn an_export_is_for_whom_it_may_be_for() {
    let desk = Desk::open("2024-11-01");
    desk.collect("ada", "functional.learning", "user.education.progress");
    desk.collect("ada", "functional.learning", "user.education.assessment");
    desk.collect("ada", "analytics.product", "user.behavior.interactions");
    let mfa = BTreeMap::from([("mfa".to_owned(), true)]);
    let want = |actor: &str, subset: Option<&str>, attests: &BTreeMap<String, bool>| ExportOptions {
        actor: Some(actor.into()),
        subset: subset.map(String::from),
        attests: attests.clone(),
        ..ExportOptions::default()
    };
    let none = BTreeMap::new();
    let export = desk.engine.export("ada", &want("subject", Some("education"), &none)).unwrap();
    assert_eq!(export["data"].as_array().map(Vec::len), Some(1));
    assert!(export.get("events").is_none());
    refused(desk.engine.export("ada", &want("subject", Some("behavior"), &none)), Reason::CategoryNotPermitted);
    refused(desk.engine.export("ada", &want("mallory", Some("education"), &none)), Reason::ActorNotAuthorized);
    refused(desk.engine.export("ada", &want("subject", None, &none)), Reason::MfaRequired);
    refused(desk.engine.export("ada", &want("subject", None, &mfa)), Reason::IdentityUnverified);
    assert!(matches!(
        desk.engine.export("ada", &want("subject", Some("edukation"), &none)),
        Err(Error::UnknownCategory { .. })
    ));
    invalid(desk.engine.export("", &ExportOptions::default()), "user", "empty");
    let case = desk.request("ada", "access").id;
    let of_case = ExportOptions { case: Some(case), ..want("subject", None, &mfa) };
    refused(desk.engine.export("ada", &of_case), Reason::IdentityUnverified);
    desk.respond("ada", case, "verify").unwrap();
    refused(
        desk.engine.export("ada", &ExportOptions { attests: none.clone(), ..of_case.clone() }),
        Reason::MfaRequired,
    );
    let export = desk.engine.export("ada", &of_case).unwrap();
    let data = export["data"].as_array().unwrap();
    let interactions = data.iter().find(|d| d["category"] == "user.behavior.interactions").unwrap();
    assert_eq!((&interactions["redacted"], &interactions["provider"]), (&Value::Bool(true), &Value::Null));
    let progress = data.iter().find(|d| d["category"] == "user.education.progress").unwrap();
    assert_eq!(progress["provider"], "somebody");
    assert_eq!(progress["used_for"][0], "functional.learning");
    let collected = export["events"].as_array().unwrap().iter().filter(|e| e["act"] == "collect");
    assert_eq!(collected.filter(|e| e["data"]["provider"].is_null()).count(), 1, "the events are redacted too");
    let complaint = desk.request("ada", "complaint").id;
    invalid(desk.engine.export("ada", &ExportOptions { case: Some(complaint), ..of_case }), "case", "asks for no copy");
}

/// The whole copy of the application.
fn copy(desk: &Desk, user: &str) -> Value {
    let attests = BTreeMap::from([("mfa".to_owned(), true)]);
    desk.engine.export(user, &ExportOptions { attests, ..ExportOptions::default() }).unwrap()
}

type History = fn(&Desk);

/// Histories that end in many different states.
const HISTORIES: &[(&str, History)] = &[
    ("consent", |desk| {
        desk.account("ada", "active");
        desk.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    }),
    ("refusals", |desk| {
        desk.engine.grant("ada", "marketing", &Default::default()).unwrap();
        desk.engine.withdraw("ada", "marketing.email", &Default::default()).unwrap();
        desk.engine.opt_out("ada", "analytics", &Default::default()).unwrap();
        desk.engine.object_to("ada", "marketing.newsletter", &Default::default()).unwrap();
        desk.engine.apply_signals("ada", &BTreeMap::from([("gpc".to_owned(), true)]), &Default::default()).unwrap();
    }),
    ("a child with a guardian", |desk| {
        desk.update("ada", Update { birthdate: Some("2013-05-01".into()), ..Update::default() });
        desk.engine.link_guardian("ada", "pat", &GuardianOptions::default()).unwrap();
        let options = placet::GrantOptions { by: Some("pat".into()), ..Default::default() };
        desk.engine.grant("ada", "marketing.email", &options).unwrap();
    }),
    ("old marketing", |desk| {
        desk.set("2022-01-01");
        desk.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
        desk.set("2024-11-01");
    }),
    ("cases", |desk| {
        desk.account("bob", "active");
        let (_, receipt) = desk.engine.audit("ada", "analytics.product", &Context::default()).unwrap();
        let options = RequestOptions { decision: Some(receipt.position.to_string()), ..RequestOptions::default() };
        let case = desk.engine.request("ada", "contest", &options).unwrap().id;
        desk.acknowledge("ada", case, "human_review").unwrap();
        let report = desk.request("ada", "minor_report").id;
        desk.end("ada", report, "verify", "dismissed").unwrap();
        let options = RequestOptions { reason: Some("accuracy".into()), ..about("analytics") };
        desk.engine.request("ada", "restrict", &options).unwrap();
    }),
    ("erased but for the books", |desk| {
        desk.account("ada", "closed");
        desk.pay("ada");
        desk.engine.erase("ada", &ActOptions::default()).unwrap();
    }),
    ("erased", |desk| {
        desk.account("ada", "active");
        desk.engine.erase("ada", &ActOptions::default()).unwrap();
    }),
    ("joined", |desk| {
        desk.engine.opt_out("cookie", "analytics", &Default::default()).unwrap();
        desk.engine.join("ada", "cookie", None).unwrap();
    }),
];

#[test]
fn what_is_imported_is_decided_as_it_was() {
    for (name, history) in HISTORIES {
        let here = Desk::open("2024-11-01T08:00:00Z");
        here.account("somebody", "active");
        history(&here);
        let export = copy(&here, "ada");
        assert_eq!(export, copy(&here, "ada"), "{name}: the same bytes each time");
        let there = Desk::open("2024-11-01T08:00:00Z");
        let receipt = there.engine.import(&export, None).unwrap();
        assert!(receipt.obligations.is_empty(), "{name}");
        assert_eq!(here.answers("ada"), there.answers("ada"), "{name}");
        // and later, when clocks have run on
        here.set("2026-03-01");
        there.set("2026-03-01");
        assert_eq!(here.answers("ada"), there.answers("ada"), "{name}, later");
        invalid(there.engine.import(&export, None), "export", "imported already");
        there.engine.verify().unwrap();
        // what was taken in is handed on as it came
        let again = copy(&there, "ada");
        assert_eq!(again["cases"].as_array().map(Vec::len), export["cases"].as_array().map(Vec::len), "{name}");
    }
}

#[test]
fn cases_go_on_after_an_import() {
    let here = Desk::open("2024-11-01");
    here.account("other", "active");
    let case = here.engine.request("ada", "rectify", &about("user.name")).unwrap().id;
    here.acknowledge("ada", case, "rectify:user.name").unwrap();
    let there = Desk::open("2024-11-02");
    there.engine.import(&copy(&here, "ada"), None).unwrap();
    let cases = there.engine.cases("ada").unwrap();
    assert_eq!(cases.len(), 1);
    assert!(cases[0].tasks.iter().all(|task| task.done));
    there.respond("ada", cases[0].id, "fulfil").unwrap();
}

#[test]
fn an_import_is_whole_or_nothing() {
    let here = Desk::open("2024-11-01");
    here.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    let export = copy(&here, "ada");
    let there = Desk::open("2024-11-01");
    let without = |key: &str| {
        let mut changed = export.clone();
        changed.as_object_mut().unwrap().remove(key);
        changed
    };
    invalid(there.engine.import(&without("schema"), None), "export", "schema");
    invalid(there.engine.import(&without("user"), None), "export", "user");
    invalid(there.engine.import(&without("policy"), None), "export", "policy");
    invalid(there.engine.import(&without("events"), None), "export", "a part of a record");
    invalid(there.engine.import(&without("digest"), None), "export", "digest");
    let mut changed = export.clone();
    changed["events"][0]["kind"] = "implied".into();
    invalid(there.engine.import(&changed, None), "export", "changed");
    assert_eq!(there.engine.position(), 0);
    // who acted here since is somebody else's record
    there.set("2024-11-05");
    there.account("ada", "active");
    invalid(there.engine.import(&export, None), "user", "has acted here");
    assert_eq!(there.engine.history("ada").unwrap().len(), 1);
    let gone = Desk::open("2024-11-01");
    gone.engine.erase("ada", &ActOptions::default()).unwrap();
    refused(gone.engine.import(&export, None), Reason::Erased);
}

#[test]
fn a_successor_is_told_of_purposes_it_does_not_know() {
    let here = Desk::open("2024-11-01");
    here.engine.opt_out("ada", "marketing", &Default::default()).unwrap();
    here.engine.opt_out("ada", "functional.learning", &Default::default()).unwrap();
    let successor =
        POLICY.replace("id = \"cases\"", "id = \"successor\"").replace("functional.learning", "functional.lessons");
    let there = Desk::of(&successor, "2024-11-02");
    let receipt = there.engine.import(&copy(&here, "ada"), None).unwrap();
    let told: Vec<_> = receipt.obligations.iter().map(|o| (o.kind.as_str(), o.subject.as_deref())).collect();
    assert_eq!(told, [("unknown_purpose", Some("functional.learning"))]);
    assert_eq!(there.reason("ada", "marketing.newsletter"), "opted_out");
}

/// The little of JSON Schema that the schema of exports uses.
fn fits(schema: &Value, root: &Value, value: &Value, path: &str) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is not there"));
        return fits(target, root, value, path);
    }
    if let Some(wanted) = schema.get("const") {
        assert_eq!(wanted, value, "{path}");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    match schema.get("type") {
        Some(Value::String(one)) => assert_eq!(one, kind, "{path}"),
        Some(Value::Array(many)) => assert!(many.iter().any(|one| one == kind), "{path} is {kind}"),
        _ => {}
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        assert!(words.contains(value), "{path} is {value}");
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        list.iter().enumerate().for_each(|(at, item)| fits(items, root, item, &format!("{path}[{at}]")));
    }
    let Some(fields) = value.as_object() else { return };
    for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        assert!(fields.contains_key(key.as_str().unwrap()), "{path} lacks {key}");
    }
    for (key, field) in fields {
        let path = format!("{path}.{key}");
        match (schema.get("properties").and_then(|p| p.get(key)), schema.get("additionalProperties")) {
            (Some(own), _) => fits(own, root, field, &path),
            (None, Some(Value::Bool(false))) => panic!("{path} is not in the schema"),
            (None, Some(others)) => fits(others, root, field, &path),
            (None, None) => {}
        }
    }
}

#[test]
fn exports_fit_their_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../data/export.schema.json")).unwrap();
    for (_, history) in HISTORIES {
        let desk = Desk::open("2024-11-01");
        if desk.engine.position() == 0 {
            desk.collect("ada", "functional.learning", "user.education.progress");
            desk.disclose("ada", "user.name");
        }
        desk.set("2024-11-01T10:00:00Z");
        desk.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
        fits(&schema, &schema, &copy(&desk, "ada"), "export");
        let other = Desk::open("2024-11-01");
        history(&other);
        fits(&schema, &schema, &copy(&other, "ada"), "export");
        let part =
            ExportOptions { subset: Some("education".into()), actor: Some("subject".into()), ..Default::default() };
        fits(&schema, &schema, &desk.engine.export("ada", &part).unwrap(), "part");
    }
}
