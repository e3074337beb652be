//! Two subjects live through the same random history. The first difference is made small and reported in full.

mod minimise;

use std::fmt;

use anyhow::{Context as _, Result};
use jiff::{Timestamp, ToSpan as _};

use crate::act::{Context as Said, Doing, Question};
use crate::answer::Answer;
use crate::random::{self, Deed, Plan, Step};
use crate::subject::Subject;

/// How many questions one history holds.
const QUESTIONS: usize = 60;

/// What a comparison came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Histories lived through.
    pub histories: usize,
    /// Acts done.
    pub acts: usize,
    /// Acts that both subjects refused alike.
    pub refused: usize,
    /// Questions asked.
    pub questions: usize,
    /// Questions that both allowed.
    pub allowed: usize,
}

/// The first difference between two subjects, with the least history that shows it.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The seed of the history.
    pub seed: u64,
    /// The policy versions.
    pub documents: Vec<String>,
    /// The steps up to the difference. Only the last one differs.
    pub steps: Vec<Step>,
    /// What the two subjects said to the last step.
    pub said: (String, String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "two subjects differ (seed {})", self.seed)?;
        for document in &self.documents {
            writeln!(f, "\n--- policy\n{}", document.trim_end())?;
        }
        writeln!(f, "\n--- history")?;
        for step in &self.steps {
            let line = serde_json::to_string(step).map_err(|_| fmt::Error)?;
            writeln!(f, "{line}")?;
        }
        writeln!(f, "\n--- the first says\n{}", self.said.0)?;
        write!(f, "\n--- the second says\n{}", self.said.1)
    }
}

/// A subject that takes everything that can be done, and whose answers are compared whole.
pub trait Whole: Subject {
    /// Does something at an instant. The error is the code of the refusal.
    fn perform(&mut self, doing: &Doing, at: Timestamp) -> Result<(), String>;

    /// The answer to a question, with the categories that made the question too wide.
    fn answer_whole(&self, user: &str, purpose: &str, context: &Said, at: Timestamp) -> Result<Told, String>;
}

/// An answer and its surplus.
pub type Told = (Answer, Vec<String>);

/// Makes a subject from the documents of a policy.
pub trait Open {
    /// The subject that is made.
    type Subject: Whole;

    /// Loads the documents.
    fn open(&self, documents: &[String]) -> Result<Self::Subject>;
}

impl<S: Whole, F: Fn(&[String]) -> Result<S>> Open for F {
    type Subject = S;

    fn open(&self, documents: &[String]) -> Result<S> {
        self(documents)
    }
}

/// Compares two subjects on at least `questions` questions over random policies.
/// Beside each question that has a `valid_until`, the last second before it and the instant itself are asked too.
pub fn random(
    first: &impl Open,
    second: &impl Open,
    seed: u64,
    questions: usize,
    progress: &mut dyn FnMut(&Tally),
) -> Result<std::result::Result<Tally, Box<Difference>>> {
    let mut plans = |seed| random::plan(seed, QUESTIONS);
    run(first, second, (seed, questions), &mut plans, progress)
}

/// The same over given policies, of which each is a list of versions.
pub fn over(
    first: &impl Open,
    second: &impl Open,
    policies: &[Vec<String>],
    seed: u64,
    questions: usize,
    progress: &mut dyn FnMut(&Tally),
) -> Result<std::result::Result<Tally, Box<Difference>>> {
    let mut turn = policies.iter().cycle();
    let mut plans = |seed| random::plan_over(turn.next().context("there is no policy")?, seed, QUESTIONS);
    run(first, second, (seed, questions), &mut plans, progress)
}

fn run(
    first: &impl Open,
    second: &impl Open,
    (seed, questions): (u64, usize),
    plans: &mut dyn FnMut(u64) -> Result<Plan>,
    progress: &mut dyn FnMut(&Tally),
) -> Result<std::result::Result<Tally, Box<Difference>>> {
    let mut tally = Tally::default();
    while tally.questions < questions {
        let seed = seed.wrapping_add(tally.histories as u64);
        let plan = plans(seed)?;
        if let Some((steps, said)) =
            live(first, second, &plan.documents, &plan.steps, &mut tally).with_context(|| report_of(seed, &plan))?
        {
            let (documents, (steps, said)) = minimise::smallest(first, second, plan.documents, (steps, said))?;
            return Ok(Err(Box::new(Difference { seed, documents, steps, said })));
        }
        tally.histories += 1;
        progress(&tally);
    }
    Ok(Ok(tally))
}

fn report_of(seed: u64, plan: &Plan) -> String {
    format!("seed {seed}, over these documents:\n{}", plan.documents.join("\n---\n"))
}

/// The steps that show a difference, the last of which differs, and what was said to it.
type Shown = (Vec<Step>, (String, String));

