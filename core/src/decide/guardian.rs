//! What guardians' consents cover (GDPR Art. 8(1) and (2), COPPA): verified, explicit, under the notice, and the stricter of two wins.

use super::consent;
use super::facts::Facts;
use super::reach::Reach;
use crate::act::ConsentKind;
use crate::policy::Purpose;
use crate::state::{Grant, Mark, UserState};
use crate::words::{Reason, Timestamp};

/// Whether a guardian covers a purpose: the grant, or why not and the act behind that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cover {
    pub(super) grant: Result<Mark, (Reason, Option<Mark>)>,
    pub(super) until: Timestamp,
}

/// Looks for a guardian's cover of a purpose.
pub(super) fn cover(facts: &Facts<'_>, purpose: &Purpose, reach: &Reach<'_>) -> Cover {
    let state = facts.state;
    if let Some(mark) = withdrawal(state, purpose, reach) {
        return Cover { grant: Err((Reason::ParentalConsentWithdrawn, Some(mark))), until: Timestamp::MAX };
    }
    let mut best: Option<(Mark, Timestamp)> = None;
    for guardian in state.guardians.iter().filter(|g| g.verified) {
        let grants = state.grants.iter().filter(|g| g.by.as_ref() == Some(&guardian.id));
        for grant in grants.filter(|g| consent::serves(purpose, g, reach) && stands(facts, purpose, g)) {
            let until = consent::expiry(facts, purpose, grant);
            if best.is_none_or(|(mark, _)| grant.mark > mark) {
                best = Some((grant.mark, until));
            }
        }
    }
    match best {
        Some((mark, until)) => Cover { grant: Ok(mark), until },
        None => {
            let unverified = !state.guardians.is_empty() && !state.guardians.iter().any(|g| g.verified);
            let reason = if unverified { Reason::ParentalConsentUnverified } else { Reason::ParentalConsentMissing };
            Cover { grant: Err((reason, None)), until: Timestamp::MAX }
        }
    }
}

/// Whether a guardian covers a purpose at all, for some question.
pub(super) fn consents(facts: &Facts<'_>, purpose: &Purpose) -> bool {
    let of_purpose = facts.state.grants.iter().filter(|g| g.by.is_some() && *g.purpose == *purpose.key);
    let mut reaches = of_purpose.map(|g| Reach::to(&g.scope));
    reaches.any(|reach| cover(facts, purpose, &reach).grant.is_ok())
}

/// The withdrawal of a linked guardian that no later grant of the same guardian took back.
pub(super) fn withdrawal(state: &UserState, purpose: &Purpose, reach: &Reach<'_>) -> Option<Mark> {
    let open = |guardian: &str| {
        let granted = state
            .grants
            .iter()
            .filter(|g| g.by.as_deref() == Some(guardian) && g.kind == ConsentKind::Explicit)
            .filter(|g| consent::serves(purpose, g, reach))
            .map(|g| g.mark)
            .max();
        let withdrawn = state
            .withdrawals
            .iter()
            .filter(|w| w.by.as_deref() == Some(guardian) && purpose.covered_by(&w.node) && reach.within(&w.scope))
            .map(|w| w.mark)
            .max();
        withdrawn.filter(|mark| granted.is_none_or(|granted| *mark > granted))
    };
    state.guardians.iter().filter_map(|g| open(&g.id)).max()
}

fn stands(facts: &Facts<'_>, purpose: &Purpose, grant: &Grant) -> bool {
    let notice = facts.version.age.as_ref().and_then(|age| age.guardian_notice.as_ref());
    grant.kind == ConsentKind::Explicit
        && notice.is_none_or(|notice| *notice == grant.notice)
        && consent::expiry(facts, purpose, grant) > facts.at
        && !consent::forgotten(facts, purpose, grant)
        && !consent::outdated(facts, purpose, grant)
}
