//! Rights: cases with their deadlines and tasks, copies that travel, and erasure.

use placet::act::Response;
use placet::{ExportOptions, RequestOptions, RespondOptions};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Engine, Text, Value, options};
use crate::entry::entry;
use crate::instant::optional_instant;
use crate::json;
use crate::results;
use crate::text::{optional, strings, text};
use crate::words::{decision_number, flags, number};

const NO_CASE: &str = "it is no number of a case; give the `id` of one";

#[pymethods]
impl Engine {
    /// Opens a case: somebody exercises a right of the user's, complains, inquires or reports a child (GDPR Art. 12, 15 to 22).
    ///
    /// It says by when it has to be answered and what has to be done. Without a right, the `subject` line names it. `decision` is
    /// the position of the audited decision that is contested (Art. 22(3)).
    #[pyo3(signature = (user, right=None, *, by=None, channel=None, about=None, recipient=None, decision=None, mode=None, reason=None,
        subject=None, at=None),
        text_signature = "($self, user, right='', *, by=None, channel=None, about=None, recipient=None, decision=None, mode=None, reason=None, subject=None, at=None)")]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn request<'py>(
        &self,
        user: Text<'_, 'py>,
        right: Option<Text<'_, '_>>,
        by: Option<Text<'_, '_>>,
        channel: Option<Text<'_, '_>>,
        about: Option<Value<'_, '_>>,
        recipient: Option<Text<'_, '_>>,
        decision: Option<Value<'_, '_>>,
        mode: Option<Text<'_, '_>>,
        reason: Option<Text<'_, '_>>,
        subject: Option<Text<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let options = RequestOptions {
                by: optional("by", by)?,
                channel: optional("channel", channel)?,
                about: strings("about", about)?,
                recipient: optional("recipient", recipient)?,
                decision: decision.map(decision_number).transpose()?,
                mode: optional("mode", mode)?,
                reason: optional("reason", reason)?,
                subject: optional("subject", subject)?,
                at: optional_instant("at", at)?,
            };
            let (py, user) = (user.py(), text("user", user)?);
            let right = right.map_or(Ok(""), |right| text("right", right))?;
            results::case(py, self.run(py, |engine| engine.request(user, right, &options))?)
        })
    }

    /// Takes a step in a case: `verify`, `acknowledge` a task, `fulfil`, `refuse` with a reason (GDPR Art. 12(4)), `close` with an outcome.
    #[pyo3(signature = (user, case, action, *, task=None, outcome=None, reason=None, actor=None, attests=None, at=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn respond<'py>(
        &self,
        user: Text<'_, 'py>,
        case: Value<'_, '_>,
        action: Text<'_, '_>,
        task: Option<Text<'_, '_>>,
        outcome: Option<Text<'_, '_>>,
        reason: Option<Text<'_, '_>>,
        actor: Option<Text<'_, '_>>,
        attests: Option<Value<'_, '_>>,
        at: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let response = Response {
                action: text("action", action)?.to_owned(),
                task: optional("task", task)?,
                outcome: optional("outcome", outcome)?,
                reason: optional("reason", reason)?,
                actor: optional("actor", actor)?,
            };
            let options = RespondOptions { attests: flags("attests", attests)?, at: optional_instant("at", at)? };
            let (py, user, case) = (user.py(), text("user", user)?, number("case", case, NO_CASE)?);
            results::case(py, self.run(py, |engine| engine.respond(user, case, &response, &options))?)
        })
    }

    /// All cases of a user, the first first.
    fn cases<'py>(&self, user: Text<'_, 'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        entry(|| {
            let (py, user) = (user.py(), text("user", user)?);
            let cases = self.run(py, |engine| engine.cases(user))?;
            cases.into_iter().map(|case| results::case(py, case)).collect()
        })
    }

    /// A user's record as plain data: sources and uses, purposes, recipients, decisions, cases, events (GDPR Art. 15, 20).
    ///
    /// Without `case` and `actor` it is the application's own copy, whole, for `import_data` in another engine. A copy for the user
    /// (`actor="subject"`, or a guardian) leaves out what other people are in. `subset` is a category, or a word below `user`.
    #[pyo3(signature = (user, *, subset=None, case=None, actor=None, attests=None))]
    fn export<'py>(
        &self,
        user: Text<'_, 'py>,
        subset: Option<Text<'_, '_>>,
        case: Option<Value<'_, '_>>,
        actor: Option<Text<'_, '_>>,
        attests: Option<Value<'_, '_>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        entry(|| {
            let options = ExportOptions {
                subset: optional("subset", subset)?,
                case: case.map(|case| number("case", case, NO_CASE)).transpose()?,
                actor: optional("actor", actor)?,
                attests: flags("attests", attests)?,
            };
            let (py, user) = (user.py(), text("user", user)?);
            json::table(py, &self.run(py, |engine| engine.export(user, &options))?)
        })
    }

    /// Takes in what `export` gave in another engine: all of it with one commit, or nothing (GDPR Art. 20(2)).
    ///
    /// In other languages it is `import`, which is a keyword in Python. The events keep their instants. The receipt obliges to look
    /// at each `unknown_purpose` that they name and this policy does not.
    #[pyo3(signature = (export, *, at=None))]
    fn import_data<'py>(&self, export: Value<'_, 'py>, at: Option<Value<'_, '_>>) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let (py, at) = (export.py(), optional_instant("at", at)?);
            let export = json::value("export", export)?;
            results::receipt(py, self.run(py, |engine| engine.import(&export, at))?)
        })
    }

    /// What an erasure would take, what would stay, why and until when, and who has to be told (GDPR Art. 17(3), 19).
    #[pyo3(signature = (user, *, at=None))]
    fn erasure_plan<'py>(&self, user: Text<'_, 'py>, at: Option<Value<'_, '_>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        entry(|| {
            let (py, user, at) = (user.py(), text("user", user)?, optional_instant("at", at)?);
            let plan = self.run(py, |engine| engine.erasure_plan(user, at))?;
            plan.into_iter().map(|task| results::task(py, task)).collect()
        })
    }

    /// Erases a user from the ledger (GDPR Art. 17): every event loses its content, and the chain stays verifiable.
    ///
    /// Where a hold or a floor of law keeps something (`erasure_plan` says what), the user is `erased` all the same, and the events
    /// stay until nothing is kept any more and this is called again. The receipt obliges to tell every recipient (Art. 19).
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
}
