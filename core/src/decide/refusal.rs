//! Acts that the policy or the law turns down: nothing of them is recorded.

use super::facts::{Facts, Standing};
use crate::act::Act;
use crate::error::{Error, quoted};
use crate::policy::{Disposal, Policy, Purpose, Version};
use crate::state::UserState;
use crate::words::{Reason, Timestamp, nearest};

/// Turns an act down, or lets it be recorded.
///
/// # Errors
///
/// [`Error::Refused`] with its code, and [`Error::InvalidArgument`] for a signal or ground that the policy does not know.
pub fn refuse(policy: &Policy, version: &Version, state: &UserState, act: &Act, at: Timestamp) -> Result<(), Error> {
    fault(version, act)?;
    if state.erased.is_some() && (state.kept.is_empty() || !serves_the_rest(act)) {
        return Err(Error::refused(Reason::Erased, "the user was erased; a person who returns gets a new user id"));
    }
    match act {
        Act::Grant { by, notice, .. } => {
            grant(&Facts::new(policy, version, state, &UserState::default(), at)?, by.as_deref(), notice)
        }
        Act::Withdraw { by, .. } | Act::OptIn { by, .. } => guardian(state, by.as_deref()),
        Act::OptOut { purpose, nodes, by, scope, .. } | Act::Object { purpose, nodes, by, scope, .. } => {
            guardian(state, by.as_deref())?;
            // one channel can be refused even where the purpose can't
            let by_channel = scope.channel.is_some();
            let refusable = |p: &Purpose| if matches!(act, Act::OptOut { .. }) { p.optional } else { p.objectable };
            if (!by_channel && binding(version, purpose, nodes, |p| !refusable(p))) || essential(version, nodes) {
                let message = format!("`{}` is needed for the service and can't be refused", quoted(&nodes.join(", ")));
                return Err(Error::refused(Reason::NonOptional, message));
            }
            Ok(())
        }
        Act::OverruleObjection { purpose, nodes, reason } => {
            if reason.trim().is_empty() {
                return Err(Error::refused(Reason::GroundMissing, "an objection is overruled only with a reason"));
            }
            if binding(version, purpose, nodes, |p| p.direct_marketing) {
                return Err(Error::refused(Reason::NonOptional, "an objection to direct marketing is absolute"));
            }
            Ok(())
        }
        Act::Restrict { ground: None, .. } if !version.restriction_grounds.is_empty() => {
            let message = format!("give one of the grounds: {}", version.restriction_grounds.join(", "));
            Err(Error::refused(Reason::GroundMissing, message))
        }
        Act::Record { event, .. } => {
            // as with purposes and notices, those of every version are known
            let known = || policy.versions().iter().flat_map(|version| &version.handling.events);
            if known().any(|name| name == event) {
                return Ok(());
            }
            let help = nearest(event, known().map(String::as_str))
                .map_or_else(|| "declare it in `[events]`".to_owned(), |near| format!("did you mean `{near}`?"));
            Err(Error::invalid("event", format!("`{}` is no event that the policy knows; {help}", quoted(event))))
        }
        Act::Hold { hold, reason, .. } => {
            if state.is_stranger() {
                return Err(Error::invalid("user", "nothing is known of this user, so there is nothing to hold"));
            }
            if hold.trim().is_empty() || reason.trim().is_empty() {
                return Err(Error::refused(Reason::GroundMissing, "a hold has a name and a reason"));
            }
            Ok(())
        }
        Act::Release { hold } if !state.holds.iter().any(|h| h.hold == *hold) => {
            Err(Error::invalid("hold", format!("`{}` is no hold on this user", quoted(hold))))
        }
        Act::Dispose { rule, method } => dispose(version, state, rule, method, at),
        Act::Request { details } => {
            super::rights::admit(&Facts::new(policy, version, state, &UserState::default(), at)?, details)
        }
        Act::Respond { case, response } => super::rights::step(version, state, *case, response),
        Act::Acknowledge { .. }
        | Act::Release { .. }
        | Act::Collect { .. }
        | Act::Disclose { .. }
        | Act::Decided { .. }
        | Act::Join { .. }
        | Act::Joined { .. }
        | Act::Part { .. }
        | Act::EraseExcept { .. }
        | Act::Import { .. }
        | Act::Merge { .. }
        | Act::Register { .. }
        | Act::Restrict { .. }
        | Act::Signals { .. }
        | Act::LiftRestriction { .. }
        | Act::Update { .. }
        | Act::LinkGuardian { .. }
        | Act::UnlinkGuardian { .. }
        | Act::Erase {} => Ok(()),
    }
}

/// What may still happen to a user of whom a law keeps something although they were erased: it only ever brings that to its end.
fn serves_the_rest(act: &Act) -> bool {
    matches!(
        act,
        Act::Erase {}
            | Act::EraseExcept { .. }
            | Act::Release { .. }
            | Act::Respond { .. }
            | Act::Dispose { .. }
            | Act::Register { .. }
    )
}

