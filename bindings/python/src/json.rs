//! JSON of the core as plain Python data, and back.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};
use serde_json::Value;

use crate::error::invalid;
use crate::text::argument_error;

/// A value of JSON text.
pub(crate) fn parse<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.getattr("loads")?.call1((json,))
}

/// A table as a dict; where there is nothing to tell, the core says null.
pub(crate) fn table<'py>(py: Python<'py>, table: &Value) -> PyResult<Bound<'py, PyDict>> {
    if table.is_null() {
        return Ok(PyDict::new(py));
    }
    Ok(parse(py, &table.to_string())?.cast_into()?)
}

/// What a mapping of plain data says.
pub(crate) fn value(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<Value> {
    let py = value.py();
    if value.cast::<PyMapping>().is_err() {
        let name = value.get_type().name()?;
        return Err(pyo3::exceptions::PyTypeError::new_err(format!(
            "argument '{argument}': a mapping is wanted, not '{name}'"
        )));
    }
    let strict = PyDict::new(py);
    strict.set_item("allow_nan", false)?;
    let json = py.import("json")?.getattr("dumps")?.call((value,), Some(&strict)).map_err(|error| {
        if error.is_instance_of::<PyValueError>(py) {
            return invalid(py, argument, format!("it is no JSON ({}); give data as JSON has them", error.value(py)));
        }
        argument_error(py, argument, error)
    })?;
    serde_json::from_str(json.extract()?)
        .map_err(|error| invalid(py, argument, format!("it is no JSON ({error}); give data as JSON has them")))
}
