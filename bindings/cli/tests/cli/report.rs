//! `placet report`, `due`, `cases`, `erasure-plan` and `export`.

use placet::{Context, RequestOptions, Update};
use serde_json::{Value, json};

use crate::common::{Folder, Ran, SHOP, at, engine, grant};

/// Data are kept for a week after the account is closed; access is answered within 30 days; mail goes out by a processor.
const KEPT: &str = r#"
[retention.account]
categories = ["user.contact", "user.name"]
after = "account_closed"
keep = "P7D"

[rights.access]
deadline = "P30D"
owner = "privacy team"

[recipients.mailer]
role = "processor"
agreement = "dpa-1"
purposes = ["marketing"]
categories = ["user.contact"]

[controls.audit]
interval = "P1Y"
description = "a look at the books"
"#;

const FOX: &str = "🦊 ü";

/// The shop, with a fox who gave an address, which went to the mailer, and who asked for a copy.
fn kept() -> Folder {
    let folder = Folder::shop();
    folder.write("shop.toml", &format!("{SHOP}{KEPT}"));
    let engine = engine(&format!("{SHOP}{KEPT}"), &folder.path("shop.db"));
    let time = |text: &str| Some(at(text));
    let grown = Update {
        birthdate: Some("1990-05-01".into()),
        residence: Some("DE".into()),
        account: Some("active".into()),
        at: time("2025-02-05T09:00:00Z"),
        ..Update::default()
    };
    engine.update(FOX, &grown).unwrap();
    engine.grant(FOX, "marketing.email", &grant("2025-02-05T10:00:00Z")).unwrap();
    let question = Context {
        categories: vec!["user.contact.email".into()],
        at: time("2025-02-05T11:00:00Z"),
        ..Context::default()
    };
    engine.collect(FOX, "marketing.email", &question).unwrap();
    engine.disclose(FOX, "marketing.email", "mailer", &question).unwrap();
    let options = RequestOptions { at: time("2025-02-06T09:00:00Z"), ..RequestOptions::default() };
    engine.request(FOX, "access", &options).unwrap();
    folder
}

fn on(folder: &Folder, command: &str, rest: &[&str]) -> Ran {
    folder.placet(&[&[command, "shop.toml", "--store", "shop.db"], rest].concat())
}

