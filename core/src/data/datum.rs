//! A value of a record, in whatever form a language has it.

use std::borrow::Cow;

use serde_json::Value;

use crate::error::Error;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Null,
    /// Text, a number, a flag, a date.
    Scalar,
    /// Items in an order.
    List,
    /// Values by name.
    Map,
    /// Whatever else a language has; it is kept or removed as a whole, and can't be changed.
    Opaque,
}

/// What is left of a value; none where it goes.
pub type Left<D> = Result<Option<D>, <D as Datum>::Error>;

/// A value that can be filtered.
pub trait Datum: Sized {
    /// What goes wrong in the language.
    type Error: From<Error>;

    /// What it is.
    fn kind(&self) -> Kind;

    /// The same map with what `keep` leaves of each entry.
    ///
    /// # Errors
    ///
    /// Those of the language, and of `keep`.
    fn entries(self, keep: &mut dyn FnMut(&str, Self) -> Left<Self>) -> Result<Self, Self::Error>;

    /// The same list with what `keep` leaves of each item.
    ///
    /// # Errors
    ///
    /// Those of the language, and of `keep`.
    fn items(self, keep: &mut dyn FnMut(Self) -> Left<Self>) -> Result<Self, Self::Error>;

    /// A scalar as text: numbers and dates as JSON writes them; none where that can't be.
    fn text(&self) -> Option<Cow<'_, str>>;

    /// A text in its place.
    fn replaced(&self, text: String) -> Self;
}

impl Datum for Value {
    type Error = Error;

    fn kind(&self) -> Kind {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Kind::Scalar,
            Value::Array(_) => Kind::List,
            Value::Object(_) => Kind::Map,
        }
    }

    fn entries(self, keep: &mut dyn FnMut(&str, Self) -> Left<Self>) -> Result<Self, Error> {
        let Value::Object(mut map) = self else { return Ok(self) };
        let mut fault = None;
        // most of a record stays, so it is changed where it is
        map.retain(|name, value| {
            if fault.is_some() {
                return false;
            }
            match keep(name, value.take()) {
                Ok(Some(left)) => *value = left,
                Ok(None) => return false,
                Err(error) => {
                    fault = Some(error);
                    return false;
                }
            }
            true
        });
        fault.map_or(Ok(Value::Object(map)), Err)
    }

    fn items(self, keep: &mut dyn FnMut(Self) -> Left<Self>) -> Result<Self, Error> {
        let Value::Array(list) = self else { return Ok(self) };
        let kept = list.into_iter().filter_map(|item| keep(item).transpose());
        Ok(Value::Array(kept.collect::<Result<_, _>>()?))
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::String(text) => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
            _ => None,
        }
    }

    fn replaced(&self, text: String) -> Self {
        Value::String(text)
    }
}
