//! What `filter_batch` makes of the types of Arrow, one by one, and of what can't be meant.

use std::sync::Arc;

use arrow_array::builder::{
    FixedSizeBinaryBuilder, Int32Builder, MapBuilder, StringBuilder, StringDictionaryBuilder, StringViewBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int8Type, Int32Type};
use arrow_array::*;
use arrow_buffer::{NullBuffer, ScalarBuffer, i256};
use arrow_schema::{DataType, Field, Schema as ArrowSchema, UnionFields};
use placet::data::arrow::{FilteredBatch, KEY, schema_of, tagged};
use placet::words::Schema;
use placet::{Context, Engine, Error, Options};

use crate::columns::holds;

const POLICY: &str = r#"
[policy]
id = "x"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "p@x.test" }
[events]
names = ["seen"]
[purposes.use]
basis = ["legitimate_interest"]
categories = ["user.name", "user.contact.email", "user.account.id", "user.financial"]
[rules.hidden]
categories = ["user.contact.email"]
require = ["record:seen"]
[rules.masked]
categories = ["user.account.id"]
transform = "mask:2"
[rules.named]
categories = ["user.financial"]
unless = ["record:seen"]
transform = "hash"
"#;

/// Of ada all may be used as it is, save for `user.account.id`; of bob less.
fn engine() -> Engine {
    let options = Options { pseudonym_key: Some(Arc::from(*b"0123456789abcdef")), ..Options::default() };
    let engine = Engine::open_with(&[POLICY], "memory:", options).unwrap();
    engine.record("ada", "seen", &Default::default()).unwrap();
    engine
}

/// Three rows, of ada, bob and ada, with one column besides.
fn batch(column: ArrayRef) -> RecordBatch {
    let users: ArrayRef = Arc::new(StringArray::from(vec!["ada", "bob", "ada"]));
    RecordBatch::try_from_iter_with_nullable([("user", users, false), ("it", column, true)]).unwrap()
}

fn filtered(batch: &RecordBatch, category: &str) -> FilteredBatch {
    let schema = Arc::new(Schema::new("s", [("it", category)]).unwrap());
    engine().filter_batch(batch, "user", "use", &schema, &Context::default()).unwrap()
}

/// What is left of a column, where something is.
fn left(column: ArrayRef, category: &str) -> Option<ArrayRef> {
    let filtered = filtered(&batch(column), category);
    assert_eq!(filtered.batch.num_rows(), 3);
    filtered.batch.column_by_name("it").cloned()
}

fn texts(array: &ArrayRef) -> Vec<Option<&str>> {
    array.as_string::<i32>().iter().collect()
}

