//! Decisions, and what they consist of.

use std::collections::HashMap;
use std::sync::Arc;

use placet::Timestamp;
use placet::decide::Check as CoreCheck;

use crate::results::whole;

/// The answer to a question, in full.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Decision {
    /// Whether the purpose may run.
    pub allowed: bool,
    /// The purpose that was asked for.
    pub purpose: String,
    /// The code of the first reason of a denial.
    pub reason: Option<String>,
    /// The codes of all reasons of a denial, in the order of the checks.
    pub reasons: Vec<String>,
    /// The categories that no purpose asked about may use (GDPR Art. 5(1)(c)).
    pub surplus: Vec<String>,
    /// For an observed purpose: the reasons for which it would have been denied.
    pub would_deny: Vec<String>,
    /// The legal basis of an allowance (GDPR Art. 6).
    pub basis: Option<String>,
    /// What an allowance rests on, finer than the basis.
    pub ground: Option<String>,
    /// What would turn a denial into an allowance.
    pub remedy: Option<Remedy>,
    /// What the application has to do.
    pub obligations: Vec<Obligation>,
    /// The event of the ledger on which the answer rests.
    pub evidence: Option<Evidence>,
    /// The version of the policy, as `id@version`; none when none is in force.
    pub policy: Option<String>,
    /// The overlays that hold for the user's residence.
    pub overlays: Vec<String>,
    /// The residence that was taken.
    pub residence: Option<String>,
    /// When, without any new event, the answer could change.
    pub valid_until: Option<Timestamp>,
    /// Whom the user may turn to.
    pub contact: HashMap<String, String>,
    /// The answer as a sentence for people.
    pub text: String,
    /// Canonical JSON: keys sorted, no spaces, instants as text in UTC; the same bytes in every language.
    pub json: String,
}

/// What would turn a denial into an allowance.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Remedy {
    /// For programs: `ask_consent`, `ask_guardian`, `show_notice`, `respect`, …
    pub action: String,
    /// The purpose it is about.
    pub purpose: String,
    /// The version of the policy whose notice to show, as `id@version`.
    pub notice: Option<String>,
    /// The same as a sentence for people.
    pub text: String,
}

/// Something that the application has to do.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Obligation {
    /// What: `show_notice`, `include_unsubscribe`, `erase`, … or the policy's own.
    pub kind: String,
    /// What it is about: for `show_notice` the notice.
    pub subject: Option<String>,
    /// By when.
    pub due: Option<Timestamp>,
}

/// The event of the ledger on which a decision rests.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Evidence {
    /// Its position in the ledger, from 1.
    pub position: i64,
    /// When it happened.
    pub at: Timestamp,
}

/// One check of a decision, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Check {
    /// Its code, the same in every language.
    pub name: String,
    /// What it looks at, for people.
    pub title: String,
    /// What came of it: `passed`, `failed`, `passed_over`, `not_reached`.
    pub found: String,
    /// The codes of the reasons that it gave, in order.
    pub reasons: Vec<String>,
    /// The same reasons, each as a sentence for people.
    pub texts: Vec<String>,
    /// Why it was passed over or not reached.
    pub why: Option<String>,
}

/// A decision, and what each of the eleven checks found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Explained {
    /// The decision.
    pub decision: Decision,
    /// The checks, in their order.
    pub checks: Vec<Check>,
}

fn text(text: Arc<str>) -> String {
    text.as_ref().to_owned()
}

impl From<placet::Decision> for Decision {
    fn from(decision: placet::Decision) -> Self {
        let (sentence, json) = (decision.text(), decision.to_json());
        let placet::Decision {
            allowed,
            purpose,
            reason,
            reasons,
            surplus,
            would_deny,
            basis,
            ground,
            remedy,
            obligations,
            evidence,
            policy,
            overlays,
            residence,
            valid_until,
            contact,
        } = decision;
        Self {
            allowed,
            purpose: text(purpose),
            reason: reason.map(|reason| reason.code().to_owned()),
            reasons: reasons.into_iter().map(|reason| reason.code().to_owned()).collect(),
            surplus,
            would_deny: would_deny.into_iter().map(|reason| reason.code().to_owned()).collect(),
            basis: basis.map(|basis| basis.code().to_owned()),
            ground: ground.map(|ground| ground.code().to_owned()),
            remedy: remedy.map(Remedy::from),
            obligations: obligations.into_iter().map(Obligation::from).collect(),
            evidence: evidence.map(Evidence::from),
            policy: policy.map(text),
            overlays: overlays.into_iter().map(text).collect(),
            residence,
            valid_until,
            contact: contact.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            text: sentence,
            json,
        }
    }
}

impl From<placet::Remedy> for Remedy {
    fn from(remedy: placet::Remedy) -> Self {
        let sentence = remedy.text();
        let placet::Remedy { action, purpose, notice } = remedy;
        Self { action: action.to_owned(), purpose: text(purpose), notice: notice.map(text), text: sentence }
    }
}

impl From<placet::Obligation> for Obligation {
    fn from(obligation: placet::Obligation) -> Self {
        let placet::Obligation { kind, subject, due } = obligation;
        Self { kind, subject, due }
    }
}

impl From<placet::Evidence> for Evidence {
    fn from(evidence: placet::Evidence) -> Self {
        let placet::Evidence { position, at } = evidence;
        Self { position: whole(position), at }
    }
}

impl From<CoreCheck> for Check {
    fn from(check: CoreCheck) -> Self {
        let CoreCheck { name, found, reasons, why } = check;
        Self {
            name: name.code().to_owned(),
            title: name.title().to_owned(),
            found: found.code().to_owned(),
            reasons: reasons.iter().map(|reason| reason.code().to_owned()).collect(),
            texts: reasons.iter().map(|reason| reason.text().to_owned()).collect(),
            why: why.map(str::to_owned),
        }
    }
}
