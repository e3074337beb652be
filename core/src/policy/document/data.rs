//! The typed tables of what a policy says of records; their fields are described in [`fields`](crate::policy::fields).

use std::collections::BTreeMap;

use serde::Deserialize;

/// `[schemas.…]`.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default)]
pub struct SchemaTable {
    /// The category of each field, by its place.
    pub fields: BTreeMap<String, String>,
    /// For people.
    pub description: Option<String>,
}
