//! Conformance vectors: reading the files, running the steps on the engine, and the report that all languages print alike.

mod asks;
mod expect;
mod steps;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use placet::words::{hex, sha256};
use serde_json::{Map, Value, json};

pub use steps::Policies;
use steps::Run;

/// One case of a vector file, as JSON.
#[derive(Debug, Clone)]
pub struct Case {
    /// Unique over all files.
    pub id: String,
    /// Everything the file says of it.
    pub body: Map<String, Value>,
}

/// What came of a run over folders.
#[derive(Debug, Default)]
pub struct Report {
    /// One line a case, and the count.
    pub lines: Vec<String>,
    /// Cases that did what they expect.
    pub passed: usize,
    /// Cases that did not.
    pub failed: usize,
}

/// All vector files below a folder, by path.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("`{}` can't be read", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.push(path);
            }
        }
    }
    let name = |path: &PathBuf| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    found.sort_by_key(name);
    Ok(found)
}

/// A TOML text as JSON; dates become strings.
pub fn json_of(text: &str) -> Result<Value> {
    Ok(plain(toml::from_str(text)?))
}

fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(when) => when.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (key, plain(value))).collect())
        }
    }
}

/// The cases of a file.
pub fn cases(path: &Path) -> Result<Vec<Case>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("`{}` can't be read", path.display()))?;
    let file = json_of(&text).with_context(|| format!("`{}` is no vector file", path.display()))?;
    if file.get("format") != Some(&json!(1)) {
        bail!("`{}` has to say `format = 1`", path.display());
    }
    let list = file.get("case").and_then(Value::as_array).cloned().unwrap_or_default();
    let case = |body: Value| {
        let body = body.as_object().cloned().unwrap_or_default();
        let id = body.get("id").and_then(Value::as_str).map(String::from);
        id.map(|id| Case { id, body }).with_context(|| format!("a case of `{}` has no `id`", path.display()))
    };
    list.into_iter().map(case).collect()
}

/// Tables merge, anything else replaces.
pub fn merge(base: &mut Value, patch: &Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, patch) => *base = patch.clone(),
    }
}

/// Runs every case of some folders; `policies` is the folder of the named policies.
pub fn run(folders: &[PathBuf], policies: &Path) -> Result<Report> {
    let mut report = Report::default();
    let policies = Policies { folder: policies.to_owned(), ..Policies::default() };
    for folder in folders {
        for file in files(folder)? {
            for case in cases(&file)? {
                let mut run = Run::new(&case, &policies);
                match run.all() {
                    Ok(steps) => {
                        let text: String = run.answers.iter().map(|line| format!("{line}\n")).collect();
                        let digest: String = hex(&sha256(&[text.as_bytes()])).chars().take(16).collect();
                        report.lines.push(format!("ok {} {steps} {digest}", case.id));
                        report.passed += 1;
                    }
                    Err((step, what)) => {
                        report.lines.push(format!("FAILED {} step {step}: {what}", case.id));
                        report.failed += 1;
                    }
                }
            }
        }
    }
    report.lines.push(format!("{} passed, {} failed", report.passed, report.failed));
    Ok(report)
}

/// Whether a case does what it expects under some policies; else what went wrong.
pub fn holds(case: &Case, policies: &Policies) -> Result<(), String> {
    Run::new(case, policies).all().map(|_| ()).map_err(|(step, what)| format!("step {step}: {what}"))
}
