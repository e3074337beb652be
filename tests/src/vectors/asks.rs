//! Steps whose answer is a value of their own: registrations, cases, plans, exports, what is due.

use placet::act::Response;
use placet::data::classify::{Classifier, Spot};
use placet::{ChangesOptions, Engine, Error, ExportOptions, MergeOptions, Merged, RequestOptions, RespondOptions};
use serde_json::{Map, Value, json};

use super::steps::{context, instant, list, owned, text, words};

type Step = Map<String, Value>;

/// Does a step that answers with a value; none when the step is another.
pub(super) fn ask(engine: &Engine, name: &str, step: &Step) -> Option<Result<Value, Error>> {
    let user = text(step, "user").unwrap_or_default();
    Some(match name {
        "register" => register(engine, step),
        "due" => instant(step, "at").and_then(|at| engine.due(at)).map(|items| json!({ "items": items })),
        "request" => request(engine, user, step),
        "respond" => respond(engine, user, step),
        "cases" => engine.cases(user).map(|cases| json!({ "cases": cases })),
        "erasure_plan" => {
            instant(step, "at").and_then(|at| engine.erasure_plan(user, at)).map(|items| json!({ "items": items }))
        }
        "export" => export(engine, user, step),
        "import" => {
            let export = step.get("from").cloned().unwrap_or_default();
            instant(step, "at")
                .and_then(|at| engine.import(&export, at))
                .map(|receipt| json!({ "obligations": receipt.obligations }))
        }
        "changes" => {
            let since = step.get("since").and_then(Value::as_u64).unwrap_or(0);
            engine.changes(since, &ChangesOptions { user: owned(step, "user") })
        }
        "merge" => {
            let changes = step.get("from").cloned().unwrap_or_default();
            engine.merge(&changes, &MergeOptions { user: owned(step, "user") }).map(|merged| {
                let Merged { ledger: _, until, taken, known, users, erased } = merged;
                json!({ "until": until, "taken": taken, "known": known, "users": users, "erased": erased })
            })
        }
        "join" | "part" => {
            let visitor = text(step, "visitor").unwrap_or_default();
            let done = instant(step, "at").and_then(|at| match name {
                "join" => engine.join(user, visitor, at),
                _ => engine.part(user, visitor, at),
            });
            done.map(|receipt| json!({ "obligations": receipt.obligations }))
        }
        "filter" => filter(engine, user, step),
        "classify" => classify(step),
        "apply_consent_string" => {
            let (framework, string) =
                (text(step, "framework").unwrap_or_default(), text(step, "string").unwrap_or_default());
            engine
                .apply_consent_string(user, framework, string, &Default::default())
                .map(|(_, understood)| serde_json::to_value(understood).unwrap_or_default())
        }
        _ => return None,
    })
}

fn filter(engine: &Engine, user: &str, step: &Step) -> Result<Value, Error> {
    let (purpose, schema) = (text(step, "purpose").unwrap_or_default(), text(step, "schema").unwrap_or_default());
    let record = step.get("record").cloned().unwrap_or_default();
    let filtered = engine.filter(user, purpose, record, &engine.schema(schema)?, &context(step)?)?;
    Ok(serde_json::from_str(&filtered.to_json()).unwrap_or_default())
}

fn classify(step: &Step) -> Result<Value, Error> {
    let mut classifier = match step.get("sample").and_then(Value::as_i64) {
        Some(sample) => Classifier::sampling(u64::try_from(sample).unwrap_or(0))?,
        None => Classifier::new()?,
    };
    for record in step.get("records").and_then(Value::as_array).into_iter().flatten() {
        classifier.add(record.clone())?;
    }
    for (name, values) in step.get("columns").and_then(Value::as_object).into_iter().flatten() {
        let spot = classifier.named(Spot::ROOT, name);
        classifier.see(spot, None);
        for value in values.as_array().into_iter().flatten() {
            classifier.add_at(spot, value.clone())?;
        }
    }
    Ok(json!({ "suggestions": classifier.suggestions(None) }))
}

fn register(engine: &Engine, step: &Step) -> Result<Value, Error> {
    let (kind, id) = (text(step, "kind").unwrap_or_default(), text(step, "id").unwrap_or_default());
    let receipt = engine.register(kind, id, &words(step, "fields"), instant(step, "at")?)?;
    Ok(json!({ "obligations": receipt.obligations }))
}

fn request(engine: &Engine, user: &str, step: &Step) -> Result<Value, Error> {
    let options = RequestOptions {
        by: owned(step, "by"),
        channel: owned(step, "channel"),
        about: list(step, "about"),
        recipient: owned(step, "recipient"),
        decision: owned(step, "decision"),
        mode: owned(step, "mode"),
        reason: owned(step, "reason"),
        subject: owned(step, "subject"),
        at: instant(step, "at")?,
    };
    let case = engine.request(user, text(step, "right").unwrap_or_default(), &options)?;
    Ok(serde_json::to_value(case).unwrap_or_default())
}

/// The number behind the name of a case.
fn case_of(step: &Step) -> Option<u64> {
    step.get("case").and_then(|case| case.as_u64().or_else(|| case.as_str()?.parse().ok()))
}

fn flags(step: &Step) -> std::collections::BTreeMap<String, bool> {
    let entries = step.get("attests").and_then(Value::as_object).into_iter().flatten();
    entries.map(|(name, value)| (name.clone(), *value == json!(true))).collect()
}

fn respond(engine: &Engine, user: &str, step: &Step) -> Result<Value, Error> {
    let response = Response {
        action: text(step, "action").unwrap_or_default().to_owned(),
        task: owned(step, "task"),
        outcome: owned(step, "outcome"),
        reason: owned(step, "reason"),
        actor: owned(step, "actor"),
    };
    let options = RespondOptions { attests: flags(step), at: instant(step, "at")? };
    let case = engine.respond(user, case_of(step).unwrap_or_default(), &response, &options)?;
    Ok(serde_json::to_value(case).unwrap_or_default())
}

fn export(engine: &Engine, user: &str, step: &Step) -> Result<Value, Error> {
    let options = ExportOptions {
        subset: owned(step, "subset"),
        case: case_of(step),
        actor: owned(step, "actor"),
        attests: flags(step),
    };
    engine.export(user, &options)
}
