//! Choices: what users, and guardians for them, let happen and refuse.

use placet::act::Scope;
use placet::{ActOptions, GrantOptions};
use pyo3::prelude::*;

use super::{Engine, Text, Value, options};
use crate::entry::entry;
use crate::instant::optional_instant;
use crate::text::{optional, text};
use crate::words::{consent_kind, node};

/// Channel, recipient and country, as keywords say how far a choice reaches.
type Reach<'a, 'py> = [Option<Text<'a, 'py>>; 3];

/// `by`, `method`, `ground` and `at`.
type Rest<'a, 'py> = (Option<Text<'a, 'py>>, Option<Text<'a, 'py>>, Option<Text<'a, 'py>>, Option<Value<'a, 'py>>);

fn scope([channel, recipient, destination]: Reach<'_, '_>) -> PyResult<Scope> {
    Ok(Scope {
        channel: optional("channel", channel)?,
        recipient: optional("recipient", recipient)?,
        destination: optional("destination", destination)?,
    })
}

/// The purpose and the options of a choice that may be limited.
fn choice<'a>(
    purpose: Text<'a, '_>,
    reach: Reach<'_, '_>,
    (by, method, ground, at): Rest<'_, '_>,
) -> PyResult<(&'a str, ActOptions)> {
    let scope = scope(reach)?;
    Ok((text("purpose", purpose)?, ActOptions { scope, ..options(by, method, ground, at)? }))
}

#[pymethods]
impl Engine {
    /// Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7).
    #[pyo3(signature = (user, purpose, *, by=None, kind=None, notice=None, expires=None, method=None, channel=None, recipient=None,
        destination=None, at=None))]
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
        channel: Option<Text<'_, '_>>,
        recipient: Option<Text<'_, '_>>,
        destination: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let options = GrantOptions {
                by: optional("by", by)?,
                kind: consent_kind(kind)?,
                notice: optional("notice", notice)?,
                expires: optional_instant("expires", expires)?,
                method: optional("method", method)?,
                scope: scope([channel, recipient, destination])?,
                at: optional_instant("at", at)?,
            };
            let purpose = text("purpose", purpose)?;
            self.act(user, |engine, user| engine.grant(user, purpose, &options))
        })
    }

    /// Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3)).
    #[pyo3(signature = (user, purpose, *, by=None, method=None, channel=None, recipient=None, destination=None, at=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn withdraw<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        channel: Option<Text<'_, '_>>,
        recipient: Option<Text<'_, '_>>,
        destination: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = choice(purpose, [channel, recipient, destination], (by, method, None, at))?;
            self.act(user, |engine, user| engine.withdraw(user, purpose, &options))
        })
    }

    /// Records that the user opted out of a purpose, a node, a group or `*`.
    #[pyo3(signature = (user, purpose, *, by=None, method=None, channel=None, recipient=None, destination=None, at=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn opt_out<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        channel: Option<Text<'_, '_>>,
        recipient: Option<Text<'_, '_>>,
        destination: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = choice(purpose, [channel, recipient, destination], (by, method, None, at))?;
            self.act(user, |engine, user| engine.opt_out(user, purpose, &options))
        })
    }

    /// Records that the user took an opt-out or an objection back. It is no consent.
    #[pyo3(signature = (user, purpose, *, by=None, method=None, channel=None, recipient=None, destination=None, at=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn opt_in<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        channel: Option<Text<'_, '_>>,
        recipient: Option<Text<'_, '_>>,
        destination: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = choice(purpose, [channel, recipient, destination], (by, method, None, at))?;
            self.act(user, |engine, user| engine.opt_in(user, purpose, &options))
        })
    }

    /// Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute.
    #[pyo3(signature = (user, purpose, *, ground=None, by=None, method=None, channel=None, recipient=None, destination=None, at=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn object_to<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        ground: Option<Text<'_, '_>>,
        by: Option<Text<'_, '_>>,
        method: Option<Text<'_, '_>>,
        channel: Option<Text<'_, '_>>,
        recipient: Option<Text<'_, '_>>,
        destination: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (purpose, options) = choice(purpose, [channel, recipient, destination], (by, method, ground, at))?;
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
}
