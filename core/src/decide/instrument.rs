//! Instruments of law and business transfers: does one that the company registered cover the question (GDPR Art. 6(1)(c), 23)?

use super::context::in_form;
use super::evaluation::Evaluation;
use crate::state::Registered;
use crate::words::{Reason, covers as reaches};

/// Whether the instrument that the question names is registered, in force, and of a scope that holds the question.
pub(super) fn covers(e: &mut Evaluation<'_>, kind: Option<&str>) -> bool {
    let Some(id) = e.context.instrument.as_deref() else { return false };
    let Some(entry) = e.facts.company.registration("instrument", id) else { return false };
    let of_kind = entry.fields.get("kind").map(String::as_str);
    // a request that nobody is bound to answer is no instrument
    let binding = !matches!(of_kind, Some("informal" | "voluntary")) && kind.is_none_or(|kind| of_kind == Some(kind));
    let purposes = entry.words("purposes").is_none_or(|nodes| nodes.iter().any(|node| e.covered_by(node)));
    // data leave the house only within the scope that the instrument names; looking needs no more than the instrument
    let leaves = matches!(e.context.operation.as_deref(), Some("share" | "disclose" | "forward" | "transfer"));
    let categories = match entry.words("categories") {
        None => !leaves || e.categories.is_empty(),
        Some(keys) => e.categories.iter().all(|category| keys.iter().any(|key| reaches(key, category))),
    };
    let users = entry
        .words("operations")
        .is_none_or(|known| e.context.operation.as_deref().is_none_or(|op| known.contains(&op)));
    let until = entry.instant("until", &e.facts.version.zone);
    let over = until.is_some_and(|until| until <= e.facts.at);
    if let Some(until) = until {
        e.holds_until(until);
    }
    binding && purposes && categories && users && !over && entry.fields.get("status").is_none_or(|s| s != "revoked")
}

/// A purpose that hands data over in a transaction needs one that is open, at a stage that the policy lets data go at.
pub(super) fn business_transfer(e: &mut Evaluation<'_>) {
    if !e.purpose.business_transfer {
        return;
    }
    let (facts, context) = (e.facts, e.context);
    let open = |entry: &&Registered| {
        let for_recipient = match (entry.fields.get("recipient"), context.recipient.as_ref()) {
            (Some(wanted), Some(name)) => wanted == name,
            _ => true,
        };
        let named = context.instrument.as_ref().is_none_or(|id| *id == entry.id);
        let said = context.instrument.is_some() || context.recipient.is_some();
        let over = entry.fields.get("status").is_some_and(|s| s == "closed" || s == "abandoned");
        entry.kind == "business_transfer" && for_recipient && named && said && !over
    };
    let Some(entry) = facts.company.registered.iter().filter(open).max_by_key(|entry| entry.mark) else {
        return e.deny(Reason::LegalInstrumentMissing, None);
    };
    let stage = entry.fields.get("stage").map_or("", String::as_str);
    match facts.version.handling.stages.get(stage) {
        None => e.deny(Reason::BasisMissing, Some(entry.mark)),
        Some(rule) => {
            let form = context.form();
            if !in_form(&rule.forms, form) {
                return e.deny(Reason::RequiresDeidentified, Some(entry.mark));
            }
            e.oblige(rule.obligations.iter());
            e.rest_on(entry.mark);
        }
    }
}
