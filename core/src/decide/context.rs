//! What a question may say besides user and purpose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, quoted};
use crate::policy::Policy;
use crate::words::{FORMS, OPERATIONS, SOURCES, Timestamp, nearest};

/// Who may have begun the processing, as `initiated_by` names it.
const INITIATORS: &[&str] = &["user", "company"];

/// How much a decision does to a person, as `effect` names it.
const EFFECTS: &[&str] = &["none", "minor", "significant"];

/// In whose hands the data are, as `role` names it.
const ROLES: &[&str] = &["own", "custodian"];

/// What a question says besides user and purpose; the default says nothing.
///
/// A field that says nothing leaves out the checks that would read it. Where a rule of the policy demands something of a
/// question (an instrument, an attestation, a reference), a question that says nothing of it is denied.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Context {
    /// The data categories that are to be used.
    pub categories: Vec<String>,
    /// What is to be done with them: one of [`OPERATIONS`].
    pub operation: Option<String>,
    /// Where the data are from: one of [`SOURCES`].
    pub source: Option<String>,
    /// Who gave the data, where that is not the user.
    pub provider: Option<String>,
    /// The evidence that the user let the provider give the data.
    pub origin: Option<String>,
    /// The form, page or desk at which the data were or are collected; `contest:42` is the point `contest` for the reference `42`.
    pub collection_point: Option<String>,
    /// What the data were given for, or what this processing serves: a course, a request, a transaction, an integration.
    pub reference: Option<String>,
    /// The categories that the data are derived from or combined of.
    pub inputs: Vec<String>,
    /// Whether data that identify nobody are joined with data that do.
    pub linked: Option<bool>,
    /// The form of the data: one of [`FORMS`]; raw when not given.
    pub form: Option<String>,
    /// How many people stand behind each figure of aggregated data.
    pub group_size: Option<u32>,
    /// Who is to receive them.
    pub recipient: Option<String>,
    /// The country they are to go to.
    pub destination: Option<String>,
    /// The transfer mechanism: `scc`, `adequacy`, `bcr`, `consent`, … (GDPR Art. 44 to 49).
    pub mechanism: Option<String>,
    /// The cookie, tag or SDK that is to be used.
    pub technology: Option<String>,
    /// The lifetime that it is to be set with: `session`, or a duration of ISO 8601.
    pub lifetime: Option<String>,
    /// When it was set, where that is not on record.
    pub set_at: Option<Timestamp>,
    /// The class of device: `mobile`, `desktop`, …
    pub device: Option<String>,
    /// The class of content.
    pub content: Option<String>,
    /// The channel: of communication (`email`, `push`, `phone`) or of transport (`https`, `http`).
    pub channel: Option<String>,
    /// The role of whoever acts.
    pub actor: Option<String>,
    /// What the caller attests: `encryption`, `mfa`, `critical`, …
    pub attests: BTreeMap<String, bool>,
    /// The registered legal instrument that demands it.
    pub instrument: Option<String>,
    /// Why a disclosure is justified, in words.
    pub justification: Option<String>,
    /// How much an automated decision does to the user: `none`, `minor`, `significant` (GDPR Art. 22).
    pub effect: Option<String>,
    /// The automated decision that is relied on.
    pub decision: Option<String>,
    /// `custodian` for data that are held for somebody else, else `own`.
    pub role: Option<String>,
    /// The site, app or feature that asks.
    pub surface: Option<String>,
    /// `user` when the user asked for this processing, else `company`.
    pub initiated_by: Option<String>,
    /// The instant to decide for; now when not given. The user's state is always that of the call.
    pub at: Option<Timestamp>,
}

impl Context {
    /// Whether it says nothing, so that the index may answer.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the caller attests something.
    pub fn attested(&self, what: &str) -> bool {
        self.attests.get(what) == Some(&true)
    }

    /// Whether this is what is to be done with the data.
    pub(super) fn is_to(&self, operation: &str) -> bool {
        self.operation.as_deref() == Some(operation)
    }

    /// The form of the data; raw when not given.
    pub(super) fn form(&self) -> &str {
        self.form.as_deref().unwrap_or("raw")
    }

    /// What the processing serves: its reference, else that of the collection point.
    pub(crate) fn reference(&self) -> Option<&str> {
        let of_point = || self.collection_point.as_deref()?.split_once(':').map(|(_, reference)| reference);
        self.reference.as_deref().or_else(of_point)
    }

    pub(super) fn check(&self, policy: &Policy) -> Result<(), Error> {
        for category in self.categories.iter().chain(&self.inputs) {
            policy.category(category)?;
        }
        one_of("operation", self.operation.as_deref(), OPERATIONS)?;
        one_of("source", self.source.as_deref(), SOURCES)?;
        one_of("form", self.form.as_deref(), FORMS)?;
        one_of("effect", self.effect.as_deref(), EFFECTS)?;
        one_of("role", self.role.as_deref(), ROLES)?;
        one_of("initiated_by", self.initiated_by.as_deref(), INITIATORS)?;
        if let Some(lifetime) = self.lifetime.as_deref().filter(|l| *l != "session")
            && lifetime.parse::<jiff::Span>().ok().is_none_or(|span| !span.is_positive())
        {
            let message = format!("`{}` is no duration; write `session` or ISO 8601: `P1Y`, `P30D`", quoted(lifetime));
            return Err(Error::invalid("lifetime", message));
        }
        Ok(())
    }
}

/// Whether data may go in a form, by the list of those in which they may: an empty one is of all, and where data may go that tell
/// of a person, those that tell of nobody may.
pub(super) fn in_form(forms: &[String], form: &str) -> bool {
    forms.is_empty()
        || forms.iter().any(|known| known == form)
        || (deidentified(form) && forms.iter().any(|known| !deidentified(known)))
}

/// Whether data in a form tell of nobody (GDPR recital 26).
pub(super) fn deidentified(form: &str) -> bool {
    matches!(form, "aggregated" | "anonymised")
}

fn one_of(argument: &'static str, value: Option<&str>, words: &[&str]) -> Result<(), Error> {
    let Some(value) = value.filter(|v| !words.contains(v)) else { return Ok(()) };
    let help = nearest(value, words.iter().copied())
        .map_or_else(|| words.join(", "), |near| format!("did you mean `{near}`?"));
    Err(Error::invalid(argument, format!("`{}` is none of the words known here; {help}", quoted(value))))
}
