//! Audits of controls, and reviews of recipients and of the policy itself, that are late.

use serde_json::json;

use super::Due;
use crate::decide::review_due;
use crate::policy::{Control, Recipient, Version};
use crate::state::{Registered, UserState};
use crate::words::Timestamp;

/// How a control or a recipient stands.
pub(in crate::engine) struct Standing<'a> {
    /// When it was shown or reviewed last.
    pub(in crate::engine) last: Option<Timestamp>,
    /// What is registered of that.
    pub(in crate::engine) evidence: Option<&'a Registered>,
    /// The first instant at which the next is late; none where no time is set.
    pub(in crate::engine) due: Option<Timestamp>,
}

/// The latest registration of a kind about something, and its day.
fn latest<'a>(
    version: &Version,
    company: &'a UserState,
    kind: &str,
    field: &str,
    subject: &str,
) -> Option<(Timestamp, &'a Registered)> {
    let about = |e: &&Registered| e.kind == kind && e.fields.get(field).is_some_and(|name| name == subject);
    let dated = |entry: &'a Registered| (entry.instant("date", &version.zone).unwrap_or(entry.mark.at), entry);
    company.registered.iter().filter(about).map(dated).max_by_key(|(at, entry)| (*at, entry.mark))
}

/// The controls of the policy. One that was never shown is counted from the day on which the policy came into force.
pub(in crate::engine) fn controls<'a>(
    version: &'a Version,
    company: &'a UserState,
) -> impl Iterator<Item = (&'a String, &'a Control, Standing<'a>)> {
    version.handling.controls.iter().map(move |(key, control)| {
        let last = latest(version, company, "control", "control", key);
        let due = control.interval.map(|interval| match last {
            Some((at, _)) => at.term(interval, &version.zone),
            None => version.effective_from,
        });
        (key, control, Standing { last: last.map(|(at, _)| at), evidence: last.map(|(_, e)| e), due })
    })
}

/// How the review of a recipient stands: as the policy says, unless a later one was registered.
pub(in crate::engine) fn recipient_review<'a>(
    version: &Version,
    company: &'a UserState,
    recipient: &Recipient,
) -> Standing<'a> {
    let last = latest(version, company, "recipient_review", "recipient", &recipient.key);
    let due = review_due(version, company, recipient);
    Standing { last: last.map(|(at, _)| at), evidence: last.map(|(_, e)| e), due }
}

/// What is late.
pub(super) fn late(version: &Version, company: &UserState, at: Timestamp, list: &mut Vec<Due>) {
    let mut push =
        |kind: &'static str, action: &'static str, subject: &str, since: Option<Timestamp>, due: Timestamp| {
            if due > at {
                return;
            }
            list.push(Due {
                kind,
                user: None,
                subject: subject.to_owned(),
                action,
                since: since.unwrap_or(version.effective_from),
                due,
                overdue: true,
                detail: json!({ "last": since.map(|at| at.to_string()) }),
            });
        };
    for (key, _, standing) in controls(version, company) {
        if let Some(due) = standing.due {
            push("control", "audit", key, standing.last, due);
        }
    }
    for recipient in &version.handling.recipients {
        let standing = recipient_review(version, company, recipient);
        if let Some(due) = standing.due {
            // one that was never reviewed is late from the day on which the policy came into force
            push("recipient_review", "review", &recipient.key, standing.last, due.max(version.effective_from));
        }
    }
    if let Some(due) = version.next_review {
        push("policy_review", "review", &version.label, None, due);
    }
}
