//! What becomes known of users: notices, age and residence, guardians, signals, and who is the same person.

use std::collections::BTreeMap;

use placet::{GuardianOptions, Update};
use pyo3::prelude::*;
use pyo3::types::PyMapping;

use super::{Engine, Text, Value, options};
use crate::entry::entry;
use crate::instant::{day, optional_instant};
use crate::results;
use crate::text::{optional, text};
use crate::words::{is_pending, signals_of, years, years_between};

#[pymethods]
impl Engine {
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
    ///
    /// `tcf` and `gpp` may be consent strings: each is an act of its own, recorded after the others and with one commit; the receipt is the last act's.
    #[pyo3(signature = (user, signals, *, at=None))]
    fn apply_signals<'py>(
        &self,
        user: Text<'_, 'py>,
        signals: &Bound<'_, PyAny>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (signals, options) = (signals_of(signals)?, options(None, None, None, at)?);
            self.act(user, |engine, user| engine.apply_signals(user, &signals, &options))
        })
    }

    /// Records what the headers of a request say for the user (`Sec-GPC: 1`, `DNT: 1`), where the policy has a signal for it and it is not known already; `None` where they say nothing new.
    ///
    /// A header that is sent several times counts if any of its values is `1`. One that is not sent, or that says anything else,
    /// switches nothing off: another browser of the user may have said it.
    #[pyo3(signature = (user, headers, *, at=None))]
    fn apply_headers<'py>(
        &self,
        user: Text<'_, 'py>,
        headers: &Bound<'_, PyMapping>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        entry(|| {
            let (py, user) = (user.py(), text("user", user)?);
            let mut sent: BTreeMap<String, String> = BTreeMap::new();
            for pair in headers.items()? {
                let (name, value): (String, String) = pair.extract()?;
                // several lines of a header are one with commas (RFC 9110, section 5.3)
                let line = sent.entry(name.to_ascii_lowercase()).or_default();
                if !line.is_empty() {
                    line.push(',');
                }
                line.push_str(&value);
            }
            let options = options(None, None, None, at)?;
            let receipt =
                self.run(py, |engine| engine.apply_headers(user, |name| sent.get(name).cloned(), &options))?;
            receipt.map(|receipt| results::receipt(py, receipt)).transpose()
        })
    }

    /// Takes in a TC string (`tcf`) or a GPP string (`gpp`), and says what became of it.
    ///
    /// Each signal of the policy that reads such strings is switched on when the string refuses one of its bits, else off. A
    /// consent in a string grants nothing here: it was not given under this policy's notice (GDPR Art. 7(1)).
    #[pyo3(signature = (user, framework, string, *, at=None))]
    fn apply_consent_string<'py>(
        &self,
        user: Text<'_, 'py>,
        framework: Text<'_, '_>,
        string: Text<'_, '_>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        entry(|| {
            let (py, user) = (user.py(), text("user", user)?);
            let (framework, string) = (text("framework", framework)?, text("string", string)?);
            let options = options(None, None, None, at)?;
            let (receipt, understood) =
                self.run(py, |engine| engine.apply_consent_string(user, framework, string, &options))?;
            Ok((results::receipt(py, receipt)?, results::understood(py, understood)?))
        })
    }

    /// Records that a visitor turned out to be this user; the more protective of both holds from now on (GDPR Art. 4(11)).
    ///
    /// Every standing refusal of the visitor becomes the user's, and so does a live consent where the user refused nothing of it.
    #[pyo3(signature = (user, visitor, *, at=None))]
    fn join<'py>(
        &self,
        user: Text<'_, 'py>,
        visitor: Text<'_, '_>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (visitor, at) = (text("visitor", visitor)?, optional_instant("at", at)?);
            self.act(user, |engine, user| engine.join(user, visitor, at))
        })
    }

    /// Records that the two are not the same person after all. What was carried over stays until it is taken back.
    #[pyo3(signature = (user, visitor, *, at=None))]
    fn part<'py>(
        &self,
        user: Text<'_, 'py>,
        visitor: Text<'_, '_>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (visitor, at) = (text("visitor", visitor)?, optional_instant("at", at)?);
            self.act(user, |engine, user| engine.part(user, visitor, at))
        })
    }
}
