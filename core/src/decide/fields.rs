//! One answer for each category of a record: may the purpose use it, and in which form?

use std::sync::Arc;

use super::evaluation::effective;
use super::{Context, Facts, Outcome, evaluate_beside, leaves};
use crate::error::Error;
use crate::policy::{Policy, Purpose, Version};
use crate::state::UserState;
use crate::words::{Reason, TRANSFORM, Timestamp, Transform};

/// What becomes of the fields of one category.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    /// They stay as they are.
    Keep,
    /// They are changed.
    Change(Transform),
    /// They go, for the reasons with these codes; for none when a transform takes them.
    Remove(Arc<[&'static str]>),
}

/// What becomes of each of some categories: one question, for any number of users.
///
/// The question is that of [`decide`](super::decide), once for each category. They are data of one record: where the whole is linked to
/// somebody, each is, and what a purpose needs may be any of them.
pub(crate) struct FieldQuestion<'a> {
    policy: &'a Policy,
    version: Option<&'a Version>,
    leaves: Vec<&'a Purpose>,
    categories: &'a [String],
    /// What is asked besides, of all categories.
    context: Context,
    /// The category that is asked for by itself.
    one: Vec<String>,
    at: Timestamp,
}

impl<'a> FieldQuestion<'a> {
    /// # Errors
    ///
    /// As [`decide`](super::decide).
    pub(crate) fn new(
        policy: &'a Policy,
        purpose: &str,
        context: &Context,
        categories: &'a [String],
        at: Timestamp,
    ) -> Result<Self, Error> {
        policy.ask(purpose)?;
        let context = Context { categories: categories.to_vec(), ..context.clone() };
        context.check(policy)?;
        let version = policy.in_force(at).map(|version| &**version);
        let own = version
            .into_iter()
            .flat_map(|version| leaves(version, purpose).iter().filter_map(|at| version.purposes.get(*at)));
        let leaves = own.collect();
        Ok(Self { policy, version, leaves, categories, context, one: vec![String::new()], at })
    }

    /// What becomes of each category of a user's, in their order; with the instant until which that holds.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when data files can't be read.
    pub(crate) fn of(&mut self, state: &UserState, company: &UserState) -> Result<(Vec<Fate>, Timestamp), Error> {
        let Some(version) = self.version else {
            let until = self.policy.next_change(self.at).unwrap_or(Timestamp::MAX);
            return Ok((vec![Fate::Remove(Arc::new([Reason::PolicyNotInForce.code()])); self.categories.len()], until));
        };
        let facts = Facts::new(self.policy, version, state, company, self.at)?;
        let (_, of_nobody) = effective(&facts, &self.context);
        let linked = self.context.linked;
        self.context.linked = linked.or((!of_nobody).then_some(true));
        std::mem::swap(&mut self.context.categories, &mut self.one);
        let mut until = facts.next_version;
        let mut fates = Vec::with_capacity(self.categories.len());
        for category in self.categories {
            if let Some(one) = self.context.categories.first_mut() {
                one.clone_from(category);
            }
            let each = |leaf: &&Purpose| evaluate_beside(&facts, leaf, &self.context, self.categories);
            let outcome = self.leaves.iter().map(each).reduce(Outcome::and);
            let outcome = outcome.unwrap_or_else(|| Outcome::denied(Reason::PurposeUndeclared));
            until = until.min(outcome.until);
            fates.push(fate(&outcome));
        }
        std::mem::swap(&mut self.context.categories, &mut self.one);
        self.context.linked = linked;
        Ok((fates, until))
    }
}

fn fate(outcome: &Outcome) -> Fate {
    if !outcome.allowed {
        return Fate::Remove(outcome.reasons.iter().map(Reason::code).collect());
    }
    let named =
        outcome.obligations.iter().filter_map(|text| text.split_once(':').filter(|(kind, _)| *kind == TRANSFORM));
    // a word that can't be read, which the check rules out, lets nothing through
    match named.map(|(_, word)| Transform::parse(word).unwrap_or(Transform::Drop)).max() {
        None => Fate::Keep,
        Some(Transform::Drop) => Fate::Remove(Arc::default()),
        Some(transform) => Fate::Change(transform),
    }
}
