//! The answer to a question, as plain data.

use jiff::Timestamp;
use serde::Serialize;

/// The answer to one question. The remedy is left out: it is advice, and rests on the reasons.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Whether the processing may happen.
    pub allowed: bool,
    /// The first reason of a denial.
    pub reason: Option<String>,
    /// All reasons of a denial, in the order of the checks.
    pub reasons: Vec<String>,
    /// What would have been the reasons, where the purpose is only observed.
    pub would_deny: Vec<String>,
    /// One of the six legal bases, or none.
    pub basis: Option<String>,
    /// The finer ground of an allowance.
    pub ground: Option<String>,
    /// When the answer may change without a new event.
    pub valid_until: Option<Timestamp>,
    /// Position and instant of the event on which the answer rests.
    pub evidence: Option<Evidence>,
    /// The version in force, as `id@version`.
    pub policy: Option<String>,
    /// Overlays that hold, by key, sorted.
    pub overlays: Vec<String>,
    /// The residence that decided.
    pub residence: Option<String>,
    /// What an allowance obliges to, or what is due, as `kind` or `kind:subject`.
    pub obligations: Vec<String>,
}

/// An event, named by its place in the ledger. The first event has position 1; all users are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "said above")]
pub struct Evidence {
    pub position: u64,
    pub at: Timestamp,
}
