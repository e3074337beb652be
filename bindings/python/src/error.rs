//! Errors of the core as the exceptions that `placet.errors` defines.

use placet::Error;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyModule, PyTuple};

use crate::decision::Decision;
use crate::results;

static ERRORS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// The exception for an error of the core.
#[cold]
pub(crate) fn raise(py: Python<'_>, error: Error) -> PyErr {
    exception(py, error).unwrap_or_else(|error| error)
}

/// An exception for an argument that can't be meant.
#[cold]
pub(crate) fn invalid(py: Python<'_>, argument: &'static str, message: impl Into<String>) -> PyErr {
    raise(py, Error::InvalidArgument { argument, message: message.into() })
}

fn exception(py: Python<'_>, error: Error) -> PyResult<PyErr> {
    let message = error.to_string();
    // every kind by name, so that a new one breaks the build
    let (class, details) = match error {
        Error::Policy { diagnostics } => {
            ("PolicyError", (message, results::diagnostics(py, diagnostics)?).into_pyobject(py)?)
        }
        Error::UnknownPurpose { purpose, nearest } => {
            ("UnknownPurpose", (message, purpose, nearest).into_pyobject(py)?)
        }
        Error::UnknownCategory { category, nearest } => {
            ("UnknownCategory", (message, category, nearest).into_pyobject(py)?)
        }
        Error::UnknownSchema { schema, nearest } => ("UnknownSchema", (message, schema, nearest).into_pyobject(py)?),
        Error::InvalidArgument { argument, message: _ } => ("InvalidArgument", (message, argument).into_pyobject(py)?),
        Error::Refused { reason, message: _ } => ("Refused", (message, reason.code()).into_pyobject(py)?),
        Error::Denied { decision } => ("Denied", denied(py, message, Decision::from(*decision))?),
        Error::Store { path, message: _ } => ("StoreError", (message, path).into_pyobject(py)?),
        Error::Integrity { path, message: _ } => ("IntegrityError", (message, path).into_pyobject(py)?),
        Error::Internal { message: _ } => ("InternalError", (message,).into_pyobject(py)?),
    };
    let module = ERRORS.get_or_try_init(py, || py.import("placet.errors").map(Bound::unbind))?;
    Ok(PyErr::from_value(module.bind(py).getattr(class)?.call1(details)?))
}

fn denied(py: Python<'_>, message: String, decision: Decision) -> PyResult<Bound<'_, PyTuple>> {
    (message, decision.into_bound_py_any(py)?).into_pyobject(py)
}
