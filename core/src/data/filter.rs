//! Walks a record beside its schema, and leaves of it what a purpose may use.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::change::{Setting, change};
use super::datum::{Datum, Kind, Left};
use crate::decide::Fate;
use crate::error::Error;
use crate::words::{Place, Schema, Timestamp, Zone, escaped};

/// How deep the values of one field may lie in each other when each of them is to be changed.
const DEPTH: usize = 64;

/// A record as a purpose may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filtered<D> {
    /// What is left.
    pub record: D,
    /// What was removed or changed, by place.
    pub changes: Vec<Change>,
    /// Until when, without a new event, the same would be left.
    pub valid_until: Option<Timestamp>,
}

/// What became of the fields at one place of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// The place, as schemas write it: every item of a list has the same.
    pub path: String,
    /// The category; none of a field without a tag.
    pub category: Option<String>,
    /// The transform that was carried out; none where the field was removed.
    pub transform: Option<String>,
    /// Why it was removed: codes of reasons, `untagged`, `dropped` for what a transform takes, `unreadable` for a value that a
    /// transform can't read.
    pub reasons: Vec<String>,
}

impl Filtered<serde_json::Value> {
    /// Canonical JSON: keys sorted, no spaces; the same bytes in every language.
    pub fn to_json(&self) -> String {
        report(&self.record, &self.changes, self.valid_until)
    }
}

/// The canonical JSON of a filtered record.
pub fn report(record: &serde_json::Value, changes: &[Change], valid_until: Option<Timestamp>) -> String {
    let until = valid_until.map(|until| until.to_string());
    json!({ "record": record, "changes": changes, "valid_until": until }).to_string()
}

/// What becomes of the records of one user that one purpose gets: the answer of an engine, to be used at once.
///
/// It knows nothing of what happens after it was made. For data that wait, in a queue or a batch, make a new one.
#[derive(Debug, Clone)]
pub struct RecordFilter {
    pub(crate) schema: Arc<Schema>,
    /// As many as the schema has categories, in their order.
    pub(crate) fates: Vec<Fate>,
    pub(crate) at: Timestamp,
    pub(crate) valid_until: Option<Timestamp>,
    pub(crate) zone: Zone,
    pub(crate) key: Option<PseudonymKey>,
}

/// A key of pseudonyms, which no output shows.
#[derive(Clone)]
pub(crate) struct PseudonymKey(pub(crate) Arc<[u8]>);

impl std::fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PseudonymKey(…)")
    }
}

impl RecordFilter {
    /// Leaves of a record what the purpose may use.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a record that is neither map nor list; those of the language.
    pub fn apply<D: Datum>(&self, record: D) -> Result<Filtered<D>, D::Error> {
        if record.kind() != Kind::Map && record.kind() != Kind::List {
            let message = "it is neither a map nor a list; give the record as its language has one";
            return Err(Error::invalid("record", message).into());
        }
        let mut found = Found::default();
        let empty = Error::invalid("record", "it is a list, and the schema is of a map; filter each of its items");
        match self.place(self.schema.root(), None, record, &mut found)? {
            Some(record) => {
                Ok(Filtered { record, changes: found.changes(&self.schema), valid_until: self.valid_until })
            }
            None => Err(empty.into()),
        }
    }

    /// What is left at one place; `above` is the tag of what it lies in.
    fn place<D: Datum>(&self, number: usize, above: Option<usize>, value: D, found: &mut Found) -> Left<D> {
        let Some(place) = self.schema.place(number) else { return Ok(None) };
        let tag = place.tag.or(above);
        match value.kind() {
            Kind::Map if place.holds_names() || number == self.schema.root() => value
                .entries(&mut |name, value| match (place.named(name), tag) {
                    (Some(below), _) => self.place(below, tag, value, found),
                    (None, Some(tag)) => self.tagged(number, tag, value, found),
                    (None, None) => {
                        found.untagged(place, name);
                        Ok(None)
                    }
                })
                .map(Some),
            Kind::List if let Some(below) = place.items => {
                value.items(&mut |item| self.place(below, tag, item, found)).map(Some)
            }
            // it has not the shape that the schema tells of: what lies where in it isn't known
            kind if kind != Kind::Null && self.barred(place, number, found) => Ok(None),
            _ => match tag {
                Some(tag) => self.tagged(number, tag, value, found),
                None => {
                    found.note(number, None, Why::Untagged);
                    Ok(None)
                }
            },
        }
    }

