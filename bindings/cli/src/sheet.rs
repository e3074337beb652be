//! Any JSON value as text for people: fields as lines, lists of objects as tables.

use serde_json::{Map, Value};

use crate::text::{DIM, plain, table};

/// Columns by which a row is known, the best first.
const NAMES: [&str; 13] = [
    "name",
    "rule",
    "case",
    "breach",
    "control",
    "recipient",
    "purpose",
    "category",
    "notice",
    "right",
    "version",
    "code",
    "kind",
];

/// The value as text, with a line break at its end.
pub(crate) fn sheet(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let is_table = |value: &Value| columns(&rows(value)).is_some();
            let (tables, lines): (Vec<_>, Vec<_>) = fields.iter().partition(|(_, value)| is_table(value));
            let lines: Vec<_> = lines.into_iter().filter(|(_, value)| !value.is_null()).collect();
            let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(12);
            let line = |(name, value): (&String, &Value)| {
                let value = if is_empty(value) { "none".to_owned() } else { cell(value) };
                format!("{DIM}{:<width$}{DIM:#} {}\n", plain(&words(name)), plain(&value))
            };
            let mut text: String = lines.into_iter().map(line).collect();
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

/// Whether there is nothing to show.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
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

/// The columns of a table that hold anything, those by which a row is known first; none where the rows are no objects.
fn columns(rows: &[Value]) -> Option<Vec<&str>> {
    let mut found: Vec<&str> = Vec::new();
    for row in rows {
        for (name, value) in row.as_object()? {
            if !is_empty(value) && !found.contains(&name.as_str()) {
                found.push(name);
            }
        }
    }
    found.sort_by_key(|name| NAMES.iter().position(|known| known == name).unwrap_or(NAMES.len()));
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
        Value::Array(list) => list.iter().map(item).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| !is_empty(value));
            said.map(|(name, value)| format!("{} {}", words(name), cell(value))).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A value of a list in a cell: of a thing with a name the name, the rest is for `--json`.
fn item(value: &Value) -> String {
    NAMES.iter().find_map(|name| value.get(name)).map_or_else(|| cell(value), cell)
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
        assert_eq!(lines[..3], ["policy shop@1", "tags a, b", ""]);
        assert_eq!(lines[3..5], ["rules", "rule over by until"]);
        assert_eq!(lines[6..], ["logs yes", "mail x 1 2025-01-01"]);
    }

    #[test]
    fn things_in_a_cell_are_told_by_their_names() {
        let row =
            json!([{ "purpose": "p", "to": [{ "recipient": "a", "role": "r" }, { "x": 1, "y": [] }], "z": null }]);
        assert_eq!(shown(&row)[0], "purpose to");
        assert_eq!(shown(&row)[2], "p a, x 1");
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
        assert_eq!(shown(&json!({ "cases": [] })), ["cases none"]);
    }
}
