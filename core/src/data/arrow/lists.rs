//! Lists of every layout, and maps, as items one after the other.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, FixedSizeListArray, GenericListArray, GenericListViewArray, MapArray, OffsetSizeTrait, UInt64Array,
};
use arrow_buffer::{BooleanBuffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, FieldRef};
use arrow_select::take::take;

/// The lists of an array.
pub(super) struct Lists {
    /// Where each begins among the items, and where the last ends.
    pub(super) ends: Vec<usize>,
    /// The items of all; of a map, its entries.
    pub(super) items: ArrayRef,
    pub(super) nulls: Option<NullBuffer>,
}

impl Lists {
    pub(super) fn of(array: &ArrayRef) -> Result<Self, ArrowError> {
        let nulls = array.nulls().cloned();
        let (ends, items): (Vec<usize>, ArrayRef) = match array.data_type() {
            DataType::List(_) => offset(array.as_list::<i32>().offsets(), array.as_list::<i32>().values()),
            DataType::LargeList(_) => offset(array.as_list::<i64>().offsets(), array.as_list::<i64>().values()),
            DataType::Map(..) => {
                let entries: ArrayRef = Arc::new(array.as_map().entries().clone());
                offset(array.as_map().offsets(), &entries)
            }
            DataType::ListView(_) => viewed(array.as_list_view::<i32>())?,
            DataType::LargeListView(_) => viewed(array.as_list_view::<i64>())?,
            DataType::FixedSizeList(..) => {
                let lists = array.as_fixed_size_list();
                let size = usize::try_from(lists.value_length()).unwrap_or_default();
                ((0..=lists.len()).map(|at| at * size).collect(), lists.values().clone())
            }
            other => return Err(not_a_list(other)),
        };
        Ok(Self { ends, items, nulls })
    }

    /// How many items each has left, as ends.
    pub(super) fn ends_of(&self, keep: &BooleanBuffer) -> Vec<usize> {
        let mut ends = Vec::with_capacity(self.ends.len());
        let mut kept = 0;
        for (at, end) in self.ends.iter().enumerate() {
            let start = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or_default() };
            kept += keep.slice(start, end - start).count_set_bits();
            ends.push(kept);
        }
        ends
    }
}

/// An array of lists, or of maps, of a type.
pub(super) fn build(
    data_type: &DataType,
    ends: &[usize],
    items: ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let length = ends.len().saturating_sub(1);
    Ok(match data_type {
        DataType::List(item) => Arc::new(GenericListArray::try_new(item.clone(), offsets::<i32>(ends)?, items, nulls)?),
        DataType::LargeList(item) => {
            Arc::new(GenericListArray::try_new(item.clone(), offsets::<i64>(ends)?, items, nulls)?)
        }
        DataType::ListView(item) => view::<i32>(item, ends, items, nulls)?,
        DataType::LargeListView(item) => view::<i64>(item, ends, items, nulls)?,
        DataType::FixedSizeList(item, size) => {
            Arc::new(FixedSizeListArray::try_new_with_length(item.clone(), *size, items, nulls, length)?)
        }
        DataType::Map(entries, sorted) => {
            let inner = items.as_struct().clone();
            Arc::new(MapArray::try_new(entries.clone(), offsets::<i32>(ends)?, inner, nulls, *sorted)?)
        }
        other => return Err(not_a_list(other)),
    })
}

fn offset<O: OffsetSizeTrait>(offsets: &OffsetBuffer<O>, items: &ArrayRef) -> (Vec<usize>, ArrayRef) {
    let start = offsets.first().map_or(0, |start| start.as_usize());
    let ends: Vec<usize> = offsets.iter().map(|end| end.as_usize() - start).collect();
    let length = ends.last().copied().unwrap_or_default();
    (ends, items.slice(start, length))
}

fn viewed<O: OffsetSizeTrait>(lists: &GenericListViewArray<O>) -> Result<(Vec<usize>, ArrayRef), ArrowError> {
    let mut ends = vec![0];
    let mut places = Vec::new();
    for (at, (offset, size)) in lists.offsets().iter().zip(lists.sizes()).enumerate() {
        if lists.is_valid(at) {
            let start = offset.as_usize() as u64;
            places.extend(start..start + size.as_usize() as u64);
        }
        ends.push(places.len());
    }
    let items = take(lists.values(), &UInt64Array::from(places), None)?;
    Ok((ends, items))
}

fn offsets<O: OffsetSizeTrait>(ends: &[usize]) -> Result<OffsetBuffer<O>, ArrowError> {
    let ends = ends.iter().map(|end| O::from_usize(*end).ok_or(ArrowError::OffsetOverflowError(*end)));
    Ok(OffsetBuffer::new(ends.collect::<Result<Vec<O>, _>>()?.into()))
}

fn view<O: OffsetSizeTrait>(
    item: &FieldRef,
    ends: &[usize],
    items: ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let ends = offsets::<O>(ends)?;
    let starts: Vec<O> = ends.iter().take(ends.len() - 1).copied().collect();
    let sizes: ScalarBuffer<O> = ends.lengths().map(O::usize_as).collect();
    Ok(Arc::new(GenericListViewArray::try_new(item.clone(), starts.into(), sizes, items, nulls)?))
}

fn not_a_list(data_type: &DataType) -> ArrowError {
    ArrowError::InvalidArgumentError(format!("`{data_type}` is no list"))
}
