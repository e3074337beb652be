//! Tags as metadata of the fields of an Arrow schema, where a file of Parquet keeps them too.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, Schema as ArrowSchema};

use super::kinds::{items, key_and_value, with_items};
use crate::error::Error;
use crate::words::{Place, Schema, escaped};

/// The key of a category in the metadata of a field.
pub const KEY: &str = "placet.category";

/// Reads the tags of an Arrow schema: what the metadata of its fields have under [`KEY`], at whatever depth they lie.
///
/// # Errors
///
/// [`Error::InvalidArgument`] for a schema that tags nothing, or tags one field twice.
///
/// ```
/// use placet::data::arrow::{KEY, arrow_schema::{DataType, Field, Schema}, schema_of};
///
/// let email = Field::new("email", DataType::Utf8, true)
///     .with_metadata([(KEY.to_owned(), "user.contact.email".to_owned())].into());
/// let schema = schema_of("visit", &Schema::new(vec![email]))?;
/// assert_eq!(schema.categories(), ["user.contact.email"]);
/// # Ok::<(), placet::Error>(())
/// ```
pub fn schema_of(name: &str, schema: &ArrowSchema) -> Result<Schema, Error> {
    let mut tags = Vec::new();
    for field in schema.fields() {
        read(field, &escaped(field.name()), &mut tags);
    }
    Schema::new(name, tags).map_err(|fault| Error::invalid("schema", fault))
}

fn read(field: &Field, path: &str, tags: &mut Vec<(String, String)>) {
    tags.extend(field.metadata().get(KEY).map(|category| (path.to_owned(), category.clone())));
    of_type(field.data_type(), path, tags);
}

fn of_type(data_type: &DataType, path: &str, tags: &mut Vec<(String, String)>) {
    match (data_type, items(data_type)) {
        (DataType::Struct(fields), _) => {
            for field in fields {
                read(field, &format!("{path}.{}", escaped(field.name())), tags);
            }
        }
        (DataType::Map(..), Some(entries)) => {
            if let Some((_, value)) = key_and_value(entries) {
                read(value, &format!("{path}.*"), tags);
            }
        }
        (_, Some(item)) => read(item, &format!("{path}[]"), tags),
        (DataType::Dictionary(_, values), _) => of_type(values, path, tags),
        (DataType::RunEndEncoded(_, values), _) => read(values, path, tags),
        _ => {}
    }
}

/// An Arrow schema with the tags of another schema as metadata of its fields; tags that it had are gone.
///
/// A field that only one of the two has is no fault.
///
/// # Errors
///
/// [`Error::InvalidArgument`] where a tag is of one name of a map, which no field of Arrow stands for.
pub fn tagged(schema: &Schema, arrow: &ArrowSchema) -> Result<ArrowSchema, Error> {
    let root = schema.place(schema.root());
    let fields = named(schema, root, arrow.fields())?;
    Ok(ArrowSchema::new_with_metadata(fields, arrow.metadata().clone()))
}

fn named(schema: &Schema, place: Option<&Place>, fields: &Fields) -> Result<Fields, Error> {
    let below = |field: &FieldRef| place.and_then(|place| schema.place(place.named(field.name())?));
    fields.iter().map(|field| write(schema, below(field), field)).collect()
}

fn write(schema: &Schema, place: Option<&Place>, field: &FieldRef) -> Result<FieldRef, Error> {
    let mut metadata: HashMap<String, String> = field.metadata().clone();
    metadata.remove(KEY);
    let category = place.and_then(|place| schema.categories().get(place.tag?));
    metadata.extend(category.map(|category| (KEY.to_owned(), category.clone())));
    let data_type = with_tags(schema, place, field.data_type())?;
    Ok(Arc::new(field.as_ref().clone().with_data_type(data_type).with_metadata(metadata)))
}

fn with_tags(schema: &Schema, place: Option<&Place>, data_type: &DataType) -> Result<DataType, Error> {
    let at = |number: Option<usize>| number.and_then(|number| schema.place(number));
    Ok(match (data_type, items(data_type)) {
        (DataType::Struct(fields), _) => DataType::Struct(named(schema, place, fields)?),
        (DataType::Map(..), Some(entries)) => {
            if let Some(name) = place.and_then(|place| place.names.keys().min()) {
                let path = place.map_or("", |place| &place.path);
                let message = format!(
                    "`{path}.{}` is one name of a map, which no field of Arrow stands for; tag `{path}.*`",
                    escaped(name)
                );
                return Err(Error::invalid("schema", message));
            }
            let Some((key, value)) = key_and_value(entries) else { return Ok(data_type.clone()) };
            let value = write(schema, at(place.and_then(|place| place.any_name)), value)?;
            let inner = DataType::Struct(vec![key.clone(), value].into());
            with_items(data_type, Arc::new(entries.as_ref().clone().with_data_type(inner)))
        }
        (_, Some(item)) => with_items(data_type, write(schema, at(place.and_then(|place| place.items)), item)?),
        (DataType::Dictionary(key, values), _) => {
            DataType::Dictionary(key.clone(), Box::new(with_tags(schema, place, values)?))
        }
        (DataType::RunEndEncoded(ends, values), _) => {
            let inner = with_tags(schema, place, values.data_type())?;
            let mut metadata = values.metadata().clone();
            metadata.remove(KEY);
            let values = values.as_ref().clone().with_data_type(inner).with_metadata(metadata);
            DataType::RunEndEncoded(ends.clone(), Arc::new(values))
        }
        (other, _) => other.clone(),
    })
}
