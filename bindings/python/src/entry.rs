//! The border: no panic crosses it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;

use crate::error;

/// Runs what a method does; a panic becomes `placet.InternalError`. Only what reads a plain field does without.
///
/// The core keeps its own state sound across a panic (its locks forgive poisoning), so the engine stays usable.
#[inline]
pub(crate) fn entry<T>(work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(panic) => Err(internal(&*panic)),
    }
}

#[cold]
fn internal(panic: &(dyn Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let message = text.unwrap_or("a panic without a message").to_owned();
    Python::attach(|py| error::raise(py, placet::Error::Internal { message }))
}
