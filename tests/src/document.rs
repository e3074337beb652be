//! Policy documents, TOML or JSON, as one plain tree in which dates are strings.

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Reads a document. A text that starts with a brace is JSON, any other is TOML.
pub fn parse(text: &str) -> Result<Value> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).context("the document is not JSON");
    }
    let table: toml::Table = toml::from_str(text).context("the document is not TOML")?;
    Ok(from_toml(&toml::Value::Table(table)))
}

fn from_toml(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(truth) => Value::from(*truth),
        toml::Value::Datetime(instant) => Value::from(instant.to_string()),
        toml::Value::Array(items) => Value::from(items.iter().map(from_toml).collect::<Vec<_>>()),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), from_toml(value))).collect())
        }
    }
}

/// Writes a document as TOML. The dates of `[policy]` become dates of TOML, all other strings stay strings.
pub fn to_toml(document: &Value) -> Result<String> {
    let mut table = toml::Table::try_from(document).context("the document has no TOML form")?;
    if let Some(policy) = table.get_mut("policy").and_then(toml::Value::as_table_mut) {
        for key in ["effective_from", "posted_at", "next_review"] {
            let date = policy.get(key).and_then(toml::Value::as_str).and_then(|text| text.parse().ok());
            if let Some(date) = date {
                policy.insert(key.to_owned(), toml::Value::Datetime(date));
            }
        }
    }
    toml::to_string(&table).context("the document has no TOML form")
}
