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
    pub(super) recipients: Vec<String>,
    pub(super) points: Vec<String>,
    pub(super) actors: Vec<String>,
    pub(super) kinds: Vec<String>,
    pub(super) channels: Vec<String>,
    pub(super) devices: Vec<String>,
    pub(super) attests: Vec<String>,
    pub(super) events: Vec<String>,
    pub(super) features: Vec<String>,
    pub(super) stages: Vec<String>,
    /// Rights that anybody may exercise at any time, by any way.
    pub(super) rights: Vec<String>,
    /// Whether a law wants some data kept, which an erasure then leaves.
    pub(super) floors: bool,
    /// Whether there are clocks of retention.
    pub(super) retention: bool,
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
        let recipients = keys(&trees, "/recipients");
        let mut contents = listed(&trees, "/purposes", "content");
        contents.extend(listed(&trees, "/rules", "contents"));
        let conditions = conditions(&trees);
        let of_word = |word: &str| named_by(&conditions, word);
        let mut attests = of_word("record");
        attests.extend(of_word("attest"));
        attests.extend(of_word("not_lacking"));
        attests.insert("critical".to_owned());
        let events: BTreeSet<String> = trees.iter().flat_map(events).collect();
        let own = |event: &String| {
            !["collected", "last_active", "unsubscribed"].contains(&event.as_str()) && !event.starts_with("account_")
        };
        let mut features = of_word("activated");
        features.extend(listed(&trees, "/technologies", "activation"));
        let with = |mut set: BTreeSet<String>, more: &[&str]| -> Vec<String> {
            set.extend(more.iter().map(|word| (*word).to_owned()));
            set.into_iter().collect()
        };
        Ok(Vocabulary {
            recipients: recipients.iter().map(|key| key.replace('*', "c1")).collect(),
            rights: rights(&trees),
            floors: floors(&trees),
            retention: !keys(&trees, "/retention").is_empty(),
            points: keys(&trees, "/collection_points").into_iter().collect(),
            actors: with(keys(&trees, "/actors"), &["subject"]),
            kinds: with(keys(&trees, "/kinds"), &["business", "consumer"]),
            channels: with(listed(&trees, "/rules", "channels"), &["email", "phone"]),
            devices: with(listed(&trees, "/rules", "devices"), &["mobile"]),
            attests: attests.into_iter().collect(),
            events: events.into_iter().filter(own).collect(),
            features: features.into_iter().collect(),
            stages: keys(&trees, "/business_transfer/stages").into_iter().collect(),
            nodes: nodes(&purposes),
            purposes: purposes.into_iter().collect(),
            groups: keys(&trees, "/groups").into_iter().collect(),
            signals: keys(&trees, "/signals").into_iter().collect(),
            technologies: keys(&trees, "/technologies").into_iter().collect(),
            notices: notices.into_iter().collect(),
            grounds: texts(&trees, "/restriction/grounds").into_iter().collect(),
            categories: categories.into_iter().collect(),
            contents: contents.into_iter().collect(),
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

/// The conditions of all tables.
fn conditions(trees: &[Value]) -> BTreeSet<String> {
    let places = [("/rules", "require"), ("/rules", "unless"), ("/purposes", "requires"), ("/actors", "require")];
    places.iter().flat_map(|(table, field)| listed(trees, table, field)).collect()
}

/// What conditions of a word name.
fn named_by(conditions: &BTreeSet<String>, word: &str) -> BTreeSet<String> {
    let terms = conditions.iter().flat_map(|condition| condition.split(" or "));
    let named = terms.filter_map(|term| term.trim().strip_prefix(word)?.strip_prefix(':'));
    named.map(|name| name.strip_suffix("@reference").unwrap_or(name).to_owned()).collect()
}

/// The events that a version names: in a list, in conditions, in clocks.
fn events(tree: &Value) -> BTreeSet<String> {
    let tree = std::slice::from_ref(tree);
    let mut events = named_by(&conditions(tree), "record");
    events.extend(texts(tree, "/events/names"));
    for clocks in tree.iter().filter_map(|tree| tree.get("retention")?.as_object()).flat_map(|table| table.values()) {
        let many = clocks.get("clocks").and_then(Value::as_array).into_iter().flatten();
        let after = many.chain([clocks]).filter_map(|clock| clock.get("after")?.as_str());
        events.extend(after.flat_map(|after| after.split(" or ")).map(|event| event.trim().to_owned()));
    }
    events
}

/// Whether some rule of retention is a floor.
fn floors(trees: &[Value]) -> bool {
    let rules = trees.iter().filter_map(|tree| tree.get("retention")?.as_object()).flat_map(|table| table.values());
    rules.filter_map(|rule| rule.get("floor")).any(|floor| floor == true)
}

/// Those of the rights that matter to decisions that every version gives, without conditions.
fn rights(trees: &[Value]) -> Vec<String> {
    const PLAIN: [&str; 5] = ["deadline", "owner", "reply_via", "clauses", "note"];
    let given = |tree: &Value, right: &str| {
        let table = tree.pointer("/rights").and_then(|rights| rights.get(right)).and_then(Value::as_object);
        table.is_some_and(|table| table.keys().all(|key| PLAIN.contains(&key.as_str())))
    };
    let limited = listed(trees, "/overlays", "without_rights");
    let known = ["minor_report", "contest", "portability"].into_iter();
    let rights = known.filter(|right| !limited.contains(*right) && trees.iter().all(|tree| given(tree, right)));
    rights.map(str::to_owned).collect()
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
