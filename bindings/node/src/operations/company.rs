//! What the company has to do and to prove: registrations, what is due, reports, the chain, versions of the policy.

use placet::data::lint as lint_schema;
use placet::{Engine, ReportOptions};
use serde_json::{Value, json};

use super::{Answer, WHEN, options};
use crate::failure::invalid;
use crate::given::Given;
use crate::lint::missing;
use crate::results;

pub(super) fn register(engine: &Engine, given: &mut Given) -> Answer {
    let (kind, id, fields) = (given.name("kind")?, given.name("id")?, given.texts("fields")?);
    Ok(results::receipt(engine.register(&kind, &id, &fields, options(given, &WHEN)?.at)?))
}

pub(super) fn registered(engine: &Engine, given: &mut Given) -> Answer {
    let found = engine.registered(given.text("kind")?.as_deref())?;
    Ok(found.into_iter().map(results::registration).collect())
}

pub(super) fn due(engine: &Engine, given: &mut Given) -> Answer {
    Ok(engine.due(given.instant("at")?)?.into_iter().map(results::due).collect())
}

pub(super) fn report(engine: &Engine, given: &mut Given) -> Answer {
    let (kind, user, mut said) = (given.name("kind")?, given.text("user")?, given.options()?);
    let options = ReportOptions {
        user,
        year: said.number("year", "it is no calendar year; give one such as 2025")?,
        at: said.instant("at")?,
    };
    said.end()?;
    Ok(results::table(engine.report(&kind, &options)?))
}

pub(super) fn verify(engine: &Engine) -> Answer {
    Ok(results::verification(engine.verify()?))
}

pub(super) fn check(engine: &Engine, given: &mut Given) -> Answer {
    Ok(results::diagnostics(engine.check(&given.name("policy")?)?))
}

pub(super) fn reload(engine: &Engine, given: &mut Given) -> Answer {
    Ok(results::reloaded(engine.reload(&given.name("policy")?)?))
}

/// What is missing between the newest version of the policy and a schema: one of its own by name, a JSON Schema, or tags.
pub(super) fn lint(engine: &Engine, given: &mut Given) -> Answer {
    let (name, document, fields) = (given.name("name")?, given.take("document"), given.take("fields"));
    let policy = engine.policy();
    let newest = || invalid("policy", "it has no version; open the engine with one");
    let version = policy.versions().last().ok_or_else(newest)?;
    let findings = match (document, fields) {
        (Some(document), _) => missing(version, &name, Some(document), Value::Null)?,
        (None, Some(fields)) => missing(version, &name, None, fields)?,
        (None, None) => match version.schemas.get(&name) {
            Some(schema) => lint_schema(version, schema)?,
            None => lint_schema(version, &*engine.schema(&name)?)?,
        },
    };
    Ok(results::findings(findings))
}

/// The version in force and the policy's key.
pub(super) fn version(engine: &Engine) -> Answer {
    let policy = engine.policy();
    let version: Option<Value> = policy.in_force(engine.now()).map(|version| (*version.label).into());
    Ok(json!({ "policy": policy.id(), "version": version }))
}
