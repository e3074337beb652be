//! `placet sign`, and ledgers that are sealed.

use std::fs;
use std::sync::Arc;

use placet::policy::key_from_hex;
use placet::{Engine, Options};

use crate::common::{command, example, finish, placet};

fn example_path(name: &str) -> String {
    example(name).display().to_string()
}

#[test]
fn what_is_signed_is_taken_with_its_public_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let made = placet(&["sign", "--new-key", "--key", &path("key"), "--json"]).json();
    let again = placet(&["sign", "--new-key", "--key", &path("key")]);
    assert_eq!(again.code, 2, "a key is never written over: {}", again.err);
    let signed =
        placet(&["sign", &example_path("certometer"), "--key", &path("key"), "--out", &path("signed.json"), "--json"]);
    assert_eq!(signed.json()["public_key"], made["public_key"]);
    let key = key_from_hex(made["public_key"].as_str().unwrap()).unwrap();
    let options = Options { policy_keys: vec![key], ..Options::default() };
    let engine = Engine::open_with(&[&path("signed.json")], "memory:", options).unwrap();
    assert_eq!(engine.policy().id(), "certometer");
}

#[test]
fn a_faulty_policy_or_key_is_not_signed_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    placet(&["sign", "--new-key", "--key", &path("key")]);
    fs::write(path("bad.toml"), "[policy]\nid = 1\n").unwrap();
    fs::write(path("no-key"), "nonsense").unwrap();
    for (policy, key) in [
        (path("bad.toml"), "key"),
        (path("missing.toml"), "key"),
        (example_path("cpq"), "no-key"),
        (example_path("cpq"), "none"),
    ] {
        let answer = placet(&["sign", &policy, "--key", &path(key)]);
        assert_eq!(answer.code, 2, "{policy} {key}");
        assert_eq!(answer.out, "");
    }
}

#[test]
fn a_sealed_ledger_is_read_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.db").display().to_string();
    let options = Options { key: Some(Arc::from([7; 32])), ..Options::default() };
    let engine = Engine::open_with(&[&example_path("certometer")], &ledger, options).unwrap();
    engine.opt_out("ada", "*", &Default::default()).unwrap();
    drop(engine);
    let answer = placet(&["verify", &ledger]);
    assert!(answer.code != 0 && answer.err.contains("PLACET_STORE_KEY"), "{}", answer.err);
    let key = "07".repeat(32);
    let verify = |key: &str| finish(command().args(["verify", &ledger]).env("PLACET_STORE_KEY", key));
    assert_eq!(verify(&key).code, 0);
    let wrong = verify("abc");
    assert!(wrong.err.contains("64 hexadecimal digits"), "{}", wrong.err);
}
