//! The Python module `placet._native`: it converts, and decides nothing.

#[cfg(feature = "arrow")]
mod arrow;
#[cfg(feature = "bench")]
mod bench;
mod classify;
mod clock;
mod context;
mod decision;
mod engine;
mod entry;
mod error;
mod filtered;
mod instant;
mod json;
mod lint;
mod listeners;
mod parts;
mod permit;
mod policy;
mod record;
mod results;
mod schema;
mod text;
mod words;

/// What the Python package `placet` is made from; its classes are documented there.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name that Python knows")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[cfg(feature = "arrow")]
    #[pymodule_export]
    use crate::arrow::{ArrowBatch, ArrowReader, ArrowSchema, ArrowTable};
    #[cfg(feature = "bench")]
    #[pymodule_export]
    use crate::bench::Floor;
    #[pymodule_export]
    use crate::classify::{classify_columns, classify_file, classify_records};
    #[pymodule_export]
    use crate::decision::Decision;
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::filtered::Filtered;
    #[pymodule_export]
    use crate::lint::{json_fields, lint, log_stand_ins};
    #[pymodule_export]
    use crate::listeners::Subscription;
    #[pymodule_export]
    use crate::permit::Permit;
    #[pymodule_export]
    use crate::schema::Schema;
}
