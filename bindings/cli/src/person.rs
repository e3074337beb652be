//! `placet cases`, `placet erasure-plan` and `placet export`: what is open for one user, what an erasure would mean, and the copy.

use placet::{CaseView, ExportOptions, TaskView};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::args::{CasesArgs, ErasurePlanArgs, ExportArgs};
use crate::text::{plain, table};
use crate::{history, input, report};

pub(crate) fn cases(args: &CasesArgs, as_json: bool) -> Result<Answer, Failure> {
    let CasesArgs { ledger, user } = args;
    let found = report::engine(ledger)?.cases(user)?;
    if as_json {
        return Ok(Answer::json(&json!({ "user": user, "cases": found }), true));
    }
    if found.is_empty() {
        return Ok(Answer { text: "no cases of this user\n".to_owned(), yes: true });
    }
    let mut rows = table(&["case", "right", "status", "received", "due", "by", "owner", "tasks", "outcome", "reason"]);
    for case in &found {
        let CaseView { id, right, status, received, due, overdue, by, owner, tasks, outcome, reason, note, .. } = case;
        let due = due.as_deref().or(note.as_deref()).unwrap_or_default();
        let open = tasks.iter().filter(|task| !task.done).map(|task| format!("{} {}", task.kind, task.subject));
        rows.add_row([
            id.to_string(),
            plain(right),
            status.clone(),
            received.clone(),
            format!("{due}{}", if *overdue { ", overdue" } else { "" }),
            plain(by.as_deref().unwrap_or("the user")),
            plain(owner.as_deref().unwrap_or_default()),
            plain(&open.collect::<Vec<_>>().join(", ")),
            plain(outcome.as_deref().unwrap_or_default()),
            plain(reason.as_deref().unwrap_or_default()),
        ]);
    }
    Ok(Answer { text: format!("{}\n", rows.trim_fmt()), yes: true })
}

pub(crate) fn erasure_plan(args: &ErasurePlanArgs, as_json: bool) -> Result<Answer, Failure> {
    let ErasurePlanArgs { ledger, user, at } = args;
    let engine = report::engine(ledger)?;
    let at = input::instant("at", at.as_deref(), &engine.policy())?;
    let plan = engine.erasure_plan(user, at)?;
    if as_json {
        let mut value = json!({ "user": user, "plan": plan });
        history::write_instants(&mut value);
        return Ok(Answer::json(&value, true));
    }
    if plan.is_empty() {
        return Ok(Answer { text: "an erasure of this user would take nothing\n".to_owned(), yes: true });
    }
    let mut rows = table(&["action", "subject", "reason", "until"]);
    for TaskView { kind, subject, reason, until, done: _ } in &plan {
        rows.add_row([
            kind.clone(),
            plain(subject),
            plain(reason.as_deref().unwrap_or_default()),
            until.clone().unwrap_or_default(),
        ]);
    }
    Ok(Answer { text: format!("{}\n", rows.trim_fmt()), yes: true })
}

/// An export is JSON, with or without `--json`, and just as another engine takes it in.
pub(crate) fn export(args: &ExportArgs) -> Result<Answer, Failure> {
    let ExportArgs { ledger, user, subset, case, actor, attests } = args;
    let options = ExportOptions {
        subset: subset.clone(),
        case: *case,
        actor: actor.clone(),
        attests: attests.iter().cloned().collect(),
    };
    Ok(Answer::json(&report::engine(ledger)?.export(user, &options)?, true))
}
