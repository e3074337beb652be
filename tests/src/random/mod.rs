//! Policies, histories and questions from a seed. The same seed gives the same plan.

mod draw;
mod handling;
mod history;
mod policy;
mod purposes;
mod question;
mod records;
#[cfg(test)]
mod tests;
mod vocabulary;

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;

use crate::act::{Doing, Question};
use draw::Draw;
use vocabulary::Vocabulary;

/// What two subjects live through: the policy versions that they load, and then acts and questions.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The versions of one policy, each a document in TOML or JSON.
    pub documents: Vec<String>,
    /// Acts and questions, in order.
    pub steps: Vec<Step>,
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// When it happens.
    pub at: Timestamp,
    /// What happens.
    #[serde(flatten)]
    pub deed: Deed,
}

/// An act or a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Deed {
    /// Something is done.
    Act(Doing),
    /// Something is asked.
    Ask(Question),
}

/// A random policy, in one to three versions, with a random history of about `questions` questions.
pub fn plan(seed: u64, questions: usize) -> Result<Plan> {
    let mut draw = Draw::new(seed);
    let documents = policy::documents(&mut draw)?;
    plan_with(&mut draw, documents, questions)
}

/// A random history over given documents.
pub fn plan_over(documents: &[String], seed: u64, questions: usize) -> Result<Plan> {
    plan_with(&mut Draw::new(seed), documents.to_vec(), questions)
}

fn plan_with(draw: &mut Draw, documents: Vec<String>, questions: usize) -> Result<Plan> {
    let vocabulary = Vocabulary::read(&documents)?.focused(draw);
    let steps = history::steps(draw, &vocabulary, questions);
    Ok(Plan { documents, steps })
}
