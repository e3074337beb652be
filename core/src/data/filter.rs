//! Walks a record beside its schema, and leaves of it what a purpose may use.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::change::{Setting, change};
use super::datum::{Datum, Kind, Left};
use super::fates::Fates;
use super::found::Found;
use super::rule::{DEPTH, Named, Verdict, Way, Why, bars, named_in_turn, verdict, way};
use crate::error::{Error, quoted};
use crate::words::{Place, Reason, Timestamp, Transform};

/// A record as a purpose may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filtered<D> {
    /// What is left.
    pub record: D,
    /// What was removed or changed, by place; records of one form share it.
    pub changes: Arc<[Change]>,
    /// Until when, without a new event, the same would be left.
    pub valid_until: Option<Timestamp>,
}

/// What became of the fields at one place of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// The place, as schemas write it: every item of a list has the same.
    pub path: Arc<str>,
    /// The category; none of a field without a tag.
    pub category: Option<Arc<str>>,
    /// The transform that was carried out; none where the field was removed.
    pub transform: Option<Transform>,
    /// Why it was removed: codes of reasons, `untagged`, `dropped` for what a transform takes, `unreadable` for a value that a
    /// transform can't read.
    pub reasons: Arc<[&'static str]>,
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
    pub(crate) fates: Arc<Fates>,
    pub(crate) at: Timestamp,
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
        let valid_until = (self.fates.until != Timestamp::MAX).then_some(self.fates.until);
        let empty = Error::invalid("record", "it is a list, and the schema is of a map; filter each of its items");
        match self.place(self.fates.plan.schema.root(), None, record, &mut found)? {
            Some(record) => Ok(Filtered { record, changes: self.fates.plan.told(found), valid_until }),
            None => Err(empty.into()),
        }
    }

    /// What is left at one place; `above` is the tag of what it lies in.
    fn place<D: Datum>(&self, number: usize, above: Option<usize>, value: D, found: &mut Found) -> Left<D> {
        let Some(place) = self.fates.plan.schema.place(number) else { return Ok(None) };
        let tag = place.tag.or(above);
        match way(&self.fates.plan.schema, number, place, || value.kind()) {
            Way::Names => {
                let mut next = 0;
                let left = value.entries(&mut |name, value| match named_in_turn(place, name, tag, &mut next) {
                    Named::Place(below) => self.place(below, tag, value, found),
                    Named::Tagged(tag) => self.whole(number, Some(tag), value, found),
                    Named::Untagged => {
                        found.untagged(place, name);
                        Ok(None)
                    }
                });
                left.map(Some)
            }
            Way::Items(below) => value.items(&mut |item| self.place(below, tag, item, found)).map(Some),
            Way::Misshapen if self.is_barred(place, number, found) => Ok(None),
            Way::Misshapen | Way::Whole => self.whole(number, tag, value, found),
        }
    }

    /// Whether a category that the schema has below a place may not be used as it is.
    fn is_barred(&self, place: &Place, number: usize, found: &mut Found) -> bool {
        let mut barred = false;
        for (tag, why) in bars(&self.fates.plan.each, place) {
            found.note(number, Some(tag), why);
            barred = true;
        }
        barred
    }

    /// What is left of a value that has one fate.
    fn whole<D: Datum>(&self, number: usize, tag: Option<usize>, value: D, found: &mut Found) -> Left<D> {
        match verdict(&self.fates.plan.each, tag) {
            Verdict::Keep => Ok(Some(value)),
            Verdict::Change(_) if value.kind() == Kind::Null => Ok(Some(value)),
            Verdict::Change(transform) => {
                let left = self.changed(transform, value, 0)?;
                let why = if left.is_some() { Why::Changed(transform) } else { Why::Unreadable };
                found.note(number, tag, why);
                Ok(left)
            }
            Verdict::Go(why) => {
                found.note(number, tag, why);
                Ok(None)
            }
        }
    }

    /// Every value in it changed; none where one of them can't be, or too many lie in each other.
    fn changed<D: Datum>(&self, transform: Transform, value: D, depth: usize) -> Left<D> {
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
                let setting = Setting { at: self.at, zone: &self.fates.zone, key };
                let text = value.text().and_then(|text| change(transform, &text, setting));
                text.map(|text| value.replaced(text))
            }
        };
        Ok(left.filter(|_| whole))
    }
}

impl Change {
    /// One from its words, as another language has kept it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a word that no report has.
    pub fn read<S: AsRef<str>>(
        path: &str,
        category: Option<&str>,
        transform: Option<&str>,
        reasons: &[S],
    ) -> Result<Self, Error> {
        let known = |word: &S| {
            let codes = Reason::ALL.iter().map(|reason| reason.code());
            let found = codes.chain(["untagged", "unreadable", "dropped"]).find(|code| *code == word.as_ref());
            found.ok_or_else(|| Error::invalid("reasons", format!("`{}` is no reason", quoted(word.as_ref()))))
        };
        let transform = transform.map(Transform::parse).transpose();
        Ok(Self {
            path: path.into(),
            category: category.map(Arc::from),
            transform: transform.map_err(|fault| Error::invalid("transform", fault))?,
            reasons: reasons.iter().map(known).collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn of(
        path: Arc<str>,
        category: Option<Arc<str>>,
        (transform, reasons): (Option<Transform>, Arc<[&'static str]>),
    ) -> Self {
        Self { path, category, transform, reasons }
    }

    pub(super) fn untagged(path: Arc<str>) -> Self {
        Self::of(path, None, Why::Untagged.told(&[], None))
    }
}
