//! `placet diff`.

use placet::Update;
use serde_json::json;

use crate::common::{Folder, SHOP, at, engine, grant};

/// A later version: e-mail may use the name, phone is gone, surveys come, analytics loses its aggregated form.
fn later() -> String {
    SHOP.replace("2025-01-01", "2025-06-01")
        .replace("next_review", "material = true\nnext_review")
        .replace("categories = [\"user.contact.email\"]", "categories = [\"user.contact.email\", \"user.name\"]")
        .replace("marketing.phone", "communication.survey")
        .replace("forms = [\"aggregated\"]\n", "")
}

fn two() -> Folder {
    let folder = Folder::new();
    folder.write("old.toml", SHOP);
    folder.write("new.toml", &later());
    folder
}

#[test]
fn what_a_version_changes() {
    let folder = two();
    let ran = folder.placet(&["diff", "old.toml", "new.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = ran.out.lines().map(words).collect();
    assert_eq!(lines[0], "shop@2025-01-01 to shop@2025-06-01, material");
    assert_eq!(lines[1], "change purpose consents asked again");
    assert_eq!(
        lines[3..],
        [
            "added communication.survey outdated everyone, by the notice",
            "removed marketing.phone",
            "widened marketing.email outdated whoever consented; everyone, by the notice",
            "narrowed analytics.product",
            "`marketing.email` may also use user.name",
            "consents given under an earlier notice are outdated for 2 purposes",
        ]
    );
    let value = folder.placet(&["diff", "old.toml", "new.toml", "--json"]).json();
    assert_eq!(
        value,
        json!({
            "policy": "shop", "from": "2025-01-01", "to": "2025-06-01", "material": true, "replaces": null,
            "added": ["communication.survey"], "removed": ["marketing.phone"], "widened": ["marketing.email"],
            "narrowed": ["analytics.product"],
            "categories_added": { "marketing.email": ["user.name"] },
            "recipients_added": [], "recipients_removed": [], "recipients_widened": [],
            "outdated": ["communication.survey", "marketing.email"],
            "ask_again": [
                { "purpose": "communication.survey", "consent": false, "notice": true, "users": null },
                { "purpose": "marketing.email", "consent": true, "notice": true, "users": null },
            ],
        })
    );
}

#[test]
fn a_change_that_is_not_material_outdates_nothing() {
    let folder = two();
    folder.write("new.toml", &later().replace("material = true\n", ""));
    let ran = folder.placet(&["diff", "old.toml", "new.toml"]);
    assert!(ran.out.starts_with("shop@2025-01-01 to shop@2025-06-01, not material\n"), "{}", ran.out);
    assert!(ran.out.ends_with("no consents are outdated\n") && ran.out.contains("widened"), "{}", ran.out);
    folder.write("same.toml", &SHOP.replace("2025-01-01", "2025-06-01"));
    let same = folder.placet(&["diff", "old.toml", "same.toml"]);
    assert!(same.out.contains("\nno purpose is added, removed, widened or narrowed\n"), "{}", same.out);
}

#[test]
fn a_version_that_replaces_another_changes_everything() {
    let folder = two();
    folder.write("new.toml", &later().replace("material = true", "material = true\nreplaces = \"2024-01-01\""));
    let ran = folder.placet(&["diff", "old.toml", "new.toml"]);
    assert!(ran.out.contains("\nnote: it replaces `2024-01-01`, which is not the version compared with: every purpose counts as changed\n"), "{}", ran.out);
    assert!(ran.out.ends_with("outdated for 5 purposes\n"), "{}", ran.out);
}

#[test]
fn the_users_of_a_ledger_who_have_to_be_asked_again() {
    let folder = Folder::shop();
    folder.write("new.toml", &later());
    let consenting = engine(SHOP, &folder.path("shop.db"));
    let grown =
        Update { birthdate: Some("1990-05-01".into()), at: Some(at("2025-02-04T09:00:00Z")), ..Update::default() };
    // one who consented, and one who never did
    consenting.update("🦊", &grown).unwrap();
    consenting.grant("🦊", "marketing.email", &grant("2025-02-05T10:00:00Z")).unwrap();
    consenting.update("eve", &grown).unwrap();
    drop(consenting);
    let ran = folder.placet(&["diff", "shop.toml", "new.toml", "--store", "shop.db"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("; 2 users of the ledger"), "{}", ran.out);
    assert!(ran.out.ends_with("2 users of the ledger have to be asked again\n  ada\n  🦊\n"), "{}", ran.out);
    let value = folder.placet(&["diff", "shop.toml", "new.toml", "--store", "shop.db", "--json"]).json();
    assert_eq!(value["ask_again"][0]["users"], json!([]));
    assert_eq!(value["ask_again"][1]["users"], json!(["ada", "🦊"]));
    folder.write("new.toml", &later().replace("material = true\n", ""));
    let none = folder.placet(&["diff", "shop.toml", "new.toml", "--store", "shop.db"]);
    assert!(none.out.ends_with("0 users of the ledger have to be asked again\n"), "{}", none.out);
    let lost = folder.placet(&["diff", "shop.toml", "new.toml", "--store", "shpo.db"]);
    assert_eq!(lost.failure(), "there is no ledger `shpo.db`");
}

#[test]
fn what_can_not_be_compared() {
    let folder = two();
    folder.write("other.toml", &later().replace("\"shop\"", "\"other\""));
    folder.write("date.toml", &SHOP.replace("version = \"2025-01-01\"", "version = \"2\""));
    folder.write("bad.toml", &SHOP.replace("minimum", "minimun"));
    let failure = |old: &str, new: &str| folder.placet(&["diff", old, new]).failure().to_owned();
    let other = "`old.toml` is of policy `shop` and `other.toml` of policy `other`; give two versions of one policy";
    assert_eq!(failure("old.toml", "other.toml"), other);
    assert_eq!(
        failure("old.toml", "old.toml"),
        "`old.toml` and `old.toml` are both version `shop@2025-01-01`; give the later one a version of its own"
    );
    assert_eq!(
        failure("old.toml", "date.toml"),
        "`old.toml` and `date.toml` come into force at the same instant; give the later one a date of its own"
    );
    assert_eq!(
        failure("new.toml", "old.toml"),
        "`new.toml` comes into force after `old.toml`; give the earlier version first"
    );
    assert_eq!(failure("old.toml", "none.toml"), "there is no policy `none.toml`");
    let bad = folder.placet(&["diff", "old.toml", "bad.toml"]);
    assert!(bad.code == 2 && bad.err.ends_with("error: the policy `bad.toml` has 1 error\n"), "{bad:?}");
}
