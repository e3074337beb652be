//! Answers of the core as JSON: each field taken over by name, instants as text in UTC.

use placet::act::{Event, Origin};
use placet::data::{Change, Finding};
use placet::decide::Check;
use placet::policy::{Diagnostic, Difference, Place, Severity};
use placet::{
    CaseView, Decision, Due, Error, HistoryEntry, Merged, Notification, Obligation, Permit, Receipt, Recording,
    Registration, Reloaded, StageTime, TaskView, Timestamp, Understood, Verification,
};
use serde_json::{Value, json};

use crate::context;
use crate::given::Given;

fn instant(at: Timestamp) -> Value {
    at.to_string().into()
}

fn list<T>(items: Vec<T>, one: impl Fn(T) -> Value) -> Value {
    items.into_iter().map(one).collect()
}

/// A decision as its canonical JSON, and the sentence for people.
pub(crate) fn decision(decision: &Decision) -> Value {
    json!({ "json": decision.to_json(), "text": decision.text() })
}

/// A decision's Problem Details, of its canonical JSON and its sentence; null for an allowance.
pub(crate) fn problem(arguments: &str) -> Result<Value, Error> {
    let mut given = Given::read(arguments)?;
    let (json, text) = (given.name("json")?, given.name("text")?);
    let fault = |error| Error::Internal { message: format!("a decision can't be read: {error}") };
    let decision = serde_json::from_str(&json).map_err(fault)?;
    Ok(placet::decide::problem(&decision, &text).unwrap_or(Value::Null))
}

pub(crate) fn obligation(obligation: Obligation) -> Value {
    let Obligation { kind, subject, due } = obligation;
    json!({ "kind": kind, "subject": subject, "due": due.map(instant) })
}

pub(crate) fn receipt(receipt: Receipt) -> Value {
    let Receipt { position, at, obligations } = receipt;
    json!({ "position": position, "at": instant(at), "obligations": list(obligations, obligation) })
}

/// A permit: as the JSON in which it travels, and its fields.
pub(crate) fn permit(permit: Permit) -> Result<Value, Error> {
    let fault = |error| Error::Internal { message: format!("a permit can't be written: {error}") };
    let json = serde_json::to_string(&permit).map_err(fault)?;
    let Permit { user, purpose, context, issued_at, expires_at, policy } = permit;
    Ok(json!({
        "json": json,
        "user": user,
        "purpose": purpose,
        "context": context::object(context),
        "issuedAt": instant(issued_at),
        "expiresAt": instant(expires_at),
        "policy": policy,
    }))
}

pub(crate) fn history_entry(entry: HistoryEntry) -> Result<Value, Error> {
    let HistoryEntry { position, hash, event } = entry;
    let Event { user, at, policy, merged_from, act } = event;
    let fault = |error| Error::Internal { message: format!("an act can't be shown: {error}") };
    let operation = act.operation();
    let mut details = serde_json::to_value(&act).map_err(fault)?;
    if let Some(fields) = details.as_object_mut() {
        fields.remove("act");
        // the core keeps instants as numbers
        for name in ["expires", "on", "due"] {
            as_text(fields.get_mut(name));
        }
        for name in ["tasks", "kept"] {
            let tasks = fields.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten();
            tasks.for_each(|task| as_text(task.get_mut("until")));
        }
    }
    Ok(json!({
        "position": position,
        "at": instant(at),
        "act": operation,
        "user": user,
        "policy": policy,
        "details": details,
        "hash": hash,
        "mergedFrom": merged_from.map(|from| origin(*from)),
    }))
}

fn origin(origin: Origin) -> Value {
    let Origin { ledger, number, digest, seen } = origin;
    json!({ "ledger": ledger, "number": number, "digest": digest, "seen": seen })
}

pub(crate) fn merged(merged: Merged) -> Value {
    let Merged { ledger, until, taken, known, users, erased } = merged;
    json!({ "ledger": ledger, "until": until, "taken": taken, "known": known, "users": users, "erased": erased })
}

/// What a listener is told.
pub(crate) fn notification(notification: &Notification) -> Value {
    match notification {
        Notification::Act(Recording { position, user, operation, at, merged }) => json!({
            "kind": "act",
            "position": position,
            "user": user,
            "operation": operation,
            "at": instant(*at),
            "merged": merged,
        }),
        Notification::Reload { policy, outdated } => {
            json!({ "kind": "reload", "policy": policy, "outdated": outdated })
        }
        Notification::WouldDeny { user, purpose, reasons } => {
            json!({ "kind": "would_deny", "user": user, "purpose": purpose, "reasons": reasons })
        }
    }
}

fn as_text(place: Option<&mut Value>) {
    if let Some(value) = place
        && let Some(at) = value.as_i64()
    {
        *value = instant(Timestamp(at));
    }
}

