//! Copies of arrays in which nothing is left of what has to go: neither under a null, nor in a dictionary, nor in a buffer.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, UInt64Array, downcast_primitive_array, downcast_run_array,
    make_array,
};
use arrow_buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use arrow_data::transform::MutableArrayData;
use arrow_schema::{ArrowError, DataType};
use arrow_select::take::take;

use super::kinds::{holds, is_shared, is_view, plain as plain_type};

/// What stands where a cell went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instead {
    /// Null.
    Null,
    /// Nothing: the copy is shorter.
    Nothing,
}

/// A copy of the cells to keep, and of no other byte; the array has no shared values.
pub(super) fn kept(array: &ArrayRef, keep: &BooleanBuffer, instead: Instead) -> Result<ArrayRef, ArrowError> {
    let array: &dyn Array = array;
    let valid = match array.nulls() {
        // what lies under a null is not copied either
        Some(nulls) if instead == Instead::Null => keep & nulls.inner(),
        _ => keep.clone(),
    };
    if instead == Instead::Null {
        downcast_primitive_array!(
            array => return Ok(zeroed(array, valid)),
            _ => {}
        );
    }
    let data = array.to_data();
    let mut copy = MutableArrayData::new(vec![&data], instead == Instead::Null, valid.len());
    let mut done = 0;
    for (start, end) in valid.set_slices() {
        if instead == Instead::Null && start > done {
            copy.try_extend_nulls(start - done)?;
        }
        copy.try_extend(0, start, end)?;
        done = end;
    }
    if instead == Instead::Null && valid.len() > done {
        copy.try_extend_nulls(valid.len() - done)?;
    }
    compact(make_array(copy.freeze()))
}

fn zeroed<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, valid: BooleanBuffer) -> ArrayRef {
    let cells = array.values().iter().zip(valid.iter());
    let values: ScalarBuffer<T::Native> =
        cells.map(|(value, valid)| if valid { *value } else { T::Native::default() }).collect();
    let copy = PrimitiveArray::<T>::new(values, Some(NullBuffer::new(valid)));
    Arc::new(copy.with_data_type(array.data_type().clone()))
}

/// The same values without the bytes that no view refers to.
pub(super) fn compact(array: ArrayRef) -> Result<ArrayRef, ArrowError> {
    match array.data_type() {
        DataType::Utf8View => Ok(Arc::new(array.as_string_view().gc())),
        DataType::BinaryView => Ok(Arc::new(array.as_binary_view().gc())),
        data_type if holds(data_type, is_view) => {
            let data_type = data_type.clone();
            with_children(&array, data_type, compact)
        }
        _ => Ok(array),
    }
}

/// The same values, each cell with one of its own.
pub(super) fn plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if !holds(array.data_type(), is_shared) {
        return Ok(array.clone());
    }
    if is_shared(array.data_type()) {
        return plain(&unshared(array)?);
    }
    with_children(array, plain_type(array.data_type()), |child| plain(&child))
}

/// The values of a dictionary or of runs, each cell with one of its own; what they hold stays as it is.
pub(super) fn unshared(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let any: &dyn Array = array;
    let values = if let Some(dictionary) = any.as_any_dictionary_opt() {
        take(dictionary.values(), dictionary.keys(), None)?
    } else {
        downcast_run_array!(
            any => {
                let logical: Vec<u64> = (0..any.len() as u64).collect();
                let physical = any.get_physical_indices(&logical)?;
                let physical = UInt64Array::from_iter_values(physical.into_iter().map(|at| at as u64));
                take(any.values(), &physical, None)?
            },
            _ => array.clone()
        )
    };
    if values.null_count() == 0 || is_shared(values.data_type()) {
        return Ok(values);
    }
    // a null key refers to a value all the same
    let all = BooleanBuffer::new_set(values.len());
    kept(&values, &all, Instead::Null)
}

fn with_children(
    array: &ArrayRef,
    data_type: DataType,
    change: fn(ArrayRef) -> Result<ArrayRef, ArrowError>,
) -> Result<ArrayRef, ArrowError> {
    let data = array.to_data();
    let children = data.child_data().iter().map(|child| Ok(change(make_array(child.clone()))?.to_data()));
    let children = children.collect::<Result<Vec<_>, ArrowError>>()?;
    Ok(make_array(data.into_builder().data_type(data_type).child_data(children).build()?))
}
