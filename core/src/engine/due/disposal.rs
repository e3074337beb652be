//! Data whose term is over (GDPR Art. 5(1)(e), 17(1)(a)): what has to be deleted, made anonymous or set apart.

use std::collections::BTreeSet;

use serde_json::json;

use super::Due;
use crate::decide::{Term, term};
use crate::policy::{Purpose, Retention, Version};
use crate::state::{Registered, UserState};
use crate::words::Timestamp;

/// A backup that was restored: what was erased between the two instants is there again.
pub(super) struct Backup {
    id: String,
    taken: Timestamp,
    restored: Timestamp,
}

/// The restored backups on which erasures are to be replayed.
pub(super) fn backups(version: &Version, company: &UserState) -> Vec<Backup> {
    let open = |entry: &&Registered| {
        entry.kind == "erasure_backup" && entry.fields.get("status").is_none_or(|status| status != "replayed")
    };
    let backup = |entry: &Registered| {
        let restored = entry.instant("restored_at", &version.zone).unwrap_or(entry.since.at);
        Some(Backup { id: entry.id.clone(), taken: entry.instant("taken_at", &version.zone)?, restored })
    };
    company.registered.iter().filter(open).filter_map(backup).collect()
}

/// What is due of one user.
pub(super) fn of_user(version: &Version, state: &UserState, backups: &[Backup], at: Timestamp, list: &mut Vec<Due>) {
    if state.erased.is_some() {
        again(state, backups, list);
        return rest(state, at, list);
    }
    for rule in version.handling.retention.iter().filter(|rule| !suspended(state, rule)) {
        let over = terms(version, state, rule).into_iter().filter(|(_, term)| term.ends <= at);
        for (reference, term) in over.filter(|(reference, term)| !disposed_of(state, rule, reference.as_deref(), *term))
        {
            list.push(Due {
                kind: "disposal",
                user: None,
                subject: rule.key.clone(),
                action: rule.then.code(),
                since: term.began,
                due: term.ends,
                overdue: true,
                detail: json!({
                    "categories": reach(version, rule),
                    "reference": reference,
                    "location": rule.location,
                    "suppression": rule.suppression,
                }),
            });
        }
    }
}

/// An erased user whose data a restored backup brought back. The ledger no longer knows the name: decisions say `erased`.
fn again(state: &UserState, backups: &[Backup], list: &mut Vec<Due>) {
    let Some(erased) = state.erased else { return };
    for backup in backups.iter().filter(|b| erased.at >= b.taken && erased.at <= b.restored) {
        list.push(Due {
            kind: "disposal",
            user: None,
            subject: backup.id.clone(),
            action: "erase_again",
            since: erased.at,
            due: backup.restored,
            overdue: true,
            detail: json!({ "erasure": erased.position, "taken_at": backup.taken.to_string() }),
        });
    }
}

/// What had to stay after an erasure, once nothing wants it any more.
fn rest(state: &UserState, at: Timestamp, list: &mut Vec<Due>) {
    let Some(erased) = state.erased else { return };
    let over = |until: Option<Timestamp>| until.is_some_and(|until| until <= at);
    let free = |category: &str| state.hold(Some(category)).is_none();
    let (past, left): (Vec<_>, Vec<_>) = state.kept.iter().partition(|task| over(task.until) && free(&task.subject));
    let Some(due) = past.iter().filter_map(|task| task.until).min() else { return };
    let named = |tasks: &[&crate::act::Task]| tasks.iter().map(|task| task.subject.clone()).collect::<Vec<_>>();
    list.push(Due {
        kind: "disposal",
        user: None,
        subject: "erase".to_owned(),
        action: "erase_rest",
        since: erased.at,
        due,
        overdue: true,
        detail: json!({ "categories": named(&past), "left": named(&left) }),
    });
}

/// Whether a hold suspends what a rule wants.
pub(in crate::engine) fn suspended(state: &UserState, rule: &Retention) -> bool {
    state.hold_on(&rule.categories).is_some()
}

/// The terms of a rule for a user. Where it counts from records that name references, each has its own.
pub(in crate::engine) fn terms(version: &Version, state: &UserState, rule: &Retention) -> Vec<(Option<String>, Term)> {
    let counted = |event: &str| rule.clocks.iter().any(|c| c.after.is_started_by(event));
    let records = || state.happened.iter().filter(|h| counted(&h.event));
    let references: BTreeSet<&String> = records().filter_map(|h| h.reference.as_ref()).collect();
    if references.is_empty() {
        return term(version, state, rule, None).map(|term| (None, term)).into_iter().collect();
    }
    let of_reference =
        |reference: &&String| Some((Some((*reference).clone()), term(version, state, rule, Some(reference))?));
    let mut all: Vec<(Option<String>, Term)> = references.iter().filter_map(of_reference).collect();
    if records().any(|h| h.reference.is_none()) {
        // the records without a reference have a term of their own, whatever happened to those with one
        let happened = state.happened.iter().filter(|h| h.reference.is_none() || !counted(&h.event));
        let own = UserState { happened: happened.cloned().collect(), ..state.clone() };
        all.extend(term(version, &own, rule, None).map(|term| (None, term)));
    }
    all
}

/// Whether a rule was carried out since its clock began. Of several records a disposal reaches those whose term was over.
pub(in crate::engine) fn disposed_of(state: &UserState, rule: &Retention, reference: Option<&str>, term: Term) -> bool {
    let since = if reference.is_some() { term.ends } else { term.began };
    state.disposed.iter().any(|disposed| disposed.rule == rule.key && disposed.mark.at >= since)
}

/// The categories that a rule is about; those of its purposes, or all that no other rule names, where it names none.
fn reach(version: &Version, rule: &Retention) -> Vec<String> {
    if !rule.categories.is_empty() {
        return rule.categories.clone();
    }
    let about =
        |purpose: &&Purpose| rule.purposes.is_empty() || rule.purposes.iter().any(|node| purpose.covered_by(node));
    let used: BTreeSet<&String> = version.purposes.iter().filter(about).flat_map(|p| &p.categories).collect();
    let own = |category: &&String| rule.default && version.handling.has_own_retention(rule, category);
    used.into_iter().filter(|category| !own(category)).cloned().collect()
}
