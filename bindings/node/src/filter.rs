//! Filters records of JavaScript for a purpose.

use std::ptr;
use std::sync::Arc;

use napi::bindgen_prelude::{Either, FromNapiValue, JsValue, Unknown};
use napi::{Env, Result, Status, sys};
use placet::data::{Change, Filtered, RecordFilter, report};
use placet::words::Schema;
use placet::{Error, Timestamp};
use serde_json::{Value, json};

use crate::context::context;
use crate::failure::{caught, failed, invalid};
use crate::given::{Given, text};
use crate::record::{Fault, Item};
use crate::results;
use crate::shared::Shared;

/// What is left of each record of an array: an array of pairs, of what is left and of the text of what became of the rest.
pub(crate) fn filter<'e>(
    env: &'e Env,
    shared: &Shared,
    arguments: &str,
    records: Unknown<'e>,
    schema: &Arc<Schema>,
) -> Result<Either<Unknown<'e>, String>> {
    let records = Item { env: env.raw(), value: records.raw() };
    let filtered = caught(|| {
        let filter = made(shared, arguments, schema)?;
        Ok(all(&filter, records))
    });
    match filtered {
        Ok(Ok(pairs)) => {
            // SAFETY: the array was made within the call under way.
            Ok(Either::A(unsafe { Unknown::from_napi_value(env.raw(), pairs.value) }?))
        }
        Ok(Err(Fault::Core(error))) | Err(error) => Ok(Either::B(failed(error))),
        // what was thrown is there already, and goes on when the call returns
        Ok(Err(Fault::Thrown)) => Err(napi::Error::new(Status::PendingException, String::new())),
    }
}

fn made(shared: &Shared, arguments: &str, schema: &Arc<Schema>) -> std::result::Result<RecordFilter, Error> {
    let mut given = Given::read(arguments)?;
    let (user, purpose) = (given.name("user")?, given.name("purpose")?);
    let context = context(given.inner("context")?)?;
    shared.ready()?.record_filter(&user, &purpose, schema, &context)
}

fn all(filter: &RecordFilter, records: Item) -> std::result::Result<Item, Fault> {
    let pairs = records.array()?;
    for (at, record) in (0..).zip(records.elements()?) {
        let scope = Scope::open(records.env)?;
        let pair = one(filter, records.of(record))?;
        pairs.put(at, pair)?;
        drop(scope);
    }
    Ok(pairs)
}

fn one(filter: &RecordFilter, record: Item) -> std::result::Result<Item, Fault> {
    let Filtered { record, changes, valid_until } = filter.apply(record)?;
    let told = json!({
        "changes": results::changes(&changes),
        "validUntil": valid_until.map(|until| until.to_string()),
    });
    let pair = record.array()?;
    pair.put(0, record)?;
    pair.put(1, record.string_of(&told.to_string())?)?;
    Ok(pair)
}

/// Values that are made while it is open are let go when it is dropped, so that many records do not pile up.
struct Scope {
    env: sys::napi_env,
    scope: sys::napi_handle_scope,
}

impl Scope {
    fn open(env: sys::napi_env) -> std::result::Result<Self, Fault> {
        let mut scope = ptr::null_mut();
        // SAFETY: `env` is that of the call under way.
        let status = unsafe { sys::napi_open_handle_scope(env, &raw mut scope) };
        if status == sys::Status::napi_ok { Ok(Self { env, scope }) } else { Err(Fault::Thrown) }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        // SAFETY: the scope was opened in `open`, in the same call, and scopes are closed in the reverse order.
        unsafe { sys::napi_close_handle_scope(self.env, self.scope) };
    }
}

/// What was filtered as canonical JSON, the same bytes in every language.
pub(crate) fn canonical(arguments: &str) -> std::result::Result<Value, Error> {
    let mut given = Given::read(arguments)?;
    let record = given.take("record").unwrap_or_default();
    let (changes, until): (_, Option<Timestamp>) = (given.take("changes"), given.instant("validUntil")?);
    let Some(Value::Array(changes)) = changes else { return Err(invalid("changes", "they are no array")) };
    let changes = changes.into_iter().map(change).collect::<std::result::Result<Vec<_>, _>>()?;
    Ok(report(&record, &changes, until).into())
}

fn change(value: Value) -> std::result::Result<Change, Error> {
    let mut given = Given::of("changes", Some(value))?;
    let path = text("path", given.take("path").unwrap_or_default())?;
    let (category, transform) = (given.text("category")?, given.text("transform")?);
    Change::read(&path, category.as_deref(), transform.as_deref(), &given.words("reasons")?)
}
