//! Answers of the core as the data classes that `placet.results` defines.

use placet::act::{Event, Origin};
#[cfg(feature = "arrow")]
use placet::data::arrow::BatchChange;
use placet::data::classify::{Clue, Suggestion};
use placet::data::{Change, Finding};
use placet::decide::Check;
use placet::policy::{Diagnostic, Difference, Place, Severity};
use placet::{
    CaseView, Due, HistoryEntry, Merged, Notification, Receipt, Recording, Registration, Reloaded, StageTime, TaskView,
    Timestamp, Understood, Verification,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyModule, PyTuple};
use pyo3::{BoundObject, IntoPyObjectExt};
use serde_json::Value;

use crate::error::raise;
use crate::instant::{date_of, datetime, datetime_of, optional_datetime};
use crate::json;
use crate::parts::{Evidence, Obligation, Remedy};

static RESULTS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

fn make<'py>(
    py: Python<'py>,
    class: &str,
    fields: impl IntoPyObject<'py, Target = PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    let module = RESULTS.get_or_try_init(py, || py.import("placet.results").map(Bound::unbind))?;
    let fields = fields.into_pyobject(py).map_err(Into::into)?.into_bound();
    module.bind(py).getattr(class)?.call1(fields)
}

pub(crate) fn remedy<'py>(py: Python<'py>, remedy: &Remedy) -> PyResult<Bound<'py, PyAny>> {
    let Remedy { action, purpose, notice, text } = remedy;
    make(py, "Remedy", (&**action, &**purpose, notice.as_deref(), text))
}

pub(crate) fn obligations<'py>(py: Python<'py>, obligations: &[Obligation]) -> PyResult<Bound<'py, PyTuple>> {
    let one = |obligation: &Obligation| {
        let Obligation { kind, subject, due } = obligation;
        make(py, "Obligation", (kind, subject, optional_datetime(py, *due)?))
    };
    PyTuple::new(py, obligations.iter().map(one).collect::<PyResult<Vec<_>>>()?)
}

pub(crate) fn evidence<'py>(py: Python<'py>, evidence: &Evidence) -> PyResult<Bound<'py, PyAny>> {
    let Evidence { position, at } = evidence;
    make(py, "Evidence", (position, datetime(py, *at)?))
}

