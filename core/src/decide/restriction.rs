//! Check 6: is processing restricted (GDPR Art. 18(2))?

use super::evaluation::Evaluation;
use crate::words::Reason;

pub(super) fn check(e: &mut Evaluation<'_>) {
    restricted(e);
    // reliance on a decision waits while the user contests it (GDPR Art. 22(3))
    if let Some(mark) = e.facts.state.contested(e.context.decision.as_deref()) {
        e.deny(Reason::Contested, Some(mark));
    }
}

fn restricted(e: &mut Evaluation<'_>) {
    let restricted = e.facts.state.restrictions.iter().filter(|r| e.covered_by(&r.node)).map(|r| r.mark).max();
    let Some(mark) = restricted else { return };
    let exempt =
        e.purpose.under_restriction || e.context.is_to("store") || e.context.initiated_by.as_deref() == Some("user");
    if !exempt {
        e.deny(Reason::Restricted, Some(mark));
    }
}
