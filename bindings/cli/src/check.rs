//! `placet check`: every error and warning of policy documents.

use std::collections::BTreeMap;

use placet::Error;
use placet::policy::{Diagnostic, Policy, Source, Version, check, compile};
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::args::CheckArgs;
use crate::text::{BAD, GOOD, WARN, count, plain};
use crate::{diagnostics, input};

/// A document with what was found.
struct Document {
    source: Source,
    version: Option<Version>,
    diagnostics: Vec<Diagnostic>,
}

impl Document {
    fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.is_error()).count()
    }

    fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }
}

pub(crate) fn run(args: &CheckArgs, as_json: bool) -> Result<Answer, Failure> {
    let sources = args.policies.iter().map(|path| input::source(path)).collect::<Result<Vec<_>, _>>()?;
    let documents = sources.into_iter().map(examine).collect::<Result<Vec<_>, _>>()?;
    let clashes = clashes(&documents);
    let errors = documents.iter().map(Document::errors).sum::<usize>() + clashes.len();
    let warnings: usize = documents.iter().map(Document::warnings).sum();
    let ok = errors == 0 && (warnings == 0 || !args.deny_warnings);
    if as_json {
        let list: Vec<Value> = documents.iter().map(object).collect();
        let value = json!({ "ok": ok, "errors": errors, "warnings": warnings, "documents": list, "clashes": clashes });
        return Ok(Answer::json(&value, ok));
    }
    let mut text: String = documents.iter().map(|d| diagnostics::listing(d.source.text(), &d.diagnostics)).collect();
    for clash in &clashes {
        text.push_str(&format!("{BAD}error[same_version]{BAD:#}: {}\n\n", plain(clash)));
    }
    text.extend(documents.iter().map(summary));
    Ok(Answer { text, yes: ok })
}

fn examine(source: Source) -> Result<Document, Failure> {
    match check(&source).and_then(|checked| compile(&checked)) {
        Ok(version) => Ok(Document { diagnostics: version.warnings.clone(), version: Some(version), source }),
        Err(Error::Policy { diagnostics }) => Ok(Document { source, version: None, diagnostics }),
        Err(error) => Err(error.into()),
    }
}

/// Documents of one policy are its versions: each needs a name and a date of its own.
fn clashes(documents: &[Document]) -> Vec<String> {
    let mut found = Vec::new();
    let mut policies: BTreeMap<&str, Vec<(&str, &Version)>> = BTreeMap::new();
    for document in documents {
        let Some(version) = &document.version else {
            continue;
        };
        let earlier = policies.entry(&version.id).or_default();
        let name = document.source.name();
        for (other, old) in earlier.iter() {
            if old.version == version.version {
                found.push(format!(
                    "`{other}` and `{name}` are both version `{}`; give each a version of its own",
                    version.label
                ));
            } else if old.effective_from == version.effective_from {
                found.push(format!(
                    "`{other}` and `{name}` come into force at the same instant; give each a date of its own"
                ));
            }
        }
        earlier.push((name, version));
    }
    if found.is_empty() {
        // whatever else keeps versions from being loaded together
        let together =
            policies.values().map(|versions| Policy::new(versions.iter().map(|(_, v)| (*v).clone()).collect()));
        found.extend(together.filter_map(Result::err).map(|error| error.to_string()));
    }
    found
}

fn object(document: &Document) -> Value {
    json!({
        "file": document.source.name(),
        "policy": document.version.as_ref().map(|v| &*v.label),
        "purposes": document.version.as_ref().map(|v| v.purposes.len()),
        "errors": document.errors(),
        "warnings": document.warnings(),
        "diagnostics": document.diagnostics,
    })
}

fn summary(document: &Document) -> String {
    let (errors, warnings) = (document.errors(), document.warnings());
    let style = match (errors, warnings) {
        (0, 0) => GOOD,
        (0, _) => WARN,
        _ => BAD,
    };
    let name = plain(document.source.name());
    // the purposes of a document with errors are not known for certain
    let purposes =
        document.version.as_ref().map_or_else(String::new, |v| format!("{}, ", count(v.purposes.len(), "purpose")));
    format!("{style}{name}{style:#}: {purposes}{}, {}\n", count(errors, "error"), count(warnings, "warning"))
}
