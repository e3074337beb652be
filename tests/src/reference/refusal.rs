//! Acts that are refused. What is refused is not recorded.

use jiff::Timestamp;

use super::age::Standing;
use super::calendar;
use super::keys::at_or_below;
use super::policy::{Policy, Purpose};
use super::{Recorded, Reference};
use crate::act::{Act, Doing, Grant, Handling, Scope, Update};

const INVALID: Option<&str> = Some("invalid_argument");

impl Reference {
    /// The code with which an act is refused, if it is: what is faulty in itself first, then whom and when it is about, then the rules.
    pub(super) fn refusal(&self, doing: &Doing, at: Timestamp) -> Option<&'static str> {
        let policy = self.versions.at_hand(at)?;
        let fault = match doing {
            Doing::Act(scoped) => self.fault(policy, &scoped.act, at),
            Doing::Handling(handling) => self.fault_in_handling(handling, at),
        };
        if fault.is_some() {
            return fault;
        }
        let name = doing.user()?;
        if name.is_empty() {
            return INVALID;
        }
        let user = self.user(name);
        if user.acts.last().is_some_and(|last| at < last.at) {
            return INVALID;
        }
        if user.erasure().is_some() {
            return Some("erased");
        }
        match doing {
            Doing::Act(scoped) => self.rule(policy, &scoped.act, &scoped.scope, at),
            Doing::Handling(handling) => self.fault_of_state(handling),
        }
    }

    /// What is wrong with a record as the user stands: a hold that is not there.
    fn fault_of_state(&self, handling: &Handling) -> Option<&'static str> {
        match handling {
            Handling::Release(act) => INVALID.filter(|_| !self.user(&act.user).holds().contains_key(act.hold.as_str())),
            Handling::Hold(act) => INVALID.filter(|_| self.user(&act.user).acts.is_empty()),
            _ => None,
        }
    }

    /// What is wrong with a record of what was done. Data are collected only where the question is allowed.
    fn fault_in_handling(&self, handling: &Handling, at: Timestamp) -> Option<&'static str> {
        match handling {
            Handling::Collect(act) if act.context.categories.is_empty() => INVALID,
            Handling::Collect(act) => {
                let mut context = act.context.clone();
                context.operation.get_or_insert_with(|| "collect".to_owned());
                match self.answer(&act.user, &act.purpose, &context, at) {
                    Ok((answer, _)) => (!answer.allowed).then_some("denied"),
                    Err(code) => Some(code),
                }
            }
            Handling::Audit(act) => self.answer(&act.user, &act.purpose, &act.context, at).err(),
            Handling::Respond(act) => {
                let user = self.user(&act.user);
                let cases = user.cases();
                let case = cases.iter().rfind(|case| case.asking.right == act.right);
                let over = case.is_none_or(|case| case.end.is_some());
                INVALID.filter(|_| over || user.erasure().is_some())
            }
            Handling::Request(act) => {
                let nothing = act.right == "contest" && {
                    let user = self.user(&act.user);
                    user.last_audit().is_none() || user.erasure().is_some()
                };
                let unknown =
                    self.versions.at_hand(at).is_none_or(|policy| !policy.tables.rights.contains_key(&act.right));
                INVALID.filter(|_| nothing || unknown || (act.right == "portability" && act.recipient.is_none()))
            }
            Handling::Register(act) => {
                let listed = |field: &str| {
                    let words = act.fields.get(field).map(String::as_str).unwrap_or_default().split([',', ' ']);
                    words.filter(|word| !word.is_empty()).collect::<Vec<_>>()
                };
                let category = listed("categories").into_iter().any(|category| !self.knows_category(category));
                let node = listed("purposes").into_iter().find_map(|node| self.unknown_node(node));
                node.or(category.then_some("unknown_category"))
            }
            Handling::Record(act) => INVALID.filter(|_| !self.versions.knows_event(&act.event)),
            _ => None,
        }
    }

    /// What is wrong with an act whoever it is about: a name that nothing has, or a value that can't be meant.
    fn fault(&self, policy: &Policy, act: &Act, at: Timestamp) -> Option<&'static str> {
        match act {
            Act::Grant(act) => {
                let unknown = !self.versions.knows(&act.purpose) && !self.versions.means_technology(&act.purpose);
                let notice = act.notice.as_deref();
                unknown
                    .then_some("unknown_purpose")
                    .or_else(|| self.grants_nothing(act, at))
                    .or_else(|| notice.and_then(|notice| self.unknown_notice(notice)))
            }
            Act::Withdraw(act) | Act::OptIn(act) | Act::OptOut(act) | Act::ObjectTo(act) => {
                self.unknown_node(&act.purpose)
            }
            Act::OverruleObjection(act) => self.unknown_node(&act.purpose),
            Act::LiftRestriction(act) => act.purpose.as_ref().and_then(|key| self.unknown_node(key)),
            Act::Restrict(act) => {
                let grounds = &policy.restriction.grounds;
                let unknown = |ground: &String| !grounds.is_empty() && !grounds.contains(ground);
                let node = act.purpose.as_ref().and_then(|key| self.unknown_node(key));
                node.or(INVALID.filter(|_| act.ground.as_ref().is_some_and(unknown)))
            }
            Act::Acknowledge(act) => self.unknown_notice(&act.notice),
            Act::Update(act) => faulty_update(policy, act, at),
            Act::ApplySignals(act) => INVALID.filter(|_| {
                let unknown = |name| !policy.signals.contains_key(name);
                act.signals.is_empty() || act.signals.keys().any(unknown)
            }),
            Act::LinkGuardian(act) | Act::UnlinkGuardian(act) => {
                INVALID.filter(|_| act.guardian.is_empty() || act.guardian == act.user)
            }
            Act::Erase(_) => None,
        }
    }

    /// What the policy or the law turns down.
    fn rule(&self, policy: &Policy, act: &Act, scope: &Scope, at: Timestamp) -> Option<&'static str> {
        match act {
            Act::Grant(act) => self.refuses_grant(policy, act, at),
            Act::Withdraw(act) | Act::OptIn(act) => self.stranger(&act.user, act.by.as_deref()),
            Act::OptOut(act) | Act::ObjectTo(act) if self.versions.means_technology(&act.purpose) => {
                let stranger = self.stranger(&act.user, act.by.as_deref());
                stranger.or_else(|| essential(policy, &act.purpose).then_some("non_optional"))
            }
            Act::OptOut(act) | Act::ObjectTo(act) if scope.channel.is_some() => {
                self.stranger(&act.user, act.by.as_deref())
            }
            Act::OptOut(act) => self.stranger(&act.user, act.by.as_deref()).or_else(|| {
                let nodes = self.versions.nodes_named(&act.purpose, at);
                binding(policy, &act.purpose, &nodes, |_, purpose| !purpose.optional())
            }),
            Act::ObjectTo(act) => self.stranger(&act.user, act.by.as_deref()).or_else(|| {
                let nodes = self.versions.nodes_named(&act.purpose, at);
                binding(policy, &act.purpose, &nodes, |_, purpose| !purpose.objectable())
            }),
            Act::OverruleObjection(act) => {
                let reason = act.reason.as_deref().unwrap_or_default();
                if reason.trim().is_empty() {
                    return Some("ground_missing");
                }
                let nodes = self.versions.nodes_named(&act.purpose, at);
                binding(policy, &act.purpose, &nodes, |key, purpose| purpose.direct_marketing(key))
            }
            Act::Restrict(act) => {
                let wanted = !policy.restriction.grounds.is_empty();
                (wanted && act.ground.is_none()).then_some("ground_missing")
            }
            _ => None,
        }
    }

    /// A grant of a node below which nothing rests on consent.
    fn grants_nothing(&self, act: &Grant, at: Timestamp) -> Option<&'static str> {
        let user = super::user::User { versions: &self.versions, acts: Vec::new() };
        let recorded = Recorded { position: 0, at, doing: Doing::plain(Act::Grant(act.clone())) };
        if self.versions.means_technology(&act.purpose) {
            return None;
        }
        user.granted(&recorded).is_empty().then_some("basis_missing")
    }

    fn refuses_grant(&self, policy: &Policy, act: &Grant, at: Timestamp) -> Option<&'static str> {
        if let Some(by) = act.by.as_deref() {
            let rule = policy.age.as_ref();
            let wanted = rule.and_then(|age| age.guardian_notice.as_ref());
            let unnamed = wanted.is_some() && wanted != act.notice.as_ref();
            let stranger = self.stranger(&act.user, Some(by));
            return stranger.or(unnamed.then_some("notice_missing"));
        }
        let case = self.case_under(policy, &act.user, at);
        let too_young =
            case.standing(case.digital_consent_age()) == Standing::Below || case.minimum_standing() == Standing::Below;
        too_young.then_some("parental_consent_missing")
    }

    /// Whoever acts for a user has to be linked as a guardian.
    fn stranger(&self, user: &str, by: Option<&str>) -> Option<&'static str> {
        let unlinked = |by| !self.user(user).guardians().contains_key(by);
        by.is_some_and(unlinked).then_some("actor_not_authorized")
    }

    fn unknown_node(&self, key: &str) -> Option<&'static str> {
        let known = key == "*"
            || self.versions.knows(key)
            || self.versions.knows_group(key)
            || self.versions.means_technology(key);
        (!known).then_some("unknown_purpose")
    }

    fn unknown_notice(&self, notice: &str) -> Option<&'static str> {
        INVALID.filter(|_| !self.versions.knows_notice(notice))
    }
}

