//! Records: which category each field is, and what a purpose may see of it, in which form. Knows nothing of stores.

#[cfg(feature = "arrow")]
pub mod arrow;
mod change;
#[cfg(feature = "classify")]
pub mod classify;
mod datum;
mod fates;
mod filter;
mod found;
mod json_schema;
mod lint;
mod log;
mod rule;
mod tagged;

pub use datum::{Datum, Kind, Left};
pub(crate) use fates::{Fates, Plan};
pub(crate) use filter::PseudonymKey;
pub use filter::{Change, Filtered, RecordFilter, report};
pub use json_schema::{KEYWORD, json_fields, json_schema};
pub use lint::{Finding, RULES, lint, lint_declared, lint_fields, lint_json_schema, lint_type};
pub use log::LogNames;
#[cfg(feature = "tracing")]
pub use log::log_fields;
#[cfg(feature = "derive")]
pub use placet_derive::Tagged;
pub use tagged::{Fields, Tagged, fields_of, schema_of};
