//! Ledgers that were apart and meet, and those who listen.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use placet::{ChangesOptions, Engine, MergeOptions, Notification, Options, Subscription, Timestamp};
use serde_json::{Value, json};

const POLICY: &str = r#"
[policy]
id = "shop"
version = "2025-01-01"
effective_from = 2025-01-01
contact = { privacy = "privacy@shop.test" }

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email"]

[rights.access]
verify = false

[purposes."trial"]
basis = ["consent"]
mode = "observe"
"#;

fn open(store: &str) -> Engine {
    Engine::open(POLICY, store).unwrap()
}

fn all(engine: &Engine) -> Value {
    engine.changes(0, &ChangesOptions::default()).unwrap()
}

fn refused(engine: &Engine, changes: &Value) -> String {
    let error = engine.merge(changes, &MergeOptions::default()).unwrap_err();
    assert_eq!(error.code(), "invalid_argument", "{error}");
    error.to_string()
}

#[test]
fn what_was_damaged_or_is_foreign_is_not_taken_in() {
    let (phone, backend) = (open("memory:"), open("memory:"));
    phone.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    let changes = all(&phone);
    let mut changed = changes.clone();
    changed["events"][0]["event"]["user"] = json!("bob");
    assert!(refused(&backend, &changed).contains("changed or cut"));
    let mut cut = changes.clone();
    cut["events"] = json!([]);
    assert!(refused(&backend, &cut).contains("changed or cut"));
    for none in [json!(null), json!({}), json!("text"), json!([1]), json!({ "schema": "placet-changes-1" })] {
        refused(&backend, &none);
    }
    let other = Engine::open(&POLICY.replace("\"shop\"", "\"bakery\""), "memory:").unwrap();
    assert!(refused(&other, &changes).contains("another policy"));
    assert!(refused(&phone, &changes).contains("this ledger's own"));
    assert!(backend.history("ada").unwrap().is_empty(), "nothing was half done");
    assert_eq!(backend.merge(&changes, &MergeOptions::default()).unwrap().taken, 1);
    backend.verify().unwrap();
}

#[test]
fn a_clock_far_ahead_is_told() {
    let clock = Arc::new(AtomicI64::new(Timestamp::now().0 + 3 * 24 * 60 * 60 * 1000));
    let options =
        Options { clock: Some(Arc::new(move || Timestamp(clock.load(Ordering::Relaxed)))), ..Options::default() };
    let ahead = Engine::open_with(&[POLICY], "memory:", options).unwrap();
    ahead.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    assert!(refused(&open("memory:"), &all(&ahead)).contains("set the clock"));
}

#[test]
fn a_ledger_that_goes_on_from_a_copy_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let phone = open(&path("phone.db"));
    phone.grant("ada", "marketing.email", &Default::default()).unwrap();
    drop(phone);
    std::fs::copy(path("phone.db"), path("copy.db")).unwrap();
    let (phone, copy, backend) = (open(&path("phone.db")), open(&path("copy.db")), open("memory:"));
    phone.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    copy.opt_out("ada", "*", &Default::default()).unwrap();
    backend.merge(&all(&phone), &MergeOptions::default()).unwrap();
    let error = backend.merge(&all(&copy), &MergeOptions::default()).unwrap_err();
    assert_eq!(error.code(), "integrity_error", "{error}");
    assert!(!backend.can_process("ada", "marketing.email").unwrap());
    // and one that lost what it told others
    let error = copy.merge(&all(&backend), &MergeOptions::default()).unwrap_err();
    assert_eq!(error.code(), "integrity_error", "{error}");
}

#[test]
fn a_merge_lasts_and_is_seen_by_other_engines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backend.db").display().to_string();
    let (backend, worker, phone) = (open(&path), open(&path), open("memory:"));
    backend.grant("ada", "marketing.email", &Default::default()).unwrap();
    assert!(worker.can_process("ada", "marketing.email").unwrap());
    phone.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    backend.merge(&all(&phone), &MergeOptions::default()).unwrap();
    assert!(!worker.can_process("ada", "marketing.email").unwrap());
    drop((backend, worker));
    let again = open(&path);
    assert!(!again.can_process("ada", "marketing.email").unwrap());
    again.verify().unwrap();
    let history = again.history("ada").unwrap();
    let merged: Vec<bool> = history.iter().map(|entry| entry.event.merged_from.is_some()).collect();
    assert_eq!(merged, [false, true]);
}

