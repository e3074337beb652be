//! `placet lint`: what is missing between the schemas of a code base and a policy.

use std::fs;
use std::path::Path;

use placet::data::{Finding, RULES, lint_declared, lint_json_schema};
use placet::policy::Version;
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::args::LintArgs;
use crate::input;
use crate::text::{BAD, count, plain};

/// What was found, with the file in which it is to be mended.
type Found = Vec<(String, Finding)>;

pub(crate) fn run(args: &LintArgs, as_json: bool) -> Result<Answer, Failure> {
    let version = input::version(&args.policy)?;
    let of_policy = args.policy.display().to_string();
    let mut found: Found = Vec::new();
    found.extend(lint_declared(&version)?.into_iter().map(|finding| (of_policy.clone(), finding)));
    for path in &args.schemas {
        let findings = of_file(&version, path)?;
        found.extend(findings.into_iter().map(|finding| (path.display().to_string(), finding)));
    }
    let schemas = version.schemas.len() + args.schemas.len();
    if schemas == 0 {
        let message = "there is nothing to look at: give `--schema FILE`, or declare `[schemas.…]` in the policy";
        return Err(Failure::new("invalid_argument", message));
    }
    let ok = found.is_empty();
    if args.sarif {
        return Ok(Answer::json(&sarif(&found), ok));
    }
    if as_json {
        let one = |(file, finding): &(String, Finding)| {
            let Finding { schema, path, rule, message } = finding;
            json!({ "file": file, "schema": schema, "path": path, "rule": rule, "message": message })
        };
        let list: Vec<Value> = found.iter().map(one).collect();
        return Ok(Answer::json(&json!({ "ok": ok, "findings": list }), ok));
    }
    let mut text = String::new();
    for (file, finding) in &found {
        let Finding { schema, path, rule, message } = finding;
        let (file, schema, path, message) = (plain(file), plain(schema), plain(path), plain(message));
        text.push_str(&format!("{BAD}{rule}{BAD:#}: {file}: `{path}` of `{schema}`: {message}\n"));
    }
    text.push_str(&format!("{} in {}\n", count(found.len(), "finding"), count(schemas, "schema")));
    Ok(Answer { text, yes: ok })
}

fn of_file(version: &Version, path: &Path) -> Result<Vec<Finding>, Failure> {
    let shown = path.display();
    let unreadable = |fault: String| Failure::new("unreadable", format!("the schema `{shown}` can't be read: {fault}"));
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let document: Value =
        serde_json::from_str(&text).map_err(|error| unreadable(format!("it is no JSON ({error})")))?;
    let name = document.get("title").and_then(Value::as_str).map(String::from);
    let name = name.or_else(|| Some(path.file_stem()?.to_string_lossy().into_owned())).unwrap_or_default();
    Ok(lint_json_schema(version, &name, &document)?)
}

/// The findings as SARIF 2.1.0; the place of a field is its logical location.
fn sarif(found: &Found) -> Value {
    let rules: Vec<Value> =
        RULES.iter().map(|(id, text)| json!({ "id": id, "shortDescription": { "text": text } })).collect();
    let result = |(file, finding): &(String, Finding)| {
        let Finding { schema, path, rule, message } = finding;
        json!({
            "ruleId": rule,
            "ruleIndex": RULES.iter().position(|(id, _)| id == rule),
            "level": "error",
            "message": { "text": format!("`{path}` of `{schema}`: {message}") },
            "locations": [{
                "physicalLocation": { "artifactLocation": { "uri": file.replace('\\', "/") } },
                "logicalLocations": [{ "fullyQualifiedName": format!("{schema}.{path}"), "kind": "member" }],
            }],
        })
    };
    let results: Vec<Value> = found.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "placet", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}
