//! The engine: arguments to the core's types, answers back. Its operations stand by subject in the files below.

#[cfg(feature = "arrow")]
mod arrow;
mod choices;
mod company;
mod handling;
mod ledgers;
mod people;
mod questions;
mod records;
mod rights;

use std::path::PathBuf;
use std::sync::Arc;

use placet::act::Scope;
use placet::ledger::Closable;
use placet::{ActOptions, Engine as CoreEngine, Options, Receipt};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pyclass::{PyTraverseError, PyVisit};
use pyo3::types::{PyDict, PyString};

use crate::clock::Clock;
use crate::entry::entry;
use crate::error::{invalid, raise};
use crate::filtered::Told;
use crate::instant::optional_instant;
use crate::listeners::Listeners;
use crate::policy::keys;
use crate::results;
use crate::text::{optional, text};

type Text<'a, 'py> = &'a Bound<'py, PyString>;
type Value<'a, 'py> = &'a Bound<'py, PyAny>;
type Keywords<'a, 'py> = &'a Bound<'py, PyDict>;

/// The name of a store in this process's memory.
const MEMORY: &str = "memory:";

/// An open policy on an open store. `placet.Engine` is this with Python's own conveniences.
#[pyclass(frozen, subclass, module = "placet._native")]
pub(crate) struct Engine {
    engine: CoreEngine,
    store: Arc<Closable>,
    clock: Option<Clock>,
    listeners: Arc<Listeners>,
    told: Told,
}

impl Engine {
    /// The engine for one call: open, and with the clock's hands set.
    #[inline]
    fn ready(&self, py: Python<'_>) -> PyResult<&CoreEngine> {
        if self.store.is_closed() {
            return Err(raise(py, self.store.closed()));
        }
        if let Some(clock) = &self.clock {
            clock.tick(py)?;
        }
        Ok(&self.engine)
    }

    /// Runs something that may wait for a disk or another thread, with the interpreter released.
    fn run<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&CoreEngine) -> Result<T, placet::Error> + Send,
    ) -> PyResult<T> {
        let engine = self.ready(py)?;
        py.detach(|| work(engine)).map_err(|error| raise(py, error))
    }

    /// Runs an act of a user's; its receipt.
    fn act<'py>(
        &self,
        user: Text<'_, 'py>,
        work: impl FnOnce(&CoreEngine, &str) -> Result<Receipt, placet::Error> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = user.py();
        let user = text("user", user)?;
        results::receipt(py, self.run(py, |engine| work(engine, user))?)
    }
}

/// What acts say besides user and purpose, without a scope.
fn options(
    by: Option<Text<'_, '_>>,
    method: Option<Text<'_, '_>>,
    ground: Option<Text<'_, '_>>,
    at: Option<Value<'_, '_>>,
) -> PyResult<ActOptions> {
    Ok(ActOptions {
        by: optional("by", by)?,
        method: optional("method", method)?,
        ground: optional("ground", ground)?,
        scope: Scope::default(),
        at: optional_instant("at", at)?,
    })
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (policy, store, *, clock=None, pseudonym_key=None, key=None, policy_keys=None),
        text_signature = "(policy, store, *, clock=None, pseudonym_key=None, key=None, policy_keys=())")]
    fn new(
        policy: &Bound<'_, PyAny>,
        store: &Bound<'_, PyAny>,
        clock: Option<Bound<'_, PyAny>>,
        pseudonym_key: Option<Vec<u8>>,
        key: Option<Vec<u8>>,
        policy_keys: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        entry(|| {
            let py = policy.py();
            let clock = clock.map(Clock::new).transpose()?;
            let pseudonym_key = pseudonym_key.map(Arc::from);
            let policy_keys = policy_keys.as_ref().map_or(Ok(Vec::new()), keys)?;
            let policy = crate::policy::policy(policy, &policy_keys)?;
            let store = Arc::new(open(store, key.as_deref())?);
            // the store is sealed already
            let options = Options { clock: clock.as_ref().map(Clock::hands), pseudonym_key, policy_keys, key: None };
            let kept = store.clone();
            let engine = py.detach(|| CoreEngine::on(policy, kept, options)).map_err(|error| raise(py, error))?;
            Ok(Self { engine, store, clock, listeners: Arc::default(), told: Told::default() })
        })
    }

    /// Key of the policy.
    #[getter]
    fn policy(&self) -> PyResult<String> {
        entry(|| Ok(self.engine.policy().id().to_owned()))
    }

    /// The version of the policy that is in force, as `id@version`; none before the first.
    #[getter]
    fn version(&self, py: Python<'_>) -> PyResult<Option<String>> {
        entry(|| {
            let engine = self.ready(py)?;
            Ok(engine.policy().in_force(engine.now()).map(|version| version.label.to_string()))
        })
    }

    /// The path of the store.
    #[getter]
    fn store(&self) -> &str {
        self.engine.store_path()
    }

    /// Lets go of the store; every later call raises `StoreError`. To close twice is no fault.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        entry(|| {
            py.detach(|| self.store.close());
            self.listeners.clear();
            Ok(())
        })
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("an engine can't be pickled; open the store again in the other process"))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.clock.as_ref().map_or(Ok(()), |clock| clock.traverse(&visit))?;
        self.listeners.traverse(&visit)
    }
}

/// The store of a name or a path; sealed where a key is given.
fn open(store: &Bound<'_, PyAny>, key: Option<&[u8]>) -> PyResult<Closable> {
    let py = store.py();
    if let Ok(name) = store.cast::<PyString>() {
        let name = text("store", name)?;
        if name.is_empty() {
            return Err(invalid(py, "store", "it is empty; give the path of a file, or `memory:`"));
        }
        if name == MEMORY {
            let made = key.map_or_else(Closable::in_memory, |key| Closable::sealed(name, key));
            return made.map_err(|error| raise(py, error));
        }
    }
    let Ok(path) = store.extract::<PathBuf>() else {
        let name = store.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument 'store': a str or a path is wanted, not '{name}'")));
    };
    let Some(key) = key else {
        return py.detach(|| Closable::in_file(&path)).map_err(|error| raise(py, error));
    };
    let Some(path) = path.to_str() else {
        return Err(invalid(py, "store", "the path of a sealed store has to be plain text; give another one"));
    };
    // a file of that name is meant, and no store in memory
    let path = if path == MEMORY { format!("./{path}") } else { path.to_owned() };
    py.detach(|| Closable::sealed(&path, key)).map_err(|error| raise(py, error))
}
