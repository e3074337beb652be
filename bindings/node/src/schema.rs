//! Schemas of JavaScript: of the policy by name, of a table of tags, or of a JSON Schema.

use std::sync::Arc;

use placet::Error;
use placet::data::json_schema;
use placet::words::Schema;
use serde_json::{Value, json};

use crate::failure::invalid;
use crate::given::{Given, text, wanted};

/// The schema that a call tells of: `name`, and either `document` or `fields`.
pub(crate) fn schema(arguments: &str) -> Result<Arc<Schema>, Error> {
    let mut given = Given::read(arguments)?;
    let name = given.name("name")?;
    if let Some(document) = given.take("document") {
        return Ok(Arc::new(json_schema(&name, &document)?));
    }
    let fields = given.take("fields").unwrap_or_default();
    Ok(Arc::new(tagged(&name, fields)?))
}

/// The schema that pairs of places and categories make.
pub(crate) fn tagged(name: &str, fields: Value) -> Result<Schema, Error> {
    let pairs = match fields {
        Value::Array(pairs) => pairs,
        other => return Err(wanted("fields", "places and categories", &other)),
    };
    let mut tags: Vec<(String, String)> = Vec::new();
    for pair in pairs {
        match pair {
            Value::Array(pair) => match <[Value; 2]>::try_from(pair) {
                Ok([place, category]) => tags.push((text("fields", place)?, text("fields", category)?)),
                Err(_) => return Err(invalid("fields", "each place has one category")),
            },
            other => return Err(wanted("fields", "places and categories", &other)),
        }
    }
    Schema::new(name, tags).map_err(|fault| invalid("fields", fault))
}

/// The name of a schema, and the category of each field by its place, in the author's order.
pub(crate) fn shown(schema: &Schema) -> Value {
    let fields: Vec<Value> = schema.fields().map(|(path, category)| json!([path.to_string(), category])).collect();
    json!({ "name": schema.name(), "fields": fields })
}
