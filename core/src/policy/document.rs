//! The typed document: what a checked text says, field by field. The form is described in [`fields`](super::fields).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::words::Level;

#[macro_use]
mod macros {
    macro_rules! text_enum {
        ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),* $(,)? }) => {
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
            #[serde(rename_all = "snake_case")]
            pub enum $name { $($(#[$vdoc])* $variant),* }
        };
    }
}

mod data;
mod handling;

pub(crate) use data::SchemaTable;
pub use handling::*;

text_enum! {
    /// Where the date of a version is from.
    DateSource { /// The text says it.
        #[default] Stated, /// Taken from a revision date.
        Inferred, /// The author of the document chose it.
        Author }
}
text_enum! {
    /// Who must have seen a material change.
    ChangeNotice { /// Posting is enough.
        None, /// Users should see it; those who have not are counted.
        Advisory, /// Each user, on record.
        #[default] User }
}
text_enum! {
    /// Whether the residence's age of digital consent raises the minimum age.
    ResidenceAge { /// It does not.
        #[default] Ignore, /// It does.
        Max }
}
text_enum! {
    /// What the residence's age is without a residence.
    ResidenceUnknown { /// The policy's minimum.
        Minimum, /// The highest of any row of law.
        #[default] Highest }
}
text_enum! {
    /// What becomes of a user of whose age nothing is known.
    AgeUnknown { /// Denied.
        #[default] Deny, /// Taken for old enough.
        Allow }
}
text_enum! {
    /// What becomes of a user below the minimum age.
    BelowMinimum { /// Denied, whatever a guardian says.
        #[default] Deny, /// A verified guardian's grant unlocks a purpose.
        Guardian }
}
text_enum! {
    /// What overrides a signal.
    OverriddenBy { /// Nothing.
        #[default] Nothing, /// An explicit consent to exactly that purpose, recorded later.
        LaterExplicitConsent }
}
text_enum! {
    /// Whether a technology needs consent of its own.
    TechnologyConsent { /// It follows the purpose.
        #[default] None, /// It needs consent.
        Required }
}
text_enum! {
    /// Whether denials are enforced.
    Mode { /// They are.
        #[default] Enforce, /// They are allowed, and told.
        Observe }
}

/// A document without errors.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Which policy this is.
    pub policy: PolicyTable,
    /// Why data is processed.
    #[serde(default)]
    pub purposes: BTreeMap<String, PurposeTable>,
    /// Categories that differ from the taxonomy.
    #[serde(default)]
    pub categories: BTreeMap<String, CategoryTable>,
    /// The age gate.
    pub age: Option<AgeTable>,
    /// Ages that override the law data.
    #[serde(default)]
    pub digital_consent: BTreeMap<String, u8>,
    /// What may be done with a child's data.
    pub child: Option<ChildTable>,
    /// Names for several nodes.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// Signals of browsers, devices and registers.
    #[serde(default)]
    pub signals: BTreeMap<String, SignalTable>,
    /// The switch for all technologies.
    #[serde(default)]
    pub tracking: TrackingTable,
    /// Cookies, tags and SDKs.
    #[serde(default)]
    pub technologies: BTreeMap<String, TechnologyTable>,
    /// Notices that users are shown.
    #[serde(default)]
    pub notices: BTreeMap<String, NoticeTable>,
    /// Grounds of restriction.
    #[serde(default)]
    pub restriction: RestrictionTable,
    /// How the residence is found.
    #[serde(default)]
    pub residence: ResidenceTable,
    /// What is stricter for some residences.
    #[serde(default)]
    pub overlays: BTreeMap<String, OverlayTable>,
    /// What is demanded of a question.
    #[serde(default)]
    pub rules: BTreeMap<String, RuleTable>,
    /// Records, and the category of each of their fields.
    #[serde(default)]
    pub schemas: BTreeMap<String, SchemaTable>,
    /// Kinds of people.
    #[serde(default)]
    pub kinds: BTreeMap<String, KindTable>,
    /// Recipients.
    #[serde(default)]
    pub recipients: BTreeMap<String, RecipientTable>,
    /// What recipients have to bring.
    #[serde(default)]
    pub sharing: SharingTable,
    /// What lets data go abroad.
    #[serde(default)]
    pub transfers: TransfersTable,
    /// How long data are kept.
    #[serde(default)]
    pub retention: BTreeMap<String, RetentionTable>,
    /// Where data are collected.
    #[serde(default)]
    pub collection_points: BTreeMap<String, CollectionPointTable>,
    /// Who may work with data.
    #[serde(default)]
    pub actors: BTreeMap<String, ActorTable>,
    /// What users may ask for.
    #[serde(default)]
    pub rights: BTreeMap<String, RightTable>,
    /// Who is told of a breach.
    #[serde(default)]
    pub breach: BreachTable,
    /// Measures.
    #[serde(default)]
    pub controls: BTreeMap<String, ControlTable>,
    /// Mergers, acquisitions, financing.
    #[serde(default)]
    pub business_transfer: BusinessTransferTable,
    /// Where data are from.
    #[serde(default)]
    pub provenance: ProvenanceTable,
    /// What counts as aggregated.
    #[serde(default)]
    pub deidentified: DeidentifiedTable,
    /// What may happen.
    #[serde(default)]
    pub events: EventsTable,
}

/// `[policy]`.
#[derive(Debug, Clone, Deserialize)]
pub struct PolicyTable {
    /// Key of the policy.
    pub id: String,
    /// Name of the version.
    pub version: String,
    /// For people.
    pub title: Option<String>,
    /// When it comes into force.
    pub effective_from: String,
    /// Where that date is from.
    #[serde(default)]
    pub date_source: DateSource,
    /// When it was published.
    pub posted_at: Option<String>,
    /// Zone in which dates begin.
    pub time_zone: Option<String>,
    /// Version that this one follows.
    pub replaces: Option<String>,
    /// The change is material.
    #[serde(default)]
    pub material: bool,
    /// Who must have seen a material change.
    #[serde(default)]
    pub change_notice: ChangeNotice,
    /// When it is to be reviewed.
    pub next_review: Option<String>,
    /// What it governs.
    #[serde(default)]
    pub surfaces: Vec<String>,
    /// Metadata.
    pub governing_law: Option<String>,
    /// The closed set of bases.
    pub bases: Option<Vec<String>>,
    /// Contacts by name.
    pub contact: BTreeMap<String, String>,
    /// A reading.
    pub note: Option<String>,
}

/// `[purposes."…"]`.
#[derive(Debug, Clone, Deserialize)]
pub struct PurposeTable {
    /// For people.
    pub description: Option<String>,
    /// Ordered alternatives.
    #[serde(default)]
    pub basis: Vec<BasisEntry>,
    /// Categories it may use.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Whether an opt-out can end it.
    pub optional: Option<bool>,
    /// Whether an objection suspends it.
    pub objectable: Option<bool>,
    /// Whether an objection is absolute.
    pub direct_marketing: Option<bool>,
    /// Goes on under restriction.
    #[serde(default)]
    pub under_restriction: bool,
    /// Goes on after closure.
    #[serde(default)]
    pub after_closure: bool,
    /// A further node above.
    pub parent: Option<String>,
    /// De-identified forms.
    #[serde(default)]
    pub forms: Vec<String>,
    /// Whether personal data pass.
    pub raw: Option<bool>,
    /// What a question must bring.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Origins it may use.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Data without which it can't run.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What a consent has to name.
    #[serde(default)]
    pub consent_scope: ConsentScope,
    /// The smallest group.
    pub min_group: Option<u32>,
    /// What refusing it costs.
    pub impact: Option<String>,
    /// Classes of content.
    pub content: Option<Vec<String>>,
    /// Term of a consent.
    pub consent_expires: Option<String>,
    /// Obligations of an allowance.
    #[serde(default)]
    pub obligations: Vec<String>,
    /// Whether denials are enforced.
    #[serde(default)]
    pub mode: Mode,
    /// Clause ids.
    #[serde(default)]
    pub clauses: Vec<String>,
    /// A reading.
    pub note: Option<String>,
}

/// An alternative of a basis list.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum BasisEntry {
    /// By name alone.
    Name(String),
    /// With conditions.
    Table(AlternativeTable),
}

/// An alternative with conditions.
#[derive(Debug, Clone, Deserialize)]
pub struct AlternativeTable {
    /// The basis or ground.
    pub basis: String,
    /// The users for whom it may hold.
    pub when: Option<WhenTable>,
    /// Whether the text names it.
    pub stated: Option<bool>,
    /// Whether it serves after a withdrawal.
    pub after_withdrawal: Option<bool>,
    /// A reading.
    pub note: Option<String>,
}

/// The users for whom an alternative may hold.
#[derive(Debug, Clone, Deserialize)]
pub struct WhenTable {
    /// Users of this kind.
    pub kind: Option<String>,
    /// Residences under one of these overlays.
    #[serde(default)]
    pub overlays: Vec<String>,
}

/// `[categories."…"]`.
#[derive(Debug, Clone, Deserialize)]
pub struct CategoryTable {
    /// Sensitivity.
    pub level: Option<Level>,
    /// Special data.
    pub special: Option<bool>,
    /// Operations that are denied.
    #[serde(default)]
    pub forbid: Vec<String>,
    /// Its origin.
    pub source: Option<String>,
    /// The only origins.
    pub sources: Option<Vec<String>>,
    /// Whether it identifies anybody.
    pub personal: Option<bool>,
    /// What it is once linked.
    pub linked_becomes: Option<String>,
    /// The purpose that makes it.
    pub produced_by: Option<String>,
    /// What it may be derived from.
    pub derived_from: Option<Vec<String>>,
    /// Whether an export leaves something out.
    pub co_subject: Option<String>,
    /// What an erasure can't reach.
    pub caveat: Option<String>,
    /// A reading.
    pub note: Option<String>,
}

/// `[age]`.
#[derive(Debug, Clone, Deserialize)]
pub struct AgeTable {
    /// Years.
    pub minimum: Option<u8>,
    /// Whether the residence raises it.
    #[serde(default)]
    pub residence: ResidenceAge,
    /// What is taken without a residence.
    #[serde(default)]
    pub residence_unknown: ResidenceUnknown,
    /// A user of unknown age.
    #[serde(default)]
    pub unknown: AgeUnknown,
    /// A user below the minimum.
    #[serde(default)]
    pub below_minimum: BelowMinimum,
    /// The notice for guardians.
    pub guardian_notice: Option<String>,
    /// The notice after an age screen.
    pub screen_notice: Option<String>,
    /// Obligations on discovery.
    pub on_discovery: Option<Vec<String>>,
    /// A reading.
    pub note: Option<String>,
}

/// `[child]`.
#[derive(Debug, Clone, Deserialize)]
pub struct ChildTable {
    /// Years.
    pub below: Option<u8>,
    /// Never.
    #[serde(default)]
    pub forbid: Vec<String>,
    /// The only categories, with their purposes.
    pub allow: Option<BTreeMap<String, Vec<String>>>,
    /// Purposes without data.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// A reading.
    pub note: Option<String>,
}

/// `[signals.…]`.
#[derive(Debug, Clone, Deserialize)]
pub struct SignalTable {
    /// Purposes it refuses.
    #[serde(default)]
    pub denies: Vec<String>,
    /// Classes of technology it refuses.
    #[serde(default)]
    pub technologies: Vec<String>,
    /// Purposes whose earlier consents it ends.
    #[serde(default)]
    pub forgets: Vec<String>,
    /// What goes before it.
    #[serde(default)]
    pub overridden_by: OverriddenBy,
    /// The only recipients it is about.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// The consent string it is read from.
    pub string: Option<String>,
    /// What of that string switches it on.
    #[serde(default)]
    pub bits: Vec<String>,
    /// A reading.
    pub note: Option<String>,
}

/// `[tracking]`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct TrackingTable {
    /// False: every technology is denied.
    pub enabled: Option<bool>,
    /// A reading.
    pub note: Option<String>,
}

