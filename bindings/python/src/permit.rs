//! Permits: short-lived proof that a question was allowed.

use placet::{Context, Permit as CorePermit, Timestamp};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use crate::context::dict;
use crate::entry::entry;
use crate::error::{invalid, raise};
use crate::instant::datetime;
use crate::text::text;

/// Short-lived proof that a question was allowed, for a queue or a worker to check again with `Engine.recheck`.
///
/// It is no key: a withdrawal ends it, whoever holds it.
#[pyclass(frozen, eq, module = "placet")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permit {
    user: String,
    purpose: String,
    context: Context,
    issued_at: Timestamp,
    expires_at: Timestamp,
    policy: Option<String>,
}

impl From<CorePermit> for Permit {
    fn from(permit: CorePermit) -> Self {
        let CorePermit { user, purpose, context, issued_at, expires_at, policy } = permit;
        Self { user, purpose, context, issued_at, expires_at, policy }
    }
}

impl From<&Permit> for CorePermit {
    fn from(permit: &Permit) -> Self {
        let Permit { user, purpose, context, issued_at, expires_at, policy } = permit.clone();
        Self { user, purpose, context, issued_at, expires_at, policy }
    }
}

#[pymethods]
impl Permit {
    /// The user.
    #[getter]
    fn user(&self) -> &str {
        &self.user
    }

    /// The purpose.
    #[getter]
    fn purpose(&self) -> &str {
        &self.purpose
    }

    /// What the question said besides; a new dict each time.
    #[getter]
    fn context<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        entry(|| dict(py, &self.context))
    }

    /// When it was given, in UTC.
    #[getter]
    fn issued_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| datetime(py, self.issued_at))
    }

    /// When it is over, in UTC: a minute later, or earlier when the decision itself can change.
    #[getter]
    fn expires_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| datetime(py, self.expires_at))
    }

    /// The version of the policy, as `id@version`.
    #[getter]
    fn policy(&self) -> Option<&str> {
        self.policy.as_deref()
    }

    /// The permit as JSON, to travel through a queue.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        entry(|| {
            let json = serde_json::to_string(&CorePermit::from(self));
            json.map_err(|error| {
                raise(py, placet::Error::Internal { message: format!("a permit can't be written: {error}") })
            })
        })
    }

    /// The permit that `to_json` wrote.
    #[staticmethod]
    fn from_json(json: &Bound<'_, PyString>) -> PyResult<Self> {
        entry(|| {
            let permit: Result<CorePermit, _> = serde_json::from_str(text("json", json)?);
            let fault =
                |error| invalid(json.py(), "json", format!("it is no permit ({error}); give what `to_json` wrote"));
            permit.map(Self::from).map_err(fault)
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| {
            let read = py.get_type::<Self>().getattr("from_json")?;
            (read, (self.to_json(py)?,)).into_pyobject(py)
        })
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        entry(|| {
            let purpose = PyString::new(py, &self.purpose).repr()?;
            Ok(format!("Permit(purpose={purpose}, expires_at='{}')", self.expires_at))
        })
    }
}
