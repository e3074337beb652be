//! `filter_batch` of random columns leaves and tells the same as `filter` of each record.

mod columns;
mod kinds;
mod shape;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use fastrand::Rng;
use placet::data::Change;
use placet::data::arrow::BatchChange;
use placet::words::Schema;
use placet::{Context, Engine, Options, RecordOptions};
use serde_json::{Map, Value};

use shape::Shape;

const CATEGORIES: [&str; 6] = [
    "user.name",
    "user.contact.email",
    "user.account.id",
    "user.demographic.date_of_birth",
    "user.financial.transaction",
    "user.content.private",
];
const TRANSFORMS: [&str; 9] = ["region", "network", "year", "age_band", "truncate:3", "hash", "mask", "mask:4", "drop"];
const EVENTS: usize = 3;
const USERS: [&str; 5] = ["ada", "bob", "cleo", "dan", "eve"];
const PURPOSE: &str = "analytics";
const POLICIES: u64 = 200;
const CASES: u64 = 20;
/// An instant, so that ages are the same for both.
const AT: &str = "2026-05-01";

#[test]
fn batches_and_records_are_filtered_alike() {
    let mut seen = BTreeMap::<&str, u64>::new();
    for seed in 0..POLICIES {
        let mut rng = Rng::with_seed(seed);
        let engine = engine(&mut rng);
        for case in 0..CASES {
            let told = compare(&engine, &mut rng).unwrap_or_else(|fault| panic!("seed {seed}, case {case}: {fault}"));
            for word in told {
                *seen.entry(word).or_default() += 1;
            }
        }
    }
    // the comparison is of something
    for word in
        ["kept", "untagged", "unreadable", "dropped", "feature_not_activated", "changed", "partly", "same array"]
    {
        assert!(seen.get(word).is_some_and(|count| *count > 50), "{word}: {seen:?}");
    }
}

/// Users who differ in what happened, and a policy whose rules depend on it.
fn engine(rng: &mut Rng) -> Engine {
    let mut policy = format!(
        "[policy]\nid = \"x\"\nversion = \"1\"\neffective_from = 2021-01-01\ncontact = {{ privacy = \"p@x.test\" }}\n\
         [events]\nnames = [{}]\n[purposes.{PURPOSE}]\nbasis = [\"legitimate_interest\"]\ncategories = [{}]\n",
        (0..EVENTS).map(|at| format!("\"e{at}\"")).collect::<Vec<_>>().join(", "),
        CATEGORIES.iter().filter(|_| rng.u32(0..8) > 0).map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", "),
    );
    for number in 0..rng.u32(0..7) {
        let category = rng.choice(CATEGORIES).unwrap();
        let event = rng.usize(0..EVENTS);
        let what = match rng.u32(0..3) {
            0 => format!("require = [\"record:e{event}\"]"),
            1 => format!("transform = \"{}\"", rng.choice(TRANSFORMS).unwrap()),
            _ => format!("unless = [\"record:e{event}\"]\ntransform = \"{}\"", rng.choice(TRANSFORMS).unwrap()),
        };
        policy += &format!("[rules.r{number}]\npurposes = [\"{PURPOSE}\"]\ncategories = [\"{category}\"]\n{what}\n");
    }
    let options = Options { pseudonym_key: Some(Arc::from(*b"0123456789abcdef")), ..Options::default() };
    let engine = Engine::open_with(&[&policy], "memory:", options).unwrap_or_else(|error| panic!("{error}\n{policy}"));
    for user in USERS {
        for event in (0..EVENTS).filter(|_| rng.bool()) {
            engine.record(user, &format!("e{event}"), &RecordOptions::default()).unwrap();
        }
    }
    engine
}

