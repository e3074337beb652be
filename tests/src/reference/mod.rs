//! The reference evaluator: the semantics of a decision, written from their description alone.
//!
//! It keeps the plain list of all acts and computes everything from that list at each question. It shares no code with
//! the engine. It is meant to be read beside the description: one module for each of its sections.

mod age;
mod basis;
mod calendar;
mod case;
mod checks;
mod consent;
mod decision;
mod guardian;
mod keys;
mod law;
mod opposition;
mod policy;
mod refusal;
#[cfg(test)]
mod tests;
mod user;
mod versions;

use anyhow::Result;
use jiff::Timestamp;

use crate::act::{Act, Context};
use crate::answer::{Answer, Evidence};
use crate::subject::Subject;
use law::Law;
use policy::Policy;
use versions::Versions;

/// The reference evaluator.
#[derive(Debug, Clone)]
pub struct Reference {
    versions: Versions,
    law: Law,
    acts: Vec<Recorded>,
}

/// An act that was recorded, with its place in the ledger.
#[derive(Debug, Clone)]
struct Recorded {
    position: u64,
    at: Timestamp,
    act: Act,
}

impl Recorded {
    fn evidence(&self) -> Evidence {
        Evidence { position: self.position, at: self.at }
    }
}

/// Why an act was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The code: `non_optional`, `invalid_argument`, …
    pub code: &'static str,
}

/// Why a question has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake {
    /// The code: `unknown_purpose`, `unknown_category`, `invalid_argument`.
    pub code: &'static str,
}

impl Reference {
    /// Loads the versions of one policy, each a document in TOML or JSON.
    pub fn new(documents: &[String]) -> Result<Reference> {
        let versions = documents.iter().map(|text| Policy::read(text)).collect::<Result<_>>()?;
        Ok(Reference { versions: Versions::new(versions), law: Law::read()?, acts: Vec::new() })
    }

    /// Records an act, or refuses it.
    pub fn act(&mut self, act: &Act, at: Timestamp) -> Result<(), Refusal> {
        if let Some(code) = self.refusal(act, at) {
            return Err(Refusal { code });
        }
        let position = self.acts.len() as u64 + 1;
        self.acts.push(Recorded { position, at, act: act.clone() });
        Ok(())
    }

    /// Answers a question as of an instant.
    pub fn decide(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Answer, Mistake> {
        self.answer(user, purpose, context, at).map_err(|code| Mistake { code })
    }
}

impl Subject for Reference {
    fn act(&mut self, act: &Act, at: Timestamp) -> Result<(), String> {
        Reference::act(self, act, at).map_err(|refusal| refusal.code.to_owned())
    }

    fn decide(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Answer, String> {
        Reference::decide(self, user, purpose, context, at).map_err(|mistake| mistake.code.to_owned())
    }
}
