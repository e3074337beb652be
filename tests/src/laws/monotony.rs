//! Law 7: whoever refuses is never processed for more, and a ban beats every consent.

use anyhow::Result;
use placet::{Context, Reason};

use super::acts::{named, object, opt_out, restrict, withdraw};
use super::states::Erased;
use super::{Case, Check, PURPOSES};

/// Law 7.
pub(super) fn refusals(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let world = case.world;
    if case.traits.erased == Erased::No {
        let refusals = [withdraw("lab", None), opt_out("leaves"), object("lab"), restrict()];
        for refusal in refusals {
            let user = world.try_out(&case.user)?;
            let act = named(refusal, &user);
            if world.act(&act).is_err() {
                continue;
            }
            for (purpose, before) in PURPOSES.iter().zip(&case.before) {
                let after = world.can_process(&world.engine, &user, purpose)?;
                check.expect(case, before.allowed || !after, || {
                    format!("`{purpose}` is allowed after {act:?}, and was not before")
                });
            }
        }
    }
    let banned = Context { categories: vec!["user.financial.payment_card".to_owned()], ..Context::default() };
    for purpose in ["lab.consent", "lab.obligation"] {
        let decision = world.decide(&world.engine, &case.user, purpose, &banned)?;
        let named = decision.reasons.contains(&Reason::CategoryProhibited) || case.traits.erased == Erased::Yes;
        check.expect(case, !decision.allowed && named, || {
            format!("a ban does not hold for `{purpose}`: {}", decision.to_json())
        });
    }
    Ok(())
}
