//! Check 10: the country that the data go to, and the mechanism that lets them (GDPR Art. 44 to 49).

use super::consent;
use super::evaluation::Evaluation;
use super::facts::Standing;
use super::recipient::{destination_of, name_of, recipient_of};
use crate::act::ConsentKind;
use crate::law::{Law, residence_and_country};
use crate::state::Mark;
use crate::words::{Basis, Ground, Reason};

/// Of a subdivision its country.
fn country(code: &str) -> &str {
    residence_and_country(code).last().unwrap_or(code)
}

pub(super) fn check(e: &mut Evaluation<'_>) {
    let facts = e.facts;
    let recipient = recipient_of(e);
    let Some(destination) = destination_of(e) else { return };
    // what identifies nobody is no personal data, wherever it goes (GDPR recital 26)
    if e.anonymous {
        return;
    }
    if facts.residence.is_some_and(|code| country(code) == country(destination)) {
        return;
    }
    let handling = &facts.version.handling.transfers;
    if handling.agreement_abroad && recipient.is_some_and(|r| r.transfer_agreement.is_none()) {
        e.deny(Reason::RecipientNoAgreement, None);
    }
    let rules: Vec<_> = facts.active_overlays().collect();
    let free = |overlay: &&crate::policy::Overlay| overlay.within.contains(country(destination));
    if !rules.is_empty() && facts.residence.is_some() && rules.iter().any(free) {
        return;
    }
    // every overlay that names mechanisms has to accept the one that is there
    let named: Vec<&[String]> = rules.iter().filter_map(|o| o.transfer_mechanisms.as_deref()).collect();
    let own = Some(handling.mechanisms.as_slice()).filter(|own| named.is_empty() && !own.is_empty());
    let accepted: Vec<&[String]> = named.into_iter().chain(own).collect();
    if accepted.is_empty() {
        if !handling.free_without_rule {
            e.deny(Reason::TransferNoMechanism, None);
        }
        return;
    }
    let all = |mechanism: &str| accepted.iter().all(|list| list.iter().any(|m| m == mechanism));
    if all("consent")
        && let Some(mark) = consented(e, country(destination))
    {
        if e.ground.is_some() {
            e.ground = Some(Ground::Consent);
            e.basis = Some(Basis::Consent);
        }
        return e.rest_on(mark);
    }
    if all("adequacy") && adequate(e, country(destination)) {
        return;
    }
    let mechanism = e.context.mechanism.as_deref().or(recipient.and_then(|r| r.mechanism.as_deref()));
    let valid = mechanism.is_some_and(|mechanism| match mechanism {
        "consent" | "adequacy" => false,
        "bcr" => all("bcr") && recipient.is_some_and(|r| r.own_group),
        // a mechanism that is signed needs its reference on the recipient's entry
        mechanism => {
            let signed = name_of(e).is_none() || recipient.is_some_and(|r| r.mechanism_reference.is_some());
            all(mechanism) && signed
        }
    });
    if !valid {
        e.deny(Reason::TransferNoMechanism, None);
    }
}

/// An explicit consent to exactly this recipient and country (GDPR Art. 49(1)(a)).
fn consented(e: &mut Evaluation<'_>, destination: &str) -> Option<Mark> {
    let recipient = name_of(e)?;
    let facts = e.facts;
    let to_this = |scope: &crate::act::Scope| {
        scope.recipient.as_deref() == Some(recipient) && scope.destination.as_deref().map(country) == Some(destination)
    };
    let grants = facts.state.grants.iter().filter(|g| {
        g.by.is_none()
            && g.kind == ConsentKind::Explicit
            && *g.purpose == *e.purpose.key
            // what was granted by way of a node above names no transfer of this purpose
            && g.exact.is_some()
            && to_this(&g.scope)
            && consent::expiry(facts, e.purpose, g) > facts.at
    });
    let granted = grants.max_by_key(|g| g.mark)?;
    // as for every consent: of whoever may be too young to give it alone, it is none
    if e.standing(facts.digital) != Standing::Reached {
        return None;
    }
    let ended = facts.state.withdrawals.iter().filter(|w| w.by.is_none() && e.covered_by(&w.node));
    let withdrawn = ended.filter(|w| w.scope.is_empty() || w.scope == granted.scope).map(|w| w.mark).max();
    let mark = granted.mark;
    if withdrawn.is_some_and(|later| later > mark)
        || facts.was_below_digital_age(mark.at)
        || consent::forgotten(facts, e.purpose, granted)
        || consent::outdated(facts, e.purpose, granted)
    {
        return None;
    }
    e.holds_until(consent::expiry(facts, e.purpose, granted));
    Some(mark)
}

/// Whether a country is on the dated list: the policy's, else that of the law data.
fn adequate(e: &mut Evaluation<'_>, destination: &str) -> bool {
    let facts = e.facts;
    let own = &facts.version.handling.transfers.adequacy;
    let rows: Vec<_> = match own.as_slice() {
        [] => Law::current().map(|law| law.adequacy(destination, &facts.version.zone)).unwrap_or_default(),
        own => own.iter().filter(|row| row.country == destination).map(|row| (row.from, row.until)).collect(),
    };
    let mut holds = false;
    for (from, until) in rows {
        e.holds_until(from);
        e.holds_until(until);
        holds |= from <= facts.at && facts.at < until;
    }
    holds
}
