//! Policies and ledgers as they lie on the disk; whatever is wrong with a path is said before anything is opened.

use std::fs;
use std::io::{Error as IoError, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use placet::ledger::{Memory, Store, named};
use placet::policy::{Policy, Source, Version, check, compile, key_from_hex};
use placet::{Engine, Error, Options, Timestamp};

use crate::answer::Failure;
use crate::diagnostics;
use crate::text::count;

/// Where the key of a sealed ledger is looked for.
const STORE_KEY: &str = "PLACET_STORE_KEY";

/// What a ledger is opened under where no answer rests on a policy.
const NO_POLICY: &str = "\
[policy]
id = \"none\"
version = \"1\"
effective_from = 1970-01-01
contact = { none = \"none\" }
";

/// Reads a policy document.
pub(crate) fn source(path: &Path) -> Result<Source, Failure> {
    let bytes = fs::read(path).map_err(|e| unreadable("policy", path, &e))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let byte = e.utf8_error().valid_up_to() + 1;
        let shown = path.display();
        Failure::new("unreadable", format!("`{shown}` is no text: byte {byte} is not UTF-8; save the policy as UTF-8"))
    })?;
    Ok(Source::parse(&path.display().to_string(), &text))
}

/// Reads a policy document that has to be without errors.
pub(crate) fn version(path: &Path) -> Result<Version, Failure> {
    let source = source(path)?;
    match check(&source).and_then(|checked| compile(&checked)) {
        Ok(version) => Ok(version),
        Err(Error::Policy { diagnostics }) => {
            let errors = count(diagnostics.iter().filter(|d| d.is_error()).count(), "error");
            let listing = diagnostics::listing(source.text(), &diagnostics);
            let message = format!("the policy `{}` has {errors}", path.display());
            Err(Failure::policy(message, diagnostics, listing))
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads the versions of one policy.
pub(crate) fn policy(first: &Path, others: &[PathBuf]) -> Result<Policy, Failure> {
    let paths = std::iter::once(first).chain(others.iter().map(PathBuf::as_path));
    let versions = paths.map(version).collect::<Result<Vec<_>, _>>()?;
    Ok(Policy::new(versions)?)
}

/// An instant that an option gives: `2024-10-17T12:00:00Z`, or a date in the time zone of the latest version.
pub(crate) fn instant(option: &str, given: Option<&str>, policy: &Policy) -> Result<Option<Timestamp>, Failure> {
    let (Some(text), Some(latest)) = (given, policy.versions().last()) else {
        return Ok(None);
    };
    let found = Timestamp::parse(text, &latest.zone);
    found.map(Some).ok_or_else(|| {
        let message =
            format!("invalid `{option}`: `{text}` is no instant; write `2024-10-17T12:00:00Z` or `2024-10-17`");
        Failure::new("invalid_argument", message)
    })
}

/// Opens a ledger that exists, or an empty one in memory.
pub(crate) fn store(path: &Path) -> Result<Arc<dyn Store>, Failure> {
    if path.as_os_str() == "memory:" {
        return Ok(Arc::new(Memory::new()?));
    }
    Ok(file(path)??)
}

/// Opens a ledger without a policy at hand: nothing that is read under it depends on one.
///
/// The outer failure is a path that is no ledger; the inner error comes from the ledger itself.
pub(crate) fn ledger(path: &Path) -> Result<Result<Engine, Error>, Failure> {
    let store = file(path)?;
    let source = Source::parse("none", NO_POLICY);
    let policy = check(&source).and_then(|checked| compile(&checked)).and_then(|version| Policy::new(vec![version]))?;
    Ok(store.and_then(|store| Engine::on(policy, store, Options::default())))
}

fn file(path: &Path) -> Result<Result<Arc<dyn Store>, Error>, Failure> {
    let shown = path.display();
    // the store would make a file that is missing, and fill one that is empty
    let found = fs::metadata(path).map_err(|e| unreadable("ledger", path, &e))?;
    if found.is_dir() {
        return Err(directory("ledger", path));
    }
    if found.len() == 0 {
        return Err(Failure::new(
            "unreadable",
            format!("`{shown}` is empty, and no ledger; give the path of a ledger"),
        ));
    }
    let key = store_key()?;
    Ok(named(&shown.to_string(), key.as_ref().map(|key| &key[..])).map_err(|error| match error {
        Error::Store { path, message } if key.is_none() && message.contains("`key`") => {
            Error::Store { path, message: format!("{message}, in the variable {STORE_KEY}") }
        }
        error => error,
    }))
}

/// The key of a sealed ledger, where the environment has one.
fn store_key() -> Result<Option<[u8; 32]>, Failure> {
    let Some(text) = std::env::var_os(STORE_KEY) else { return Ok(None) };
    let key = text.to_str().and_then(key_from_hex);
    let fault = || Failure::new("invalid_argument", format!("{STORE_KEY} is no key: it is not 64 hexadecimal digits"));
    key.map(Some).ok_or_else(fault)
}

fn directory(kind: &str, path: &Path) -> Failure {
    Failure::new("unreadable", format!("`{}` is a directory; give the path of a {kind}", path.display()))
}

fn unreadable(kind: &str, path: &Path, error: &IoError) -> Failure {
    let shown = path.display();
    let message = match error.kind() {
        ErrorKind::NotFound => format!("there is no {kind} `{shown}`"),
        ErrorKind::IsADirectory => return directory(kind, path),
        ErrorKind::PermissionDenied => {
            format!("the {kind} `{shown}` can't be read: permission denied")
        }
        _ => format!("the {kind} `{shown}` can't be read: {error}"),
    };
    Failure::new("unreadable", message)
}
