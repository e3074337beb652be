//! Terms of data, reckoned from the ledger a second time and by the calendar alone.

use anyhow::Result;
use jiff::Span;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use placet::act::{Account, Act};
use placet::policy::{Clock, Retention, Trigger};
use placet::words::{Basis, covers};
use placet::{Context, HistoryEntry, Reason, Timestamp};

use super::course::said;
use super::live::{End, any};
use super::scene::instant;
use super::world::{allowed, told};
use super::{Invariant, Tally};

pub(super) const OVER: [Reason; 2] = [Reason::RetentionExpired, Reason::Isolated];

/// Reasons after which later checks are not made.
const LAST: [Reason; 3] = [Reason::Erased, Reason::PolicyNotInForce, Reason::PurposeUndeclared];

/// The end of a term by the calendar: the whole of its last day counts; a term of hours ends exactly then.
pub(super) fn end_of(began: Timestamp, keep: Option<Span>, zone: &TimeZone) -> Option<Timestamp> {
    let Some(keep) = keep else { return Some(began) };
    if keep.get_hours() != 0 {
        return Some(Timestamp(began.0 + i64::from(keep.get_hours()) * 3_600_000));
    }
    let day = zone.to_datetime(instant(began.0)).date().checked_add(keep).ok()?.tomorrow().ok()?;
    let begins = zone.to_zoned(day.to_datetime(Time::midnight())).ok()?;
    Some(Timestamp(begins.timestamp().as_millisecond()))
}

pub(super) fn look(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    if !any(tally, &[Invariant::RetentionEnds, Invariant::RetentionStays]) {
        return Ok(());
    }
    let now = end.world.now();
    let policy = end.world.engine.policy();
    let Some(version) = policy.in_force(now) else { return Ok(()) };
    let zone = zone_of(end, &version.version);
    for user in &end.users {
        let history = end.world.engine.history(user)?;
        for rule in version.handling.retention.iter().filter(|rule| rule.location.is_none() && !rule.default) {
            let over = term(rule, &history, &zone).is_some_and(|ends| ends <= now);
            if !over {
                continue;
            }
            for purpose in version.purposes.iter().filter(|p| !p.observed) {
                let of = |nodes: &[String]| nodes.iter().any(|node| purpose.covered_by(node));
                // a law that applies to this kind of user keeps the data under a hold
                let legal = purpose
                    .alternatives
                    .iter()
                    .any(|a| a.support == placet::policy::Support::Basis(Basis::LegalObligation));
                if legal || of(&rule.except_purposes) || !(rule.purposes.is_empty() || of(&rule.purposes)) {
                    continue;
                }
                let about = |c: &&String| {
                    rule.categories.is_empty() && !rule.purposes.is_empty()
                        || rule.categories.iter().any(|own| covers(own, c))
                };
                let personal = |c: &&String| {
                    c.starts_with("user.")
                        && version
                            .category_rule(c)
                            .is_none_or(|r| r.personal != Some(false) && r.linked_becomes.is_none())
                };
                for category in purpose.categories.iter().filter(about).filter(personal) {
                    let context = Context { categories: vec![category.clone()], ..Context::default() };
                    let answer = end.world.ask(user, &purpose.key, &context);
                    let reasons = answer.as_ref().map(|d| d.reasons.clone()).unwrap_or_default();
                    let named = reasons.iter().any(|reason| OVER.contains(reason) || LAST.contains(reason));
                    tally.expect(Invariant::RetentionEnds, !allowed(&answer) && named, || {
                        format!(
                            "`{}` with `{category}` for `{user}`: the term of `{}` is over, and it is {}",
                            purpose.key,
                            rule.key,
                            told(&answer)
                        )
                    });
                }
            }
        }
        stays(end, tally, user);
    }
    Ok(())
}

/// Denied because the term is over: so it is at every later instant, while the version is in force.
fn stays(end: &End<'_>, tally: &mut Tally, user: &str) {
    if !tally.wants(Invariant::RetentionStays) {
        return;
    }
    let now = end.world.now();
    let next = end.world.engine.policy().next_change(now).map_or(i64::MAX, |next| next.0 - 1);
    // a probe far ahead finds those that are not over yet, and they have to stay over from then on
    let instants = [0, 86_400_000, 40 * 86_400_000, 400 * 86_400_000, 1500 * 86_400_000, 4000 * 86_400_000];
    for (purpose, context) in &end.panel {
        let mut before: Option<Timestamp> = None;
        for after in instants.iter().map(|after| now.0 + after).filter(|at| *at <= next) {
            let later = Context { at: Some(Timestamp(after)), ..context.clone() };
            let Ok(decision) = end.world.ask(user, purpose, &later) else { break };
            let reasons = decision.reasons.iter().chain(&decision.would_deny);
            let over = reasons.clone().any(|reason| OVER.contains(reason));
            let closed = reasons.clone().any(|reason| LAST.contains(reason));
            if let Some(before) = before {
                tally.expect(Invariant::RetentionStays, over || closed, || {
                    format!(
                        "`{purpose}` for `{user}` with {}: over at {before}, and {} later",
                        said(&later),
                        told(&Ok(decision.clone()))
                    )
                });
            }
            before = before.or(over.then_some(Timestamp(after)));
        }
    }
}

