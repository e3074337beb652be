//! What can happen to a user, as events with their canonical bytes. Knows nothing of where they are kept.

mod details;
mod origin;
mod positions;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words::Timestamp;

pub use details::{Carried, Collected, Disclosed, RequestDetails, Response, Scope, Task};
pub use origin::Origin;

/// How a consent was given (EDPB Guidelines 05/2020: only an unambiguous, affirmative act is consent).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// An affirmative act; the only kind that serves.
    #[default]
    Explicit,
    /// Taken from use.
    Implied,
    /// Taken for granted.
    Assumed,
}

impl ConsentKind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "explicit" => Some(Self::Explicit),
            "implied" => Some(Self::Implied),
            "assumed" => Some(Self::Assumed),
            _ => None,
        }
    }
}

/// How sure an observation of the age is, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// Said by the user.
    #[default]
    Declared,
    /// Estimated, from a face or from behaviour.
    Estimated,
    /// Confirmed by a guardian or a platform.
    Confirmed,
    /// Verified by a document.
    Verified,
}

impl Assurance {
    /// The assurance of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "declared" => Some(Self::Declared),
            "estimated" => Some(Self::Estimated),
            "confirmed" => Some(Self::Confirmed),
            "verified" => Some(Self::Verified),
            _ => None,
        }
    }
}

/// The state of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// There is none.
    #[default]
    None,
    /// In use.
    Active,
    /// Locked for a time; the contract lives.
    Suspended,
    /// Ended by the user.
    Closed,
    /// Ended by the company.
    Terminated,
}

impl Account {
    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "active" => Some(Self::Active),
            "suspended" => Some(Self::Suspended),
            "closed" => Some(Self::Closed),
            "terminated" => Some(Self::Terminated),
            _ => None,
        }
    }
}

/// What is known of a birth day, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeFact {
    /// Not born before; none: no bound.
    pub earliest: Option<Date>,
    /// Not born after.
    pub latest: Date,
    /// How sure it is.
    pub assurance: Assurance,
    /// Who says so: `user`, `report`, a platform's name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
}

