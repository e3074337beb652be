//! How the users of a batch fare, and the types that this leaves.

use std::sync::Arc;

use arrow_schema::{DataType, FieldRef, Fields};

use super::kinds::{self, holds, is_union, key_and_value, kind, with_items, with_type};
use crate::data::datum::Kind;
use crate::data::filter::PseudonymKey;
use crate::data::rule::{Named, Verdict, Way, bars, named, verdict, way};
use crate::decide::Fate;
use crate::words::{Place, Schema, Timestamp, Transform, Zone};

/// What becomes of the batches of some users that one purpose gets.
///
/// What type a column has afterwards depends on it and on the column's type alone, so that all batches of a table have one schema.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) schema: Arc<Schema>,
    /// How users fare, each way once: what becomes of each category of the schema.
    pub(crate) fates: Vec<Vec<Fate>>,
    pub(crate) at: Timestamp,
    pub(crate) zone: Zone,
    pub(crate) key: Option<PseudonymKey>,
}

/// What a type becomes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) data_type: DataType,
    /// Whether all of it may be used of all users.
    pub(super) is_free: bool,
}

/// What becomes of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Keep,
    Change(Transform),
    Go,
}

impl Plan {
    /// What becomes of cells that are not null, of each way in which users fare; `bars` has the place of those whose shape is not
    /// that of the schema.
    pub(super) fn acts(&self, barring: Option<&Place>, tag: Option<usize>, kind: Kind) -> Vec<Act> {
        let act = |fates: &Vec<Fate>| {
            if barring.is_some_and(|place| bars(fates, place).next().is_some()) {
                return Act::Go;
            }
            match verdict(fates, tag) {
                Verdict::Keep => Act::Keep,
                Verdict::Change(_) if kind == Kind::Opaque => Act::Go,
                Verdict::Change(transform) => Act::Change(transform),
                Verdict::Go(_) => Act::Go,
            }
        };
        self.fates.iter().map(act).collect()
    }

    /// What a column becomes; none: nothing of it is left.
    pub(super) fn column(&self, field: &FieldRef) -> Option<FieldRef> {
        let root = self.schema.place(self.schema.root())?;
        self.child(root, None, field)
    }

    fn child(&self, place: &Place, tag: Option<usize>, field: &FieldRef) -> Option<FieldRef> {
        let layout = self.named(named(place, field.name(), tag), tag, field.data_type())?;
        Some(with_type(field, layout.data_type, field.is_nullable() || !layout.is_free))
    }

    /// What the values of a name become.
    fn named(&self, name: Named, tag: Option<usize>, data_type: &DataType) -> Option<Layout> {
        match name {
            Named::Place(below) => self.layout(below, tag, data_type),
            Named::Tagged(tag) => self.whole(None, Some(tag), data_type),
            Named::Untagged => None,
        }
    }

    /// What the type at a place becomes.
    pub(super) fn layout(&self, number: usize, above: Option<usize>, data_type: &DataType) -> Option<Layout> {
        let place = self.schema.place(number)?;
        let tag = place.tag.or(above);
        match way(&self.schema, number, place, || kind(data_type)) {
            Way::Whole => self.whole(None, tag, data_type),
            Way::Misshapen => self.whole(Some(place), tag, data_type),
            Way::Names | Way::Items(_) if kinds::is_shared(data_type) => {
                let inner = match data_type {
                    DataType::Dictionary(_, values) => values,
                    DataType::RunEndEncoded(_, values) => values.data_type(),
                    other => other,
                };
                let layout = self.layout(number, above, inner)?;
                Some(if layout.is_free { Layout { data_type: data_type.clone(), ..layout } } else { layout })
            }
            Way::Names => match data_type {
                DataType::Struct(fields) => self.struct_of(place, tag, fields),
                DataType::Map(entries, _) => self.map_of(place, tag, data_type, entries),
                _ => None,
            },
            Way::Items(below) => {
                let item = kinds::items(data_type)?;
                let layout = self.layout(below, tag, item.data_type())?;
                let item = with_type(item, layout.data_type, item.is_nullable() || !layout.is_free);
                Some(Layout { data_type: with_items(data_type, item), is_free: layout.is_free })
            }
        }
    }

    fn struct_of(&self, place: &Place, tag: Option<usize>, fields: &Fields) -> Option<Layout> {
        let left: Vec<FieldRef> = fields.iter().filter_map(|field| self.child(place, tag, field)).collect();
        let free = |field: &FieldRef| {
            self.named(named(place, field.name(), tag), tag, field.data_type()).is_some_and(|l| l.is_free)
        };
        let is_free = fields.iter().all(free);
        (!left.is_empty()).then(|| Layout { data_type: DataType::Struct(left.into()), is_free })
    }

    fn map_of(&self, place: &Place, tag: Option<usize>, data_type: &DataType, entries: &FieldRef) -> Option<Layout> {
        let (key, value) = key_and_value(entries)?;
        let layout = self.values(place, tag, value.data_type())?;
        if layout.is_free {
            return Some(Layout { data_type: data_type.clone(), is_free: true });
        }
        let value = with_type(value, layout.data_type, true);
        Some(Layout { data_type: kinds::entries_of(data_type, entries, key, value), is_free: false })
    }

    /// What the values of a map become, whatever their names; none also where those of one name would have another type than those of
    /// another, and not both are scalars.
    pub(super) fn values(&self, place: &Place, tag: Option<usize>, data_type: &DataType) -> Option<Layout> {
        let mut merged: Option<Layout> = None;
        let mut is_free = true;
        for name in names(place, tag) {
            let Some(layout) = self.named(name, tag, data_type) else {
                is_free = false;
                continue;
            };
            is_free &= layout.is_free;
            let data_type = match merged {
                Some(known) if known.data_type != layout.data_type => {
                    let scalars = [&known.data_type, &layout.data_type].into_iter().all(|t| kind(t) == Kind::Scalar);
                    if !scalars {
                        return None;
                    }
                    kinds::text(&layout.data_type)
                }
                _ => layout.data_type,
            };
            merged = Some(Layout { data_type, is_free: layout.is_free });
        }
        // what went of one name must not stay in a dictionary that another has
        let data_type = |layout: Layout| if is_free { layout.data_type } else { kinds::plain(&layout.data_type) };
        merged.map(|layout| Layout { data_type: data_type(layout), is_free })
    }

    /// What a type becomes whose values have one fate each.
    pub(super) fn whole(&self, barring: Option<&Place>, tag: Option<usize>, data_type: &DataType) -> Option<Layout> {
        let kind = kind(data_type);
        let acts = self.acts(barring, tag, kind);
        tag?;
        if acts.iter().all(|act| *act == Act::Keep) {
            return Some(Layout { data_type: data_type.clone(), is_free: true });
        }
        // a union has no null of its own to stand for what goes
        if acts.iter().all(|act| *act == Act::Go) || holds(data_type, is_union) {
            return None;
        }
        let changes = acts.iter().any(|act| matches!(act, Act::Change(_)));
        let data_type = if changes { kinds::text(data_type) } else { kinds::plain(data_type) };
        Some(Layout { data_type, is_free: false })
    }
}

/// What the names of a map can stand for, each once.
pub(super) fn names(place: &Place, tag: Option<usize>) -> Vec<Named> {
    let mut names: Vec<Named> = place.names.values().map(|below| Named::Place(*below)).collect();
    names.push(match (place.any_name, tag) {
        (Some(below), _) => Named::Place(below),
        (None, Some(tag)) => Named::Tagged(tag),
        (None, None) => Named::Untagged,
    });
    names
}
