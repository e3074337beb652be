//! Acts that are refused. What is refused is not recorded.

use jiff::Timestamp;

use super::Reference;
use super::age::Standing;
use super::calendar;
use super::policy::Policy;
use crate::act::{Act, Choice, Grant, Overruling, Restriction, Update};

const INVALID: Option<&str> = Some("invalid_argument");

impl Reference {
    /// The code with which an act is refused, if it is.
    pub(super) fn refusal(&self, act: &Act, at: Timestamp) -> Option<&'static str> {
        if act.user().is_empty() {
            return INVALID;
        }
        let user = self.user(act.user());
        if user.erasure().is_some() {
            return Some("erased");
        }
        if user.acts.last().is_some_and(|last| at < last.at) {
            return INVALID;
        }
        let policy = self.versions.at_hand(at)?;
        match act {
            Act::Grant(act) => self.refuses_grant(policy, act, at),
            Act::Withdraw(act) | Act::OptIn(act) => self.refuses_choice(act),
            Act::OptOut(act) | Act::ObjectTo(act) => self
                .refuses_choice(act)
                .or_else(|| binding(policy, &act.purpose)),
            Act::OverruleObjection(act) => self.refuses_overruling(policy, act),
            Act::Restrict(act) => self.refuses_restriction(policy, act),
            Act::LiftRestriction(act) => act
                .purpose
                .as_ref()
                .and_then(|purpose| self.unknown_node(purpose)),
            Act::Acknowledge(act) => self.unknown_notice(&act.notice),
            Act::Update(act) => refuses_update(policy, act, at),
            Act::LinkGuardian(_) | Act::UnlinkGuardian(_) | Act::Erase(_) => None,
            Act::ApplySignals(act) => act
                .signals
                .keys()
                .find_map(|name| self.unknown_signal(name)),
        }
    }

    fn refuses_grant(&self, policy: &Policy, act: &Grant, at: Timestamp) -> Option<&'static str> {
        if act.purpose == "*" || !self.versions.knows(&act.purpose) {
            return Some("unknown_purpose");
        }
        if let Some(refusal) = act
            .notice
            .as_ref()
            .and_then(|notice| self.unknown_notice(notice))
        {
            return Some(refusal);
        }
        if let Some(by) = &act.by {
            if !self.linked(&act.user, by) {
                return Some("actor_not_authorized");
            }
            let wanted = policy
                .age
                .as_ref()
                .and_then(|age| age.guardian_notice.as_ref());
            return (wanted.is_some() && wanted != act.notice.as_ref()).then_some("notice_missing");
        }
        let case = self.case(&act.user, at)?;
        let too_young = case.standing(case.digital_consent_age()) == Standing::Below
            || case.minimum_standing() == Standing::Below;
        too_young.then_some("parental_consent_missing")
    }

    /// A withdrawal or another choice by a guardian who is not linked is refused.
    fn refuses_choice(&self, act: &Choice) -> Option<&'static str> {
        self.unknown_node(&act.purpose).or_else(|| {
            let stranger = act
                .by
                .as_ref()
                .is_some_and(|by| !self.linked(&act.user, by));
            stranger.then_some("actor_not_authorized")
        })
    }

    fn refuses_overruling(&self, policy: &Policy, act: &Overruling) -> Option<&'static str> {
        if let Some(refusal) = self.unknown_node(&act.purpose) {
            return Some(refusal);
        }
        if act.reason.as_ref().is_none_or(String::is_empty) {
            return Some("ground_missing");
        }
        let direct_marketing = policy
            .purposes
            .get(&act.purpose)
            .is_some_and(|purpose| purpose.direct_marketing(&act.purpose));
        direct_marketing.then_some("non_optional")
    }

    fn refuses_restriction(&self, policy: &Policy, act: &Restriction) -> Option<&'static str> {
        if let Some(refusal) = act
            .purpose
            .as_ref()
            .and_then(|purpose| self.unknown_node(purpose))
        {
            return Some(refusal);
        }
        let grounds = &policy.restriction.grounds;
        match &act.ground {
            _ if grounds.is_empty() => None,
            None => Some("ground_missing"),
            Some(ground) if !grounds.contains(ground) => INVALID,
            Some(_) => None,
        }
    }

    fn unknown_node(&self, key: &str) -> Option<&'static str> {
        (!self.versions.knows(key) && !self.versions.knows_group(key)).then_some("unknown_purpose")
    }

    fn unknown_notice(&self, notice: &str) -> Option<&'static str> {
        if self.versions.knows_notice(notice) {
            None
        } else {
            INVALID
        }
    }

    fn unknown_signal(&self, name: &str) -> Option<&'static str> {
        if self
            .versions
            .all()
            .iter()
            .any(|policy| policy.signals.contains_key(name))
        {
            None
        } else {
            INVALID
        }
    }

    fn linked(&self, user: &str, guardian: &str) -> bool {
        self.user(user).guardians().contains_key(guardian)
    }
}

/// Refuses a choice against what cannot be chosen: a purpose that is not optional, or a node with no optional purpose below it.
fn binding(policy: &Policy, key: &str) -> Option<&'static str> {
    if let Some(purpose) = policy.purposes.get(key) {
        return (!purpose.optional()).then_some("non_optional");
    }
    let nodes = policy.expand(key);
    let mut reached = policy
        .purposes
        .iter()
        .filter(|(purpose, _)| policy.any_covers(&nodes, purpose))
        .peekable();
    let none = reached.peek().is_none();
    let binding = reached.all(|(_, purpose)| !purpose.optional());
    (!none && binding).then_some("non_optional")
}

fn refuses_update(policy: &Policy, act: &Update, at: Timestamp) -> Option<&'static str> {
    let unborn = act
        .birthdate
        .is_some_and(|day| day > calendar::day_of(at, &policy.zone));
    let upside_down = act.age_range.as_deref().is_some_and(|range| match range {
        [lower] => *lower < 0,
        [lower, upper] => *lower < 0 || upper < lower,
        _ => true,
    });
    let negative = act.age.is_some_and(|age| age < 0);
    if unborn || upside_down || negative {
        INVALID
    } else {
        None
    }
}