/// The lines of a text, with single spaces.
fn lines(ran: &Ran) -> Vec<String> {
    assert_eq!(ran.err, "");
    ran.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_report_as_text_and_as_json() {
    let folder = kept();
    let value = on(&folder, "report", &["recipients", "--json"]).json();
    assert!(value.to_string().contains("mailer"), "{value}");
    let ran = on(&folder, "report", &["recipients"]);
    assert_eq!(ran.code, 0);
    assert!(lines(&ran).iter().any(|line| line.contains("mailer") && line.contains("processor")), "{}", ran.out);
    let rights = lines(&on(&folder, "report", &["rights", "--at", "2025-02-10"]));
    assert!(rights.contains(&"cases 1".to_owned()), "{rights:?}");
    assert!(rights.iter().any(|line| line.starts_with("access ") && line.contains("received 1")), "{rights:?}");
}

#[test]
fn a_report_on_one_user() {
    let folder = kept();
    let value = on(&folder, "report", &["disclosures", "--user", FOX, "--json"]).json();
    assert_eq!(value["user"], json!(FOX));
    assert!(value.to_string().contains("2025-02-05T11:00:00Z"), "instants are written out: {value}");
    let ran = on(&folder, "report", &["holdings", "--user", FOX]);
    assert!(lines(&ran).contains(&format!("user {FOX}")), "{}", ran.out);
    assert!(ran.out.contains("user.contact.email"), "{}", ran.out);
    let year = on(&folder, "report", &["shine_the_light", "--user", FOX, "--year", "2025", "--json"]);
    assert_eq!(year.json()["year"], json!(2025));
}

#[test]
fn every_kind_of_report_is_printed() {
    let folder = kept();
    let help = folder.placet(&["report", "--help"]).out;
    let kinds = [
        "policy",
        "bases",
        "differences",
        "processing",
        "retention",
        "recipients",
        "notices",
        "rights",
        "erasures",
        "controls",
        "breaches",
        "overdue",
        "disclosures",
        "holdings",
        "features",
        "shine_the_light",
    ];
    for kind in kinds {
        assert!(help.contains(kind), "{kind}: {help}");
        let ran = on(&folder, "report", &[kind, "--user", FOX]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{kind}");
        assert!(ran.out.ends_with('\n') && !ran.out.contains('{'), "{kind}: {}", ran.out);
        let value: Value = on(&folder, "report", &[kind, "--user", FOX, "--json"]).json();
        assert!(value.is_object() || value.is_null() || value.is_array(), "{kind}");
    }
}

#[test]
fn reports_that_can_not_be_made() {
    let folder = kept();
    let failure = |rest: &[&str]| on(&folder, "report", rest).failure().to_owned();
    assert!(failure(&["recipient"]).contains("`recipients`"), "{}", failure(&["recipient"]));
    assert!(failure(&["disclosures"]).starts_with("invalid `user`: "), "{}", failure(&["disclosures"]));
    assert!(failure(&["disclosures", "--user", ""]).starts_with("invalid `user`: it is empty"));
    assert!(failure(&["rights", "--at", "noon"]).starts_with("invalid `at`: `noon` is no instant"));
    for (command, rest) in [("report", "policy"), ("cases", "ada"), ("erasure-plan", "ada"), ("export", "ada")] {
        let on =
            |policy: &str, store: &str| folder.placet(&[command, policy, "--store", store, rest]).failure().to_owned();
        assert_eq!(on("shop.toml", "shpo.db"), "there is no ledger `shpo.db`");
        assert_eq!(on("shpo.toml", "shop.db"), "there is no policy `shpo.toml`");
        assert_eq!(on("shop.toml", "shop.toml").split_once(':').unwrap().0, "store `shop.toml`");
    }
    assert!(!std::path::Path::new(&folder.path("shpo.db")).exists());
}

#[test]
fn what_is_due() {
    let folder = kept();
    let value = on(&folder, "due", &["--at", "2025-02-10", "--json"]);
    assert_eq!(value.code, 1, "bob's account was closed more than a week ago");
    let value = value.json();
    assert_eq!(value["at"], json!("2025-02-10T00:00:00Z"));
    let due = value["due"].as_array().unwrap();
    let of =
        |kind: &str| due.iter().find(|due| due["kind"] == json!(kind)).unwrap_or_else(|| panic!("{kind}: {value}"));
    assert_eq!((&of("disposal")["user"], &of("disposal")["overdue"]), (&json!("bob"), &json!(true)));
    assert_eq!((&of("case")["user"], &of("case")["overdue"]), (&json!(FOX), &json!(false)));
    let ran = on(&folder, "due", &["--at", "2025-02-10"]);
    assert_eq!(ran.code, 1);
    let lines = lines(&ran);
    assert_eq!(lines[0], "due overdue action kind subject user detail");
    assert!(lines.iter().any(|line| line.contains("overdue delete disposal account bob")), "{}", ran.out);
    assert!(lines.iter().any(|line| line.contains(&format!("respond case access {FOX}"))), "{}", ran.out);
    let late = value["overdue"].as_u64().unwrap();
    assert_eq!(lines.last().unwrap(), &format!("{} things, {late} overdue", due.len()));
}

#[test]
fn nothing_is_due_before_anything_happened() {
    let folder = Folder::new();
    folder.write("shop.toml", SHOP);
    let ran = folder.placet(&["due", "shop.toml", "--store", "memory:", "--at", "2025-02-10"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "✓ nothing is due\n"));
    let ran = folder.placet(&["due", "shop.toml", "--store", "memory:", "--at", "2025-02-10", "--json"]);
    assert_eq!(ran.json(), json!({ "at": "2025-02-10T00:00:00Z", "overdue": 0, "due": [] }));
    let failure = |args: &[&str]| folder.placet(args).failure().to_owned();
    assert!(failure(&["due", "shop.toml", "--store", "memory:", "--at", "soon"]).starts_with("invalid `at`: `soon`"));
    assert_eq!(failure(&["due", "shop.toml", "--store", "shpo.db"]), "there is no ledger `shpo.db`");
    assert_eq!(failure(&["due", "shpo.toml", "--store", "memory:"]), "there is no policy `shpo.toml`");
}

#[test]
fn the_cases_of_a_user() {
    let folder = kept();
    let ran = on(&folder, "cases", &[FOX]);
    assert_eq!(ran.code, 0);
    let shown = lines(&ran);
    assert!(shown[0].starts_with("case right status received due by owner"), "{}", ran.out);
    assert!(ran.out.contains("access") && ran.out.contains("received") && ran.out.contains("overdue"), "{}", ran.out);
    let value = on(&folder, "cases", &[FOX, "--json"]).json();
    assert_eq!((&value["user"], value["cases"].as_array().unwrap().len()), (&json!(FOX), 1));
    assert_eq!((&value["cases"][0]["right"], &value["cases"][0]["owner"]), (&json!("access"), &json!("privacy team")));
    assert_eq!(on(&folder, "cases", &["ada"]).out, "no cases of this user\n");
    assert_eq!(on(&folder, "cases", &["eve", "--json"]).json(), json!({ "user": "eve", "cases": [] }));
    assert!(on(&folder, "cases", &[""]).failure().starts_with("invalid `user`: it is empty;"));
}

#[test]
fn the_plan_of_an_erasure() {
    let folder = kept();
    let ran = on(&folder, "erasure-plan", &[FOX, "--at", "2025-02-10"]);
    assert_eq!(ran.code, 0);
    let shown = lines(&ran);
    assert_eq!(shown[0], "action subject reason until");
    assert!(shown.iter().any(|line| line == "notify_recipient mailer"), "{}", ran.out);
    let value = on(&folder, "erasure-plan", &[FOX, "--at", "2025-02-10", "--json"]).json();
    assert_eq!(value["user"], json!(FOX));
    let kinds: Vec<&str> = value["plan"].as_array().unwrap().iter().map(|t| t["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"erase") || kinds.contains(&"keep"), "{value}");
    assert!(on(&folder, "erasure-plan", &[""]).failure().starts_with("invalid `user`: it is empty;"));
    assert!(on(&folder, "erasure-plan", &[FOX, "--at", "noon"]).failure().starts_with("invalid `at`: `noon`"));
}

#[test]
fn an_export() {
    let folder = kept();
    let ran = on(&folder, "export", &[FOX]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let value = ran.json();
    assert_eq!((&value["user"], &value["schema"]), (&json!(FOX), &json!("placet-export-1")));
    assert!(value["events"].as_array().is_some_and(|events| events.len() >= 4), "{value}");
    assert!(on(&folder, "export", &[FOX, "--json"]).json()["digest"] == value["digest"], "it is JSON either way");
    // another engine takes it in as it is printed
    let there = engine(&format!("{SHOP}{KEPT}"), &folder.path("there.db"));
    there.import(&value, None).unwrap();
    assert!(there.can_process(FOX, "marketing.email").unwrap());
}

#[test]
fn an_export_of_a_part_and_for_somebody() {
    let folder = kept();
    let part = on(&folder, "export", &[FOX, "--subset", "contact"]).json();
    assert_eq!(part["subset"], json!("user.contact"));
    assert!(part["data"].to_string().contains("user.contact.email"), "{part}");
    assert_eq!(on(&folder, "export", &[FOX, "--actor", "subject", "--attest", "mfa"]).code, 0);
    let failure = |rest: &[&str]| on(&folder, "export", &[&[FOX], rest].concat()).failure().to_owned();
    assert!(
        failure(&["--subset", "contcat"]).starts_with("unknown category `"),
        "{}",
        failure(&["--subset", "contcat"])
    );
    assert!(failure(&["--actor", "stranger"]).starts_with("refused (actor_not_authorized)"));
    assert!(failure(&["--case", "999"]).starts_with("invalid `case`"), "{}", failure(&["--case", "999"]));
    assert!(on(&folder, "export", &[""]).failure().starts_with("invalid `user`: it is empty;"));
}