/// Filters random rows both ways; what was seen of them.
fn compare(engine: &Engine, rng: &mut Rng) -> Result<BTreeSet<&'static str>, String> {
    let fields = 1..=rng.usize(1..5);
    let shape = Shape::Struct(fields.map(|at| (format!("c{at}"), Shape::draw(rng, 3))).collect());
    let schema = schema(&shape, rng);
    let count = rng.usize(1..9);
    // rows before and after those of the batch, which is a slice
    let (before, after) = (rng.usize(0..3), rng.usize(0..3));
    let mut next = 0;
    let mut rows: Vec<Value> = Vec::new();
    while rows.len() < before + count + after {
        rows.extend(Some(shape.value(rng, &mut next)).filter(Value::is_object));
    }
    let whose: Vec<&str> = rows.iter().map(|_| rng.choice(USERS).unwrap()).collect();
    for (row, user) in rows.iter_mut().zip(&whose) {
        row.as_object_mut().unwrap().insert("user".to_owned(), (*user).into());
    }
    let batch = batch(&shape, &rows, &whose).slice(before, count);
    let (rows, whose) = (&rows[before..before + count], &whose[before..before + count]);
    let context = Context { at: placet::Timestamp::parse(AT, &placet::words::Zone::utc()), ..Context::default() };

    let filtered =
        engine.filter_batch(&batch, "user", PURPOSE, &schema, &context).map_err(|error| error.to_string())?;
    let told = || {
        let policy = engine.policy();
        let rules: Vec<_> = policy.versions().iter().flat_map(|version| version.schemas.keys()).collect();
        let tags: Vec<_> = schema.fields().map(|(path, category)| format!("{path} = {category}")).collect();
        format!("{shape:?}\n{tags:?}\n{rows:?}\n{whose:?}\n{rules:?}\n{filtered:?}")
    };
    let mut counted: BTreeMap<Change, u64> = BTreeMap::new();
    let mut visible = BTreeSet::new();
    if filtered.batch.num_rows() != count {
        return Err(format!("{} rows\n{}", filtered.batch.num_rows(), told()));
    }
    let pairs = whose.iter().zip(rows.iter().cloned());
    let many = engine.filter_many(PURPOSE, pairs, &schema, &context).map_err(|error| error.to_string())?;
    for (at, (row, user)) in rows.iter().zip(whose).enumerate() {
        let record = engine.filter(user, PURPOSE, row.clone(), &schema, &context).map_err(|error| error.to_string())?;
        if many.get(at) != Some(&record) {
            return Err(format!("row {at}: by itself {record:?}, together {:?}\n{}", many.get(at), told()));
        }
        for change in &*record.changes {
            *counted.entry(change.clone()).or_default() += 1;
        }
        let columns = filtered.batch.schema_ref().fields().iter().zip(filtered.batch.columns());
        let left: Value = columns
            .map(|(field, column)| (field.name().clone(), columns::value(column, at)))
            .collect::<Map<_, _>>()
            .into();
        let (wanted, left) = (plain(&record.record, &mut visible), plain(&left, &mut BTreeSet::new()));
        if wanted != left {
            return Err(format!("row {at}: {left:?}, and the record leaves {wanted:?}\n{}", told()));
        }
    }
    let wanted: Vec<BatchChange> = counted.into_iter().map(|(change, rows)| BatchChange { change, rows }).collect();
    if wanted != filtered.changes {
        return Err(format!("changes {:#?}\nand of the records {wanted:#?}\n{}", filtered.changes, told()));
    }
    let mut all = BTreeSet::new();
    rows.iter().for_each(|row| drop(plain(row, &mut all)));
    for gone in all.difference(&visible) {
        let bytes = match gone.parse::<i64>() {
            Ok(number) => number.to_le_bytes().to_vec(),
            Err(_) => gone.as_bytes().to_vec(),
        };
        let is_telling = gone.contains("secret") || gone.len() == 19;
        if is_telling && filtered.batch.columns().iter().any(|column| columns::holds(column, &bytes)) {
            return Err(format!("`{gone}` is still there\n{}", told()));
        }
    }
    in_parts(engine, rng, &batch, &filtered.batch, &schema, &context)
        .map_err(|fault| format!("{fault}\n{}", told()))?;
    Ok(words(&batch, &filtered.batch, &filtered.changes, count as u64))
}

