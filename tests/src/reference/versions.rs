//! All loaded versions of one policy: which one is in force, what each has changed, which names are known.

use jiff::Timestamp;

use super::keys::at_or_below;
use super::policy::{Alternative, Policy, Purpose};

/// Events that every policy knows.
const EVENTS: [&str; 16] = [
    "account_closed",
    "account_terminated",
    "account_reopened",
    "last_active",
    "feature_activated",
    "feature_deactivated",
    "declined",
    "provided",
    "linked",
    "unlinked",
    "contact_bounced",
    "contact_confirmed",
    "technology_set",
    "technology_cleared",
    "session_ended",
    "unsubscribed",
];

/// The loaded versions, by the instant from which they are in force.
#[derive(Debug, Clone)]
pub(super) struct Versions {
    all: Vec<Policy>,
}

impl Versions {
    pub(super) fn new(mut all: Vec<Policy>) -> Versions {
        all.sort_by_key(|policy| policy.effective);
        Versions { all }
    }

    pub(super) fn all(&self) -> &[Policy] {
        &self.all
    }

    /// The version in force: the latest that is not after the instant.
    pub(super) fn in_force(&self, at: Timestamp) -> Option<&Policy> {
        self.all.iter().rfind(|policy| policy.effective <= at)
    }

    /// The version in force, or the first one before any is.
    pub(super) fn at_hand(&self, at: Timestamp) -> Option<&Policy> {
        self.in_force(at).or(self.all.first())
    }

    /// The nodes that a name means on a day: those of a group of the version at hand, else of the last version that has such a group;
    /// any other name means itself.
    pub(super) fn nodes_named(&self, name: &str, at: Timestamp) -> Vec<String> {
        let at_hand = self.at_hand(at).and_then(|policy| policy.groups.get(name));
        let last = self.all.iter().rev().find_map(|policy| policy.groups.get(name));
        at_hand.or(last).cloned().unwrap_or_else(|| vec![name.to_owned()])
    }

    /// When the next version comes into force.
    pub(super) fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        self.all.iter().map(|policy| policy.effective).find(|effective| *effective > at)
    }

    pub(super) fn named(&self, version: &str) -> Option<&Policy> {
        self.all.iter().find(|policy| policy.head.version == version)
    }

    /// Whether some version declares the purpose, or has a purpose below the key.
    pub(super) fn knows(&self, key: &str) -> bool {
        let mut purposes = self.all.iter().flat_map(|policy| policy.purposes.keys());
        purposes.any(|purpose| at_or_below(key, purpose))
    }

    pub(super) fn knows_group(&self, key: &str) -> bool {
        self.all.iter().any(|policy| policy.groups.contains_key(key))
    }

    /// Whether a name is that of a technology or of a node above one, and of nothing else.
    pub(super) fn means_technology(&self, name: &str) -> bool {
        !self.knows(name) && !self.knows_group(name) && self.all.iter().any(|policy| policy.has_technology_below(name))
    }

    /// Whether the key is a version or a notice.
    pub(super) fn knows_notice(&self, key: &str) -> bool {
        self.named(key).is_some() || self.all.iter().any(|policy| policy.notices.contains_key(key))
    }

    /// Whether an event means something: in every policy, or because some version names it.
    pub(super) fn knows_event(&self, event: &str) -> bool {
        EVENTS.contains(&event) || self.all.iter().any(|policy| policy.events().iter().any(|known| known == event))
    }

    /// The last version not after an instant that changed a purpose in a material way.
    pub(super) fn last_change_of(&self, purpose: &str, at: Timestamp) -> Option<&Policy> {
        self.all.iter().rfind(|version| version.effective <= at && self.changes(version, purpose))
    }

    fn changes(&self, version: &Policy, key: &str) -> bool {
        let Some(purpose) = version.purposes.get(key) else {
            return false;
        };
        if !version.head.material {
            return false;
        }
        let predecessor = match &version.head.replaces {
            Some(name) => match self.named(name) {
                Some(predecessor) => predecessor,
                None => return true,
            },
            None => match self.all.iter().rfind(|other| other.effective < version.effective) {
                Some(predecessor) => predecessor,
                None => return false,
            },
        };
        let needs_transaction = |policy: &Policy| {
            policy.tables.business_transfer.as_ref().is_some_and(|rule| policy.any_covers(&rule.purposes, key))
        };
        predecessor.purposes.get(key).is_none_or(|before| widened(before, purpose))
            || (needs_transaction(predecessor) && !needs_transaction(version))
    }
}

/// Whether a purpose may do more than it might before.
fn widened(before: &Purpose, after: &Purpose) -> bool {
    let had = |category: &String| before.categories.iter().any(|entry| at_or_below(entry, category));
    let rested = |new: &Alternative| {
        before.basis.iter().any(|old| {
            old.basis == new.basis
                && (old.kind.is_none() || old.kind == new.kind)
                && old.overlays.as_ref().is_none_or(|old| {
                    new.overlays.as_ref().is_some_and(|new| new.iter().all(|overlay| old.contains(overlay)))
                })
                && (old.after_withdrawal || !new.after_withdrawal)
        })
    };
    !after.categories.iter().all(had)
        || !after.basis.iter().all(rested)
        || !after.forms.is_subset(&before.forms)
        || (after.raw && !before.raw)
        || (before.optional() && !after.optional())
        || !before.requires.iter().all(|demand| after.requires.iter().any(|other| as_strict(other, demand)))
        || before
            .sources
            .as_ref()
            .is_some_and(|old| after.sources.as_ref().is_none_or(|new| !new.iter().all(|source| old.contains(source))))
        || (before.consent_scope.as_deref() == Some("recipient") && after.consent_scope.as_deref() != Some("recipient"))
}

/// Whether a demand leaves no way to meet it that another does not have.
fn as_strict(demand: &str, other: &str) -> bool {
    let ways = |text: &str| text.split(" or ").map(|way| way.trim().to_owned()).collect::<Vec<_>>();
    let others = ways(other);
    ways(demand).iter().all(|way| others.contains(way))
}
