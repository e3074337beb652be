//! What is done with data: events, collections, disclosures, audited decisions, holds and disposals.

use placet::RecordOptions;
use pyo3::prelude::*;

use super::{Engine, Keywords, Text, Value};
use crate::decision::Decision;
use crate::entry::entry;
use crate::instant::optional_instant;
use crate::results;
use crate::text::{optional, strings, text};
use crate::words::texts;

#[pymethods]
impl Engine {
    /// Records that something happened on which a clock, a condition or a report hangs: a feature was activated, a course completed.
    ///
    /// `account_closed`, `account_terminated` and `account_reopened` change the account. `on` is when it took place, where that is
    /// not when it is recorded. `details` are never personal data.
    #[pyo3(signature = (user, event, *, reference=None, on=None, details=None, at=None))]
    fn record<'py>(
        &self,
        user: Text<'_, 'py>,
        event: Text<'_, '_>,
        reference: Option<Text<'_, '_>>,
        on: Option<Value<'_, '_>>,
        details: Option<Value<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let options = RecordOptions {
                reference: optional("reference", reference)?,
                on: optional_instant("on", on)?,
                details: texts("details", details)?,
                at: optional_instant("at", at)?,
            };
            let event = text("event", event)?;
            self.act(user, |engine, user| engine.record(user, event, &options))
        })
    }

    /// Collects data for a purpose: decides, and keeps on record what was collected and from where (GDPR Art. 14(2)(f)).
    ///
    /// Raises `Denied` with the decision; then nothing was recorded.
    #[pyo3(signature = (user, purpose, context=None, **fields))]
    fn collect<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let context = crate::context::context(context, fields)?;
            let purpose = text("purpose", purpose)?;
            self.act(user, |engine, user| engine.collect(user, purpose, &context))
        })
    }

    /// Gives data to a recipient: decides, and keeps the disclosure on record (GDPR Art. 15(1)(c), 30(1)(d)).
    ///
    /// Raises `Denied` with the decision; then nothing was recorded.
    #[pyo3(signature = (user, purpose, recipient, context=None, **fields))]
    fn disclose<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        recipient: Text<'_, '_>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let context = crate::context::context(context, fields)?;
            let (purpose, recipient) = (text("purpose", purpose)?, text("recipient", recipient)?);
            self.act(user, |engine, user| engine.disclose(user, purpose, recipient, &context))
        })
    }

    /// Decides, and keeps the decision in the ledger with its inputs, so that it can be proved (GDPR Art. 5(2)).
    ///
    /// The position in the receipt is the decision's number, by which it can be contested (Art. 22(3)).
    #[pyo3(signature = (user, purpose, context=None, **fields))]
    fn audit<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<(Decision, Bound<'py, PyAny>)> {
        entry(|| {
            let context = crate::context::context(context, fields)?;
            let (py, user, purpose) = (user.py(), text("user", user)?, text("purpose", purpose)?);
            let (decision, receipt) = self.run(py, |engine| engine.audit(user, purpose, &context))?;
            Ok((decision.into(), results::receipt(py, receipt)?))
        })
    }

    /// Suspends disposal and erasure of some categories, or of all, and nothing else (GDPR Art. 17(3)(e)).
    #[pyo3(signature = (user, hold, reason, *, categories=None, at=None))]
    fn hold<'py>(
        &self,
        user: Text<'_, 'py>,
        hold: Text<'_, '_>,
        reason: Text<'_, '_>,
        categories: Option<Value<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (hold, reason) = (text("hold", hold)?, text("reason", reason)?);
            let (categories, at) = (strings("categories", categories)?, optional_instant("at", at)?);
            self.act(user, |engine, user| engine.hold(user, hold, reason, &categories, at))
        })
    }

    /// Ends a hold.
    #[pyo3(signature = (user, hold, *, at=None))]
    fn release<'py>(
        &self,
        user: Text<'_, 'py>,
        hold: Text<'_, '_>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (hold, at) = (text("hold", hold)?, optional_instant("at", at)?);
            self.act(user, |engine, user| engine.release(user, hold, at))
        })
    }

    /// Records that the application disposed of what a retention rule is about (GDPR Art. 5(1)(e)); `due` says of what.
    #[pyo3(signature = (user, rule, *, method=None, at=None),
        text_signature = "($self, user, rule, *, method='delete', at=None)")]
    fn dispose<'py>(
        &self,
        user: Text<'_, 'py>,
        rule: Text<'_, '_>,
        method: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (rule, method) = (text("rule", rule)?, method.map_or(Ok("delete"), |method| text("method", method))?);
            let at = optional_instant("at", at)?;
            self.act(user, |engine, user| engine.dispose(user, rule, method, at))
        })
    }
}