/// Whether all technologies at or below a name are essential.
fn essential(policy: &Policy, name: &str) -> bool {
    let mut reached = policy.technologies.iter().filter(|(id, _)| at_or_below(name, id)).peekable();
    reached.peek().is_some() && reached.all(|(_, technology)| technology.class == "essential")
}

/// Refuses a choice against what cannot be chosen: a purpose that is binding, or a node or group below which every purpose is.
fn binding(
    policy: &Policy,
    key: &str,
    nodes: &[String],
    binds: impl Fn(&str, &Purpose) -> bool,
) -> Option<&'static str> {
    if let Some(purpose) = policy.purposes.get(key) {
        return binds(key, purpose).then_some("non_optional");
    }
    let mut reached = policy.purposes.iter().filter(|(purpose, _)| policy.any_covers(nodes, purpose)).peekable();
    let none = reached.peek().is_none();
    let binding = reached.all(|(key, purpose)| binds(key, purpose));
    (!none && binding).then_some("non_optional")
}

fn faulty_update(policy: &Policy, act: &Update, at: Timestamp) -> Option<&'static str> {
    let unborn = act.birthdate.is_some_and(|day| day > calendar::day_of(at, &policy.zone));
    let upside_down = act.age_range.as_deref().is_some_and(|range| match range {
        [lower] => *lower < 0,
        [lower, upper] => *lower < 0 || upper < lower,
        _ => true,
    });
    let negative = act.age.is_some_and(|age| age < 0);
    let nothing = act.birthdate.is_none()
        && act.age.is_none()
        && act.age_range.is_none()
        && act.residence.is_none()
        && act.account.is_none()
        && act.kind.is_none();
    INVALID.filter(|_| unborn || upside_down || negative || nothing)
}