/// A disposal that a hold or a law forbids, or that leaves the data identifying.
fn dispose(version: &Version, state: &UserState, rule: &str, method: &str, at: Timestamp) -> Result<(), Error> {
    const METHODS: &[&str] = &["delete", "anonymise", "isolate"];
    let rules = &version.handling.retention;
    let Some(rule) = rules.iter().find(|r| r.key == rule) else {
        let help = nearest(rule, rules.iter().map(|r| r.key.as_str()))
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Error::invalid("rule", format!("`{}` is no retention rule of the policy{help}", quoted(rule))));
    };
    if method.starts_with("pseudonym") {
        let message = "pseudonymised data still identify a person; delete them or make them anonymous";
        return Err(Error::refused(Reason::RequiresDeidentified, message));
    }
    if !METHODS.contains(&method) {
        return Err(Error::invalid("method", format!("`{}` is none of: {}", quoted(method), METHODS.join(", "))));
    }
    if method == "isolate" && rule.then != Disposal::Isolate {
        let message = format!("`{}` wants the data deleted or made anonymous; isolated data still identify", rule.key);
        return Err(Error::refused(Reason::RequiresDeidentified, message));
    }
    if let Some(held) = state.hold_on(&rule.categories) {
        let message = format!("the hold `{}` suspends disposal; release it first", quoted(&held.hold));
        return Err(Error::refused(Reason::Restricted, message));
    }
    let over = super::retention::term(version, state, rule, None).is_none_or(|term| term.ends <= at);
    if rule.floor && !over {
        let message = format!("a law wants the data of `{}` kept until its term is over", rule.key);
        return Err(Error::refused(Reason::Restricted, message));
    }
    Ok(())
}

/// Whether a choice names essential technologies only, which nobody can opt out of.
fn essential(version: &Version, nodes: &[String]) -> bool {
    let named = nodes.iter().filter_map(|node| node.strip_prefix(super::technology::NODE));
    let mut technologies = named.flat_map(|node| version.technologies_below(node)).peekable();
    technologies.peek().is_some() && technologies.all(|(_, technology)| technology.is_essential())
}

/// What cannot be meant, whoever the act is about: a signal or a ground that the policy does not know.
fn fault(version: &Version, act: &Act) -> Result<(), Error> {
    match act {
        Act::Signals { signals, .. } => {
            let known: Vec<&str> = version.signals.iter().map(|s| s.name.as_str()).collect();
            let Some(name) = signals.keys().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
            let help = nearest(name, known.iter().copied()).map_or_else(
                || format!("the policy declares: {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Err(Error::invalid("signals", format!("signal `{}` is not declared; {help}", quoted(name))))
        }
        Act::Restrict { ground: Some(ground), .. } => {
            let grounds = &version.restriction_grounds;
            if grounds.is_empty() || grounds.contains(ground) {
                return Ok(());
            }
            let message = format!("`{}` is no ground of the policy; it knows: {}", quoted(ground), grounds.join(", "));
            Err(Error::invalid("ground", message))
        }
        _ => Ok(()),
    }
}

/// Whether what was named binds: the purpose itself, or every purpose below a node or group.
fn binding(version: &Version, name: &str, nodes: &[String], binds: impl Fn(&Purpose) -> bool) -> bool {
    if let Some(purpose) = version.purpose(name) {
        return binds(purpose);
    }
    let mut touched = version.purposes.iter().filter(|p| nodes.iter().any(|node| p.covered_by(node))).peekable();
    touched.peek().is_some() && touched.all(binds)
}

fn guardian(state: &UserState, by: Option<&str>) -> Result<(), Error> {
    match by {
        Some(id) if !state.guardians.iter().any(|g| g.id == id) => {
            Err(Error::refused(Reason::ActorNotAuthorized, "`by` is not linked as a guardian; link the guardian first"))
        }
        _ => Ok(()),
    }
}

fn grant(facts: &Facts<'_>, by: Option<&str>, notice: &str) -> Result<(), Error> {
    if by.is_some() {
        guardian(facts.state, by)?;
        let wanted = facts.version.age.as_ref().and_then(|age| age.guardian_notice.as_deref());
        if let Some(wanted) = wanted.filter(|wanted| *wanted != notice) {
            let message = format!("a guardian consents under the notice `{wanted}`; show it and name it");
            return Err(Error::refused(Reason::NoticeMissing, message));
        }
        return Ok(());
    }
    let below = |standing: Standing| standing == Standing::Below;
    if below(facts.digital.standing) || facts.minimum.is_some_and(|m| below(m.standing)) {
        let message = "the user is too young to consent alone; a linked, verified guardian grants it with `by`";
        return Err(Error::refused(Reason::ParentalConsentMissing, message));
    }
    Ok(())
}