/// One array of each type that has three cells, the last of which is null where it can be.
fn all() -> Vec<ArrayRef> {
    let numbers = || Int32Array::from(vec![Some(11), Some(22), None]);
    let strings = || StringArray::from(vec![Some("first text here"), Some("second text here"), None]);
    let valid = || Some(NullBuffer::from(vec![true, true, false]));
    let item = |t: DataType| Arc::new(Field::new("item", t, true));
    let mut views = StringViewBuilder::new();
    views.append_value("first text here");
    views.append_value("second text here");
    views.append_null();
    let mut fixed = FixedSizeBinaryBuilder::new(2);
    fixed.append_value(b"ab").unwrap();
    fixed.append_value(b"cd").unwrap();
    fixed.append_null();
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    map.keys().append_value("a");
    map.values().append_value(1);
    map.append(true).unwrap();
    map.append(true).unwrap();
    map.append(false).unwrap();
    let six = || Arc::new(Int32Array::from(vec![1, 2, 3, 4, 5, 6])) as ArrayRef;
    let dictionary: StringDictionaryBuilder<Int8Type> = {
        let mut builder = StringDictionaryBuilder::new();
        builder.append_value("first text here");
        builder.append_value("second text here");
        builder.append_null();
        builder
    };
    let runs = RunArray::<Int32Type>::try_new(&Int32Array::from(vec![1, 2, 3]), &strings()).unwrap();
    let structs = StructArray::try_new(
        vec![Field::new("x", DataType::Int32, true)].into(),
        vec![Arc::new(numbers()) as ArrayRef],
        valid(),
    );
    let of_structs = DictionaryArray::<Int32Type>::new(
        Int32Array::from(vec![Some(0), Some(1), None]),
        Arc::new(structs.as_ref().unwrap().clone()),
    );
    let union_fields = UnionFields::try_new([0], [Field::new("n", DataType::Int32, true)]).unwrap();
    let union =
        UnionArray::try_new(union_fields, ScalarBuffer::from(vec![0_i8; 3]), None, vec![Arc::new(numbers())]).unwrap();
    let offsets = || arrow_buffer::OffsetBuffer::<i32>::from_lengths([2, 2, 0]);
    let wide = || arrow_buffer::OffsetBuffer::<i64>::from_lengths([2, 2, 0]);
    let starts = || ScalarBuffer::from(vec![0_i32, 2, 0]);
    let sizes = || ScalarBuffer::from(vec![2_i32, 2, 0]);
    vec![
        Arc::new(NullArray::new(3)),
        Arc::new(BooleanArray::from(vec![Some(true), Some(false), None])),
        Arc::new(Int8Array::from(vec![Some(1), Some(2), None])),
        Arc::new(Int16Array::from(vec![Some(1), Some(2), None])),
        Arc::new(numbers()),
        Arc::new(Int64Array::from(vec![Some(1), Some(2), None])),
        Arc::new(UInt8Array::from(vec![Some(1), Some(2), None])),
        Arc::new(UInt16Array::from(vec![Some(1), Some(2), None])),
        Arc::new(UInt32Array::from(vec![Some(1), Some(2), None])),
        Arc::new(UInt64Array::from(vec![Some(1), Some(2), None])),
        Arc::new(Float32Array::from(vec![Some(1.5), Some(2.5), None])),
        Arc::new(Float64Array::from(vec![Some(1.5), Some(2.5), None])),
        Arc::new(Decimal128Array::from(vec![Some(150), Some(250), None]).with_precision_and_scale(9, 2).unwrap()),
        Arc::new(Decimal256Array::from(vec![Some(i256::from(1)), Some(i256::from(2)), None])),
        Arc::new(Date32Array::from(vec![Some(0), Some(1), None])),
        Arc::new(Date64Array::from(vec![Some(0), Some(86_400_000), None])),
        Arc::new(Time32SecondArray::from(vec![Some(0), Some(1), None])),
        Arc::new(Time32MillisecondArray::from(vec![Some(0), Some(1), None])),
        Arc::new(Time64MicrosecondArray::from(vec![Some(0), Some(1), None])),
        Arc::new(Time64NanosecondArray::from(vec![Some(0), Some(1), None])),
        Arc::new(TimestampSecondArray::from(vec![Some(0), Some(1), None])),
        Arc::new(TimestampMillisecondArray::from(vec![Some(0), Some(1), None]).with_timezone("Europe/Berlin")),
        Arc::new(TimestampMicrosecondArray::from(vec![Some(0), Some(1), None]).with_timezone("+05:30")),
        Arc::new(TimestampNanosecondArray::from(vec![Some(0), Some(1), None])),
        Arc::new(DurationSecondArray::from(vec![Some(0), Some(1), None])),
        Arc::new(IntervalYearMonthArray::from(vec![Some(0), Some(1), None])),
        Arc::new(strings()),
        Arc::new(LargeStringArray::from_iter(strings().iter())),
        Arc::new(views.finish()),
        Arc::new(BinaryArray::from_iter(strings().iter())),
        Arc::new(LargeBinaryArray::from_iter(strings().iter())),
        Arc::new(BinaryViewArray::from_iter(strings().iter())),
        Arc::new(fixed.finish()),
        Arc::new({ dictionary }.finish()),
        Arc::new(of_structs),
        Arc::new(runs),
        Arc::new(structs.unwrap()),
        Arc::new(ListArray::new(item(DataType::Int32), offsets(), six(), valid())),
        Arc::new(LargeListArray::new(item(DataType::Int32), wide(), six(), valid())),
        Arc::new(ListViewArray::new(item(DataType::Int32), starts(), sizes(), six(), valid())),
        Arc::new(FixedSizeListArray::new(item(DataType::Int32), 2, six(), valid())),
        Arc::new(map.finish()),
        Arc::new(union),
    ]
}

