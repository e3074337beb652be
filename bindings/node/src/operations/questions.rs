//! Questions beside the two that are asked most: many users at once, why, the demand, and permits.

use placet::{Engine, Error, Permit};
use serde_json::{Value, json};

use super::Answer;
use crate::context::context;
use crate::failure::invalid;
use crate::given::Given;
use crate::results;

pub(super) fn can_process_many(engine: &Engine, given: &mut Given) -> Answer {
    let (users, purpose) = (given.list("users")?, given.name("purpose")?);
    Ok(engine.can_process_many(&users, &purpose)?.into())
}

pub(super) fn explain(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose, context) = (given.name("user")?, given.name("purpose")?, context(given.inner("context")?)?);
    let (decision, checks) = engine.explain(&user, &purpose, &context)?;
    Ok(json!({ "decision": results::decision(&decision), "checks": results::checks(checks) }))
}

pub(super) fn require(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose, context) = (given.name("user")?, given.name("purpose")?, context(given.inner("context")?)?);
    results::permit(engine.require(&user, &purpose, &context)?)
}

pub(super) fn admit(engine: &Engine, given: &mut Given) -> Answer {
    let (permit, user, categories) = (permit(given, "permit")?, given.name("user")?, given.list("categories")?);
    engine.admit(&permit, &user, &categories)?;
    Ok(Value::Null)
}

pub(super) fn recheck(engine: &Engine, given: &mut Given) -> Answer {
    results::permit(engine.recheck(&permit(given, "permit")?)?)
}

/// The permit that a text tells of.
pub(super) fn permit(given: &mut Given, name: &'static str) -> Result<Permit, Error> {
    let fault = |error| invalid(name, format!("it is no permit ({error}); give what `toJson` wrote"));
    serde_json::from_str(&given.name(name)?).map_err(fault)
}
