//! The floor of a call: what it takes to hand two strings over and to get a boolean back.

use pyo3::prelude::*;

/// Answers at once.
#[pyclass(frozen, module = "placet._native")]
pub(crate) struct Floor;

#[pymethods]
impl Floor {
    #[new]
    fn new() -> Self {
        Self
    }

    /// Takes two strings and looks at neither.
    #[pyo3(signature = (user, purpose, /))]
    fn empty(&self, user: &str, purpose: &str) -> bool {
        user.len() == purpose.len()
    }
}
