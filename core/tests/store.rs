//! The durable store: what it refuses to open, what `verify` finds, erasure, and acts from many threads.
#![cfg(feature = "sqlite")]

use std::path::{Path, PathBuf};

use placet::{Engine, Error, Reason, Update};
use rusqlite::Connection;

const POLICY: &str = r#"
[policy]
id = "store"
version = "2024-01-01"
effective_from = 2024-01-01
contact = { privacy = "privacy@store.test" }
[purposes."marketing.email"]
basis = ["consent"]
[purposes."essential.service.account"]
basis = ["contract"]
"#;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    (folder, path)
}

fn open(path: &Path) -> Result<Engine, Error> {
    Engine::open(POLICY, path.to_str().unwrap())
}

/// A store with five acts of three users, closed.
fn filled(path: &Path) {
    let engine = open(path).unwrap();
    for user in ["ada", "ben", "cleo"] {
        engine.grant(user, "marketing.email", &Default::default()).unwrap();
    }
    engine.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    engine.update("ben", &Update { account: Some("active".into()), ..Update::default() }).unwrap();
    let verified = engine.verify().unwrap();
    assert_eq!((verified.events, verified.users), (5, 3));
}

fn tamper(path: &Path, sql: &str) {
    assert!(Connection::open(path).unwrap().execute(sql, []).unwrap() > 0, "{sql}");
}

fn message(error: &Error, parts: &[&str]) {
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in `{text}`");
    }
}

#[test]
fn what_was_written_is_there_again() {
    let (_folder, path) = folder();
    filled(&path);
    let engine = open(&path).unwrap();
    assert!(!engine.can_process("ada", "marketing.email").unwrap());
    assert!(engine.can_process("ben", "marketing.email").unwrap());
    assert!(engine.can_process("ben", "essential.service.account").unwrap());
    assert!(!engine.can_process("stranger", "marketing.email").unwrap());
    let acts: Vec<_> = engine.history("ada").unwrap().iter().map(|e| (e.position, e.event.act.operation())).collect();
    assert_eq!(acts, [(1, "grant"), (4, "withdraw")]);
    assert!(engine.history("stranger").unwrap().is_empty());
}

#[test]
fn rows_of_another_policy_are_computed_again() {
    let (_folder, path) = folder();
    filled(&path);
    let other = POLICY.replace("basis = [\"consent\"]", "basis = [\"contract\"]");
    let engine = Engine::open(&other, path.to_str().unwrap()).unwrap();
    assert!(engine.can_process("ben", "marketing.email").unwrap());
    assert!(!engine.can_process("cleo", "marketing.email").unwrap());
}

#[test]
fn a_directory_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let error = open(folder.path()).unwrap_err();
    assert_eq!(error.code(), "store_error");
    message(&error, &["it is a directory", "give the path of a file"]);
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = open(&folder.path().join("nowhere").join("ledger.db")).unwrap_err();
    assert_eq!(error.code(), "store_error");
    message(&error, &["nowhere", "does not exist"]);
}

