//! A store that is sealed: what its file tells, and to whom it opens.

use std::sync::Arc;

use placet::{Engine, Error, Options};

const POLICY: &str = r#"
[policy]
id = "shop"
version = "2025-01-01"
effective_from = 2025-01-01
contact = { privacy = "privacy@shop.test" }

[purposes."marketing.email"]
basis = ["consent"]
"#;

fn open(store: &str, key: Option<&[u8]>) -> Result<Engine, Error> {
    let options = Options { key: key.map(Arc::from), ..Options::default() };
    Engine::open_with(&[POLICY], store, options)
}

/// Whether any file of a folder holds some bytes.
fn holds(folder: &std::path::Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let content = std::fs::read(entry.unwrap().path()).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[test]
fn the_file_names_nobody_and_no_act() {
    for (key, readable) in [(None, true), (Some(&[7; 32][..]), false)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db").display().to_string();
        let engine = open(&path, key).unwrap();
        engine.grant("ada@example.test", "marketing.email", &Default::default()).unwrap();
        assert!(engine.can_process("ada@example.test", "marketing.email").unwrap());
        assert_eq!(holds(folder.path(), b"ada@example.test"), readable);
        assert_eq!(holds(folder.path(), b"marketing.email"), readable);
    }
}

#[test]
fn it_opens_with_its_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let sealed = open(&path("sealed.db"), Some(&[7; 32])).unwrap();
    sealed.grant("ada", "marketing.email", &Default::default()).unwrap();
    sealed.erase("bob", &Default::default()).unwrap();
    sealed.verify().unwrap();
    drop(sealed);
    let plain = open(&path("plain.db"), None).unwrap();
    plain.grant("ada", "marketing.email", &Default::default()).unwrap();
    drop(plain);
    let message = |store: &str, key: Option<&[u8]>| {
        let error = open(&path(store), key).unwrap_err();
        assert_eq!(error.code(), "store_error", "{error}");
        error.to_string()
    };
    assert!(message("sealed.db", None).contains("open it with its `key`"));
    assert!(message("sealed.db", Some(&[8; 32])).contains("the key is not the one"));
    assert!(message("plain.db", Some(&[7; 32])).contains("made without a key"));
    assert_eq!(open(&path("new.db"), Some(b"short")).unwrap_err().code(), "invalid_argument");
    let again = open(&path("sealed.db"), Some(&[7; 32])).unwrap();
    assert!(again.can_process("ada", "marketing.email").unwrap());
    assert_eq!(again.history("ada").unwrap().len(), 1);
    again.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    assert!(!again.can_process("ada", "marketing.email").unwrap());
    again.verify().unwrap();
}

#[test]
fn a_changed_seal_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let engine = open(&path.display().to_string(), Some(&[7; 32])).unwrap();
    engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    engine.withdraw("ada", "marketing.email", &Default::default()).unwrap();
    drop(engine);
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute("UPDATE users SET state = substr(state, 1, length(state) - 1) || x'00'", []).unwrap();
    file.execute("UPDATE events SET payload = substr(payload, 1, 40) WHERE position = 2", []).unwrap();
    drop(file);
    let engine = open(&path.display().to_string(), Some(&[7; 32])).unwrap();
    let error = engine.decide("ada", "marketing.email", &Default::default()).unwrap_err();
    assert_eq!(error.code(), "integrity_error", "{error}");
    assert_eq!(engine.verify().unwrap_err().code(), "integrity_error");
}

#[test]
fn memory_is_sealed_alike() {
    let engine = open("memory:", Some(&[7; 32])).unwrap();
    engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    assert!(engine.can_process("ada", "marketing.email").unwrap());
    engine.verify().unwrap();
}
