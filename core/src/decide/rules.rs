//! The policy's own rules: what a question has to be like for one to be about it, and whether its conditions hold.

use super::context::Context;
use super::evaluation::Evaluation;
use super::recipient::recipient_of;
use crate::policy::condition::{Condition, Term};
use crate::policy::{Demand, Rule, RuleScope, Stage};
use crate::words::{Reasons, covers};

/// Looks at the demands of one stage: of the purpose, and of every rule that is about the question.
pub(super) fn check(e: &mut Evaluation<'_>, stage: Stage) {
    let purpose = e.purpose;
    for demand in purpose.demands.iter().filter(|d| d.stage == stage) {
        meet(e, demand);
    }
    let rules = &e.facts.version.handling.rules;
    for rule in purpose.rules.iter().filter_map(|at| rules.get(*at)) {
        if rule.demands.iter().any(|d| d.stage == stage) && applies(e, &rule.scope) && !exempt(e, rule) {
            for demand in rule.demands.iter().filter(|d| d.stage == stage) {
                meet(e, demand);
            }
        }
    }
}

/// The rules that are about the question, for what they oblige to.
pub(super) fn obligations<'a>(e: &mut Evaluation<'a>) -> Vec<&'a String> {
    let (purpose, rules) = (e.purpose, &e.facts.version.handling.rules);
    let mut found = Vec::new();
    for rule in purpose.rules.iter().filter_map(|at| rules.get(*at)) {
        if !rule.obligations.is_empty() && applies(e, &rule.scope) && !exempt(e, rule) {
            found.extend(&rule.obligations);
        }
    }
    found
}

/// Whether a condition under `unless` takes a question out of a rule.
fn exempt(e: &mut Evaluation<'_>, rule: &Rule) -> bool {
    rule.unless.iter().any(|condition| holds(e, condition).is_ok())
}

/// Denies unless a demand is met.
pub(super) fn meet(e: &mut Evaluation<'_>, demand: &Demand) {
    let Err(reasons) = holds(e, &demand.condition) else { return };
    if demand.chosen || reasons.is_empty() {
        return e.deny(demand.reason, None);
    }
    for reason in reasons.iter() {
        e.deny(reason, None);
    }
}

/// Whether one alternative holds; else the reasons that another purpose or the consent gives, if it is about those.
fn holds(e: &mut Evaluation<'_>, condition: &Condition) -> Result<(), Reasons> {
    let mut found = Reasons::default();
    for term in &condition.any {
        match term {
            Term::Allowed(key) => match allowed(e, key) {
                Ok(()) => return Ok(()),
                Err(reasons) => found.add_all(&reasons),
            },
            Term::Consent => match e.consent() {
                super::consent::Consent::Live { .. } => return Ok(()),
                super::consent::Consent::Lacking(reasons, _) => found.add_all(&reasons),
            },
            term if is_true(e, term) => return Ok(()),
            _ => {}
        }
    }
    Err(found)
}

/// Whether another purpose is allowed for the same user, without anything else said.
fn allowed(e: &mut Evaluation<'_>, key: &str) -> Result<(), Reasons> {
    let facts = e.facts;
    // a chain of such rules this long is a circle, and a rule that can't be evaluated denies
    if e.depth >= 4 {
        return Err(Reasons::default());
    }
    let context = Context::default();
    let mut found = Reasons::default();
    for purpose in super::leaves(facts.version, key).iter().filter_map(|at| facts.version.purposes.get(*at)) {
        let outcome = super::evaluate_at(facts, purpose, &context, e.depth + 1);
        e.holds_until(outcome.until);
        found.add_all(&outcome.reasons);
        found.add_all(&outcome.would_deny);
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn is_true(e: &mut Evaluation<'_>, term: &Term) -> bool {
    let (context, state) = (e.context, e.facts.state);
    match term {
        Term::Attest(what) => context.attested(what),
        Term::NotLacking(what) => context.attests.get(what) != Some(&false),
        Term::Actor => context.actor.is_some(),
        Term::Collected => e.reference().is_some_and(|reference| {
            // what is being collected is given for that reference by this very act
            context.is_to("collect") || state.holdings.iter().any(|h| h.data.reference.as_deref() == Some(reference))
        }),
        Term::Instrument(kind) => super::instrument::covers(e, kind.as_deref()),
        Term::Justification => context.justification.as_deref().is_some_and(|text| !text.trim().is_empty()),
        Term::Reference => e.reference().is_some(),
        Term::Registered => state.registered() || (state.closed() && e.purpose.after_closure),
        Term::Activated(feature) => match feature.as_deref().or(e.reference()) {
            Some(feature) => match state.active(feature) {
                Some(mark) => {
                    e.rest_besides(mark);
                    true
                }
                None => false,
            },
            None => false,
        },
        Term::Happened(event, with_reference) => {
            let reference = if *with_reference { e.reference() } else { None };
            (!with_reference || reference.is_some()) && state.last(event, reference).is_some()
                || context.attested(event)
        }
        Term::Device(class) => context.device.as_deref() == Some(class),
        Term::Source(source) => e.source().as_deref() == Some(source),
        Term::Origin => context.origin.as_deref().is_some_and(|text| !text.trim().is_empty()),
        Term::CollectionPoint => context.collection_point.is_some(),
        Term::Effect(most) => match context.effect.as_deref() {
            Some("none") => true,
            Some("minor") => most == "minor",
            _ => false,
        },
        Term::Deidentified => super::context::deidentified(context.form()),
        Term::Allowed(_) | Term::Consent | Term::Never => false,
    }
}

/// Whether a question is of the kind that a rule is about: every field that the rule names has to be met.
fn applies(e: &Evaluation<'_>, scope: &RuleScope) -> bool {
    let context = e.context;
    let given =
        |words: &[String], value: Option<&str>| words.is_empty() || value.is_some_and(|v| words.iter().any(|w| w == v));
    let overlap = |key: &String| e.categories.iter().any(|c| covers(key, c) || covers(c, key));
    (scope.categories.is_empty() || scope.categories.iter().any(overlap))
        && (scope.levels.is_empty() || e.categories.iter().any(|c| e.facts.has_level(c, &scope.levels)))
        && given(&scope.operations, context.operation.as_deref())
        && (scope.sources.is_empty() || given(&scope.sources, e.source().as_deref()))
        && (scope.forms.is_empty() || given(&scope.forms, Some(context.form())))
        && given(&scope.contents, context.content.as_deref())
        && given(&scope.channels, context.channel.as_deref())
        && given(&scope.devices, context.device.as_deref())
        && (scope.recipients.is_empty()
            || context.recipient.as_deref().is_some_and(|name| {
                let entry = recipient_of(e);
                scope.recipients.iter().any(|w| w == name || entry.is_some_and(|r| r.key == *w || r.role == *w))
            }))
        && (scope.technologies.is_empty()
            || e.technology.is_some_and(|(id, technology)| {
                let class = technology.map(|t| t.class.as_str());
                scope.technologies.iter().any(|w| covers(w, id) || class == Some(w))
            }))
        && (scope.collection_points.is_empty() || given(&scope.collection_points, e.collection_point()))
        && given(&scope.actors, context.actor.as_deref())
        && (scope.kinds.is_empty() || given(&scope.kinds, Some(e.facts.state.kind())))
        && (scope.roles.is_empty() || given(&scope.roles, Some(context.role.as_deref().unwrap_or("own"))))
        && (!scope.by_overlay || e.facts.any_overlay(&scope.overlays))
        && (!scope.with_reference || e.reference().is_some())
}
