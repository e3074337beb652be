//! Tables as text (RFC 4180).

use std::io::Read;

use csv::{Error as CsvError, ErrorKind, ReaderBuilder, StringRecord};

use super::Extent;
use crate::data::classify::{Classifier, Spot};

/// How much of a file shows what stands between its values.
const START: u64 = 1 << 16;

pub(super) fn read(classifier: &mut Classifier, mut file: impl Read) -> Result<Extent, String> {
    let mut start = Vec::new();
    file.by_ref().take(START).read_to_end(&mut start).map_err(|error| format!("it can't be read: {error}"))?;
    let delimiter = delimiter(&start);
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).buffer_capacity(1 << 16).from_reader(start.as_slice().chain(file));
    let names = reader.headers().map_err(fault)?.clone();
    let nameless = names.iter().filter(|name| name.trim().is_empty()).count() as u64;
    if nameless == names.len() as u64 {
        return Err("its first row names no column; put the names of the columns there".to_owned());
    }
    let spots: Vec<Spot> = names.iter().map(|name| classifier.named(Spot::ROOT, name.trim())).collect();
    for spot in &spots {
        classifier.see(*spot, None);
    }
    let mut row = StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut row).map_err(fault)? {
        rows += 1;
        for (spot, value) in spots.iter().zip(&row) {
            classifier.see(*spot, Some(value));
        }
    }
    Ok(Extent { rows, nameless })
}

/// What stands most often between the names of the first row, outside of quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(known, _)| known == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // of two that are as frequent the first
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte)
}

fn fault(error: CsvError) -> String {
    let line = error.position().map(|place| format!("line {}", place.line()));
    let line = line.unwrap_or_else(|| "the first line".to_owned());
    match error.kind() {
        ErrorKind::Utf8 { err, .. } => {
            format!("{line}: field {} is not UTF-8; save the file as UTF-8", err.field() + 1)
        }
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!(
                "{line}: fields in the row: {len}, named by the first: {expected_len}; mend it, or quote what holds the separator"
            )
        }
        ErrorKind::Io(error) => format!("{line}: it can't be read: {error}"),
        _ => format!("{line}: {error}"),
    }
}