#[test]
fn everyone_comes_to_one_state_with_cases_and_the_company() {
    let (one, other) = (open("memory:"), open("memory:"));
    other.grant("bob", "marketing.email", &Default::default()).unwrap();
    let case = one.request("ada", "access", &Default::default()).unwrap();
    let deal = [("kind", "financing"), ("stage", "negotiating"), ("recipient", "investor")];
    let deal = deal.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    one.register("business_transfer", "deal-1", &deal, None).unwrap();
    let merged = other.merge(&all(&one), &MergeOptions::default()).unwrap();
    assert_eq!(merged.users, ["ada"]);
    let known = other.cases("ada").unwrap();
    assert_eq!(known.len(), 1);
    assert_ne!(known[0].id, case.id, "it is known by its position here");
    assert_eq!(other.registered(Some("business_transfer")).unwrap().len(), 1);
    one.merge(&all(&other), &MergeOptions::default()).unwrap();
    assert!(one.can_process("bob", "marketing.email").unwrap());
    one.verify().unwrap();
    other.verify().unwrap();
}

type Told = Arc<Mutex<Vec<Notification>>>;

fn listen(engine: &Engine) -> (Told, Subscription) {
    let told = Told::default();
    let heard = told.clone();
    (told, engine.subscribe(move |notification| heard.lock().unwrap().push(notification.clone())))
}

fn operations(told: &Told) -> Vec<String> {
    let told = told.lock().unwrap();
    let name = |notification: &Notification| match notification {
        Notification::Act(act) => format!("{} {}", act.operation, act.user),
        Notification::Reload { policy, .. } => format!("reload {policy}"),
        Notification::WouldDeny { user, purpose, reasons } => format!("would deny {user} {purpose} {reasons:?}"),
    };
    told.iter().map(name).collect()
}

#[test]
fn each_act_is_told_once_whoever_did_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db").display().to_string();
    let (here, there) = (open(&path), open(&path));
    let (told, subscription) = listen(&here);
    here.grant("ada", "marketing.email", &Default::default()).unwrap();
    there.withdraw("bob", "marketing.email", &Default::default()).unwrap();
    here.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    here.can_process("ada", "marketing.email").unwrap();
    here.can_process("ada", "marketing.email").unwrap();
    let mut heard = operations(&told);
    heard.sort();
    assert_eq!(heard, ["grant ada", "withdraw ada", "withdraw bob"]);
    drop(subscription);
    there.grant("bob", "marketing.email", &Default::default()).unwrap();
    here.can_process("ada", "marketing.email").unwrap();
    assert_eq!(operations(&told).len(), 3);
}

#[test]
fn a_listener_may_ask_and_act() {
    let engine = Arc::new(open("memory:"));
    let (weak, answers) = (Arc::downgrade(&engine), Arc::new(Mutex::new(Vec::new())));
    let seen = answers.clone();
    let _subscription = engine.subscribe(move |notification| {
        if let (Some(engine), Notification::Act(act)) = (weak.upgrade(), notification)
            && act.operation == "withdraw"
        {
            seen.lock().unwrap().push(engine.can_process(&act.user, "marketing.email").unwrap());
            engine.opt_out(&act.user, "*", &Default::default()).unwrap();
        }
    });
    engine.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    assert_eq!(*answers.lock().unwrap(), [false]);
    assert_eq!(engine.history("ada").unwrap().len(), 2);
}

#[test]
fn reloads_and_what_would_be_denied_are_told() {
    let engine = open("memory:");
    let (told, _subscription) = listen(&engine);
    assert!(engine.decide("ada", "trial", &Default::default()).unwrap().allowed);
    engine.reload(&POLICY.replace("2025-01-01", "2025-02-01")).unwrap();
    let heard = operations(&told);
    assert_eq!(heard, ["would deny ada trial [\"consent_missing\"]", "reload shop@2025-02-01"]);
}
