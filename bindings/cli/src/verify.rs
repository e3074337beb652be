//! `placet verify`: the proof that nothing in a ledger was changed, dropped or moved.

use placet::{Error, Verification};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::args::VerifyArgs;
use crate::input;
use crate::text::{BAD, GOOD, labelled, plain};

pub(crate) fn run(args: &VerifyArgs, as_json: bool) -> Result<Answer, Failure> {
    let file = args.file.display().to_string();
    match input::ledger(&args.file)?.and_then(|engine| engine.verify()) {
        Ok(found) => Ok(whole(&file, &found, as_json)),
        Err(Error::Integrity { message, .. }) => Ok(damaged(&file, &message, as_json)),
        Err(error) => Err(error.into()),
    }
}

fn whole(file: &str, found: &Verification, as_json: bool) -> Answer {
    let Verification { events, users, head } = found;
    if as_json {
        let value = json!({ "ok": true, "file": file, "events": events, "users": users, "head": head, "found": [] });
        return Answer::json(&value, true);
    }
    let mut text = format!("{GOOD}✓{GOOD:#} {} is whole\n", plain(file));
    text.push_str(&labelled("events", &events.to_string()));
    text.push_str(&labelled("users", &users.to_string()));
    text.push_str(&labelled("head", head));
    Answer { text, yes: true }
}

fn damaged(file: &str, message: &str, as_json: bool) -> Answer {
    // the message joins what was found
    let found: Vec<&str> = message.split("; ").filter(|part| *part != "the file was left as it is").collect();
    if as_json {
        let value = json!({ "ok": false, "file": file, "events": null, "users": null, "head": null, "found": found });
        return Answer::json(&value, false);
    }
    let mut text = format!("{BAD}✗{BAD:#} {} is damaged\n", plain(file));
    for part in found {
        text.push_str(&format!("  {}\n", plain(part)));
    }
    text.push_str("the file was left as it is; restore it from a backup\n");
    Answer { text, yes: false }
}
