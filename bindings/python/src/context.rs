//! What a question says besides user and purpose, from a mapping and keywords.

use placet::words::nearest;
use placet::{Context, Timestamp};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};

use crate::error::invalid;
use crate::instant::{datetime, instant};
use crate::text::{sequence, text};

const FIELDS: [&str; 11] = [
    "categories",
    "operation",
    "form",
    "recipient",
    "destination",
    "technology",
    "content",
    "instrument",
    "surface",
    "initiated_by",
    "at",
];

/// The context of a question; a field may be given once, in the mapping or as a keyword.
pub(crate) fn context(given: Option<&Bound<'_, PyAny>>, keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Context> {
    let mut fields = Fields::default();
    if let Some(given) = given {
        let Ok(mapping) = given.cast::<PyMapping>() else {
            let name = given.get_type().name()?;
            return Err(PyTypeError::new_err(format!("argument 'context': a mapping is wanted, not '{name}'")));
        };
        for item in mapping.items()? {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            fields.set(&key, &value)?;
        }
    }
    for (key, value) in keywords.into_iter().flatten() {
        fields.set(&key, &value)?;
    }
    Ok(fields.context())
}

#[derive(Default)]
struct Fields {
    seen: Vec<&'static str>,
    categories: Vec<String>,
    texts: [Option<String>; 9],
    at: Option<Timestamp>,
}

impl Fields {
    fn set(&mut self, key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = key.py();
        let Ok(key) = key.cast::<PyString>() else {
            return Err(PyTypeError::new_err("argument 'context': its keys are strings"));
        };
        let name = text("context", key)?;
        let Some(place) = FIELDS.iter().position(|field| *field == name) else {
            return Err(unknown(py, name));
        };
        let field = FIELDS.get(place).copied().unwrap_or("context");
        if value.is_none() {
            return Ok(());
        }
        if self.seen.contains(&field) {
            return Err(invalid(py, field, "it is given twice; give it in the context or as a keyword"));
        }
        self.seen.push(field);
        match field {
            "categories" => self.categories = sequence(field, value)?.iter().map(|key| key.to_string()).collect(),
            "at" => self.at = Some(instant(field, value)?),
            _ => {
                let Ok(value) = value.cast::<PyString>() else {
                    let name = value.get_type().name()?;
                    return Err(PyTypeError::new_err(format!("argument '{field}': a str is wanted, not '{name}'")));
                };
                if let Some(slot) = self.texts.get_mut(place.saturating_sub(1)) {
                    *slot = Some(text(field, value)?.to_owned());
                }
            }
        }
        Ok(())
    }

    fn context(self) -> Context {
        let [operation, form, recipient, destination, technology, content, instrument, surface, initiated_by] =
            self.texts;
        Context {
            categories: self.categories,
            operation,
            form,
            recipient,
            destination,
            technology,
            content,
            instrument,
            surface,
            initiated_by,
            at: self.at,
        }
    }
}

fn unknown(py: Python<'_>, name: &str) -> PyErr {
    let help = match nearest(name, FIELDS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it may hold: {}", FIELDS.join(", ")),
    };
    let name: String = name.chars().take(200).collect();
    invalid(py, "context", format!("`{name}` is no field of it; {help}"))
}

/// The fields of a context that say something, as a dict.
pub(crate) fn dict<'py>(py: Python<'py>, context: &Context) -> PyResult<Bound<'py, PyDict>> {
    let Context {
        categories,
        operation,
        form,
        recipient,
        destination,
        technology,
        content,
        instrument,
        surface,
        initiated_by,
        at,
    } = context;
    let dict = PyDict::new(py);
    if !categories.is_empty() {
        dict.set_item("categories", categories)?;
    }
    let texts = [operation, form, recipient, destination, technology, content, instrument, surface, initiated_by];
    // the names of the texts stand between the first field and the last
    for (name, value) in FIELDS.iter().skip(1).zip(texts) {
        if let Some(value) = value {
            dict.set_item(name, value.into_bound_py_any(py)?)?;
        }
    }
    if let Some(at) = at {
        dict.set_item("at", datetime(py, *at)?)?;
    }
    Ok(dict)
}
