//! Instants: aware `datetime`, `date` and ISO 8601 text on the way in, aware `datetime` in UTC on the way out.

use placet::Timestamp;
use placet::words::Zone;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

use crate::error::{invalid, raise};
use crate::text::text;

const DAY: i64 = 86_400_000;

/// What this module needs of `datetime`.
struct Types {
    date: Py<PyAny>,
    datetime: Py<PyAny>,
    timedelta: Py<PyAny>,
    /// 1970-01-01 in UTC.
    epoch: Py<PyAny>,
}

static TYPES: PyOnceLock<Types> = PyOnceLock::new();

fn types(py: Python<'_>) -> PyResult<&Types> {
    TYPES.get_or_try_init(py, || {
        let module = py.import("datetime")?;
        let datetime = module.getattr("datetime")?;
        let utc = module.getattr("timezone")?.getattr("utc")?;
        let epoch = datetime.call1((1970, 1, 1, 0, 0, 0, 0, utc))?;
        Ok(Types {
            date: module.getattr("date")?.unbind(),
            datetime: datetime.unbind(),
            timedelta: module.getattr("timedelta")?.unbind(),
            epoch: epoch.unbind(),
        })
    })
}

/// An instant as an aware `datetime` in UTC.
pub(crate) fn datetime(py: Python<'_>, at: Timestamp) -> PyResult<Bound<'_, PyAny>> {
    let types = types(py)?;
    let since = types.timedelta.bind(py).call1((0, 0, 0, at.0))?;
    types.epoch.bind(py).add(since)
}

/// The same for an instant that may be missing.
pub(crate) fn optional_datetime(py: Python<'_>, at: Option<Timestamp>) -> PyResult<Option<Bound<'_, PyAny>>> {
    at.map(|at| datetime(py, at)).transpose()
}

/// The instant that a text of the core's names, as an aware `datetime` in UTC.
pub(crate) fn datetime_of<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let at = Timestamp::parse(text, &Zone::utc());
    let fault = || raise(py, placet::Error::Internal { message: "an instant can't be read".to_owned() });
    datetime(py, at.ok_or_else(fault)?)
}

/// The day that a text of the core's names, as a `date`.
pub(crate) fn date_of<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    types(py)?.date.bind(py).call_method1("fromisoformat", (text,))
}

/// An instant from an aware `datetime`, a `date` (the beginning of that day in UTC) or ISO 8601 text.
pub(crate) fn instant(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<Timestamp> {
    let py = value.py();
    let types = types(py)?;
    if value.is_instance(types.datetime.bind(py))? {
        return aware(argument, value);
    }
    let iso = if value.is_instance(types.date.bind(py))? { value.call_method0("isoformat")? } else { value.clone() };
    let Ok(iso) = iso.cast::<PyString>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "argument '{argument}': an aware datetime, a date or a str is wanted, not '{name}'"
        )));
    };
    Timestamp::parse(text(argument, iso)?, &Zone::utc()).ok_or_else(|| {
        invalid(
            py,
            argument,
            "it is no instant; write `2024-10-17T12:00:00Z` or `2024-10-17`, or give an aware datetime",
        )
    })
}

/// The same for an argument that may not be given.
pub(crate) fn optional_instant(
    argument: &'static str,
    value: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<Timestamp>> {
    value.map(|value| instant(argument, value)).transpose()
}

/// A day of birth from a `date` or ISO 8601 text, as text.
pub(crate) fn day(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = value.py();
    let types = types(py)?;
    if value.is_instance(types.datetime.bind(py))? {
        return Err(invalid(py, argument, "it is an instant, and a day is wanted; give a `date` or `2006-10-18`"));
    }
    let iso = if value.is_instance(types.date.bind(py))? { value.call_method0("isoformat")? } else { value.clone() };
    let Ok(iso) = iso.cast::<PyString>() else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument '{argument}': a date or a str is wanted, not '{name}'")));
    };
    Ok(text(argument, iso)?.to_owned())
}

/// A `date` or an aware `datetime` as text; none for anything else.
pub(crate) fn day_or_instant(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let py = value.py();
    let types = types(py)?;
    if value.is_instance(types.datetime.bind(py))? {
        return Ok(Some(aware(argument, value)?.to_string()));
    }
    if !value.is_instance(types.date.bind(py))? {
        return Ok(None);
    }
    Ok(Some(value.call_method0("isoformat")?.extract()?))
}

fn aware(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<Timestamp> {
    let py = value.py();
    if value.call_method0("utcoffset")?.is_none() {
        return Err(invalid(
            py,
            argument,
            "the datetime has no time zone; give an aware one, such as `datetime.now(timezone.utc)`",
        ));
    }
    let since = value.sub(types(py)?.epoch.bind(py))?;
    let part = |name: &str| since.getattr(name)?.extract::<i64>();
    // the parts of a timedelta are small enough, and only the days may be negative
    Ok(Timestamp(part("days")? * DAY + part("seconds")? * 1000 + part("microseconds")? / 1000))
}
