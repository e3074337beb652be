//! Maps whose keys are data: each value goes the way of its name.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StructArray, UInt64Array, new_empty_array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{ArrowError, DataType};
use arrow_select::interleave::interleave;
use arrow_select::take::take;

use super::cells::Cells;
use super::copy::{Instead, compact, kept, plain};
use super::kinds::{key_and_value, plain as plain_type};
use super::lists::{Lists, build};
use super::plan::Act;
use super::text::text;
use super::walk::{Left, Walk};
use crate::data::rule::{Named, named, path_of};
use crate::words::Place;

impl Walk<'_> {
    /// What is left of maps; `inner` are their cells, `data_type` what theirs becomes.
    pub(super) fn entries(
        &mut self,
        (number, place): (usize, &Place),
        tag: Option<usize>,
        array: &ArrayRef,
        inner: &Cells,
        data_type: Option<&DataType>,
    ) -> Result<Option<ArrayRef>, ArrowError> {
        let lists = Lists::of(array)?;
        let entries = lists.items.as_struct();
        let [keys, values] = entries.columns() else { return Ok(None) };
        let keys = plain(keys)?;
        let cells = inner.spread(&lists.ends);
        let by_name = self.by_name(place, tag, &keys, &cells);
        let value_type = match data_type {
            Some(DataType::Map(entries, _)) => key_and_value(entries).map(|(_, value)| value.data_type().clone()),
            _ => None,
        };
        // of each entry that stays: where its value is
        let mut order: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut pieces: Vec<ArrayRef> = Vec::new();
        for (name, places) in by_name {
            let (part, of_part) = if places.len() == values.len() {
                (values.clone(), cells.clone())
            } else {
                let at = UInt64Array::from_iter_values(places.iter().map(|at| *at as u64));
                (take(values, &at, None)?, cells.at(&places))
            };
            let (number, tag, left) = match name {
                Named::Untagged => continue,
                Named::Tagged(tag) => (number, Some(tag), self.whole(number, None, Some(tag), &part, &of_part)?),
                Named::Place(below) => {
                    let own = self.plan.schema.place(below).and_then(|place| place.tag);
                    (below, own.or(tag), self.place(below, tag, &part, &of_part)?)
                }
            };
            let Left { array: Some(left), gone } = left else { continue };
            let is_gone = |at: usize| gone.as_ref().is_some_and(|gone| gone.value(at));
            let (left, bad) = match &value_type {
                None => (None, None),
                Some(wanted) if wanted == left.data_type() => (Some(left), None),
                Some(wanted) if *wanted == plain_type(left.data_type()) => (Some(plain(&left)?), None),
                // values of other names become text, and so do these
                Some(_) => {
                    let acts = vec![Act::Keep; self.plan.fates.len()];
                    let (texts, bad) = self.plan.changed(&left, &of_part, &acts, 0)?;
                    (Some(texts), bad)
                }
            };
            // none has a form that goes with those of other names
            let is_bad = |at: usize| left.is_none() || bad.as_ref().is_some_and(|bad| bad.value(at));
            let lost = of_part.seen().filter(|(at, _, _)| !is_gone(*at) && is_bad(*at)).map(|(_, _, row)| row);
            self.found.unreadable(number, tag, lost.collect());
            let stays = places.iter().enumerate().filter(|(at, _)| !is_gone(*at) && !is_bad(*at));
            order.extend(stays.map(|(at, entry)| (*entry, (pieces.len(), at))));
            pieces.extend(left);
        }
        let Some(data_type) = data_type else { return Ok(None) };
        if data_type == array.data_type() && order.len() == values.len() && is_one(&pieces, values) {
            return Ok(Some(array.clone()));
        }
        let (DataType::Map(field, _), Some(value_type)) = (data_type, value_type) else { return Ok(None) };
        let DataType::Struct(fields) = field.data_type() else { return Ok(None) };
        let keep = BooleanBuffer::collect_bool(values.len(), |at| order.contains_key(&at));
        let chosen: Vec<(usize, usize)> = order.into_values().collect();
        let sources: Vec<&dyn Array> = pieces.iter().map(|piece| &**piece).collect();
        let values =
            if chosen.is_empty() { new_empty_array(&value_type) } else { compact(interleave(&sources, &chosen)?)? };
        let key_type = fields.first().map(|field| field.data_type());
        let keys = if key_type == Some(keys.data_type()) { keys } else { entries.column(0).clone() };
        let columns = vec![kept(&keys, &keep, Instead::Nothing)?, values];
        let entries = Arc::new(StructArray::try_new(fields.clone(), columns, None)?);
        build(data_type, &lists.ends_of(&keep), entries, lists.nulls).map(Some)
    }

    /// The entries by what their names stand for; those that stand for nothing are noted.
    fn by_name(
        &mut self,
        place: &Place,
        tag: Option<usize>,
        keys: &ArrayRef,
        cells: &Cells,
    ) -> BTreeMap<Named, Vec<usize>> {
        let read = text(keys);
        let mut by_name: BTreeMap<Named, Vec<usize>> = BTreeMap::new();
        let mut stands = Vec::with_capacity(keys.len());
        for at in 0..keys.len() {
            let name = read(at).map_or(Named::Untagged, |name| named(place, &name, tag));
            by_name.entry(name).or_default().push(at);
            stands.push(name);
        }
        let mut untagged: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (at, _, row) in cells.seen() {
            if stands.get(at) == Some(&Named::Untagged) {
                let name = read(at).unwrap_or_default();
                untagged.entry(path_of(place, &name)).or_default().push(row);
            }
        }
        for (path, rows) in untagged {
            self.found.untagged(path, rows.into_iter());
        }
        by_name
    }
}

fn is_one(pieces: &[ArrayRef], values: &ArrayRef) -> bool {
    matches!(pieces, [piece] if Arc::ptr_eq(piece, values))
}
