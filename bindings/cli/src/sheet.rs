//! Any JSON value as text for people: fields as lines, lists of objects as tables.

use serde_json::{Map, Value};

use crate::text::{DIM, labelled, plain, table};

/// The value as text, with a line break at its end.
pub(crate) fn sheet(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let is_table = |value: &Value| columns(&rows(value)).is_some();
            let (tables, lines): (Vec<_>, Vec<_>) = fields.iter().partition(|(_, value)| is_table(value));
            let mut text: String = lines.into_iter().map(|(name, value)| labelled(&words(name), &cell(value))).collect();
            for (name, value) in tables {
                let start = if text.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{start}{DIM}{}{DIM:#}\n{}", plain(&words(name)), list(&rows(value))));
            }
            if text.is_empty() { "nothing\n".to_owned() } else { text }
        }
        Value::Array(_) => list(&rows(value)),
        Value::Null => "nothing\n".to_owned(),
        value => format!("{}\n", plain(&cell(value))),
    }
}

/// The rows of a table; of an object whose values are objects, each with its name.
fn rows(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list.clone(),
        Value::Object(fields) if !fields.is_empty() && fields.values().all(|v| v.is_object() || v.is_array()) => {
            let row = |(name, value): (&String, &Value)| {
                let mut row = Map::from_iter([("name".to_owned(), Value::from(name.clone()))]);
                match value {
                    Value::Object(own) => row.extend(own.clone()),
                    other => drop(row.insert("values".to_owned(), other.clone())),
                }
                Value::Object(row)
            };
            fields.iter().map(row).collect()
        }
        _ => Vec::new(),
    }
}

/// The columns of a table, in the order in which they come up; none where the rows are no objects.
fn columns(rows: &[Value]) -> Option<Vec<&str>> {
    let mut found: Vec<&str> = Vec::new();
    for row in rows {
        for name in row.as_object()?.keys() {
            if !found.contains(&name.as_str()) {
                found.push(name);
            }
        }
    }
    // what the rows are called comes first
    found.sort_by_key(|name| *name != "name");
    Some(found).filter(|found| !found.is_empty())
}

fn list(rows: &[Value]) -> String {
    let Some(columns) = columns(rows) else {
        return match rows {
            [] => "none\n".to_owned(),
            rows => rows.iter().map(|value| format!("{}\n", plain(&cell(value)))).collect(),
        };
    };
    let headers: Vec<String> = columns.iter().map(|name| words(name)).collect();
    let mut table = table(&headers.iter().map(String::as_str).collect::<Vec<_>>());
    for row in rows {
        table.add_row(columns.iter().map(|name| plain(&row.get(name).map(cell).unwrap_or_default())));
    }
    format!("{}\n", table.trim_fmt())
}

/// A value in one line.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let between = if list.iter().any(Value::is_object) { "; " } else { ", " };
            list.iter().map(cell).collect::<Vec<_>>().join(between)
        }
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| !value.is_null());
            said.map(|(name, value)| format!("{} {}", words(name), cell(value))).collect::<Vec<_>>().join(", ")
        }
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(value: &Value) -> Vec<String> {
        let text = anstream::adapter::strip_str(&sheet(value)).to_string();
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn fields_are_lines_and_lists_of_objects_are_tables() {
        let value = json!({
            "policy": "shop@1", "next_review": null, "tags": ["a", "b"],
            "rules": [{ "rule": "logs", "over": true }, { "rule": "mail", "until": "2025-01-01", "by": { "x": 1 } }],
        });
        let lines = shown(&value);
        assert_eq!(lines[..4], ["next review", "policy shop@1", "tags a, b", ""]);
        assert_eq!(lines[4..6], ["rules", "over rule by until"]);
        assert_eq!(lines[7..], ["yes logs", "mail x 1 2025-01-01"]);
    }

    #[test]
    fn an_object_of_objects_is_a_table_with_their_names() {
        let lines = shown(&json!({ "rights": { "access": { "overdue": 1 }, "erasure": { "overdue": 0 } } }));
        assert_eq!(lines[..2], ["rights", "name overdue"]);
        assert_eq!(lines[3..], ["access 1", "erasure 0"]);
    }

    #[test]
    fn nothing_is_said_as_such() {
        assert_eq!([shown(&json!(null)), shown(&json!([])), shown(&json!({}))], [["nothing"], ["none"], ["nothing"]]);
        assert_eq!(shown(&json!({ "cases": [] })), ["cases"]);
    }
}
