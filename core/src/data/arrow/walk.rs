//! Walks the columns of a batch beside its schema, and leaves of each cell what its user's purpose may use.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{ArrowError, DataType};

use super::cells::Cells;
use super::change::some;
use super::copy::{Instead, kept, unshared};
use super::found::Found;
use super::kinds::{is_shared, kind};
use super::lists::{Lists, build};
use super::plan::Plan;
use crate::data::rule::{Named, Verdict, Way, named, path_of, verdict, way};
use crate::decide::Fate;
use crate::words::Place;

/// What is left of an array.
pub(super) struct Left {
    /// Of the type that the plan tells of, with a null where a cell went; none: there is nothing left.
    pub(super) array: Option<ArrayRef>,
    /// The cells that went; one that is null stays where it may be used, and goes where not.
    pub(super) gone: Option<BooleanBuffer>,
}

impl Left {
    pub(super) fn nothing(cells: &Cells) -> Self {
        Self { array: None, gone: Some(BooleanBuffer::new_set(cells.len())) }
    }
}

/// A walk over one batch.
pub(super) struct Walk<'p> {
    pub(super) plan: &'p Plan,
    pub(super) found: Found,
}

impl<'p> Walk<'p> {
    /// What is left of the values of a name.
    pub(super) fn name(
        &mut self,
        (number, place): (usize, &Place),
        tag: Option<usize>,
        name: &str,
        array: &ArrayRef,
        cells: &Cells,
    ) -> Result<Left, ArrowError> {
        match named(place, name, tag) {
            Named::Place(below) => self.place(below, tag, array, cells),
            Named::Tagged(tag) => self.whole(number, None, Some(tag), array, cells),
            Named::Untagged => {
                self.found.untagged(path_of(place, name), cells.seen().map(|(_, _, row)| row));
                Ok(Left::nothing(cells))
            }
        }
    }

    /// What is left at one place; `above` is the tag of what it lies in.
    pub(super) fn place(
        &mut self,
        number: usize,
        above: Option<usize>,
        array: &ArrayRef,
        cells: &Cells,
    ) -> Result<Left, ArrowError> {
        let schema = &self.plan.schema;
        let Some(place) = schema.place(number) else { return Ok(Left::nothing(cells)) };
        let tag = place.tag.or(above);
        let way = way(schema, number, place, || kind(array.data_type()));
        match way {
            Way::Whole => return self.whole(number, None, tag, array, cells),
            Way::Misshapen => return self.whole(number, Some(place), tag, array, cells),
            Way::Names | Way::Items(_) => {}
        }
        let layout = self.plan.layout(number, above, array.data_type());
        let data_type = layout.as_ref().map(|layout| &layout.data_type);
        if is_shared(array.data_type()) {
            let left = self.place(number, above, &unshared(array)?, cells)?;
            let free = layout.is_some_and(|layout| layout.is_free);
            // what stays need not be copied
            return Ok(if free { Left { array: Some(array.clone()), ..left } } else { left });
        }
        let gone = self.nulls(number, tag, array.nulls(), cells);
        let inner = cells.inside(array.nulls());
        let left = match way {
            Way::Items(below) => self.items(below, tag, array, &inner, data_type)?,
            _ if matches!(array.data_type(), DataType::Struct(_)) => {
                self.fields((number, place), tag, array, &inner, data_type)?
            }
            _ => self.entries((number, place), tag, array, &inner, data_type)?,
        };
        Ok(match left {
            Some(_) => Left { array: left, gone },
            None => Left::nothing(cells),
        })
    }

    fn fields(
        &mut self,
        at: (usize, &Place),
        tag: Option<usize>,
        array: &ArrayRef,
        inner: &Cells,
        data_type: Option<&DataType>,
    ) -> Result<Option<ArrayRef>, ArrowError> {
        let structs = array.as_struct();
        let mut columns = Vec::with_capacity(structs.num_columns());
        for (field, column) in structs.fields().iter().zip(structs.columns()) {
            columns.extend(self.name(at, tag, field.name(), column, inner)?.array);
        }
        match data_type {
            Some(same) if same == array.data_type() && is_same(structs.columns(), &columns) => Ok(Some(array.clone())),
            Some(DataType::Struct(fields)) => {
                let left = StructArray::try_new(fields.clone(), columns, structs.nulls().cloned())?;
                Ok(Some(Arc::new(left)))
            }
            _ => Ok(None),
        }
    }

    fn items(
        &mut self,
        below: usize,
        tag: Option<usize>,
        array: &ArrayRef,
        inner: &Cells,
        data_type: Option<&DataType>,
    ) -> Result<Option<ArrayRef>, ArrowError> {
        let lists = Lists::of(array)?;
        let left = self.place(below, tag, &lists.items, &inner.spread(&lists.ends))?;
        let (Some(data_type), Some(items)) = (data_type, left.array) else { return Ok(None) };
        let fixed = matches!(data_type, DataType::FixedSizeList(..));
        match left.gone.filter(|_| !fixed) {
            Some(gone) => {
                let keep = !&gone;
                let items = kept(&items, &keep, Instead::Nothing)?;
                build(data_type, &lists.ends_of(&keep), items, lists.nulls).map(Some)
            }
            None if data_type == array.data_type() && Arc::ptr_eq(&items, &lists.items) => Ok(Some(array.clone())),
            None => build(data_type, &lists.ends, items, lists.nulls).map(Some),
        }
    }

    /// Notes the cells that are null where that can't be told either, and gives them.
    fn nulls(
        &mut self,
        number: usize,
        tag: Option<usize>,
        nulls: Option<&NullBuffer>,
        cells: &Cells,
    ) -> Option<BooleanBuffer> {
        let nulls = nulls.filter(|nulls| nulls.null_count() > 0)?;
        let goes = |fates: &Vec<Fate>| matches!(verdict(fates, tag), Verdict::Go(_));
        let goes: Vec<bool> = self.plan.fates.iter().map(goes).collect();
        let goes = |fate: usize| goes.get(fate).copied().unwrap_or(true);
        let rows = cells.seen().filter(|(at, fate, _)| nulls.is_null(*at) && goes(*fate)).map(|(_, _, row)| row);
        self.found.rows(number, tag, rows.collect());
        let who = cells.who.iter().enumerate();
        some(who.map(|(at, fate)| nulls.is_null(at) && goes(*fate as usize)).collect())
    }
}

fn is_same(before: &[ArrayRef], after: &[ArrayRef]) -> bool {
    before.len() == after.len() && before.iter().zip(after).all(|(before, after)| Arc::ptr_eq(before, after))
}
