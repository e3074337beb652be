//! One purpose under evaluation: what the checks have found so far, and the outcome they leave.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::consent::Consent;
use super::context::Context;
use super::facts::{Compared, Facts, Standing};
use super::guardian::Cover;
use super::trace::{CheckName, Notes};
use crate::policy::{Purpose, Support, Technology};
use crate::state::Mark;
use crate::words::{Basis, Ground, Reason, Reasons, Timestamp};

/// What the checks leave of one question.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Whether no check denied.
    pub allowed: bool,
    /// Why not, in the order of the checks.
    pub reasons: Reasons,
    /// What would have been the reasons of an observed purpose.
    pub would_deny: Reasons,
    /// The legal basis of an allowance.
    pub basis: Option<Basis>,
    /// The ground of an allowance.
    pub ground: Option<Ground>,
    /// The event on which the answer rests.
    pub evidence: Option<Mark>,
    /// When the answer can change without a new event.
    pub until: Timestamp,
    /// What rules, recipients and stages oblige to, as `kind` or `kind:subject`.
    pub obligations: Vec<String>,
}

impl Outcome {
    /// A denial for one reason.
    pub(super) fn denied(reason: Reason) -> Self {
        let mut reasons = Reasons::default();
        reasons.add(reason);
        Self {
            allowed: false,
            reasons,
            would_deny: Reasons::default(),
            basis: None,
            ground: None,
            evidence: None,
            until: Timestamp::MAX,
            obligations: Vec::new(),
        }
    }

    /// Both: allowed when each is, with the reasons of both.
    pub(super) fn and(mut self, other: Self) -> Self {
        if self.allowed && !other.allowed {
            self.evidence = other.evidence;
        }
        self.allowed &= other.allowed;
        self.reasons = self.reasons.merged(&other.reasons);
        self.would_deny = self.would_deny.merged(&other.would_deny);
        self.until = self.until.min(other.until);
        for obligation in other.obligations {
            if !self.obligations.contains(&obligation) {
                self.obligations.push(obligation);
            }
        }
        let same = self.allowed && self.ground == other.ground && self.basis == other.basis;
        if !same {
            self.basis = None;
            self.ground = None;
        }
        if self.allowed && self.evidence != other.evidence {
            self.evidence = None;
        }
        self
    }
}

