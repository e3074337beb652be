//! Check 10: who the data go to (GDPR Art. 13(1)(e), 28). Whoever is not listed is denied.

use super::evaluation::Evaluation;
use crate::policy::{Recipient, Stage};
use crate::words::{Reason, Timestamp};

pub(super) fn check(e: &mut Evaluation<'_>) {
    recipient(e);
    super::transfer::check(e);
    super::rules::check(e, Stage::Recipient);
}

/// The recipient of a question: the one it names, else the owner of the technology.
pub(super) fn name_of<'a>(e: &Evaluation<'a>) -> Option<&'a str> {
    let owner = || e.technology.and_then(|(_, technology)| technology?.owner.as_deref());
    e.context.recipient.as_deref().or_else(owner)
}

/// The entry of the policy for the recipient of a question.
pub(super) fn recipient_of<'a>(e: &Evaluation<'a>) -> Option<&'a Recipient> {
    e.facts.version.handling.recipient(name_of(e)?)
}

fn recipient(e: &mut Evaluation<'_>) {
    let Some(name) = name_of(e) else { return };
    let Some(recipient) = recipient_of(e) else {
        // to whom the user has the data handed over is the user's choice (GDPR Art. 20(2))
        let verify = e.facts.version.handling.rights.get("portability").is_some_and(|right| right.verify);
        let chosen = |c: &crate::state::Case| {
            let known = !verify || c.details.verified;
            c.details.right == "portability"
                && c.details.recipient.as_deref() == Some(name)
                && c.outcome.is_none()
                && known
        };
        if !(e.covered_by("rights.portability") && e.facts.state.cases.iter().any(chosen)) {
            e.deny(Reason::RecipientUnlisted, None);
        }
        return;
    };
    if recipient.matches_reference {
        let end = recipient.key.strip_suffix('*').and_then(|start| name.strip_prefix(start));
        if end.is_none() || end != e.reference() {
            return e.deny(Reason::RecipientUnlisted, None);
        }
    }
    let listed = recipient.purposes.iter().any(|node| e.covered_by(node));
    let received = e.categories.iter().all(|category| recipient.may_receive(category));
    let form = e.context.form.as_deref().unwrap_or("raw");
    if !listed || !received {
        e.deny(Reason::RecipientPurposeMismatch, None);
    }
    if !recipient.forms.is_empty() && !recipient.forms.iter().any(|f| f == form) {
        e.deny(Reason::RequiresDeidentified, None);
    }
    if recipient.lacks_agreement {
        e.deny(Reason::RecipientNoAgreement, None);
    }
    // a review that was registered goes before what the document says
    if let Some(due) = recipient.review_due.map(|due| reviewed(e, recipient).unwrap_or(due).max(due)) {
        if due > e.facts.at {
            e.holds_until(due);
        } else if recipient.review_warns {
            e.oblige([&format!("review_recipient:{}", recipient.key)]);
        } else {
            e.deny(Reason::RecipientReviewOverdue, None);
        }
    }
    if !matches!(recipient.role.as_str(), "authority" | "user" | "public") {
        e.oblige([&format!("use_only_for:{}", e.purpose.key)]);
    }
}

/// Until when a review that the company registered holds.
fn reviewed(e: &Evaluation<'_>, recipient: &Recipient) -> Option<Timestamp> {
    let zone = &e.facts.version.zone;
    let of_it = |entry: &&crate::state::Registered| {
        let named = entry.fields.get("recipient").map_or(entry.id == recipient.key, |key| *key == recipient.key);
        entry.kind == "recipient_review" && named
    };
    let due = |entry: &crate::state::Registered| {
        let instant = |field: &str| entry.fields.get(field).and_then(|text| Timestamp::parse(text, zone));
        let day = instant("date").unwrap_or(entry.mark.at);
        instant("next_review").or(recipient.review_interval.map(|interval| day.term(interval, zone)))
    };
    e.facts.company.registered.iter().filter(of_it).filter_map(due).max()
}