/// `[technologies."…"]`.
#[derive(Debug, Clone, Deserialize)]
pub struct TechnologyTable {
    /// Its class.
    pub class: String,
    /// What it serves.
    pub purposes: Vec<String>,
    /// Whether it needs consent.
    #[serde(default)]
    pub consent: TechnologyConsent,
    /// Whose it is.
    pub party: Option<String>,
    /// The recipient behind it.
    pub owner: Option<String>,
    /// How long it may live.
    pub lifetime: Option<String>,
    /// The feature that has to be active.
    pub activation: Option<String>,
    /// What its use rests on.
    pub basis: Option<String>,
    /// Purposes that a refusal closes too.
    #[serde(default)]
    pub closes: Vec<String>,
    /// A reading.
    pub note: Option<String>,
}

/// `[notices.…]`.
#[derive(Debug, Clone, Deserialize)]
pub struct NoticeTable {
    /// Purposes that want it shown.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// Whether they are denied without it.
    #[serde(default)]
    pub required: bool,
    /// Only of users who may be younger.
    pub below: Option<u8>,
    /// For people.
    pub title: Option<String>,
    /// A reading.
    pub note: Option<String>,
}

/// `[restriction]`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct RestrictionTable {
    /// The closed list of grounds.
    #[serde(default)]
    pub grounds: Vec<String>,
    /// A reading.
    pub note: Option<String>,
}

