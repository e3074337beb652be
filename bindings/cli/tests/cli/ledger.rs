//! `placet verify` and `placet history`.

use placet::act::{Response, Scope};
use placet::{ActOptions, Context, GuardianOptions, RecordOptions, RequestOptions, RespondOptions, Update};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::{Folder, SHOP, act, at, engine, grant};

fn alter(folder: &Folder, statement: &str) {
    assert_eq!(Connection::open(folder.path("shop.db")).unwrap().execute(statement, []).unwrap(), 1);
}

#[test]
fn a_whole_ledger() {
    let folder = Folder::shop();
    let value = folder.placet(&["verify", "shop.db", "--json"]).json();
    let head = value["head"].as_str().unwrap();
    assert_eq!(value, json!({ "ok": true, "file": "shop.db", "events": 5, "users": 2, "head": head, "found": [] }));
    let ran = folder.placet(&["verify", "shop.db"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, format!("✓ shop.db is whole\nevents       5\nusers        2\nhead         {head}\n"));
    engine(SHOP, &folder.path("shop.db")).erase("ada", &act("2025-02-05T10:00:00Z")).unwrap();
    let erased = folder.placet(&["verify", "shop.db", "--json"]).json();
    assert_eq!((&erased["ok"], &erased["events"]), (&json!(true), &json!(6)), "an erasure leaves the chain whole");
}

#[test]
fn verifying_without_the_policy_changes_no_answer() {
    let folder = Folder::shop();
    let rows = || -> Vec<(Vec<u8>, Vec<u8>, i64, i64)> {
        let connection = Connection::open(folder.path("shop.db")).unwrap();
        let mut query = connection.prepare("SELECT user, bits, until, stamp FROM users ORDER BY user").unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let before = rows();
    assert_eq!(folder.placet(&["verify", "shop.db"]).code, 0);
    assert_eq!(folder.placet(&["history", "shop.db", "ada"]).code, 0);
    assert_eq!(rows(), before);
    let engine = engine(SHOP, &folder.path("shop.db"));
    assert!(engine.can_process("ada", "marketing.email").unwrap());
    assert!(!engine.can_process("ada", "marketing.phone").unwrap());
}

#[test]
fn a_damaged_ledger() {
    let folder = Folder::shop();
    alter(
        &folder,
        "UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), 'marketing', 'marketinG') AS BLOB) WHERE position = 4",
    );
    alter(&folder, "DELETE FROM events WHERE position = 2");
    let ran = folder.placet(&["verify", "shop.db"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(ran.out.starts_with("✗ shop.db is damaged\n"), "{}", ran.out);
    let value = folder.placet(&["verify", "shop.db", "--json"]).json();
    assert_eq!((&value["ok"], &value["head"]), (&json!(false), &json!(null)));
    let found: Vec<&str> = value["found"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert!(found.contains(&"event 4 was changed: its content does not match its commitment"), "{found:?}");
    assert!(found.contains(&"event 2 is missing"), "{found:?}");
    for fault in found {
        assert!(ran.out.contains(&format!("\n  {fault}\n")), "{fault}: {}", ran.out);
    }
}

#[test]
fn a_history() {
    let folder = Folder::shop();
    let ran = folder.placet(&["history", "shop.db", "ada"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = ran.out.lines().map(words).collect();
    assert_eq!(lines[0], "position time act what by policy");
    assert_eq!(
        lines[2..],
        [
            "1 2025-02-01T09:00:00Z update account active, born 1990-05-01, residence DE (registered) shop@2025-01-01",
            "2 2025-02-01T10:00:00Z grant marketing.email, notice 2025-01-01 the user shop@2025-01-01",
            "3 2025-02-02T10:00:00Z withdraw marketing, by way of settings the user shop@2025-01-01",
            "4 2025-02-03T10:00:00Z grant marketing.email, notice 2025-01-01 the user shop@2025-01-01",
        ]
    );
    let stranger = folder.placet(&["history", "shop.db", "eve"]);
    assert_eq!((stranger.code, stranger.out.as_str()), (0, "no events of this user\n"));
}

#[test]
fn a_history_as_json_has_a_line_for_each_event() {
    let folder = Folder::shop();
    let ran = folder.placet(&["history", "shop.db", "ada", "--json"]);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[2]["hash"].as_str().unwrap().len(), 64);
    let mut third = lines[2].clone();
    third.as_object_mut().unwrap().remove("hash");
    let expected = json!({
        "position": 3, "user": "ada", "at": "2025-02-02T10:00:00Z", "policy": "shop@2025-01-01",
        "act": "withdraw", "purpose": "marketing", "nodes": ["marketing"], "by": null, "method": "settings",
    });
    assert_eq!(third, expected);
    assert_eq!(folder.placet(&["history", "shop.db", "eve", "--json"]).out, "");
}

#[test]
fn every_act_has_its_words() {
    let folder = Folder::new();
    let policy = format!("{SHOP}\n[signals.gpc]\ndenies = [\"marketing\"]\n");
    let engine = engine(&policy, &folder.path("shop.db"));
    let at_noon = act("2025-02-01T12:00:00Z");
    let pending = GuardianOptions { pending: true, at: at_noon.at, ..GuardianOptions::default() };
    let range = Update { age_range: Some((13, Some(15))), at: at_noon.at, ..Update::default() };
    engine.update("kim", &range).unwrap();
    engine.link_guardian("kim", "pat", &pending).unwrap();
    engine.unlink_guardian("kim", "pat", &at_noon).unwrap();
    engine.acknowledge("kim", "2025-01-01", false, &at_noon).unwrap();
    engine.opt_out("kim", "marketing", &at_noon).unwrap();
    engine.opt_in("kim", "marketing", &at_noon).unwrap();
    engine.object_to("kim", "analytics", &at_noon).unwrap();
    engine.overrule_objection("kim", "analytics", "a\u{1b}[2Jfraud", &at_noon).unwrap();
    engine.restrict("kim", "*", &at_noon).unwrap();
    engine.lift_restriction("kim", "*", &at_noon).unwrap();
    engine.apply_signals("kim", &[("gpc".to_owned(), true)].into(), &at_noon).unwrap();
    let ran = folder.placet(&["history", "shop.db", "kim"]);
    for words in [
        "born 2009-02-02 to 2012-02-01",
        "guardian pat, pending",
        "notice 2025-01-01, disagrees, by way of settings",
        "analytics, reason a\\u{1b}[2Jfraud",
        "gpc on",
        "the company",
        "a signal",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let acts = [
        "update",
        "link_guardian",
        "unlink_guardian",
        "acknowledge",
        "opt_out",
        "opt_in",
        "object_to",
        "overrule_objection",
        "restrict",
        "lift_restriction",
        "apply_signals",
    ];
    let column: Vec<&str> = ran.out.lines().skip(2).filter_map(|line| line.split_whitespace().nth(2)).collect();
    assert_eq!(column, acts);
    assert_eq!(at_noon.at, Some(at("2025-02-01T12:00:00Z")));
}

#[test]
fn acts_about_handling_have_their_words() {
    let folder = Folder::new();
    let policy = format!(
        "{SHOP}\n[recipients.mailer]\nrole = \"processor\"\nagreement = \"dpa\"\npurposes = [\"marketing\"]\ncategories = [\"user.contact\"]\n"
    );
    let policy = format!(
        "{policy}\n[retention.mail]\npurposes = [\"marketing\"]\nafter = \"account_closed\"\n[rights.access]\n"
    );
    let engine = engine(&policy, &folder.path("shop.db"));
    let time = Some(at("2025-02-01T12:00:00Z"));
    let fox = "🦊";
    let grown = Update {
        birthdate: Some("1990-05-01".into()),
        residence: Some("DE".into()),
        account: Some("active".into()),
        at: time,
        ..Update::default()
    };
    engine.update(fox, &grown).unwrap();
    let scope = Scope { channel: Some("push".into()), ..Scope::default() };
    engine.opt_out(fox, "marketing", &ActOptions { scope, ..act("2025-02-01T12:00:00Z") }).unwrap();
    engine.grant(fox, "marketing.email", &grant("2025-02-01T12:00:00Z")).unwrap();
    let record = RecordOptions { reference: Some("beta".into()), at: time, ..RecordOptions::default() };
    engine.record(fox, "feature_activated", &record).unwrap();
    let categories = vec!["user.contact.email".to_owned()];
    let question = Context {
        categories: categories.clone(),
        source: Some("direct".into()),
        collection_point: Some("desk".into()),
        at: time,
        ..Context::default()
    };
    engine.collect(fox, "marketing.email", &question).unwrap();
    engine.disclose(fox, "marketing.email", "mailer", &Context { source: None, ..question }).unwrap();
    engine.hold(fox, "lawsuit", "3 K 17/25", &categories, time).unwrap();
    engine.release(fox, "lawsuit", time).unwrap();
    let options = RequestOptions { at: time, ..RequestOptions::default() };
    let case = engine.request(fox, "access", &options).unwrap();
    let refuse = Response { action: "refuse".into(), reason: Some("unfounded".into()), ..Response::default() };
    engine.respond(fox, case.id, &refuse, &RespondOptions { at: time, ..RespondOptions::default() }).unwrap();
    let ran = folder.placet(&["history", "shop.db", fox]);
    let lines: Vec<String> =
        ran.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for words in [
        "opt_out marketing, channel push, by way of settings the user",
        "record feature_activated, beta shop",
        "collect marketing.email, user.contact.email, source direct, at desk shop",
        "disclose marketing.email, user.contact.email, to mailer, ground consent the company",
        "hold lawsuit, user.contact.email, reason 3 K 17/25 the company",
        "release lawsuit the company",
        "request access",
        "refuse, reason unfounded the company",
    ] {
        assert!(lines.iter().any(|line| line.contains(words)), "{words}: {}", ran.out);
    }
    let json = folder.placet(&["history", "shop.db", fox, "--json"]);
    let request = json.out.lines().find(|line| line.contains("\"act\":\"request\"")).unwrap();
    let request: Value = serde_json::from_str(request).unwrap();
    assert_eq!(request["at"], json!("2025-02-01T12:00:00Z"));
    assert!(request["due"].is_null() || request["due"].is_string(), "{request}");
}

#[test]
fn what_is_no_ledger() {
    let folder = Folder::shop();
    for command in ["verify", "history"] {
        let on = |file: &str| {
            let args: &[&str] = if command == "verify" { &[command, file] } else { &[command, file, "ada"] };
            folder.placet(args).failure().to_owned()
        };
        assert_eq!(on("shpo.db"), "there is no ledger `shpo.db`");
        assert_eq!(on("memory:"), "there is no ledger `memory:`");
        assert_eq!(on("."), "`.` is a directory; give the path of a ledger");
        assert!(on("shop.toml").starts_with("store `shop.toml`: it is a file of another program"));
        let other = folder.path("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE IF NOT EXISTS t (a)").unwrap();
        assert_eq!(on("other.db"), "store `other.db`: it is a SQLite file of another program; it was left as it is");
    }
    assert!(folder.placet(&["history", "shop.db", ""]).failure().starts_with("invalid `user`: it is empty;"));
    assert!(!std::path::Path::new(&folder.path("shpo.db")).exists());
}
