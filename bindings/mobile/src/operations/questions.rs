//! Questions: whether data may be processed, why, and with what of a record.

use placet::{Error, Permit};

use crate::context::Context;
use crate::decision::{Check, Decision, Explained};
use crate::engine::NativeEngine;
use crate::error::{NativeError, caught, invalid};
use crate::item::Item;
use crate::results::NativePermit;
use crate::schema::{NativeFiltered, NativeSchema};

/// What a call that says no context asks with.
pub(super) fn read(context: Option<Context>) -> Result<placet::Context, Error> {
    context.map(Context::read).transpose().map(Option::unwrap_or_default)
}

/// The permit that a text tells of.
fn permit(text: &str) -> Result<Permit, Error> {
    let fault = |error| invalid("permit", format!("it is no permit ({error}); give what `toJson` wrote"));
    serde_json::from_str(text).map_err(fault)
}

/// The permit that travelled as JSON.
#[uniffi::export]
pub fn read_permit(json: String) -> Result<NativePermit, NativeError> {
    Ok(caught(|| NativePermit::of(permit(&json)?))?)
}

#[uniffi::export]
impl NativeEngine {
    /// Whether this user's data may be processed for this purpose.
    pub fn can_process(&self, user: String, purpose: String) -> Result<bool, NativeError> {
        self.run(|engine| engine.can_process(&user, &purpose))
    }

    /// The answer for each of many users, in their order: 1 is yes, 0 is no.
    pub fn can_process_many(&self, users: Vec<String>, purpose: String) -> Result<Vec<u8>, NativeError> {
        self.run(|engine| Ok(engine.can_process_many(&users, &purpose)?.into_iter().map(u8::from).collect()))
    }

    /// The answer in full.
    pub fn decide(&self, user: String, purpose: String, context: Option<Context>) -> Result<Decision, NativeError> {
        self.run(|engine| Ok(engine.decide(&user, &purpose, &read(context)?)?.into()))
    }

    /// The answer in full, and what each of the eleven checks found.
    pub fn explain(&self, user: String, purpose: String, context: Option<Context>) -> Result<Explained, NativeError> {
        self.run(|engine| {
            let (decision, checks) = engine.explain(&user, &purpose, &read(context)?)?;
            Ok(Explained { decision: decision.into(), checks: checks.into_iter().map(Check::from).collect() })
        })
    }

    /// Demands an allowance: a permit, or `Denied` with the decision.
    pub fn require(
        &self,
        user: String,
        purpose: String,
        context: Option<Context>,
    ) -> Result<NativePermit, NativeError> {
        self.run(|engine| NativePermit::of(engine.require(&user, &purpose, &read(context)?)?))
    }

    /// Checks a permit again: a withdrawal since it was given ends it, and so does its time.
    pub fn recheck(&self, json: String) -> Result<NativePermit, NativeError> {
        self.run(|engine| NativePermit::of(engine.recheck(&permit(&json)?)?))
    }

    /// Demands that a permit is good now for data of a user of some categories, shown as they are.
    pub fn admit(&self, json: String, user: String, categories: Vec<String>) -> Result<(), NativeError> {
        self.run(|engine| engine.admit(&permit(&json)?, &user, &categories))
    }

    /// The schema of this name, as the policy in force declares it.
    pub fn schema(&self, name: String) -> Result<NativeSchema, NativeError> {
        self.run(|engine| Ok(NativeSchema { schema: engine.schema(&name)? }))
    }

    /// Leaves of records of one user what the purpose may use, changed as the policy says; the policy is asked once.
    pub fn filter(
        &self,
        user: String,
        purpose: String,
        records: Vec<Item>,
        schema: &NativeSchema,
        context: Option<Context>,
    ) -> Result<Vec<NativeFiltered>, NativeError> {
        self.run(|engine| {
            let filter = engine.record_filter(&user, &purpose, &schema.schema, &read(context)?)?;
            records.into_iter().map(|record| Ok(filter.apply(record)?.into())).collect()
        })
    }
}