/// `[residence]`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ResidenceTable {
    /// Which fact decides.
    pub order: Option<Vec<String>>,
    /// Overlays without a residence.
    pub unknown: Option<UnknownResidence>,
    /// A reading.
    pub note: Option<String>,
}

/// Overlays that hold without a residence.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum UnknownResidence {
    /// `strictest`: all.
    Word(String),
    /// These.
    Overlays(Vec<String>),
}

/// `[overlays.…]`.
#[derive(Debug, Clone, Deserialize)]
pub struct OverlayTable {
    /// Where it holds.
    #[serde(default)]
    pub residences: Vec<String>,
    /// Holds where no other does.
    #[serde(default)]
    pub default: bool,
    /// Purposes on consent.
    #[serde(default)]
    pub consent_for: Vec<String>,
    /// Classes of technology on consent.
    #[serde(default)]
    pub technology_consent_for: Vec<String>,
    /// Special categories.
    #[serde(default)]
    pub special: Vec<String>,
    /// Years.
    pub minimum_age: Option<u8>,
    /// Signals that nothing overrides.
    #[serde(default)]
    pub binding_signals: Vec<String>,
    /// The only transfer mechanisms.
    pub transfer_mechanisms: Option<Vec<String>>,
    /// Countries without a mechanism.
    #[serde(default)]
    pub within: Vec<String>,
    /// Roles that get no data.
    #[serde(default)]
    pub no_sharing_with: Vec<String>,
    /// By when requests are answered.
    pub rights_deadline: Option<String>,
    /// Rights that residents have besides.
    #[serde(default)]
    pub rights: Vec<String>,
    /// Rights that they do not have.
    #[serde(default)]
    pub without_rights: Vec<String>,
    /// By when the authority is told of a breach.
    pub breach_authority: Option<String>,
    /// By when the users are told.
    pub breach_subjects: Option<String>,
    /// Whom users may complain to.
    pub complaint_to: Option<String>,

    /// A reading.
    pub note: Option<String>,
}
