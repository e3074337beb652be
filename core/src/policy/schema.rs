//! The JSON Schema of the policy language, made from the table of fields that the checker reads.

use serde_json::{Map, Value, json};

use super::fields::{DOCUMENT, Field, KeyKind, Shape};

/// The JSON Schema (draft 2020-12) of a policy document, for completion and checking in editors.
pub fn json_schema() -> Value {
    let mut schema = table(DOCUMENT);
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        object.insert("title".into(), "placet policy".into());
        object.insert("description".into(), "What one privacy policy permits".into());
    }
    schema
}

fn table(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut value = of(&field.shape);
            if let Some(object) = value.as_object_mut() {
                object.insert("description".into(), field.doc.into());
            }
            (field.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = fields.iter().filter(|f| f.required).map(|f| f.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn of(shape: &Shape) -> Value {
    let key = "[a-z0-9_]+(\\.[a-z0-9_]+)*";
    match shape {
        Shape::Text
        | Shape::Zone
        | Shape::Notice
        | Shape::Signal
        | Shape::OverlayName
        | Shape::Recipient
        | Shape::Condition
        | Shape::Transform => {
            json!({ "type": "string", "pattern": "\\S" })
        }
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Integer(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Shape::Instant => json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}([T ].+)?$" }),
        Shape::Event => json!({ "type": "string", "pattern": "^[a-z0-9_]+( or [a-z0-9_]+)*$" }),
        Shape::Lifetime => json!({ "type": "string", "pattern": "^(session|P[0-9YMWDTHS.]+)$" }),
        Shape::ReasonCode => json!({ "enum": crate::words::Reason::ALL.iter().map(|r| r.code()).collect::<Vec<_>>() }),
        Shape::Duration => json!({ "type": "string", "pattern": "^P[0-9YMWDTHS.]+$" }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::PurposeNode => json!({ "type": "string", "pattern": format!("^(\\*|{key})$") }),
        Shape::Category => json!({ "type": "string", "pattern": format!("^{key}$") }),
        Shape::Residence => json!({ "type": "string", "pattern": "^([A-Z]{2}(-[A-Z0-9]{1,3})?|[A-Z]+)$" }),
        Shape::List(inner) => json!({ "type": "array", "items": of(inner) }),
        Shape::Table(fields) => table(fields),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(of).collect::<Vec<_>>() }),
        Shape::Map(kind, inner) => map(*kind, inner, key),
    }
}

fn map(kind: KeyKind, inner: &Shape, key: &str) -> Value {
    let pattern = match kind {
        KeyKind::Purpose | KeyKind::Category | KeyKind::KnownCategory => format!("^{key}$"),
        KeyKind::ResidenceOrDefault => "^(default|[A-Z]{2}(-[A-Z0-9]{1,3})?)$".to_owned(),
        KeyKind::Name | KeyKind::FieldPath => "\\S".to_owned(),
    };
    if matches!(inner, Shape::Table(_)) || kind == KeyKind::FieldPath {
        return json!({ "type": "object", "patternProperties": { pattern: of(inner) }, "additionalProperties": false });
    }
    // a table of plain values may carry its clauses and a note beside them
    let others = format!("^(?!note$|clauses$)(?:{})", pattern.trim_start_matches('^'));
    let notes = json!({ "note": { "type": "string", "pattern": "\\S" }, "clauses": { "type": "array", "items": { "type": "string" } } });
    json!({ "type": "object", "properties": notes, "patternProperties": { others: of(inner) }, "additionalProperties": false })
}
