//! `placet sign`: a policy document with a signature, for apps that ship it or fetch it; and the key to sign with.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use placet::policy::{key_from_hex, public_key, sign};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::args::SignArgs;
use crate::input;
use crate::text::GOOD;

pub(crate) fn run(args: &SignArgs, as_json: bool) -> Result<Answer, Failure> {
    if args.new_key {
        return new_key(&args.key, as_json);
    }
    let secret = secret(&args.key)?;
    let public = hex(&public_key(&secret));
    let Some(policy) = &args.policy else {
        return Ok(shown(&public, None, as_json));
    };
    // what is signed has to load, else every app would turn it down
    input::version(policy)?;
    let signed = sign(input::source(policy)?.text(), &secret)? + "\n";
    let Some(out) = &args.out else { return Ok(Answer { text: signed, yes: true }) };
    fs::write(out, signed).map_err(|error| unwritable(out, &error))?;
    Ok(shown(&public, Some(out), as_json))
}

/// Makes a key in a file that is not there yet, readable for its owner only.
fn new_key(path: &Path, as_json: bool) -> Result<Answer, Failure> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)
        .map_err(|error| Failure::new("unwritable", format!("the system gives no random bytes: {error}")))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| unwritable(path, &error))?;
    file.write_all(format!("{}\n", hex(&secret)).as_bytes()).map_err(|error| unwritable(path, &error))?;
    Ok(shown(&hex(&public_key(&secret)), Some(path), as_json))
}

fn secret(path: &Path) -> Result<[u8; 32], Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::new("unreadable", format!("the key `{shown}` can't be read: {error}; make one with `--new-key`"))
    })?;
    key_from_hex(&text).ok_or_else(|| {
        let message = format!("`{shown}` is no key: it is not 64 hexadecimal digits; make one with `--new-key`");
        Failure::new("unreadable", message)
    })
}

fn shown(public: &str, written: Option<&Path>, as_json: bool) -> Answer {
    let written = written.map(|path| path.display().to_string());
    if as_json {
        return Answer::json(&json!({ "public_key": public, "written": written }), true);
    }
    let line = written.map(|path| format!("{GOOD}✓{GOOD:#} `{path}` is written\n")).unwrap_or_default();
    Answer { text: format!("{line}public key: {public}\n"), yes: true }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new("unwritable", format!("`{}` can't be written: {error}", path.display()))
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
