//! The engine: arguments to the core's types, answers back.

use std::path::PathBuf;
use std::sync::Arc;

use placet::{
    ActOptions, Engine as CoreEngine, GrantOptions, GuardianOptions, Options, Receipt, ReportOptions, Update,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pyclass::{PyTraverseError, PyVisit};
use pyo3::types::{PyDict, PyString};

use crate::clock::Clock;
use crate::decision::Decision;
use crate::entry::entry;
use crate::error::{invalid, raise};
use crate::instant::{day, optional_instant};
use crate::permit::Permit;
use crate::policy::document;
use crate::results;
use crate::store::Closable;
use crate::text::{optional, sequence, text};
use crate::words::{consent_kind, is_pending, node, switches, years, years_between};

type Text<'a, 'py> = &'a Bound<'py, PyString>;
type Value<'a, 'py> = &'a Bound<'py, PyAny>;
type Keywords<'a, 'py> = &'a Bound<'py, PyDict>;

/// An open policy on an open store. `placet.Engine` is this with Python's own conveniences.
#[pyclass(frozen, subclass, module = "placet._native")]
pub(crate) struct Engine {
    engine: CoreEngine,
    store: Arc<Closable>,
    clock: Option<Clock>,
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
        at: optional_instant("at", at)?,
    })
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (policy, store, *, clock=None))]
    fn new(policy: &Bound<'_, PyAny>, store: &Bound<'_, PyAny>, clock: Option<Bound<'_, PyAny>>) -> PyResult<Self> {
        entry(|| {
            let py = policy.py();
            let clock = clock.map(Clock::new).transpose()?;
            let options = Options { clock: clock.as_ref().map(Clock::hands) };
            let policy = crate::policy::policy(policy)?;
            let store = Arc::new(open(store)?);
            let kept = store.clone();
            let engine = py.detach(|| CoreEngine::on(policy, kept, options)).map_err(|error| raise(py, error))?;
            Ok(Self { engine, store, clock })
        })
    }

    /// Whether this user's data may be processed for this purpose.
    #[pyo3(signature = (user, purpose, /))]
    fn can_process(&self, user: Text<'_, '_>, purpose: Text<'_, '_>) -> PyResult<bool> {
        entry(|| {
            let py = user.py();
            let engine = self.ready(py)?;
            engine.can_process(text("user", user)?, text("purpose", purpose)?).map_err(|error| raise(py, error))
        })
    }

    /// The answer for each of many users, in their order.
    fn can_process_many(&self, users: &Bound<'_, PyAny>, purpose: Text<'_, '_>) -> PyResult<Vec<bool>> {
        entry(|| {
            let py = users.py();
            let (users, purpose) = (sequence("users", users)?, text("purpose", purpose)?);
            self.run(py, |engine| engine.can_process_many(&users, purpose))
        })
    }

    /// The answer in full: reasons, basis, remedy, obligations, evidence.
    #[pyo3(signature = (user, purpose, context=None, **fields))]
    fn decide(
        &self,
        user: Text<'_, '_>,
        purpose: Text<'_, '_>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Decision> {
        entry(|| {
            let context = crate::context::context(context, fields)?;
            let (name, purpose) = (text("user", user)?, text("purpose", purpose)?);
            self.run(user.py(), |engine| engine.decide(name, purpose, &context)).map(Decision::from)
        })
    }

    /// Demands an allowance: a permit, or `Denied` with the decision.
    #[pyo3(signature = (user, purpose, context=None, **fields))]
    fn require(
        &self,
        user: Text<'_, '_>,
        purpose: Text<'_, '_>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Permit> {
        entry(|| {
            let context = crate::context::context(context, fields)?;
            let (name, purpose) = (text("user", user)?, text("purpose", purpose)?);
            self.run(user.py(), |engine| engine.require(name, purpose, &context)).map(Permit::from)
        })
    }

    /// Checks a permit again: a withdrawal since it was given ends it, and so does its time.
    fn recheck(&self, py: Python<'_>, permit: &Bound<'_, Permit>) -> PyResult<Permit> {
        entry(|| {
            let permit = permit.get().into();
            self.run(py, |engine| engine.recheck(&permit)).map(Permit::from)
        })
    }

    /// Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7).
    #[pyo3(signature = (user, purpose, *, by=None, kind=None, notice=None, expires=None, method=None, at=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn grant<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        by: Option<Text<'_, '_>>,
        kind: Option<Text<'_, '_>>,
        notice: Option<Text<'_, '_>>,
        expires: Option<Value<'_, '_>>,
        method: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let options = GrantOptions {
                by: optional("by", by)?,
                kind: consent_kind(kind)?,
                notice: optional("notice", notice)?,
                expires: optional_instant("expires", expires)?,
                method: optional("method", method)?,
                at: optional_instant("at", at)?,
            };
            let purpose = text("purpose", purpose)?;
            self.act(user, |engine, user| engine.grant(user, purpose, &options))
        })
    }

    /// Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3)).
    #[pyo3(signature = (user, purpose, *, by=None, method=None, at=None))]
    fn withdraw<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = (text("purpose", purpose)?, options(by, method, None, at)?);
            self.act(user, |engine, user| engine.withdraw(user, purpose, &options))
        })
    }

    /// Records that the user opted out of a purpose, a node, a group or `*`.
    #[pyo3(signature = (user, purpose, *, by=None, method=None, at=None))]
    fn opt_out<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = (text("purpose", purpose)?, options(by, method, None, at)?);
            self.act(user, |engine, user| engine.opt_out(user, purpose, &options))
        })
    }

    /// Records that the user took an opt-out or an objection back. It is no consent.
    #[pyo3(signature = (user, purpose, *, by=None, method=None, at=None))]
    fn opt_in<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = (text("purpose", purpose)?, options(by, method, None, at)?);
            self.act(user, |engine, user| engine.opt_in(user, purpose, &options))
        })
    }

    /// Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute.
    #[pyo3(signature = (user, purpose, *, ground=None, by=None, method=None, at=None))]
    fn object_to<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        ground: Option<Text<'_, '_>>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = (text("purpose", purpose)?, options(by, method, ground, at)?);
            self.act(user, |engine, user| engine.object_to(user, purpose, &options))
        })
    }

    /// Records that compelling grounds override an objection (GDPR Art. 21(1)), with the reason.
    #[pyo3(signature = (user, purpose, reason, *, at=None))]
    fn overrule_objection<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        reason: Text<'_, '_>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, reason) = (text("purpose", purpose)?, text("reason", reason)?);
            let options = options(None, None, None, at)?;
            self.act(user, |engine, user| engine.overrule_objection(user, purpose, reason, &options))
        })
    }

    /// Restricts processing (GDPR Art. 18) of a purpose, a node or a group; of everything by default.
    #[pyo3(signature = (user, purpose=None, *, ground=None, at=None), text_signature = "($self, user, purpose='*', *, ground=None, at=None)")]
    fn restrict<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Option<Text<'_, '_>>,
        ground: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = (node(purpose)?, options(None, None, ground, at)?);
            self.act(user, |engine, user| engine.restrict(user, purpose, &options))
        })
    }

    /// Lifts the restriction of a node and of all below it; of everything by default.
    #[pyo3(signature = (user, purpose=None, *, at=None), text_signature = "($self, user, purpose='*', *, at=None)")]
    fn lift_restriction<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = (node(purpose)?, options(None, None, None, at)?);
            self.act(user, |engine, user| engine.lift_restriction(user, purpose, &options))
        })
    }

    /// Records that the user was shown a notice or a version of the policy. It is evidence, and grants nothing.
    #[pyo3(signature = (user, notice, *, agrees=true, method=None, at=None))]
    fn acknowledge<'py>(
        &self,
        user: Text<'_, 'py>,
        notice: Text<'_, '_>,
        agrees: bool,
        method: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (notice, options) = (text("notice", notice)?, options(None, method, None, at)?);
            self.act(user, |engine, user| engine.acknowledge(user, notice, agrees, &options))
        })
    }

    /// Records what became known of a user; what is not given stays as it was.
    #[pyo3(signature = (user, *, birthdate=None, age=None, age_range=None, assurance=None, source=None, residence=None,
        residence_source=None, account=None, kind=None, at=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn update<'py>(
        &self,
        user: Text<'_, 'py>,
        birthdate: Option<Value<'_, '_>>,
        age: Option<Value<'_, '_>>,
        age_range: Option<Value<'_, '_>>,
        assurance: Option<Text<'_, '_>>,
        source: Option<Text<'_, '_>>,
        residence: Option<Text<'_, '_>>,
        residence_source: Option<Text<'_, '_>>,
        account: Option<Text<'_, '_>>,
        kind: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let update = Update {
                birthdate: birthdate.map(|value| day("birthdate", value)).transpose()?,
                age: age.map(|value| years("age", value)).transpose()?,
                age_range: age_range.map(years_between).transpose()?,
                assurance: optional("assurance", assurance)?,
                source: optional("source", source)?,
                residence: optional("residence", residence)?,
                residence_source: optional("residence_source", residence_source)?,
                account: optional("account", account)?,
                kind: optional("kind", kind)?,
                at: optional_instant("at", at)?,
            };
            self.act(user, |engine, user| engine.update(user, &update))
        })
    }

    /// Records who holds parental responsibility (`verified`), or claims to (`pending`).
    #[pyo3(signature = (user, guardian, *, status=None, method=None, evidence=None, at=None),
        text_signature = "($self, user, guardian, *, status='verified', method=None, evidence=None, at=None)")]
    fn link_guardian<'py>(
        &self,
        user: Text<'_, 'py>,
        guardian: Text<'_, '_>,
        status: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        evidence: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let options = GuardianOptions {
                pending: is_pending(status)?,
                method: optional("method", method)?,
                evidence: optional("evidence", evidence)?,
                at: optional_instant("at", at)?,
            };
            let guardian = text("guardian", guardian)?;
            self.act(user, |engine, user| engine.link_guardian(user, guardian, &options))
        })
    }

    /// Records that parental responsibility ended; the guardian's consents end with it.
    #[pyo3(signature = (user, guardian, *, at=None))]
    fn unlink_guardian<'py>(
        &self,
        user: Text<'_, 'py>,
        guardian: Text<'_, '_>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (guardian, options) = (text("guardian", guardian)?, options(None, None, None, at)?);
            self.act(user, |engine, user| engine.unlink_guardian(user, guardian, &options))
        })
    }

    /// Records what a browser, a device or a register says for the user. A signal that is off grants nothing.
    #[pyo3(signature = (user, signals, *, at=None))]
    fn apply_signals<'py>(
        &self,
        user: Text<'_, 'py>,
        signals: &Bound<'_, PyAny>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (signals, options) = (switches(signals)?, options(None, None, None, at)?);
            self.act(user, |engine, user| engine.apply_signals(user, &signals, &options))
        })
    }

    /// Erases a user from the ledger (GDPR Art. 17): every event loses its content, and the chain stays verifiable.
    #[pyo3(signature = (user, *, at=None))]
    fn erase<'py>(&self, user: Text<'_, 'py>, at: Option<Value<'_, '_>>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let options = options(None, None, None, at)?;
            self.act(user, |engine, user| engine.erase(user, &options))
        })
    }

    /// One user's events, the first first; empty for a stranger.
    fn history<'py>(&self, user: Text<'_, 'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        entry(|| {
            let (py, name) = (user.py(), text("user", user)?);
            let history = self.run(py, |engine| engine.history(name))?;
            history.into_iter().map(|entry| results::history_entry(py, entry)).collect()
        })
    }

    /// Verifies the whole ledger: every hash, every link, and every state against a new fold of the events.
    fn verify<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| results::verification(py, self.run(py, CoreEngine::verify)?))
    }

    /// A report: `policy`, `bases`, `notices` (of all users, or of one) or `differences` (of the last two versions).
    #[pyo3(signature = (kind, user=None))]
    fn report<'py>(&self, kind: Text<'_, 'py>, user: Option<Text<'_, '_>>) -> PyResult<Bound<'py, PyDict>> {
        entry(|| {
            let (py, kind, user) = (kind.py(), text("kind", kind)?, optional("user", user)?);
            let report = self.run(py, |engine| engine.report(kind, &ReportOptions { user, ..ReportOptions::default() }))?;
            // where there is nothing to report, the core says null
            if report.is_null() {
                Ok(PyDict::new(py))
            } else {
                Ok(results::parse(py, &report.to_string())?.cast_into()?)
            }
        })
    }

    /// Checks a document as `reload` would, and loads nothing; returns its warnings.
    fn check<'py>(&self, policy: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        entry(|| {
            let (py, document) = (policy.py(), document(policy)?);
            results::diagnostics(py, self.run(py, |engine| engine.check(&document))?)
        })
    }

    /// Loads a further version of the policy while calls go on, and says what changes.
    fn reload<'py>(&self, policy: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (py, document) = (policy.py(), document(policy)?);
            results::reloaded(py, self.run(py, |engine| engine.reload(&document))?)
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
            Ok(())
        })
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("an engine can't be pickled; open the store again in the other process"))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.clock.as_ref().map_or(Ok(()), |clock| clock.traverse(&visit))
    }
}

fn open(store: &Bound<'_, PyAny>) -> PyResult<Closable> {
    let py = store.py();
    if let Ok(name) = store.cast::<PyString>() {
        let name = text("store", name)?;
        if name.is_empty() {
            return Err(invalid(py, "store", "it is empty; give the path of a file, or `memory:`"));
        }
        if name == "memory:" {
            return Closable::in_memory().map_err(|error| raise(py, error));
        }
    }
    let Ok(path) = store.extract::<PathBuf>() else {
        let name = store.get_type().name()?;
        return Err(PyTypeError::new_err(format!("argument 'store': a str or a path is wanted, not '{name}'")));
    };
    py.detach(|| Closable::in_file(&path)).map_err(|error| raise(py, error))
}
