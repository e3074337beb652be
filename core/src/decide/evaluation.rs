//! One purpose under evaluation: what the checks have found so far, and the outcome they leave.

use std::cell::OnceCell;

use super::consent::Consent;
use super::context::Context;
use super::facts::{Compared, Facts, Standing};
use super::guardian::Cover;
use crate::policy::{Purpose, Support};
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
    consent: OnceCell<Consent>,
    cover: OnceCell<Cover>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, purpose: &'a Purpose, context: &'a Context) -> Self {
        let legal = |a: &crate::policy::Alternative| {
            a.support == Support::Basis(Basis::LegalObligation)
                && a.kind.as_deref().is_none_or(|kind| kind == facts.state.kind())
        };
        Self {
            legal: purpose.alternatives.iter().any(legal),
            facts,
            purpose,
            context,
            anonymous: false,
            guarded: None,
            basis: None,
            ground: None,
            reasons: Reasons::default(),
            evidence: None,
            until: facts.next_version,
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
    }

    /// Names the event on which an allowance rests.
    pub(super) fn rest_on(&mut self, act: Mark) {
        if self.reasons.is_empty() {
            self.evidence = Some(act);
        }
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
                let found = super::guardian::cover(self.facts, self.purpose);
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
        }
    }
}
