//! The names that a policy uses: what acts and questions may speak of.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

use super::draw::Draw;
use super::policy::CATEGORIES;
use crate::document;

/// Names of all versions together.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    pub(super) purposes: Vec<String>,
    pub(super) nodes: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) signals: Vec<String>,
    pub(super) technologies: Vec<String>,
    pub(super) notices: Vec<String>,
    pub(super) grounds: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) contents: Vec<String>,
    pub(super) surfaces: Vec<String>,
    pub(super) first_day: String,
}

impl Vocabulary {
    pub(super) fn read(documents: &[String]) -> Result<Vocabulary> {
        let trees = documents.iter().map(|text| document::parse(text)).collect::<Result<Vec<_>>>()?;
        let mut categories = listed(&trees, "/purposes", "categories");
        categories.extend(keys(&trees, "/categories"));
        categories.extend(CATEGORIES.map(str::to_owned));
        let mut notices = keys(&trees, "/notices");
        notices.extend(texts(&trees, "/policy/version"));
        let first_day = texts(&trees, "/policy/effective_from").first().cloned().unwrap_or_default();
        let purposes = keys(&trees, "/purposes");
        Ok(Vocabulary {
            nodes: nodes(&purposes),
            purposes: purposes.into_iter().collect(),
            groups: keys(&trees, "/groups").into_iter().collect(),
            signals: keys(&trees, "/signals").into_iter().collect(),
            technologies: keys(&trees, "/technologies").into_iter().collect(),
            notices: notices.into_iter().collect(),
            grounds: texts(&trees, "/restriction/grounds").into_iter().collect(),
            categories: categories.into_iter().collect(),
            contents: listed(&trees, "/purposes", "content").into_iter().collect(),
            surfaces: texts(&trees, "/policy/surfaces").into_iter().collect(),
            first_day: first_day.chars().take(10).collect(),
        })
    }

    /// The same with few purposes and few categories, so that acts and questions meet.
    pub(super) fn focused(mut self, draw: &mut Draw) -> Vocabulary {
        self.purposes = draw.one_to(&self.purposes, 5);
        self.nodes = nodes(&self.purposes);
        self.categories = draw.one_to(&self.categories, 8);
        self
    }
}

/// The nodes above purposes that are not among them.
fn nodes<'a>(purposes: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let purposes: BTreeSet<&String> = purposes.into_iter().collect();
    let mut nodes = BTreeSet::new();
    for purpose in &purposes {
        let above = std::iter::successors(Some(purpose.as_str()), |key| key.rsplit_once('.').map(|(above, _)| above));
        nodes.extend(above.skip(1).map(str::to_owned));
    }
    nodes.into_iter().filter(|node| !purposes.contains(node)).collect()
}

/// The keys of a table, but for what only people read.
fn keys(trees: &[Value], place: &str) -> BTreeSet<String> {
    let tables = trees.iter().filter_map(|tree| tree.pointer(place)?.as_object());
    tables.flat_map(|table| table.keys()).filter(|key| *key != "clauses" && *key != "note").cloned().collect()
}

/// The texts at a place: one, or a list of them.
fn texts(trees: &[Value], place: &str) -> BTreeSet<String> {
    trees.iter().filter_map(|tree| tree.pointer(place)).flat_map(strings).collect()
}

/// The texts that a field of the entries of a table lists.
fn listed(trees: &[Value], place: &str, field: &str) -> BTreeSet<String> {
    let tables = trees.iter().filter_map(|tree| tree.pointer(place)?.as_object());
    tables.flat_map(|table| table.values()).filter_map(|entry| entry.get(field)).flat_map(strings).collect()
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        other => other.as_str().map(str::to_owned).into_iter().collect(),
    }
}
