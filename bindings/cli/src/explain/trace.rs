//! A decision taken apart: what each check found, which were passed over, and which were not reached.

use placet::decide::decide;
use placet::policy::{Policy, Purpose};
use placet::state::UserState;
use placet::{Context, Decision, Error, Reason, Timestamp};

use super::probe;
use super::stage::{Check, basis_gives_too, check_of};

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Passed,
    Failed,
    PassedOver,
    NotReached,
}

impl Found {
    /// The name in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Found::Passed => "passed",
            Found::Failed => "failed",
            Found::PassedOver => "passed_over",
            Found::NotReached => "not_reached",
        }
    }
}

/// One check with what it found.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) check: Check,
    pub(crate) found: Found,
    pub(crate) reasons: Vec<Reason>,
    /// Why it was passed over or not reached.
    pub(crate) why: Option<&'static str>,
}

/// What is asked, of whom, and when.
pub(crate) struct Question<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) state: &'a UserState,
    pub(crate) context: &'a Context,
    pub(crate) at: Timestamp,
}

/// The answers for the purposes below a node; empty for a purpose with a table of its own.
pub(crate) fn leaves(question: &Question<'_>, name: &str) -> Result<Vec<Decision>, Error> {
    let Some(version) = question.policy.in_force(question.at) else {
        return Ok(Vec::new());
    };
    if version.purpose(name).is_some() {
        return Ok(Vec::new());
    }
    let below = version.below.get(name).map(Vec::as_slice).unwrap_or_default();
    let keys = below.iter().filter_map(|at| version.purposes.get(*at)).map(|p| &p.key);
    keys.map(|key| decide(question.policy, question.state, key, question.context, question.at)).collect()
}

/// What each check found for a purpose; for a node, what they found for the purposes below it together.
pub(crate) fn trace(question: &Question<'_>, decision: &Decision, leaves: &[Decision]) -> Result<Vec<Step>, Error> {
    let mut parts = leaves.iter().map(|leaf| single(question, leaf)).collect::<Result<Vec<_>, _>>()?.into_iter();
    match parts.next() {
        None => single(question, decision),
        Some(first) => Ok(parts.fold(first, |sum, part| sum.into_iter().zip(part).map(|(a, b)| join(a, b)).collect())),
    }
}

fn join(mut a: Step, b: Step) -> Step {
    let weight = |found: Found| match found {
        Found::Failed => 3,
        Found::Passed => 2,
        Found::PassedOver => 1,
        Found::NotReached => 0,
    };
    if weight(b.found) > weight(a.found) {
        (a.found, a.why) = (b.found, b.why);
    }
    for reason in b.reasons {
        if !a.reasons.contains(&reason) {
            a.reasons.push(reason);
        }
    }
    a
}

fn single(question: &Question<'_>, decision: &Decision) -> Result<Vec<Step>, Error> {
    // an observed purpose is allowed, with what would have denied it
    let reasons = if decision.reasons.is_empty() { &decision.would_deny } else { &decision.reasons };
    let Some(version) = question.policy.in_force(question.at) else {
        return Ok(ended(Check::InForce, reasons, "no version is in force"));
    };
    if reasons.contains(&Reason::Erased) {
        return Ok(ended(Check::InForce, reasons, "the user is erased"));
    }
    let Some(purpose) = version.purpose(&decision.purpose) else {
        return Ok(ended(Check::Purpose, reasons, "the version in force does not declare it"));
    };
    let early = probe::before_basis(question, version, purpose)?;
    let late = probe::of_basis(question, version, purpose)?;
    // reasons stand in a decision once; a check may still give one that an earlier check gave
    let over = |check: Check| passed_over(question, purpose, check);
    let given = |reason: Reason, check: Check| match check {
        Check::Basis if over(check).is_some() => false,
        Check::Basis if basis_gives_too(reason) => late.contains(&reason) || !early.contains(&reason),
        _ => check_of(reason) == check && (!basis_gives_too(reason) || early.contains(&reason)),
    };
    let step = |check: Check| {
        let own: Vec<Reason> = reasons.iter().copied().filter(|reason| given(*reason, check)).collect();
        let why = over(check).filter(|_| own.is_empty());
        let found = match (own.is_empty(), why) {
            (false, _) => Found::Failed,
            (true, Some(_)) => Found::PassedOver,
            (true, None) => Found::Passed,
        };
        Step { check, found, reasons: own, why }
    };
    Ok(Check::ALL.into_iter().map(step).collect())
}

/// The steps of a decision that one check ended before the others.
fn ended(by: Check, reasons: &[Reason], why: &'static str) -> Vec<Step> {
    let step = |check: Check| {
        if check == by {
            return Step { check, found: Found::Failed, reasons: reasons.to_vec(), why: None };
        }
        if by == Check::Purpose && check == Check::InForce {
            return Step { check, found: Found::Passed, reasons: Vec::new(), why: None };
        }
        Step { check, found: Found::NotReached, reasons: Vec::new(), why: Some(why) }
    };
    Check::ALL.into_iter().map(step).collect()
}

/// Why a check is passed over: de-identified data, or a legal obligation.
fn passed_over(question: &Question<'_>, purpose: &Purpose, check: Check) -> Option<&'static str> {
    let form = question.context.form.as_deref();
    let anonymous =
        matches!(form, Some("aggregated" | "anonymised")) && purpose.forms.iter().any(|own| Some(own.as_str()) == form);
    match check {
        Check::Restriction | Check::Choices | Check::Basis if anonymous => Some("the data identify nobody"),
        Check::Restriction | Check::Choices if probe::is_legal(question, purpose) => {
            Some("a legal obligation goes before it")
        }
        _ => None,
    }
}