#[test]
fn a_file_of_another_program_is_left_as_it_is() {
    let (_folder, path) = folder();
    std::fs::write(&path, "a diary, dear to somebody").unwrap();
    let error = open(&path).unwrap_err();
    assert_eq!(error.code(), "store_error");
    message(&error, &["file of another program", "left as it is"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "a diary, dear to somebody");

    let (_folder, path) = folder_with_table();
    let error = open(&path).unwrap_err();
    assert_eq!(error.code(), "store_error");
    message(&error, &["SQLite file of another program"]);
    let rows: i64 =
        Connection::open(&path).unwrap().query_row("SELECT count(*) FROM photos", [], |r| r.get(0)).unwrap();
    assert_eq!(rows, 1);
}

fn folder_with_table() -> (tempfile::TempDir, PathBuf) {
    let (folder, path) = folder();
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE photos (name); INSERT INTO photos VALUES ('sea')")
        .unwrap();
    (folder, path)
}

#[test]
fn a_store_of_a_newer_version_is_left_as_it_is() {
    let (_folder, path) = folder();
    filled(&path);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = open(&path).unwrap_err();
    assert_eq!(error.code(), "store_error");
    message(&error, &["newer version", "update"]);
}

#[test]
fn a_store_of_a_development_version_is_left_as_it_is() {
    let (_folder, path) = folder();
    filled(&path);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 1).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let error = open(&path).unwrap_err();
    assert_eq!(error.code(), "store_error");
    message(&error, &["development version before 0.1", "left as it is"]);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_damaged_file_is_kept_and_named() {
    let (_folder, path) = folder();
    filled(&path);
    Connection::open(&path).unwrap().pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[100..end.min(9000)].fill(0x5a);
    std::fs::write(&path, &bytes).unwrap();
    let error = open(&path).unwrap_err();
    assert_eq!(error.code(), "integrity_error", "{error}");
    message(&error, &["ledger.db", "restore it from a backup"]);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn verify_finds_every_change() {
    let cases = [
        ("UPDATE events SET payload = replace(payload, 'ada', 'eve') WHERE position = 1", "changed"),
        (
            "UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), 'ada', 'eve') AS BLOB) WHERE position = 1",
            "event 1 was changed",
        ),
        ("DELETE FROM events WHERE position = 2", "event 2 is missing"),
        ("DELETE FROM events WHERE position = 5", "should be 5"),
        (
            "UPDATE events SET position = CASE position WHEN 2 THEN 30 ELSE position END WHERE position = 2",
            "event 2 is missing",
        ),
        ("UPDATE events SET user = (SELECT user FROM events WHERE position = 3) WHERE position = 2", "does not follow"),
        ("UPDATE events SET hash = zeroblob(32) WHERE position = 3", "event 3"),
        (
            "UPDATE users SET state = (SELECT state FROM users u WHERE u.last = 3) WHERE last = 4",
            "not what the events say",
        ),
        ("DELETE FROM users WHERE last = 5", "has no state"),
    ];
    for (sql, found) in cases {
        let (_folder, path) = folder();
        filled(&path);
        tamper(&path, sql);
        let error = match open(&path) {
            Ok(engine) => engine.verify().expect_err(sql),
            Err(error) => error,
        };
        assert_eq!(error.code(), "integrity_error", "{sql}: {error}");
        if found != "changed" {
            message(&error, &[found]);
        }
    }
}

#[test]
fn swapped_events_are_found() {
    let (_folder, path) = folder();
    filled(&path);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "UPDATE events SET position = 100 WHERE position = 2; UPDATE events SET position = 2 WHERE position = 3;
             UPDATE events SET position = 3 WHERE position = 100;",
        )
        .unwrap();
    let error = open(&path).unwrap().verify().unwrap_err();
    message(&error, &["event 2"]);
}

#[test]
fn an_erased_user_leaves_a_whole_chain_and_no_name() {
    let (_folder, path) = folder();
    filled(&path);
    let engine = open(&path).unwrap();
    engine.erase("ada", &Default::default()).unwrap();
    assert_eq!(engine.verify().unwrap().events, 6);
    let decision = engine.decide("ada", "marketing.email", &Default::default()).unwrap();
    assert_eq!(decision.reasons, [Reason::Erased]);
    let refused = engine.grant("ada", "marketing.email", &Default::default()).unwrap_err();
    assert!(matches!(refused, Error::Refused { reason: Reason::Erased, .. }), "{refused}");
    assert_eq!(engine.history("ada").unwrap().len(), 1);
    drop(engine);
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    drop(connection);
    let bytes = std::fs::read(&path).unwrap();
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|w| w == name);
    assert!(holds(b"\"user\":\"ben\""), "the search finds what is there");
    assert!(!holds(b"\"user\":\"ada\""), "a trace of the name is left");
    assert!(open(&path).unwrap().verify().is_ok());
}

#[test]
fn an_act_fails_when_the_counter_file_was_removed() {
    let (_folder, path) = folder();
    let engine = open(&path).unwrap();
    engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    std::fs::remove_file(path.with_file_name("ledger.db-counter")).unwrap();
    let error = engine.withdraw("ada", "marketing.email", &Default::default()).unwrap_err();
    assert_eq!(error.code(), "store_error");
    message(&error, &["counter file", "open the store again"]);
    drop(engine);
    let engine = open(&path).unwrap();
    engine.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    assert!(!engine.can_process("ada", "marketing.email").unwrap());
}

