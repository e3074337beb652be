//! Policies as callers name them: text, a path, or a list of either.

use std::path::PathBuf;

use placet::policy::{Policy, Source, Version, check, compile};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::error::{invalid, raise};
use crate::text::text;

/// One document, as the core tells text and paths apart: text has a line break or begins with a brace.
pub(crate) fn document(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = value.py();
    if let Ok(given) = value.cast::<PyString>() {
        return Ok(text("policy", given)?.to_owned());
    }
    let Ok(path) = value.extract::<PathBuf>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "argument 'policy': a str, a path or a list of them is wanted, not '{name}'"
        )));
    };
    match path.to_str() {
        Some(path) if !path.contains('\n') => {
            Ok(if path.starts_with('{') { format!("./{path}") } else { path.to_owned() })
        }
        _ => Err(invalid(py, "policy", "the path is no plain text; read the file and give what it says")),
    }
}

/// All versions of a policy, read and compiled.
pub(crate) fn policy(value: &Bound<'_, PyAny>) -> PyResult<Policy> {
    let py = value.py();
    let documents = match value.extract::<Vec<Bound<'_, PyAny>>>() {
        Ok(list) => list.iter().map(document).collect::<PyResult<Vec<_>>>()?,
        Err(_) => vec![document(value)?],
    };
    let load = |document: &String| -> Result<Version, placet::Error> { compile(&check(&Source::open(document)?)?) };
    let load_all = || Policy::new(documents.iter().map(load).collect::<Result<_, _>>()?);
    py.detach(load_all).map_err(|error| raise(py, error))
}
