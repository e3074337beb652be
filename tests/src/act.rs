//! What can be done to a subject, as plain data that reads and writes like the steps of a conformance vector.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One act: of a user, of a guardian, of an operator or of a signal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub enum Act {
    Grant(Grant),
    Withdraw(Choice),
    OptOut(Choice),
    OptIn(Choice),
    ObjectTo(Choice),
    OverruleObjection(Overruling),
    Restrict(Restriction),
    LiftRestriction(Restriction),
    Acknowledge(Acknowledgement),
    Update(Update),
    LinkGuardian(Link),
    UnlinkGuardian(Link),
    ApplySignals(Signals),
    Erase(Erasure),
}

/// A consent that is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Grant {
    pub user: String,
    pub purpose: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(default)]
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    #[serde(default, skip_serializing)]
    pub method: Option<String>,
}

/// How a consent was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub enum Kind {
    #[default]
    Explicit,
    Implied,
    Assumed,
}

/// A withdrawal, an opt-out, an opt-in or an objection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Choice {
    pub user: String,
    pub purpose: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    #[serde(default, skip_serializing)]
    pub method: Option<String>,
}

/// The recorded reason for which an objection does not prevail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Overruling {
    pub user: String,
    pub purpose: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A restriction, or the lifting of one. Without a purpose it is of everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Restriction {
    pub user: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
}

/// A notice that was shown, and whether the user agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Acknowledgement {
    pub user: String,
    pub notice: String,
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub agrees: bool,
    #[serde(default, skip_serializing)]
    pub method: Option<String>,
}

fn yes() -> bool {
    true
}

/// What becomes known of a user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Update {
    pub user: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<i16>,
    /// Lower and upper years; the second may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_range: Option<Vec<i16>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    #[serde(default, skip_serializing)]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence_source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// How sure an observation of age is, least sure first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub enum Assurance {
    #[default]
    Declared,
    Estimated,
    Confirmed,
    Verified,
}

/// The state of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub enum Account {
    #[default]
    None,
    Active,
    Suspended,
    Closed,
    Terminated,
}

/// The link between a user and a guardian.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Link {
    pub user: String,
    pub guardian: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(default, skip_serializing)]
    pub method: Option<String>,
    #[serde(default, skip_serializing)]
    pub evidence: Option<String>,
}

/// Whether parental responsibility was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub enum Status {
    Pending,
    Verified,
}

/// Signals that speak for the user, on or off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Signals {
    pub user: String,
    pub signals: BTreeMap<String, bool>,
}

/// The erasure of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Erasure {
    pub user: String,
}

impl Act {
    /// The user whom the act is about.
    pub fn user(&self) -> &str {
        match self {
            Act::Grant(act) => &act.user,
            Act::Withdraw(act) | Act::OptOut(act) | Act::OptIn(act) | Act::ObjectTo(act) => &act.user,
            Act::OverruleObjection(act) => &act.user,
            Act::Restrict(act) | Act::LiftRestriction(act) => &act.user,
            Act::Acknowledge(act) => &act.user,
            Act::Update(act) => &act.user,
            Act::LinkGuardian(act) | Act::UnlinkGuardian(act) => &act.user,
            Act::ApplySignals(act) => &act.user,
            Act::Erase(act) => &act.user,
        }
    }
}

/// How far a choice reaches: what is set has to be what the question says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Scope {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
}

/// An act with the scope of the choice in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scoped {
    /// The act.
    #[serde(flatten)]
    pub act: Act,
    /// How far it reaches, where it is a choice.
    #[serde(flatten)]
    pub scope: Scope,
}

/// What is recorded of the handling of data, beside what users choose.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub enum Handling {
    Record(Happening),
    Collect(Question),
    Audit(Question),
    Register(Registering),
    Request(Asking),
    Respond(Answering),
    Hold(Holding),
    Release(Holding),
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Happening {
    pub user: String,
    pub event: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Timestamp>,
}

/// Something that the company registers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Registering {
    pub kind: String,
    pub id: String,
    pub fields: BTreeMap<String, String>,
}

/// A request. A contest is of the user's last audited decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Asking {
    pub user: String,
    pub right: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
}

/// A step in the user's last case of a right.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Answering {
    pub user: String,
    pub right: String,
    pub action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A hold on some categories, or on all; or its end.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Holding {
    pub user: String,
    pub hold: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
}

/// Anything that can be done to a subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names say it")]
#[expect(clippy::large_enum_variant, reason = "few are kept at a time")]
pub enum Doing {
    Act(Scoped),
    Handling(Handling),
}

impl Doing {
    /// An act that reaches everything.
    pub fn plain(act: Act) -> Doing {
        Doing::Act(Scoped { act, scope: Scope::default() })
    }

    /// The user whom it is about; nobody where the company registers something of its own.
    pub fn user(&self) -> Option<&str> {
        match self {
            Doing::Act(scoped) => Some(scoped.act.user()),
            Doing::Handling(handling) => match handling {
                Handling::Record(act) => Some(&act.user),
                Handling::Collect(act) | Handling::Audit(act) => Some(&act.user),
                Handling::Register(_) => None,
                Handling::Request(act) => Some(&act.user),
                Handling::Respond(act) => Some(&act.user),
                Handling::Hold(act) | Handling::Release(act) => Some(&act.user),
            },
        }
    }
}

/// What a question says beside the user and the purpose.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_point: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_size: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technology: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attests: BTreeMap<String, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// The position of an audit; `last` is the user's last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiated_by: Option<String>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the vectors, which describe them")]
pub struct Question {
    pub user: String,
    pub purpose: String,
    #[serde(default)]
    pub context: Context,
}
