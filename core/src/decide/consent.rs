//! Is there a live consent to a purpose (GDPR Art. 4(11), 7 and 8)?

use super::evaluation::Evaluation;
use super::facts::{Facts, Standing};
use super::reach::Reach;
use crate::act::ConsentKind;
use crate::policy::Purpose;
use crate::state::{Grant, Mark};
use crate::words::{Reason, Reasons, Timestamp};

/// A consent that was looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Consent {
    /// It is there, by the user or, if so marked, by a guardian.
    Live {
        /// The grant.
        mark: Mark,
        /// A guardian gave it.
        parental: bool,
    },
    /// It is not, for these reasons, the first of which rests on an act.
    Lacking(Reasons, Option<Mark>),
}

impl Consent {
    /// Whether it is live and the user's own.
    pub(super) fn is_own(&self) -> bool {
        matches!(self, Consent::Live { parental: false, .. })
    }
}

fn lacking(reason: Reason, act: Option<Mark>) -> Consent {
    let mut reasons = Reasons::default();
    reasons.add(reason);
    Consent::Lacking(reasons, act)
}

/// Looks for a live consent; notes on the evaluation when the answer can change.
pub(super) fn live(e: &mut Evaluation<'_>) -> Consent {
    let withdrawn = own_withdrawal(e, e.purpose);
    let parental = |mark: Mark| match withdrawn {
        Some(later) if later > mark => lacking(Reason::ConsentWithdrawn, Some(later)),
        _ => Consent::Live { mark, parental: true },
    };
    // below the minimum age the guardian's grant is the only one that counts
    if let Some(Some(mark)) = e.guarded {
        return parental(mark);
    }
    match e.standing(e.facts.digital) {
        Standing::Below => match e.cover().grant {
            Ok(mark) => parental(mark),
            Err((reason, act)) => lacking(reason, act),
        },
        Standing::Unclear => lacking(Reason::AgeUnknown, None),
        Standing::Reached => match own(e, withdrawn) {
            Consent::Lacking(reasons, act) => {
                if let Some(live) = by_technology(e, withdrawn) {
                    return live;
                }
                let taken_back = super::technology::taken_back(e).filter(|_| reasons.contains(Reason::ConsentMissing));
                taken_back.map_or(Consent::Lacking(reasons, act), |mark| lacking(Reason::ConsentWithdrawn, Some(mark)))
            }
            live => live,
        },
    }
}

/// A consent to the technology that is used serves the purposes that it serves, for this way of reaching them.
fn by_technology(e: &mut Evaluation<'_>, withdrawn: Option<Mark>) -> Option<Consent> {
    let (id, technology) = e.technology.and_then(|(id, technology)| Some((id, technology?)))?;
    let (mark, until) = super::technology::consented(e, id)?;
    if withdrawn.is_some_and(|later| later > mark) {
        return None;
    }
    let serves = technology.purposes.iter().any(|node| e.covered_by(node)) && !e.purpose.recipient_consent;
    let stands = super::technology::refused(e, id).is_none() && !e.facts.was_below_digital_age(mark.at);
    if !serves || !stands {
        return None;
    }
    e.holds_until(until);
    Some(Consent::Live { mark, parental: false })
}

/// Whether the user's own consent to exactly the purpose is live, whatever was said of a technology.
pub(super) fn own_is_live(e: &mut Evaluation<'_>) -> bool {
    let withdrawn = own_withdrawal(e, e.purpose);
    e.standing(e.facts.digital) == Standing::Reached && own(e, withdrawn).is_own()
}

fn own(e: &mut Evaluation<'_>, withdrawn: Option<Mark>) -> Consent {
    let (facts, purpose) = (e.facts, e.purpose);
    let grant = own_grant(e, purpose);
    if let Some(mark) = withdrawn.filter(|mark| grant.is_none_or(|g| *mark > g.mark)) {
        return lacking(Reason::ConsentWithdrawn, Some(mark));
    }
    let Some(grant) = grant else {
        let Some(Ok(mark)) = facts.state.age.is_some().then(|| e.cover().grant) else {
            return lacking(Reason::ConsentMissing, None);
        };
        // the guardian's consent ended when the user came of age: now the user is to be asked
        let mut reasons = Reasons::default();
        reasons.add(Reason::ConsentExpired);
        reasons.add(Reason::ConsentMissing);
        return Consent::Lacking(reasons, Some(mark));
    };
    if grant.kind != ConsentKind::Explicit {
        return lacking(Reason::ConsentNotExplicit, Some(grant.mark));
    }
    let expiry = expiry(facts, purpose, grant);
    e.holds_until(expiry);
    if expiry <= facts.at {
        return lacking(Reason::ConsentExpired, Some(grant.mark));
    }
    if forgotten(facts, purpose, grant) || facts.was_below_digital_age(grant.mark.at) {
        return lacking(Reason::ConsentMissing, None);
    }
    if outdated(facts, purpose, grant) {
        return lacking(Reason::ConsentExpired, Some(grant.mark));
    }
    Consent::Live { mark: grant.mark, parental: false }
}

