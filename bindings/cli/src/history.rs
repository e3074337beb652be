//! `placet history`: the events of one user.

use placet::{HistoryEntry, Timestamp};
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::args::HistoryArgs;
use crate::text::{instant, plain, table};
use crate::{happened, input};

pub(crate) fn run(args: &HistoryArgs, as_json: bool) -> Result<Answer, Failure> {
    let engine = input::ledger(&args.file)??;
    let history = engine.history(&args.user)?;
    if as_json {
        let lines: String = history.iter().map(|entry| format!("{}\n", object(entry))).collect();
        return Ok(Answer { text: lines, yes: true });
    }
    if history.is_empty() {
        return Ok(Answer { text: "no events of this user\n".to_owned(), yes: true });
    }
    let mut rows = table(&["position", "time", "act", "what", "by", "policy"]);
    for HistoryEntry { position, event, .. } in &history {
        rows.add_row([
            position.to_string(),
            instant(event.at),
            event.act.operation().to_owned(),
            plain(&happened::what(&event.act)),
            plain(&happened::by(&event.act).unwrap_or_default()),
            plain(event.policy.as_deref().unwrap_or_default()),
        ]);
    }
    Ok(Answer { text: format!("{}\n", rows.trim_fmt()), yes: true })
}

/// An event as JSON, with instants in the form of RFC 3339.
pub(crate) fn object(entry: &HistoryEntry) -> Value {
    let mut value = json!(entry);
    write_instants(&mut value);
    value
}

/// The fields of acts, cases and questions that hold instants.
const INSTANTS: [&str; 6] = ["at", "expires", "on", "due", "until", "set_at"];

/// Writes the instants of a value, which the library has as milliseconds, in the form of RFC 3339.
pub(crate) fn write_instants(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(write_instants),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_i64() {
                    Some(millis) if INSTANTS.contains(&name.as_str()) => *field = instant(Timestamp(millis)).into(),
                    _ => write_instants(field),
                }
            }
        }
        _ => {}
    }
}
