//! A clock that is a Python callable.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use placet::{Clock as CoreClock, Timestamp};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pyclass::{PyTraverseError, PyVisit};

use crate::instant::instant;

/// A callable that tells the time, and what it said last.
///
/// It is asked once at the begin of each call, while the interpreter is held: the core reads the hands and never calls
/// into Python, so it can't wait for the interpreter while it holds a lock, and what the callable raises reaches the caller.
pub(crate) struct Clock {
    callable: Py<PyAny>,
    hands: Arc<AtomicI64>,
}

impl Clock {
    pub(crate) fn new(callable: Bound<'_, PyAny>) -> PyResult<Self> {
        if !callable.is_callable() {
            let name = callable.get_type().name()?;
            return Err(PyTypeError::new_err(format!("argument 'clock': a callable is wanted, not '{name}'")));
        }
        let clock = Self { hands: Arc::default(), callable: callable.clone().unbind() };
        clock.tick(callable.py())?;
        Ok(clock)
    }

    /// Asks the callable.
    pub(crate) fn tick(&self, py: Python<'_>) -> PyResult<()> {
        let now = instant("clock", &self.callable.bind(py).call0()?)?;
        self.hands.store(now.0, Ordering::Relaxed);
        Ok(())
    }

    /// What the core reads.
    pub(crate) fn hands(&self) -> Arc<dyn CoreClock> {
        let hands = self.hands.clone();
        Arc::new(move || Timestamp(hands.load(Ordering::Relaxed)))
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.callable)
    }
}
