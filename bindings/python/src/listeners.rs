//! Listeners: callables of Python that are told what the core tells, on the thread that acted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use placet::{Engine as CoreEngine, Notification, Subscription as CoreSubscription};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pyclass::{PyTraverseError, PyVisit};

use crate::entry::entry;
use crate::results;

/// Those who listen to an engine, in the order in which they came.
///
/// They belong to the engine alone, so that the garbage collector sees through it. Python code never runs while the lock is held:
/// neither a listener nor what lets go of one.
#[derive(Default)]
pub(crate) struct Listeners {
    list: Mutex<List>,
}

#[derive(Default)]
struct List {
    last: u64,
    callables: Vec<(u64, Py<PyAny>)>,
    /// What listens to the core while there is anybody to tell.
    core: Option<CoreSubscription>,
}

impl Listeners {
    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells a callable of everything from now on.
    pub(crate) fn add(self: &Arc<Self>, engine: &CoreEngine, listener: &Bound<'_, PyAny>) -> PyResult<Subscription> {
        if !listener.is_callable() {
            let name = listener.get_type().name()?;
            return Err(PyTypeError::new_err(format!("argument 'listener': a callable is wanted, not '{name}'")));
        }
        let mut list = self.list();
        list.last += 1;
        let number = list.last;
        list.callables.push((number, listener.clone().unbind()));
        if list.core.is_none() {
            let listeners = Arc::downgrade(self);
            list.core = Some(engine.subscribe(move |notification| {
                if let Some(listeners) = listeners.upgrade() {
                    listeners.tell(notification);
                }
            }));
        }
        Ok(Subscription { listeners: Arc::downgrade(self), number })
    }

    /// Tells all of them. What one raises goes to `sys.unraisablehook`: neither the act nor another listener fails of it.
    fn tell(&self, notification: &Notification) {
        // an interpreter that is going down can't be told
        let _told = Python::try_attach(|py| {
            let told = match results::notification(py, notification) {
                Ok(told) => told,
                Err(error) => return error.write_unraisable(py, None),
            };
            let callables: Vec<_> =
                self.list().callables.iter().map(|(number, callable)| (*number, callable.clone_ref(py))).collect();
            for (number, callable) in callables {
                // one that was closed meanwhile is told nothing more
                if self.holds(number)
                    && let Err(error) = callable.call1(py, (&told,))
                {
                    error.write_unraisable(py, Some(callable.bind(py)));
                }
            }
        });
    }

    fn holds(&self, number: u64) -> bool {
        self.list().callables.iter().any(|(own, _)| *own == number)
    }

    /// Forgets one of them.
    fn remove(&self, number: u64) {
        let mut list = self.list();
        let at = list.callables.iter().position(|(own, _)| *own == number);
        let gone = at.map(|at| list.callables.remove(at));
        let core = if list.callables.is_empty() { list.core.take() } else { None };
        drop(list);
        drop((gone, core));
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        let mut list = self.list();
        let gone = (std::mem::take(&mut list.callables), list.core.take());
        drop(list);
        drop(gone);
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        // whoever holds the lock runs no Python code, and so no garbage collection
        let Ok(list) = self.list.try_lock() else { return Ok(()) };
        list.callables.iter().try_for_each(|(_, callable)| visit.call(callable))
    }
}

/// A listener's subscription: `close` ends it, and so does the end of its `with` block.
///
/// Without either it lasts until the engine is closed.
#[pyclass(frozen, module = "placet")]
pub(crate) struct Subscription {
    listeners: Weak<Listeners>,
    number: u64,
}

#[pymethods]
impl Subscription {
    /// Ends the subscription: the listener is told nothing more. To close twice is no fault.
    fn close(&self) -> PyResult<()> {
        entry(|| {
            if let Some(listeners) = self.listeners.upgrade() {
                listeners.remove(self.number);
            }
            Ok(())
        })
    }

    /// Leaves the subscription open for the block.
    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    /// Ends the subscription.
    fn __exit__(
        &self,
        kind: &Bound<'_, PyAny>,
        error: &Bound<'_, PyAny>,
        traceback: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let _ = (kind, error, traceback);
        self.close()
    }

    fn __repr__(&self) -> String {
        let is_open = self.listeners.upgrade().is_some_and(|listeners| listeners.holds(self.number));
        format!("Subscription({})", if is_open { "open" } else { "closed" })
    }
}
