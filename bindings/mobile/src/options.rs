//! What acts may say besides user and purpose, as records in which nothing has to be given.

use std::collections::HashMap;

use placet::act::{ConsentKind as CoreKind, Response as CoreResponse, Scope};
use placet::{Error, Timestamp};

use crate::error::invalid;
use crate::instant::instant;

/// How a consent was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, uniffi::Enum)]
pub enum ConsentKind {
    /// An affirmative act; the only kind that serves.
    #[default]
    Explicit,
    /// Taken from use.
    Implied,
    /// Taken for granted.
    Assumed,
}

impl From<ConsentKind> for CoreKind {
    fn from(kind: ConsentKind) -> Self {
        match kind {
            ConsentKind::Explicit => Self::Explicit,
            ConsentKind::Implied => Self::Implied,
            ConsentKind::Assumed => Self::Assumed,
        }
    }
}

/// What a choice or another act may say.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ActOptions {
    /// The guardian who acts; none: the user.
    #[uniffi(default)]
    pub by: Option<String>,
    /// By which means: `settings`, `link`, `email`, …
    #[uniffi(default)]
    pub method: Option<String>,
    /// The ground of an objection or a restriction.
    #[uniffi(default)]
    pub ground: Option<String>,
    /// Only this channel.
    #[uniffi(default)]
    pub channel: Option<String>,
    /// Only this recipient.
    #[uniffi(default)]
    pub recipient: Option<String>,
    /// Only data that go to this country.
    #[uniffi(default)]
    pub destination: Option<String>,
    /// When it happened; now when not given.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

impl ActOptions {
    pub(crate) fn read(self) -> Result<placet::ActOptions, Error> {
        let Self { by, method, ground, channel, recipient, destination, at } = self;
        let scope = Scope { channel, recipient, destination };
        Ok(placet::ActOptions { by, method, ground, scope, at: instant("at", at)? })
    }
}

/// What a grant may say.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GrantOptions {
    /// The guardian who grants; none: the user.
    #[uniffi(default)]
    pub by: Option<String>,
    /// How consent was given; explicitly when not given.
    #[uniffi(default)]
    pub kind: Option<ConsentKind>,
    /// The notice that was shown: a declared one or a version; the version in force when not given.
    #[uniffi(default)]
    pub notice: Option<String>,
    /// When the consent ends by itself.
    #[uniffi(default)]
    pub expires: Option<Timestamp>,
    /// By which means.
    #[uniffi(default)]
    pub method: Option<String>,
    /// Only this channel.
    #[uniffi(default)]
    pub channel: Option<String>,
    /// Only this recipient.
    #[uniffi(default)]
    pub recipient: Option<String>,
    /// Only data that go to this country.
    #[uniffi(default)]
    pub destination: Option<String>,
    /// When it happened; now when not given.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

impl GrantOptions {
    pub(crate) fn read(self) -> Result<placet::GrantOptions, Error> {
        let Self { by, kind, notice, expires, method, channel, recipient, destination, at } = self;
        Ok(placet::GrantOptions {
            by,
            kind: kind.unwrap_or_default().into(),
            notice,
            expires: instant("expires", expires)?,
            scope: Scope { channel, recipient, destination },
            method,
            at: instant("at", at)?,
        })
    }
}

/// What is said of a guardian.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GuardianOptions {
    /// Parental responsibility is claimed and not verified yet.
    #[uniffi(default)]
    pub pending: bool,
    /// By which method it was verified.
    #[uniffi(default)]
    pub method: Option<String>,
    /// Where the evidence is.
    #[uniffi(default)]
    pub evidence: Option<String>,
    /// When; now when not given.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

impl GuardianOptions {
    pub(crate) fn read(self) -> Result<placet::GuardianOptions, Error> {
        let Self { pending, method, evidence, at } = self;
        Ok(placet::GuardianOptions { pending, method, evidence, at: instant("at", at)? })
    }
}

/// Years from one to another, both included; without the other: at least the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct AgeRange {
    /// The lower number of years.
    pub lower: i32,
    /// The upper number of years.
    #[uniffi(default)]
    pub upper: Option<i32>,
}

/// What becomes known of a user; what is not given stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Update {
    /// The day of birth: `2006-10-18`.
    #[uniffi(default)]
    pub birthdate: Option<String>,
    /// The age in years on the day of the act.
    #[uniffi(default)]
    pub age: Option<i32>,
    /// Years on the day of the act.
    #[uniffi(default)]
    pub age_range: Option<AgeRange>,
    /// How sure the age is: `declared`, `estimated`, `confirmed`, `verified`.
    #[uniffi(default)]
    pub assurance: Option<String>,
    /// Who says so: `user`, `report`, a platform's name.
    #[uniffi(default)]
    pub source: Option<String>,
    /// Country (`DE`) or subdivision (`US-CA`).
    #[uniffi(default)]
    pub residence: Option<String>,
    /// Where the residence is from: `registered`, `billing`, `ip`.
    #[uniffi(default)]
    pub residence_source: Option<String>,
    /// `none`, `active`, `suspended`, `closed`, `terminated`.
    #[uniffi(default)]
    pub account: Option<String>,
    /// The kind of user: `consumer`, `business`, `applicant`, …
    #[uniffi(default)]
    pub kind: Option<String>,
    /// When; now when not given.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

