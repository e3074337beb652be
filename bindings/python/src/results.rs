//! Answers of the core as the data classes that `placet.results` defines.

use placet::act::Event;
use placet::policy::{Diagnostic, Difference, Place, Severity};
use placet::{HistoryEntry, Receipt, Reloaded, Timestamp, Verification};
use pyo3::BoundObject;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyModule, PyTuple};
use serde_json::Value;

use crate::error::raise;
use crate::instant::{datetime, optional_datetime};
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

/// A value of JSON text.
pub(crate) fn parse<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.getattr("loads")?.call1((json,))
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

pub(crate) fn receipt(py: Python<'_>, receipt: Receipt) -> PyResult<Bound<'_, PyAny>> {
    let Receipt { position, at, obligations: due } = receipt;
    let due: Vec<_> = due.into_iter().map(Obligation::from).collect();
    make(py, "Receipt", (position, datetime(py, at)?, obligations(py, &due)?))
}

pub(crate) fn history_entry(py: Python<'_>, entry: HistoryEntry) -> PyResult<Bound<'_, PyAny>> {
    let HistoryEntry { position, hash, event } = entry;
    let Event { user, at, policy, act } = event;
    let operation = act.operation();
    let fault = |error| raise(py, placet::Error::Internal { message: format!("an act can't be shown: {error}") });
    let mut fields = serde_json::to_value(&act).map_err(fault)?;
    let expires = fields.get("expires").and_then(Value::as_i64).map(Timestamp);
    if let Some(fields) = fields.as_object_mut() {
        fields.remove("act");
    }
    let details = parse(py, &fields.to_string())?.cast_into::<PyDict>()?;
    if let Some(expires) = expires {
        details.set_item("expires", datetime(py, expires)?)?;
    }
    make(py, "HistoryEntry", (position, datetime(py, at)?, operation, user, policy, details, hash))
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
    let Difference { from, to, material, added, removed, widened, narrowed } = difference;
    let keys = |keys: Vec<String>| PyTuple::new(py, keys);
    make(py, "Difference", (from, to, material, keys(added)?, keys(removed)?, keys(widened)?, keys(narrowed)?))
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
