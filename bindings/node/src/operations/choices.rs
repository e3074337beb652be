//! Choices: what users, and guardians for them, let happen and refuse.

use placet::{ActOptions, Engine, Error, GrantOptions, Receipt};

use super::{Answer, Said, WHEN, act_options, options, scope};
use crate::given::Given;
use crate::results;
use crate::words::consent_kind;

/// Everything.
const ALL: &str = "*";

pub(super) fn grant(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose, mut said) = (given.name("user")?, given.name("purpose")?, given.options()?);
    let options = GrantOptions {
        by: said.text("by")?,
        kind: consent_kind(&mut said)?,
        notice: said.text("notice")?,
        expires: said.instant("expires")?,
        method: said.text("method")?,
        scope: scope(&mut said)?,
        at: said.instant("at")?,
    };
    said.end()?;
    Ok(results::receipt(engine.grant(&user, &purpose, &options)?))
}

/// A choice that may be limited: a withdrawal, an opt-out, an opt-in.
pub(super) fn choose(
    engine: &Engine,
    given: &mut Given,
    choice: impl FnOnce(&Engine, &str, &str, &ActOptions) -> Result<Receipt, Error>,
) -> Answer {
    let (user, purpose) = (given.name("user")?, given.name("purpose")?);
    let options = limited(given, &Said { by: true, method: true, ground: false })?;
    Ok(results::receipt(choice(engine, &user, &purpose, &options)?))
}

pub(super) fn object_to(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose) = (given.name("user")?, given.name("purpose")?);
    let options = limited(given, &Said { by: true, method: true, ground: true })?;
    Ok(results::receipt(engine.object_to(&user, &purpose, &options)?))
}

pub(super) fn overrule_objection(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose, reason) = (given.name("user")?, given.name("purpose")?, given.name("reason")?);
    Ok(results::receipt(engine.overrule_objection(&user, &purpose, &reason, &options(given, &WHEN)?)?))
}

pub(super) fn restrict(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose) = (given.name("user")?, given.text("purpose")?);
    let options = options(given, &Said { ground: true, ..WHEN })?;
    Ok(results::receipt(engine.restrict(&user, purpose.as_deref().unwrap_or(ALL), &options)?))
}

pub(super) fn lift_restriction(engine: &Engine, given: &mut Given) -> Answer {
    let (user, purpose) = (given.name("user")?, given.text("purpose")?);
    let options = options(given, &WHEN)?;
    Ok(results::receipt(engine.lift_restriction(&user, purpose.as_deref().unwrap_or(ALL), &options)?))
}

/// The options of a choice that may be limited.
fn limited(given: &mut Given, said: &Said) -> Result<ActOptions, Error> {
    let mut given = given.options()?;
    let options = ActOptions { scope: scope(&mut given)?, ..act_options(&mut given, said)? };
    given.end()?;
    Ok(options)
}
