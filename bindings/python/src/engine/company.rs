//! What the company has to do and to prove: registrations, what is due, reports, the chain, versions of the policy.

use placet::{Engine as CoreEngine, ReportOptions};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Engine, Text, Value};
use crate::entry::entry;
use crate::instant::optional_instant;
use crate::json;
use crate::policy::document;
use crate::results;
use crate::text::{optional, text};
use crate::words::{number, texts};

#[pymethods]
impl Engine {
    /// Registers something of the company's own, or adds to what is registered under that name.
    ///
    /// An `instrument` of law (GDPR Art. 6(1)(c), 23), a `business_transfer`, a `breach` and each `breach_notice` (Art. 33, 34),
    /// evidence of a `control` (Art. 5(2), 32(1)(d)), a `recipient_review` (Art. 28(1)), an `erasure_backup`.
    #[pyo3(signature = (kind, id, fields=None, *, at=None))]
    fn register<'py>(
        &self,
        kind: Text<'_, 'py>,
        id: Text<'_, '_>,
        fields: Option<Value<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (py, kind, id) = (kind.py(), text("kind", kind)?, text("id", id)?);
            let (fields, at) = (texts("fields", fields)?, optional_instant("at", at)?);
            results::receipt(py, self.run(py, |engine| engine.register(kind, id, &fields, at))?)
        })
    }

    /// What the company registered, of one kind or of all, in the order in which it was registered.
    #[pyo3(signature = (kind=None))]
    fn registered<'py>(&self, py: Python<'py>, kind: Option<Text<'_, '_>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        entry(|| {
            let kind = optional("kind", kind)?;
            let found = self.run(py, |engine| engine.registered(kind.as_deref()))?;
            found.into_iter().map(|one| results::registration(py, one)).collect()
        })
    }

    /// What is due, the earliest first: data whose term is over (GDPR Art. 5(1)(e)), open cases (Art. 12(3)), notices of breaches
    /// (Art. 33, 34), audits and reviews that are late (Art. 32(1)(d)). `at` looks ahead.
    #[pyo3(signature = (at=None))]
    fn due<'py>(&self, py: Python<'py>, at: Option<Value<'_, '_>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        entry(|| {
            let at = optional_instant("at", at)?;
            let found = self.run(py, |engine| engine.due(at))?;
            found.into_iter().map(|one| results::due(py, one)).collect()
        })
    }

    /// A report, for privacy people.
    ///
    /// Of the policy: `policy`, `bases`, `differences` (of the last two versions), `processing` (GDPR Art. 30), `retention`,
    /// `recipients`. Of what happened: `notices`, `rights`, `erasures`, `controls`, `breaches`, `overdue`. Of one user:
    /// `disclosures`, `holdings`, `features` (what a refusal costs), `shine_the_light` (California Civil Code § 1798.83, for a
    /// `year`), and those of `notices`, `recipients`, `retention`, `rights` that a user is named for.
    #[pyo3(signature = (kind, user=None, *, year=None, at=None))]
    fn report<'py>(
        &self,
        kind: Text<'_, 'py>,
        user: Option<Text<'_, '_>>,
        year: Option<Value<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        entry(|| {
            let (py, kind) = (kind.py(), text("kind", kind)?);
            let options = ReportOptions {
                user: optional("user", user)?,
                year: year
                    .map(|year| number("year", year, "it is no calendar year; give one such as 2025"))
                    .transpose()?,
                at: optional_instant("at", at)?,
            };
            json::table(py, &self.run(py, |engine| engine.report(kind, &options))?)
        })
    }

    /// Verifies the whole ledger: every hash, every link, and every state against a new fold of the events.
    fn verify<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| results::verification(py, self.run(py, CoreEngine::verify)?))
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
}
