//! `placet explain`: why a purpose is allowed or denied for a user, check by check.

mod print;

use placet::decide::Check;
use placet::policy::Policy;
use placet::{Context, Decision, Engine, Error, HistoryEntry, Options, Timestamp};
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::args::{ExplainArgs, QuestionArgs};
use crate::text::instant;
use crate::{history, input};

/// Everything that is told of one answer.
struct Explanation<'a> {
    user: &'a str,
    at: Timestamp,
    context: Context,
    decision: Decision,
    checks: Vec<Check>,
    /// For a node: the answers for the purposes below it.
    leaves: Vec<Decision>,
    /// The event on which the answer rests.
    evidence: Option<HistoryEntry>,
}

pub(crate) fn run(args: &ExplainArgs, as_json: bool) -> Result<Answer, Failure> {
    let policy = input::policy(&args.policy, &args.others)?;
    let at = input::instant("at", args.question.at.as_deref(), &policy)?.unwrap_or_else(Timestamp::now);
    let context = context(&args.question, &policy, at)?;
    let engine = Engine::on(policy, input::store(&args.store)?, Options::default())?;
    let (decision, checks) = engine.explain(&args.user, &args.purpose, &context)?;
    let leaves = leaves(&engine, &args.user, &args.purpose, &context, at)?;
    let rests = decision.evidence.map(|evidence| evidence.position);
    let evidence = engine.history(&args.user)?.into_iter().find(|entry| Some(entry.position) == rests);
    let explanation = Explanation { user: &args.user, at, context, decision, checks, leaves, evidence };
    let yes = explanation.decision.allowed;
    if as_json {
        return Ok(Answer::json(&object(&explanation), yes));
    }
    Ok(Answer { text: print::text(&explanation), yes })
}

/// The answers for the purposes below a node; empty for a purpose with a table of its own.
fn leaves(engine: &Engine, user: &str, name: &str, context: &Context, at: Timestamp) -> Result<Vec<Decision>, Error> {
    let policy = engine.policy();
    let Some(version) = policy.in_force(at).filter(|version| version.purpose(name).is_none()) else {
        return Ok(Vec::new());
    };
    let below = version.below.get(name).map(Vec::as_slice).unwrap_or_default();
    let keys = below.iter().filter_map(|at| version.purposes.get(*at)).map(|p| &p.key);
    keys.map(|key| engine.decide(user, key, context)).collect()
}

fn context(given: &QuestionArgs, policy: &Policy, at: Timestamp) -> Result<Context, Failure> {
    let QuestionArgs {
        categories,
        operation,
        source,
        provider,
        origin,
        collection_point,
        reference,
        inputs,
        linked,
        form,
        group_size,
        recipient,
        destination,
        mechanism,
        technology,
        lifetime,
        set_at,
        device,
        content,
        channel,
        actor,
        attests,
        instrument,
        justification,
        effect,
        decision,
        role,
        surface,
        initiated_by,
        at: _,
    } = given.clone();
    let set_at = input::instant("set-at", set_at.as_deref(), policy)?;
    Ok(Context {
        categories,
        operation,
        source,
        provider,
        origin,
        collection_point,
        reference,
        inputs,
        linked,
        form,
        group_size,
        recipient,
        destination,
        mechanism,
        technology,
        lifetime,
        set_at,
        device,
        content,
        channel,
        actor,
        attests: attests.into_iter().collect(),
        instrument,
        justification,
        effect,
        decision,
        role,
        surface,
        initiated_by,
        at: Some(at),
    })
}

fn object(explanation: &Explanation<'_>) -> Value {
    let Explanation { user, at, context, decision, checks, leaves, evidence } = explanation;
    let leaf = |leaf: &Decision| json!({ "purpose": leaf.purpose, "allowed": leaf.allowed, "reasons": leaf.reasons, "ground": leaf.ground });
    json!({
        "user": user,
        "at": instant(*at),
        "context": said(context),
        "decision": decision,
        "checks": checks,
        "purposes": leaves.iter().map(leaf).collect::<Vec<_>>(),
        "evidence": evidence.as_ref().map(history::object),
    })
}

/// What the question said, without what it left out.
fn said(context: &Context) -> Value {
    let mut value = json!(context);
    if let Some(fields) = value.as_object_mut() {
        fields.remove("at");
        let empty = |value: &Value| match value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        fields.retain(|name, value| name == "categories" || !empty(value));
    }
    history::write_instants(&mut value);
    value
}
