//! What is known of a user: a fold of the events, in the order of the ledger. Knows nothing of policies' answers.

mod conflict;
mod fold;
mod merged;
mod records;

use std::cmp::Ordering;

use compact_str::CompactString;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::act::{Account, Act, Assurance, ConsentKind, Scope, Task};
use crate::words::{Birth, Timestamp};

pub(crate) use merged::{Known, Recorded, fold, is_internal};
pub(crate) use records::words;
pub use records::{Case, CaseStatus, Disclosure, Disposed, Happened, Held, Holding, Registered};

/// The position of an event in the ledger, and when it happened.
///
/// Marks are in the order of their instants, and of their positions at one instant. In a ledger of its own that is the order of the
/// positions; events that were merged from another ledger stand behind earlier ones of their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// From 1, over all users.
    pub position: u64,
    /// When it happened.
    pub at: Timestamp,
}

impl Ord for Mark {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at).then(self.position.cmp(&other.position))
    }
}

impl PartialOrd for Mark {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A grant of one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The purpose.
    pub purpose: CompactString,
    /// The guardian who gave it; none: the user.
    pub by: Option<String>,
    /// How it was given.
    pub kind: ConsentKind,
    /// The notice that it is bound to.
    pub notice: String,
    /// The version of the policy that was in force, as `id@version`.
    pub version: Option<String>,
    /// Its own end.
    pub expires: Option<Timestamp>,
    /// The last explicit grant by the same giver that named exactly this purpose, not a node above it.
    pub exact: Option<Mark>,
    /// How far it reaches.
    pub scope: Scope,
    /// When it was given.
    pub mark: Mark,
}

/// A choice about a node: a withdrawal, an opt-out, an opt-in, an objection, an overruling or a restriction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The node.
    pub node: CompactString,
    /// The guardian whose choice it is; none: the user. Only kept for withdrawals.
    pub by: Option<String>,
    /// How far it reaches.
    pub scope: Scope,
    /// When.
    pub mark: Mark,
    /// When it was made first.
    pub first: Mark,
    /// When it was made again after the user had granted or opted in to something, each time once. Never before the last of these
    /// is the refusal of a purpose that the user took back the one that stands.
    pub again: Vec<Mark>,
}

impl Choice {
    /// The first time that it was made after an instant of the ledger; from the beginning where none is given.
    pub fn first_after(&self, back: Option<Mark>) -> Option<Mark> {
        let made = std::iter::once(self.first).chain(self.again.iter().copied()).chain([self.mark]);
        made.into_iter().find(|mark| back.is_none_or(|back| *mark > back))
    }
}

/// A guardian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardian {
    /// Who.
    pub id: String,
    /// Whether parental responsibility is verified.
    pub verified: bool,
    /// Since when.
    pub mark: Mark,
}

/// What is known of the age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAge {
    /// Not born before; none: no bound.
    pub earliest: Option<Date>,
    /// Not born after.
    pub latest: Date,
    /// How sure it is.
    pub assurance: Assurance,
}

impl KnownAge {
    /// The interval of birth days.
    pub fn birth(&self) -> Birth {
        Birth { earliest: self.earliest, latest: self.latest }
    }
}

/// A signal as it was last heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeardSignal {
    /// Its name.
    pub name: String,
    /// On or off.
    pub on: bool,
    /// When it was last heard.
    pub mark: Mark,
    /// When it was last on.
    pub last_on: Option<Mark>,
}

/// A notice that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenNotice {
    /// The notice or version.
    pub notice: String,
    /// The guardian who was shown it with a grant; none: the user.
    pub by: Option<String>,
    /// The version of the policy, as `id@version`, under which a grant last named it.
    pub version: Option<String>,
    /// False: the user disagreed.
    pub agrees: bool,
    /// Whether it was an acknowledgement; else a grant was bound to it.
    pub acknowledged: bool,
    /// When.
    pub mark: Mark,
}

/// Everything that is known of a user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserState {
    /// The last event.
    pub last: Option<Mark>,
    /// When the user was erased.
    pub erased: Option<Mark>,
    /// The state of the account.
    pub account: Account,
    /// When it became that.
    pub account_mark: Option<Mark>,
    /// The kind of user; none: a consumer.
    pub kind: Option<String>,
    /// The age.
    pub age: Option<KnownAge>,
    /// Residences by source, as pairs of source and code.
    pub residences: Vec<(CompactString, CompactString)>,
    /// The last grant of each purpose by each giver.
    pub grants: Vec<Grant>,
    /// The last withdrawal of each node by each giver.
    pub withdrawals: Vec<Choice>,
    /// The last opt-out of each node.
    pub opt_outs: Vec<Choice>,
    /// The last opt-in of each node.
    pub opt_ins: Vec<Choice>,
    /// The last objection to each node.
    pub objections: Vec<Choice>,
    /// The last overruling of an objection to each node.
    pub overrulings: Vec<Choice>,
    /// Restricted nodes.
    pub restrictions: Vec<Choice>,
    /// Signals as last heard.
    pub signals: Vec<HeardSignal>,
    /// Guardians.
    pub guardians: Vec<Guardian>,
    /// Notices that were shown.
    pub notices: Vec<SeenNotice>,
    /// The last acknowledgement of a version disagreed, and when.
    pub disagreed: Option<Mark>,
    /// What else happened.
    pub happened: Vec<Happened>,
    /// What was collected.
    pub holdings: Vec<Holding>,
    /// Who was given data.
    pub disclosures: Vec<Disclosure>,
    /// Holds that suspend disposal.
    pub holds: Vec<Held>,
    /// Retention rules that were carried out, each with its last time.
    pub disposed: Vec<Disposed>,
    /// Cases of the user.
    pub cases: Vec<Case>,
    /// Visitors who turned out to be this user, or the user that this visitor turned out to be.
    pub joined: Vec<String>,
    /// What stays although the user was erased.
    pub kept: Vec<Task>,
    /// Digests of exports that were taken in.
    pub imports: Vec<String>,
    /// Other ledgers whose changes were taken in, and up to which of their numbers.
    pub merged: Vec<(String, u64)>,
    /// What the company registered; of the company itself only.
    pub registered: Vec<Registered>,
}

