//! The parts that acts are made of: scopes of a choice, what was collected or disclosed, cases and their tasks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::words::Timestamp;

/// How far a choice reaches: with a field it holds for that channel, recipient or country only.
///
/// A state keeps it in a form without field names, so every field is always written.
///
/// A consent with a scope never serves a question outside it (GDPR Art. 4(11), 49(1)(a): consent is specific).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// The channel of communication: `email`, `push`, `phone`, …
    pub channel: Option<String>,
    /// The recipient.
    pub recipient: Option<String>,
    /// The country that the data go to.
    pub destination: Option<String>,
}

impl Scope {
    /// Whether it limits nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What was collected of a user, and from where (GDPR Art. 13(1), 14(2)(f)).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Collected {
    /// The categories.
    pub categories: Vec<String>,
    /// Origin: `direct`, `observed`, `third_party`, `public`, `inferred`.
    pub source: Option<String>,
    /// Who gave the data, where that is not the user.
    pub provider: Option<String>,
    /// The evidence that the user let the provider give them.
    pub origin: Option<String>,
    /// The form, page or desk at which it was collected.
    pub collection_point: Option<String>,
    /// What the data were given for: a course, a request, a transaction.
    pub reference: Option<String>,
    /// The categories that they were derived from or combined of.
    pub inputs: Vec<String>,
}

/// What a recipient was given (GDPR Art. 15(1)(c)).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Disclosed {
    /// The recipient's key in the policy.
    pub recipient: String,
    /// The categories.
    pub categories: Vec<String>,
    /// The form of the data.
    pub form: Option<String>,
    /// The country.
    pub destination: Option<String>,
    /// The instrument of law that demanded it.
    pub instrument: Option<String>,
    /// The justification that was given.
    pub justification: Option<String>,
    /// The ground on which it was allowed.
    pub ground: Option<String>,
}

/// A request of a user, as it was received (GDPR Art. 12(3), 15 to 22).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestDetails {
    /// The right or kind of case, as the policy names it.
    pub right: String,
    /// Who asked: none is the user; else a guardian or a reporter.
    pub by: Option<String>,
    /// The channel by which it came.
    pub channel: Option<String>,
    /// The categories or purposes that it is about.
    pub about: Vec<String>,
    /// A recipient whom the user names (GDPR Art. 20(2)).
    pub recipient: Option<String>,
    /// The automated decision that is contested.
    pub decision: Option<String>,
    /// `correct` or `complete`, `cookies`, …
    pub mode: Option<String>,
    /// What the requester said.
    pub reason: Option<String>,
    /// Whether the requester's identity is verified already.
    pub verified: bool,
    /// By when it has to be answered.
    pub due: Option<Timestamp>,
    /// Where that date is from: `policy`, `overlay:eu`; none where there is none.
    pub due_source: Option<String>,
    /// Who handles it.
    pub owner: Option<String>,
    /// By which channel it is answered.
    pub reply_via: Option<String>,
    /// What has to be done before it can be closed.
    pub tasks: Vec<Task>,
}

/// A piece of work for the application.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Task {
    /// What: `erase`, `keep`, `notify_recipient`, `terminate_account`, `unlink`, `client_clear`, …
    pub kind: String,
    /// What it is about: a category, a recipient, a technology.
    pub subject: String,
    /// Why something is kept.
    pub reason: Option<String>,
    /// Until when it is kept, or by when it is due.
    pub until: Option<Timestamp>,
    /// Whether the application has said that it is done.
    pub done: bool,
}

impl Task {
    /// A task that is not done.
    pub(crate) fn new(kind: &str, subject: &str) -> Self {
        Self { kind: kind.to_owned(), subject: subject.to_owned(), ..Self::default() }
    }

    /// The name by which it is acknowledged: `kind`, or `kind:subject`.
    pub(crate) fn name(&self) -> String {
        if self.subject.is_empty() { self.kind.clone() } else { format!("{}:{}", self.kind, self.subject) }
    }

    /// Whether a name means it: its kind alone means every task of the kind.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        name == self.kind || name == self.name()
    }
}

/// A step in a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Response {
    /// `verify`, `acknowledge`, `fulfil`, `refuse`, `close`.
    pub action: String,
    /// The task that is done, as `kind:subject`.
    pub task: Option<String>,
    /// How the case ended: `confirmed`, `dismissed`, `corrected`, `not_feasible`, …
    pub outcome: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
}

/// The protective choices that a visitor made before an account was known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    /// Nodes withdrawn from.
    pub withdrawals: Vec<String>,
    /// Nodes opted out of.
    pub opt_outs: Vec<String>,
    /// Nodes objected to.
    pub objections: Vec<String>,
    /// Nodes restricted.
    pub restrictions: Vec<String>,
    /// Signals that were on.
    pub signals: Vec<String>,
    /// Explicit grants: purpose and notice. They serve only where the account holds no refusal.
    pub grants: BTreeMap<String, String>,
}
