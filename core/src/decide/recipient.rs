//! Check 10: who the data go to (GDPR Art. 13(1)(e), 28). Whoever is not listed is denied.

use super::context::in_form;
use super::evaluation::Evaluation;
use crate::policy::{Recipient, Stage, Version};
use crate::state::{Registered, UserState};
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

/// Where the data go to: as the question says, else the country of the recipient.
pub(super) fn destination_of<'a>(e: &Evaluation<'a>) -> Option<&'a str> {
    let of_recipient = || recipient_of(e)?.country.as_deref();
    e.context.destination.as_deref().or_else(of_recipient)
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
    let form = e.context.form();
    if !listed || !received {
        e.deny(Reason::RecipientPurposeMismatch, None);
    }
    if !in_form(&recipient.forms, form) {
        e.deny(Reason::RequiresDeidentified, None);
    }
    if recipient.lacks_agreement {
        e.deny(Reason::RecipientNoAgreement, None);
    }
    if let Some(due) = review_due(e.facts.version, e.facts.company, recipient) {
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

/// When the next review of a recipient is due: as the policy says, unless one that was registered holds longer. None where the
/// policy wants no review.
pub(crate) fn review_due(version: &Version, company: &UserState, recipient: &Recipient) -> Option<Timestamp> {
    let stated = recipient.review_due?;
    let zone = &version.zone;
    let of_it = |entry: &&Registered| {
        entry.kind == "recipient_review" && entry.fields.get("recipient").is_some_and(|key| *key == recipient.key)
    };
    let until = |entry: &Registered| {
        Some(entry.instant("date", zone).unwrap_or(entry.mark.at).term(recipient.review_interval?, zone))
    };
    company.registered.iter().filter(of_it).filter_map(until).chain([stated]).max()
}
