//! Words and numbers of Python as the core's own types.

use std::collections::BTreeMap;

use placet::act::ConsentKind;
use placet::words::nearest;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyMapping, PyString};

use crate::error::invalid;
use crate::text::text;

const KINDS: [&str; 3] = ["explicit", "implied", "assumed"];
const STATUSES: [&str; 2] = ["verified", "pending"];

/// How a consent was given; explicitly when nothing is said.
pub(crate) fn consent_kind(kind: Option<&Bound<'_, PyString>>) -> PyResult<ConsentKind> {
    let Some(kind) = kind else { return Ok(ConsentKind::default()) };
    let name = text("kind", kind)?;
    ConsentKind::named(name).ok_or_else(|| unknown(kind.py(), "kind", name, &KINDS))
}

/// Whether parental responsibility is only claimed.
pub(crate) fn is_pending(status: Option<&Bound<'_, PyString>>) -> PyResult<bool> {
    let Some(status) = status else { return Ok(false) };
    match text("status", status)? {
        "verified" => Ok(false),
        "pending" => Ok(true),
        name => Err(unknown(status.py(), "status", name, &STATUSES)),
    }
}

fn unknown(py: Python<'_>, argument: &'static str, name: &str, words: &[&str]) -> PyErr {
    let help =
        nearest(name, words.iter().copied()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    invalid(py, argument, format!("it is none of: {}{help}", words.join(", ")))
}

/// A node; that of everything when none is given.
pub(crate) fn node<'a>(node: Option<&'a Bound<'_, PyString>>) -> PyResult<&'a str> {
    node.map_or(Ok("*"), |node| text("purpose", node))
}

/// A number of years.
pub(crate) fn years(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<u8> {
    let Ok(number) = value.cast::<PyInt>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument '{argument}': an int is wanted, not '{name}'")));
    };
    number.extract().map_err(|_| invalid(value.py(), argument, "it is no number of years; give one from 0 to 150"))
}

/// A lower number of years and an upper one, or only the lower.
pub(crate) fn years_between(value: &Bound<'_, PyAny>) -> PyResult<(u8, Option<u8>)> {
    let ends: Vec<Bound<'_, PyAny>> = value.extract().map_err(|_| {
        PyTypeError::new_err(
            "argument 'age_range': two ints are wanted, such as (13, 15), or (18, None) for 18 and above",
        )
    })?;
    match ends.as_slice() {
        [lower] => Ok((years("age_range", lower)?, None)),
        [lower, upper] if upper.is_none() => Ok((years("age_range", lower)?, None)),
        [lower, upper] => Ok((years("age_range", lower)?, Some(years("age_range", upper)?))),
        _ => Err(invalid(value.py(), "age_range", "it has a lower and an upper number of years: `(13, 15)`")),
    }
}

/// Signals by name: `True`, `1` or `"1"` is on; `False`, `0` or `"0"` is off.
pub(crate) fn switches(value: &Bound<'_, PyAny>) -> PyResult<BTreeMap<String, bool>> {
    let Ok(signals) = value.cast::<PyMapping>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument 'signals': a mapping is wanted, not '{name}'")));
    };
    let mut switches = BTreeMap::new();
    for item in signals.items()? {
        let (name, state): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let Ok(name) = name.cast::<PyString>() else {
            return Err(PyTypeError::new_err("argument 'signals': its keys are strings"));
        };
        switches.insert(text("signals", name)?.to_owned(), switch(&state)?);
    }
    Ok(switches)
}

fn switch(state: &Bound<'_, PyAny>) -> PyResult<bool> {
    let on = match state.cast::<PyString>() {
        Ok(state) => match text("signals", state)? {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
        // a bool is an int in Python
        Err(_) => match state.extract::<i64>() {
            Ok(1) => Some(true),
            Ok(0) => Some(false),
            _ => None,
        },
    };
    on.ok_or_else(|| {
        invalid(state.py(), "signals", "a signal is on (`True`, `1`, `\"1\"`) or off (`False`, `0`, `\"0\"`)")
    })
}
