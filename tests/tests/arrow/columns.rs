//! Records as columns of Arrow, and back.

use std::sync::Arc;

use arrow_array::builder::{StringDictionaryBuilder, StringRunBuilder, StringViewBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, FixedSizeListArray, GenericListArray, GenericListViewArray,
    LargeStringArray, MapArray, OffsetSizeTrait, PrimitiveArray, StringArray, StructArray, make_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use serde_json::{Map, Value};

use crate::shape::{FIXED, Layout, Leaf, Shape};

impl Shape {
    /// A column of these values, with something under each null.
    pub(crate) fn column(&self, values: &[&Value]) -> ArrayRef {
        let nulls = NullBuffer::from_iter(values.iter().map(|value| !value.is_null()));
        let text = |at: usize| values[at].as_str();
        let texts = (0..values.len()).map(text);
        match self {
            Self::Leaf(Leaf::Integer) => integers(values, nulls),
            Self::Leaf(Leaf::Float) => primitive::<Float64Type>(values, nulls, |value| value.as_f64()),
            Self::Leaf(Leaf::Day) => primitive::<Date32Type>(values, nulls, |value| {
                let day: jiff::civil::Date = value.as_str()?.parse().unwrap();
                Some((day - jiff::civil::date(1970, 1, 1)).get_days())
            }),
            Self::Leaf(Leaf::Flag) => Arc::new(BooleanArray::from_iter(values.iter().map(|value| value.as_bool()))),
            Self::Leaf(Leaf::Text) => Arc::new(StringArray::from_iter(texts)),
            Self::Leaf(Leaf::LargeText) => Arc::new(LargeStringArray::from_iter(texts)),
            Self::Leaf(Leaf::ViewedText) => {
                let mut builder = StringViewBuilder::new();
                texts.for_each(|text| builder.append_option(text));
                Arc::new(builder.finish())
            }
            Self::Leaf(Leaf::DictionaryOfText(_)) => {
                let mut builder = StringDictionaryBuilder::<Int32Type>::new();
                texts.for_each(|text| builder.append_option(text));
                Arc::new(builder.finish())
            }
            Self::Leaf(Leaf::RunsOfText(_)) => {
                let mut builder = StringRunBuilder::<Int32Type>::new();
                texts.for_each(|text| builder.append_option(text));
                Arc::new(builder.finish())
            }
            Self::Leaf(Leaf::DictionaryOfIntegers(own)) => {
                let start = Leaf::first(*own);
                // a null refers to a value all the same
                let keys = values.iter().map(|value| value.as_i64().map_or(3, |number| (number - start) as i32));
                let keys = PrimitiveArray::<Int32Type>::new(keys.collect(), Some(nulls));
                let numbers = PrimitiveArray::<Int64Type>::from_iter_values(start..start + 4);
                Arc::new(DictionaryArray::new(keys, Arc::new(numbers)))
            }
            Self::Struct(fields) => {
                let columns = fields.iter().map(|(name, shape)| {
                    let inner: Vec<&Value> =
                        values.iter().map(|value| value.get(name).unwrap_or(&Value::Null)).collect();
                    shape.column(&inner)
                });
                let columns: Vec<ArrayRef> = columns.collect();
                Arc::new(StructArray::new(self.fields(&columns), columns, Some(nulls)))
            }
            Self::List(layout, item) => {
                let empty = Vec::new();
                let lists = values.iter().map(|value| value.as_array().unwrap_or(&empty));
                let padding = [const { Value::Null }; FIXED];
                let fixed = |list: &'_ Vec<Value>| *layout == Layout::Fixed && list.is_empty();
                let inner: Vec<&Value> = match layout {
                    Layout::Fixed => {
                        values.iter().flat_map(|value| value.as_array().map_or(&padding[..], Vec::as_slice)).collect()
                    }
                    _ => lists.clone().flatten().collect(),
                };
                let items = item.column(&inner);
                let field: FieldRef = Arc::new(Field::new("item", items.data_type().clone(), true));
                let lengths: Vec<usize> = lists.map(|list| if fixed(list) { FIXED } else { list.len() }).collect();
                match layout {
                    Layout::Small => list::<i32>(field, &lengths, items, nulls),
                    Layout::Large => list::<i64>(field, &lengths, items, nulls),
                    Layout::View => view(field, &lengths, items, nulls),
                    Layout::Fixed => Arc::new(FixedSizeListArray::new(field, FIXED as i32, items, Some(nulls))),
                }
            }
            Self::Map(value) => {
                let empty = Map::new();
                let maps: Vec<_> = values.iter().map(|value| value.as_object().unwrap_or(&empty)).collect();
                let keys: ArrayRef = Arc::new(StringArray::from_iter(maps.iter().flat_map(|map| map.keys()).map(Some)));
                let inner: Vec<&Value> = maps.iter().flat_map(|map| map.values()).collect();
                let columns = vec![keys, value.column(&inner)];
                let fields: Fields = vec![
                    Field::new("key", DataType::Utf8, false),
                    Field::new("value", columns[1].data_type().clone(), true),
                ]
                .into();
                let entries = StructArray::new(fields, columns, None);
                let field = Arc::new(Field::new("entries", entries.data_type().clone(), false));
                let offsets = OffsetBuffer::from_lengths(maps.iter().map(|map| map.len()));
                Arc::new(MapArray::new(field, offsets, entries, Some(nulls), false))
            }
        }
    }

    fn fields(&self, columns: &[ArrayRef]) -> Fields {
        let Self::Struct(fields) = self else { return Fields::empty() };
        fields
            .iter()
            .zip(columns)
            .map(|((name, _), column)| Field::new(name, column.data_type().clone(), true))
            .collect()
    }
}

fn integers(values: &[&Value], nulls: NullBuffer) -> ArrayRef {
    primitive::<Int64Type>(values, nulls, |value| value.as_i64())
}

fn primitive<T: ArrowPrimitiveType>(
    values: &[&Value],
    nulls: NullBuffer,
    read: impl Fn(&Value) -> Option<T::Native>,
) -> ArrayRef
where
    T::Native: Default,
{
    let values: ScalarBuffer<T::Native> = values.iter().map(|value| read(value).unwrap_or_default()).collect();
    Arc::new(PrimitiveArray::<T>::new(values, Some(nulls)))
}

fn list<O: OffsetSizeTrait>(field: FieldRef, lengths: &[usize], items: ArrayRef, nulls: NullBuffer) -> ArrayRef {
    let offsets = OffsetBuffer::<O>::from_lengths(lengths.iter().copied());
    Arc::new(GenericListArray::new(field, offsets, items, Some(nulls)))
}

fn view(field: FieldRef, lengths: &[usize], items: ArrayRef, nulls: NullBuffer) -> ArrayRef {
    let ends = OffsetBuffer::<i32>::from_lengths(lengths.iter().copied());
    let starts = ends[..lengths.len()].to_vec();
    let sizes: Vec<i32> = lengths.iter().map(|length| *length as i32).collect();
    Arc::new(GenericListViewArray::<i32>::new(field, starts.into(), sizes.into(), items, Some(nulls)))
}

/// One cell as a record has it.
pub(crate) fn value(array: &dyn Array, at: usize) -> Value {
    if array.logical_nulls().is_some_and(|nulls| nulls.is_null(at)) {
        return Value::Null;
    }
    let list = |items: ArrayRef| (0..items.len()).map(|at| value(&items, at)).collect::<Vec<_>>().into();
    match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().value(at).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(at).into(),
        DataType::Boolean => array.as_boolean().value(at).into(),
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().value(at);
            (jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days)).to_string().into()
        }
        DataType::Utf8 => array.as_string::<i32>().value(at).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(at).into(),
        DataType::Utf8View => array.as_string_view().value(at).into(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            value(dictionary.values(), dictionary.normalized_keys()[at])
        }
        DataType::RunEndEncoded(..) => {
            let runs = array.as_run::<Int32Type>();
            value(runs.values(), runs.get_physical_index(at))
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns().iter();
            let fields = fields.iter().zip(columns);
            fields.map(|(field, column)| (field.name().clone(), value(column, at))).collect::<Map<_, _>>().into()
        }
        DataType::List(_) => list(array.as_list::<i32>().value(at)),
        DataType::LargeList(_) => list(array.as_list::<i64>().value(at)),
        DataType::ListView(_) => list(array.as_list_view::<i32>().value(at)),
        DataType::FixedSizeList(..) => list(array.as_fixed_size_list().value(at)),
        DataType::Map(..) => {
            let entries = array.as_map().value(at);
            let keys = entries.column(0).as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>();
            let values = (0..entries.len()).map(|at| value(entries.column(1), at));
            keys.into_iter().zip(values).collect::<Map<_, _>>().into()
        }
        other => panic!("no value of {other}"),
    }
}

/// Whether these bytes stand in any buffer that an array holds on to.
pub(crate) fn holds(array: &dyn Array, bytes: &[u8]) -> bool {
    let data = array.to_data();
    let own = data.buffers().iter().any(|buffer| buffer.as_slice().windows(bytes.len()).any(|part| part == bytes));
    own || data.child_data().iter().any(|child| holds(&make_array(child.clone()), bytes))
}
