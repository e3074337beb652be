//! Reads files for a classifier, row by row, so that none has to fit into memory.

mod csv;
mod json;
#[cfg(feature = "classify_parquet")]
mod parquet;

use std::fs::{File, Metadata};
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

use super::Classifier;
use crate::error::Error;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Rows of a table, with names in the first (RFC 4180); behind commas, semicolons, tabs or bars.
    Csv,
    /// One record, a list of them, or several values behind each other (RFC 8259).
    Json,
    /// A record on each line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 4] = [Format::Csv, Format::Json, Format::Ndjson, Format::Parquet];

    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Parquet => "parquet",
        }
    }

    /// The one of this name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for another name.
    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|format| format.code() == name).ok_or_else(|| {
            let message = format!("`{}` is no format; give csv, json, ndjson or parquet", crate::error::quoted(name));
            Error::invalid("format", message)
        })
    }

    /// The one that the ending of a file's name tells of.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for another ending, or none.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "csv" | "tsv" | "tab" | "psv" => Ok(Format::Csv),
            "json" | "geojson" => Ok(Format::Json),
            "ndjson" | "jsonl" | "jsonlines" => Ok(Format::Ndjson),
            "parquet" | "pq" => Ok(Format::Parquet),
            _ => {
                let message =
                    format!("the name of `{}` tells no format; give one: csv, json, ndjson or parquet", path.display());
                Err(Error::invalid("format", message))
            }
        }
    }
}

/// What a file was found to have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Rows, or records.
    pub rows: u64,
    /// Columns without a name; a schema can't name them, so nothing is suggested for them.
    pub nameless: u64,
}

/// Counts what a file holds; `progress` is told from time to time how many bytes of it were read.
///
/// # Errors
///
/// [`Error::InvalidArgument`] for a file that is not there, can't be read, is empty, or has not the form that it should have, with the place of
/// the fault.
pub fn read(
    classifier: &mut Classifier,
    path: &Path,
    format: Format,
    progress: &mut dyn FnMut(u64),
) -> Result<Extent, Error> {
    let shown = path.display();
    let fault = |message: String| Error::invalid("file", message);
    let (file, found) = open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => fault(format!("there is no file `{shown}`")),
        ErrorKind::PermissionDenied => fault(format!("`{shown}` can't be read: permission denied")),
        _ => fault(format!("`{shown}` can't be read: {error}")),
    })?;
    if found.is_dir() {
        return Err(fault(format!("`{shown}` is a directory; give a file")));
    }
    if found.is_file() && found.len() == 0 {
        return Err(fault(format!("`{shown}` is empty; there is nothing to look at")));
    }
    let done = match format {
        Format::Csv => csv::read(classifier, Counted { file, read: 0, progress }),
        Format::Json | Format::Ndjson => {
            json::read(classifier, BufReader::with_capacity(1 << 16, Counted { file, read: 0, progress }))
        }
        #[cfg(feature = "classify_parquet")]
        Format::Parquet => parquet::read(classifier, file, found.len(), progress),
        #[cfg(not(feature = "classify_parquet"))]
        Format::Parquet => Err("this build reads no Parquet; give CSV or JSON, or the table itself".to_owned()),
    };
    done.map_err(|message| fault(format!("`{shown}`: {message}")))
}

fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let file = File::open(path)?;
    let found = file.metadata()?;
    Ok((file, found))
}

/// Tells how much was read.
struct Counted<'p> {
    file: File,
    read: u64,
    progress: &'p mut dyn FnMut(u64),
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += read as u64;
        (self.progress)(self.read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