/// One thing that happened to a user.
///
/// `purpose` is what the caller named; `nodes` and `purposes` are what that meant under the policy of the day, so that a
/// later policy reads the same act alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Act {
    /// Consent was given (GDPR Art. 7).
    Grant {
        /// What was named.
        purpose: String,
        /// The purposes that it granted on that day.
        purposes: Vec<String>,
        /// The guardian who gave it; none: the user.
        by: Option<String>,
        /// How it was given.
        kind: ConsentKind,
        /// The notice that it is bound to.
        notice: String,
        /// Its own end.
        expires: Option<Timestamp>,
        /// By which means.
        method: Option<String>,
        /// How far it reaches.
        #[serde(default, skip_serializing_if = "Scope::is_empty")]
        scope: Scope,
    },
    /// Consent was taken back (GDPR Art. 7(3)).
    Withdraw {
        /// What was named.
        purpose: String,
        /// The nodes that it reaches.
        nodes: Vec<String>,
        /// The guardian who took it back; none: the user.
        by: Option<String>,
        /// By which means.
        method: Option<String>,
        /// How far it reaches.
        #[serde(default, skip_serializing_if = "Scope::is_empty")]
        scope: Scope,
    },
    /// A notice was shown, and the user may have said that they disagree.
    Acknowledge {
        /// The notice or version of the policy.
        notice: String,
        /// Whether it is a version of the policy.
        version: bool,
        /// False: the user disagrees.
        agrees: bool,
        /// By which means.
        method: Option<String>,
    },
    /// The user opted out.
    OptOut {
        /// What was named.
        purpose: String,
        /// The nodes that it reaches.
        nodes: Vec<String>,
        /// A guardian.
        by: Option<String>,
        /// By which means.
        method: Option<String>,
        /// How far it reaches.
        #[serde(default, skip_serializing_if = "Scope::is_empty")]
        scope: Scope,
    },
    /// The user took an opt-out or objection back.
    OptIn {
        /// What was named.
        purpose: String,
        /// The nodes that it reaches.
        nodes: Vec<String>,
        /// A guardian.
        by: Option<String>,
        /// By which means.
        method: Option<String>,
        /// How far it reaches.
        #[serde(default, skip_serializing_if = "Scope::is_empty")]
        scope: Scope,
    },
    /// The user objected (GDPR Art. 21).
    Object {
        /// What was named.
        purpose: String,
        /// The nodes that it reaches.
        nodes: Vec<String>,
        /// The user's ground.
        ground: Option<String>,
        /// A guardian.
        by: Option<String>,
        /// By which means.
        method: Option<String>,
        /// How far it reaches.
        #[serde(default, skip_serializing_if = "Scope::is_empty")]
        scope: Scope,
    },
    /// The company overruled an objection, with its reason.
    OverruleObjection {
        /// What was named.
        purpose: String,
        /// The nodes that it reaches.
        nodes: Vec<String>,
        /// The compelling reason.
        reason: String,
    },
    /// Processing was restricted (GDPR Art. 18).
    Restrict {
        /// What was named.
        purpose: String,
        /// The nodes that it reaches.
        nodes: Vec<String>,
        /// The ground.
        ground: Option<String>,
    },
    /// A restriction was lifted.
    LiftRestriction {
        /// What was named.
        purpose: String,
        /// The nodes that it reaches.
        nodes: Vec<String>,
    },
    /// Something about the user became known.
    Update {
        /// The age.
        age: Option<AgeFact>,
        /// The residence, by source: `registered`, `billing`, `ip`.
        residence: Option<(String, String)>,
        /// The state of the account.
        account: Option<Account>,
        /// The kind of user.
        kind: Option<String>,
    },
    /// Parental responsibility was claimed or verified.
    LinkGuardian {
        /// The guardian.
        guardian: String,
        /// Whether it is verified.
        verified: bool,
        /// By which method.
        method: Option<String>,
        /// Where the evidence is.
        evidence: Option<String>,
    },
    /// Parental responsibility ended.
    UnlinkGuardian {
        /// The guardian.
        guardian: String,
    },
    /// A browser, device or register spoke for the user.
    Signals {
        /// On or off, by name.
        signals: BTreeMap<String, bool>,
        /// The consent string that they were read from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        string: Option<String>,
    },
    /// The user was erased (GDPR Art. 17).
    Erase {},
    /// Something happened on which a clock, a condition or a report hangs.
    Record {
        /// What: `feature_activated`, `course_completed`, `transaction`, …
        event: String,
        /// Which: the feature, the course, the transaction.
        reference: Option<String>,
        /// When it took place, where that is not when it was recorded.
        on: Option<Timestamp>,
        /// What else is to be kept of it.
        #[serde(default)]
        details: BTreeMap<String, String>,
    },
    /// Data were collected for a purpose.
    Collect {
        /// The purpose.
        purpose: String,
        /// What, and from where.
        data: Collected,
    },
    /// Data were given to a recipient.
    Disclose {
        /// The purpose.
        purpose: String,
        /// What, and to whom.
        data: Disclosed,
    },
    /// A decision was taken, and is to be provable.
    Decided {
        /// The purpose that was asked for.
        purpose: String,
        /// What the question said besides, as JSON.
        context: String,
        /// Whether it was allowed.
        allowed: bool,
        /// Why not.
        reasons: Vec<String>,
        /// On which ground.
        ground: Option<String>,
    },
    /// A hold suspends disposal and erasure (GDPR Art. 17(3)(e)).
    Hold {
        /// Its name.
        hold: String,
        /// Why.
        reason: String,
        /// The categories; none: all.
        categories: Vec<String>,
    },
    /// A hold ended.
    Release {
        /// Its name.
        hold: String,
    },
    /// Data were disposed of, as a retention rule wants.
    Dispose {
        /// The rule.
        rule: String,
        /// How: `delete`, `anonymise`, `isolate`.
        method: String,
    },
    /// The user, or somebody for them, exercised a right.
    Request {
        /// What.
        #[serde(flatten)]
        details: RequestDetails,
    },
    /// A step was taken in a case.
    Respond {
        /// The case: the position of its request.
        case: u64,
        /// What was done.
        #[serde(flatten)]
        response: Response,
    },
    /// A visitor turned out to be this user; the more protective of both states holds from now on.
    Join {
        /// The visitor.
        visitor: String,
        /// What the visitor had chosen.
        carried: Carried,
    },
    /// This visitor turned out to be a user.
    Joined {
        /// The user. An event has a `user` of its own, so it is written by another name.
        #[serde(rename = "joined_to")]
        user: String,
    },
    /// The link to a visitor was dissolved.
    Part {
        /// The visitor, or the user.
        other: String,
    },
    /// The erasure was carried out as far as the law lets it be; the rest stays for its term only.
    EraseExcept {
        /// The categories that stay.
        kept: Vec<Task>,
    },
    /// An export of another engine was taken in.
    Import {
        /// SHA-256 of the export, in hex.
        digest: String,
        /// The version of the policy under which it was made.
        version: Option<String>,
    },
    /// The changes of another ledger were taken in up to a number of its own.
    Merge {
        /// The ledger.
        ledger: String,
        /// Up to which of its numbers.
        until: u64,
    },
    /// The company registered something: an instrument of law, a transaction, a breach, a control.
    Register {
        /// The kind.
        kind: String,
        /// Its name.
        id: String,
        /// What is known of it; a later registration of the same name adds to it.
        fields: BTreeMap<String, String>,
    },
}