/// One purpose under evaluation.
pub(super) struct Evaluation<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) purpose: &'a Purpose,
    pub(super) context: &'a Context,
    /// The categories of the question, each as what it is once it is linked to the user.
    pub(super) categories: Cow<'a, [String]>,
    /// Categories that are there with those of the question, though it is not about them.
    pub(super) beside: &'a [String],
    /// The technology that is used, and what the policy says of it.
    pub(super) technology: Option<(&'a str, Option<&'a Technology>)>,
    /// How many rules led from the question to here.
    pub(super) depth: u8,
    /// The check that is running.
    pub(super) running: CheckName,
    /// Where to write down which check gave which reason; none in the ordinary way.
    pub(super) notes: Option<&'a Notes>,
    /// A legal obligation applies to this user.
    pub(super) legal: bool,
    /// The data are de-identified and the purpose accepts the form.
    pub(super) anonymous: bool,
    /// Check 2 demanded a guardian's cover: the grant, if there is one.
    pub(super) guarded: Option<Option<Mark>>,
    pub(super) basis: Option<Basis>,
    pub(super) ground: Option<Ground>,
    reasons: Reasons,
    evidence: Option<Mark>,
    until: Timestamp,
    obligations: Vec<String>,
    consent: OnceCell<Consent>,
    cover: OnceCell<Cover>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, purpose: &'a Purpose, context: &'a Context, depth: u8) -> Self {
        let legal =
            |a: &crate::policy::Alternative| a.support == Support::Basis(Basis::LegalObligation) && facts.applies(a);
        let (categories, anonymous) = effective(facts, context);
        Self {
            categories,
            beside: &[],
            technology: technology(facts, context),
            depth,
            running: CheckName::InForce,
            notes: None,
            legal: purpose.alternatives.iter().any(legal),
            facts,
            purpose,
            context,
            anonymous,
            guarded: None,
            basis: None,
            ground: None,
            reasons: Reasons::default(),
            evidence: None,
            until: facts.next_version,
            obligations: Vec::new(),
            consent: OnceCell::new(),
            cover: OnceCell::new(),
        }
    }

    /// Denies. The act behind the first denial is the evidence.
    pub(super) fn deny(&mut self, reason: Reason, act: Option<Mark>) {
        if self.reasons.is_empty() {
            self.evidence = act;
        }
        self.reasons.add(reason);
        if let Some(notes) = self.notes {
            notes.borrow_mut().push((self.running, reason));
        }
    }

    /// Names the event on which an allowance rests.
    pub(super) fn rest_on(&mut self, act: Mark) {
        if self.reasons.is_empty() {
            self.evidence = Some(act);
        }
    }

    /// Names an event on which an allowance rests, where nothing else was named before it.
    pub(super) fn rest_besides(&mut self, act: Mark) {
        if self.evidence.is_none() {
            self.rest_on(act);
        }
    }

    /// Adds to what an allowance obliges to.
    pub(super) fn oblige<'o>(&mut self, obligations: impl IntoIterator<Item = &'o String>) {
        for obligation in obligations {
            if !self.obligations.contains(obligation) {
                self.obligations.push(obligation.clone());
            }
        }
    }

    /// What the question says the processing serves: its reference, else that of the collection point.
    pub(super) fn reference(&self) -> Option<&'a str> {
        self.context.reference()
    }

    /// The collection point without its reference.
    pub(super) fn collection_point(&self) -> Option<&'a str> {
        self.context.collection_point.as_deref().and_then(|point| point.split(':').next())
    }

    /// Where the data are from: as the question says, else as the policy says of the first category that it says it of.
    pub(super) fn source(&self) -> Option<String> {
        let own = |category: &String| self.facts.version.category_rule(category)?.source.clone();
        self.context.source.clone().or_else(|| self.categories.iter().find_map(own))
    }

    /// The answer can change at an instant.
    pub(super) fn holds_until(&mut self, until: Timestamp) {
        if until > self.facts.at {
            self.until = self.until.min(until);
        }
    }

    /// Reads a comparison with an age, and notes when it can come out another way.
    pub(super) fn standing(&mut self, compared: Compared) -> Standing {
        self.holds_until(compared.until);
        compared.standing
    }

    /// The user's consent to the purpose, looked up once.
    pub(super) fn consent(&mut self) -> Consent {
        if let Some(found) = self.consent.get() {
            return *found;
        }
        let found = super::consent::live(self);
        let _ = self.consent.set(found);
        found
    }

    /// The cover that a guardian gives the purpose, looked up once.
    pub(super) fn cover(&mut self) -> Cover {
        let found = match self.cover.get() {
            Some(found) => *found,
            None => {
                let reach = super::reach::Reach::of(self);
                let found = super::guardian::cover(self.facts, self.purpose, &reach);
                let _ = self.cover.set(found);
                found
            }
        };
        self.holds_until(found.until);
        found
    }

    /// Whether a node covers the purpose.
    pub(super) fn covered_by(&self, node: &str) -> bool {
        self.purpose.covered_by(node)
    }

    pub(super) fn finish(self) -> Outcome {
        let denied = !self.reasons.is_empty();
        let binding = [Reason::Erased, Reason::PolicyNotInForce, Reason::PolicyNotBound];
        let observed = denied && self.purpose.observed && !binding.iter().any(|r| self.reasons.contains(*r));
        let allowed = !denied || observed;
        let (reasons, would_deny) =
            if observed { (Reasons::default(), self.reasons) } else { (self.reasons, Reasons::default()) };
        Outcome {
            allowed,
            reasons,
            would_deny,
            basis: self.basis.filter(|_| !denied),
            ground: self.ground.filter(|_| !denied),
            evidence: self.evidence.filter(|_| !observed),
            until: self.until,
            obligations: if denied { Vec::new() } else { self.obligations },
        }
    }
}

/// The technology of a question: the one it names, else the one by which its recipient gets the data.
fn technology<'a>(facts: &'a Facts<'a>, context: &'a Context) -> Option<(&'a str, Option<&'a Technology>)> {
    let by_recipient = || facts.version.handling.recipient(context.recipient.as_deref()?)?.technology.as_deref();
    let id = context.technology.as_deref().or_else(by_recipient)?;
    Some((id, facts.version.technologies.get(id)))
}

/// The categories as what they are here, and whether none of them identifies anybody.
///
/// Data that identify nobody become personal once they are joined with data that do, or belong to a registered user; in doubt
/// they are linked (CTM-util-combine, CTM-nonpii-location).
pub(super) fn effective<'a>(facts: &Facts<'a>, context: &'a Context) -> (Cow<'a, [String]>, bool) {
    let personal = |category: &String| facts.is_personal(category);
    if context.categories.is_empty() || context.categories.iter().all(personal) {
        return (Cow::Borrowed(&context.categories), false);
    }
    let linked_by_record = |category: &str| {
        let last = |event: &str| {
            let about = |h: &&crate::state::Happened| {
                h.event == event && h.reference.as_deref().is_none_or(|r| crate::words::covers(r, category))
            };
            facts.state.happened.iter().filter(about).map(|h| h.mark).max()
        };
        last("linked").is_some_and(|mark| last("unlinked").is_none_or(|later| later < mark))
    };
    let joined = context.linked.unwrap_or_else(|| {
        facts.state.registered()
            || context.categories.iter().any(personal)
            || context.inputs.iter().any(personal)
            || context.categories.iter().any(|category| linked_by_record(category))
    });
    if !joined {
        // data that identify somebody stay what they are, whatever lies beside them
        return (Cow::Borrowed(&context.categories), !context.categories.iter().any(personal));
    }
    let become_of = |category: &String| {
        let linked = facts.version.category_rule(category).and_then(|rule| rule.linked_becomes.clone());
        linked.filter(|_| !personal(category)).unwrap_or_else(|| category.clone())
    };
    (Cow::Owned(context.categories.iter().map(become_of).collect()), false)
}
