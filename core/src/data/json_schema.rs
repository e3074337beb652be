//! Tags that stand in a JSON Schema: the keyword `x-placet` beside a property's type.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::words::{Schema, escaped};

/// The keyword that carries a category.
pub const KEYWORD: &str = "x-placet";

/// How many schemas may lie in each other, references followed.
const DEPTH: usize = 32;

/// Reads the tags of a JSON Schema (draft 2020-12): of `properties`, `items` and `additionalProperties`, with references within the
/// document.
///
/// # Errors
///
/// [`Error::InvalidArgument`] for a schema that tags nothing, tags one field twice, refers to what is not there, or lies in itself.
///
/// ```
/// let schema = placet::data::json_schema("visit", &serde_json::json!({
///     "properties": {
///         "email": { "type": "string", "x-placet": "user.contact.email" },
///         "orders": { "items": { "properties": { "total": { "x-placet": "user.financial.transaction" } } } },
///     },
/// }))?;
/// let tags: Vec<_> = schema.fields().map(|(path, category)| (path.to_string(), category.to_owned())).collect();
/// assert_eq!(tags[1], ("orders[].total".to_owned(), "user.financial.transaction".to_owned()));
/// # Ok::<(), placet::Error>(())
/// ```
pub fn json_schema(name: &str, document: &Value) -> Result<Schema, Error> {
    Schema::new(name, tagged(document)?).map_err(|fault| Error::invalid("schema", fault))
}

/// The places of a JSON Schema, each with its category; none for a property that holds no others and has no tag, neither of its own
/// nor of what it lies in.
///
/// # Errors
///
/// As [`json_schema`], save for a schema that tags nothing.
pub fn json_fields(document: &Value) -> Result<Vec<(String, Option<String>)>, Error> {
    let tagged = tagged(document)?.into_iter().map(|(path, category)| (path, Some(category)));
    Ok(tagged.chain(untagged(document).into_iter().map(|path| (path, None))).collect())
}

fn tagged(document: &Value) -> Result<Vec<(String, String)>, Error> {
    let mut reader = Reader { document, fields: Vec::new(), open: Vec::new(), rings: Vec::new() };
    reader.read(document, "", None, 0)?;
    reader.closed()
}

fn untagged(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    loose(document, document, "", 0, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn loose(document: &Value, schema: &Value, path: &str, depth: usize, found: &mut Vec<String>) {
    let Value::Object(schema) = schema else { return };
    if schema.contains_key(KEYWORD) || depth > DEPTH {
        return;
    }
    let reference = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
    let mut inner: Vec<(String, &Value)> = Vec::new();
    inner.extend(reference.and_then(|pointer| document.pointer(pointer)).map(|target| (path.to_owned(), target)));
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        inner.push((below(path, &escaped(name)), property));
    }
    inner.extend(schema.get("items").map(|items| (format!("{path}[]"), items)));
    let others = schema.get("additionalProperties").filter(|others| others.is_object());
    inner.extend(others.map(|others| (below(path, "*"), others)));
    let tagged = |part: &Value| part.get(KEYWORD).is_some();
    for word in ["allOf", "anyOf", "oneOf"] {
        let parts = schema.get(word).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        // one part that is tagged tags the field
        if parts.iter().any(tagged) {
            return;
        }
        let parts = parts.iter().filter(|part| part.get("type").and_then(Value::as_str) != Some("null"));
        inner.extend(parts.map(|part| (path.to_owned(), part)));
    }
    if inner.is_empty() && !path.is_empty() {
        found.push(path.to_owned());
    }
    for (path, schema) in inner {
        loose(document, schema, &path, depth + 1, found);
    }
}

struct Reader<'d> {
    document: &'d Value,
    fields: Vec<(String, String)>,
    /// The references that are being followed, each with the place where it stands.
    open: Vec<(&'d str, String)>,
    /// Places that lie in themselves, each with the category of all in it.
    rings: Vec<(String, String)>,
}

impl<'d> Reader<'d> {
    /// `above` is the category of what the place lies in.
    fn read(&mut self, schema: &'d Value, path: &str, above: Option<&'d str>, depth: usize) -> Result<(), Error> {
        if depth > DEPTH {
            return Err(ring(path));
        }
        let Value::Object(schema) = schema else { return Ok(()) };
        let above = match schema.get(KEYWORD) {
            None => above,
            Some(Value::String(category)) => {
                self.fields.push((path.to_owned(), category.clone()));
                Some(category.as_str())
            }
            Some(_) => {
                let message = format!("`{KEYWORD}` of `{path}` is no text; it is the key of one category");
                return Err(Error::invalid("schema", message));
            }
        };
        if let Some(Value::String(reference)) = schema.get("$ref") {
            self.follow(reference, path, above, depth)?;
        }
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.read(property, &below(path, &escaped(name)), above, depth + 1)?;
        }
        if let Some(items) = schema.get("items") {
            self.read(items, &format!("{path}[]"), above, depth + 1)?;
        }
        if let Some(others) = schema.get("additionalProperties") {
            self.read(others, &below(path, "*"), above, depth + 1)?;
        }
        self.alternatives(schema, path, above, depth)
    }

    fn follow(&mut self, reference: &'d str, path: &str, above: Option<&'d str>, depth: usize) -> Result<(), Error> {
        let target = reference.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer));
        let Some(target) = target else {
            let message = format!("`{reference}` is nothing in this document; give a schema that is whole");
            return Err(Error::invalid("schema", message));
        };
        if let (Some((_, begun)), Some(category)) = (self.open.iter().find(|(open, _)| *open == reference), above) {
            self.rings.push((begun.clone(), category.to_owned()));
            return Ok(());
        }
        // the tag of a place goes before that of what it refers to
        let own = self.fields.iter().any(|(known, _)| known == path);
        let known = self.fields.len();
        self.open.push((reference, path.to_owned()));
        self.read(target, path, above, depth + 1)?;
        self.open.pop();
        if own && let Some(twice) = self.fields.iter().skip(known).position(|(place, _)| place == path) {
            self.fields.remove(known + twice);
        }
        Ok(())
    }

    /// All that was found, where no place that lies in itself holds what its tag would pass over.
    fn closed(self) -> Result<Vec<(String, String)>, Error> {
        for (begun, category) in &self.rings {
            let inside = |path: &str| {
                begun.is_empty() || path.strip_prefix(begun.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']))
            };
            if self.fields.iter().any(|(path, own)| inside(path) && own != category) {
                return Err(ring(begun));
            }
        }
        Ok(self.fields)
    }

    fn alternatives(
        &mut self,
        schema: &'d Map<String, Value>,
        path: &str,
        above: Option<&'d str>,
        depth: usize,
    ) -> Result<(), Error> {
        for word in ["allOf", "anyOf", "oneOf"] {
            for part in schema.get(word).and_then(Value::as_array).into_iter().flatten() {
                let known = self.fields.len();
                self.read(part, path, above, depth + 1)?;
                // the same tag by two ways is one
                let mut at = known;
                while let Some(field) = self.fields.get(at) {
                    if self.fields.iter().take(known).any(|earlier| earlier == field) {
                        self.fields.remove(at);
                    } else {
                        at += 1;
                    }
                }
            }
        }
        Ok(())
    }
}

