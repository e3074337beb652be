//! What is known of a user besides choices: happenings, holdings, disclosures, holds and cases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Mark;
use crate::act::{Collected, Disclosed, RequestDetails, Response, Task};
use crate::words::{Timestamp, Zone};

/// Something that happened, once or more often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// What.
    pub event: String,
    /// Which.
    pub reference: Option<String>,
    /// The last time.
    pub mark: Mark,
    /// When it took place the last time.
    pub on: Timestamp,
    /// How often.
    pub count: u32,
    /// What else is known of it.
    pub details: BTreeMap<String, String>,
}

/// Data that were collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The category.
    pub category: String,
    /// The purpose for which it was collected first.
    pub purpose: String,
    /// How and from where it was collected last.
    pub data: Collected,
    /// When it was collected last.
    pub mark: Mark,
}

/// A disclosure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// The purpose.
    pub purpose: String,
    /// What, and to whom.
    pub data: Disclosed,
    /// When.
    pub mark: Mark,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its name.
    pub hold: String,
    /// Why.
    pub reason: String,
    /// The categories; none: all.
    pub categories: Vec<String>,
    /// Since when.
    pub mark: Mark,
}

/// A retention rule that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposed {
    /// The rule.
    pub rule: String,
    /// How.
    pub method: String,
    /// When.
    pub mark: Mark,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// It was received, and the requester is not verified.
    Received,
    /// The requester is verified.
    Verified,
    /// It was answered as asked.
    Fulfilled,
    /// It was turned down, with a reason.
    Refused,
    /// It ended otherwise.
    Closed,
}

impl CaseStatus {
    /// Whether nothing more happens in it.
    pub const fn is_over(self) -> bool {
        matches!(self, CaseStatus::Fulfilled | CaseStatus::Refused | CaseStatus::Closed)
    }

    /// The name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            CaseStatus::Received => "received",
            CaseStatus::Verified => "verified",
            CaseStatus::Fulfilled => "fulfilled",
            CaseStatus::Refused => "refused",
            CaseStatus::Closed => "closed",
        }
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its number: the position of the request.
    pub id: u64,
    /// What was asked.
    pub details: RequestDetails,
    /// When it was received.
    pub received: Timestamp,
    /// Where it stands.
    pub status: CaseStatus,
    /// When it came to stand there.
    pub changed: Mark,
    /// How it ended.
    pub outcome: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl Case {
    /// Takes a step in.
    pub(super) fn respond(&mut self, response: &Response, mark: Mark) {
        match response.action.as_str() {
            "verify" => {
                self.status = CaseStatus::Verified;
                self.details.verified = true;
            }
            "acknowledge" => {
                let named = |task: &Task| response.task.as_deref().is_some_and(|name| task.is_named(name));
                self.details.tasks.iter_mut().filter(|task| named(task)).for_each(|task| task.done = true);
            }
            "fulfil" => self.status = CaseStatus::Fulfilled,
            "refuse" => self.status = CaseStatus::Refused,
            _ => self.status = CaseStatus::Closed,
        }
        if response.outcome.is_some() {
            self.outcome.clone_from(&response.outcome);
        }
        if response.reason.is_some() {
            self.reason.clone_from(&response.reason);
        }
        self.changed = mark;
    }

    /// Work that the application has not acknowledged; what is kept is no work.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.details.tasks.iter().filter(|task| !task.done && task.kind != "keep")
    }
}

/// Something that the company registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// The kind.
    pub kind: String,
    /// Its name.
    pub id: String,
    /// What is known of it.
    pub fields: BTreeMap<String, String>,
    /// When it came to have each `status` or `stage`, in order.
    pub times: Vec<(String, Timestamp)>,
    /// When it was registered first.
    pub since: Mark,
    /// When something was added last.
    pub mark: Mark,
}

impl Registered {
    /// A field that is a date or an instant; none where it is not known.
    pub fn instant(&self, field: &str, zone: &Zone) -> Option<Timestamp> {
        Timestamp::parse(self.fields.get(field)?, zone)
    }

    /// The words of a field that lists several (`user.name, user.contact.email`); none where it is not known.
    pub fn words(&self, field: &str) -> Option<Vec<&str>> {
        Some(words(self.fields.get(field)?).collect())
    }
}

/// The words of a text that lists several.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ']).filter(|word| !word.is_empty())
}