    /// Whether a category that the schema has below a place may not be used as it is.
    fn barred(&self, place: &Place, number: usize, found: &mut Found) -> bool {
        let mut barred = false;
        for tag in &place.below {
            let why = match self.fates.get(*tag) {
                Some(Fate::Keep) => continue,
                Some(Fate::Remove(reasons)) => Why::removed(reasons),
                Some(Fate::Change(_)) | None => Why::Unreadable,
            };
            found.note(number, Some(*tag), why);
            barred = true;
        }
        barred
    }

    fn tagged<D: Datum>(&self, number: usize, tag: usize, value: D, found: &mut Found) -> Left<D> {
        match self.fates.get(tag) {
            Some(Fate::Keep) => Ok(Some(value)),
            // nothing has no form to change
            Some(Fate::Change(_)) if value.kind() == Kind::Null => Ok(Some(value)),
            Some(Fate::Change(transform)) => {
                let left = self.changed(*transform, value, 0)?;
                let why = if left.is_some() { Why::Changed(transform.to_string()) } else { Why::Unreadable };
                found.note(number, Some(tag), why);
                Ok(left)
            }
            Some(Fate::Remove(reasons)) => {
                found.note(number, Some(tag), Why::removed(reasons));
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// Every value in it changed; none where one of them can't be, or too many lie in each other.
    fn changed<D: Datum>(&self, transform: crate::words::Transform, value: D, depth: usize) -> Left<D> {
        if depth > DEPTH {
            return Ok(None);
        }
        let mut whole = true;
        let mut inner = |value: D| {
            let left = self.changed(transform, value, depth + 1)?;
            whole &= left.is_some();
            Ok(left)
        };
        let left = match value.kind() {
            Kind::Null => Some(value),
            Kind::Opaque => None,
            Kind::List => Some(value.items(&mut inner)?),
            Kind::Map => Some(value.entries(&mut |_, value| inner(value))?),
            Kind::Scalar => {
                let key = self.key.as_ref().map(|key| &*key.0);
                let setting = Setting { at: self.at, zone: &self.zone, key };
                let text = value.text().and_then(|text| change(transform, &text, setting));
                text.map(|text| value.replaced(text))
            }
        };
        Ok(left.filter(|_| whole))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Untagged,
    Unreadable,
    Changed(String),
    Removed(Vec<String>),
}

impl Why {
    fn removed(reasons: &[crate::words::Reason]) -> Self {
        Self::Removed(reasons.iter().map(|reason| reason.code().to_owned()).collect())
    }
}

/// What was removed and changed so far, each place once.
#[derive(Default)]
struct Found {
    places: BTreeMap<(usize, Option<usize>), Why>,
    untagged: BTreeMap<String, ()>,
}

impl Found {
    fn note(&mut self, number: usize, tag: Option<usize>, why: Why) {
        let entry = self.places.entry((number, tag));
        // of several values at one place, that some had to go is told
        let told = entry.or_insert_with(|| why.clone());
        if why == Why::Unreadable {
            *told = why;
        }
    }

    fn untagged(&mut self, place: &Place, name: &str) {
        let name = escaped(name);
        let path = if place.path.is_empty() { name } else { format!("{}.{name}", place.path) };
        self.untagged.entry(path).or_default();
    }

    /// In the order of their places.
    fn changes(self, schema: &Schema) -> Vec<Change> {
        let untagged = |path| Change { path, category: None, transform: None, reasons: vec!["untagged".to_owned()] };
        let mut all: Vec<Change> = self.untagged.into_keys().map(untagged).collect();
        for ((number, tag), why) in self.places {
            let path = schema.place(number).map_or_else(String::new, |place| place.path.to_string());
            let category = tag.and_then(|tag| schema.categories().get(tag).cloned());
            let (transform, reasons) = match why {
                Why::Untagged => (None, vec!["untagged".to_owned()]),
                Why::Unreadable => (None, vec!["unreadable".to_owned()]),
                Why::Changed(transform) => (Some(transform), Vec::new()),
                Why::Removed(reasons) if reasons.is_empty() => (None, vec!["dropped".to_owned()]),
                Why::Removed(reasons) => (None, reasons),
            };
            all.push(Change { path, category, transform, reasons });
        }
        all.sort();
        all
    }
}
