//! What is looked at with every act: the answers before it and after it, at the same instant.

use std::collections::BTreeMap;

use placet::act::Act;
use placet::policy::condition::Term;
use placet::policy::{Clock, Demand, Purpose, Support, Trigger, Version};
use placet::words::{Basis, Taxonomy};
use placet::{Context, Reason, Timestamp};

use super::live::{any, refuses};
use super::question::Question;
use super::scene::{NEXT, NOVEL};
use super::world::{Answer, World, allowed, same, told};
use super::{Deed, Invariant, Step, Tally};

/// How many days later a question is asked besides.
const LATER: [i64; 5] = [1, 40, 400, 800, 1200];

/// An act of a history, with the questions about it.
pub(super) struct Course<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) step: &'a Step,
    pub(super) panel: &'a [Question],
}

/// A signal that refuses.
fn is_on(deed: &Deed) -> bool {
    matches!(deed, Deed::Signals(signals) if signals.values().all(|on| *on))
}

impl Course<'_> {
    pub(super) fn before(&self, tally: &Tally) -> Option<Vec<Answer>> {
        let deed = &self.step.deed;
        let watched = refuses(deed) && any(tally, &[Invariant::Refusals, Invariant::Essential])
            || is_on(deed) && any(tally, &[Invariant::Essential, Invariant::Refusals]);
        watched.then(|| self.world.answers(&self.step.user, &self.questions()))
    }

    /// Each question for now and, as a refusal may not make anything last longer either, for a later day.
    fn questions(&self) -> Vec<Question> {
        let later = self.panel.iter().zip(LATER.iter().cycle()).map(|((purpose, context), days)| {
            let at = Some(Timestamp(self.world.now().0 + days * 86_400_000));
            (purpose.clone(), Context { at, ..context.clone() })
        });
        self.panel.iter().cloned().chain(later).collect()
    }

    pub(super) fn after(&self, before: &[Answer], tally: &mut Tally) {
        let questions = self.questions();
        let after = self.world.answers(&self.step.user, &questions);
        let version = self.world.engine.policy().in_force(self.world.now()).cloned();
        let history = self.world.engine.history(&self.step.user).unwrap_or_default();
        let objected = history.iter().any(|entry| matches!(entry.event.act, Act::Object { .. }));
        for (((purpose, context), before), after) in questions.iter().zip(before).zip(&after) {
            let what = || {
                format!(
                    "`{purpose}` with {}: {} before {:?}, {} after",
                    said(context),
                    told(before),
                    self.step.deed,
                    told(after)
                )
            };
            tally.expect(Invariant::Refusals, allowed(before) || !allowed(after), what);
            let own = match &self.step.deed {
                Deed::Withdraw(choice) | Deed::OptOut(choice) => choice.by.is_none() && choice.scope.channel.is_none(),
                deed => is_on(deed),
            };
            let Some(version) = version.as_ref().filter(|_| own) else { continue };
            let essential = version.purpose(purpose).is_some_and(|p| is_essential(version, p));
            // a withdrawal ends what lifted an objection to the very purpose
            let revived = || after.as_ref().is_ok_and(|decision| decision.reasons.contains(&Reason::Objected));
            if essential && is_ordinary(version, context) && !(objected && revived()) {
                tally.expect(Invariant::Essential, same(before, after), what);
            }
        }
    }

    /// The plain question and the full one, of every purpose and for whoever acted.
    pub(super) fn plain(&self, tally: &mut Tally) {
        if !tally.wants(Invariant::PlainQuestion) {
            return;
        }
        for user in [self.step.user.as_str(), "stranger"] {
            for (purpose, context) in self.panel.iter().filter(|(_, context)| context.is_empty()) {
                let plain = self.world.way.can_process(&self.world.engine, user, purpose);
                let plain = plain.map_err(|error| error.code().to_owned());
                let full = self.world.ask(user, purpose, context);
                let agree = plain == full.as_ref().map(|decision| decision.allowed).map_err(Clone::clone);
                tally.expect(Invariant::PlainQuestion, agree, || {
                    format!("`{purpose}` for `{user}`: can_process says {plain:?}, decide says {}", told(&full))
                });
            }
        }
    }
}

/// A context in a line.
pub(super) fn said(context: &Context) -> String {
    let value = serde_json::to_value(context).unwrap_or_default();
    let fields = value.as_object().into_iter().flatten().filter(|(_, value)| {
        !value.is_null()
            && value.as_array().is_none_or(|a| !a.is_empty())
            && value.as_object().is_none_or(|o| !o.is_empty())
    });
    let fields: serde_json::Map<_, _> = fields.map(|(key, value)| (key.clone(), value.clone())).collect();
    if fields.is_empty() { "no context".to_owned() } else { serde_json::Value::Object(fields).to_string() }
}

/// What a purpose demands, by itself and by rules.
fn demands<'v>(version: &'v Version, purpose: &'v Purpose) -> impl Iterator<Item = &'v Demand> {
    let rules = purpose.rules.iter().filter_map(|at| version.handling.rules.get(*at));
    purpose.demands.iter().chain(rules.flat_map(|rule| &rule.demands))
}

