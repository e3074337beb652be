//! Which reasons the legal basis gives, and which the checks before it: a few codes can come from both, and a decision names each once.
//!
//! Each probe asks the core the same question with the other checks taken out of the policy.

use placet::decide::{Facts, evaluate};
use placet::policy::{Alternative, Purpose, ResidenceAge, Support, Version};
use placet::{Basis, Context, Error, Reason};

use super::trace::Question;

/// The alternatives of a purpose that apply to the user.
fn applying<'p>(question: &Question<'_>, purpose: &'p Purpose) -> impl Iterator<Item = &'p Alternative> {
    let kind = question.state.kind().to_owned();
    purpose.alternatives.iter().filter(move |a| a.kind.as_deref().is_none_or(|own| own == kind))
}

/// Whether a legal obligation applies to the user.
pub(super) fn is_legal(question: &Question<'_>, purpose: &Purpose) -> bool {
    applying(question, purpose).any(|a| a.support == Support::Basis(Basis::LegalObligation))
}

/// The reasons that the checks before the legal basis give: those that are left when a basis always holds.
pub(super) fn before_basis(
    question: &Question<'_>,
    version: &Version,
    purpose: &Purpose,
) -> Result<Vec<Reason>, Error> {
    // both bases hold for everyone; which of them decides what a closed account means
    let basis = if is_legal(question, purpose) { Basis::LegalObligation } else { Basis::VitalInterest };
    let probe = Purpose {
        alternatives: vec![Alternative { support: Support::Basis(basis), kind: None, after_withdrawal: true }],
        direct_marketing: false,
        consent_under: Vec::new(),
        observed: false,
        ..purpose.clone()
    };
    let context = Context { form: question.context.form.clone(), ..Context::default() };
    reasons(question, version, &probe, &context)
}

/// The reasons that the legal basis gives, among those that others give too: those that are left without the age gate.
pub(super) fn of_basis(question: &Question<'_>, version: &Version, purpose: &Purpose) -> Result<Vec<Reason>, Error> {
    let mut ungated = Version { child: None, ..version.clone() };
    if let Some(age) = &mut ungated.age {
        age.minimum = None;
        age.residence = ResidenceAge::Ignore;
    }
    ungated.overlays.iter_mut().for_each(|overlay| overlay.minimum_age = None);
    let probe = Purpose { raw: true, observed: false, ..purpose.clone() };
    let context =
        Context { content: None, recipient: None, destination: None, surface: None, ..question.context.clone() };
    let mut given = reasons(question, &ungated, &probe, &context)?;
    // a closed account is no contract: that is the basis's own reason where nothing else could serve
    let needs_account =
        |a: &Alternative| matches!(a.support, Support::UserInstruction | Support::Basis(Basis::Contract));
    let mut alternatives = applying(question, purpose).peekable();
    if alternatives.peek().is_none() || !alternatives.all(needs_account) {
        given.retain(|reason| *reason != Reason::AccountTerminated);
    }
    Ok(given)
}

fn reasons(
    question: &Question<'_>,
    version: &Version,
    purpose: &Purpose,
    context: &Context,
) -> Result<Vec<Reason>, Error> {
    let facts = Facts::new(question.policy, version, question.state, question.at)?;
    Ok(evaluate(&facts, purpose, context).reasons.iter().collect())
}