fn zone_of(end: &End<'_>, version: &str) -> TimeZone {
    let documents = end.scene.documents.iter().filter_map(|text| crate::document::parse(text).ok());
    let mut policies = documents.filter_map(|d| d.get("policy").cloned());
    let own = policies.find(|policy| policy.get("version").and_then(|v| v.as_str()) == Some(version));
    let name = own.and_then(|policy| Some(policy.get("time_zone")?.as_str()?.to_owned()));
    name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC)
}

/// The end of a rule's term as the ledger has it; none while it is not known or no clock runs.
fn term(rule: &Retention, history: &[HistoryEntry], zone: &TimeZone) -> Option<Timestamp> {
    let ends = |clock: &Clock| match began(&clock.after, rule, history) {
        Start::At(at) => Ok(end_of(at, clock.keep, zone)),
        Start::Never => Ok(None),
        Start::Unknown => Err(()),
    };
    let ends: Vec<Result<Option<Timestamp>, ()>> = rule.clocks.iter().map(ends).collect();
    let known = || ends.iter().flatten().flatten().copied();
    if !rule.latest {
        return known().min();
    }
    (known().count() == rule.clocks.len()).then(|| known().max()).flatten()
}

enum Start {
    At(Timestamp),
    Never,
    /// It hangs on choices, which this does not reckon.
    Unknown,
}

fn began(trigger: &Trigger, rule: &Retention, history: &[HistoryEntry]) -> Start {
    match trigger {
        Trigger::Happened(event) => {
            let of = history.iter().filter_map(|entry| match &entry.event.act {
                Act::Record { event: other, on, .. } if other == event => Some(on.unwrap_or(entry.event.at)),
                _ => None,
            });
            of.max().map_or(Start::Never, Start::At)
        }
        Trigger::Collected => {
            let about = |c: &String| rule.categories.is_empty() || rule.categories.iter().any(|own| covers(own, c));
            let of = history.iter().filter_map(|entry| match &entry.event.act {
                Act::Collect { data, .. } if data.categories.iter().any(about) => Some(entry.event.at),
                _ => None,
            });
            of.max().map_or(Start::Never, Start::At)
        }
        Trigger::AccountClosed => {
            let mut closed = Start::Never;
            for entry in history {
                let account = match &entry.event.act {
                    Act::Update { account: Some(account), .. } => *account,
                    Act::Record { event, .. } if event.starts_with("account_") => return Start::Unknown,
                    _ => continue,
                };
                closed = match (account, closed) {
                    (Account::Closed | Account::Terminated, Start::Never) => Start::At(entry.event.at),
                    // whether a second closing begins the term anew is not reckoned here
                    (Account::Closed | Account::Terminated, _) => Start::Unknown,
                    _ => Start::Never,
                };
            }
            closed
        }
        Trigger::First(any) => {
            let mut starts = any.iter().map(|trigger| began(trigger, rule, history));
            starts.find(|start| !matches!(start, Start::Never)).unwrap_or(Start::Never)
        }
        Trigger::LastActive => active(history),
        Trigger::Refused => Start::Unknown,
    }
}

/// The latest instant from which a term after the last activity can run: a refusal never begins it anew.
fn active(history: &[HistoryEntry]) -> Start {
    let refusal = |act: &Act| {
        matches!(
            act,
            Act::Withdraw { .. } | Act::OptOut { .. } | Act::Object { .. } | Act::Restrict { .. } | Act::Signals { .. }
        )
    };
    let sign = |act: &Act| {
        matches!(
            act,
            Act::Grant { by: None, .. }
                | Act::Acknowledge { .. }
                | Act::Record { .. }
                | Act::Collect { .. }
                | Act::Update { account: Some(_), .. }
        )
    };
    if !history.iter().any(|entry| sign(&entry.event.act)) {
        return Start::Unknown;
    }
    let others = history.iter().filter(|entry| !refusal(&entry.event.act));
    let day = |entry: &HistoryEntry| match &entry.event.act {
        Act::Record { on: Some(on), .. } => entry.event.at.max(*on),
        _ => entry.event.at,
    };
    others.map(day).max().map_or(Start::Unknown, Start::At)
}
