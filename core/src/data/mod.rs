//! Records: which category each field is, and what a purpose may see of it, in which form. Knows nothing of stores.

mod change;
#[cfg(feature = "classify")]
pub mod classify;
mod datum;
mod filter;
mod json_schema;
mod lint;

pub use datum::{Datum, Kind, Left};
pub(crate) use filter::PseudonymKey;
pub use filter::{Change, Filtered, RecordFilter, report};
pub use json_schema::{KEYWORD, json_schema};
pub use lint::{Finding, RULES, lint, lint_json_schema};