/// Whether a rule denies the purpose for one of these reasons, or for those of another purpose.
pub(super) fn denies_for(version: &Version, purpose: &Purpose, reasons: &[Reason]) -> bool {
    let other = |term: &Term| matches!(term, Term::Allowed(_) | Term::Consent);
    demands(version, purpose).any(|d| reasons.contains(&d.reason) || d.condition.any.iter().any(other))
}

/// Not optional, and resting on no consent under any residence.
fn is_essential(version: &Version, purpose: &Purpose) -> bool {
    let consent = |term: &Term| matches!(term, Term::Consent | Term::Allowed(_));
    let rests =
        |p: &Purpose| p.alternatives.iter().any(|a| a.support == Support::Basis(Basis::Consent) || !a.after_withdrawal);
    // a policy may say that a refusal ends the data of the very purpose, and that of a technology the purpose
    let ends = |at: &usize| version.handling.retention.get(*at).is_some_and(|rule| rule.clocks.iter().any(by_refusal));
    !purpose.optional
        && !purpose.retention.iter().any(ends)
        && purpose.closed_by.is_empty()
        && !purpose.direct_marketing
        && !rests(purpose)
        && purpose.consent_under.is_empty()
        && !demands(version, purpose).any(|demand| demand.condition.any.iter().any(consent))
}

fn by_refusal(clock: &Clock) -> bool {
    fn refused(trigger: &Trigger) -> bool {
        match trigger {
            Trigger::Refused => true,
            Trigger::First(any) => any.iter().any(refused),
            _ => false,
        }
    }
    refused(&clock.after)
}

/// Says nothing but data that are not special, and what is done with them.
fn is_ordinary(version: &Version, context: &Context) -> bool {
    let known = Context {
        categories: context.categories.clone(),
        operation: context.operation.clone(),
        source: context.source.clone(),
        form: context.form.clone(),
        attests: context.attests.clone(),
        ..Context::default()
    };
    let special = |category: &String| {
        let rule = version.category_rule(category);
        let own = rule.and_then(|rule| rule.special);
        own.unwrap_or_else(|| Taxonomy::common().is_ok_and(|taxonomy| taxonomy.is_special(category)))
            || rule.is_some_and(|rule| rule.produced_by.is_some() || rule.linked_becomes.is_some())
            || version.overlays.iter().any(|o| o.special.iter().any(|s| placet::words::covers(s, category)))
    };
    *context == known && !context.categories.iter().any(special)
}

/// Who has the notice of the version that the scene adds, as far as the acts say.
#[derive(Default)]
pub(super) struct Notices {
    /// By user: the notice, and whether there was any grant since it was loaded.
    seen: BTreeMap<String, (bool, bool)>,
    loaded: bool,
}

impl Notices {
    pub(super) fn note(&mut self, step: &Step, done: bool, world: &World<'_>) {
        let now = world.now();
        if let Deed::Reload = step.deed {
            self.loaded = true;
        }
        if !done || !self.loaded {
            return;
        }
        let in_force = world.engine.policy().in_force(now).is_some_and(|version| version.version == NEXT);
        let carried = match &step.deed {
            Deed::Join { visitor } => self.seen.get(visitor).copied().unwrap_or_default(),
            _ => (false, false),
        };
        let seen = self.seen.entry(step.user.clone()).or_default();
        match &step.deed {
            Deed::Acknowledge { notice, .. } if notice == NEXT => seen.0 = true,
            Deed::Grant { notice, .. } => {
                // without a notice it names the version of the day; one that is no version shows none
                seen.0 |= notice.as_deref().map_or(in_force, |notice| notice == NEXT);
                seen.1 = true;
            }
            _ => {}
        }
        *seen = (seen.0 || carried.0, seen.1 || carried.1);
    }

    /// The purposes that were added are closed to whoever has not the notice, and those that rest on consent to whoever granted nothing.
    pub(super) fn hold(&self, course: &Course<'_>, tally: &mut Tally) {
        if !self.loaded || !tally.wants(Invariant::NewPurposes) {
            return;
        }
        let policy = course.world.engine.policy();
        for user in [course.step.user.as_str(), "stranger"] {
            let (noticed, granted) = self.seen.get(user).copied().unwrap_or_default();
            for (purpose, basis) in NOVEL {
                let added = policy.ask(purpose).is_ok()
                    && policy.versions().iter().rev().skip(1).all(|v| v.purpose(purpose).is_none());
                if !added || (noticed && (granted || basis != "consent")) {
                    continue;
                }
                let data = Context { categories: vec!["user.contact.email".to_owned()], ..Context::default() };
                for context in [Context::default(), data] {
                    let answer = course.world.ask(user, purpose, &context);
                    tally.expect(Invariant::NewPurposes, !allowed(&answer), || {
                        format!(
                            "`{purpose}` for `{user}` (notice: {noticed}, grants: {granted}) with {}: {}",
                            said(&context),
                            told(&answer)
                        )
                    });
                }
            }
        }
    }
}
