//! What a user says against a purpose: restrictions, opt-outs, objections and signals.

use super::Recorded;
use super::case::{Case, Finding, finding_of};
use super::keys::at_or_below;
use super::policy::Purpose;
use super::question::Asked;
use crate::act::{Act, Choice};

impl<'a> Case<'a> {
    /// The latest restriction that reaches a purpose and was not lifted.
    pub(super) fn restriction(&self, purpose: &str) -> Option<Finding> {
        let found = self.user.acts.iter().rfind(|recorded| match recorded.act() {
            Some(Act::Restrict(act)) => {
                let key = act.purpose.as_deref().unwrap_or("*");
                let nodes = self.user.nodes_named(recorded, key);
                nodes.iter().any(|node| self.policy.covers(node, purpose) && !self.restriction_lifted(recorded, node))
            }
            _ => false,
        })?;
        Some(finding_of("restricted", Some(found)))
    }

    /// A restriction of a node is lifted by lifting that node or one above it by its dots, or everything. Grounds do not matter.
    fn restriction_lifted(&self, restriction: &Recorded, node: &str) -> bool {
        self.later(restriction).any(|recorded| match recorded.act() {
            Some(Act::LiftRestriction(act)) => {
                let key = act.purpose.as_deref().unwrap_or("*");
                let nodes = self.user.nodes_named(recorded, key);
                nodes.iter().any(|lifted| lifted == "*" || at_or_below(lifted, node))
            }
            _ => false,
        })
    }

    /// The latest opt-out that reaches a purpose and the question, and that no lift reaches. One of a channel counts also where the purpose is
    /// not optional, unless the caller attests that it is critical.
    pub(super) fn opt_out(&self, purpose: &str, asked: &Asked<'_>) -> Option<Finding> {
        let optional = self.policy.purposes.get(purpose).is_none_or(Purpose::optional);
        let of = |recorded: &'a Recorded| match recorded.act() {
            Some(Act::OptOut(choice)) => {
                let of_channel = recorded.scope().channel.is_some() && !asked.attests("critical");
                (optional || of_channel).then_some(choice)
            }
            _ => None,
        };
        Some(finding_of("opted_out", Some(self.standing_choice(purpose, asked, of, false)?)))
    }

    /// The latest objection that reaches a purpose and the question, that no lift reaches and that was not overruled. For direct marketing none
    /// can be.
    pub(super) fn objection(&self, purpose: &str, asked: &Asked<'_>) -> Option<Finding> {
        let declared = self.policy.purposes.get(purpose);
        let objectable = declared.is_none_or(Purpose::objectable);
        let direct_marketing = declared.is_some_and(|declared| declared.direct_marketing(purpose));
        let of = |recorded: &'a Recorded| match recorded.act() {
            Some(Act::ObjectTo(choice)) => {
                let of_channel = recorded.scope().channel.is_some() && !asked.attests("critical");
                (objectable || of_channel).then_some(choice)
            }
            _ => None,
        };
        Some(finding_of("objected", Some(self.standing_choice(purpose, asked, of, !direct_marketing)?)))
    }

    fn standing_choice(
        &self,
        purpose: &str,
        asked: &Asked<'_>,
        of: impl Fn(&'a Recorded) -> Option<&'a Choice>,
        can_be_overruled: bool,
    ) -> Option<&'a Recorded> {
        self.user.acts.iter().copied().rfind(|recorded| {
            let Some(choice) = of(recorded) else {
                return false;
            };
            let nodes = self.user.nodes_named(recorded, &choice.purpose);
            let covering = nodes.iter().filter(|node| self.policy.covers(node, purpose));
            asked.reached_by(recorded.scope())
                && covering.into_iter().any(|node| !self.lifted(recorded, node, purpose, asked, can_be_overruled))
        })
    }

    /// Whether a later act lifts the choice on a node for a purpose: an opt-in on the node, or on a node of the purpose that it covers, or an
    /// explicit own grant of exactly the purpose that no withdrawal followed; an overruling on the node or below it, where the choice can be overruled.
    fn lifted(&self, choice: &Recorded, node: &str, purpose: &str, asked: &Asked<'_>, can_be_overruled: bool) -> bool {
        let reaches = |recorded: &Recorded, key: &str| {
            self.user.nodes_named(recorded, key).iter().any(|lifted| {
                lifted == node
                    || (self.policy.covers(lifted, purpose) && lifted != "*" && self.policy.covers(node, lifted))
            })
        };
        let by_choice = self.later(choice).filter(|recorded| asked.reached_by(recorded.scope())).any(|recorded| {
            match recorded.act() {
                Some(Act::OptIn(act)) => reaches(recorded, &act.purpose),
                Some(Act::OverruleObjection(act)) => can_be_overruled && reaches(recorded, &act.purpose),
                _ => false,
            }
        });
        let consented = self.user.exact_grant(self.policy, purpose, asked);
        by_choice || consented.is_some_and(|grant| grant.recorded.position > choice.position)
    }

    /// What stands against the purposes that produce categories of the question.
    pub(super) fn against_producers(&self, asked: &Asked<'_>) -> Vec<Finding> {
        let producers = asked.categories.iter().filter_map(|key| self.policy.rule_of(key)?.produced_by.as_deref());
        let mut found = Vec::new();
        for producer in producers {
            let purposes = match self.policy.purposes.contains_key(producer) {
                true => vec![producer.to_owned()],
                false => self.policy.purposes_below(producer),
            };
            for purpose in purposes {
                found.extend(self.opt_out(&purpose, asked));
                found.extend(self.objection(&purpose, asked));
            }
        }
        found
    }

    /// The latest signal that denies a purpose, or the class of the technology in the question.
    pub(super) fn signal(&self, purpose: &str, asked: &Asked<'_>) -> Option<Finding> {
        let class =
            asked.technology.and_then(|key| self.policy.technologies.get(key)).map(|technology| &technology.class);
        let class = class.filter(|class| *class != "essential");
        let mut found: Option<&Recorded> = None;
        for (name, signal) in &self.policy.signals {
            let Some(on) = self.signal_on(name) else {
                continue;
            };
            let elsewhere = |recipients: &Vec<String>| !recipients.iter().any(|key| asked.named_recipient(key));
            if signal.recipients.as_ref().is_some_and(elsewhere) {
                continue;
            }
            let by_class = class.is_some_and(|class| signal.technologies.contains(class));
            if !by_class && !self.policy.any_covers(&signal.denies, purpose) {
                continue;
            }
            let bound = self.overlays.iter().any(|(_, overlay)| overlay.binding_signals.contains(name));
            let can_be_overridden = signal.overridden_by == "later_explicit_consent" && !bound;
            if can_be_overridden && self.own_exact_consent_after(purpose, on.position, asked) {
                continue;
            }
            if found.is_none_or(|found| found.position < on.position) {
                found = Some(on);
            }
        }
        found.map(|recorded| finding_of("signal_opt_out", Some(recorded)))
    }

    /// The act that last set a signal, when it set it on.
    fn signal_on(&self, name: &str) -> Option<&'a Recorded> {
        let set = |recorded: &&'a Recorded| match recorded.act() {
            Some(Act::ApplySignals(act)) => act.signals.get(name).copied(),
            _ => None,
        };
        let last = self.user.acts.iter().copied().rfind(|recorded| set(recorded).is_some())?;
        (set(&last) == Some(true)).then_some(last)
    }

    fn later(&self, than: &Recorded) -> impl Iterator<Item = &'a Recorded> {
        let position = than.position;
        self.user.acts.iter().copied().filter(move |recorded| recorded.position > position)
    }
}