#[test]
fn what_may_be_used_is_the_very_same_array() {
    for column in all() {
        let kept = left(column.clone(), "user.name").expect("it may be used");
        assert!(Arc::ptr_eq(&kept, &column), "{}", column.data_type());
    }
}

#[test]
fn of_each_type_what_went_is_null() {
    for column in all() {
        let kept = left(column.clone(), "user.contact.email");
        let is_null = |array: &ArrayRef, at: usize| array.logical_nulls().is_some_and(|nulls| nulls.is_null(at));
        match (column.data_type(), kept) {
            // it can't have a null in place of what goes
            (DataType::Union(..), kept) => assert_eq!(kept, None),
            (data_type, kept) => {
                let kept = kept.expect("ada's is left");
                assert_eq!(is_null(&kept, 0), *data_type == DataType::Null, "{data_type}");
                assert!(is_null(&kept, 1) && is_null(&kept, 2), "{data_type}");
                assert!(!holds(&kept, b"second text"), "{data_type}");
                kept.to_data().validate_full().unwrap();
            }
        }
    }
}

#[test]
fn of_each_type_scalars_become_text_and_what_is_opaque_goes() {
    use DataType::*;
    for column in all() {
        let kept = left(column.clone(), "user.account.id");
        match column.data_type() {
            Duration(_) | Interval(_) | Binary | LargeBinary | BinaryView | FixedSizeBinary(_) | Union(..) => {
                assert_eq!(kept, None, "{}", column.data_type());
            }
            Null | List(_) | LargeList(_) | ListView(_) | FixedSizeList(..) | Struct(_) | Map(..) => {
                kept.expect("it is masked").to_data().validate_full().unwrap();
            }
            Dictionary(_, values) if matches!(**values, Struct(_)) => {
                let kept = kept.expect("it is masked");
                assert_eq!(texts(kept.as_struct().column(0))[..2], [Some("***"), Some("***")]);
            }
            _ => {
                let kept = kept.expect("it is masked");
                let text = arrow_text(&kept);
                assert!(text[..2].iter().all(|text| text.as_deref().is_some_and(|t| t.starts_with("***"))), "{text:?}");
                assert_eq!(text[2], None);
            }
        }
    }
}

/// Texts of whichever layout.
fn arrow_text(array: &ArrayRef) -> Vec<Option<String>> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().map(owned).collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().map(owned).collect(),
        DataType::Utf8View => array.as_string_view().iter().map(owned).collect(),
        other => panic!("`{other}` is no text"),
    }
}

#[test]
fn a_column_where_some_are_changed_has_the_text_of_the_others() {
    // of bob it is hashed, of ada it stays
    for (column, wanted) in [
        (Arc::new(Int64Array::from(vec![7, 8, 9])) as ArrayRef, ["7", "9"]),
        (Arc::new(Float64Array::from(vec![1.0, 8.0, 1e300])), ["1.0", "1e+300"]),
        (Arc::new(Float32Array::from(vec![1.1, 8.0, -0.0])), ["1.1", "-0.0"]),
        (Arc::new(BooleanArray::from(vec![true, true, false])), ["true", "false"]),
        (Arc::new(Decimal128Array::from(vec![150, 1, -5]).with_precision_and_scale(9, 2).unwrap()), ["1.50", "-0.05"]),
        (Arc::new(Date32Array::from(vec![-1, 8, 19_000])), ["1969-12-31", "2022-01-08"]),
        (Arc::new(Date64Array::from(vec![-1, 8, 0])), ["1969-12-31", "1970-01-01"]),
        (Arc::new(Time32SecondArray::from(vec![1, 8, 86_399])), ["00:00:01", "23:59:59"]),
        (Arc::new(Time64NanosecondArray::from(vec![1, 8, 1_500_000])), ["00:00:00.000000001", "00:00:00.001500"]),
        (Arc::new(TimestampSecondArray::from(vec![0, 8, -1])), ["1970-01-01T00:00:00", "1969-12-31T23:59:59"]),
        (
            Arc::new(TimestampMillisecondArray::from(vec![1_720_000_000_500, 8, 0]).with_timezone("Europe/Berlin")),
            ["2024-07-03T11:46:40.500000+02:00", "1970-01-01T01:00:00+01:00"],
        ),
        (
            Arc::new(TimestampMicrosecondArray::from(vec![0, 8, 1]).with_timezone("-03:30")),
            ["1969-12-31T20:30:00-03:30", "1969-12-31T20:30:00.000001-03:30"],
        ),
        (
            Arc::new(TimestampNanosecondArray::from(vec![0, 8, 1]).with_timezone("UTC")),
            ["1970-01-01T00:00:00+00:00", "1970-01-01T00:00:00.000000001+00:00"],
        ),
    ] {
        let kept = left(column, "user.financial").expect("it is left");
        let texts = texts(&kept);
        assert_eq!((texts[0], texts[2]), (Some(wanted[0]), Some(wanted[1])));
        assert_eq!(texts[1].map(str::len), Some(64));
    }
}

