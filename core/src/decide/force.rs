//! Check 1: is the policy in force for this surface, and the user someone it may be applied to?

use super::evaluation::Evaluation;
use crate::words::Reason;

/// Returns false when no later check is to be evaluated.
pub(super) fn check(e: &mut Evaluation<'_>) -> bool {
    let state = e.facts.state;
    if let Some(mark) = state.erased {
        e.deny(Reason::Erased, Some(mark));
        return false;
    }
    let surfaces = &e.facts.version.surfaces;
    if let Some(surface) = &e.context.surface
        && !surfaces.is_empty()
        && !surfaces.contains(surface)
    {
        e.deny(Reason::PolicyNotBound, None);
    }
    if state.closed() && !e.legal && !e.purpose.after_closure {
        e.deny(Reason::AccountTerminated, state.account_mark);
    }
    if let Some(mark) = state.disagreed
        && !e.legal
    {
        e.deny(Reason::PolicyNotAccepted, Some(mark));
    }
    true
}
