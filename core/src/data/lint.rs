//! What is missing between a schema and a policy, for a build to fail on.

use serde::Serialize;
use serde_json::Value;

use super::json_schema::json_fields;
use super::tagged::{Tagged, fields_of};
use crate::error::Error;
use crate::policy::Version;
use crate::words::{FieldPath, Schema, Taxonomy, covers};

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The name of the schema.
    pub schema: String,
    /// The place of the field.
    pub path: String,
    /// Which rule it breaks: one of [`RULES`].
    pub rule: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// The rules, each with what it demands.
pub const RULES: &[(&str, &str)] = &[
    ("untagged_field", "Every field has a category; `filter` removes one without."),
    ("unknown_category", "Every tag is a category of the taxonomy or of the policy's own."),
    ("unused_category", "Some purpose of the policy may use the category of each field (GDPR Art. 5(1)(b))."),
    ("no_retention", "A retention rule of the policy is about the category of each field (GDPR Art. 5(1)(e))."),
];

/// Looks at the fields of a schema.
///
/// # Errors
///
/// [`Error::Internal`] when data files can't be read.
pub fn lint(version: &Version, schema: &Schema) -> Result<Vec<Finding>, Error> {
    let taxonomy = Taxonomy::common()?;
    let mut findings: Vec<Finding> = Vec::new();
    let mut say = |path: &FieldPath, rule, message| {
        findings.push(Finding { schema: schema.name().to_owned(), path: path.to_string(), rule, message });
    };
    for (path, category) in schema.fields() {
        let own = version.categories.iter().any(|(key, _)| covers(category, key));
        if !own && !taxonomy.has_node(category) {
            let message = format!("`{category}` is in no taxonomy; correct it, or add it to `[categories]`");
            say(path, "unknown_category", message);
            continue;
        }
        if !version.purposes.iter().any(|purpose| purpose.permits(category)) {
            let message = format!("no purpose may use `{category}`; declare it where it is used, or do not collect it");
            say(path, "unused_category", message);
        }
        if !is_retained(version, category) {
            let message = format!("no retention rule is about `{category}`; add one, or `[retention.default]`");
            say(path, "no_retention", message);
        }
    }
    findings.sort();
    Ok(findings)
}

/// Looks at the schemas that a policy declares.
///
/// # Errors
///
/// As [`lint`].
pub fn lint_declared(version: &Version) -> Result<Vec<Finding>, Error> {
    let found = version.schemas.values().map(|schema| lint(version, schema)).collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Looks at fields with and without a tag.
///
/// # Errors
///
/// As [`Schema::new`], save that fields of which none has a tag are looked at too.
pub fn lint_fields(version: &Version, name: &str, fields: &[(String, Option<String>)]) -> Result<Vec<Finding>, Error> {
    let loose = fields.iter().filter(|(_, category)| category.is_none()).map(|(path, _)| Finding {
        schema: name.to_owned(),
        path: path.clone(),
        rule: "untagged_field",
        message: "it has no category; tag it, or leave the field out".to_owned(),
    });
    let mut findings: Vec<Finding> = loose.collect();
    let tagged: Vec<(&String, &String)> =
        fields.iter().filter_map(|(path, category)| Some((path, category.as_ref()?))).collect();
    // where nothing is tagged, that is what was found
    if !tagged.is_empty() || findings.is_empty() {
        let schema = Schema::new(name, tagged).map_err(|fault| Error::invalid("schema", fault))?;
        findings.extend(lint(version, &schema)?);
    }
    findings.sort();
    Ok(findings)
}

/// Looks at the fields of a JSON Schema, those without a tag among them.
///
/// # Errors
///
/// As [`json_schema`](super::json_schema()), save that a schema without any tag is looked at too.
pub fn lint_json_schema(version: &Version, name: &str, document: &Value) -> Result<Vec<Finding>, Error> {
    lint_fields(version, name, &json_fields(document)?)
}

/// Looks at the fields of a type.
///
/// # Errors
///
/// As [`Tagged::schema`], save that a type without any tag is looked at too.
pub fn lint_type<T: Tagged + ?Sized>(version: &Version) -> Result<Vec<Finding>, Error> {
    lint_fields(version, &T::name(), &fields_of::<T>()?)
}

fn is_retained(version: &Version, category: &str) -> bool {
    version.handling.retention.iter().any(|rule| match (rule.default, rule.categories.is_empty()) {
        (true, _) => true,
        (false, false) => rule.categories.iter().any(|own| covers(own, category)),
        // a rule for purposes is about what they use
        (false, true) => {
            let about = |node: &String| {
                version.purposes.iter().any(|purpose| purpose.covered_by(node) && purpose.permits(category))
            };
            rule.purposes.is_empty() || rule.purposes.iter().any(about)
        }
    })
}