#[test]
fn what_has_no_text_goes_and_is_told() {
    let nan = Arc::new(Float64Array::from(vec![f64::NAN, f64::INFINITY, 0.5]));
    let filtered = filtered(&batch(nan.clone()), "user.account.id");
    let kept = filtered.batch.column_by_name("it").unwrap();
    assert_eq!(texts(kept), [None, None, Some("***")]);
    let told: Vec<_> = filtered
        .changes
        .iter()
        .map(|c| (&*c.change.path, c.change.transform.map(|transform| transform.to_string()), c.rows))
        .collect();
    assert!(told.contains(&("it", Some("mask:2".to_owned()), 1)) && told.contains(&("it", None, 2)), "{told:?}");
    // it stays where it may be used as it is
    let kept = left(nan, "user.name").unwrap();
    assert!(kept.as_primitive::<Float64Type>().value(0).is_nan());
    let far = Arc::new(TimestampSecondArray::from(vec![i64::MAX, 0, i64::MIN]));
    assert_eq!(texts(&left(far, "user.account.id").unwrap()), [None, Some("***00"), None]);
    let nowhere = Arc::new(TimestampSecondArray::from(vec![0, 0, 0]).with_timezone("Nowhere/At_All"));
    assert_eq!(texts(&left(nowhere, "user.account.id").unwrap()), [None; 3]);
}

#[test]
fn what_lies_under_a_null_does_not_come_back() {
    // the null key of ada refers to what is bob's
    let keys = Int32Array::new(vec![1, 1, 0].into(), Some(NullBuffer::from(vec![false, true, true])));
    let values = Int64Array::from(vec![1_234_567_890_123, 9_876_543_210_987]);
    let dictionary = Arc::new(DictionaryArray::<Int32Type>::new(keys, Arc::new(values)));
    let kept = left(dictionary, "user.contact.email").unwrap();
    assert!(holds(&kept, &1_234_567_890_123_i64.to_le_bytes()));
    assert!(!holds(&kept, &9_876_543_210_987_i64.to_le_bytes()));
}

#[test]
fn a_field_keeps_its_metadata_save_for_an_extension_that_is_none_any_more() {
    let metadata = [("ARROW:extension:name", "arrow.opaque"), ("unit", "m"), (KEY, "user.account.id")];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let field = Field::new("it", DataType::Int32, false).with_metadata(metadata);
    let users = Field::new("user", DataType::Utf8, false);
    let arrow = Arc::new(ArrowSchema::new(vec![users, field]));
    let columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(vec!["ada"])), Arc::new(Int32Array::from(vec![1]))];
    let batch = RecordBatch::try_new(arrow.clone(), columns).unwrap();
    let schema = Arc::new(schema_of("s", &arrow).unwrap());
    let filtered = engine().filter_batch(&batch, 0, "use", &schema, &Context::default()).unwrap();
    let left = filtered.batch.schema_ref().field(0).clone();
    assert!(left.is_nullable() && left.metadata().len() == 2 && left.metadata().contains_key("unit"), "{left:?}");
}

