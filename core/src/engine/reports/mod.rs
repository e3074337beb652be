//! Reports for privacy people, as JSON: what the policy says, what is known of users, and what was done.

mod choices;
mod evidence;
mod keeping;
mod policy;
mod sharing;

use std::sync::Arc;

use serde_json::{Value, json};

use super::registry::{not_reserved, unknown};
use super::{COMPANY, Engine};
use crate::error::Error;
use crate::policy::{Policy, Version};
use crate::state::UserState;
use crate::words::Timestamp;

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportOptions {
    /// The user; none: all, where the report is about all.
    pub user: Option<String>,
    /// The calendar year, of `shine_the_light`; the one before the present when not given.
    pub year: Option<i16>,
    /// The instant at which it is made; now when not given.
    pub at: Option<Timestamp>,
}

/// The kinds of report there are.
const KINDS: &[&str] = &[
    "policy",
    "bases",
    "notices",
    "differences",
    "recipients",
    "disclosures",
    "retention",
    "controls",
    "rights",
    "erasures",
    "breaches",
    "processing",
    "features",
    "shine_the_light",
    "overdue",
    "holdings",
];

/// What every report reads.
struct Desk<'e> {
    engine: &'e Engine,
    policy: Arc<Policy>,
    /// The version in force, or the first.
    version: Arc<Version>,
    company: Arc<UserState>,
    at: Timestamp,
}

/// A user whom a report is about.
struct Subject<'o> {
    name: &'o str,
    state: Arc<UserState>,
}

impl Engine {
    /// A report as JSON.
    ///
    /// Of the policy: `policy`, `bases`, `differences` (of the last two versions), `processing` (GDPR Art. 30), `retention`,
    /// `recipients`. Of what happened: `notices`, `rights`, `erasures`, `controls`, `breaches`, `overdue`. Of one user:
    /// `disclosures`, `holdings`, `features` (what a refusal costs), `shine_the_light` (California Civil Code § 1798.83), and those of
    /// `notices`, `recipients`, `retention`, `rights` that a user is named for.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for another kind, an empty user, or none where one is needed; store errors.
    ///
    /// ```
    /// # use placet::{Engine, ReportOptions};
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "1"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # [purposes."marketing.email"]
    /// # basis = ["consent"]
    /// # "#;
    /// # let engine = Engine::open(policy, "memory:")?;
    /// let bases = engine.report("bases", &ReportOptions::default())?;
    /// assert_eq!(bases["purposes"]["marketing.email"][0], "consent");
    /// # Ok(())
    /// # }
    /// ```
    pub fn report(&self, kind: &str, options: &ReportOptions) -> Result<Value, Error> {
        if !KINDS.contains(&kind) {
            return Err(unknown("kind", kind, "is no report", KINDS));
        }
        self.refresh()?;
        let subject = options.user.as_deref().map(|name| self.subject(name)).transpose()?;
        let policy = self.policy();
        let at = options.at.unwrap_or_else(|| self.now());
        let Some(version) = policy.in_force(at).or_else(|| policy.versions().first()).cloned() else {
            return Ok(Value::Null);
        };
        let company = self.state(self.hasher.hash(COMPANY))?;
        let desk = Desk { engine: self, policy, version, company, at };
        let wanted = || {
            subject.as_ref().ok_or_else(|| Error::invalid("user", format!("`{kind}` is about one user; name the user")))
        };
        match kind {
            "policy" => Ok(desk.policy()),
            "bases" => Ok(desk.bases()),
            "differences" => Ok(desk.differences()),
            "processing" => Ok(desk.processing()),
            "notices" => match &subject {
                Some(subject) => Ok(desk.notices_of(subject)),
                None => desk.notices(),
            },
            "recipients" => match &subject {
                Some(subject) => Ok(desk.recipients_of(subject)),
                None => Ok(desk.recipients()),
            },
            "disclosures" => Ok(desk.disclosures(wanted()?)),
            "shine_the_light" => Ok(desk.shine_the_light(wanted()?, options.year)),
            "retention" => Ok(desk.retention(subject.as_ref())),
            "holdings" => Ok(desk.holdings(wanted()?)),
            "erasures" => desk.erasures(),
            "features" => desk.features(wanted()?),
            "rights" => desk.rights(subject.as_ref()),
            "controls" => Ok(desk.controls()),
            "breaches" => desk.breaches(),
            _ => desk.overdue(),
        }
    }

    fn subject<'o>(&self, name: &'o str) -> Result<Subject<'o>, Error> {
        if name.is_empty() {
            return Err(super::questions::empty_user());
        }
        not_reserved(name)?;
        Ok(Subject { name, state: self.state(self.hasher.hash(name))? })
    }
}

impl Desk<'_> {
    /// What is due and late.
    fn overdue(&self) -> Result<Value, Error> {
        let due = self.engine.due(Some(self.at))?;
        let late: Vec<Value> =
            due.iter().filter(|due| due.overdue).map(|due| serde_json::to_value(due).unwrap_or(Value::Null)).collect();
        Ok(json!({ "at": self.at.to_string(), "items": late }))
    }
}

/// An instant as text.
fn text(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}
