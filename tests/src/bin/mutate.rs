//! Takes each rule out of a policy in turn and demands that a conformance vector notices: `mutate [POLICY…]`.
//!
//! What is taken out: each entry of a table of named things, each table, each field of either, and each entry of the lists that
//! forbid or demand something. What only people read (descriptions, notes, clause ids) stays.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use placet::policy::{Source, check};
use placet_tests::vectors::{Case, Policies, cases, files, holds, json_of};
use serde_json::{Map, Value};

/// Fields that only people read, or that say which policy this is.
const SPOKEN: &[&str] = &[
    "description",
    "title",
    "note",
    "clauses",
    "name",
    "contact",
    "id",
    "version",
    "effective_from",
    "rationale",
    "business",
    "address",
    "policy_url",
    "governing_law",
    "date_source",
    "posted_at",
];

/// Lists whose every entry is a rule of its own.
const RULES: &[&str] = &[
    "forbid",
    "denies",
    "technologies",
    "forgets",
    "require",
    "requires",
    "on_discovery",
    "grounds",
    "consent_for",
    "technology_consent_for",
    "special",
    "binding_signals",
    "no_sharing_with",
    "obligations",
    "closes",
    "permits",
    "needs",
    "rights",
    "without_rights",
    "fields",
    "agreement_for",
    "bound_for",
    "listed_only",
    "verified_channels",
    "recipients",
];

/// Tables whose entries are named things.
const NAMED: &[&str] = &[
    "purposes",
    "categories",
    "digital_consent",
    "groups",
    "signals",
    "technologies",
    "notices",
    "overlays",
    "rules",
    "kinds",
    "recipients",
    "retention",
    "collection_points",
    "actors",
    "rights",
    "controls",
];

struct Mutant {
    what: String,
    document: Value,
    clauses: Vec<String>,
}

