//! Check 7: opt-outs, objections (GDPR Art. 21) and signals, for purposes that a user can end.

use super::consent;
use super::evaluation::Evaluation;
use crate::policy::Signal;
use crate::state::{Choice, Mark};
use crate::words::Reason;

pub(super) fn check(e: &mut Evaluation<'_>) {
    let state = e.facts.state;
    if e.purpose.optional
        && let Some(mark) = standing_refusal(e, &state.opt_outs, &[])
    {
        e.deny(Reason::OptedOut, Some(mark));
    }
    let overrulings: &[Choice] = if e.purpose.direct_marketing { &[] } else { &state.overrulings };
    if e.purpose.objectable
        && let Some(mark) = standing_refusal(e, &state.objections, overrulings)
    {
        e.deny(Reason::Objected, Some(mark));
    }
    if e.purpose.optional
        && let Some(mark) = signal(e)
    {
        e.deny(Reason::SignalOptOut, Some(mark));
    }
}

/// The latest refusal of a covering node that nothing later on that node or below it lifted.
fn standing_refusal(e: &Evaluation<'_>, refusals: &[Choice], overrulings: &[Choice]) -> Option<Mark> {
    let state = e.facts.state;
    let consented = exact_consent(e);
    let lifted = |refusal: &Choice| {
        let after = |choice: &Choice| {
            choice.mark > refusal.mark
                && e.covered_by(&choice.node)
                && e.facts.version.node_covers(&refusal.node, &choice.node)
        };
        state.opt_ins.iter().any(after)
            || overrulings.iter().any(after)
            || consented.is_some_and(|mark| mark > refusal.mark)
    };
    refusals.iter().filter(|r| e.covered_by(&r.node) && !lifted(r)).map(|r| r.mark).max()
}

/// The user's own last explicit grant of exactly this purpose, unless a withdrawal followed.
fn exact_consent(e: &Evaluation<'_>) -> Option<Mark> {
    let exact = consent::own_grant(e.facts, e.purpose)?.exact?;
    let withdrawn = consent::own_withdrawal(e.facts, e.purpose);
    withdrawn.is_none_or(|withdrawn| exact > withdrawn).then_some(exact)
}

fn signal(e: &mut Evaluation<'_>) -> Option<Mark> {
    let facts = e.facts;
    let technology = e.context.technology.as_ref().and_then(|id| facts.version.technologies.get(id));
    let class = technology.map(|t| &t.class).filter(|class| *class != "essential");
    let mut denied = None;
    for (position, signal) in facts.version.signals.iter().enumerate() {
        let Some(heard) = facts.state.signals.iter().find(|s| s.name == signal.name && s.on) else { continue };
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
    exact_consent(e).is_some_and(|mark| mark > heard) && e.consent().is_own()
}