fn ring(path: &str) -> Error {
    let place = if path.is_empty() { "the schema" } else { path };
    let message = format!(
        "`{place}` lies in itself; tag it where it begins, and all in it with the same category, so that all below it has that tag"
    );
    Error::invalid("schema", message)
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(schema: &Value) -> String {
        json_schema("s", schema).err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn references_and_alternatives_are_followed() {
        let schema = json_schema(
            "s",
            &json!({
                "$defs": { "mail": { "x-placet": "user.contact.email" } },
                "properties": {
                    "to": { "$ref": "#/$defs/mail" },
                    "cc": { "anyOf": [{ "$ref": "#/$defs/mail" }, { "type": "null" }, { "$ref": "#/$defs/mail" }] },
                    "by.name": { "additionalProperties": { "x-placet": "user.name" } },
                },
            }),
        );
        let tags = |schema: &Schema| schema.fields().map(|(path, _)| path.to_string()).collect::<Vec<_>>();
        assert_eq!(schema.as_ref().map(tags).ok(), Some(vec!["by\\.name.*".into(), "cc".into(), "to".into()]));
    }

    #[test]
    fn what_has_no_tag_is_found() {
        let document = json!({
            "$defs": { "mail": { "x-placet": "user.contact.email" }, "place": { "properties": { "city": {} } } },
            "properties": {
                "to": { "$ref": "#/$defs/mail" },
                "cc": { "anyOf": [{ "$ref": "#/$defs/mail" }, { "type": "null" }] },
                "home": { "$ref": "#/$defs/place" },
                "work": { "$ref": "#/$defs/place", "x-placet": "user.contact.address" },
                "orders": { "items": { "properties": { "total": { "x-placet": "user.financial" }, "code": {} } } },
                "scores": { "additionalProperties": { "type": "number" } },
                "page": { "type": "string" },
            },
        });
        assert_eq!(untagged(&document), ["home.city", "orders[].code", "page", "scores.*"]);
    }

    #[test]
    fn what_can_not_be_read_is_told() {
        assert!(fault(&json!({})).contains("tags no field"));
        assert!(fault(&json!({ "properties": { "a": { "$ref": "#/nowhere" } } })).contains("#/nowhere"));
        assert!(fault(&json!({ "properties": { "a": { "x-placet": 3 } } })).contains("no text"));
        let twice = json!({ "properties": { "a": { "allOf": [{ "x-placet": "user.name" }, { "x-placet": "user.contact" }] } } });
        assert!(fault(&twice).contains("tagged twice"));
        let cycle =
            json!({ "$defs": { "n": { "properties": { "next": { "$ref": "#/$defs/n" } } } }, "$ref": "#/$defs/n" });
        assert!(fault(&cycle).contains("lies in itself"));
    }

    #[test]
    fn a_tag_hides_no_tag_of_what_it_refers_to() {
        let order = json!({ "x-placet": "user.financial", "properties": { "card": { "x-placet": "user.financial.payment_card" } } });
        let document = json!({
            "$defs": { "order": order },
            "properties": { "order": { "x-placet": "user.behavior", "$ref": "#/$defs/order" } },
        });
        let tags = |schema: Schema| schema.fields().map(|(path, tag)| format!("{path} {tag}")).collect::<Vec<_>>();
        let wanted = ["order user.behavior", "order.card user.financial.payment_card"];
        assert_eq!(json_schema("s", &document).map(tags).unwrap(), wanted);
    }

    #[test]
    fn what_lies_in_itself_has_one_tag() {
        let node = |inner: &str| {
            json!({
                "$defs": { "node": { "properties": {
                    "text": { "x-placet": inner },
                    "next": { "x-placet": "user.content.private", "$ref": "#/$defs/node" },
                } } },
                "properties": { "first": { "$ref": "#/$defs/node" } },
            })
        };
        let tags = |schema: Schema| schema.fields().map(|(path, _)| path.to_string()).collect::<Vec<_>>();
        assert_eq!(json_schema("s", &node("user.content.private")).map(tags).unwrap(), ["first.next", "first.text"]);
        assert!(fault(&node("user.name")).contains("lies in itself"));
    }
}
