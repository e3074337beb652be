//! What becomes known of users: notices, age and residence, guardians, signals, and who is the same person.

use placet::{Engine, GuardianOptions, Update};
use serde_json::{Value, json};

use super::{Answer, Said, WHEN, act_options, options};
use crate::given::Given;
use crate::results;
use crate::words::{age, age_range, is_pending, signals};

pub(super) fn acknowledge(engine: &Engine, given: &mut Given) -> Answer {
    let (user, notice, mut said) = (given.name("user")?, given.name("notice")?, given.options()?);
    let agrees = said.flag("agrees")?.unwrap_or(true);
    let options = act_options(&mut said, &Said { method: true, ..WHEN })?;
    said.end()?;
    Ok(results::receipt(engine.acknowledge(&user, &notice, agrees, &options)?))
}

pub(super) fn update(engine: &Engine, given: &mut Given) -> Answer {
    let (user, mut said) = (given.name("user")?, given.options()?);
    let update = Update {
        birthdate: said.day("birthdate")?,
        age: age(&mut said)?,
        age_range: age_range(&mut said)?,
        assurance: said.text("assurance")?,
        source: said.text("source")?,
        residence: said.text("residence")?,
        residence_source: said.text("residenceSource")?,
        account: said.text("account")?,
        kind: said.text("kind")?,
        at: said.instant("at")?,
    };
    said.end()?;
    Ok(results::receipt(engine.update(&user, &update)?))
}

pub(super) fn link_guardian(engine: &Engine, given: &mut Given) -> Answer {
    let (user, guardian, mut said) = (given.name("user")?, given.name("guardian")?, given.options()?);
    let options = GuardianOptions {
        pending: is_pending(&mut said)?,
        method: said.text("method")?,
        evidence: said.text("evidence")?,
        at: said.instant("at")?,
    };
    said.end()?;
    Ok(results::receipt(engine.link_guardian(&user, &guardian, &options)?))
}

pub(super) fn unlink_guardian(engine: &Engine, given: &mut Given) -> Answer {
    let (user, guardian) = (given.name("user")?, given.name("guardian")?);
    Ok(results::receipt(engine.unlink_guardian(&user, &guardian, &options(given, &WHEN)?)?))
}

pub(super) fn apply_signals(engine: &Engine, given: &mut Given) -> Answer {
    let (user, signals) = (given.name("user")?, signals(given)?);
    Ok(results::receipt(engine.apply_signals(&user, &signals, &options(given, &WHEN)?)?))
}

pub(super) fn apply_headers(engine: &Engine, given: &mut Given) -> Answer {
    let (user, headers) = (given.name("user")?, given.texts("headers")?);
    let receipt = engine.apply_headers(&user, |name| headers.get(name).cloned(), &options(given, &WHEN)?)?;
    Ok(receipt.map_or(Value::Null, results::receipt))
}

pub(super) fn apply_consent_string(engine: &Engine, given: &mut Given) -> Answer {
    let (user, framework, string) = (given.name("user")?, given.name("framework")?, given.name("string")?);
    let (receipt, understood) = engine.apply_consent_string(&user, &framework, &string, &options(given, &WHEN)?)?;
    Ok(json!({ "receipt": results::receipt(receipt), "understood": results::understood(understood) }))
}

pub(super) fn join(engine: &Engine, given: &mut Given) -> Answer {
    let (user, visitor) = (given.name("user")?, given.name("visitor")?);
    Ok(results::receipt(engine.join(&user, &visitor, options(given, &WHEN)?.at)?))
}

pub(super) fn part(engine: &Engine, given: &mut Given) -> Answer {
    let (user, visitor) = (given.name("user")?, given.name("visitor")?);
    Ok(results::receipt(engine.part(&user, &visitor, options(given, &WHEN)?.at)?))
}
