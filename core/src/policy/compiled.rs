//! The compiled policy: one version with everything resolved that needs no user.

mod handling;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::diagnostic::Diagnostic;
use super::document::{AgeUnknown, BelowMinimum, ChangeNotice, DateSource, ResidenceAge, ResidenceUnknown};
use crate::words::{Basis, Ground, Schema, Timestamp, Zone, covers};

pub use handling::*;

/// What an alternative of a basis list rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// One of the six legal bases.
    Basis(Basis),
    /// The user asked for exactly this.
    UserInstruction,
    /// De-identified data only.
    Anonymous,
}

impl Support {
    /// The ground of an allowance that rests on it.
    pub fn ground(self) -> Ground {
        match self {
            Support::Basis(Basis::Consent) => Ground::Consent,
            Support::Basis(Basis::Contract) => Ground::Contract,
            Support::Basis(Basis::LegalObligation) => Ground::LegalObligation,
            Support::Basis(Basis::LegitimateInterest) => Ground::LegitimateInterest,
            Support::Basis(Basis::VitalInterest) => Ground::VitalInterest,
            Support::Basis(Basis::PublicTask) => Ground::PublicTask,
            Support::UserInstruction => Ground::UserInstruction,
            Support::Anonymous => Ground::Anonymous,
        }
    }
}

/// One alternative of a basis list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What it rests on.
    pub support: Support,
    /// The kind of users for whom it may hold; none: all.
    pub kind: Option<String>,
    /// The overlays under which it may hold; none: everywhere.
    pub overlays: Option<Vec<usize>>,
    /// Whether the text names it, not only its author.
    pub stated: bool,
    /// Whether it serves once consent to the purpose was withdrawn.
    pub after_withdrawal: bool,
}

/// A purpose with everything that a decision reads.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// Its key.
    pub key: Arc<str>,
    /// The key, its dotted prefixes, the parent's nodes, and `*`.
    pub nodes: Vec<String>,
    /// Ordered alternatives.
    pub alternatives: Vec<Alternative>,
    /// Categories it may use, each with all below it.
    pub categories: Vec<String>,
    /// Whether an opt-out or a signal can end it.
    pub optional: bool,
    /// Whether an objection suspends it.
    pub objectable: bool,
    /// Whether an objection is absolute.
    pub direct_marketing: bool,
    /// Goes on under restriction.
    pub under_restriction: bool,
    /// Goes on after closure.
    pub after_closure: bool,
    /// De-identified forms it accepts.
    pub forms: Vec<String>,
    /// Whether personal data pass.
    pub raw: bool,
    /// What a question must bring.
    pub demands: Vec<Demand>,
    /// Origins of data that it may use; none: all but those that have to be listed.
    pub sources: Vec<String>,
    /// Data without which it can't run.
    pub needs: Vec<String>,
    /// Only a consent to exactly the recipient serves.
    pub recipient_consent: bool,
    /// The smallest group behind an aggregated figure.
    pub min_group: Option<u32>,
    /// What the user loses by refusing it.
    pub impact: Option<String>,
    /// It needs an open business transfer.
    pub business_transfer: bool,
    /// Rules that may be about it: positions in [`Handling::rules`].
    pub rules: Vec<usize>,
    /// Retention rules that may be about it: positions in [`Handling::retention`].
    pub retention: Vec<usize>,
    /// Technologies whose refusal closes it.
    pub closed_by: Vec<String>,
    /// Classes of content; none: any.
    pub content: Option<Vec<String>>,
    /// Term of a consent.
    pub consent_expires: Option<jiff::Span>,
    /// Obligations of an allowance.
    pub obligations: Vec<String>,
    /// Denials are allowed, and told.
    pub observed: bool,
    /// Notices that want to be shown for it: positions in [`Version::notices`].
    pub notices: Vec<usize>,
    /// Signals that refuse it: positions in [`Version::signals`].
    pub refused_by: Vec<usize>,
    /// Signals that end earlier consents to it: positions in [`Version::signals`].
    pub forgotten_by: Vec<usize>,
    /// Overlays under which it rests on consent: positions in [`Version::overlays`].
    pub consent_under: Vec<usize>,
    /// The last loaded version, up to this one, that changed it materially: its rank.
    pub changed_in: Option<usize>,
}

impl Purpose {
    /// Whether a node (`*`, a prefix, the key, a parent's node) covers the purpose.
    pub fn covered_by(&self, node: &str) -> bool {
        self.nodes.iter().any(|own| own == node)
    }