impl Act {
    /// The name of the operation that records it.
    pub fn operation(&self) -> &'static str {
        match self {
            Act::Grant { .. } => "grant",
            Act::Withdraw { .. } => "withdraw",
            Act::Acknowledge { .. } => "acknowledge",
            Act::OptOut { .. } => "opt_out",
            Act::OptIn { .. } => "opt_in",
            Act::Object { .. } => "object_to",
            Act::OverruleObjection { .. } => "overrule_objection",
            Act::Restrict { .. } => "restrict",
            Act::LiftRestriction { .. } => "lift_restriction",
            Act::Update { .. } => "update",
            Act::LinkGuardian { .. } => "link_guardian",
            Act::UnlinkGuardian { .. } => "unlink_guardian",
            Act::Signals { .. } => "apply_signals",
            Act::Erase {} | Act::EraseExcept { .. } => "erase",
            Act::Record { .. } => "record",
            Act::Collect { .. } => "collect",
            Act::Disclose { .. } => "disclose",
            Act::Decided { .. } => "audit",
            Act::Hold { .. } => "hold",
            Act::Release { .. } => "release",
            Act::Dispose { .. } => "dispose",
            Act::Request { .. } => "request",
            Act::Respond { .. } => "respond",
            Act::Join { .. } | Act::Joined { .. } => "join",
            Act::Part { .. } => "part",
            Act::Import { .. } => "import",
            Act::Merge { .. } => "merge",
            Act::Register { .. } => "register",
        }
    }
}

/// An act with whom it is about and when it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The user.
    pub user: String,
    /// When.
    pub at: Timestamp,
    /// The version of the policy that was in force, as `id@version`; none before the first.
    pub policy: Option<String>,
    /// The other ledger in which it was recorded; none: this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_from: Option<Box<Origin>>,
    /// What happened.
    #[serde(flatten)]
    pub act: Act,
}

impl Event {
    /// The canonical bytes: JSON with fields in the order of the types.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Internal`] when serialising fails, which no value of these types does.
    pub fn bytes(&self) -> Result<Vec<u8>, crate::Error> {
        serde_json::to_vec(self).map_err(|e| crate::Error::internal(format!("an event can't be written: {e}")))
    }

    /// Reads canonical bytes; none when they are not an event.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