fn live(
    first: &impl Open,
    second: &impl Open,
    documents: &[String],
    steps: &[Step],
    tally: &mut Tally,
) -> Result<Option<Shown>> {
    let (mut first, mut second) = (first.open(documents)?, second.open(documents)?);
    let mut done: Vec<Step> = Vec::new();
    for step in steps {
        match &step.deed {
            Deed::Act(act) => {
                let (left, right) = (first.perform(act, step.at), second.perform(act, step.at));
                tally.acts += 1;
                tally.refused += usize::from(left.is_err());
                done.push(step.clone());
                if left != right {
                    return Ok(Some((done, (format!("{left:?}"), format!("{right:?}")))));
                }
            }
            Deed::Ask(question) => {
                let mut instants = vec![step.at];
                while let Some(at) = instants.pop() {
                    let (left, right) = (ask(&first, question, at), ask(&second, question, at));
                    tally.questions += 1;
                    tally.allowed += usize::from(left.as_ref().is_ok_and(|(answer, _)| answer.allowed));
                    if !same(question, documents, &left, &right) {
                        done.push(Step { at, deed: step.deed.clone() });
                        return Ok(Some((done, (told(&left), told(&right)))));
                    }
                    if at == step.at
                        && let Ok((Answer { valid_until: Some(until), .. }, _)) = left
                    {
                        instants.push(until);
                        instants.extend(until.checked_sub(1.second()).ok().filter(|before| *before > at));
                    }
                }
            }
        }
    }
    Ok(None)
}

fn ask(subject: &impl Whole, question: &Question, at: Timestamp) -> Result<Told, String> {
    subject.answer_whole(&question.user, &question.purpose, &question.context, at)
}

/// Whether two subjects say the same. For a node the semantics fix only whether it is allowed, which reasons and obligations there are
/// and until when.
fn same(question: &Question, documents: &[String], left: &Result<Told, String>, right: &Result<Told, String>) -> bool {
    let (Ok((left, left_surplus)), Ok((right, right_surplus))) = (left, right) else {
        return left == right;
    };
    let declared = documents.iter().filter_map(|text| crate::document::parse(text).ok());
    let mut declared = declared.filter_map(|tree| tree.get("purposes").cloned());
    if declared.all(|purposes| purposes.get(&question.purpose).is_some()) {
        return left == right && left_surplus == right_surplus;
    }
    let sorted = |reasons: &[String]| {
        let mut reasons = reasons.to_vec();
        reasons.sort();
        reasons
    };
    left.allowed == right.allowed
        && left.valid_until == right.valid_until
        && sorted(&left.reasons) == sorted(&right.reasons)
        && sorted(&left.would_deny) == sorted(&right.would_deny)
        && sorted(&left.obligations) == sorted(&right.obligations)
        && left_surplus == right_surplus
}

fn told(answer: &Result<Told, String>) -> String {
    match answer {
        Ok((answer, surplus)) => {
            let answer = serde_json::to_string_pretty(answer).unwrap_or_else(|error| error.to_string());
            if surplus.is_empty() { answer } else { format!("{answer}\nsurplus: {surplus:?}") }
        }
        Err(code) => format!("error {code}"),
    }
}

#[cfg(test)]
mod tests {
    //! The comparison finds nothing where there is nothing, and makes what it finds small.

    use super::*;
    use crate::act::{Act, Context, Scoped};
    use crate::reference::Reference;

    /// The reference, but deaf to withdrawals of a user's own.
    struct Deaf(Reference);

    impl Subject for Deaf {
        fn act(&mut self, act: &Act, at: Timestamp) -> Result<(), String> {
            self.perform(&Doing::plain(act.clone()), at)
        }

        fn decide(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Answer, String> {
            Subject::decide(&self.0, user, purpose, context, at)
        }
    }

    impl Whole for Deaf {
        fn perform(&mut self, doing: &Doing, at: Timestamp) -> Result<(), String> {
            match doing {
                Doing::Act(Scoped { act: Act::Withdraw(choice), .. }) if choice.by.is_none() => {
                    // takes the place in the ledger, and says nothing
                    let unlink = crate::act::Link {
                        user: choice.user.clone(),
                        guardian: "nobody".to_owned(),
                        status: None,
                        method: None,
                        evidence: None,
                    };
                    Subject::act(&mut self.0, &Act::UnlinkGuardian(unlink), at)
                }
                _ => Whole::perform(&mut self.0, doing, at),
            }
        }

        fn answer_whole(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Told, String> {
            Whole::answer_whole(&self.0, user, purpose, context, at)
        }
    }

    fn reference(documents: &[String]) -> anyhow::Result<Reference> {
        Reference::new(documents)
    }

    #[test]
    fn the_reference_agrees_with_itself() {
        let tally = random(&reference, &reference, 1, 5000, &mut |_| {}).unwrap().unwrap();
        assert!(tally.questions >= 5000);
        assert!(tally.allowed > 500 && tally.refused > 50 && tally.acts > 1000, "{tally:?}");
    }

    #[test]
    fn a_difference_is_found_and_made_small() {
        let deaf = |documents: &[String]| Reference::new(documents).map(Deaf);
        let difference = random(&reference, &deaf, 1, 5000, &mut |_| {}).unwrap().unwrap_err();
        let withdrawals = difference
            .steps
            .iter()
            .filter(|step| matches!(&step.deed, Deed::Act(Doing::Act(Scoped { act: Act::Withdraw(_), .. }))))
            .count();
        assert_eq!(withdrawals, 1, "{difference}");
        assert!(difference.steps.len() <= 6, "{difference}");
        assert!(difference.to_string().contains("--- the second says"));
    }
}