/// A table of two batches is filtered as one batch is.
fn in_parts(
    engine: &Engine,
    rng: &mut Rng,
    batch: &RecordBatch,
    whole: &RecordBatch,
    schema: &Arc<Schema>,
    context: &Context,
) -> Result<(), String> {
    let cut = rng.usize(0..=batch.num_rows());
    let parts = [batch.slice(0, cut), batch.slice(cut, batch.num_rows() - cut)];
    let filtered = engine
        .filter_batches(batch.schema_ref(), &parts, "user", PURPOSE, schema, context)
        .map_err(|error| error.to_string())?;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for part in &filtered.batches {
        if part.schema_ref() != whole.schema_ref() {
            return Err(format!("{:?} is not {:?}", part.schema_ref(), whole.schema_ref()));
        }
        rows.extend((0..part.num_rows()).map(|at| part.columns().iter().map(|c| columns::value(c, at)).collect()));
    }
    let together: Vec<Vec<Value>> =
        (0..whole.num_rows()).map(|at| whole.columns().iter().map(|c| columns::value(c, at)).collect()).collect();
    if rows == together { Ok(()) } else { Err(format!("in parts {rows:?}, together {together:?}")) }
}

fn schema(shape: &Shape, rng: &mut Rng) -> Arc<Schema> {
    loop {
        let mut places = Vec::new();
        shape.places(rng, "", &mut places);
        if rng.bool() {
            places.push("user".to_owned());
        }
        let fields = places.into_iter().map(|place| (place, rng.choice(CATEGORIES).unwrap()));
        let fields: Vec<_> = fields.collect();
        if let Ok(schema) = Schema::new("random", fields) {
            return Arc::new(schema);
        }
    }
}

fn batch(shape: &Shape, rows: &[Value], whose: &[&str]) -> RecordBatch {
    let Shape::Struct(fields) = shape else { panic!("a record is a struct") };
    let columns = fields.iter().map(|(name, shape)| {
        let values: Vec<&Value> = rows.iter().map(|row| &row[name]).collect();
        (name.as_str(), shape.column(&values), true)
    });
    let users: ArrayRef = Arc::new(StringArray::from(whose.to_vec()));
    RecordBatch::try_from_iter_with_nullable(columns.chain([("user", users, false)])).unwrap()
}

/// A value without what a batch has no way to leave out: what is null or empty; with scalars as their text, which they are in a column
/// where others were changed. Texts and numbers are gathered.
fn plain(value: &Value, found: &mut BTreeSet<String>) -> Value {
    let is_left = |value: &Value| !value.is_null();
    match value {
        Value::Null => Value::Null,
        Value::Object(map) => {
            let map: Map<String, Value> = map
                .iter()
                .map(|(name, value)| (name.clone(), plain(value, found)))
                .filter(|(_, value)| is_left(value))
                .collect();
            if map.is_empty() { Value::Null } else { map.into() }
        }
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().map(|item| plain(item, found)).filter(is_left).collect();
            if items.is_empty() { Value::Null } else { items.into() }
        }
        scalar => {
            let text = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
            found.insert(text.clone());
            text.into()
        }
    }
}

fn words(before: &RecordBatch, after: &RecordBatch, changes: &[BatchChange], rows: u64) -> BTreeSet<&'static str> {
    let mut words = BTreeSet::new();
    let known = ["untagged", "unreadable", "dropped", "feature_not_activated", "category_not_permitted"];
    for BatchChange { change, rows: some } in changes {
        words.extend(known.iter().filter(|word| change.reasons.iter().any(|reason| reason == *word)));
        words.extend(change.transform.as_ref().map(|_| "changed"));
        words.extend((*some < rows).then_some("partly"));
    }
    words.extend((after.num_columns() > 0).then_some("kept"));
    let is_same = |column: &ArrayRef| before.columns().iter().any(|old| Arc::ptr_eq(old, column));
    words.extend(after.columns().iter().any(is_same).then_some("same array"));
    words
}