    /// Whether it may use a category.
    pub fn permits(&self, category: &str) -> bool {
        self.categories.iter().any(|own| covers(own, category))
    }
}

/// What the policy changes about a category, or adds.
#[derive(Debug, Clone)]
pub struct CategoryRule {
    /// Special data; none: as the taxonomy says.
    pub special: Option<bool>,
    /// Operations that are denied.
    pub forbid: Vec<String>,
    /// Sensitivity; none: as the taxonomy says.
    pub level: Option<crate::words::Level>,
    /// Its origin.
    pub source: Option<String>,
    /// The only origins.
    pub sources: Option<Vec<String>>,
    /// Whether it identifies anybody; none: as the taxonomy says.
    pub personal: Option<bool>,
    /// What it is once linked.
    pub linked_becomes: Option<String>,
    /// The purpose that makes it.
    pub produced_by: Option<String>,
    /// What it may be derived from.
    pub derived_from: Option<Vec<String>>,
    /// An export leaves other people out.
    pub redacted: bool,
    /// What an erasure can't reach.
    pub caveat: Option<String>,
}

/// The age gate.
#[derive(Debug, Clone)]
pub struct AgeRule {
    /// Years.
    pub minimum: Option<u8>,
    /// Whether the residence raises it.
    pub residence: ResidenceAge,
    /// What is taken without a residence.
    pub residence_unknown: ResidenceUnknown,
    /// A user of unknown age.
    pub unknown: AgeUnknown,
    /// A user below the minimum.
    pub below_minimum: BelowMinimum,
    /// The notice for guardians.
    pub guardian_notice: Option<String>,
    /// The notice that is owed after an age screen.
    pub screen_notice: Option<String>,
    /// Obligations on discovery.
    pub on_discovery: Vec<String>,
}

/// What may be done with a child's data.
#[derive(Debug, Clone)]
pub struct ChildRule {
    /// Years.
    pub below: u8,
    /// Categories that no consent unlocks.
    pub forbid: Vec<String>,
    /// The only categories, with the nodes that may use them; none: no limit.
    pub allow: Option<Vec<(String, Vec<String>)>>,
    /// Nodes that may run without data.
    pub purposes: Vec<String>,
}

/// A signal.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Its name.
    pub name: String,
    /// Classes of technology it refuses.
    pub technologies: Vec<String>,
    /// Whether a later explicit consent goes before it.
    pub consent_overrides: bool,
    /// Overlays under which nothing goes before it.
    pub bound_under: Vec<usize>,
    /// The only recipients it is about.
    pub recipients: Vec<String>,
    /// The consent string it is read from.
    pub string: Option<String>,
    /// What of that string switches it on.
    pub bits: Vec<String>,
}

/// A technology.
#[derive(Debug, Clone)]
pub struct Technology {
    /// Its class.
    pub class: String,
    /// Nodes it serves.
    pub purposes: Vec<String>,
    /// Whether it needs consent everywhere.
    pub consent: bool,
    /// Overlays under which it needs consent.
    pub consent_under: Vec<usize>,
    /// Whose it is: `first` or `third`.
    pub party: Option<String>,
    /// The recipient behind it.
    pub owner: Option<String>,
    /// How long it may live; none: nothing is said.
    pub lifetime: Option<Lifetime>,
    /// The feature that has to be active.
    pub activation: Option<String>,
    /// What its use rests on.
    pub support: Option<Support>,
    /// Nodes that a refusal of it closes too.
    pub closes: Vec<String>,
}

impl Technology {
    /// Whether the service does not work without it, so that nobody can refuse it (ePrivacy Directive Art. 5(3)).
    pub fn is_essential(&self) -> bool {
        self.class == "essential"
    }
}

/// How long a technology may live.
#[derive(Debug, Clone, Copy)]
pub enum Lifetime {
    /// Until the session ends.
    Session,
    /// So long from the day on which it was set.
    Span(jiff::Span),
}

/// A notice.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its key.
    pub key: String,
    /// For people.
    pub title: String,
    /// Whether purposes are denied without it.
    pub required: bool,
    /// Only users who may be younger want it; none: all.
    pub below: Option<u8>,
}

