//! Laws 6 and 11: what is not declared, and what cannot be evaluated.

use anyhow::{Result, anyhow};
use placet::{Context, Error, Reason};

use super::acts::{named, restrict};
use super::states::{Age, Erased, Traits};
use super::world::Fault;
use super::{Case, Check};

/// Law 6: an undeclared purpose or category is an error that names the nearest; what comes from the world is denied with its code.
pub(super) fn undeclared(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let (world, user) = (case.world, case.user.as_str());
    let near = |error: &Error| {
        matches!(error, Error::UnknownPurpose { nearest: Some(near), .. } if near == "lab.consent")
            || matches!(error, Error::UnknownCategory { nearest: Some(near), .. } if near == "user.contact.email")
    };
    let plain = world.can_process(&world.engine, user, "lab.consemt");
    check.expect(case, plain.as_ref().is_err_and(near), || format!("an undeclared purpose is {plain:?}"));
    let category = Context { categories: vec!["user.contact.emial".to_owned()], ..Context::default() };
    let full = world.decide(&world.engine, user, "lab.consent", &category);
    check.expect(case, full.as_ref().is_err_and(near), || format!("an undeclared category is {full:?}"));
    let unlisted = Context {
        recipient: Some("somebody".to_owned()),
        technology: Some("cookie.unheard_of".to_owned()),
        surface: Some("billboard".to_owned()),
        ..Context::default()
    };
    let answer = world.decide(&world.engine, user, "lab.obligation", &unlisted)?;
    let codes = [Reason::RecipientUnlisted, Reason::TechUnregistered, Reason::PolicyNotBound];
    let told = codes.iter().all(|code| answer.reasons.contains(code)) || case.traits.erased == Erased::Yes;
    check.expect(case, !answer.allowed && told, || format!("what is not listed is {}", answer.to_json()));
    Ok(())
}

/// Law 11: when the store fails the question is an error and never an allowance, and an age that does not tell denies.
pub(super) fn faults(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let (world, user, purpose) = (case.world, case.user.as_str(), "lab.obligation");
    // what was written last is the way to this case, so that the engine has to look; of a stranger nothing was
    let stranger = case.traits == Traits::default();
    if stranger {
        let other = world.try_out(user)?;
        world.act(&named(restrict(), &other)).map_err(|code| anyhow!("a restriction was refused: {code}"))?;
    }
    for fault in Fault::ALL {
        // of a stranger there is no record to be damaged
        if fault != Fault::Changes && stranger {
            continue;
        }
        world.break_store(fault);
        let plain = world.can_process(&world.faulty, user, purpose);
        let full = world.decide(&world.faulty, user, purpose, &Context::default());
        world.break_store(Fault::None);
        check.expect(case, plain.is_err(), || format!("can_process is {plain:?} while the store fails with {fault:?}"));
        check.expect(case, full.is_err(), || format!("decide is {full:?} while the store fails with {fault:?}"));
    }
    let healed = world.can_process(&world.faulty, user, purpose)?;
    let own = world.can_process(&world.engine, user, purpose)?;
    check.expect(case, healed == own, || format!("after the fault `{purpose}` is {healed}, and should be {own}"));
    if case.traits.age == Age::Straddling {
        let allowed = case.before.iter().find(|decision| decision.allowed);
        check.expect(case, allowed.is_none(), || format!("an age that does not tell allows {allowed:?}"));
    }
    Ok(())
}
