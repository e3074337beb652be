//! What a question says besides user and purpose, from a mapping and keywords.

use std::collections::BTreeMap;

use placet::words::nearest;
use placet::{Context, Timestamp};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};

use crate::error::invalid;
use crate::instant::{datetime, instant};
use crate::text::{strings, text};
use crate::words::{flag, flags, number};

/// A field of a context, by the form of what it holds.
enum Place<'c> {
    Text(&'c mut Option<String>),
    Words(&'c mut Vec<String>),
    Flag(&'c mut Option<bool>),
    Number(&'c mut Option<u32>),
    Instant(&'c mut Option<Timestamp>),
    Flags(&'c mut BTreeMap<String, bool>),
}

/// All fields of a context by name: each is named here, so that a new one breaks the build.
fn places(context: &mut Context) -> [(&'static str, Place<'_>); 30] {
    use Place::{Flag, Flags, Instant, Number, Text, Words};
    let Context {
        categories,
        operation,
        source,
        provider,
        origin,
        collection_point,
        reference,
        inputs,
        linked,
        form,
        group_size,
        recipient,
        destination,
        mechanism,
        technology,
        lifetime,
        set_at,
        device,
        content,
        channel,
        actor,
        attests,
        instrument,
        justification,
        effect,
        decision,
        role,
        surface,
        initiated_by,
        at,
    } = context;
    [
        ("categories", Words(categories)),
        ("operation", Text(operation)),
        ("source", Text(source)),
        ("provider", Text(provider)),
        ("origin", Text(origin)),
        ("collection_point", Text(collection_point)),
        ("reference", Text(reference)),
        ("inputs", Words(inputs)),
        ("linked", Flag(linked)),
        ("form", Text(form)),
        ("group_size", Number(group_size)),
        ("recipient", Text(recipient)),
        ("destination", Text(destination)),
        ("mechanism", Text(mechanism)),
        ("technology", Text(technology)),
        ("lifetime", Text(lifetime)),
        ("set_at", Instant(set_at)),
        ("device", Text(device)),
        ("content", Text(content)),
        ("channel", Text(channel)),
        ("actor", Text(actor)),
        ("attests", Flags(attests)),
        ("instrument", Text(instrument)),
        ("justification", Text(justification)),
        ("effect", Text(effect)),
        ("decision", Text(decision)),
        ("role", Text(role)),
        ("surface", Text(surface)),
        ("initiated_by", Text(initiated_by)),
        ("at", Instant(at)),
    ]
}

/// The context of a question; a field may be given once, in the mapping or as a keyword.
pub(crate) fn context(given: Option<&Bound<'_, PyAny>>, keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Context> {
    let mut context = Context::default();
    if given.is_none() && keywords.is_none() {
        return Ok(context);
    }
    let mut fields = places(&mut context).map(|(name, place)| Field { name, place, seen: false });
    if let Some(given) = given {
        let Ok(mapping) = given.cast::<PyMapping>() else {
            let name = given.get_type().name()?;
            return Err(PyTypeError::new_err(format!("argument 'context': a mapping is wanted, not '{name}'")));
        };
        for item in mapping.items()? {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            set(&mut fields, &key, &value)?;
        }
    }
    for (key, value) in keywords.into_iter().flatten() {
        set(&mut fields, &key, &value)?;
    }
    Ok(context)
}

struct Field<'c> {
    name: &'static str,
    place: Place<'c>,
    seen: bool,
}

fn set(fields: &mut [Field<'_>], key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = key.py();
    let Ok(key) = key.cast::<PyString>() else {
        return Err(PyTypeError::new_err("argument 'context': its keys are strings"));
    };
    let key = text("context", key)?;
    let Some(field) = fields.iter_mut().find(|field| field.name == key) else {
        return Err(unknown(py, key, fields));
    };
    if value.is_none() {
        return Ok(());
    }
    let name = field.name;
    if field.seen {
        return Err(invalid(py, name, "it is given twice; give it in the context or as a keyword"));
    }
    field.seen = true;
    match &mut field.place {
        Place::Text(place) => **place = Some(string(name, value)?),
        Place::Words(place) => **place = strings(name, Some(value))?,
        Place::Flag(place) => **place = Some(flag(name, value)?),
        Place::Number(place) => **place = Some(number(name, value, "it is no number of people; give one from 0")?),
        Place::Instant(place) => **place = Some(instant(name, value)?),
        Place::Flags(place) => **place = flags(name, Some(value))?,
    }
    Ok(())
}

fn string(name: &'static str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let Ok(value) = value.cast::<PyString>() else {
        let given = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument '{name}': a str is wanted, not '{given}'")));
    };
    Ok(text(name, value)?.to_owned())
}

#[cold]
fn unknown(py: Python<'_>, name: &str, fields: &[Field<'_>]) -> PyErr {
    let known = || fields.iter().map(|field| field.name);
    let help = match nearest(name, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it may hold: {}", known().collect::<Vec<_>>().join(", ")),
    };
    let name: String = name.chars().take(200).collect();
    invalid(py, "context", format!("`{name}` is no field of it; {help}"))
}

/// The fields of a context that say something, as a dict.
pub(crate) fn dict<'py>(py: Python<'py>, context: &Context) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, place) in places(&mut context.clone()) {
        match place {
            Place::Text(Some(text)) => dict.set_item(name, &*text)?,
            Place::Words(words) if !words.is_empty() => dict.set_item(name, &*words)?,
            Place::Flag(Some(flag)) => dict.set_item(name, *flag)?,
            Place::Number(Some(number)) => dict.set_item(name, *number)?,
            Place::Instant(Some(at)) => dict.set_item(name, datetime(py, *at)?)?,
            Place::Flags(flags) if !flags.is_empty() => dict.set_item(name, &*flags)?,
            _ => {}
        }
    }
    Ok(dict)
}