#[test]
fn rows_stay_where_nothing_else_does() {
    let schema = Arc::new(Schema::new("s", [("other", "user.name")]).unwrap());
    let batch = batch(Arc::new(NullArray::new(3)));
    let filtered = engine().filter_batch(&batch, "user", "use", &schema, &Context::default()).unwrap();
    assert_eq!((filtered.batch.num_rows(), filtered.batch.num_columns()), (3, 0));
    let empty = batch.slice(0, 0);
    let filtered = engine().filter_batch(&empty, "user", "use", &schema, &Context::default()).unwrap();
    assert_eq!((filtered.batch.num_rows(), filtered.changes.len()), (0, 0));
}

#[test]
fn users_are_texts_of_any_layout() {
    let schema = Arc::new(Schema::new("s", [("it", "user.contact.email")]).unwrap());
    let names = || StringArray::from(vec!["ada", "bob", "ada"]);
    let mut dictionary = StringDictionaryBuilder::<Int8Type>::new();
    names().iter().flatten().for_each(|name| dictionary.append_value(name));
    let runs = RunArray::<Int32Type>::try_new(&Int32Array::from(vec![1, 2, 3]), &names()).unwrap();
    for users in [
        Arc::new(names()) as ArrayRef,
        Arc::new(LargeStringArray::from_iter(names().iter())),
        Arc::new(StringViewArray::from_iter(names().iter())),
        Arc::new(dictionary.finish()),
        Arc::new(runs),
    ] {
        let it: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 3]));
        let batch = RecordBatch::try_from_iter([("user", users), ("it", it)]).unwrap();
        let filtered = engine().filter_batch(&batch, "user", "use", &schema, &Context::default()).unwrap();
        let left: Vec<_> = filtered.batch.column(0).as_primitive::<Int32Type>().iter().collect();
        assert_eq!(left, [Some(1), None, Some(3)]);
    }
}

#[test]
fn what_can_not_be_meant_is_told() {
    let schema = Arc::new(Schema::new("s", [("it", "user.name")]).unwrap());
    let fault = |users: ArrayRef, name: &str| {
        let batch = RecordBatch::try_from_iter_with_nullable([("user", users, true)]).unwrap();
        match engine().filter_batch(&batch, name, "use", &schema, &Context::default()) {
            Err(Error::InvalidArgument { argument: "users", message }) => message,
            other => panic!("{other:?}"),
        }
    };
    let texts = |texts: Vec<Option<&str>>| Arc::new(StringArray::from(texts));
    assert!(fault(texts(vec![Some("ada"), None]), "user").contains("row 1 has no user"));
    assert!(fault(texts(vec![Some("")]), "user").contains("row 0 has an empty user"));
    assert!(fault(texts(vec![Some("ada")]), "usr").contains("no column is named `usr`"));
    assert!(fault(Arc::new(Int64Array::from(vec![1])), "user").contains("cast it to text"));
    let batch = batch(Arc::new(NullArray::new(3)));
    let ask = |users: usize, purpose: &str, schema: &Arc<Schema>| {
        engine().filter_batch(&batch, users, purpose, schema, &Context::default())
    };
    assert!(ask(9, "use", &schema).is_err_and(|error| error.to_string().contains("no column 9")));
    assert!(matches!(ask(0, "us", &schema), Err(Error::UnknownPurpose { .. })));
    let unknown = Arc::new(Schema::new("s", [("it", "user.nam")]).unwrap());
    assert!(matches!(ask(0, "use", &unknown), Err(Error::UnknownCategory { .. })));
    // faults of the question are told of an empty batch too
    let empty = batch.slice(0, 0);
    let asked = engine().filter_batch(&empty, "user", "us", &schema, &Context::default());
    assert!(matches!(asked, Err(Error::UnknownPurpose { .. })));
    let keyless = Engine::open(POLICY, "memory:").unwrap();
    let hashed = Arc::new(Schema::new("s", [("it", "user.financial")]).unwrap());
    let asked = keyless.filter_batch(&batch, "user", "use", &hashed, &Context::default());
    assert!(asked.is_err_and(|error| error.to_string().contains("pseudonyms")));
}

