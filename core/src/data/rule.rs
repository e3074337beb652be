//! What becomes of what stands at a place: the one rule of every walk, whatever form the data have.

use std::sync::Arc;

use super::datum::Kind;
use crate::decide::Fate;
use crate::words::{Place, Schema, Transform};

/// How deep the values of one field may lie in each other when each of them is to be changed.
pub(super) const DEPTH: usize = 64;

/// Where a walk goes from a value on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To each value by its name.
    Names,
    /// To each item, all of them at one place.
    Items(usize),
    /// No further: the value has one fate.
    Whole,
    /// No further: it has not the shape that the schema tells of. What lies where in it isn't known, so it has to pass
    /// [`bars`] before it has one fate.
    Misshapen,
}

/// Where a walk goes from a value; its kind is asked for only where the schema has something below the place.
pub(super) fn way(schema: &Schema, number: usize, place: &Place, kind: impl FnOnce() -> Kind) -> Way {
    if place.is_leaf() && number != schema.root() {
        return Way::Whole;
    }
    match kind() {
        Kind::Map if place.holds_names() || number == schema.root() => Way::Names,
        Kind::List if let Some(below) = place.items => Way::Items(below),
        Kind::Null => Way::Whole,
        _ if place.below.is_empty() => Way::Whole,
        _ => Way::Misshapen,
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Named {
    /// A place of its own.
    Place(usize),
    /// None of its own: it has the tag of what it lies in.
    Tagged(usize),
    /// Nothing.
    Untagged,
}

/// What a name at a place stands for; `tag` is that of the place or of what it lies in.
#[cfg(feature = "arrow")]
pub(super) fn named(place: &Place, name: &str, tag: Option<usize>) -> Named {
    named_in_turn(place, name, tag, &mut 0)
}

/// What one of the names of a map stands for; `tag` is that of the map or of what it lies in, `next` is that of
/// [`Place::named_in_turn`].
pub(super) fn named_in_turn(place: &Place, name: &str, tag: Option<usize>, next: &mut usize) -> Named {
    match (place.named_in_turn(name, next), tag) {
        (Some(below), _) => Named::Place(below),
        (None, Some(tag)) => Named::Tagged(tag),
        (None, None) => Named::Untagged,
    }
}

/// What becomes of a value that has one fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays.
    Keep,
    /// It is changed; nothing, which has no form, stays.
    Change(Transform),
    /// It goes.
    Go(Why),
}

/// What becomes of a value with this tag.
pub(super) fn verdict(fates: &[Fate], tag: Option<usize>) -> Verdict {
    let Some(tag) = tag else { return Verdict::Go(Why::Untagged) };
    match fates.get(tag) {
        Some(Fate::Keep) => Verdict::Keep,
        Some(Fate::Change(transform)) => Verdict::Change(*transform),
        Some(Fate::Remove(_)) => Verdict::Go(Why::Removed),
        None => Verdict::Go(Why::Unreadable),
    }
}

/// The tags below a place that may not be used as they are, each with the reason: any of them takes a value whose shape is not that
/// of the schema.
pub(super) fn bars(fates: &[Fate], place: &Place) -> impl Iterator<Item = (usize, Why)> {
    place.below.iter().filter_map(|tag| {
        let why = match fates.get(*tag) {
            Some(Fate::Keep) => return None,
            Some(Fate::Remove(_)) => Why::Removed,
            Some(Fate::Change(_)) | None => Why::Unreadable,
        };
        Some((*tag, why))
    })
}

/// Why a value is not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// It has no tag.
    Untagged,
    /// A transform can't read it.
    Unreadable,
    /// It was changed.
    Changed(Transform),
    /// It went, for the reasons that the fate of its category has.
    Removed,
}

impl Why {
    /// As a report has it: the transform that was carried out, and the reasons for which a value of this category went.
    pub(super) fn told(self, fates: &[Fate], tag: Option<usize>) -> (Option<Transform>, Arc<[&'static str]>) {
        match self {
            Self::Untagged => (None, Arc::new(["untagged"])),
            Self::Unreadable => (None, Arc::new(["unreadable"])),
            Self::Changed(transform) => (Some(transform), Arc::default()),
            Self::Removed => match tag.and_then(|tag| fates.get(tag)) {
                Some(Fate::Remove(reasons)) if !reasons.is_empty() => (None, reasons.clone()),
                // a transform takes it
                _ => (None, Arc::new(["dropped"])),
            },
        }
    }
}

/// The path of a name that has no place of its own, as schemas write it.
pub(super) fn path_of(place: &Place, name: &str) -> String {
    let name = crate::words::escaped(name);
    if place.path.is_empty() { name } else { format!("{}.{name}", place.path) }
}
