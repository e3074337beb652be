//! What is missing between schemas and a policy, and what a log may not show.

use placet::data::{Finding, LogNames, lint_declared, lint_fields};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::entry::entry;
use crate::error::raise;
use crate::results;
use crate::schema::Schema;

/// The places of a schema's fields, each with its category or with none.
type Places = Vec<(String, Option<String>)>;

/// What is missing between a policy and its own schemas, and some others, of which all fields are given.
#[pyfunction]
pub(crate) fn lint<'py>(
    policy: &Bound<'py, PyAny>,
    schemas: Vec<(String, Places)>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    entry(|| {
        let py = policy.py();
        let policy = crate::policy::policy(policy, &[])?;
        let look = || -> Result<Vec<Finding>, placet::Error> {
            let Some(version) = policy.versions().last() else { return Ok(Vec::new()) };
            let mut found = lint_declared(version)?;
            for (name, fields) in &schemas {
                found.extend(lint_fields(version, name, fields)?);
            }
            Ok(found)
        };
        let found = py.detach(look).map_err(|error| raise(py, error))?;
        found.into_iter().map(|finding| results::finding(py, finding)).collect()
    })
}

/// The places of a JSON Schema's fields, each with its category; none of one without a tag.
#[pyfunction]
pub(crate) fn json_fields(document: &Bound<'_, PyAny>) -> PyResult<Places> {
    entry(|| {
        let read = crate::json::value("document", document)?;
        placet::data::json_fields(&read).map_err(|error| raise(document.py(), error))
    })
}

/// The names of tagged fields as a log has them, each with what stands in its value's stead.
#[pyfunction]
pub(crate) fn log_stand_ins<'py>(py: Python<'py>, schemas: Vec<PyRef<'py, Schema>>) -> PyResult<Bound<'py, PyDict>> {
    entry(|| {
        let names = LogNames::of(schemas.iter().map(|schema| &schema.0));
        let shown = PyDict::new(py);
        for (name, stand_in) in names.stand_ins() {
            shown.set_item(name, stand_in)?;
        }
        Ok(shown)
    })
}