#[test]
fn two_engines_on_one_store_see_each_other() {
    let (_folder, path) = folder();
    let (one, other) = (open(&path).unwrap(), open(&path).unwrap());
    for round in 0..50 {
        let user = format!("user-{}", round % 3);
        one.grant(&user, "marketing.email", &Default::default()).unwrap();
        assert!(other.can_process(&user, "marketing.email").unwrap());
        other.withdraw(&user, "marketing.email", &Default::default()).unwrap();
        assert!(!one.can_process(&user, "marketing.email").unwrap());
    }
    assert_eq!(one.verify().unwrap().events, 100);
}

#[test]
fn acts_of_many_threads_are_all_recorded() {
    let (_folder, path) = folder();
    let engine = open(&path).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let engine = &engine;
            scope.spawn(move || {
                for number in 0..40 {
                    let user = format!("user-{}", (thread * 40 + number) % 30);
                    engine.grant(&user, "marketing.email", &Default::default()).unwrap();
                    assert!(engine.can_process(&user, "marketing.email").unwrap());
                }
            });
        }
    });
    let verified = engine.verify().unwrap();
    assert_eq!((verified.events, verified.users), (320, 30));
}

#[test]
fn a_policy_of_more_than_64_purposes_is_answered_from_rows_too() {
    let (_folder, path) = folder();
    let mut policy = POLICY.to_owned();
    for number in 0..150 {
        let basis = if number % 2 == 0 { "consent" } else { "legitimate_interest" };
        policy.push_str(&format!("[purposes.\"many.number_{number}\"]\nbasis = [\"{basis}\"]\n"));
    }
    let engine = Engine::open(&policy, path.to_str().unwrap()).unwrap();
    for number in (0..150).step_by(4) {
        engine.grant("ada", &format!("many.number_{number}"), &Default::default()).unwrap();
    }
    for number in 0..150 {
        let purpose = format!("many.number_{number}");
        let expected = number % 2 == 1 || number % 4 == 0;
        assert_eq!(engine.can_process("ada", &purpose).unwrap(), expected, "{purpose}");
        assert_eq!(engine.decide("ada", &purpose, &Default::default()).unwrap().allowed, expected, "{purpose}");
    }
}

#[test]
fn names_of_every_kind_are_names() {
    let engine = Engine::open(POLICY, "memory:").unwrap();
    let long = "ü".repeat(5_000_000);
    for user in ["🦀", " ", "a\0", "'; DROP TABLE events; --", long.as_str()] {
        assert!(!engine.can_process(user, "marketing.email").unwrap());
        engine.grant(user, "marketing.email", &Default::default()).unwrap();
        assert!(engine.can_process(user, "marketing.email").unwrap());
    }
    assert_eq!(engine.can_process("", "marketing.email").unwrap_err().code(), "invalid_argument");
    let error = engine.can_process("ada", &long).unwrap_err();
    assert_eq!(error.code(), "unknown_purpose");
    assert!(error.to_string().len() < 1000, "a long name is cut in messages");
}

#[test]
fn a_reload_that_fails_changes_nothing() {
    let engine = Engine::open(POLICY, "memory:").unwrap();
    engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    let faulty = POLICY.replace("consent", "consnet");
    let error = engine.reload(&faulty).unwrap_err();
    assert_eq!(error.code(), "policy_error");
    message(&error, &["consent"]);
    assert!(engine.can_process("ada", "marketing.email").unwrap());
    let same_date = POLICY.replace("[\"contract\"]", "[\"consent\"]");
    assert_eq!(engine.reload(&same_date).unwrap_err().code(), "policy_error");
    assert_eq!(engine.policy().versions().len(), 1);
}

#[test]
fn no_row_of_an_old_state_outlives_a_withdrawal_while_others_ask() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let (_folder, path) = folder();
    let (asked, other) = (open(&path).unwrap(), open(&path).unwrap());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    asked.can_process("ada", "marketing.email").unwrap();
                }
            });
        }
        let mut wrong = 0;
        for _ in 0..500 {
            other.grant("ada", "marketing.email", &Default::default()).unwrap();
            other.withdraw("ada", "marketing.email", &Default::default()).unwrap();
            // more than once: a row that a slower reader puts back would come after the first answer
            wrong += (0..50).filter(|_| asked.can_process("ada", "marketing.email").unwrap()).count();
        }
        done.store(true, Ordering::Relaxed);
        assert_eq!(wrong, 0, "allowed after a withdrawal returned");
    });
}
