//! The compiled form of what is done with data: rules, recipients, transfers, retention, rights.

use std::collections::BTreeMap;

use jiff::Span;

use crate::policy::condition::Condition;
use crate::policy::document::{Disposal, TellOf};
use crate::words::{Level, Reason, Timestamp, covers};

/// The part of the evaluation in which a rule is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// With bans and age.
    Bans,
    /// With purpose, technology and form.
    Purpose,
    /// With categories and origins.
    Categories,
    /// With the user's choices.
    Choices,
    /// With the legal basis.
    Basis,
    /// With retention.
    Retention,
    /// With recipients and transfers.
    Recipient,
    /// With actors and channels.
    Actor,
}

impl Stage {
    /// The stage that finds a reason.
    pub const fn of(reason: Reason) -> Self {
        use Reason::*;
        match reason {
            PolicyNotInForce
            | Erased
            | PolicyNotBound
            | AccountTerminated
            | PolicyNotAccepted
            | CategoryProhibited
            | SaleProhibited
            | ChildCategoryBlocked
            | AgeBelowMinimum
            | AgeUnknown
            | ParentalConsentMissing
            | ParentalConsentUnverified
            | ParentalConsentWithdrawn => Stage::Bans,
            PurposeUndeclared | PurposeMismatch | FeatureNotActivated | TechNotEnabled | TechUnregistered
            | TechLifetimeExceeded | RequiresDeidentified => Stage::Purpose,
            CategoryNotPermitted
            | CategoryUnknown
            | SourceNotPermitted
            | PurposeBoundSource
            | RequiredCategoryMissing => Stage::Categories,
            Restricted | Contested | OptedOut | Objected | SignalOptOut => Stage::Choices,
            BasisMissing
            | ConsentMissing
            | ConsentNotExplicit
            | ConsentWithdrawn
            | ConsentExpired
            | AnonymousSubject
            | InstructionMissing
            | NoticeMissing
            | LegalInstrumentMissing
            | SignificantEffect => Stage::Basis,
            RetentionExpired | Isolated => Stage::Retention,
            RecipientUnlisted
            | RecipientPurposeMismatch
            | RecipientNoAgreement
            | RecipientReviewOverdue
            | TransferNoMechanism => Stage::Recipient,
            ActorNotAuthorized | MfaRequired | InsecureChannel | EncryptionMissing | NonOptional | GroundMissing
            | IdentityUnverified | RequestTooFrequent | RightUnavailable => Stage::Actor,
        }
    }
}

/// A demand with its stage and reason.
#[derive(Debug, Clone)]
pub struct Demand {
    /// What has to be true.
    pub condition: Condition,
    /// The reason of a denial.
    pub reason: Reason,
    /// Whether the author chose the reason.
    pub chosen: bool,
    /// Where it is looked at.
    pub stage: Stage,
}

/// What a question has to be like for a rule to be about it.
#[derive(Debug, Clone, Default)]
pub struct RuleScope {
    /// Categories; empty: any.
    pub categories: Vec<String>,
    /// Sensitivities.
    pub levels: Vec<Level>,
    /// Operations.
    pub operations: Vec<String>,
    /// Origins.
    pub sources: Vec<String>,
    /// Forms.
    pub forms: Vec<String>,
    /// Contents.
    pub contents: Vec<String>,
    /// Channels.
    pub channels: Vec<String>,
    /// Devices.
    pub devices: Vec<String>,
    /// Recipients or roles.
    pub recipients: Vec<String>,
    /// Technologies or classes.
    pub technologies: Vec<String>,
    /// Collection points.
    pub collection_points: Vec<String>,
    /// Roles of actors.
    pub actors: Vec<String>,
    /// Kinds of users.
    pub kinds: Vec<String>,
    /// Roles in which data are held.
    pub roles: Vec<String>,
    /// Positions of overlays.
    pub overlays: Vec<usize>,
    /// Whether it names overlays at all.
    pub by_overlay: bool,
    /// Only with a reference.
    pub with_reference: bool,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its key.
    pub key: String,
    /// What a question has to be like.
    pub scope: RuleScope,
    /// Conditions that take a question out of the rule.
    pub unless: Vec<Condition>,
    /// What has to be true.
    pub demands: Vec<Demand>,
    /// What an allowance obliges to.
    pub obligations: Vec<String>,
}

