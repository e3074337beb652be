//! The Python module `placet._native`: it converts, and decides nothing.

#[cfg(feature = "bench")]
mod bench;
mod clock;
mod context;
mod decision;
mod engine;
mod entry;
mod error;
mod instant;
mod json;
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

    #[cfg(feature = "bench")]
    #[pymodule_export]
    use crate::bench::Floor;
    #[pymodule_export]
    use crate::decision::Decision;
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::permit::Permit;
    #[pymodule_export]
    use crate::record::filtered_json;
    #[pymodule_export]
    use crate::schema::Schema;
}
