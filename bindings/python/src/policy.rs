//! Policies as callers name them: text, a path, or a list of either.

use std::path::PathBuf;

use placet::policy::{Policy, PublicKey, key_from_hex, load};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::error::{invalid, raise};
use crate::text::{argument_error, text};

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

/// Public keys of whoever publishes a policy: 32 bytes each, or 64 hexadecimal digits.
pub(crate) fn keys(value: &Bound<'_, PyAny>) -> PyResult<Vec<PublicKey>> {
    let keys: Vec<Bound<'_, PyAny>> =
        value.extract().map_err(|error| argument_error(value.py(), "policy_keys", error))?;
    keys.iter().map(key).collect()
}

fn key(value: &Bound<'_, PyAny>) -> PyResult<PublicKey> {
    let key = match value.cast::<PyString>() {
        Ok(digits) => key_from_hex(text("policy_keys", digits)?),
        Err(_) => {
            let bytes: Vec<u8> = value.extract().map_err(|error| argument_error(value.py(), "policy_keys", error))?;
            bytes.try_into().ok()
        }
    };
    let fault = "a public key has 32 bytes, or 64 hexadecimal digits; give what `placet sign` printed";
    key.ok_or_else(|| invalid(value.py(), "policy_keys", fault))
}

/// All versions of a policy, read and compiled; with keys, only such as are signed with one of them.
pub(crate) fn policy(value: &Bound<'_, PyAny>, keys: &[PublicKey]) -> PyResult<Policy> {
    let py = value.py();
    let documents = match value.extract::<Vec<Bound<'_, PyAny>>>() {
        Ok(list) => list.iter().map(document).collect::<PyResult<Vec<_>>>()?,
        Err(_) => vec![document(value)?],
    };
    let load_all = || Policy::new(documents.iter().map(|document| load(document, keys)).collect::<Result<_, _>>()?);
    py.detach(load_all).map_err(|error| raise(py, error))
}