/// A kind of person who is no ordinary user.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The only nodes.
    pub purposes: Vec<String>,
    /// The reason of other denials.
    pub reason: Reason,
}

/// A recipient.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Its key; with `*` at the end, that of many.
    pub key: String,
    /// For people.
    pub name: String,
    /// Its role.
    pub role: String,
    /// Nodes that it may use the data for.
    pub purposes: Vec<String>,
    /// What it may receive.
    pub categories: Vec<String>,
    /// The only forms.
    pub forms: Vec<String>,
    /// Where it is.
    pub country: Option<String>,
    /// Reference of the agreement.
    pub agreement: Option<String>,
    /// The policy it is bound to.
    pub bound_by: Option<String>,
    /// The transfer mechanism.
    pub mechanism: Option<String>,
    /// Reference of the mechanism.
    pub mechanism_reference: Option<String>,
    /// Reference of the agreement on transfers.
    pub transfer_agreement: Option<String>,
    /// A company of the same group.
    pub own_group: bool,
    /// The instant from which its review is overdue.
    pub review_due: Option<Timestamp>,
    /// How often it is reviewed.
    pub review_interval: Option<Span>,
    /// An overdue review only warns.
    pub review_warns: bool,
    /// It has purposes of its own.
    pub own_use: bool,
    /// The technology behind it.
    pub technology: Option<String>,
    /// Its end has to be the reference.
    pub matches_reference: bool,
    /// Its own policy.
    pub policy_url: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its business.
    pub business: Option<String>,
    /// It needs an agreement and has none.
    pub lacks_agreement: bool,
}

impl Recipient {
    /// Whether this entry is about a recipient of a question.
    pub fn is(&self, name: &str) -> bool {
        match self.key.strip_suffix('*') {
            Some(start) => name.len() > start.len() && name.starts_with(start),
            None => self.key == name,
        }
    }

    /// Whether it may receive a category.
    pub fn may_receive(&self, category: &str) -> bool {
        self.categories.iter().any(|own| covers(own, category))
    }
}

/// A country with an adequacy decision (GDPR Art. 45).
#[derive(Debug, Clone)]
pub struct Adequacy {
    /// The country.
    pub country: String,
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// What lets data go abroad.
#[derive(Debug, Clone, Default)]
pub struct Transfers {
    /// Mechanisms that serve where no overlay says another; none: no rule.
    pub mechanisms: Vec<String>,
    /// Without a rule data may go.
    pub free_without_rule: bool,
    /// Recipients abroad need an agreement.
    pub agreement_abroad: bool,
    /// Adequacy decisions of the policy; none: those of the law data.
    pub adequacy: Vec<Adequacy>,
}

/// What starts a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// The account is closed, and stays so.
    AccountClosed,
    /// The last sign of life.
    LastActive,
    /// A standing withdrawal, opt-out or objection of what the rule is about.
    Refused,
    /// A recorded event; with a reference in the question, that one.
    Happened(String),
    /// The data were collected.
    Collected,
    /// The first of these that happened.
    First(Vec<Trigger>),
}

impl Trigger {
    /// The event as a document names it.
    pub fn name(&self) -> String {
        match self {
            Trigger::AccountClosed => "account_closed".to_owned(),
            Trigger::LastActive => "last_active".to_owned(),
            Trigger::Refused => "unsubscribed".to_owned(),
            Trigger::Collected => "collected".to_owned(),
            Trigger::Happened(event) => event.clone(),
            Trigger::First(any) => any.iter().map(Trigger::name).collect::<Vec<_>>().join(" or "),
        }
    }

    /// Whether a recorded event starts it.
    pub fn is_started_by(&self, event: &str) -> bool {
        match self {
            Trigger::Happened(name) => name == event,
            Trigger::First(any) => any.iter().any(|trigger| trigger.is_started_by(event)),
            _ => false,
        }
    }
}

/// A clock: what starts it, and how long it runs.
#[derive(Debug, Clone)]
pub struct Clock {
    /// What starts it.
    pub after: Trigger,
    /// How long it runs; none: it ends at once.
    pub keep: Option<Span>,
}

