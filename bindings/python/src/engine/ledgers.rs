//! Ledgers that meet, and listeners: what happened in this one, what happened in another, and who is told.

use placet::{ChangesOptions, MergeOptions};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Engine, Text, Value};
use crate::entry::entry;
use crate::json;
use crate::listeners::Subscription;
use crate::results;
use crate::text::optional;
use crate::words::number;

const NO_POSITION: &str = "it is no position of a ledger; give the `until` of an earlier answer, or 0";

#[pymethods]
impl Engine {
    /// The name of this ledger among others: made with the store, and the same in every process on it.
    #[getter]
    fn ledger(&self) -> PyResult<String> {
        entry(|| Ok(self.engine.ledger()))
    }

    /// What was recorded behind a position, as plain data, for `merge` in another ledger of the policy; 0 is the beginning.
    ///
    /// Ask with the `until` of the last answer that the other ledger took in. It holds names and acts in the clear: send it by a
    /// channel that keeps it secret, and give `user` where a device is to know of its own user only. Without `user` it is as secret
    /// as the store.
    #[pyo3(signature = (since=None, *, user=None), text_signature = "($self, since=0, *, user=None)")]
    fn changes<'py>(
        &self,
        py: Python<'py>,
        since: Option<Value<'_, '_>>,
        user: Option<Text<'_, '_>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        entry(|| {
            let since = since.map_or(Ok(0), |since| number("since", since, NO_POSITION))?;
            let options = ChangesOptions { user: optional("user", user)? };
            json::table(py, &self.run(py, |engine| engine.changes(since, &options))?)
        })
    }

    /// Takes in what `changes` gave in another ledger of the policy: all of it with one commit, or nothing.
    ///
    /// In whatever order ledgers meet, and however often, they come to know the same. Of two acts that are at odds, by people who did
    /// not know of each other's, the more protective one stands; who was erased in one ledger is erased in all. With `user` only that
    /// user's changes are taken: what somebody who is signed in as that user may send.
    #[pyo3(signature = (changes, *, user=None))]
    fn merge<'py>(&self, changes: Value<'_, 'py>, user: Option<Text<'_, '_>>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let py = changes.py();
            let options = MergeOptions { user: optional("user", user)? };
            let changes = json::value("changes", changes)?;
            results::merged(py, self.run(py, |engine| engine.merge(&changes, &options))?)
        })
    }

    /// Tells a callable of every act that is recorded from now on, of reloads, and of what enforcement would have denied.
    ///
    /// It is called on the thread that acted, after the act is durable and visible, with a `Recording`, a `Reload` or a `WouldDeny`.
    /// What another process recorded is told when this engine next looks at the ledger. What it raises goes to
    /// `sys.unraisablehook`, and ends neither the act nor the telling.
    fn subscribe(&self, listener: Value<'_, '_>) -> PyResult<Subscription> {
        entry(|| {
            let engine = self.ready(listener.py())?;
            self.listeners.add(engine, listener)
        })
    }
}
