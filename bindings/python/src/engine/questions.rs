//! Questions: the plain one, the answer in full, why, the demand, and many users at once.

use pyo3::prelude::*;

use super::{Engine, Keywords, Text, Value};
use crate::decision::Decision;
use crate::entry::entry;
use crate::error::raise;
use crate::permit::Permit;
use crate::results;
use crate::text::{sequence, text};

#[pymethods]
impl Engine {
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

    /// The answer in full, and what each of the eleven checks found: passed, failed with which reasons, passed over, or not reached.
    #[pyo3(signature = (user, purpose, context=None, **fields))]
    fn explain<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<(Decision, Vec<Bound<'py, PyAny>>)> {
        entry(|| {
            let context = crate::context::context(context, fields)?;
            let (py, name, purpose) = (user.py(), text("user", user)?, text("purpose", purpose)?);
            let (decision, checks) = self.run(py, |engine| engine.explain(name, purpose, &context))?;
            let checks = checks.into_iter().map(|check| results::check(py, check)).collect::<PyResult<_>>()?;
            Ok((decision.into(), checks))
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

    /// Demands that a permit is good now for data of a user of some categories, shown as they are.
    fn admit(&self, permit: &Bound<'_, Permit>, user: Text<'_, '_>, categories: &Bound<'_, PyAny>) -> PyResult<()> {
        entry(|| {
            let (user, categories) = (text("user", user)?, sequence("categories", categories)?);
            let core = permit.get().into();
            self.run(permit.py(), |engine| engine.admit(&core, user, &categories))
        })
    }

    /// Checks a permit again: a withdrawal since it was given ends it, and so does its time.
    fn recheck(&self, py: Python<'_>, permit: &Bound<'_, Permit>) -> PyResult<Permit> {
        entry(|| {
            let permit = permit.get().into();
            self.run(py, |engine| engine.recheck(&permit)).map(Permit::from)
        })
    }
}
