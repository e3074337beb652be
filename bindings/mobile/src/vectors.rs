//! What the conformance runners need of Rust: TOML and JSON read as values, with dates as text.

use placet::Error;
use sha2::{Digest as _, Sha256};
use toml::Value as Toml;

use crate::error::{NativeError, caught, invalid};
use crate::value::{Field, Value};

/// The tree of a TOML document; dates and times are text, as TOML writes them.
#[uniffi::export]
pub fn read_toml(text: String) -> Result<Value, NativeError> {
    let read = || -> Result<Value, Error> {
        let table: toml::Table = toml::from_str(&text).map_err(|fault| invalid("text", fault.to_string()))?;
        Ok(value(Toml::Table(table)))
    };
    Ok(caught(read)?)
}

/// The tree of a JSON text.
#[uniffi::export]
pub fn read_json(text: String) -> Result<Value, NativeError> {
    let read = || -> Result<Value, Error> {
        let json: serde_json::Value =
            serde_json::from_str(&text).map_err(|fault| invalid("text", fault.to_string()))?;
        Ok(json.into())
    };
    Ok(caught(read)?)
}

/// The SHA-256 of a text, in hex.
#[uniffi::export]
pub fn sha256(text: String) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn value(toml: Toml) -> Value {
    match toml {
        Toml::String(text) => Value::Text { text },
        Toml::Integer(number) => Value::Whole { number },
        Toml::Float(number) => Value::Real { number },
        Toml::Boolean(flag) => Value::Flag { flag },
        Toml::Datetime(at) => Value::Text { text: at.to_string() },
        Toml::Array(items) => Value::Sequence { items: items.into_iter().map(value).collect() },
        Toml::Table(fields) => {
            let fields = fields.into_iter().map(|(name, toml)| Field { name, value: value(toml) });
            Value::Table { fields: fields.collect() }
        }
    }
}
