//! Check 8: the legal basis (GDPR Art. 6 and 9), required notices, and instruments of law.

use super::consent::{self, Consent};
use super::evaluation::Evaluation;
use crate::act::Account;
use crate::policy::{Alternative, ChangeNotice, Stage, Support};
use crate::words::{Basis, Ground, Reason, Reasons, covers};

pub(super) fn check(e: &mut Evaluation<'_>) {
    alternatives(e);
    demanded_consent(e);
    special(e);
    if matches!(e.guarded, Some(Some(_))) && e.ground.is_some() {
        // what a special category demands is named first: it is the stricter ground
        if e.ground != Some(Ground::ExplicitConsent) {
            e.ground = Some(Ground::ParentalConsent);
        }
        if let Some(Some(mark)) = e.guarded {
            e.rest_on(mark);
        }
    }
    notices(e);
    super::rules::check(e, Stage::Basis);
}

fn alternatives(e: &mut Evaluation<'_>) {
    let purpose = e.purpose;
    // a legal obligation decides wherever it stands in the list
    let (legal, only_legal) = (Support::Basis(Basis::LegalObligation), e.legal);
    let facts = e.facts;
    let applies = |a: &&Alternative| facts.applies(a) && (!only_legal || a.support == legal);
    // a technology may rest on something else than the purpose that it serves
    let own = e.technology.and_then(|(_, technology)| technology?.support).filter(|_| !only_legal);
    let own =
        own.map(|support| Alternative { support, kind: None, overlays: None, stated: true, after_withdrawal: true });
    let alternatives = match &own {
        Some(alternative) => std::slice::from_ref(alternative),
        None => purpose.alternatives.as_slice(),
    };
    let mut found = Reasons::default();
    let mut act = None;
    for alternative in alternatives.iter().filter(applies) {
        match holds(e, alternative) {
            Ok((support, mark)) => {
                e.basis = support.ground().basis();
                e.ground = Some(support.ground());
                if let Some(mark) = mark {
                    e.rest_on(mark.0);
                    if mark.1 {
                        e.ground = Some(Ground::ParentalConsent);
                    }
                }
                return;
            }
            Err((reasons, mark)) => {
                if found.is_empty() {
                    act = mark;
                }
                found.add_all(&reasons);
            }
        }
    }
    if found.is_empty() {
        found.add(Reason::BasisMissing);
    }
    for reason in found.iter() {
        e.deny(reason, act);
    }
}

type Holding = Result<(Support, Option<(crate::state::Mark, bool)>), (Reasons, Option<crate::state::Mark>)>;

fn not(reason: Reason, act: Option<crate::state::Mark>) -> Holding {
    let mut reasons = Reasons::default();
    reasons.add(reason);
    Err((reasons, act))
}

fn holds(e: &mut Evaluation<'_>, alternative: &Alternative) -> Holding {
    let support = alternative.support;
    if support == Support::Basis(Basis::Consent) {
        return match e.consent() {
            Consent::Live { mark, parental } => Ok((support, Some((mark, parental)))),
            Consent::Lacking(reasons, act) => Err((reasons, act)),
        };
    }
    if (!alternative.after_withdrawal || e.purpose.direct_marketing)
        && let Some((reason, mark)) = consent::is_withdrawn(e)
    {
        return not(reason, Some(mark));
    }
    match support {
        Support::Basis(Basis::Contract) | Support::UserInstruction => {
            let state = e.facts.state;
            // steps at a person's request before a contract (GDPR Art. 6(1)(b)): an applicant has no account yet
            let before = support == Support::Basis(Basis::Contract)
                && alternative.kind.is_some()
                && state.account == Account::None;
            if state.registered() || before || (state.closed() && e.purpose.after_closure) {
                Ok((support, None))
            } else if state.closed() {
                not(Reason::AccountTerminated, state.account_mark)
            } else {
                not(Reason::AnonymousSubject, None)
            }
        }
        Support::Anonymous if identifies(e) => not(Reason::RequiresDeidentified, None),
        Support::Anonymous => Ok((support, None)),
        Support::Basis(_) => Ok((support, None)),
    }
}

/// Whether the data of the question identify somebody: all that are named, once they are linked; without any named, those that
/// the purpose may use.
fn identifies(e: &Evaluation<'_>) -> bool {
    !e.categories.is_empty() || e.purpose.categories.iter().any(|category| e.facts.is_personal(category))
}