/// An overlay: what is stricter for some residences.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// Its key.
    pub key: Arc<str>,
    /// Codes for which it holds.
    pub residences: BTreeSet<String>,
    /// Holds where no other does.
    pub default: bool,
    /// Special categories.
    pub special: Vec<String>,
    /// Years.
    pub minimum_age: Option<u8>,
    /// The only transfer mechanisms; none: as the policy says.
    pub transfer_mechanisms: Option<Vec<String>>,
    /// Countries without a mechanism.
    pub within: BTreeSet<String>,
    /// Roles of recipients that get no data.
    pub no_sharing_with: Vec<String>,
    /// By when requests are answered.
    pub rights_deadline: Option<jiff::Span>,
    /// Rights that residents have besides.
    pub rights: Vec<String>,
    /// Rights that they do not have.
    pub without_rights: Vec<String>,
    /// By when the authority is told of a breach.
    pub breach_authority: Option<jiff::Span>,
    /// By when the users are told.
    pub breach_subjects: Option<jiff::Span>,
    /// Whom users may complain to.
    pub complaint_to: Option<String>,
}

/// One version of a policy, compiled.
#[derive(Debug, Clone)]
pub struct Version {
    /// Key of the policy.
    pub id: String,
    /// Name of the version.
    pub version: String,
    /// `id@version`, as decisions name it.
    pub label: Arc<str>,
    /// For people.
    pub title: String,
    /// When it comes into force.
    pub effective_from: Timestamp,
    /// Where that date is from.
    pub date_source: DateSource,
    /// When it was published.
    pub posted_at: Timestamp,
    /// Zone in which dates begin.
    pub zone: Zone,
    /// Version that this one follows.
    pub replaces: Option<String>,
    /// The change is material.
    pub material: bool,
    /// Who must have seen a material change.
    pub change_notice: ChangeNotice,
    /// When it is to be reviewed.
    pub next_review: Option<Timestamp>,
    /// What it governs; none: everything.
    pub surfaces: BTreeSet<String>,
    /// Metadata.
    pub governing_law: Option<String>,
    /// Contacts by name.
    pub contact: Arc<BTreeMap<String, String>>,
    /// SHA-256 of the document, in hex.
    pub sha256: String,
    /// What the document loaded with.
    pub warnings: Vec<Diagnostic>,
    /// Position among the loaded versions by date.
    pub rank: usize,
    /// The purposes, by key.
    pub purposes: Vec<Purpose>,
    /// Positions of purposes by key.
    pub by_key: HashMap<Arc<str>, usize, RandomState>,
    /// The purposes below each node by their keys; what a grant of the node and a question about it reach.
    pub below: BTreeMap<String, Vec<usize>>,
    /// Rules for categories, the longest key first.
    pub categories: Vec<(String, CategoryRule)>,
    /// The age gate.
    pub age: Option<AgeRule>,
    /// Ages that override the law data.
    pub digital_consent: BTreeMap<String, u8>,
    /// What may be done with a child's data.
    pub child: Option<ChildRule>,
    /// Names for several nodes.
    pub groups: BTreeMap<String, Vec<String>>,
    /// Signals.
    pub signals: Vec<Signal>,
    /// The switch for all technologies.
    pub tracking: bool,
    /// Technologies by id.
    pub technologies: BTreeMap<String, Technology>,
    /// Notices.
    pub notices: Vec<Notice>,
    /// The closed list of grounds of restriction; empty: any or none.
    pub restriction_grounds: Vec<String>,
    /// Which fact about the residence decides.
    pub residence_order: Vec<String>,
    /// Overlays without a residence.
    pub unknown_overlays: Vec<usize>,
    /// Overlays.
    pub overlays: Vec<Overlay>,
    /// Records, by name.
    pub schemas: BTreeMap<String, Arc<Schema>>,
    /// How data are handled.
    pub handling: Handling,
}

impl Version {
    /// The purpose of this key.
    pub fn purpose(&self, key: &str) -> Option<&Purpose> {
        self.purposes.get(*self.by_key.get(key)?)
    }

    /// The rule for a category: its own, or that of the nearest category above it.
    pub fn category_rule(&self, category: &str) -> Option<&CategoryRule> {
        self.categories.iter().find(|(key, _)| covers(key, category)).map(|(_, rule)| rule)
    }

    /// The technologies at or below a node of their keys.
    pub fn technologies_below(&self, node: &str) -> impl Iterator<Item = (&String, &Technology)> {
        self.technologies.iter().filter(move |(key, _)| covers(node, key))
    }

    /// Whether an act on one node reaches another: the same, one below it by its key, or one below it by `parent`.
    pub fn node_covers(&self, node: &str, below: &str) -> bool {
        node == "*" || covers(node, below) || self.purpose(below).is_some_and(|p| p.covered_by(node))
    }
}
