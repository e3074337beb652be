//! What the types of Arrow are to a filter, and what they become.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};

use crate::data::datum::Kind;

/// What the values of a type are, those that are not null.
pub(super) fn kind(data_type: &DataType) -> Kind {
    match data_type {
        DataType::Null => Kind::Null,
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Float16
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..)
        | DataType::Date32
        | DataType::Date64
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Timestamp(..)
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View => Kind::Scalar,
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::ListView(_)
        | DataType::LargeListView(_)
        | DataType::FixedSizeList(..) => Kind::List,
        DataType::Struct(_) => Kind::Map,
        // keys that have no text name nothing
        DataType::Map(entries, _) => match key_and_value(entries) {
            Some((key, _)) if kind(key.data_type()) == Kind::Scalar => Kind::Map,
            _ => Kind::Opaque,
        },
        DataType::Dictionary(_, values) => kind(values),
        DataType::RunEndEncoded(_, values) => kind(values.data_type()),
        DataType::Duration(_)
        | DataType::Interval(_)
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_)
        | DataType::Union(..) => Kind::Opaque,
    }
}

/// The fields of keys and values of a map, of the field of its entries.
pub(super) fn key_and_value(entries: &Field) -> Option<(&FieldRef, &FieldRef)> {
    match entries.data_type() {
        DataType::Struct(fields) => fields.first().zip(fields.get(1)),
        _ => None,
    }
}

/// Whether a type is, or holds, one of which this is true.
pub(super) fn holds(data_type: &DataType, wanted: fn(&DataType) -> bool) -> bool {
    wanted(data_type)
        || match data_type {
            DataType::List(item)
            | DataType::LargeList(item)
            | DataType::ListView(item)
            | DataType::LargeListView(item)
            | DataType::FixedSizeList(item, _)
            | DataType::Map(item, _)
            | DataType::RunEndEncoded(_, item) => holds(item.data_type(), wanted),
            DataType::Struct(fields) => fields.iter().any(|field| holds(field.data_type(), wanted)),
            DataType::Union(fields, _) => fields.iter().any(|(_, field)| holds(field.data_type(), wanted)),
            DataType::Dictionary(_, values) => holds(values, wanted),
            _ => false,
        }
}

/// Whether values are kept once for many cells: a dictionary, or runs.
pub(super) fn is_shared(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Dictionary(..) | DataType::RunEndEncoded(..))
}

pub(super) fn is_view(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8View | DataType::BinaryView)
}

pub(super) fn is_union(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Union(..))
}

/// The type in which each cell has a value of its own.
pub(super) fn plain(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => plain(values),
        DataType::RunEndEncoded(_, values) => plain(values.data_type()),
        other => of_inner(other, &|field| with_type(field, plain(field.data_type()), field.is_nullable())),
    }
}

/// The type in which each scalar is a text: that of texts stays what it is.
pub(super) fn text(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => text(values),
        DataType::RunEndEncoded(_, values) => text(values.data_type()),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => data_type.clone(),
        other => match (kind(other), other) {
            (Kind::Scalar, _) => DataType::Utf8,
            (Kind::Opaque, _) => plain(other),
            (_, DataType::Map(entries, _)) => match key_and_value(entries) {
                Some((key, value)) => entries_of(other, entries, key, with_type(value, text(value.data_type()), true)),
                None => other.clone(),
            },
            _ => of_inner(other, &|field| with_type(field, text(field.data_type()), true)),
        },
    }
}

/// The same type of maps with other values, and with no dictionary of names.
pub(super) fn entries_of(data_type: &DataType, entries: &FieldRef, key: &FieldRef, value: FieldRef) -> DataType {
    let key = with_type(key, plain(key.data_type()), key.is_nullable());
    let inner = DataType::Struct(vec![key, value].into());
    with_items(data_type, with_type(entries, inner, entries.is_nullable()))
}

/// The same type with what `of` makes of the fields in it.
fn of_inner(data_type: &DataType, of: &dyn Fn(&FieldRef) -> FieldRef) -> DataType {
    match (data_type, items(data_type)) {
        (_, Some(item)) => with_items(data_type, of(item)),
        (DataType::Struct(fields), _) => DataType::Struct(fields.iter().map(of).collect()),
        (other, _) => other.clone(),
    }
}

/// The same type of lists with other items.
pub(super) fn with_items(data_type: &DataType, item: FieldRef) -> DataType {
    match data_type {
        DataType::LargeList(_) => DataType::LargeList(item),
        DataType::ListView(_) => DataType::ListView(item),
        DataType::LargeListView(_) => DataType::LargeListView(item),
        DataType::FixedSizeList(_, size) => DataType::FixedSizeList(item, *size),
        DataType::Map(_, sorted) => DataType::Map(item, *sorted),
        _ => DataType::List(item),
    }
}

/// The field of the items of lists, or of the entries of maps.
pub(super) fn items(data_type: &DataType) -> Option<&FieldRef> {
    match data_type {
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => Some(item),
        _ => None,
    }
}

/// A field with another type; what its metadata tell of an extension is no longer true of it then.
pub(super) fn with_type(field: &FieldRef, data_type: DataType, nullable: bool) -> FieldRef {
    if *field.data_type() == data_type && field.is_nullable() == nullable {
        return field.clone();
    }
    let mut metadata = field.metadata().clone();
    if *field.data_type() != data_type {
        metadata.retain(|key, _| !key.starts_with("ARROW:extension:"));
    }
    Arc::new(Field::new(field.name(), data_type, nullable).with_metadata(metadata))
}
