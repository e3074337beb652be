//! Check 7: opt-outs, objections (GDPR Art. 21) and signals, for purposes that a user can end.

use super::consent;
use super::evaluation::Evaluation;
use super::reach::reaches;
use crate::policy::{Purpose, Signal, Stage, Technology};
use crate::state::{Choice, Mark};
use crate::words::Reason;

pub(super) fn check(e: &mut Evaluation<'_>) {
    let purpose = e.purpose;
    opposed(e, purpose);
    technology(e);
    // what was made for a purpose carries the refusals of that purpose wherever it is used
    let version = e.facts.version;
    let maker = |category: &String| version.category_rule(category)?.produced_by.as_deref();
    let makers = e.categories.iter().filter_map(maker).flat_map(|name| super::leaves(version, name));
    let makers: Vec<&Purpose> = makers.filter_map(|at| version.purposes.get(*at)).collect();
    for maker in makers.into_iter().filter(|maker| maker.key != purpose.key) {
        opposed(e, maker);
    }
    if purpose.optional
        && let Some(mark) = signal(e)
    {
        e.deny(Reason::SignalOptOut, Some(mark));
    }
    super::rules::check(e, Stage::Choices);
}

/// Denies what the user opted out of or objected to. A channel can be refused even where the purpose can't, save for what is critical.
fn opposed(e: &mut Evaluation<'_>, purpose: &Purpose) {
    let state = e.facts.state;
    if let Some(mark) = standing_refusal(e, purpose, &state.opt_outs, &[], purpose.optional) {
        e.deny(Reason::OptedOut, Some(mark));
    }
    let overrulings: &[Choice] = if purpose.direct_marketing { &[] } else { &state.overrulings };
    if let Some(mark) = standing_refusal(e, purpose, &state.objections, overrulings, purpose.objectable) {
        e.deny(Reason::Objected, Some(mark));
    }
}

/// Refusals of the technology that is used, and of those whose refusal closes the purpose.
fn technology(e: &mut Evaluation<'_>) {
    let version = e.facts.version;
    let essential = |id: &str| version.technologies.get(id).is_some_and(Technology::is_essential);
    let closing = e.purpose.closed_by.iter().map(String::as_str);
    let refusable = e.technology.map(|(id, _)| id).into_iter().chain(closing).filter(|id| !essential(id));
    let refused = refusable.filter_map(|id| super::technology::refused(e, id)).max();
    if let Some(mark) = refused {
        e.deny(Reason::OptedOut, Some(mark));
    }
}

/// The latest refusal of a covering node that nothing later on that node or below it lifted.
fn standing_refusal(
    e: &Evaluation<'_>,
    purpose: &Purpose,
    refusals: &[Choice],
    overrulings: &[Choice],
    refusable: bool,
) -> Option<Mark> {
    let state = e.facts.state;
    if refusals.is_empty() {
        return None;
    }
    let consented = exact_consent(e, purpose);
    let critical = e.context.attested("critical");
    let counts = |refusal: &&Choice| {
        let by_channel = refusal.scope.channel.is_some() && !critical;
        purpose.covered_by(&refusal.node) && reaches(e, &refusal.scope) && (refusable || by_channel)
    };
    let lifted = |refusal: &Choice| {
        let after = |choice: &Choice| {
            choice.mark > refusal.mark
                && reaches(e, &choice.scope)
                && purpose.covered_by(&choice.node)
                && e.facts.version.node_covers(&refusal.node, &choice.node)
        };
        state.opt_ins.iter().any(after)
            || overrulings.iter().any(after)
            || consented.is_some_and(|mark| mark > refusal.mark)
    };
    refusals.iter().filter(|r| counts(r) && !lifted(r)).map(|r| r.mark).max()
}

/// The user's own last explicit grant of exactly this purpose, unless a withdrawal followed.
fn exact_consent(e: &Evaluation<'_>, purpose: &Purpose) -> Option<Mark> {
    let exact = consent::own_grants(e, purpose).filter_map(|grant| grant.exact).max()?;
    let withdrawn = consent::own_withdrawal(e, purpose);
    withdrawn.is_none_or(|withdrawn| exact > withdrawn).then_some(exact)
}

fn signal(e: &mut Evaluation<'_>) -> Option<Mark> {
    let facts = e.facts;
    let technology = e.technology.and_then(|(_, technology)| technology).filter(|t| !t.is_essential());
    let class = technology.map(|t| &t.class);
    let mut denied = None;
    for (position, signal) in facts.version.signals.iter().enumerate() {
        let Some(heard) = facts.state.signals.iter().find(|s| s.name == signal.name && s.on) else { continue };
        let to_recipient = signal.recipients.is_empty()
            || super::recipient::name_of(e).is_some_and(|name| signal.recipients.iter().any(|r| r == name));
        if !to_recipient {
            continue;
        }
        let refuses =
            e.purpose.refused_by.contains(&position) || class.is_some_and(|class| signal.technologies.contains(class));
        if refuses && !overridden(e, signal, heard.mark) {
            denied = denied.max(Some(heard.mark));
        }
    }
    denied
}

fn overridden(e: &mut Evaluation<'_>, signal: &Signal, heard: Mark) -> bool {
    if !signal.consent_overrides || e.facts.any_overlay(&signal.bound_under) {
        return false;
    }
    exact_consent(e, e.purpose).is_some_and(|mark| mark > heard) && consent::own_is_live(e)
}
