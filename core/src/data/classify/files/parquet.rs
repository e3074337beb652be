//! Apache Parquet, record by record.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::data_type::Decimal;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use super::Extent;
use crate::data::classify::{Classifier, Spot};

/// How often progress is told, in rows.
const OFTEN: u64 = 1_024;

/// The library that reads Parquet panics on some damaged files; here that is an error like any other. What was counted until then stays counted.
pub(super) fn read(
    classifier: &mut Classifier,
    file: File,
    length: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<Extent, String> {
    let reading = AssertUnwindSafe(|| rows(classifier, file, length, progress));
    catch_unwind(reading).unwrap_or_else(|_| Err("it is no Parquet that can be read: it is damaged".to_owned()))
}

fn rows(classifier: &mut Classifier, file: File, length: u64, progress: &mut dyn FnMut(u64)) -> Result<Extent, String> {
    let reader = SerializedFileReader::new(file).map_err(fault)?;
    let all = reader.metadata().file_metadata().num_rows().unsigned_abs().max(1);
    let mut rows = 0;
    for row in reader.get_row_iter(None).map_err(fault)? {
        entries(classifier, Spot::ROOT, &row.map_err(|error| format!("row {}: {}", rows + 1, fault(error)))?);
        rows += 1;
        if rows % OFTEN == 0 {
            // bytes of a file of columns lie in no order of rows
            progress((u128::from(length) * u128::from(rows.min(all)) / u128::from(all)) as u64);
        }
    }
    Ok(Extent { rows, nameless: 0 })
}

fn fault(error: ParquetError) -> String {
    format!("it is no Parquet that can be read ({error})")
}

fn entries(classifier: &mut Classifier, above: Spot, row: &Row) {
    for (name, field) in row.get_column_iter() {
        let spot = classifier.named(above, name);
        value(classifier, spot, field);
    }
}

fn value(classifier: &mut Classifier, at: Spot, field: &Field) {
    match field {
        Field::Null => classifier.see(at, None),
        Field::Str(text) => classifier.see(at, Some(text)),
        // text that an older writer did not mark as such
        Field::Bytes(bytes) => classifier.see(at, std::str::from_utf8(bytes.data()).ok()),
        Field::Bool(flag) => classifier.see(at, Some(if *flag { "true" } else { "false" })),
        Field::Float(number) if !number.is_finite() => classifier.see(at, None),
        Field::Double(number) if !number.is_finite() => classifier.see(at, None),
        Field::Date(days) => classifier.see(at, date(*days).as_deref()),
        Field::Decimal(decimal) => classifier.see(at, Some(&number(decimal, field))),
        Field::Group(row) => entries(classifier, at, row),
        Field::ListInternal(list) => {
            let items = classifier.items(at);
            list.elements().iter().for_each(|item| value(classifier, items, item));
        }
        Field::MapInternal(map) => {
            for (key, inner) in map.entries() {
                let name = match key {
                    Field::Str(name) => name.clone(),
                    other => other.to_string(),
                };
                let spot = classifier.named(at, &name);
                value(classifier, spot, inner);
            }
        }
        Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_)
        | Field::Float16(_)
        | Field::Float(_)
        | Field::Double(_)
        | Field::TimeMillis(_)
        | Field::TimeMicros(_)
        | Field::TimestampMillis(_)
        | Field::TimestampMicros(_) => classifier.see(at, Some(&field.to_string())),
    }
}

/// A day, counted from the first of 1970.
fn date(days: i32) -> Option<String> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok().map(|date| date.to_string())
}

/// A decimal whose fraction is nothing is a whole number, as long ids often are kept.
fn number(decimal: &Decimal, field: &Field) -> String {
    let text = field.to_string();
    match decimal.scale() {
        0 => text.trim_end_matches('.').to_owned(),
        _ => text,
    }
}
