//! Makes a difference small: fewer steps, a shorter question, and less of each document.

use anyhow::Result;
use serde_json::Value;

use super::{Open, Shown, Tally, live};
use crate::act::Context;
use crate::document;
use crate::random::{Deed, Step};

/// The least documents and steps that were found to show a difference.
pub(super) fn smallest(
    first: &impl Open,
    second: &impl Open,
    documents: Vec<String>,
    shown: Shown,
) -> Result<(Vec<String>, Shown)> {
    let shown = fewer_steps(first, second, &documents, shown)?;
    let (documents, shown) = less_of_documents(first, second, documents, shown);
    let shown = fewer_steps(first, second, &documents, shown)?;
    Ok((documents, shown))
}

/// Drops documents, and whatever of them can be dropped. What then does not load, or no longer differs, stays.
fn less_of_documents(
    first: &impl Open,
    second: &impl Open,
    documents: Vec<String>,
    mut shown: Shown,
) -> (Vec<String>, Shown) {
    let Ok(mut trees) = documents.iter().map(|text| document::parse(text)).collect::<Result<Vec<Value>>>() else {
        return (documents, shown);
    };
    let texts = |trees: &[Value]| trees.iter().map(Value::to_string).collect::<Vec<_>>();
    let differs = |trees: &[Value], shown: &Shown| {
        let found = live(first, second, &texts(trees), &shown.0, &mut Tally::default());
        found.ok().flatten()
    };
    let mut place = trees.len();
    while place > 0 && trees.len() > 1 {
        place -= 1;
        let mut fewer = trees.clone();
        fewer.remove(place);
        if let Some(found) = differs(&fewer, &shown) {
            (trees, shown) = (fewer, found);
        }
    }
    for place in 0..trees.len() {
        let mut open = trees.get(place).map(paths).unwrap_or_default();
        while let Some(path) = open.pop() {
            let mut fewer = trees.clone();
            let dropped = fewer.get_mut(place).is_some_and(|tree| drop_at(tree, &path));
            if !dropped {
                continue;
            }
            if let Some(found) = differs(&fewer, &shown) {
                (trees, shown) = (fewer, found);
            }
        }
    }
    (texts(&trees), shown)
}

/// The ways to all entries of a tree, those that lie deeper first.
fn paths(tree: &Value) -> Vec<Vec<String>> {
    let children: Vec<(String, &Value)> = match tree {
        Value::Object(table) => table.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(place, value)| (place.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (key, value) in children {
        for mut deeper in paths(value) {
            deeper.insert(0, key.clone());
            all.push(deeper);
        }
        all.push(vec![key]);
    }
    // popped from the end: the uppermost entries first
    all.sort_by_key(|path| std::cmp::Reverse(path.len()));
    all
}

fn drop_at(tree: &mut Value, path: &[String]) -> bool {
    let Some((last, above)) = path.split_last() else {
        return false;
    };
    let mut node = tree;
    for key in above {
        let next = match node {
            Value::Object(table) => table.get_mut(key),
            Value::Array(items) => key.parse().ok().and_then(|place: usize| items.get_mut(place)),
            _ => None,
        };
        let Some(next) = next else { return false };
        node = next;
    }
    match node {
        Value::Object(table) => table.remove(last).is_some(),
        Value::Array(items) => match last.parse::<usize>() {
            Ok(place) if place < items.len() => {
                items.remove(place);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Drops steps, and what the last question says, as long as a difference remains.
fn fewer_steps(first: &impl Open, second: &impl Open, documents: &[String], (steps, said): Shown) -> Result<Shown> {
    let mut best = (without_questions(&steps), said.clone());
    if live(first, second, documents, &best.0, &mut Tally::default())?.is_none() {
        best = (steps, said);
    }
    let mut place = best.0.len().saturating_sub(1);
    while place > 0 {
        place -= 1;
        let mut fewer = best.0.clone();
        fewer.remove(place);
        if let Some(found) = live(first, second, documents, &fewer, &mut Tally::default())? {
            place = place.min(found.0.len().saturating_sub(1));
            best = found;
        }
    }
    for simpler in SIMPLER {
        let mut fewer = best.0.clone();
        if let Some(Step { deed: Deed::Ask(question), .. }) = fewer.last_mut() {
            simpler(&mut question.context);
        }
        if let Some(found) = live(first, second, documents, &fewer, &mut Tally::default())? {
            best = found;
        }
    }
    Ok(best)
}

/// Drops every question but the last step.
fn without_questions(steps: &[Step]) -> Vec<Step> {
    let last = steps.len().saturating_sub(1);
    let kept = steps.iter().enumerate().filter(|(place, step)| *place == last || matches!(step.deed, Deed::Act(_)));
    kept.map(|(_, step)| step.clone()).collect()
}

const SIMPLER: [fn(&mut Context); 28] = [
    |context| context.categories.clear(),
    |context| context.categories.truncate(1),
    |context| context.inputs.clear(),
    |context| context.attests.clear(),
    |context| context.operation = None,
    |context| context.source = None,
    |context| context.origin = None,
    |context| context.collection_point = None,
    |context| context.reference = None,
    |context| context.linked = None,
    |context| context.form = None,
    |context| context.group_size = None,
    |context| context.recipient = None,
    |context| context.destination = None,
    |context| context.mechanism = None,
    |context| context.technology = None,
    |context| context.lifetime = None,
    |context| context.set_at = None,
    |context| context.device = None,
    |context| context.content = None,
    |context| context.channel = None,
    |context| context.actor = None,
    |context| context.instrument = None,
    |context| context.justification = None,
    |context| context.decision = None,
    |context| context.role = None,
    |context| context.surface = None,
    |context| context.initiated_by = None,
];