/// How long data are kept.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Its key.
    pub key: String,
    /// The data; none with `purposes`: whatever they use.
    pub categories: Vec<String>,
    /// The uses; none: every one.
    pub purposes: Vec<String>,
    /// Uses that do not end by it.
    pub except_purposes: Vec<String>,
    /// The clocks.
    pub clocks: Vec<Clock>,
    /// The last clock ends it, not the first.
    pub latest: bool,
    /// The only nodes that go on once a clock runs.
    pub permits: Vec<String>,
    /// A law wants it kept.
    pub floor: bool,
    /// What is done at the end.
    pub then: Disposal,
    /// A record stays.
    pub suppression: bool,
    /// Where these copies lie.
    pub location: Option<String>,
    /// The factors.
    pub rationale: Option<String>,
    /// It is for the data that no other rule names.
    pub default: bool,
}

/// Where data are collected.
#[derive(Debug, Clone)]
pub struct CollectionPoint {
    /// Nodes that may be collected for.
    pub purposes: Vec<String>,
    /// What may be collected.
    pub categories: Vec<String>,
}

/// Who may work with data.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Nodes that the role may work for.
    pub purposes: Vec<String>,
    /// What it may see.
    pub categories: Vec<String>,
    /// What it may do.
    pub operations: Vec<String>,
    /// What has to be true.
    pub demands: Vec<Demand>,
}

/// A right, or another kind of case.
#[derive(Debug, Clone, Default)]
pub struct Right {
    /// Positions of the overlays under which it is given; none: everywhere.
    pub overlays: Vec<usize>,
    /// By when it is answered.
    pub deadline: Option<Span>,
    /// Once in a calendar year.
    pub once_a_year: bool,
    /// The requester has to be verified.
    pub verify: bool,
    /// Channels that verify.
    pub verified_channels: Vec<String>,
    /// Channels by which it may come.
    pub channels: Vec<String>,
    /// Subject lines that mean it.
    pub subjects: Vec<String>,
    /// Who handles it.
    pub owner: Option<String>,
    /// How it is answered.
    pub reply_via: Option<String>,
    /// Data that need no case.
    pub categories: Vec<String>,
    /// What has to be true before it is fulfilled.
    pub demands: Vec<Demand>,
}

/// Who is told of a breach.
#[derive(Debug, Clone, Default)]
pub struct Breach {
    /// By when the authority is told.
    pub authority: Option<Span>,
    /// By when the users are told.
    pub subjects: Option<Span>,
    /// Which breaches.
    pub when: TellOf,
    /// What a notice says.
    pub fields: Vec<String>,
}

/// A measure that evidence is kept of.
#[derive(Debug, Clone)]
pub struct Control {
    /// How often it is shown.
    pub interval: Option<Span>,
    /// For people.
    pub description: Option<String>,
}

/// A stage of a business transfer.
#[derive(Debug, Clone)]
pub struct TransferStage {
    /// The only forms.
    pub forms: Vec<String>,
    /// What an allowance obliges to.
    pub obligations: Vec<String>,
}

/// Everything about how data are handled.
#[derive(Debug, Clone, Default)]
pub struct Handling {
    /// Rules.
    pub rules: Vec<Rule>,
    /// Kinds of people.
    pub kinds: BTreeMap<String, Kind>,
    /// Recipients, exact keys before patterns.
    pub recipients: Vec<Recipient>,
    /// Roles that have to be bound to a policy.
    pub bound_for: Vec<String>,
    /// Transfers.
    pub transfers: Transfers,
    /// Retention.
    pub retention: Vec<Retention>,
    /// Collection points.
    pub collection_points: BTreeMap<String, CollectionPoint>,
    /// Actors.
    pub actors: BTreeMap<String, Actor>,
    /// Rights.
    pub rights: BTreeMap<String, Right>,
    /// Breaches.
    pub breach: Breach,
    /// Controls.
    pub controls: BTreeMap<String, Control>,
    /// Stages of business transfers.
    pub stages: BTreeMap<String, TransferStage>,
    /// Origins that a purpose has to list.
    pub listed_only: Vec<String>,
    /// The smallest group.
    pub min_group: Option<u32>,
    /// Events that may be recorded.
    pub events: Vec<String>,
}

impl Handling {
    /// The recipient of this name.
    pub fn recipient(&self, name: &str) -> Option<&Recipient> {
        self.recipients.iter().find(|r| r.is(name))
    }

    /// Whether another retention rule of the same place names a category, so that the rule `default` is not about it.
    pub fn has_own_retention(&self, default: &Retention, category: &str) -> bool {
        let others = self.retention.iter().filter(|other| !other.default && other.location == default.location);
        others.flat_map(|other| &other.categories).any(|own| covers(own, category))
    }
}
