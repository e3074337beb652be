//! Answers and errors as JSON text: `{"ok":…}` or `{"error":{…}}`, from which the package makes values and its own errors.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use placet::Error;
use serde_json::{Value, json};

use crate::results;

/// Runs what an operation does; its answer, or its error, as text. A panic becomes an `internal` error: none crosses the border.
///
/// The core keeps its own state sound across a panic (its locks forgive poisoning), so the engine stays usable.
pub(crate) fn answered(work: impl FnOnce() -> Result<Value, Error>) -> String {
    match caught(work) {
        Ok(value) => json!({ "ok": value }).to_string(),
        Err(error) => failed(error),
    }
}

/// Runs something; a panic becomes an error.
#[inline]
pub(crate) fn caught<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(panic) => Err(internal(&*panic)),
    }
}

#[cold]
fn internal(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::Internal { message: text.unwrap_or("a panic without a message").to_owned() }
}

/// An error as text.
#[cold]
pub(crate) fn failed(error: Error) -> String {
    let mut told = details(&error);
    if let Some(fields) = told.as_object_mut() {
        fields.insert("code".to_owned(), error.code().into());
        fields.entry("message").or_insert_with(|| error.to_string().into());
    }
    json!({ "error": told }).to_string()
}

fn details(error: &Error) -> Value {
    // every kind by name, so that a new one breaks the build
    match error {
        Error::Policy { diagnostics } => json!({ "diagnostics": results::diagnostics(diagnostics.clone()) }),
        Error::UnknownPurpose { purpose, nearest } => json!({ "purpose": purpose, "nearest": nearest }),
        Error::UnknownCategory { category, nearest } => json!({ "category": category, "nearest": nearest }),
        Error::UnknownSchema { schema, nearest } => json!({ "schema": schema, "nearest": nearest }),
        Error::InvalidArgument { argument, message } => {
            // the name as JavaScript spells it
            let argument = camel(argument);
            json!({ "message": format!("invalid `{argument}`: {message}"), "argument": argument })
        }
        Error::Refused { reason, message: _ } => json!({ "reason": reason.code() }),
        Error::Denied { decision } => json!({ "decision": results::decision(decision) }),
        Error::Store { path, message: _ } | Error::Integrity { path, message: _ } => json!({ "path": path }),
        Error::Internal { message: _ } => json!({}),
    }
}

/// A name of the core's as JavaScript spells it: `age_range` is `ageRange`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    camel
}

/// An argument that can't be meant.
#[cold]
pub(crate) fn invalid(argument: &'static str, message: impl Into<String>) -> Error {
    Error::InvalidArgument { argument, message: message.into() }
}
