//! Decisions: the answer in full, each field taken over from the core by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use placet::decide::problem;
use placet::{Basis, Decision as CoreDecision, Ground, Reason, Timestamp};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use serde::{Deserialize, Serialize};

use crate::entry::entry;
use crate::error::{invalid, raise};
use crate::instant::optional_datetime;
use crate::json;
use crate::parts::{Code, Evidence, Obligation, Remedy, optional_text};
use crate::results;
use crate::text::text;

/// The answer to a question, in full.
///
/// It has no truth value: read `allowed`.
#[pyclass(frozen, eq, hash, module = "placet")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Decision {
    allowed: bool,
    purpose: Arc<str>,
    reason: Option<Code>,
    reasons: Vec<Code>,
    surplus: Vec<String>,
    would_deny: Vec<Code>,
    basis: Option<Code>,
    ground: Option<Code>,
    remedy: Option<Remedy>,
    obligations: Vec<Obligation>,
    evidence: Option<Evidence>,
    policy: Option<Arc<str>>,
    overlays: Vec<Arc<str>>,
    residence: Option<String>,
    #[serde(with = "optional_text")]
    valid_until: Option<Timestamp>,
    contact: Arc<BTreeMap<String, String>>,
    /// The sentence for people; no part of the canonical JSON.
    #[serde(skip)]
    text: String,
}

impl From<CoreDecision> for Decision {
    fn from(decision: CoreDecision) -> Self {
        let text = decision.text();
        let CoreDecision {
            allowed,
            purpose,
            reason,
            reasons,
            surplus,
            would_deny,
            basis,
            ground,
            remedy,
            obligations,
            evidence,
            policy,
            overlays,
            residence,
            valid_until,
            contact,
        } = decision;
        let codes = |reasons: Vec<Reason>| reasons.into_iter().map(|reason| Code::from(reason.code())).collect();
        Self {
            allowed,
            purpose,
            reason: reason.map(|reason| reason.code().into()),
            reasons: codes(reasons),
            surplus,
            would_deny: codes(would_deny),
            basis: basis.map(|basis: Basis| basis.code().into()),
            ground: ground.map(|ground: Ground| ground.code().into()),
            remedy: remedy.map(Remedy::from),
            obligations: obligations.into_iter().map(Obligation::from).collect(),
            evidence: evidence.map(Evidence::from),
            policy,
            overlays,
            residence,
            valid_until,
            contact,
            text,
        }
    }
}

impl Decision {
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        // a JSON value keeps its keys sorted
        let value = serde_json::to_value(self);
        let fault =
            |error| raise(py, placet::Error::Internal { message: format!("a decision can't be written: {error}") });
        value.map(|value| value.to_string()).map_err(fault)
    }
}

#[pymethods]
impl Decision {
    /// Whether the purpose may run.
    #[getter]
    fn allowed(&self) -> bool {
        self.allowed
    }

    /// The purpose that was asked for.
    #[getter]
    fn purpose(&self) -> &str {
        &self.purpose
    }

    /// The code of the first reason of a denial.
    #[getter]
    fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The codes of all reasons of a denial, in the order of the checks.
    #[getter]
    fn reasons<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| PyTuple::new(py, &self.reasons))
    }

    /// The categories that no purpose asked about may use (GDPR Art. 5(1)(c)).
    #[getter]
    fn surplus<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| PyTuple::new(py, &self.surplus))
    }

    /// For an observed purpose: the reasons for which it would have been denied.
    #[getter]
    fn would_deny<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| PyTuple::new(py, &self.would_deny))
    }

    /// The legal basis of an allowance (GDPR Art. 6).
    #[getter]
    fn basis(&self) -> Option<&str> {
        self.basis.as_deref()
    }

    /// What an allowance rests on, finer than the basis.
    #[getter]
    fn ground(&self) -> Option<&str> {
        self.ground.as_deref()
    }

    /// What would turn a denial into an allowance.
    #[getter]
    fn remedy<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        entry(|| self.remedy.as_ref().map(|remedy| results::remedy(py, remedy)).transpose())
    }

    /// What the application has to do.
    #[getter]
    fn obligations<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| results::obligations(py, &self.obligations))
    }

    /// The event of the ledger on which the answer rests.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        entry(|| self.evidence.as_ref().map(|evidence| results::evidence(py, evidence)).transpose())
    }

    /// The version of the policy, as `id@version`; none when none is in force.
    #[getter]
    fn policy(&self) -> Option<&str> {
        self.policy.as_deref()
    }

    /// The overlays that hold for the user's residence.
    #[getter]
    fn overlays<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| PyTuple::new(py, self.overlays.iter().map(|key| &**key)))
    }

    /// The residence that was taken.
    #[getter]
    fn residence(&self) -> Option<&str> {
        self.residence.as_deref()
    }

    /// When, without any new event, the answer could change, in UTC.
    #[getter]
    fn valid_until<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        entry(|| optional_datetime(py, self.valid_until))
    }

    /// Whom the user may turn to; a new dict each time.
    #[getter]
    fn contact<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        entry(|| {
            let contact = PyDict::new(py);
            for (name, address) in &*self.contact {
                contact.set_item(name, address)?;
            }
            Ok(contact)
        })
    }

    /// The answer as a sentence for people.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// Canonical JSON: keys sorted, no spaces, instants as text in UTC; the same bytes in every language.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        entry(|| self.json(py))
    }

    /// What `to_json` says, as a dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        entry(|| Ok(json::parse(py, &self.json(py)?)?.cast_into::<PyDict>()?))
    }

    /// The body of an answer with status 403, as Problem Details (RFC 9457); `None` for an allowance.
    fn problem<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        entry(|| {
            let fault =
                |error| raise(py, placet::Error::Internal { message: format!("a decision can't be read: {error}") });
            let whole: serde_json::Value = serde_json::from_str(&self.json(py)?).map_err(fault)?;
            problem(&whole, &self.text).map(|body| json::parse(py, &body.to_string())).transpose()
        })
    }

    #[staticmethod]
    fn _restore(json: &Bound<'_, PyString>, sentence: &Bound<'_, PyString>) -> PyResult<Self> {
        entry(|| {
            let decision: Result<Self, _> = serde_json::from_str(text("json", json)?);
            let fault =
                |error| invalid(json.py(), "json", format!("it is no decision ({error}); give what `to_json` wrote"));
            Ok(Self { text: text("sentence", sentence)?.to_owned(), ..decision.map_err(fault)? })
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| {
            let restore = py.get_type::<Self>().getattr("_restore")?;
            (restore, (self.json(py)?, &self.text)).into_pyobject(py)
        })
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(PyTypeError::new_err(
            "a decision has no truth value; read `decision.allowed`, or ask `engine.can_process(user, purpose)`",
        ))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        entry(|| {
            let purpose = PyString::new(py, &self.purpose).repr()?;
            let why = match (&self.ground, self.reasons.is_empty()) {
                (Some(ground), true) => format!(", ground='{ground}'"),
                (_, false) => format!(", reasons={}", PyList::new(py, &self.reasons)?.to_tuple().repr()?),
                (None, true) => String::new(),
            };
            let policy = self.policy.as_ref().map_or_else(|| "None".to_owned(), |policy| format!("'{policy}'"));
            let allowed = if self.allowed { "True" } else { "False" };
            Ok(format!("Decision(allowed={allowed}, purpose={purpose}{why}, policy={policy})"))
        })
    }
}
