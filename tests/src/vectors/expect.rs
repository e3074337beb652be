//! What a step expects, held against what came.

use placet::policy::Diagnostic;
use placet::{Decision, Error, Obligation, Receipt};
use serde_json::{Map, Value, json};

type Step = Map<String, Value>;

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map(|items| items.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

fn obligations(list: &[Obligation]) -> Value {
    let text =
        |o: &Obligation| o.subject.as_ref().map_or_else(|| o.kind.clone(), |subject| format!("{}:{subject}", o.kind));
    list.iter().map(text).collect()
}

fn equal(key: &str, wanted: &Value, came: &Value) -> Result<(), String> {
    if wanted == came { Ok(()) } else { Err(format!("`{key}` should be {wanted}, and is {came}")) }
}

/// Neither an error nor a refusal is expected.
pub(super) fn success(step: &Step) -> Result<(), String> {
    match (step.get("error"), step.get("refused")) {
        (None, None) => Ok(()),
        (error, refused) => {
            Err(format!("it should fail with {}, and did not", error.or(refused).unwrap_or(&Value::Null)))
        }
    }
}

pub(super) fn error(step: &Step, error: &Error) -> Result<(), String> {
    if let Some(code) = step.get("refused") {
        return match error {
            Error::Refused { reason, .. } => equal("refused", code, &json!(reason.code())),
            other => Err(format!("it should be refused with {code}, and failed: {other}")),
        };
    }
    if let (Error::Denied { decision }, Some(wanted)) = (error, step.get("deny")) {
        let came: Vec<&str> = decision.reasons.iter().map(|reason| reason.code()).collect();
        let missing = texts(wanted).into_iter().find(|code| !came.contains(code));
        return missing.map_or(Ok(()), |code| Err(format!("`{code}` should be among the reasons, which are {came:?}")));
    }
    match step.get("error") {
        Some(code) => equal("error", code, &json!(error.code())),
        None => Err(format!("it failed: {error}")),
    }
}

pub(super) fn receipt(step: &Step, receipt: &Receipt) -> Result<(), String> {
    success(step)?;
    contains(step, &json!({ "obligations": receipt.obligations }))?;
    step.get("obligations").map_or(Ok(()), |wanted| equal("obligations", wanted, &obligations(&receipt.obligations)))
}

pub(super) fn decision(step: &Step, decision: &Decision) -> Result<(), String> {
    success(step)?;
    let json = serde_json::to_value(decision).map_err(|e| e.to_string())?;
    let field = |name: &str| json.get(name).cloned().unwrap_or(Value::Null);
    for (key, wanted) in step {
        match key.as_str() {
            "allow" => {
                if !decision.allowed {
                    return Err(format!("it should be allowed, and is denied: {}", field("reasons")));
                }
                equal("ground", wanted, &field("ground"))?;
            }
            "deny" => {
                if decision.allowed {
                    return Err(format!("it should be denied with {wanted}, and is allowed: {}", field("ground")));
                }
                for reason in texts(wanted) {
                    if !decision.reasons.iter().any(|r| r.code() == reason) {
                        return Err(format!("`{reason}` should be among the reasons, which are {}", field("reasons")));
                    }
                }
            }
            "reason" | "reasons" | "surplus" | "basis" | "valid_until" | "policy" | "overlays" | "residence"
            | "would_deny" => equal(key, wanted, &field(key))?,
            "remedy" => equal(key, wanted, &field("remedy").get("action").cloned().unwrap_or(Value::Null))?,
            "evidence" => equal(key, wanted, &field("evidence").get("position").cloned().unwrap_or(Value::Null))?,
            "obligations" => equal(key, wanted, &obligations(&decision.obligations))?,
            "contact" if wanted.is_object() => within(key, wanted, &field(key))?,
            "contact" => {
                for name in texts(wanted) {
                    if !decision.contact.contains_key(name) {
                        return Err(format!("`{name}` should be among the contacts, which are {}", field("contact")));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn diagnostics(step: &Step, failed: bool, found: &[Diagnostic]) -> Result<(), String> {
    let holds = |wanted: &str, errors: bool| {
        let text = |d: &Diagnostic| format!("{} {} {}", d.code, d.message, d.help.as_deref().unwrap_or_default());
        let fits = |d: &&Diagnostic| d.is_error() == errors && text(d).contains(wanted);
        found.iter().any(|d| fits(&d))
    };
    let list = || found.iter().map(|d| format!("{} ({})", d.code, d.message)).collect::<Vec<_>>().join(" | ");
    for (key, errors) in [("errors", true), ("warnings", false)] {
        for wanted in step.get(key).map(texts).unwrap_or_default() {
            if !holds(wanted, errors) {
                return Err(format!("`{wanted}` should be among the {key}, which are: {}", list()));
            }
        }
    }
    if failed != step.contains_key("errors") {
        return Err(format!("the document should {}: {}", if failed { "load" } else { "not load" }, list()));
    }
    Ok(())
}

pub(super) fn contains(step: &Step, report: &Value) -> Result<(), String> {
    success(step)?;
    step.get("contains").map_or(Ok(()), |wanted| within("answer", wanted, report))?;
    if let (Some(wanted), left) = (step.get("left"), report.get("record").unwrap_or(&Value::Null))
        && wanted != left
    {
        return Err(format!("what is left should be {wanted}, and is {left}"));
    }
    match step.get("lacks") {
        None => Ok(()),
        Some(unwanted) => lacks(unwanted, report),
    }
}

/// None of some elements may be matched by an element of the answer, or of a list in it.
fn lacks(unwanted: &Value, answer: &Value) -> Result<(), String> {
    let lists = match answer {
        Value::Array(_) => vec![answer],
        Value::Object(entries) => entries.values().filter(|v| v.is_array()).collect(),
        _ => Vec::new(),
    };
    let elements: Vec<&Value> = lists.into_iter().filter_map(Value::as_array).flatten().collect();
    let Some(unwanted) = unwanted.as_array() else {
        return Err(format!("`lacks` is a list of elements, and no {unwanted}"));
    };
    for wanted in unwanted {
        if let Some(found) = elements.iter().find(|element| within("answer", wanted, element).is_ok()) {
            return Err(format!("{wanted} should not be there, and is: {found}"));
        }
    }
    Ok(())
}

fn within(path: &str, wanted: &Value, came: &Value) -> Result<(), String> {
    match (wanted, came) {
        (Value::Object(wanted), Value::Object(came)) => wanted.iter().try_for_each(|(key, value)| {
            within(&format!("{path}.{key}"), value, came.get(key).unwrap_or(&Value::Null))
        }),
        (Value::Array(wanted), Value::Array(came)) => wanted.iter().try_for_each(|value| {
            let held = came.iter().any(|c| within(path, value, c).is_ok());
            if held { Ok(()) } else { Err(format!("`{path}` should hold {value}, and is {}", json!(came))) }
        }),
        (wanted, came) => equal(path, wanted, came),
    }
}
