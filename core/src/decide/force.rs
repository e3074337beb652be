//! Check 1: is the policy in force for this surface, and the user someone it may be applied to?

use super::evaluation::Evaluation;
use super::rights::Kind;
use crate::state::{Case, CaseStatus, Mark};
use crate::words::{Reason, covers};

/// Returns false when no later check is to be evaluated.
pub(super) fn check(e: &mut Evaluation<'_>) -> bool {
    let state = e.facts.state;
    if let Some(mark) = state.erased
        && !kept(e)
    {
        e.deny(Reason::Erased, Some(mark));
        return false;
    }
    if let Some(mark) = erased_category(e) {
        e.deny(Reason::Erased, Some(mark));
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

/// Whether the question is about data that a law keeps from erasure, for a purpose of the law (GDPR Art. 17(3)).
fn kept(e: &mut Evaluation<'_>) -> bool {
    let (facts, legal) = (e.facts, e.legal);
    let open = |task: &&crate::act::Task| task.until.is_none_or(|until| until > facts.at);
    let kept: Vec<_> = facts.state.kept.iter().filter(open).collect();
    for until in kept.iter().filter_map(|task| task.until) {
        e.holds_until(until);
    }
    let covered = |category: &String| kept.iter().any(|task| covers(&task.subject, category));
    legal && !kept.is_empty() && e.categories.iter().all(covered)
}

/// When a category of the question was erased on the user's request, while it was not collected again (GDPR Art. 17(1)).
fn erased_category(e: &Evaluation<'_>) -> Option<Mark> {
    let state = e.facts.state;
    if state.cases.is_empty() || e.context.is_to("collect") {
        return None;
    }
    let carried_out =
        |case: &&Case| Kind::of(&case.details.right) == Kind::Erase && case.status == CaseStatus::Fulfilled;
    let gone = |case: &&Case| {
        let erased = |category: &String| {
            let again = state.holdings.iter().any(|h| h.mark > case.changed && covers(category, &h.category));
            let task = |task: &crate::act::Task| task.kind == "erase" && covers(&task.subject, category);
            !again && case.details.tasks.iter().any(task)
        };
        e.categories.iter().any(erased)
    };
    state.cases.iter().filter(carried_out).filter(gone).map(|case| case.changed).max()
}