pub(crate) fn verification(verification: Verification) -> Value {
    let Verification { events, users, head } = verification;
    json!({ "events": events, "users": users, "head": head })
}

pub(crate) fn reloaded(reloaded: Reloaded) -> Value {
    let Reloaded { version, difference: changes, outdated, warnings } = reloaded;
    json!({
        "version": version,
        "difference": changes.map(difference),
        "outdated": outdated,
        "warnings": diagnostics(warnings),
    })
}

fn difference(difference: Difference) -> Value {
    let Difference {
        from,
        to,
        material,
        added,
        removed,
        widened,
        narrowed,
        categories_added,
        recipients_added,
        recipients_removed,
        recipients_widened,
    } = difference;
    json!({
        "from": from,
        "to": to,
        "material": material,
        "added": added,
        "removed": removed,
        "widened": widened,
        "narrowed": narrowed,
        "categoriesAdded": categories_added,
        "recipientsAdded": recipients_added,
        "recipientsRemoved": recipients_removed,
        "recipientsWidened": recipients_widened,
    })
}

pub(crate) fn diagnostics(diagnostics: Vec<Diagnostic>) -> Value {
    list(diagnostics, |diagnostic| {
        let line = diagnostic.to_string();
        let Diagnostic { severity, code, message, place, help, note } = diagnostic;
        let Place { file, line: row, column, start, end } = place;
        let severity = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let place = json!({ "file": file, "line": row, "column": column, "start": start, "end": end });
        json!({
            "severity": severity,
            "code": code,
            "message": message,
            "place": place,
            "help": help,
            "note": note,
            "text": line,
        })
    })
}

pub(crate) fn checks(checks: Vec<Check>) -> Value {
    list(checks, |check| {
        let Check { name, found, reasons, why } = check;
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
        let texts: Vec<_> = reasons.iter().map(|reason| reason.text()).collect();
        json!({
            "name": name.code(),
            "title": name.title(),
            "found": found.code(),
            "reasons": codes,
            "texts": texts,
            "why": why,
        })
    })
}

pub(crate) fn task(task: TaskView) -> Value {
    let TaskView { kind, subject, reason, until, done } = task;
    json!({ "kind": kind, "subject": subject, "reason": reason, "until": until, "done": done })
}

pub(crate) fn case(case: CaseView) -> Value {
    let CaseView {
        id,
        right,
        status,
        received,
        due,
        due_source,
        overdue,
        verified,
        by,
        channel,
        owner,
        reply_via,
        about,
        recipient,
        decision,
        mode,
        outcome,
        reason,
        tasks,
        remedies,
        note,
    } = case;
    json!({
        "id": id,
        "right": right,
        "status": status,
        "received": received,
        "due": due,
        "dueSource": due_source,
        "overdue": overdue,
        "verified": verified,
        "by": by,
        "channel": channel,
        "owner": owner,
        "replyVia": reply_via,
        "about": about,
        "recipient": recipient,
        "decision": decision,
        "mode": mode,
        "outcome": outcome,
        "reason": reason,
        "tasks": list(tasks, task),
        "remedies": remedies,
        "note": note,
    })
}

pub(crate) fn due(due: Due) -> Value {
    let Due { kind, user, subject, action, since, due, overdue, detail } = due;
    json!({
        "kind": kind,
        "user": user,
        "subject": subject,
        "action": action,
        "since": instant(since),
        "due": instant(due),
        "overdue": overdue,
        "detail": table(detail),
    })
}

pub(crate) fn registration(registration: Registration) -> Value {
    let Registration { kind, id, fields, times, since, changed, position } = registration;
    let time = |time: StageTime| {
        let StageTime { value, at } = time;
        json!({ "value": value, "at": instant(at) })
    };
    json!({
        "kind": kind,
        "id": id,
        "fields": fields,
        "times": list(times, time),
        "since": instant(since),
        "changed": instant(changed),
        "position": position,
    })
}

pub(crate) fn changes(changes: &[Change]) -> Value {
    let one = |change: &Change| {
        let Change { path, category, transform, reasons } = change;
        json!({ "path": path, "category": category, "transform": transform, "reasons": reasons })
    };
    changes.iter().map(one).collect()
}

pub(crate) fn findings(findings: Vec<Finding>) -> Value {
    list(findings, |finding| {
        let Finding { schema, path, rule, message } = finding;
        json!({ "schema": schema, "path": path, "rule": rule, "message": message })
    })
}

pub(crate) fn understood(understood: Understood) -> Value {
    let Understood { signals, unexpressed } = understood;
    json!({ "signals": signals, "unexpressed": unexpressed })
}

/// A table; where there is nothing to tell, the core says null.
pub(crate) fn table(table: Value) -> Value {
    if table.is_null() { json!({}) } else { table }
}
