//! Signed policies: whose they have to be, and that none goes back.

use std::sync::Arc;

use placet::policy::{public_key, sign};
use placet::{Engine, Error, Options};

const SECRET: [u8; 32] = [7; 32];

fn policy(version: &str) -> String {
    format!(
        "[policy]\nid = \"shop\"\nversion = \"{version}\"\neffective_from = {version}\n\
         contact = {{ privacy = \"privacy@shop.test\" }}\n[purposes.mail]\nbasis = [\"consent\"]\n"
    )
}

fn signed(version: &str) -> String {
    sign(&policy(version), &SECRET).unwrap()
}

fn open(policy: &str, store: &str) -> Result<Engine, Error> {
    let options = Options { policy_keys: vec![public_key(&SECRET)], ..Options::default() };
    Engine::open_with(&[policy], store, options)
}

fn why(result: Result<Engine, Error>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.code(), "invalid_argument", "{error}");
    error.to_string()
}

#[test]
fn only_what_is_signed_by_a_known_key_is_loaded() {
    let good = signed("2025-01-01");
    assert!(open(&good, "memory:").is_ok());
    assert!(why(open(&policy("2025-01-01"), "memory:")).contains("not signed"));
    assert!(why(open(&good.replace("shop.test", "evil.test"), "memory:")).contains("changed since it was signed"));
    assert!(why(open(&sign(&policy("2025-01-01"), &[8; 32]).unwrap(), "memory:")).contains("not among"));
    assert!(why(Engine::open(&good, "memory:")).contains("give `policy_keys`"));
    for cut in [&good[..good.len() / 2], "{}", "{\"schema\": \"placet-signed-policy-1\"}"] {
        assert!(why(open(cut, "memory:")).contains("not signed"), "{cut}");
    }
    let file = tempfile::NamedTempFile::with_suffix(".json").unwrap();
    std::fs::write(file.path(), &good).unwrap();
    assert!(open(&file.path().display().to_string(), "memory:").is_ok());
}

#[test]
fn a_fault_in_a_signed_document_is_told_as_in_any() {
    let broken = sign(&policy("2025-01-01").replace("consent", "consnet"), &SECRET).unwrap();
    assert_eq!(open(&broken, "memory:").unwrap_err().code(), "policy_error");
}

#[test]
fn a_newer_one_takes_the_place_and_no_older_one_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db").display().to_string();
    let engine = open(&signed("2025-01-01"), &path).unwrap();
    engine.reload(&signed("2025-02-01")).unwrap();
    assert!(engine.reload(&signed("2024-06-01")).unwrap_err().to_string().contains("is older than"));
    assert!(engine.check(&signed("2024-06-01")).is_err());
    engine.reload(&signed("2025-02-01")).unwrap();
    assert_eq!(engine.policy().versions().len(), 2);
    drop(engine);
    // after a start the store still knows
    assert!(why(open(&signed("2025-01-01"), &path)).contains("is older than `shop@2025-02-01`"));
    let engine = open(&signed("2025-02-01"), &path).unwrap();
    assert_eq!(engine.verify().unwrap().events, 2);
    assert!(open(&signed("2025-03-01"), &path).is_ok());
}

#[test]
fn without_keys_nothing_is_remembered() {
    let engine = Engine::open(&policy("2025-02-01"), "memory:").unwrap();
    engine.reload(&policy("2025-03-01")).unwrap();
    assert_eq!(engine.position(), 0);
    assert!(Arc::new(engine).registered(None).unwrap().is_empty());
}
