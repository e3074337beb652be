//! The decision: a pure, total function of policy, user, question and instant. One file for each check, in their order.
//!
//! No clock, no I/O, no randomness, no panic. The full semantics stand in [`docs::deciding`](crate::docs::deciding).

mod actor;
mod bans;
mod basis;
pub(crate) mod carry;
mod choices;
mod consent;
mod context;
mod decision;
pub(crate) mod erasure;
mod evaluation;
mod facts;
mod fields;
mod force;
mod guardian;
mod instrument;
mod problem;
mod provenance;
mod purpose;
mod reach;
mod recipient;
mod refusal;
mod remedy;
mod restriction;
mod retention;
pub(crate) mod rights;
mod rules;
pub(crate) mod tasks;
mod technology;
mod trace;
mod transfer;

use crate::error::Error;
use crate::policy::{Policy, Purpose, Version};
use crate::state::UserState;
use crate::words::{Reason, Timestamp};

pub use crate::words::{FORMS, OPERATIONS};
pub use context::Context;
pub use decision::{Decision, Evidence, Obligation};
pub(crate) use decision::{after_act, found_child};
pub use evaluation::Outcome;
pub use facts::Facts;
pub(crate) use facts::notice_rank;
pub(crate) use fields::{Fate, FieldQuestion};
pub use problem::{PROBLEM_JSON, problem};
pub(crate) use recipient::review_due;
pub use refusal::refuse;
pub use remedy::Remedy;
pub use retention::{Term, term};
pub(crate) use technology::NODE as TECHNOLOGY_NODE;
pub use trace::{Check, CheckName, Found, trace};

use evaluation::Evaluation;

/// Answers a question in full.
///
/// # Errors
///
/// [`Error::UnknownPurpose`], [`Error::UnknownCategory`], and [`Error::InvalidArgument`] for a context that can't be meant.
pub fn decide(
    policy: &Policy,
    state: &UserState,
    company: &UserState,
    purpose: &str,
    context: &Context,
    at: Timestamp,
) -> Result<Decision, Error> {
    policy.ask(purpose)?;
    context.check(policy)?;
    let Some(version) = policy.in_force(at) else {
        return Ok(Decision::not_in_force(policy, purpose, policy.next_change(at)));
    };
    let facts = Facts::new(policy, version, state, company, at)?;
    let leaves: Vec<&Purpose> = leaves(version, purpose).iter().filter_map(|at| version.purposes.get(*at)).collect();
    let whole = leaves.iter().map(|leaf| evaluate(&facts, leaf, context)).reduce(Outcome::and);
    // other versions declare it, the one in force does not
    let undeclared = || Outcome { until: facts.next_version, ..Outcome::denied(Reason::PurposeUndeclared) };
    let outcome = whole.unwrap_or_else(undeclared);
    Ok(Decision::new(&facts, &leaves, purpose, context, outcome))
}

/// The categories of a question, each as what it is for this user: data that identify nobody become personal once they are linked.
///
/// # Errors
///
/// [`Error::Internal`] when data files can't be read.
pub(crate) fn categories_as_linked(
    policy: &Policy,
    state: &UserState,
    context: &Context,
    at: Timestamp,
) -> Result<Vec<String>, Error> {
    let Some(version) = policy.in_force(at) else { return Ok(context.categories.clone()) };
    let company = UserState::default();
    let facts = Facts::new(policy, version, state, &company, at)?;
    Ok(evaluation::effective(&facts, context).0.into_owned())
}

/// The purposes that a question about a name is about: the purpose itself, else those below the node. A name may be a purpose in
/// one version and a node in another.
fn leaves<'a>(version: &'a Version, name: &str) -> &'a [usize] {
    match version.by_key.get(name) {
        Some(own) => std::slice::from_ref(own),
        None => version.below.get(name).map_or(&[], Vec::as_slice),
    }
}

/// Runs all checks for one purpose.
pub fn evaluate(facts: &Facts<'_>, purpose: &Purpose, context: &Context) -> Outcome {
    evaluate_at(facts, purpose, context, 0)
}

/// The same for data that are one part of what is there: what the purpose needs may be in the rest.
fn evaluate_beside(facts: &Facts<'_>, purpose: &Purpose, context: &Context, beside: &[String]) -> Outcome {
    let mut evaluation = Evaluation::new(facts, purpose, context, 0);
    evaluation.beside = beside;
    if run(&mut evaluation) { finish(evaluation) } else { evaluation.finish() }
}

fn evaluate_at(facts: &Facts<'_>, purpose: &Purpose, context: &Context, depth: u8) -> Outcome {
    let mut evaluation = Evaluation::new(facts, purpose, context, depth);
    if run(&mut evaluation) { finish(evaluation) } else { evaluation.finish() }
}

/// The checks in their order; false when the first one ends the evaluation.
fn run(e: &mut Evaluation<'_>) -> bool {
    if !force::check(e) {
        return false;
    }
    e.running = CheckName::BansAndAge;
    bans::check(e);
    e.running = CheckName::Purpose;
    purpose::check(e);
    e.running = CheckName::Categories;
    provenance::check(e);
    if !e.anonymous {
        // a legal obligation passes over what the user may refuse, never over bans, age or categories
        if !e.legal {
            e.running = CheckName::Restriction;
            restriction::check(e);
            e.running = CheckName::Choices;
            choices::check(e);
        }
        e.running = CheckName::Basis;
        basis::check(e);
        e.running = CheckName::Retention;
        retention::check(e);
    }
    e.running = CheckName::Recipient;
    recipient::check(e);
    e.running = CheckName::Actor;
    actor::check(e);
    true
}

/// Adds what the rules that are about the question oblige to, and until when notices are to be shown.
fn finish(mut evaluation: Evaluation<'_>) -> Outcome {
    basis::young(&mut evaluation);
    let obliged = rules::obligations(&mut evaluation);
    evaluation.oblige(obliged);
    evaluation.finish()
}

/// The answers to the question without a context, for all purposes of all versions: what a row of the index holds.
///
/// `set` is called with the number of each purpose that is allowed. The result is the instant until which the answers hold.
///
/// # Errors
///
/// [`Error::Internal`] when data files can't be read.
pub fn answers(
    policy: &Policy,
    state: &UserState,
    at: Timestamp,
    mut set: impl FnMut(usize),
) -> Result<Timestamp, Error> {
    let Some(version) = policy.in_force(at) else {
        return Ok(policy.next_change(at).unwrap_or(Timestamp::MAX));
    };
    // a question that says nothing names no instrument and no recipient, so what the company registered can't matter
    let company = UserState::default();
    let facts = Facts::new(policy, version, state, &company, at)?;
    let context = Context::default();
    let mut until = facts.next_version;
    for (number, key) in policy.keys().iter().enumerate() {
        let leaves = leaves(version, key);
        let mut allowed = !leaves.is_empty();
        for purpose in leaves.iter().filter_map(|at| version.purposes.get(*at)) {
            let outcome = evaluate(&facts, purpose, &context);
            until = until.min(outcome.until);
            allowed &= outcome.allowed;
        }
        if allowed {
            set(number);
        }
    }
    Ok(until)
}

/// The version in force at an instant, for acts; none before the first.
pub(crate) fn version_at(policy: &Policy, at: Timestamp) -> Option<&Version> {
    policy.in_force(at).map(|v| &**v)
}
