//! Law 2: who can consent, and when a guardian's consent ends.

use anyhow::Result;
use placet::{Basis, Context};

use super::acts::{grant, named};
use super::states::{Age, Erased, Guardian};
use super::world::instant;
use super::{Case, Check, PURPOSES};
use crate::act::Kind;

/// The day on which `Age::Between` reaches the age of digital consent.
const BIRTHDAY: &str = "2024-09-01T00:00:00Z";

/// Law 2: below the age of digital consent only a verified guardian's consent counts, a user's own is refused, and on the birthday the
/// guardian's ends.
pub(super) fn who_consents(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let traits = &case.traits;
    let young = matches!(traits.age, Age::Between | Age::BelowMinimum);
    if !young || traits.erased == Erased::Yes {
        return Ok(());
    }
    let guarded = traits.guardian == Guardian::VerifiedGrant;
    for (purpose, now) in PURPOSES.iter().zip(&case.before) {
        let on_consent = now.allowed && now.basis == Some(Basis::Consent);
        let by_age = now.allowed && traits.age == Age::BelowMinimum;
        check.expect(case, guarded || !(on_consent || by_age), || {
            format!("`{purpose}` is allowed to a child whom no guardian covers: {}", now.to_json())
        });
    }
    let user = case.world.try_out(&case.user)?;
    let own = case.world.act(&named(grant("lab.consent", None, Kind::Explicit), &user));
    let refused = own.as_ref().is_err_and(|code| code == "parental_consent_missing");
    check.expect(case, refused, || format!("a child's own grant came to {own:?}"));
    if traits.age == Age::Between {
        let context = Context { at: Some(instant(BIRTHDAY)), ..Context::default() };
        let answers = case.world.answers_with(&case.user, &context)?;
        for (purpose, then) in PURPOSES.iter().zip(answers) {
            let on_consent = then.allowed && then.basis == Some(Basis::Consent);
            check.expect(case, !on_consent, || {
                format!("`{purpose}` rests on consent on the birthday: {}", then.to_json())
            });
        }
    }
    Ok(())
}
