//! Laws 1, 3, 4 and 5: what consent is.

use anyhow::{Result, anyhow};
use placet::{Basis, Context, Decision, Reason};

use super::acts::{acknowledge, grant, named, withdraw};
use super::states::{Age, Consent, Erased, Guardian};
use super::{Case, Check, PURPOSES};
use crate::act::Kind;

/// Reasons that say that a consent is not there.
const LACKING: [Reason; 4] =
    [Reason::ConsentMissing, Reason::ConsentNotExplicit, Reason::ConsentWithdrawn, Reason::ConsentExpired];

fn rests_on_consent(decision: &Decision) -> bool {
    decision.allowed && decision.basis == Some(Basis::Consent)
}

/// Law 1: after a withdrawal nothing is allowed on consent, in this engine and in another on the same store.
pub(super) fn withdrawal(case: &Case<'_>, check: &mut Check) -> Result<()> {
    if case.traits.erased == Erased::Yes {
        return Ok(());
    }
    let world = case.world;
    let user = world.try_out(&case.user)?;
    // a withdrawal is never refused to the user
    world.act(&named(withdraw("leaves", None), &user)).map_err(|code| anyhow!("a withdrawal was refused: {code}"))?;
    for (purpose, after) in PURPOSES.iter().zip(world.answers(&user)?) {
        let bars_others = purpose.ends_with("until_withdrawn") || purpose.ends_with("marketing");
        let wrong = rests_on_consent(&after) || (bars_others && after.allowed);
        check.expect(case, !wrong, || format!("`{purpose}` goes on after a withdrawal: {}", after.to_json()));
        let elsewhere = world.can_process(&world.second, &user, purpose)?;
        check.expect(case, elsewhere == after.allowed, || {
            format!("`{purpose}` is {elsewhere} in another engine after a withdrawal")
        });
    }
    Ok(())
}

/// Law 3, by the day: a grant of a node grants each leaf that rests on consent.
pub(super) fn node_grant(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let world = case.world;
    let user = world.try_out(&case.user)?;
    if world.act(&named(grant("lab", None, Kind::Explicit), &user)).is_err() {
        return Ok(());
    }
    for (purpose, after) in PURPOSES.iter().zip(world.answers(&user)?) {
        let lacking = after.reasons.iter().any(|reason| LACKING.contains(reason));
        check.expect(case, !lacking, || {
            format!("`{purpose}` lacks consent after a grant of its node: {}", after.to_json())
        });
    }
    Ok(())
}

/// Law 3, once a version with a further leaf is in force: a grant of the node before has not granted it, a withdrawal has withdrawn it.
pub(super) fn later_leaf(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let (world, leaf) = (case.world, "lab.later");
    let user = world.try_out(&case.user)?;
    let ask = |user: &str| world.decide(&world.engine, user, leaf, &Context::default());
    if world.act(&named(grant("lab", None, Kind::Explicit), &user)).is_ok() {
        let after = ask(&user)?;
        check.expect(case, !after.allowed, || {
            format!("`{leaf}` came later than the grant of its node: {}", after.to_json())
        });
    }
    let user = world.try_out(&case.user)?;
    if world.act(&named(withdraw("lab", None), &user)).is_err() {
        return Ok(());
    }
    let after = ask(&user)?;
    let known = case.traits.age == Age::Adult;
    let withdrawn = after.reasons.contains(&Reason::ConsentWithdrawn);
    check.expect(case, !after.allowed && (withdrawn || !known), || {
        format!("`{leaf}` came later than the withdrawal of its node: {}", after.to_json())
    });
    Ok(())
}

/// Law 4, today: a consent from before the change serves nothing.
pub(super) fn outdated(case: &Case<'_>, check: &mut Check) -> Result<()> {
    if case.traits.consent != Consent::Outdated || case.traits.erased == Erased::Yes {
        return Ok(());
    }
    let guarded = case.traits.guardian == Guardian::VerifiedGrant;
    for (purpose, now) in PURPOSES.iter().zip(&case.before) {
        check.expect(case, !rests_on_consent(now) || guarded, || {
            format!("`{purpose}` rests on an outdated consent: {}", now.to_json())
        });
    }
    Ok(())
}

/// Law 4, once a further material change is in force: no consent from before it serves, whoever gave it.
pub(super) fn outdated_by_reload(case: &Case<'_>, check: &mut Check) -> Result<()> {
    for (purpose, after) in PURPOSES.iter().zip(case.world.answers(&case.user)?) {
        check.expect(case, !rests_on_consent(&after), || {
            format!("`{purpose}` rests on an outdated consent: {}", after.to_json())
        });
    }
    Ok(())
}

/// Law 5: what is acknowledged, or taken from use, allows nothing but what waited for the notice.
pub(super) fn silence(case: &Case<'_>, check: &mut Check) -> Result<()> {
    if case.traits.erased == Erased::Yes {
        return Ok(());
    }
    let world = case.world;
    let silent = [vec![acknowledge("terms", true), acknowledge("2", true)], vec![grant("lab", None, Kind::Implied)]];
    for acts in silent {
        let user = world.try_out(&case.user)?;
        if acts.into_iter().any(|act| world.act(&named(act, &user)).is_err()) {
            continue;
        }
        for ((purpose, before), after) in PURPOSES.iter().zip(&case.before).zip(world.answers(&user)?) {
            let notices = [Reason::NoticeMissing, Reason::PolicyNotAccepted];
            let waited = before.reasons.iter().all(|reason| notices.contains(reason));
            check.expect(case, !after.allowed || before.allowed || waited, || {
                format!("`{purpose}` is allowed by silence: {}", after.to_json())
            });
        }
    }
    Ok(())
}
