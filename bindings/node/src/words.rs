//! Words and pairs of numbers of JavaScript as the core's own types.

use std::collections::BTreeMap;

use placet::act::ConsentKind;
use placet::words::nearest;
use placet::{Error, SignalState};
use serde_json::Value;

use crate::failure::invalid;
use crate::given::{Given, number, wanted};

const KINDS: [&str; 3] = ["explicit", "implied", "assumed"];
const STATUSES: [&str; 2] = ["verified", "pending"];
const YEARS: &str = "it is no number of years; give one from 0 to 150";

/// How a consent was given; explicitly when nothing is said.
pub(crate) fn consent_kind(given: &mut Given) -> Result<ConsentKind, Error> {
    let Some(name) = given.text("kind")? else { return Ok(ConsentKind::default()) };
    ConsentKind::named(&name).ok_or_else(|| unknown("kind", &name, &KINDS))
}

/// Whether parental responsibility is only claimed.
pub(crate) fn is_pending(given: &mut Given) -> Result<bool, Error> {
    match given.text("status")?.as_deref() {
        None | Some("verified") => Ok(false),
        Some("pending") => Ok(true),
        Some(name) => Err(unknown("status", name, &STATUSES)),
    }
}

fn unknown(argument: &'static str, name: &str, words: &[&str]) -> Error {
    let near = nearest(name, words.iter().copied());
    let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    invalid(argument, format!("it is none of: {}{help}", words.join(", ")))
}

/// A number of years.
pub(crate) fn age(given: &mut Given) -> Result<Option<u8>, Error> {
    given.number("age", YEARS)
}

/// A lower number of years and an upper one, or only the lower.
pub(crate) fn age_range(given: &mut Given) -> Result<Option<(u8, Option<u8>)>, Error> {
    const NAME: &str = "ageRange";
    let Some(value) = given.take(NAME) else { return Ok(None) };
    let help = "two numbers of years are wanted, such as `[13, 15]`, or `[18]` for 18 and above";
    let Value::Array(ends) = value else { return Err(invalid(NAME, help)) };
    let years = |value: &Value| number::<u8>(NAME, value, YEARS);
    match ends.as_slice() {
        [lower] | [lower, Value::Null] => Ok(Some((years(lower)?, None))),
        [lower, upper] => Ok(Some((years(lower)?, Some(years(upper)?)))),
        _ => Err(invalid(NAME, help)),
    }
}

/// The number of an audited decision, as a receipt has it or as text.
pub(crate) fn decision_number(given: &mut Given) -> Result<Option<String>, Error> {
    match given.take("decision") {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(wanted("decision", "a number or a string", &other)),
    }
}

/// Signals by name: `true` or `1` is on, `false` or `0` is off; what a text says of a signal, the core knows.
pub(crate) fn signals(given: &mut Given) -> Result<BTreeMap<String, SignalState>, Error> {
    let said = |(name, state): (String, Value)| {
        let state = match &state {
            Value::String(text) => SignalState::read(&name, text)?,
            Value::Bool(on) => (*on).into(),
            Value::Number(number) if number.as_i64() == Some(1) => true.into(),
            Value::Number(number) if number.as_i64() == Some(0) => false.into(),
            _ => {
                return Err(invalid("signals", "a signal is on (`true`, `1`, `\"1\"`) or off (`false`, `0`, `\"0\"`)"));
            }
        };
        Ok((name, state))
    };
    given.entries("signals")?.into_iter().map(said).collect()
}