/// Consent that an overlay or a technology demands besides the purpose's own basis.
fn demanded_consent(e: &mut Evaluation<'_>) {
    let facts = e.facts;
    if e.legal {
        return;
    }
    let technology = e.technology.and_then(|(id, technology)| Some((id, technology?)));
    let optional = technology.filter(|(_, t)| !t.is_essential() && t.support.is_none());
    let by_technology = optional.filter(|(_, t)| t.consent || facts.any_overlay(&t.consent_under));
    let by_overlay = facts.any_overlay(&e.purpose.consent_under);
    if by_technology.is_none() && !by_overlay {
        return;
    }
    // a consent to the technology itself serves what the technology demands, and nothing else
    if let Some((id, _)) = by_technology
        && !by_overlay
        && let Some((mark, until)) = super::technology::consented(e, id)
        && super::technology::refused(e, id).is_none_or(|refused| refused < mark)
        && !facts.was_below_digital_age(mark.at)
        && e.standing(facts.digital) == super::facts::Standing::Reached
    {
        e.holds_until(until);
        if e.ground.is_some() {
            e.basis = Some(Basis::Consent);
            e.ground = Some(Ground::Consent);
            e.rest_on(mark);
        }
        return;
    }
    demand(e, Ground::Consent);
}

/// Denies without a live consent; with one, it is the basis.
fn demand(e: &mut Evaluation<'_>, ground: Ground) -> bool {
    match e.consent() {
        Consent::Live { mark, parental } => {
            if e.ground.is_some() {
                e.basis = Some(Basis::Consent);
                e.ground = Some(if parental && ground == Ground::Consent { Ground::ParentalConsent } else { ground });
                e.rest_on(mark);
            }
            true
        }
        Consent::Lacking(reasons, act) => {
            if ground == Ground::Consent {
                for reason in reasons.iter() {
                    e.deny(reason, act);
                }
            } else {
                e.deny(Reason::ConsentNotExplicit, act);
            }
            false
        }
    }
}

/// Special categories need explicit consent or a legal obligation (GDPR Art. 9(2)).
fn special(e: &mut Evaluation<'_>) {
    if e.legal || !e.categories.iter().chain(&e.context.inputs).any(|category| is_special(e, category)) {
        return;
    }
    demand(e, Ground::ExplicitConsent);
}

fn is_special(e: &Evaluation<'_>, category: &str) -> bool {
    let version = e.facts.version;
    let meets = |key: &str| covers(key, category) || covers(category, key);
    if e.facts.active_overlays().any(|overlay| overlay.special.iter().any(|key| meets(key))) {
        return true;
    }
    let by_taxonomy = || e.facts.taxonomy.is_special(category);
    let own = version.category_rule(category).and_then(|rule| rule.special).unwrap_or_else(by_taxonomy);
    own || version.categories.iter().any(|(key, rule)| covers(category, key) && rule.special == Some(true))
}

/// A notice for the young ends with a birthday, whatever the answer rests on.
pub(super) fn young(e: &mut Evaluation<'_>) {
    let (facts, purpose) = (e.facts, e.purpose);
    for notice in purpose.notices.iter().filter_map(|at| facts.version.notices.get(*at)) {
        if let Some(until) = notice.below.and_then(|years| facts.below_until(years)) {
            e.holds_until(until);
        }
    }
}

fn notices(e: &mut Evaluation<'_>) {
    let facts = e.facts;
    let unseen = e.purpose.notices.iter().filter_map(|at| facts.version.notices.get(*at)).any(|notice| {
        notice.required && facts.wants(notice) && !facts.state.notices.iter().any(|seen| seen.notice == notice.key)
    });
    if unseen {
        e.deny(Reason::NoticeMissing, None);
    }
    let changed = e.purpose.changed_in.filter(|rank| {
        let version = facts.policy.versions().get(*rank);
        version.is_some_and(|v| v.change_notice == ChangeNotice::User)
    });
    if changed.is_some_and(|rank| super::facts::notice_rank(facts.policy, facts.state).is_none_or(|seen| seen < rank)) {
        e.deny(Reason::NoticeMissing, None);
    }
}