impl Update {
    pub(crate) fn read(self) -> Result<placet::Update, Error> {
        let Self { birthdate, age, age_range, assurance, source, residence, residence_source, account, kind, at } =
            self;
        let range = |AgeRange { lower, upper }| {
            Ok::<_, Error>((years("age_range", lower)?, upper.map(|upper| years("age_range", upper)).transpose()?))
        };
        Ok(placet::Update {
            birthdate,
            age: age.map(|age| years("age", age)).transpose()?,
            age_range: age_range.map(range).transpose()?,
            assurance,
            source,
            residence,
            residence_source,
            account,
            kind,
            at: instant("at", at)?,
        })
    }
}

fn years(name: &'static str, years: i32) -> Result<u8, Error> {
    u8::try_from(years).map_err(|_| invalid(name, "it is no number of years; give one from 0 to 150"))
}

/// What is said of something that happened.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RecordOptions {
    /// Which: the feature, the course, the transaction, the category.
    #[uniffi(default)]
    pub reference: Option<String>,
    /// When it took place, where that is not when it is recorded.
    #[uniffi(default)]
    pub on: Option<Timestamp>,
    /// What else is to be kept of it; never personal data.
    #[uniffi(default)]
    pub details: HashMap<String, String>,
    /// When it is recorded; now when not given.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

impl RecordOptions {
    pub(crate) fn read(self) -> Result<placet::RecordOptions, Error> {
        let Self { reference, on, details, at } = self;
        let details = details.into_iter().collect();
        Ok(placet::RecordOptions { reference, on: instant("on", on)?, details, at: instant("at", at)? })
    }
}

/// What a request may say.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RequestOptions {
    /// Who asks: none is the user; else a linked guardian, or whoever reports a child, complains or inquires.
    #[uniffi(default)]
    pub by: Option<String>,
    /// The channel by which it came.
    #[uniffi(default)]
    pub channel: Option<String>,
    /// The categories or purposes that it is about.
    #[uniffi(default)]
    pub about: Vec<String>,
    /// A recipient whom the user names (GDPR Art. 20(2)).
    #[uniffi(default)]
    pub recipient: Option<String>,
    /// The automated decision that is contested: the position of its audit.
    #[uniffi(default)]
    pub decision: Option<String>,
    /// `correct` or `complete`; `cookies` for an erasure of identifiers in cookies only.
    #[uniffi(default)]
    pub mode: Option<String>,
    /// What the requester said; for `restrict` the ground.
    #[uniffi(default)]
    pub reason: Option<String>,
    /// The subject line, which names the right when the right is empty.
    #[uniffi(default)]
    pub subject: Option<String>,
    /// When it was received; now when not given.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

impl RequestOptions {
    pub(crate) fn read(self) -> Result<placet::RequestOptions, Error> {
        let Self { by, channel, about, recipient, decision, mode, reason, subject, at } = self;
        let at = instant("at", at)?;
        Ok(placet::RequestOptions { by, channel, about, recipient, decision, mode, reason, subject, at })
    }
}

/// What the company does with a case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Response {
    /// `verify`, `acknowledge`, `fulfil`, `refuse`, `close`.
    pub action: String,
    /// The task that is done, as `kind:subject`.
    #[uniffi(default)]
    pub task: Option<String>,
    /// How the case ended: `confirmed`, `dismissed`, `corrected`, `not_feasible`, …
    #[uniffi(default)]
    pub outcome: Option<String>,
    /// Why.
    #[uniffi(default)]
    pub reason: Option<String>,
    /// Who did it.
    #[uniffi(default)]
    pub actor: Option<String>,
    /// What the caller attests, `mfa` say: what the right demands before it is fulfilled.
    #[uniffi(default)]
    pub attests: HashMap<String, bool>,
    /// When; now when not given.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

impl Response {
    pub(crate) fn read(self) -> Result<(CoreResponse, placet::RespondOptions), Error> {
        let Self { action, task, outcome, reason, actor, attests, at } = self;
        let options = placet::RespondOptions { attests: attests.into_iter().collect(), at: instant("at", at)? };
        Ok((CoreResponse { action, task, outcome, reason, actor }, options))
    }
}

/// What an export is of and for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExportOptions {
    /// Only data of this category, or of this word below `user`: `education`.
    #[uniffi(default)]
    pub subset: Option<String>,
    /// The case that it answers.
    #[uniffi(default)]
    pub case: Option<i64>,
    /// Who asks: `subject`, or a guardian; none: the application itself, which makes a copy for another engine.
    #[uniffi(default)]
    pub actor: Option<String>,
    /// What the caller attests: `mfa`, say.
    #[uniffi(default)]
    pub attests: HashMap<String, bool>,
}

impl ExportOptions {
    pub(crate) fn read(self) -> Result<placet::ExportOptions, Error> {
        let Self { subset, case, actor, attests } = self;
        let (case, attests) = (case.map(case_number).transpose()?, attests.into_iter().collect());
        Ok(placet::ExportOptions { subset, case, actor, attests })
    }
}

/// The number of a case.
pub(crate) fn case_number(case: i64) -> Result<u64, Error> {
    u64::try_from(case).map_err(|_| invalid("case", "it is no number of a case; give the `id` of one"))
}
