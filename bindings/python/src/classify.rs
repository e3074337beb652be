//! Suggestions of categories: records, columns and files of Python, as the core's classifier takes them.

use std::path::PathBuf;

use placet::data::classify::files::{Format, read};
use placet::data::classify::{Classifier, Spot, Suggestion};
use placet::policy::Policy;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use crate::entry::entry;
use crate::error::raise;
use crate::record::{Fault, Item};
use crate::results;
use crate::text::text;

type Value<'a, 'py> = &'a Bound<'py, PyAny>;

fn classifier(py: Python<'_>, sample: Option<i64>) -> PyResult<Classifier> {
    let made = match sample {
        // the core says what is wrong with a sample of none
        Some(sample) => Classifier::sampling(u64::try_from(sample).unwrap_or(0)),
        None => Classifier::new(),
    };
    made.map_err(|error| raise(py, error))
}

fn suggestions<'py>(
    py: Python<'py>,
    classifier: &Classifier,
    policy: Option<&Policy>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let found: Vec<Suggestion> =
        classifier.suggestions(policy.and_then(|policy| policy.versions().last()).map(AsRef::as_ref));
    found.into_iter().map(|one| results::suggestion(py, one)).collect()
}

/// Suggests categories for the fields of records.
#[pyfunction]
#[pyo3(signature = (records, policy=None, sample=None))]
pub(crate) fn classify_records<'py>(
    records: Value<'_, 'py>,
    policy: Option<Value<'_, '_>>,
    sample: Option<i64>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    entry(|| {
        let py = records.py();
        let policy = policy.map(|policy| crate::policy::policy(policy, &[])).transpose()?;
        let mut classifier = classifier(py, sample)?;
        for record in records.try_iter()? {
            classifier.add(Item(record?)).map_err(|Fault(error)| error)?;
        }
        suggestions(py, &classifier, policy.as_ref())
    })
}

/// Suggests categories for columns, by their names.
#[pyfunction]
#[pyo3(signature = (columns, policy=None, sample=None))]
pub(crate) fn classify_columns<'py>(
    columns: &Bound<'py, PyMapping>,
    policy: Option<Value<'_, '_>>,
    sample: Option<i64>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    entry(|| {
        let py = columns.py();
        let policy = policy.map(|policy| crate::policy::policy(policy, &[])).transpose()?;
        let mut classifier = classifier(py, sample)?;
        for pair in columns.items()? {
            let (name, values): (Bound<'py, PyAny>, Bound<'py, PyAny>) = pair.extract()?;
            let name = name.str()?;
            let name = text("data", &name)?;
            let spot = classifier.named(Spot::ROOT, name);
            classifier.see(spot, None);
            if values.is_instance_of::<PyString>() || values.cast::<PyMapping>().is_ok() {
                let class = values.get_type().name()?;
                return Err(PyTypeError::new_err(format!(
                    "argument 'data': the values of '{name}' are wanted as a list, not '{class}'; for one record give a list of it"
                )));
            }
            for value in values.try_iter()? {
                classifier.add_at(spot, Item(value?)).map_err(|Fault(error)| error)?;
            }
        }
        suggestions(py, &classifier, policy.as_ref())
    })
}

/// Suggests categories for what a file holds: CSV, JSON, NDJSON or Parquet.
#[pyfunction]
#[pyo3(signature = (path, format=None, policy=None, sample=None))]
pub(crate) fn classify_file<'py>(
    py: Python<'py>,
    path: PathBuf,
    format: Option<&Bound<'py, PyString>>,
    policy: Option<Value<'_, '_>>,
    sample: Option<i64>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    entry(|| {
        let policy = policy.map(|policy| crate::policy::policy(policy, &[])).transpose()?;
        let mut classifier = classifier(py, sample)?;
        let format = match format {
            Some(format) => Format::parse(text("format", format)?),
            None => Format::of(&path),
        };
        let format = format.map_err(|error| raise(py, error))?;
        py.detach(|| read(&mut classifier, &path, format, &mut |_| {})).map_err(|error| raise(py, error))?;
        suggestions(py, &classifier, policy.as_ref())
    })
}
