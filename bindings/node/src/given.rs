//! What a call gives, read by name: every field as what it has to be, and no field that nobody asked for.

use std::collections::BTreeMap;

use placet::words::{Zone, nearest};
use placet::{Error, Timestamp};
use serde_json::{Map, Value};

use crate::failure::invalid;

/// The fields of an object that a call gives; null is as nothing.
#[derive(Debug)]
pub(crate) struct Given {
    /// The argument that they are of.
    of: &'static str,
    fields: Map<String, Value>,
    /// The names that were asked for so far.
    known: Vec<&'static str>,
}

impl Given {
    /// The arguments of a call.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let broken = |error| Error::Internal { message: format!("arguments can't be read: {error}") };
        Self::of("arguments", Some(serde_json::from_str(text).map_err(broken)?))
    }

    /// The fields of an argument.
    pub(crate) fn of(of: &'static str, value: Option<Value>) -> Result<Self, Error> {
        let fields = match value {
            None => Map::new(),
            Some(Value::Object(fields)) => fields,
            Some(other) => return Err(wanted(of, "an object", &other)),
        };
        Ok(Self { of, fields, known: Vec::new() })
    }

    /// An object inside, with fields of its own.
    pub(crate) fn inner(&mut self, name: &'static str) -> Result<Self, Error> {
        Self::of(name, self.take(name))
    }

    /// The options of a call.
    pub(crate) fn options(&mut self) -> Result<Self, Error> {
        self.inner("options")
    }

    /// Whether a field is there, and not null.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|value| !value.is_null())
    }

    /// Takes a field; none when it is not there, or null.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.fields.remove(name).filter(|value| !value.is_null())
    }

    /// Refuses fields that nobody asked for, with the nearest name.
    pub(crate) fn end(self) -> Result<(), Error> {
        let Some((name, _)) = self.fields.into_iter().next() else { return Ok(()) };
        let known = || self.known.iter().copied();
        let help = match nearest(&name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it may hold: {}", known().collect::<Vec<_>>().join(", ")),
        };
        let name: String = name.chars().take(200).collect();
        Err(invalid(self.of, format!("`{name}` is no field of it; {help}")))
    }

    /// A text that has to be there.
    pub(crate) fn name(&mut self, name: &'static str) -> Result<String, Error> {
        let missing = || invalid(name, "a string is wanted, and nothing is given");
        self.text(name)?.ok_or_else(missing)
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<String>, Error> {
        self.take(name).map(|value| text(name, value)).transpose()
    }

    /// An instant: ISO 8601, as a `Date` writes it too.
    pub(crate) fn instant(&mut self, name: &'static str) -> Result<Option<Timestamp>, Error> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let Value::String(text) = value else { return Err(wanted(name, "a Date or a string", &value)) };
        let help = "it is no instant; write `2024-10-17T12:00:00Z` or `2024-10-17`, or give a Date";
        Timestamp::parse(&text, &Zone::utc()).ok_or_else(|| invalid(name, help)).map(Some)
    }

    /// A day, as text: ISO 8601, or a `Date` that is the begin of a day in UTC.
    pub(crate) fn day(&mut self, name: &'static str) -> Result<Option<String>, Error> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let Value::String(text) = value else { return Err(wanted(name, "a Date or a string", &value)) };
        match text.split_once('T') {
            None => Ok(Some(text)),
            Some((day, "00:00:00Z")) => Ok(Some(day.to_owned())),
            Some(_) => {
                let help = "it is an instant within a day, and a day is wanted; give `2006-10-18`, or a Date at its begin in UTC";
                Err(invalid(name, help))
            }
        }
    }

    /// Something that is so or is not.
    pub(crate) fn flag(&mut self, name: &'static str) -> Result<Option<bool>, Error> {
        self.take(name).map(|value| flag(name, &value)).transpose()
    }

    /// A whole number of some range.
    pub(crate) fn number<T: TryFrom<i64>>(&mut self, name: &'static str, help: &str) -> Result<Option<T>, Error> {
        self.take(name).map(|value| number(name, &value, help)).transpose()
    }

    /// Texts in an order.
    pub(crate) fn words(&mut self, name: &'static str) -> Result<Vec<String>, Error> {
        let Some(value) = self.take(name) else { return Ok(Vec::new()) };
        let Value::Array(words) = value else { return Err(wanted(name, "an array of strings", &value)) };
        words.into_iter().map(|word| text(name, word)).collect()
    }

    /// Texts in an order, which have to be there.
    pub(crate) fn list(&mut self, name: &'static str) -> Result<Vec<String>, Error> {
        if !self.holds(name) {
            return Err(invalid(name, "an array of strings is wanted, and nothing is given"));
        }
        self.words(name)
    }

    /// What is so or is not, by name.
    pub(crate) fn flags(&mut self, name: &'static str) -> Result<BTreeMap<String, bool>, Error> {
        let entries = Self::of(name, self.take(name))?.fields.into_iter();
        entries.map(|(key, value)| Ok((key, flag(name, &value)?))).collect()
    }

    /// Texts by name, and what is written as text: flags, whole numbers and instants.
    pub(crate) fn texts(&mut self, name: &'static str) -> Result<BTreeMap<String, String>, Error> {
        let as_text = |value| match value {
            Value::Bool(flag) => Ok(flag.to_string()),
            Value::Number(number) => whole(&number)
                .map(|number| number.to_string())
                .ok_or_else(|| invalid(name, "a number in it is not whole; write it as text")),
            Value::String(text) => Ok(text),
            other => Err(wanted(name, "strings, booleans, whole numbers and Dates by name", &other)),
        };
        let entries = Self::of(name, self.take(name))?.fields.into_iter();
        entries.map(|(key, value)| Ok((key, as_text(value)?))).collect()
    }

    /// All fields of an object inside, whatever they are named.
    pub(crate) fn entries(&mut self, name: &'static str) -> Result<Map<String, Value>, Error> {
        Ok(Self::of(name, self.take(name))?.fields)
    }
}

/// A text.
pub(crate) fn text(name: &'static str, value: Value) -> Result<String, Error> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wanted(name, "a string", &other)),
    }
}

fn flag(name: &'static str, value: &Value) -> Result<bool, Error> {
    value.as_bool().ok_or_else(|| wanted(name, "a boolean", value))
}

/// A whole number of some range.
pub(crate) fn number<T: TryFrom<i64>>(name: &'static str, value: &Value, help: &str) -> Result<T, Error> {
    let Value::Number(number) = value else { return Err(wanted(name, "a number", value)) };
    whole(number).and_then(|number| T::try_from(number).ok()).ok_or_else(|| invalid(name, help))
}

fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64()
}

/// An argument of another kind than is wanted.
#[cold]
pub(crate) fn wanted(name: &'static str, wanted: &str, given: &Value) -> Error {
    let given = match given {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    invalid(name, format!("{wanted} is wanted, not {given}"))
}
