//! Words and numbers of Python as the core's own types.

use std::collections::BTreeMap;

use placet::SignalState;
use placet::act::ConsentKind;
use placet::words::nearest;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyMapping, PyString};

use crate::error::{invalid, raise};
use crate::instant::day_or_instant;
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

/// A whole number of some range.
pub(crate) fn number<T: TryFrom<i64>>(argument: &'static str, value: &Bound<'_, PyAny>, help: &str) -> PyResult<T> {
    let Ok(number) = value.cast::<PyInt>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument '{argument}': an int is wanted, not '{name}'")));
    };
    let within = number.extract::<i64>().ok().and_then(|number| T::try_from(number).ok());
    within.ok_or_else(|| invalid(value.py(), argument, help))
}

/// A number of years.
pub(crate) fn years(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<u8> {
    number(argument, value, "it is no number of years; give one from 0 to 150")
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

/// The number of an audited decision, as a receipt has it or as text.
pub(crate) fn decision_number(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(number) = value.cast::<PyInt>() {
        return Ok(number.str()?.to_str()?.to_owned());
    }
    let Ok(value) = value.cast::<PyString>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument 'decision': an int or a str is wanted, not '{name}'")));
    };
    Ok(text("decision", value)?.to_owned())
}

/// Something that is so or is not.
pub(crate) fn flag(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let Ok(flag) = value.cast::<PyBool>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument '{argument}': a bool is wanted, not '{name}'")));
    };
    Ok(flag.is_true())
}

/// The entries of a mapping with strings as keys.
fn entries<'py>(argument: &'static str, value: &Bound<'py, PyAny>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let Ok(mapping) = value.cast::<PyMapping>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument '{argument}': a mapping is wanted, not '{name}'")));
    };
    let entry = |item: Bound<'py, PyAny>| {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let Ok(name) = name.cast::<PyString>() else {
            return Err(PyTypeError::new_err(format!("argument '{argument}': its keys are strings")));
        };
        Ok((text(argument, name)?.to_owned(), value))
    };
    mapping.items()?.iter().map(entry).collect()
}

/// What is so or is not, by name; of an argument that may not be given.
pub(crate) fn flags(argument: &'static str, value: Option<&Bound<'_, PyAny>>) -> PyResult<BTreeMap<String, bool>> {
    let Some(value) = value else { return Ok(BTreeMap::new()) };
    entries(argument, value)?.into_iter().map(|(name, value)| Ok((name, flag(argument, &value)?))).collect()
}

/// Texts by name, and what is written as text: `true` and `false`, whole numbers, days and instants.
pub(crate) fn texts(argument: &'static str, value: Option<&Bound<'_, PyAny>>) -> PyResult<BTreeMap<String, String>> {
    let Some(value) = value else { return Ok(BTreeMap::new()) };
    entries(argument, value)?.into_iter().map(|(name, value)| Ok((name, as_text(argument, &value)?))).collect()
}

fn as_text(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(value) = value.cast::<PyString>() {
        return Ok(text(argument, value)?.to_owned());
    }
    // a bool is an int in Python
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    if let Ok(number) = value.cast::<PyInt>() {
        return Ok(number.str()?.to_str()?.to_owned());
    }
    if let Some(day) = day_or_instant(argument, value)? {
        return Ok(day);
    }
    let name = value.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "argument '{argument}': its values are str, bool, int, date or aware datetime, not '{name}'"
    )))
}

/// Signals by name: `True` or `1` is on, `False` or `0` is off; what a text says of a signal, core knows.
pub(crate) fn signals_of(value: &Bound<'_, PyAny>) -> PyResult<BTreeMap<String, SignalState>> {
    let mut signals = BTreeMap::new();
    for (name, state) in entries("signals", value)? {
        let said = match state.cast::<PyString>() {
            Ok(string) => {
                SignalState::read(&name, text("signals", string)?).map_err(|error| raise(value.py(), error))?
            }
            Err(_) => switch(&state)?.into(),
        };
        signals.insert(name, said);
    }
    Ok(signals)
}

fn switch(state: &Bound<'_, PyAny>) -> PyResult<bool> {
    // a bool is an int in Python
    let on = match state.extract::<i64>() {
        Ok(1) => Some(true),
        Ok(0) => Some(false),
        _ => None,
    };
    on.ok_or_else(|| {
        invalid(state.py(), "signals", "a signal is on (`True`, `1`, `\"1\"`) or off (`False`, `0`, `\"0\"`)")
    })
}
