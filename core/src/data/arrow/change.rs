//! Carries out the transforms on the cells of an array, value by value, as the walk of a record does.

use std::sync::Arc;

use arrow_array::builder::{GenericStringBuilder, StringViewBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, OffsetSizeTrait, StructArray, new_null_array};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, NullBuffer};
use arrow_schema::{ArrowError, DataType};

use super::cells::Cells;
use super::copy::{Instead, kept, plain, unshared};
use super::kinds::{self, is_shared, kind};
use super::lists::{Lists, build};
use super::plan::{Act, Plan};
use super::text::text;
use crate::data::change::{Setting, change};
use crate::data::datum::Kind;
use crate::data::rule::DEPTH;

/// An array whose scalars are texts, and the cells that have no such form: whatever they lie in has to go.
pub(super) type Changed = (ArrayRef, Option<BooleanBuffer>);

/// Takes the text of one cell.
type Push<'a> = &'a mut dyn FnMut(Option<&str>);

impl Plan {
    /// Every value in each cell as the acts of its user say. Of a scalar that goes nothing is left; what lies in lists and maps is still
    /// to be removed as a whole.
    pub(super) fn changed(
        &self,
        array: &ArrayRef,
        cells: &Cells,
        acts: &[Act],
        depth: usize,
    ) -> Result<Changed, ArrowError> {
        if depth > DEPTH {
            let bad = array.logical_nulls().map_or_else(|| BooleanBuffer::new_set(array.len()), |n| n.inner().clone());
            return Ok((new_null_array(&kinds::text(array.data_type()), array.len()), Some(bad)));
        }
        match kind(array.data_type()) {
            Kind::Null => Ok((array.clone(), None)),
            Kind::Opaque => {
                let nulls = array.logical_nulls();
                let is = |wanted: fn(&Act) -> bool| {
                    BooleanBuffer::collect_bool(cells.len(), |at| act(cells, acts, at).is_some_and(|a| wanted(&a)))
                };
                let bad = is(|act| matches!(act, Act::Change(_)));
                let bad = nulls.map_or(bad.clone(), |nulls| &bad & nulls.inner());
                let left = kept(&plain(array)?, &is(|act| *act == Act::Keep), Instead::Null)?;
                Ok((left, some(bad)))
            }
            Kind::Scalar => Ok(self.scalars(&plain(array)?, cells, acts)),
            _ if is_shared(array.data_type()) => self.changed(&unshared(array)?, cells, acts, depth),
            Kind::Map if matches!(array.data_type(), DataType::Struct(_)) => self.fields(array, cells, acts, depth),
            Kind::Map | Kind::List => self.items(array, cells, acts, depth),
        }
    }

    fn scalars(&self, array: &ArrayRef, cells: &Cells, acts: &[Act]) -> Changed {
        let (read, nulls) = (text(array), array.nulls());
        let key = self.key.as_ref().map(|key| &*key.0);
        let setting = Setting { at: self.at, zone: &self.zone, key };
        let mut bad: Option<BooleanBufferBuilder> = None;
        let mut write = |push: Push<'_>| {
            for (at, who) in cells.who.iter().enumerate() {
                let act = acts.get(*who as usize).copied().unwrap_or(Act::Go);
                if act == Act::Go || nulls.is_some_and(|nulls| nulls.is_null(at)) {
                    push(None);
                    continue;
                }
                let text = read(at);
                let done = match act {
                    Act::Change(transform) => text.and_then(|text| change(transform, &text, setting)).map(Into::into),
                    _ => text,
                };
                if done.is_none() {
                    let bad = bad.get_or_insert_with(|| {
                        let mut none = BooleanBufferBuilder::new(array.len());
                        none.append_n(array.len(), false);
                        none
                    });
                    bad.set_bit(at, true);
                }
                push(done.as_deref());
            }
        };
        let texts: ArrayRef = match kinds::text(array.data_type()) {
            DataType::Utf8View => {
                let mut builder = StringViewBuilder::with_capacity(array.len());
                write(&mut |text| builder.append_option(text));
                Arc::new(builder.finish())
            }
            DataType::LargeUtf8 => built::<i64>(array.len(), &mut write),
            _ => built::<i32>(array.len(), &mut write),
        };
        (texts, bad.map(|mut bad| bad.finish()))
    }

    fn fields(&self, array: &ArrayRef, cells: &Cells, acts: &[Act], depth: usize) -> Result<Changed, ArrowError> {
        let structs = array.as_struct();
        let mut columns = Vec::with_capacity(structs.num_columns());
        let mut bad: Option<BooleanBuffer> = None;
        for column in structs.columns() {
            let (left, inner) = self.changed(column, cells, acts, depth + 1)?;
            columns.push(left);
            bad = either(bad, inner);
        }
        let bad = bad.map(|bad| structs.nulls().map_or(bad.clone(), |nulls| &bad & nulls.inner()));
        let DataType::Struct(fields) = kinds::text(array.data_type()) else { return Ok((array.clone(), bad)) };
        let left = StructArray::try_new_with_length(fields, columns, structs.nulls().cloned(), array.len())?;
        Ok((Arc::new(left), bad))
    }

    fn items(&self, array: &ArrayRef, cells: &Cells, acts: &[Act], depth: usize) -> Result<Changed, ArrowError> {
        let lists = Lists::of(array)?;
        let data_type = kinds::text(array.data_type());
        let cells = cells.spread(&lists.ends);
        let (items, bad) = match &data_type {
            DataType::Map(entries, _) => {
                let old = lists.items.as_struct();
                let (values, bad) = match old.columns().get(1) {
                    Some(values) => self.changed(values, &cells, acts, depth + 1)?,
                    None => (lists.items.clone(), None),
                };
                let keys = old.columns().first().map(plain).transpose()?;
                let DataType::Struct(fields) = entries.data_type() else { return Ok((array.clone(), None)) };
                let columns = keys.into_iter().chain([values]).collect();
                (Arc::new(StructArray::try_new(fields.clone(), columns, None)?) as ArrayRef, bad)
            }
            _ => self.changed(&lists.items, &cells, acts, depth + 1)?,
        };
        let valid = |at: usize| lists.nulls.as_ref().is_none_or(|nulls: &NullBuffer| nulls.is_valid(at));
        let bad = bad.map(|bad| {
            let any = |at: usize| {
                let range = lists.ends.get(at).zip(lists.ends.get(at + 1));
                range.is_some_and(|(start, end)| bad.slice(*start, end - start).count_set_bits() > 0)
            };
            BooleanBuffer::collect_bool(array.len(), |at| valid(at) && any(at))
        });
        Ok((build(&data_type, &lists.ends, items, lists.nulls.clone())?, bad))
    }
}

fn built<O: OffsetSizeTrait>(length: usize, write: &mut dyn FnMut(Push<'_>)) -> ArrayRef {
    let mut builder = GenericStringBuilder::<O>::with_capacity(length, length * 8);
    write(&mut |text| builder.append_option(text));
    Arc::new(builder.finish())
}

fn act(cells: &Cells, acts: &[Act], at: usize) -> Option<Act> {
    acts.get(*cells.who.get(at)? as usize).copied()
}

/// None where no bit is set.
pub(super) fn some(bits: BooleanBuffer) -> Option<BooleanBuffer> {
    (bits.count_set_bits() > 0).then_some(bits)
}

/// What is set in one of two.
pub(super) fn either(first: Option<BooleanBuffer>, second: Option<BooleanBuffer>) -> Option<BooleanBuffer> {
    match (first, second) {
        (Some(first), Some(second)) => Some(&first | &second),
        (first, second) => first.or(second),
    }
}