pub(crate) fn finding(py: Python<'_>, finding: Finding) -> PyResult<Bound<'_, PyAny>> {
    let Finding { schema, path, rule, message } = finding;
    make(py, "Finding", (schema, path, rule, message))
}

pub(crate) fn receipt(py: Python<'_>, receipt: Receipt) -> PyResult<Bound<'_, PyAny>> {
    let Receipt { position, at, obligations: due } = receipt;
    let due: Vec<_> = due.into_iter().map(Obligation::from).collect();
    make(py, "Receipt", (position, datetime(py, at)?, obligations(py, &due)?))
}

pub(crate) fn history_entry(py: Python<'_>, entry: HistoryEntry) -> PyResult<Bound<'_, PyAny>> {
    let HistoryEntry { position, hash, event } = entry;
    let Event { user, at, policy, merged_from, act } = event;
    let operation = act.operation();
    let fault = |error| raise(py, placet::Error::Internal { message: format!("an act can't be shown: {error}") });
    let mut fields = serde_json::to_value(&act).map_err(fault)?;
    if let Some(fields) = fields.as_object_mut() {
        fields.remove("act");
    }
    let details = json::table(py, &fields)?;
    // the core keeps instants as numbers
    for name in ["expires", "on", "due"] {
        if let Some(at) = fields.get(name).and_then(Value::as_i64) {
            details.set_item(name, datetime(py, Timestamp(at))?)?;
        }
    }
    for name in ["tasks", "kept"] {
        let tasks = fields.get(name).and_then(Value::as_array).into_iter().flatten();
        for (place, task) in tasks.enumerate() {
            if let Some(until) = task.get("until").and_then(Value::as_i64) {
                details.as_any().get_item(name)?.get_item(place)?.set_item("until", datetime(py, Timestamp(until))?)?;
            }
        }
    }
    let merged_from = merged_from.map(|from| origin(py, *from)).transpose()?;
    make(py, "HistoryEntry", (position, datetime(py, at)?, operation, user, policy, details, hash, merged_from))
}

fn origin(py: Python<'_>, origin: Origin) -> PyResult<Bound<'_, PyAny>> {
    let Origin { ledger, number, digest, seen } = origin;
    make(py, "Origin", (ledger, number, digest, seen))
}

pub(crate) fn merged(py: Python<'_>, merged: Merged) -> PyResult<Bound<'_, PyAny>> {
    let Merged { ledger, until, taken, known, users, erased } = merged;
    make(py, "Merged", (ledger, until, taken, known, PyTuple::new(py, users)?, PyTuple::new(py, erased)?))
}

/// What a listener is told: a `Recording`, a `Reload` or a `WouldDeny`.
pub(crate) fn notification<'py>(py: Python<'py>, notification: &Notification) -> PyResult<Bound<'py, PyAny>> {
    match notification {
        Notification::Act(Recording { position, user, operation, at, merged }) => {
            make(py, "Recording", (*position, user, *operation, datetime(py, *at)?, *merged))
        }
        Notification::Reload { policy, outdated } => make(py, "Reload", (policy, PyTuple::new(py, outdated)?)),
        Notification::WouldDeny { user, purpose, reasons } => {
            make(py, "WouldDeny", (user, purpose, PyTuple::new(py, reasons)?))
        }
    }
}

pub(crate) fn verification(py: Python<'_>, verification: Verification) -> PyResult<Bound<'_, PyAny>> {
    let Verification { events, users, head } = verification;
    make(py, "Verification", (events, users, head))
}

pub(crate) fn reloaded(py: Python<'_>, reloaded: Reloaded) -> PyResult<Bound<'_, PyAny>> {
    let Reloaded { version, difference: changes, outdated, warnings } = reloaded;
    let changes = changes.map(|changes| difference(py, changes)).transpose()?;
    make(py, "Reloaded", (version, changes, PyTuple::new(py, outdated)?, PyTuple::new(py, diagnostics(py, warnings)?)?))
}

fn difference(py: Python<'_>, difference: Difference) -> PyResult<Bound<'_, PyAny>> {
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
    let keys = |keys: Vec<String>| PyTuple::new(py, keys);
    let categories = PyDict::new(py);
    for (purpose, added) in categories_added {
        categories.set_item(purpose, keys(added)?)?;
    }
    let purposes = (keys(added)?, keys(removed)?, keys(widened)?, keys(narrowed)?);
    let recipients = (keys(recipients_added)?, keys(recipients_removed)?, keys(recipients_widened)?);
    make(
        py,
        "Difference",
        (
            from,
            to,
            material,
            purposes.0,
            purposes.1,
            purposes.2,
            purposes.3,
            categories,
            recipients.0,
            recipients.1,
            recipients.2,
        ),
    )
}

pub(crate) fn diagnostics(py: Python<'_>, diagnostics: Vec<Diagnostic>) -> PyResult<Vec<Bound<'_, PyAny>>> {
    diagnostics.into_iter().map(|one| diagnostic(py, one)).collect()
}

fn diagnostic(py: Python<'_>, diagnostic: Diagnostic) -> PyResult<Bound<'_, PyAny>> {
    let Diagnostic { severity, code, message, place, help, note } = diagnostic;
    let Place { file, line, column, start, end } = place;
    let severity = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = make(py, "Place", (file, line, column, start, end))?;
    make(py, "Diagnostic", (severity, code, message, place, help, note))
}

pub(crate) fn check(py: Python<'_>, check: Check) -> PyResult<Bound<'_, PyAny>> {
    let Check { name, found, reasons, why } = check;
    let codes = PyTuple::new(py, reasons.iter().map(|reason| reason.code()))?;
    let texts = PyTuple::new(py, reasons.iter().map(|reason| reason.text()))?;
    make(py, "Check", (name.code(), name.title(), found.code(), codes, texts, why))
}

pub(crate) fn task(py: Python<'_>, task: TaskView) -> PyResult<Bound<'_, PyAny>> {
    let TaskView { kind, subject, reason, until, done } = task;
    make(py, "Task", (kind, subject, reason, until.map(|until| datetime_of(py, &until)).transpose()?, done))
}

pub(crate) fn case(py: Python<'_>, case: CaseView) -> PyResult<Bound<'_, PyAny>> {
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
    let tasks = tasks.into_iter().map(|one| task(py, one)).collect::<PyResult<Vec<_>>>()?;
    let fields = [
        id.into_bound_py_any(py)?,
        right.into_bound_py_any(py)?,
        status.into_bound_py_any(py)?,
        datetime_of(py, &received)?,
        due.map(|due| date_of(py, &due)).transpose()?.into_bound_py_any(py)?,
        due_source.into_bound_py_any(py)?,
        overdue.into_bound_py_any(py)?,
        verified.into_bound_py_any(py)?,
        by.into_bound_py_any(py)?,
        channel.into_bound_py_any(py)?,
        owner.into_bound_py_any(py)?,
        reply_via.into_bound_py_any(py)?,
        PyTuple::new(py, about)?.into_any(),
        recipient.into_bound_py_any(py)?,
        decision.into_bound_py_any(py)?,
        mode.into_bound_py_any(py)?,
        outcome.into_bound_py_any(py)?,
        reason.into_bound_py_any(py)?,
        PyTuple::new(py, tasks)?.into_any(),
        PyTuple::new(py, remedies)?.into_any(),
        note.into_bound_py_any(py)?,
    ];
    make(py, "Case", PyTuple::new(py, fields)?)
}

pub(crate) fn due(py: Python<'_>, due: Due) -> PyResult<Bound<'_, PyAny>> {
    let Due { kind, user, subject, action, since, due, overdue, detail } = due;
    let (since, due, detail) = (datetime(py, since)?, datetime(py, due)?, json::table(py, &detail)?);
    make(py, "Due", (kind, user, subject, action, since, due, overdue, detail))
}

pub(crate) fn registration(py: Python<'_>, registration: Registration) -> PyResult<Bound<'_, PyAny>> {
    let Registration { kind, id, fields, times, since, changed, position } = registration;
    let time = |time: StageTime| {
        let StageTime { value, at } = time;
        make(py, "StageTime", (value, datetime(py, at)?))
    };
    let times = PyTuple::new(py, times.into_iter().map(time).collect::<PyResult<Vec<_>>>()?)?;
    make(py, "Registration", (kind, id, fields, times, datetime(py, since)?, datetime(py, changed)?, position))
}

pub(crate) fn change<'py>(py: Python<'py>, change: &Change) -> PyResult<Bound<'py, PyAny>> {
    let Change { path, category, transform, reasons } = change;
    let transform = transform.map(|transform| transform.to_string());
    make(py, "Change", (&**path, category.as_deref(), transform, PyTuple::new(py, &**reasons)?))
}

/// A change that came from Python.
pub(crate) fn read_change(change: &Bound<'_, PyAny>) -> PyResult<Change> {
    let py = change.py();
    let path: String = change.getattr(intern!(py, "path"))?.extract()?;
    let category: Option<String> = change.getattr(intern!(py, "category"))?.extract()?;
    let transform: Option<String> = change.getattr(intern!(py, "transform"))?.extract()?;
    let reasons: Vec<String> = change.getattr(intern!(py, "reasons"))?.extract()?;
    Change::read(&path, category.as_deref(), transform.as_deref(), &reasons).map_err(|error| raise(py, error))
}

pub(crate) fn suggestion(py: Python<'_>, suggestion: Suggestion) -> PyResult<Bound<'_, PyAny>> {
    let Suggestion { path, category, confidence, evidence } = suggestion;
    let clue = |clue: Clue| {
        let Clue { grounds, what, matched, of, text } = clue;
        make(py, "Clue", (grounds.code(), what, matched, of, text))
    };
    let evidence = PyTuple::new(py, evidence.into_iter().map(clue).collect::<PyResult<Vec<_>>>()?)?;
    make(py, "Suggestion", (path, category, confidence, evidence))
}

#[cfg(feature = "arrow")]
pub(crate) fn filtered_batch<'py>(
    py: Python<'py>,
    data: Bound<'py, PyAny>,
    changes: Vec<BatchChange>,
    valid_until: Option<Timestamp>,
) -> PyResult<Bound<'py, PyAny>> {
    let one = |change: BatchChange| {
        let BatchChange { change: Change { path, category, transform, reasons }, rows } = change;
        make(
            py,
            "BatchChange",
            (
                &*path,
                category.as_deref(),
                transform.map(|transform| transform.to_string()),
                PyTuple::new(py, &*reasons)?,
                rows,
            ),
        )
    };
    let changes = PyTuple::new(py, changes.into_iter().map(one).collect::<PyResult<Vec<_>>>()?)?;
    make(py, "FilteredBatch", (data, changes, optional_datetime(py, valid_until)?))
}

pub(crate) fn understood(py: Python<'_>, understood: Understood) -> PyResult<Bound<'_, PyAny>> {
    let Understood { signals, unexpressed } = understood;
    make(py, "Understood", (signals, PyTuple::new(py, unexpressed)?))
}
