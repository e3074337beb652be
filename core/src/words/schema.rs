//! A record's layout: which category each of its fields is, as a tree that is walked beside the record.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::path::{FieldPath, Step};

/// The tags of a record's fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    name: String,
    fields: Vec<(FieldPath, String)>,
    /// Each category once, in their order.
    categories: Vec<String>,
    /// The same, for reports that share them.
    labels: Vec<Arc<str>>,
    /// The first is the record itself.
    places: Vec<Place>,
}

/// One place of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its path.
    pub path: Arc<str>,
    /// The position of its category in [`Schema::categories`]; none: it has no tag of its own.
    pub tag: Option<usize>,
    /// Places below it, by name, in the order of the author.
    pub names: IndexMap<String, usize, RandomState>,
    /// The place below it for every other name.
    pub any_name: Option<usize>,
    /// The place of its items.
    pub items: Option<usize>,
    /// The categories of all places below it, as positions in [`Schema::categories`].
    pub below: BTreeSet<usize>,
}

impl Schema {
    /// Makes one of fields and their categories; a field's tag holds for all that lies in it, save for what has one of its own.
    ///
    /// # Errors
    ///
    /// The fault in words: no field, a place that can't be read, or a field that is tagged twice.
    pub fn new<P: AsRef<str>, C: Into<String>>(
        name: impl Into<String>,
        fields: impl IntoIterator<Item = (P, C)>,
    ) -> Result<Self, String> {
        let mut read: Vec<(FieldPath, String)> = Vec::new();
        for (path, category) in fields {
            let path = path.as_ref();
            let parsed =
                FieldPath::parse(path).map_err(|fault| format!("`{}` is no place of a field: {fault}", short(path)))?;
            if read.iter().any(|(known, _)| *known == parsed) {
                return Err(format!("`{}` is tagged twice; a field has one category", short(path)));
            }
            read.push((parsed, category.into()));
        }
        if read.is_empty() {
            return Err("it tags no field; an untagged field is removed, so nothing would be left".to_owned());
        }
        Ok(Self::of(name.into(), read))
    }

    fn of(name: String, fields: Vec<(FieldPath, String)>) -> Self {
        let mut categories: Vec<String> = fields.iter().map(|(_, category)| category.clone()).collect();
        categories.sort_unstable();
        categories.dedup();
        let mut places = vec![Place::at(String::new())];
        for (path, category) in &fields {
            let mut at = 0;
            for (depth, step) in path.steps.iter().enumerate() {
                let next = places.len();
                let Some(place) = places.get_mut(at) else { break };
                let known = match step {
                    Step::Name(name) => *place.names.entry(name.clone()).or_insert(next),
                    Step::AnyName => *place.any_name.get_or_insert(next),
                    Step::Items => *place.items.get_or_insert(next),
                };
                if known == next {
                    let steps = path.steps.iter().take(depth + 1).cloned().collect();
                    places.push(Place::at(FieldPath { steps }.to_string()));
                }
                at = known;
            }
            if let Some(place) = places.get_mut(at) {
                place.tag = categories.binary_search(category).ok();
            }
        }
        // what lies below stands later
        for number in (0..places.len()).rev() {
            let inner = places.get(number).into_iter().flat_map(Place::inner).filter_map(|inner| places.get(inner));
            let below = inner.flat_map(|inner| inner.tag.into_iter().chain(inner.below.iter().copied())).collect();
            if let Some(place) = places.get_mut(number) {
                place.below = below;
            }
        }
        let labels = categories.iter().map(|category| category.as_str().into()).collect();
        Self { name, fields, categories, labels, places }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tagged fields with their categories, in the order of the author.
    pub fn fields(&self) -> impl Iterator<Item = (&FieldPath, &str)> {
        self.fields.iter().map(|(path, category)| (path, category.as_str()))
    }

    /// Each category once.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// A category by its position in [`Schema::categories`].
    pub(crate) fn label(&self, number: usize) -> Option<Arc<str>> {
        self.labels.get(number).cloned()
    }

    /// The record itself.
    pub fn root(&self) -> usize {
        0
    }

    /// A place by its number.
    pub fn place(&self, number: usize) -> Option<&Place> {
        self.places.get(number)
    }
}

impl Place {
    fn at(path: String) -> Self {
        Self {
            path: path.into(),
            tag: None,
            names: IndexMap::default(),
            any_name: None,
            items: None,
            below: BTreeSet::new(),
        }
    }

    /// The place below it of a name.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied().or(self.any_name)
    }

    /// The same for one of many names. Where they come in the order of the author, as those of a class do, nothing is looked up: `next`
    /// is the position of the one that is expected, at first 0.
    pub fn named_in_turn(&self, name: &str, next: &mut usize) -> Option<usize> {
        let position = match self.names.get_index(*next) {
            Some((expected, _)) if expected == name => Some(*next),
            _ => self.names.get_index_of(name),
        };
        let Some(position) = position else { return self.any_name };
        *next = position.saturating_add(1);
        self.names.get_index(position).map(|(_, place)| *place)
    }

    fn inner(&self) -> impl Iterator<Item = usize> {
        self.names.values().copied().chain(self.any_name).chain(self.items)
    }

    /// Whether nothing lies below it.
    pub fn is_leaf(&self) -> bool {
        self.items.is_none() && !self.holds_names()
    }

    /// Whether a name below it has a place of its own.
    pub fn holds_names(&self) -> bool {
        !self.names.is_empty() || self.any_name.is_some()
    }
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_one_tag() {
        let twice = Schema::new("s", [("a.b", "user.name"), ("a.b", "user.contact.email")]);
        assert!(twice.is_err_and(|fault| fault.contains("`a.b` is tagged twice")));
        assert!(Schema::new("s", [("a..b", "user.name")]).is_err_and(|fault| fault.contains("no place")));
        assert!(Schema::new("s", Vec::<(&str, &str)>::new()).is_err());
    }

    #[test]
    fn a_name_goes_before_the_star() {
        let schema = Schema::new("s", [("scores.*", "user.content.private"), ("scores.total", "user.name")]);
        let schema = schema.expect("a schema");
        let scores = schema.place(0).and_then(|root| schema.place(root.named("scores")?)).expect("a place");
        let tag =
            |name: &str| schema.place(scores.named(name)?).and_then(|place| Some(&schema.categories()[place.tag?]));
        assert_eq!(tag("total").map(String::as_str), Some("user.name"));
        assert_eq!(tag("other").map(String::as_str), Some("user.content.private"));
        let mut next = 0;
        for name in ["total", "other", "total", "", "total"] {
            assert_eq!(scores.named_in_turn(name, &mut next), scores.named(name), "{name}");
        }
    }

    #[test]
    fn names_are_found_in_any_order() {
        let tagged = ["c", "a", "b", "d"].map(|name| (name, "user.name"));
        let schema = Schema::new("s", tagged).expect("a schema");
        let root = schema.place(0).expect("a place");
        for order in [["c", "a", "b", "d"], ["d", "c", "b", "a"], ["a", "a", "d", "x"], ["x", "y", "d", "c"]] {
            let mut next = 0;
            for name in order {
                assert_eq!(root.named_in_turn(name, &mut next), root.named(name), "{name} of {order:?}");
            }
        }
    }
}