fn main() -> Result<ExitCode> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let all = ["cpq", "masterfully", "pythonmaster", "certometer", "qualipact"].map(String::from);
    let names = if named.is_empty() { all.to_vec() } else { named };
    let folder = Path::new("examples/policies");
    let mut every: Vec<Case> = Vec::new();
    for file in files(Path::new("tests/vectors"))? {
        every.extend(cases(&file)?);
    }
    let (mut tried, mut survivors) = (0, Vec::new());
    for name in &names {
        let path = folder.join(format!("{name}.toml"));
        let text = std::fs::read_to_string(&path).with_context(|| format!("`{}` can't be read", path.display()))?;
        let document = json_of(&text)?;
        let own: Vec<&Case> = every.iter().filter(|case| uses(case, name)).collect();
        let plain = policies(folder, name, &document);
        for case in &own {
            if let Err(what) = holds(case, &plain) {
                println!("{name}: `{}` fails on the policy as it is: {what}", case.id);
                return Ok(ExitCode::FAILURE);
            }
        }
        let mutants = mutants(&document);
        let (count, threads) = (mutants.len(), std::thread::available_parallelism().map_or(2, usize::from));
        let part = count.div_ceil(threads).max(1);
        let alive: Vec<String> = std::thread::scope(|scope| {
            let work = |part: &[Mutant]| -> Vec<String> {
                let survives = |m: &&Mutant| survives(m, &own, folder, name);
                part.iter().filter(survives).map(|m| m.what.clone()).collect()
            };
            let handles: Vec<_> = mutants.chunks(part).map(|part| scope.spawn(move || work(part))).collect();
            handles.into_iter().flat_map(|handle| handle.join().unwrap_or_default()).collect()
        });
        println!("{name}: {count} mutants, {} survive, {} cases", alive.len(), own.len());
        alive.iter().for_each(|what| println!("  survivor: {name}: {what}"));
        tried += count;
        survivors.extend(alive);
    }
    println!("{} mutants of {} policies: {} survive", tried, names.len(), survivors.len());
    Ok(if survivors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn policies(folder: &Path, name: &str, document: &Value) -> Policies {
    Policies { folder: folder.to_owned(), instead: BTreeMap::from([(name.to_owned(), document.clone())]) }
}

/// Whether a case loads a policy by this name.
fn uses(case: &Case, name: &str) -> bool {
    match case.body.get("policy") {
        Some(Value::String(own)) => own == name,
        Some(Value::Array(list)) => list.iter().any(|own| own == name),
        _ => false,
    }
}

fn survives(mutant: &Mutant, cases: &[&Case], folder: &Path, name: &str) -> bool {
    let policies = policies(folder, name, &mutant.document);
    // the cases of the same clauses are the likeliest to notice
    let near = |case: &&&Case| {
        let of_case = case.body.get("clauses").and_then(Value::as_array);
        of_case.is_some_and(|list| list.iter().any(|c| mutant.clauses.iter().any(|own| c == own)))
    };
    let (first, rest): (Vec<_>, Vec<_>) = cases.iter().partition(|case| near(case));
    first.into_iter().chain(rest).all(|case| holds(case, &policies).is_ok())
}

fn loads(document: &Value) -> bool {
    Source::open(&document.to_string()).is_ok_and(|source| check(&source).is_ok())
}

/// Every change, save those after which the document does not load.
fn mutants(document: &Value) -> Vec<Mutant> {
    let mut found = Vec::new();
    let empty = Map::new();
    for (table, body) in document.as_object().unwrap_or(&empty) {
        let entries = body.as_object().unwrap_or(&empty);
        if !NAMED.contains(&table.as_str()) {
            if table != "policy" {
                add(&mut found, document, &[table], body);
            }
            fields(&mut found, document, &[table], body);
            continue;
        }
        for (key, value) in entries.iter().filter(|(key, _)| !SPOKEN.contains(&key.as_str())) {
            add(&mut found, document, &[table, key], value);
            fields(&mut found, document, &[table, key], value);
        }
    }
    found
}

fn fields(found: &mut Vec<Mutant>, document: &Value, path: &[&str], body: &Value) {
    let empty = Map::new();
    for (field, value) in body.as_object().unwrap_or(&empty) {
        if SPOKEN.contains(&field.as_str()) {
            continue;
        }
        let path: Vec<&str> = path.iter().copied().chain([field.as_str()]).collect();
        add(found, document, &path, value);
        if let Some(list) = value.as_array().filter(|list| RULES.contains(&field.as_str()) && list.len() > 1) {
            for at in 0..list.len() {
                let mut changed = document.clone();
                if let Some(list) = get(&mut changed, &path).and_then(Value::as_array_mut) {
                    list.remove(at);
                }
                keep(found, document, &path, format!("{} without {}", path.join("."), list[at]), changed);
            }
        }
    }
}

fn add(found: &mut Vec<Mutant>, document: &Value, path: &[&str], _body: &Value) {
    let Some((last, above)) = path.split_last() else { return };
    let mut changed = document.clone();
    if let Some(table) = get(&mut changed, above).and_then(Value::as_object_mut) {
        table.remove(*last);
    }
    if !loads(&changed) && path.len() == 2 {
        // what named the thing goes with it
        strip(&mut changed, last);
    }
    keep(found, document, path, path.join("."), changed);
}

fn keep(found: &mut Vec<Mutant>, document: &Value, path: &[&str], what: String, changed: Value) {
    if !loads(&changed) {
        return;
    }
    let mut clauses = Vec::new();
    let mut at = document;
    for key in path {
        let Some(next) = at.get(key) else { break };
        at = next;
        let own = at.get("clauses").and_then(Value::as_array).into_iter().flatten();
        clauses.extend(own.filter_map(Value::as_str).map(String::from));
    }
    found.push(Mutant { what, document: changed, clauses });
}

fn get<'v>(value: &'v mut Value, path: &[&str]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, key| value.get_mut(*key))
}

/// Takes a name out of every list, and every field that holds it.
fn strip(value: &mut Value, name: &str) {
    match value {
        Value::Array(items) => {
            items.retain(|item| item != name);
            items.iter_mut().for_each(|item| strip(item, name));
        }
        Value::Object(entries) => {
            entries.retain(|_, value| value != name);
            entries.values_mut().for_each(|value| strip(value, name));
        }
        _ => {}
    }
}
