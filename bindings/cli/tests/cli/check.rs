//! `placet check`.

use serde_json::json;

use crate::common::{Folder, SHOP, command, finish};

const FAULTY: &str = r#"[policy]
id = "shop"
version = "1"
effective_from = 2025-01-01
contact = { privacy = "[email address]" }
titel = "Shop"

[purposes."marketing.email"]
basis = ["consnet"]
categories = ["user.contact.emial"]
"#;

#[test]
fn a_good_policy() {
    let folder = Folder::new();
    folder.write("shop.toml", SHOP);
    let ran = folder.placet(&["check", "shop.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, "shop.toml: 5 purposes, 0 errors, 0 warnings\n");
}

#[test]
fn errors_are_shown_as_a_compiler_shows_them() {
    let folder = Folder::new();
    folder.write("shop.toml", FAULTY);
    let ran = folder.placet(&["check", "shop.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let expected = r#"error[placeholder_contact]: contact `privacy` is a placeholder: `[email address]`
 --> shop.toml:5:23
  |
5 | contact = { privacy = "[email address]" }
  |                       ^^^^^^^^^^^^^^^^^
  |
  = help: give an address that people can write to

error[unknown_field]: `policy` has no field `titel`
 --> shop.toml:6:1
  |
6 | titel = "Shop"
  | ^^^^^
  |
  = help: did you mean `title`?

error[unknown_name]: an entry of `basis` can't be `consnet`
 --> shop.toml:9:10
  |
9 | basis = ["consnet"]
  |          ^^^^^^^^^
  |
  = help: did you mean `consent`?

error[unknown_category]: category `user.contact.emial` is in no taxonomy
  --> shop.toml:10:15
   |
10 | categories = ["user.contact.emial"]
   |               ^^^^^^^^^^^^^^^^^^^^
   |
   = help: did you mean `user.contact.email`?

shop.toml: 4 errors, 0 warnings
"#;
    assert_eq!(ran.out, expected);
}

#[test]
fn warnings_carry_the_note_of_the_author() {
    let folder = Folder::new();
    let text = SHOP.replace("next_review = 2026-01-01", "note = \"it is reviewed when the law changes\"");
    folder.write("shop.toml", &text);
    let ran = folder.placet(&["check", "shop.toml"]);
    assert_eq!(ran.code, 0);
    let expected = "warning[no_review_date]: no `next_review`: nobody is told when the policy is to be reviewed
 --> shop.toml:1:2
  |
1 | [policy]
  |  ^^^^^^
  |
  = help: add a date
  = note: it is reviewed when the law changes

warning[note]: `policy`: it is reviewed when the law changes
--> shop.toml:5:8

shop.toml: 5 purposes, 0 errors, 2 warnings
";
    assert_eq!(ran.out, expected);
    assert_eq!(folder.placet(&["check", "--deny-warnings", "shop.toml"]).code, 1);
}

#[test]
fn as_json() {
    let folder = Folder::new();
    folder.write("good.toml", SHOP);
    folder.write("bad.toml", FAULTY);
    let ran = folder.placet(&["check", "--json", "good.toml", "bad.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let value = ran.json();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["clashes", "documents", "errors", "ok", "warnings"]);
    assert_eq!((&value["ok"], &value["errors"], &value["warnings"]), (&json!(false), &json!(4), &json!(0)));
    assert_eq!(
        value["documents"][0],
        json!({ "file": "good.toml", "policy": "shop@2025-01-01", "purposes": 5, "errors": 0, "warnings": 0, "diagnostics": [] })
    );
    assert_eq!(value["documents"][1]["policy"], json!(null));
    assert_eq!(
        value["documents"][1]["diagnostics"][1],
        json!({
            "severity": "error", "code": "unknown_field", "message": "`policy` has no field `titel`",
            "place": { "file": "bad.toml", "line": 6, "column": 1, "start": 105, "end": 110 },
            "help": "did you mean `title`?", "note": null,
        })
    );
}

#[test]
fn documents_of_one_policy_are_its_versions() {
    let folder = Folder::new();
    folder.write("one.toml", SHOP);
    folder.write("two.toml", &SHOP.replace("2025-01-01", "2025-06-01"));
    folder.write("three.toml", &SHOP.replace("version = \"2025-01-01\"", "version = \"2\""));
    folder.write("other.toml", &SHOP.replace("id = \"shop\"", "id = \"other\""));
    assert_eq!(folder.placet(&["check", "one.toml", "two.toml", "other.toml"]).code, 0);
    let twice = folder.placet(&["check", "one.toml", "one.toml"]);
    assert_eq!(twice.code, 1);
    assert!(
        twice.out.starts_with("error[same_version]: `one.toml` and `one.toml` are both version `shop@2025-01-01`;"),
        "{twice:?}"
    );
    let date = folder.placet(&["check", "--json", "one.toml", "three.toml"]);
    assert_eq!((date.code, &date.json()["errors"]), (1, &json!(1)));
    assert_eq!(
        date.json()["clashes"],
        json!(["`one.toml` and `three.toml` come into force at the same instant; give each a date of its own"])
    );
}

#[test]
fn every_notation_is_read() {
    let folder = Folder::new();
    let document = json!({
        "policy": { "id": "shop", "version": "1", "effective_from": "2025-01-01", "next_review": "2026-01-01", "bases": ["consent"], "contact": { "privacy": "a@shop.test" } },
        "purposes": { "marketing.email": { "basis": ["consent"], "categories": ["user.contact.email"] } },
        "retention": { "default": { "after": "account_closed", "keep": "P1Y", "rationale": "claims" } },
        "breach": { "authority": "PT72H" },
    });
    folder.write("shop.json", &document.to_string());
    folder.write("shop.yaml", "policy:\n  id: shop\n  version: '2'\n  effective_from: 2025-02-01\n  bogus: 1\n  contact: { privacy: a@shop.test }\n");
    assert_eq!(folder.placet(&["check", "shop.json"]).out, "shop.json: 1 purpose, 0 errors, 0 warnings\n");
    let yaml = folder.placet(&["check", "shop.yaml"]);
    assert!(
        yaml.out.contains(" --> shop.yaml:5:3\n") && yaml.out.contains("5 |   bogus: 1\n  |   ^^^^^\n"),
        "{}",
        yaml.out
    );
}

#[test]
fn places_hold_in_difficult_texts() {
    let folder = Folder::new();
    for (name, text) in [
        ("empty.toml", ""),
        ("blank.toml", "\n\n"),
        ("syntax.toml", "[policy\nid = 'ü'"),
        ("short.toml", "x"),
        ("list.json", "[1]"),
        ("broken.json", "{\"policy\": ü"),
        ("nothing.yaml", "# ü\n"),
        ("mark.toml", "\u{feff}[policy]\nid = \"ü\"\nbogus = 1\n"),
        ("tab.toml", "[policy]\n\tbögus = \"\u{1b}[2J\"\n"),
    ] {
        folder.write(name, text);
        let ran = folder.placet(&["check", name]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{name}");
        assert!(ran.out.starts_with("error["), "{name}: {}", ran.out);
        assert!(!ran.out.contains('\u{1b}'), "{name}: {}", ran.out);
    }
}

#[test]
fn colours_follow_the_environment() {
    let folder = Folder::new();
    let path = folder.write("bad.toml", FAULTY);
    let run = |name: &str| finish(command().env(name, "1").args(["check", &path])).out;
    assert!(run("CLICOLOR_FORCE").contains("\u{1b}["));
    assert!(!run("NO_COLOR").contains('\u{1b}'));
    assert!(!run("PLAIN").contains('\u{1b}'), "a pipe is no terminal");
}

#[test]
fn what_can_not_be_read() {
    let folder = Folder::new();
    assert_eq!(folder.placet(&["check", "shop.toml"]).failure(), "there is no policy `shop.toml`");
    assert_eq!(folder.placet(&["check", "."]).failure(), "`.` is a directory; give the path of a policy");
    std::fs::write(folder.path("image.toml"), b"id = \"\xff\"").unwrap();
    let image = folder.placet(&["check", "image.toml"]);
    assert_eq!(image.failure(), "`image.toml` is no text: byte 7 is not UTF-8; save the policy as UTF-8");
    let json = folder.placet(&["check", "--json", "shop.toml"]);
    assert_eq!((json.code, json.out.as_str()), (2, ""));
    let error: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(error, json!({ "error": { "code": "unreadable", "message": "there is no policy `shop.toml`" } }));
}