/// Whether a grant of a purpose is one for a question that reaches this far.
///
/// A grant with a scope serves within it only; a purpose that wants a consent for each recipient is served by nothing else.
pub(super) fn serves(purpose: &Purpose, grant: &Grant, reach: &Reach<'_>) -> bool {
    *grant.purpose == *purpose.key
        && reach.within(&grant.scope)
        && (!purpose.recipient_consent || grant.scope.recipient.is_some())
}

/// The user's own grants of a purpose that serve this question.
pub(super) fn own_grants<'a>(e: &Evaluation<'a>, purpose: &Purpose) -> impl Iterator<Item = &'a Grant> {
    let reach = Reach::of(e);
    e.facts.state.grants.iter().filter(move |g| g.by.is_none() && serves(purpose, g, &reach))
}

/// The user's own last grant of a purpose that serves this question; one that is not explicit never hides one that is.
pub(super) fn own_grant<'a>(e: &Evaluation<'a>, purpose: &Purpose) -> Option<&'a Grant> {
    own_grants(e, purpose).max_by_key(|g| (g.kind == ConsentKind::Explicit, g.mark))
}

/// The user's own last withdrawal of a node of a purpose that reaches this question.
pub(super) fn own_withdrawal(e: &Evaluation<'_>, purpose: &Purpose) -> Option<Mark> {
    let own = e.facts.state.withdrawals.iter().filter(|w| w.by.is_none());
    own.filter(|w| purpose.covered_by(&w.node) && super::reach::reaches(e, &w.scope)).map(|w| w.mark).max()
}

/// Whether the user, or a child's guardian, took back consent to a purpose and has not given it again explicitly.
pub(super) fn is_withdrawn(e: &mut Evaluation<'_>) -> Option<(Reason, Mark)> {
    let (facts, purpose) = (e.facts, e.purpose);
    let granted = own_grant(e, purpose).filter(|g| g.kind == ConsentKind::Explicit).map(|g| g.mark);
    let own = own_withdrawal(e, purpose).filter(|mark| granted.is_none_or(|granted| *mark > granted));
    if let Some(mark) = own {
        return Some((Reason::ConsentWithdrawn, mark));
    }
    let mark = super::guardian::withdrawal(facts.state, purpose, &Reach::of(e))?;
    (e.standing(facts.digital) != Standing::Reached).then_some((Reason::ParentalConsentWithdrawn, mark))
}

/// When a grant ends: by its own term or by the purpose's, whichever is first.
pub(super) fn expiry(facts: &Facts<'_>, purpose: &Purpose, grant: &Grant) -> Timestamp {
    let term = purpose.consent_expires.map(|span| grant.mark.at.plus(span, &facts.version.zone));
    [grant.expires, term].into_iter().flatten().min().unwrap_or(Timestamp::MAX)
}

/// Whether a later signal took a grant with it.
pub(super) fn forgotten(facts: &Facts<'_>, purpose: &Purpose, grant: &Grant) -> bool {
    purpose.forgotten_by.iter().any(|position| {
        let Some(signal) = facts.version.signals.get(*position) else { return false };
        facts.state.signals.iter().any(|heard| heard.name == signal.name && heard.last_on > Some(grant.mark))
    })
}

/// Whether a material change came after the notice that a grant is bound to.
pub(super) fn outdated(facts: &Facts<'_>, purpose: &Purpose, grant: &Grant) -> bool {
    let Some(changed) = purpose.changed_in else { return false };
    let rank = super::facts::bound_rank(facts.policy, &grant.notice, grant.version.as_deref());
    rank.is_none_or(|rank| rank < changed)
}
