//! What is done with data: events, collections, disclosures, audited decisions, holds and disposals.

use placet::{Engine, RecordOptions};
use serde_json::json;

use super::{Answer, WHEN, options};
use crate::context::context;
use crate::given::Given;
use crate::results;

pub(super) fn record(engine: &Engine, given: &mut Given) -> Answer {
    let (user, event, mut said) = (given.name("user")?, given.name("event")?, given.options()?);
    let options = RecordOptions {
        reference: said.text("reference")?,
        on: said.instant("on")?,
        details: said.texts("details")?,
        at: said.instant("at")?,
    };
    said.end()?;
    Ok(results::receipt(engine.record(&user, &event, &options)?))
}

pub(super) fn collect(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose, context) = (given.name("user")?, given.name("purpose")?, context(given.inner("context")?)?);
    Ok(results::receipt(engine.collect(&user, &purpose, &context)?))
}

pub(super) fn disclose(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose, recipient) = (given.name("user")?, given.name("purpose")?, given.name("recipient")?);
    let context = context(given.inner("context")?)?;
    Ok(results::receipt(engine.disclose(&user, &purpose, &recipient, &context)?))
}

pub(super) fn audit(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose, context) = (given.name("user")?, given.name("purpose")?, context(given.inner("context")?)?);
    let (decision, receipt) = engine.audit(&user, &purpose, &context)?;
    Ok(json!({ "decision": results::decision(&decision), "receipt": results::receipt(receipt) }))
}

pub(super) fn hold(engine: &Engine, given: &mut Given) -> Answer {
    let (user, hold, reason) = (given.name("user")?, given.name("hold")?, given.name("reason")?);
    let mut said = given.options()?;
    let (categories, at) = (said.words("categories")?, said.instant("at")?);
    said.end()?;
    Ok(results::receipt(engine.hold(&user, &hold, &reason, &categories, at)?))
}

pub(super) fn release(engine: &Engine, given: &mut Given) -> Answer {
    let (user, hold) = (given.name("user")?, given.name("hold")?);
    Ok(results::receipt(engine.release(&user, &hold, options(given, &WHEN)?.at)?))
}

pub(super) fn dispose(engine: &Engine, given: &mut Given) -> Answer {
    let (user, rule, mut said) = (given.name("user")?, given.name("rule")?, given.options()?);
    let (method, at) = (said.text("method")?, said.instant("at")?);
    said.end()?;
    Ok(results::receipt(engine.dispose(&user, &rule, method.as_deref().unwrap_or("delete"), at)?))
}
