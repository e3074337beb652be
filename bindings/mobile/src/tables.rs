//! What the company keeps track of: cases with their tasks, what is due, what was registered.

use std::collections::HashMap;

use placet::words::Zone;
use placet::{CaseView, Error, TaskView, Timestamp};

use crate::results::whole;
use crate::value::{Value, table};

/// Something that a case or an erasure asks for, or that is kept and why.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Task {
    /// What: `erase`, `keep`, `notify_recipient`, …
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// Why something is kept or out of reach.
    pub reason: Option<String>,
    /// Until when it is kept, or by when it is due.
    pub until: Option<Timestamp>,
    /// Whether it is done; what is kept is no work.
    pub done: bool,
}

impl Task {
    pub(crate) fn of(task: TaskView) -> Result<Self, Error> {
        let TaskView { kind, subject, reason, until, done } = task;
        Ok(Self { kind, subject, reason, until: until.as_deref().map(read).transpose()?, done })
    }
}

/// The core writes these instants as text.
fn read(text: &str) -> Result<Timestamp, Error> {
    let fault = || Error::Internal { message: format!("`{text}` is no instant") };
    Timestamp::parse(text, &Zone::utc()).ok_or_else(fault)
}

/// A request, complaint or report of a user's, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Case {
    /// Its number.
    pub id: i64,
    /// The right or kind of case.
    pub right: String,
    /// `received`, `verified`, `fulfilled`, `refused` or `closed`.
    pub status: String,
    /// When it was received.
    pub received: Timestamp,
    /// The last day on which it can be answered in time, as `2025-02-14`; none where nobody says.
    pub due: Option<String>,
    /// Who says so: `policy`, or `overlay:KEY`.
    pub due_source: Option<String>,
    /// Whether that day is over and the case is not.
    pub overdue: bool,
    /// Whether the requester is verified.
    pub verified: bool,
    /// Who asked; none is the user.
    pub by: Option<String>,
    /// The channel by which it came.
    pub channel: Option<String>,
    /// Who handles it.
    pub owner: Option<String>,
    /// The channel by which it is answered.
    pub reply_via: Option<String>,
    /// The categories or purposes that it is about.
    pub about: Vec<String>,
    /// The recipient whom the user names.
    pub recipient: Option<String>,
    /// The number of the audited decision that is contested.
    pub decision: Option<String>,
    /// Its mode.
    pub mode: Option<String>,
    /// How it ended, or stands.
    pub outcome: Option<String>,
    /// The company's reason, else the requester's.
    pub reason: Option<String>,
    /// What has to be done.
    pub tasks: Vec<Task>,
    /// Whom the user may turn to (GDPR Art. 12(4), 77).
    pub remedies: Vec<String>,
    /// What else is to be known: that nothing sets a deadline, say.
    pub note: Option<String>,
}

impl Case {
    pub(crate) fn of(case: CaseView) -> Result<Self, Error> {
        let CaseView {
            id,
            right,
            status,
            received,
            due,
            due_source,
            overdue,
            verified,
            by,
            channel,
            owner,
            reply_via,
            about,
            recipient,
            decision,
            mode,
            outcome,
            reason,
            tasks,
            remedies,
            note,
        } = case;
        Ok(Self {
            id: whole(id),
            right,
            status,
            received: read(&received)?,
            due,
            due_source,
            overdue,
            verified,
            by,
            channel,
            owner,
            reply_via,
            about,
            recipient,
            decision,
            mode,
            outcome,
            reason,
            tasks: tasks.into_iter().map(Task::of).collect::<Result<_, _>>()?,
            remedies,
            note,
        })
    }
}

/// Something that the company has to do.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct NativeDue {
    /// `disposal`, `case`, `breach`, `control`, `recipient_review`, …
    pub kind: String,
    /// The user; none for what is about nobody, or about one who was erased.
    pub user: Option<String>,
    /// The retention rule, right, breach, control, recipient or version.
    pub subject: String,
    /// `delete`, `anonymise`, `respond`, `notify`, `audit`, `review`, …
    pub action: String,
    /// The instant at which the clock began.
    pub since: Timestamp,
    /// The first instant at which the time is over.
    pub due: Timestamp,
    /// Whether it is over.
    pub overdue: bool,
    /// What else matters: `categories`, `reference`, `case`, `missing`, …
    pub detail: Value,
}

impl From<placet::Due> for NativeDue {
    fn from(due: placet::Due) -> Self {
        let placet::Due { kind, user, subject, action, since, due, overdue, detail } = due;
        let (kind, action) = (kind.to_owned(), action.to_owned());
        Self { kind, user, subject, action, since, due, overdue, detail: table(detail) }
    }
}

/// A status or stage of something registered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StageTime {
    /// The status or stage.
    pub value: String,
    /// Since when.
    pub at: Timestamp,
}

/// Something that the company registered, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Registration {
    /// `instrument`, `business_transfer`, `breach`, `control`, …
    pub kind: String,
    /// Its name.
    pub id: String,
    /// What is known of it.
    pub fields: HashMap<String, String>,
    /// When it came to have each status or stage, in order.
    pub times: Vec<StageTime>,
    /// When it was registered first.
    pub since: Timestamp,
    /// When something was added last.
    pub changed: Timestamp,
    /// The event that added it, from 1.
    pub position: i64,
}

impl From<placet::Registration> for Registration {
    fn from(registration: placet::Registration) -> Self {
        let placet::Registration { kind, id, fields, times, since, changed, position } = registration;
        let time = |time: placet::StageTime| {
            let placet::StageTime { value, at } = time;
            StageTime { value, at }
        };
        Self {
            kind,
            id,
            fields: fields.into_iter().collect(),
            times: times.into_iter().map(time).collect(),
            since,
            changed,
            position: whole(position),
        }
    }
}
