//! Values of any form: what reports, exports and details hold, and what travels instead of JSON text.

use placet::Error;
use serde_json::{Map, Number, Value as Json};

use crate::error::invalid;

/// A value as JSON has one.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum Value {
    /// Nothing.
    Null,
    /// So or not so.
    Flag {
        /// Which.
        flag: bool,
    },
    /// A whole number.
    Whole {
        /// It.
        number: i64,
    },
    /// Any other number.
    Real {
        /// It.
        number: f64,
    },
    /// Text.
    Text {
        /// It.
        text: String,
    },
    /// Values in an order.
    Sequence {
        /// They.
        items: Vec<Value>,
    },
    /// Values by name, in an order.
    Table {
        /// They.
        fields: Vec<Field>,
    },
}

/// A value with its name.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Value,
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Flag { flag },
            Json::Number(number) => match number.as_i64() {
                Some(number) => Self::Whole { number },
                // a whole number above all that fit is the nearest real one
                None => Self::Real { number: number.as_f64().unwrap_or(f64::NAN) },
            },
            Json::String(text) => Self::Text { text },
            Json::Array(items) => Self::Sequence { items: items.into_iter().map(Self::from).collect() },
            Json::Object(fields) => Self::Table {
                fields: fields.into_iter().map(|(name, value)| Field { name, value: value.into() }).collect(),
            },
        }
    }
}

/// What a value is in JSON; `argument` is what it was given as.
pub(crate) fn json(argument: &'static str, value: Value) -> Result<Json, Error> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Flag { flag } => Json::Bool(flag),
        Value::Whole { number } => Json::Number(number.into()),
        Value::Real { number } => {
            let infinite = || invalid(argument, "a number in it is infinite or none at all; leave it out");
            Json::Number(Number::from_f64(number).ok_or_else(infinite)?)
        }
        Value::Text { text } => Json::String(text),
        Value::Sequence { items } => {
            Json::Array(items.into_iter().map(|item| json(argument, item)).collect::<Result<_, _>>()?)
        }
        Value::Table { fields } => {
            let fields = fields.into_iter().map(|Field { name, value }| Ok((name, json(argument, value)?)));
            Json::Object(fields.collect::<Result<Map<_, _>, Error>>()?)
        }
    })
}

/// A table; where there is nothing to tell, the core says null.
pub(crate) fn table(json: Json) -> Value {
    if json.is_null() { Value::Table { fields: Vec::new() } } else { json.into() }
}
