//! Fields of what a policy says of records: which category each of their fields is.

use super::{CLAUSES, NOTE};
use crate::policy::shape::KeyKind::{FieldPath, Name};
use crate::policy::shape::Shape::{Category, Map, Table, Text};
use crate::policy::shape::{Field, field, required};

/// Fields of `[schemas.…]`.
const SCHEMA: &[Field] = &[
    required(
        "fields",
        Map(FieldPath, &Category),
        "the category of each field, by its place: `address.city`, `orders[].total`",
    ),
    field("description", Text, "for people"),
    CLAUSES,
    NOTE,
];

/// Tables of the document.
pub(super) const TABLES: &[Field] =
    &[field("schemas", Map(Name, &Table(SCHEMA)), "records, and the category of each of their fields")];
