//! What the Node package `placet` is made from: it converts, and decides nothing.
//!
//! Arguments and answers are JSON text, save for the two questions that are asked most and for records, which stay values of
//! JavaScript. The package in `ts/` checks what it is given, and makes values and errors of the answers.

#![expect(unsafe_code, reason = "Node-API is a C interface; each use has its proof beside it")]

mod act;
mod ask;
#[cfg(feature = "bench")]
mod bench;
mod classify;
mod context;
mod failure;
mod filter;
mod given;
mod kind;
mod lint;
mod listeners;
mod operations;
mod policy;
mod record;
mod results;
mod schema;
mod shared;
mod text;
mod turns;
mod words;

use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, Either, External, Function, Object, Uint8Array, Unknown};
use napi::{Env, Result};
use napi_derive::napi;
use placet::SIGNAL_HEADERS;
use placet::decide::PROBLEM_JSON;
use placet::words::Schema;

use crate::act::Act;
use crate::failure::{answered, caught, failed};
use crate::listeners::Listener;
use crate::shared::Shared;

type Engine = External<Arc<Shared>>;
type Tags = External<Arc<Schema>>;

/// What can be made, or the text of an error.
type OrFailure<T> = Either<T, String>;

fn or_failure<T: 'static>(made: std::result::Result<T, placet::Error>) -> OrFailure<External<T>> {
    match made {
        Ok(made) => Either::A(External::new(made)),
        Err(error) => Either::B(failed(error)),
    }
}

/// The version of the library.
#[napi]
pub(crate) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Opens a policy on a store, which is sealed where a key is given.
#[napi]
pub(crate) fn open(arguments: String, pseudonym_key: Option<Uint8Array>, key: Option<Uint8Array>) -> OrFailure<Engine> {
    let (pseudonym_key, key) = (pseudonym_key.map(|key| key.to_vec()), key.map(|key| key.to_vec()));
    or_failure(caught(|| Ok(Arc::new(Shared::open(&arguments, pseudonym_key, key)?))))
}

/// The functions that ask an engine.
#[napi]
pub(crate) fn questions(env: Env, engine: &Engine) -> Result<Object<'static>> {
    Ok(Object::from_raw(env.raw(), ask::functions(env.raw(), engine)?))
}

/// The functions that read what `decide` gives.
#[napi]
pub(crate) fn readers(env: Env) -> Result<Object<'static>> {
    Ok(Object::from_raw(env.raw(), ask::readers(env.raw())?))
}

/// Runs an operation at once.
#[napi]
pub(crate) fn call(engine: &Engine, operation: String, arguments: String) -> String {
    answered(|| operations::run(engine.ready()?, &operation, &arguments))
}

/// Runs an operation on a thread of the pool, after all that were called before it and are about the same people.
#[napi]
pub(crate) fn act(engine: &Engine, operation: String, arguments: String, people: Vec<String>) -> AsyncTask<Act> {
    Act::operation(engine, operation, arguments, people)
}

/// Lets go of the store after all acts that were called before.
#[napi]
pub(crate) fn close(engine: &Engine) -> AsyncTask<Act> {
    Act::close(engine)
}

/// Lets go of the store; acts that are under way finish first.
#[napi]
pub(crate) fn close_now(engine: &Engine) {
    engine.close();
}

/// Calls a function with what happens, as JSON, until `unsubscribe`, `close` or another function.
#[napi]
pub(crate) fn subscribe(engine: &Engine, listener: Function<'_, String, ()>) -> Result<String> {
    let listener = Listener::new(&listener)?;
    Ok(answered(|| {
        engine.ready()?;
        engine.subscribe(listener);
        Ok(serde_json::Value::Null)
    }))
}

/// Lets go of the function that is called with what happens.
#[napi]
pub(crate) fn unsubscribe(engine: &Engine) {
    engine.unsubscribe();
}

/// The name of the ledger.
#[napi]
pub(crate) fn ledger(engine: &Engine) -> String {
    engine.ledger()
}

/// The path of the store.
#[napi]
pub(crate) fn path(engine: &Engine) -> String {
    engine.path().to_owned()
}

/// Sets what the clock of JavaScript says, in milliseconds since 1970.
#[napi]
pub(crate) fn set_hands(engine: &Engine, now: i64) {
    engine.set_hands(now);
}

/// Reads a schema.
#[napi]
pub(crate) fn schema(arguments: String) -> OrFailure<Tags> {
    or_failure(caught(|| schema::schema(&arguments)))
}

/// Suggests categories for records or columns.
#[napi]
pub(crate) fn classify(arguments: String) -> String {
    answered(|| classify::classify(&arguments))
}

/// What is missing between a policy and some schemas.
#[napi]
pub(crate) fn lint(arguments: String) -> String {
    answered(|| lint::lint(&arguments))
}

/// The same for a file.
#[napi]
pub(crate) fn classify_file(arguments: String) -> AsyncTask<classify::File> {
    classify::File::task(arguments)
}

/// A schema of the policy in force.
#[napi]
pub(crate) fn schema_of_policy(engine: &Engine, name: String) -> OrFailure<Tags> {
    or_failure(caught(|| engine.ready()?.schema(&name)))
}

/// The name and the fields of a schema.
#[napi]
pub(crate) fn schema_fields(schema: &Tags) -> String {
    answered(|| Ok(schema::shown(schema)))
}

/// What of a list of records a purpose may use: for each of them what is left and the text of what was changed, or the text of an error.
#[napi]
pub(crate) fn filter<'e>(
    env: &'e Env,
    engine: &Engine,
    arguments: String,
    records: Unknown<'e>,
    schema: &Tags,
) -> Result<Either<Unknown<'e>, String>> {
    filter::filter(env, engine, &arguments, records, schema)
}

/// What was filtered as canonical JSON.
#[napi]
pub(crate) fn filtered_json(arguments: String) -> String {
    answered(|| filter::canonical(&arguments))
}

/// The headers of requests that say something for a user, in lower case.
#[napi]
pub(crate) fn signal_headers() -> Vec<&'static str> {
    SIGNAL_HEADERS.iter().map(|(name, _)| *name).collect()
}

/// The media type of Problem Details.
#[napi]
pub(crate) fn problem_json() -> &'static str {
    PROBLEM_JSON
}

/// A denial as Problem Details, or null for an allowance.
#[napi]
pub(crate) fn problem(arguments: String) -> String {
    answered(|| results::problem(&arguments))
}

/// The fields of a permit that travelled as JSON.
#[napi]
pub(crate) fn permit(arguments: String) -> String {
    answered(|| results::permit(operations::permit(&arguments)?))
}

/// Lets every call panic from now on, or none.
#[cfg(feature = "probe")]
#[napi]
pub(crate) fn set_panics(engine: &Engine, panics: bool) {
    engine.panics.store(panics, std::sync::atomic::Ordering::Relaxed);
}
