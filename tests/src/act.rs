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
    pub form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technology: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiated_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
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
