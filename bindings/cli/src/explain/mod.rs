//! `placet explain`: why a purpose is allowed or denied for a user, check by check.

mod print;
mod probe;
mod stage;
mod trace;

use placet::policy::Policy;
use placet::state::UserState;
use placet::{Context, Decision, Engine, HistoryEntry, Options, Timestamp};
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::args::{ExplainArgs, QuestionArgs};
use crate::text::instant;
use crate::{history, input};

use trace::{Question, Step};

/// Everything that is told of one answer.
struct Explanation<'a> {
    user: &'a str,
    at: Timestamp,
    context: Context,
    decision: Decision,
    /// For a node: the answers for the purposes below it.
    leaves: Vec<Decision>,
    steps: Vec<Step>,
    /// The event on which the answer rests.
    evidence: Option<HistoryEntry>,
}

pub(crate) fn run(args: &ExplainArgs, as_json: bool) -> Result<Answer, Failure> {
    let policy = input::policy(&args.policy, &args.others)?;
    let at = instant_of(&policy, args.question.at.as_deref())?;
    let context = context(&args.question, at);
    let engine = Engine::on(policy, input::store(&args.store)?, Options::default())?;
    let decision = engine.decide(&args.user, &args.purpose, &context)?;
    let events = engine.history(&args.user)?;
    let mut state = UserState::default();
    events.iter().for_each(|entry| state.apply(&entry.event, entry.position));
    let policy = engine.policy();
    let question = Question { policy: &policy, state: &state, context: &context, at };
    let leaves = trace::leaves(&question, &args.purpose)?;
    let steps = trace::trace(&question, &decision, &leaves)?;
    let rests = decision.evidence.map(|evidence| evidence.position);
    let evidence = events.into_iter().find(|entry| Some(entry.position) == rests);
    let explanation = Explanation { user: &args.user, at, context, decision, leaves, steps, evidence };
    let yes = explanation.decision.allowed;
    if as_json {
        return Ok(Answer::json(&object(&explanation), yes));
    }
    Ok(Answer { text: print::text(&explanation), yes })
}

fn instant_of(policy: &Policy, given: Option<&str>) -> Result<Timestamp, Failure> {
    let (Some(text), Some(latest)) = (given, policy.versions().last()) else {
        return Ok(Timestamp::now());
    };
    Timestamp::parse(text, &latest.zone).ok_or_else(|| {
        let message = format!("invalid `at`: `{text}` is no instant; write `2024-10-17T12:00:00Z` or `2024-10-17`");
        Failure::new("invalid_argument", message)
    })
}

fn context(given: &QuestionArgs, at: Timestamp) -> Context {
    let QuestionArgs {
        categories,
        operation,
        form,
        technology,
        content,
        surface,
        recipient,
        destination,
        instrument,
        initiated_by,
        at: _,
    } = given;
    Context {
        categories: categories.clone(),
        operation: operation.clone(),
        form: form.clone(),
        recipient: recipient.clone(),
        destination: destination.clone(),
        technology: technology.clone(),
        content: content.clone(),
        instrument: instrument.clone(),
        surface: surface.clone(),
        initiated_by: initiated_by.clone(),
        at: Some(at),
    }
}

fn object(explanation: &Explanation<'_>) -> Value {
    let Explanation { user, at, context, decision, leaves, steps, evidence } = explanation;
    let mut context = json!(context);
    if let Some(fields) = context.as_object_mut() {
        fields.remove("at");
        fields.retain(|_, value| !value.is_null());
    }
    let step = |step: &Step| {
        let reasons: Vec<Value> = step.reasons.iter().map(|r| json!({ "code": r.code(), "text": r.text() })).collect();
        json!({ "check": step.check.code(), "found": step.found.code(), "reasons": reasons, "why": step.why })
    };
    let leaf = |leaf: &Decision| json!({ "purpose": leaf.purpose, "allowed": leaf.allowed, "reasons": leaf.reasons, "ground": leaf.ground });
    json!({
        "user": user,
        "at": instant(*at),
        "context": context,
        "decision": decision,
        "checks": steps.iter().map(step).collect::<Vec<_>>(),
        "purposes": leaves.iter().map(leaf).collect::<Vec<_>>(),
        "evidence": evidence.as_ref().map(history::object),
    })
}
