//! Records: which category each field is, and what a purpose may see of it, in which form. Knows nothing of stores.

mod change;
mod datum;
mod filter;

pub use datum::{Datum, Kind, Left};
pub(crate) use filter::PseudonymKey;
pub use filter::{Change, Filtered, RecordFilter, report};