#[test]
fn a_map_whose_names_want_different_types_goes_and_is_told() {
    let values = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)]), Some([Some(2)])]);
    let entries = StructArray::try_from(vec![
        ("key", Arc::new(StringArray::from(vec!["a", "b"])) as ArrayRef),
        ("value", Arc::new(values) as ArrayRef),
    ])
    .unwrap();
    let field = Arc::new(Field::new("entries", entries.data_type().clone(), false));
    let offsets = arrow_buffer::OffsetBuffer::from_lengths([2]);
    let map: ArrayRef = Arc::new(MapArray::new(field, offsets, entries, None, false));
    let users: ArrayRef = Arc::new(StringArray::from(vec!["ada"]));
    let batch = RecordBatch::try_from_iter([("user", users), ("it", map)]).unwrap();
    let schema = Arc::new(Schema::new("s", [("it.a", "user.account.id"), ("it.*", "user.name")]).unwrap());
    let filtered = engine().filter_batch(&batch, "user", "use", &schema, &Context::default()).unwrap();
    assert_eq!(filtered.batch.num_columns(), 0);
    let unreadable = filtered.changes.iter().filter(|c| *c.change.reasons == ["unreadable"]).count();
    assert_eq!(unreadable, 2, "{:?}", filtered.changes);
}

#[test]
fn tags_are_written_as_they_are_read() {
    let schema = Schema::new(
        "s",
        [
            ("a\\.b", "user.name"),
            ("address.city", "user.contact.email"),
            ("orders[].total", "user.financial"),
            ("scores.*", "user.account.id"),
            ("absent", "user.name"),
        ],
    )
    .unwrap();
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let entries = DataType::Struct(vec![Field::new("key", DataType::Utf8, false), text("value")].into());
    let arrow = ArrowSchema::new(vec![
        text("a.b"),
        Field::new("address", DataType::Struct(vec![text("city"), text("street")].into()), true),
        Field::new_list("orders", Field::new_struct("item", vec![text("total")], true), true),
        Field::new("scores", DataType::Map(Arc::new(Field::new("entries", entries, false)), false), true),
        text("loose").with_metadata([(KEY.to_owned(), "user.name".to_owned())].into()),
    ]);
    let tagged_once = tagged(&schema, &arrow).unwrap();
    let read = schema_of("s", &tagged_once).unwrap();
    let tags = |schema: &Schema| schema.fields().map(|(p, c)| (p.to_string(), c.to_owned())).collect::<Vec<_>>();
    assert_eq!(tags(&read), tags(&schema)[..4]);
    assert_eq!(tagged(&read, &tagged_once).unwrap(), tagged_once);
    assert!(schema_of("s", &ArrowSchema::empty()).is_err_and(|error| error.to_string().contains("tags no field")));
    let one = Schema::new("s", [("scores.a", "user.name")]).unwrap();
    assert!(tagged(&one, &arrow).is_err_and(|error| error.to_string().contains("one name of a map")));
}

#[test]
fn what_lies_too_deep_goes_for_columns_as_for_records() {
    let mut column: ArrayRef = Arc::new(Int32Array::from(vec![7]));
    let mut record = serde_json::json!(7);
    for _ in 0..70 {
        let item = Arc::new(Field::new("item", column.data_type().clone(), true));
        column = Arc::new(ListArray::new(item, arrow_buffer::OffsetBuffer::from_lengths([1]), column, None));
        record = serde_json::json!([record]);
    }
    let users: ArrayRef = Arc::new(StringArray::from(vec!["ada"]));
    let batch = RecordBatch::try_from_iter([("user", users), ("it", column)]).unwrap();
    let schema = Arc::new(Schema::new("s", [("it", "user.account.id")]).unwrap());
    let (engine, context) = (engine(), Context::default());
    let filtered = engine.filter_batch(&batch, "user", "use", &schema, &context).unwrap();
    let record = serde_json::json!({ "user": "ada", "it": record });
    let alone = engine.filter("ada", "use", record, &schema, &context).unwrap();
    assert_eq!(alone.record, serde_json::json!({}));
    assert!(filtered.batch.column_by_name("it").unwrap().is_null(0));
    let changes: Vec<_> = filtered.changes.into_iter().map(|told| told.change).collect();
    assert_eq!(changes, *alone.changes);
}
