//! One answer for each category of a record: may the purpose use it, and in which form?

use super::evaluation::effective;
use super::{Context, Facts, Outcome, evaluate_beside, leaves};
use crate::error::Error;
use crate::policy::Policy;
use crate::state::UserState;
use crate::words::{Reason, TRANSFORM, Timestamp, Transform};

/// What becomes of the fields of one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// They stay as they are.
    Keep,
    /// They are changed.
    Change(Transform),
    /// They go, for these reasons; for none when a transform takes them.
    Remove(Vec<Reason>),
}

/// What becomes of each of some categories, in their order; with the instant until which that holds.
///
/// The question is that of [`decide`](super::decide), once for each category. They are data of one record: where the whole is linked to
/// somebody, each is, and what a purpose needs may be any of them.
///
/// # Errors
///
/// As [`decide`](super::decide).
pub(crate) fn fates(
    policy: &Policy,
    state: &UserState,
    company: &UserState,
    purpose: &str,
    context: &Context,
    categories: &[String],
    at: Timestamp,
) -> Result<(Vec<Fate>, Timestamp), Error> {
    policy.ask(purpose)?;
    let mut context = Context { categories: categories.to_vec(), ..context.clone() };
    context.check(policy)?;
    let Some(version) = policy.in_force(at) else {
        let until = policy.next_change(at).unwrap_or(Timestamp::MAX);
        return Ok((vec![Fate::Remove(vec![Reason::PolicyNotInForce]); categories.len()], until));
    };
    let facts = Facts::new(policy, version, state, company, at)?;
    let (_, of_nobody) = effective(&facts, &context);
    context.linked = context.linked.or((!of_nobody).then_some(true));
    let mut until = facts.next_version;
    let mut fates = Vec::with_capacity(categories.len());
    for category in categories {
        context.categories.clear();
        context.categories.push(category.clone());
        let own = leaves(version, purpose).iter().filter_map(|at| version.purposes.get(*at));
        let whole = own.map(|leaf| evaluate_beside(&facts, leaf, &context, categories)).reduce(Outcome::and);
        let outcome = whole.unwrap_or_else(|| Outcome::denied(Reason::PurposeUndeclared));
        until = until.min(outcome.until);
        fates.push(fate(&outcome));
    }
    Ok((fates, until))
}

fn fate(outcome: &Outcome) -> Fate {
    if !outcome.allowed {
        return Fate::Remove(outcome.reasons.iter().collect());
    }
    let named =
        outcome.obligations.iter().filter_map(|text| text.split_once(':').filter(|(kind, _)| *kind == TRANSFORM));
    // a word that can't be read, which the check rules out, lets nothing through
    match named.map(|(_, word)| Transform::parse(word).unwrap_or(Transform::Drop)).max() {
        None => Fate::Keep,
        Some(Transform::Drop) => Fate::Remove(Vec::new()),
        Some(transform) => Fate::Change(transform),
    }
}