impl UserState {
    /// Whether there is a contract: the account is active or suspended.
    pub fn registered(&self) -> bool {
        matches!(self.account, Account::Active | Account::Suspended)
    }

    /// Whether the account is over.
    pub fn closed(&self) -> bool {
        matches!(self.account, Account::Closed | Account::Terminated)
    }

    /// The kind of user.
    pub fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("consumer")
    }

    /// The residence by an order of sources, and the source it is from.
    pub fn residence<'a>(&'a self, order: &[String]) -> Option<(&'a str, &'a str)> {
        let by_source = |source: &String| self.residences.iter().find(|(s, _)| s == source);
        order.iter().find_map(by_source).map(|(source, code)| (code.as_str(), source.as_str()))
    }

    /// The last time that something happened; with a reference, to that.
    pub fn last(&self, event: &str, reference: Option<&str>) -> Option<&Happened> {
        let named = |h: &&Happened| h.event == event && (reference.is_none() || h.reference.as_deref() == reference);
        self.happened.iter().filter(named).max_by_key(|h| h.mark)
    }

    /// Since when a feature is active: activated, and not deactivated since.
    pub fn active(&self, feature: &str) -> Option<Mark> {
        let on = self.last("feature_activated", Some(feature))?.mark;
        let off = self.last("feature_deactivated", Some(feature)).map(|h| h.mark);
        off.is_none_or(|off| on > off).then_some(on)
    }

    /// A registration of the company.
    pub fn registration(&self, kind: &str, id: &str) -> Option<&Registered> {
        self.registered.iter().find(|r| r.kind == kind && r.id == id)
    }

    /// The mark of a report that the user may be a child: while it is open, and from then on when it was confirmed.
    pub fn suspected(&self) -> Option<Mark> {
        let open = |c: &&Case| {
            let outcome = c.outcome.as_deref();
            let confirmed = outcome == Some("confirmed");
            c.details.right == "minor_report" && outcome != Some("dismissed") && (confirmed || !c.status.is_over())
        };
        self.cases.iter().find(open).map(|c| Mark { position: c.id, at: c.received })
    }

    /// The case of an automated decision that is contested and not answered yet (GDPR Art. 22(3)).
    pub fn contested(&self, decision: Option<&str>) -> Option<Mark> {
        let open = |c: &&Case| {
            let named = decision.is_none() || c.details.decision.as_deref() == decision;
            c.details.right == "contest" && !c.status.is_over() && named
        };
        decision?;
        self.cases.iter().find(open).map(|c| Mark { position: c.id, at: c.received })
    }

    /// The first hold on one of some categories; with none named, on anything.
    pub fn hold_on(&self, categories: &[String]) -> Option<&Held> {
        if categories.is_empty() {
            return self.hold(None);
        }
        categories.iter().find_map(|category| self.hold(Some(category)))
    }

    /// The hold on a category; without one named, on anything.
    pub fn hold(&self, category: Option<&str>) -> Option<&Held> {
        let reaches = |held: &&Held| {
            held.categories.is_empty()
                || category.is_none_or(|c| {
                    held.categories.iter().any(|h| crate::words::covers(h, c) || crate::words::covers(c, h))
                })
        };
        self.holds.iter().find(reaches)
    }

    /// Whether what an act refuses is refused already, then or later, or earlier and never taken back.
    pub(crate) fn has_refused(&self, act: &Act, at: Timestamp) -> bool {
        let back = self.grants.iter().map(|g| g.mark).chain(self.opt_ins.iter().map(|c| c.mark)).max();
        let stands = |mark: Mark| mark.at >= at || back.is_none_or(|back| back < mark);
        let all = |list: &[Choice], nodes: &[String], scope: &Scope| {
            let made = |node: &String| list.iter().any(|c| c.node == *node && c.scope == *scope && stands(c.mark));
            nodes.iter().all(made)
        };
        match act {
            Act::Withdraw { nodes, scope, .. } => all(&self.withdrawals, nodes, scope),
            Act::OptOut { nodes, scope, .. } => all(&self.opt_outs, nodes, scope),
            Act::Object { nodes, scope, .. } => all(&self.objections, nodes, scope),
            Act::Restrict { nodes, .. } => all(&self.restrictions, nodes, &Scope::default()),
            Act::Signals { signals, .. } => {
                let heard = |name: &String| self.signals.iter().any(|s| s.name == *name && s.on);
                signals.iter().filter(|(_, on)| **on).all(|(name, _)| heard(name))
            }
            _ => true,
        }
    }

    /// Whether nothing is known at all.
    pub fn is_stranger(&self) -> bool {
        self.last.is_none()
    }
}
