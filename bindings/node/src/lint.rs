//! What is missing between schemas and a policy.

use placet::Error;
use placet::data::{Finding, lint as lint_schema, lint_declared, lint_json_schema};
use placet::policy::Version;
use serde_json::Value;

use crate::given::{Given, wanted};
use crate::policy::policy;
use crate::results;
use crate::schema::tagged;

/// What is missing between a policy and its own schemas, and some others.
pub(crate) fn lint(arguments: &str) -> Result<Value, Error> {
    let mut given = Given::read(arguments)?;
    let policy = policy(&mut given, &[])?;
    let Some(version) = policy.versions().last() else { return Ok(results::findings(Vec::new())) };
    let mut found = lint_declared(version)?;
    match given.take("schemas") {
        Some(Value::Array(schemas)) => {
            for schema in schemas {
                let mut given = Given::of("schemas", Some(schema))?;
                let (name, document, fields) = (given.name("name")?, given.take("document"), given.take("fields"));
                found.extend(missing(version, &name, document, fields.unwrap_or_default())?);
            }
        }
        other => return Err(wanted("schemas", "an array of schemas", &other.unwrap_or_default())),
    }
    given.end()?;
    Ok(results::findings(found))
}

/// What is missing between a version and a schema that was read from a document, or made of fields with tags.
pub(crate) fn missing(
    version: &Version,
    name: &str,
    document: Option<Value>,
    fields: Value,
) -> Result<Vec<Finding>, Error> {
    match document {
        Some(document) => lint_json_schema(version, name, &document),
        None => lint_schema(version, &tagged(name, fields)?),
    }
}
