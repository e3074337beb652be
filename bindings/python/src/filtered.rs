//! What is left of a record, with what became of the rest.

use std::sync::{Arc, Mutex, PoisonError};

use placet::data::{Change, Filtered as CoreFiltered, report};
use placet::{Error, Timestamp};
use pyo3::prelude::*;
use pyo3::pyclass::{PyTraverseError, PyVisit};
use pyo3::types::{PyDict, PyTuple};

use crate::entry::entry;
use crate::error::raise;
use crate::instant::{optional_datetime, optional_instant};
use crate::record::Item;
use crate::results;

/// A record as a purpose may see it.
#[pyclass(frozen, module = "placet")]
pub(crate) struct Filtered {
    record: Py<PyAny>,
    changes: Py<PyTuple>,
    valid_until: Option<Timestamp>,
}

#[pymethods]
impl Filtered {
    #[new]
    #[pyo3(signature = (record, changes, valid_until))]
    fn new(record: Py<PyAny>, changes: Py<PyTuple>, valid_until: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        entry(|| Ok(Self { record, changes, valid_until: optional_instant("valid_until", valid_until)? }))
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("record", "changes", "valid_until")
    }

    /// What is left, as new dicts and lists.
    #[getter]
    fn record<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.record.bind(py).clone()
    }

    /// What was removed or changed, by place.
    #[getter]
    fn changes<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        self.changes.bind(py).clone()
    }

    /// When, without any new event, something else could be left, in UTC.
    #[getter]
    fn valid_until<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        entry(|| optional_datetime(py, self.valid_until))
    }

    /// Gives it as canonical JSON, the same bytes in every language; dates as text of ISO 8601.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        entry(|| {
            let plain = PyDict::new(py);
            plain.set_item("default", py.import("placet._records")?.getattr("plain")?)?;
            plain.set_item("allow_nan", false)?;
            let text = py.import("json")?.getattr("dumps")?.call((&self.record,), Some(&plain))?;
            let fault = |error| raise(py, Error::Internal { message: format!("a record can't be written: {error}") });
            let record: serde_json::Value = serde_json::from_str(text.extract()?).map_err(fault)?;
            let changes = self.changes.bind(py).iter().map(|change| results::read_change(&change));
            Ok(report(&record, &changes.collect::<PyResult<Vec<_>>>()?, self.valid_until))
        })
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        entry(|| {
            let Ok(other) = other.cast::<Self>() else { return Ok(py.NotImplemented()) };
            let other = other.get();
            let same = self.valid_until == other.valid_until
                && self.record.bind(py).eq(&other.record)?
                && self.changes.bind(py).eq(&other.changes)?;
            Ok(same.into_pyobject(py)?.to_owned().into_any().unbind())
        })
    }

    /// Without the record, which may be a dict.
    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        entry(|| (&self.changes, self.valid_until.map(|until| until.0)).into_pyobject(py)?.hash())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        entry(|| {
            let (record, changes) = (self.record.bind(py).repr()?, self.changes.bind(py).repr()?);
            let until = self.valid_until(py)?.into_pyobject(py)?.repr()?;
            Ok(format!("Filtered(record={record}, changes={changes}, valid_until={until})"))
        })
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| {
            let (py, own) = (slf.py(), slf.get());
            (slf.get_type(), (&own.record, &own.changes, own.valid_until(py)?)).into_pyobject(py)
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.record)?;
        visit.call(&self.changes)
    }
}

/// Changes that were told lately, as Python has them: records of one form share them.
#[derive(Default)]
pub(crate) struct Told(Mutex<Vec<Form>>);

/// Changes of the core, with the tuple that was made of them.
struct Form {
    changes: Arc<[Change]>,
    tuple: Py<PyTuple>,
}

/// Forms of records whose changes are kept.
const FORMS: usize = 16;

impl Told {
    /// What the core left of a record, for Python.
    pub(crate) fn filtered<'py>(
        &self,
        py: Python<'py>,
        filtered: CoreFiltered<Item<'py>>,
    ) -> PyResult<Bound<'py, Filtered>> {
        let CoreFiltered { record, changes, valid_until } = filtered;
        let changes = match self.known(py, &changes) {
            Some(known) => known,
            None => self.keep(py, changes)?,
        };
        Bound::new(py, Filtered { record: record.0.unbind(), changes, valid_until })
    }

    fn known(&self, py: Python<'_>, changes: &Arc<[Change]>) -> Option<Py<PyTuple>> {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = told.iter().find(|known| Arc::ptr_eq(&known.changes, changes));
        found.map(|known| known.tuple.clone_ref(py))
    }

    fn keep(&self, py: Python<'_>, changes: Arc<[Change]>) -> PyResult<Py<PyTuple>> {
        let each = changes.iter().map(|change| results::change(py, change)).collect::<PyResult<Vec<_>>>()?;
        let tuple = PyTuple::new(py, each)?.unbind();
        // what the core does not keep has names of that one record, or met another thread: it never comes again
        if Arc::strong_count(&changes) == 1 {
            return Ok(tuple);
        }
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = (told.len() >= FORMS).then(|| told.remove(0));
        told.push(Form { changes, tuple: tuple.clone_ref(py) });
        drop(told);
        // with the lock released: what it frees is Python's
        drop(oldest);
        Ok(tuple)
    }
}
