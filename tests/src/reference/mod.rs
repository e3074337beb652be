//! The reference evaluator: the semantics of a decision, written from their description alone.
//!
//! It keeps the plain list of all acts and computes everything from that list at each question. It shares no code with
//! the engine. It is meant to be read beside the description: one module for each of its sections.

mod age;
mod basis;
mod calendar;
mod case;
mod checks;
mod company;
mod conditions;
mod consent;
mod decision;
mod guardian;
mod keys;
mod law;
mod opposition;
mod origin;
mod policy;
mod question;
mod recipient;
mod refusal;
mod retention;
mod rules;
mod tables;
mod technology;
#[cfg(test)]
mod tests;
mod user;
mod versions;

use anyhow::Result;
use jiff::Timestamp;

use crate::act::{Act, Context, Doing, Handling, Scope};
use crate::answer::{Answer, Evidence};
use crate::compare::Whole;
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
    doing: Doing,
}

/// What reaches everything.
static EVERYWHERE: Scope = Scope { channel: None, recipient: None, destination: None };

impl Recorded {
    fn act(&self) -> Option<&Act> {
        match &self.doing {
            Doing::Act(scoped) => Some(&scoped.act),
            Doing::Handling(_) => None,
        }
    }

    fn handling(&self) -> Option<&Handling> {
        match &self.doing {
            Doing::Act(_) => None,
            Doing::Handling(handling) => Some(handling),
        }
    }

    fn scope(&self) -> &Scope {
        match &self.doing {
            Doing::Act(scoped) => &scoped.scope,
            Doing::Handling(_) => &EVERYWHERE,
        }
    }

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

    /// Records an act that reaches everything, or refuses it.
    pub fn act(&mut self, act: &Act, at: Timestamp) -> Result<(), Refusal> {
        self.perform(&Doing::plain(act.clone()), at)
    }

    /// Records what is done, or refuses it.
    pub fn perform(&mut self, doing: &Doing, at: Timestamp) -> Result<(), Refusal> {
        if let Some(code) = self.refusal(doing, at) {
            return Err(Refusal { code });
        }
        let position = self.acts.len() as u64 + 1;
        self.acts.push(Recorded { position, at, doing: doing.clone() });
        Ok(())
    }

    /// Answers a question as of an instant.
    pub fn decide(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Answer, Mistake> {
        self.decide_whole(user, purpose, context, at).map(|(answer, _surplus)| answer)
    }

    /// The same, with the categories that made the question too wide.
    pub fn decide_whole(
        &self,
        user: &str,
        purpose: &str,
        context: &Context,
        at: Timestamp,
    ) -> Result<(Answer, Vec<String>), Mistake> {
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

impl Whole for Reference {
    fn perform(&mut self, doing: &Doing, at: Timestamp) -> Result<(), String> {
        Reference::perform(self, doing, at).map_err(|refusal| refusal.code.to_owned())
    }

    fn answer_whole(
        &self,
        user: &str,
        purpose: &str,
        context: &Context,
        at: Timestamp,
    ) -> Result<(Answer, Vec<String>), String> {
        Reference::decide_whole(self, user, purpose, context, at).map_err(|mistake| mistake.code.to_owned())
    }
}
