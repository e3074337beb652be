//! What is looked at in the answers at the end of a history: grounds, forms, ends.

use anyhow::Result;
use placet::policy::{Purpose, Support, Version};
use placet::{Context, Decision, Timestamp};

use super::course::said;
use super::live::{End, any};
use super::world::{Answer, allowed, replay, same, told};
use super::{Invariant, Tally};

pub(super) fn look(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    let wanted = [Invariant::Grounds, Invariant::SameInputs, Invariant::Deidentified, Invariant::ValidUntil];
    if !any(tally, &wanted) {
        return Ok(());
    }
    let again = replay(end.way, end.policy, end.scene, |_| true)?;
    let version = end.world.engine.policy().in_force(end.world.now()).cloned();
    for user in &end.users {
        for (purpose, context) in &end.panel {
            let answer = end.world.ask(user, purpose, context);
            let question = || format!("`{purpose}` for `{user}` with {}", said(context));
            if let Ok(decision) = &answer {
                let holds = is_grounded(end, decision, purpose, context);
                tally.expect(Invariant::Grounds, holds, || {
                    format!("{}: {}, basis {:?}", question(), told(&answer), decision.basis)
                });
            }
            if tally.wants(Invariant::SameInputs) {
                let bytes = |answer: &Answer| answer.as_ref().map_or_else(Clone::clone, Decision::to_json);
                for other in [end.world.ask(user, purpose, context), again.ask(user, purpose, context)] {
                    tally.expect(Invariant::SameInputs, bytes(&answer) == bytes(&other), || {
                        format!("{}: {}, and then {}", question(), bytes(&answer), bytes(&other))
                    });
                }
            }
            if tally.wants(Invariant::Deidentified) && matches!(context.form.as_deref(), None | Some("raw")) {
                let open = |form: &&str| !version.as_ref().is_some_and(|v| shut_out(v, purpose, context, form));
                for form in ["aggregated", "anonymised"].into_iter().filter(open) {
                    let form = Context { form: Some(form.to_owned()), ..context.clone() };
                    let other = end.world.ask(user, purpose, &form);
                    tally.expect(Invariant::Deidentified, !allowed(&answer) || allowed(&other), || {
                        format!("{}: {}, and {} as {:?}", question(), told(&answer), told(&other), form.form)
                    });
                }
            }
            if tally.wants(Invariant::ValidUntil) {
                until(end, tally, user, purpose, context, &answer);
            }
        }
    }
    Ok(())
}

/// Whether the policy itself shuts a form out: it lists the forms that a recipient may receive or that a stage of a transfer is for,
/// or demands something of this form alone.
fn shut_out(version: &Version, purpose: &str, context: &Context, form: &str) -> bool {
    let handling = &version.handling;
    let lacks = |forms: &[String]| !forms.is_empty() && !forms.iter().any(|other| other == form);
    let sent = context.recipient.is_some() || context.technology.is_some();
    let about = |at: &usize| version.purpose(purpose).is_none_or(|own| own.rules.contains(at));
    sent && handling.recipients.iter().any(|recipient| lacks(&recipient.forms))
        || handling.stages.values().any(|stage| lacks(&stage.forms))
        || handling.rules.iter().enumerate().any(|(at, rule)| about(&at) && rule.scope.forms.iter().any(|f| f == form))
}

/// Asked for later instants, up to the end of the answer or for thirty years, it is the same.
fn until(end: &End<'_>, tally: &mut Tally, user: &str, purpose: &str, context: &Context, answer: &Answer) {
    let Ok(decision) = answer else { return };
    let now = end.world.now().0;
    let last = decision.valid_until.map_or(now + 30 * 366 * 86_400_000, |until| until.0 - 1);
    tally.expect(Invariant::ValidUntil, last >= now, || {
        format!("`{purpose}`: {} is over at {}", told(answer), end.world.now())
    });
    for at in [now + 1, now + (last - now) / 7, now + (last - now) / 2, last - (last - now) / 50, last] {
        if at <= now || at > last {
            continue;
        }
        let later = Context { at: Some(Timestamp(at)), ..context.clone() };
        let other = end.world.ask(user, purpose, &later);
        let holds = same(answer, &other) && other.as_ref().is_ok_and(|other| rest(decision) == rest(other));
        tally.expect(Invariant::ValidUntil, holds, || {
            format!(
                "`{purpose}` for `{user}` with {} at {}: {} {:?}, and at {}: {} {:?}",
                said(context),
                end.world.now(),
                told(answer),
                rest(decision),
                Timestamp(at),
                told(&other),
                other.as_ref().map(rest)
            )
        });
    }
}

/// What an answer says besides: its version, overlays, evidence, remedy and obligations.
fn rest(decision: &Decision) -> impl PartialEq + std::fmt::Debug + '_ {
    let obligations = decision.obligations.iter().map(|o| (&o.kind, &o.subject)).collect::<Vec<_>>();
    (&decision.policy, &decision.overlays, &decision.evidence, &decision.remedy, obligations)
}

/// An allowance names a basis that the policy declares for the question, or a ground that rests on none; a denial has a reason.
fn is_grounded(end: &End<'_>, decision: &Decision, purpose: &str, context: &Context) -> bool {
    if !decision.allowed {
        return !decision.reasons.is_empty() && decision.reason == decision.reasons.first().copied();
    }
    if !decision.would_deny.is_empty() {
        return true;
    }
    // a node whose purposes rest on different grounds names none
    let Some(ground) = decision.ground else { return end.words.nodes.iter().any(|node| node == purpose) };
    // a guardian's grant that the age demanded is the ground, whatever the basis
    let rests = decision.basis == ground.basis() || ground == placet::Ground::ParentalConsent;
    if !decision.reasons.is_empty() || !rests {
        return false;
    }
    let policy = end.world.engine.policy();
    let Some(version) = policy.in_force(end.world.now()) else { return false };
    let declares = |p: &Purpose| {
        let own = p.alternatives.iter().any(|alternative| match alternative.support {
            Support::Basis(basis) => Some(basis) == decision.basis,
            Support::UserInstruction | Support::Anonymous => decision.basis.is_none(),
        });
        // an overlay, a technology, a transfer and special data can demand a consent; a form needs no basis
        let demanded = decision.basis == Some(placet::Basis::Consent)
            && (!p.consent_under.is_empty()
                || !context.categories.is_empty()
                || ground == placet::Ground::ParentalConsent);
        let unnamed = decision.basis.is_none() && !(context.form.is_none() && context.categories.is_empty());
        own || demanded
            || unnamed
            || context.technology.is_some()
            || context.recipient.is_some()
            || context.destination.is_some()
    };
    match version.purpose(purpose) {
        Some(own) => declares(own),
        None => {
            version.below.get(purpose).into_iter().flatten().filter_map(|at| version.purposes.get(*at)).any(declares)
        }
    }
}
