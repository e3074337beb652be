//! Check 10: who the data go to (GDPR Art. 13(1)(e), 28). Whoever is not listed is denied.

use super::evaluation::Evaluation;
use crate::policy::{Recipient, Stage};
use crate::words::Reason;

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
        let chosen = |c: &crate::state::Case| {
            c.details.right == "portability" && c.details.recipient.as_deref() == Some(name) && c.outcome.is_none()
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
    if let Some(due) = recipient.review_due {
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
