//! Schemas: which category each field of a record is, and what a purpose leaves of a record.

use std::sync::Arc;

use placet::data::{Change as CoreChange, Filtered, json_schema, report};
use placet::words::Schema;
use placet::{Error, Timestamp};

use crate::error::{NativeError, caught, invalid};
use crate::item::Item;
use crate::value::{Value, json};

/// A place in a record, with its category if it has a tag.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FieldTag {
    /// The place.
    pub path: String,
    /// The category.
    pub category: Option<String>,
}

/// A schema that was read.
#[derive(Debug, uniffi::Object)]
pub struct NativeSchema {
    pub(crate) schema: Arc<Schema>,
}

#[uniffi::export]
impl NativeSchema {
    /// Reads places and their categories; a field without a tag is no part of it.
    #[uniffi::constructor]
    pub fn of_fields(name: String, fields: Vec<FieldTag>) -> Result<Self, NativeError> {
        let tags = fields.into_iter().filter_map(|FieldTag { path, category }| Some((path, category?)));
        let schema = caught(|| Schema::new(name, tags).map_err(|fault| invalid("fields", fault)))?;
        Ok(Self { schema: Arc::new(schema) })
    }

    /// Reads a JSON Schema with the keyword `x-placet`.
    #[uniffi::constructor]
    pub fn of_json_schema(name: String, document: Value) -> Result<Self, NativeError> {
        let schema = caught(|| json_schema(&name, &json("document", document)?))?;
        Ok(Self { schema: Arc::new(schema) })
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.schema.name().to_owned()
    }

    /// The category of each field by its place, in the author's order.
    pub fn fields(&self) -> Vec<FieldTag> {
        let fields = self.schema.fields();
        fields
            .map(|(path, category)| FieldTag { path: path.to_string(), category: Some(category.to_owned()) })
            .collect()
    }
}

/// What became of the fields at one place of a record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Change {
    /// The place, as schemas write it: every item of a list has the same.
    pub path: String,
    /// The category; none of a field without a tag.
    pub category: Option<String>,
    /// The transform that was carried out; none where the field was removed.
    pub transform: Option<String>,
    /// Why it was removed: reasons of a denial, `untagged`, `dropped`, `unreadable`.
    pub reasons: Vec<String>,
}

impl From<&CoreChange> for Change {
    fn from(change: &CoreChange) -> Self {
        let CoreChange { path, category, transform, reasons } = change;
        Self {
            path: path.as_ref().to_owned(),
            category: category.as_deref().map(str::to_owned),
            transform: transform.map(|transform| transform.to_string()),
            reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        }
    }
}

/// A record as a purpose may see it.
#[derive(Debug, Clone, uniffi::Record)]
pub struct NativeFiltered {
    /// What is left.
    pub record: Item,
    /// What was removed or changed, by place.
    pub changes: Vec<Change>,
    /// When, without any new event, something else could be left.
    pub valid_until: Option<Timestamp>,
}

impl From<Filtered<Item>> for NativeFiltered {
    fn from(filtered: Filtered<Item>) -> Self {
        let Filtered { record, changes, valid_until } = filtered;
        Self { record, changes: changes.iter().map(Change::from).collect(), valid_until }
    }
}

/// What was filtered as canonical JSON, the same bytes in every language.
#[uniffi::export]
pub fn filtered_json(
    record: Value,
    changes: Vec<Change>,
    valid_until: Option<Timestamp>,
) -> Result<String, NativeError> {
    let read = |Change { path, category, transform, reasons }: Change| {
        CoreChange::read(&path, category.as_deref(), transform.as_deref(), &reasons)
    };
    let written = caught(|| {
        let changes = changes.into_iter().map(read).collect::<Result<Vec<_>, Error>>()?;
        Ok(report(&json("record", record)?, &changes, valid_until))
    });
    Ok(written?)
}
