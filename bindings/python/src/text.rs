//! Strings of Python as strings of Rust.

use pyo3::exceptions::PyUnicodeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyString;

use crate::error::invalid;

const SURROGATE: &str = "it holds half of a surrogate pair and is no valid Unicode; decode the bytes it came from with \
                         their right encoding";

/// The text of a string.
#[inline]
pub(crate) fn text<'a>(argument: &'static str, value: &'a Bound<'_, PyString>) -> PyResult<&'a str> {
    value.to_str().map_err(|error| argument_error(value.py(), argument, error))
}

/// The text of a string that may not be given.
pub(crate) fn optional(argument: &'static str, value: Option<&Bound<'_, PyString>>) -> PyResult<Option<String>> {
    value.map(|value| text(argument, value).map(str::to_owned)).transpose()
}

/// A sequence of strings, which a single string is not.
pub(crate) fn sequence(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<Vec<PyBackedStr>> {
    value.extract().map_err(|error| argument_error(value.py(), argument, error))
}

/// The same as strings of Rust, of an argument that may not be given.
pub(crate) fn strings(argument: &'static str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    Ok(sequence(argument, value)?.iter().map(|text| text.to_string()).collect())
}

/// What a conversion failed with, with the argument's name.
#[cold]
pub(crate) fn argument_error(py: Python<'_>, argument: &'static str, error: PyErr) -> PyErr {
    if error.is_instance_of::<PyUnicodeError>(py) {
        return invalid(py, argument, SURROGATE);
    }
    if error.is_instance_of::<pyo3::exceptions::PyTypeError>(py) {
        return pyo3::exceptions::PyTypeError::new_err(format!("argument '{argument}': {}", error.value(py)));
    }
    error
}
