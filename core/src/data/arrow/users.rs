//! The column that tells whose each row is.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use foldhash::fast::RandomState;

use super::copy::plain;
use super::kinds::plain as plain_type;
use crate::error::{Error, quoted};

/// Which column of a batch tells whose each row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Users<'a> {
    /// That of this name.
    Name(&'a str),
    /// That of this number, from 0.
    Index(usize),
}

impl<'a> From<&'a str> for Users<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Users<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl Users<'_> {
    /// The column, each cell with a text of its own.
    pub(super) fn of(self, batch: &RecordBatch) -> Result<ArrayRef, Error> {
        let schema = batch.schema_ref();
        let index = match self {
            Self::Index(index) => index,
            Self::Name(name) => {
                let mut named = schema.fields().iter().enumerate().filter(|(_, field)| field.name() == name);
                match (named.next(), named.next()) {
                    (Some((index, _)), None) => index,
                    (None, _) => {
                        let message = format!("no column is named `{}`; name the one that has the users", quoted(name));
                        return Err(invalid(message));
                    }
                    (Some(_), Some(_)) => {
                        let message = format!("two columns are named `{}`; give the number of one", quoted(name));
                        return Err(invalid(message));
                    }
                }
            }
        };
        let Some(column) = batch.columns().get(index) else {
            let count = batch.num_columns();
            return Err(invalid(format!("there is no column {index}; the batch has {count}, from 0 on")));
        };
        match plain_type(column.data_type()) {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => plain(column).map_err(super::fault),
            // a column of nothing else names nobody
            DataType::Null if column.is_empty() => Ok(column.clone()),
            other => {
                Err(invalid(format!("the column is of type `{other}`; cast it to text, as the engine has its users")))
            }
        }
    }
}

/// The users of some columns, each once, and for each row of each column the number of its user.
pub(super) fn distinct<'a>(columns: &'a [ArrayRef]) -> Result<(Vec<&'a str>, Vec<Vec<u32>>), Error> {
    let mut known: HashMap<&'a str, u32, RandomState> = HashMap::default();
    let mut users = Vec::new();
    let mut rows = Vec::with_capacity(columns.len());
    let mut before = 0;
    for column in columns {
        if u32::try_from(column.len()).is_err() {
            return Err(Error::invalid("batch", "it has more than 4294967295 rows; give it in parts"));
        }
        let mut numbers = Vec::with_capacity(column.len());
        let mut one = |row: usize, user: Option<&'a str>| match user {
            Some(user) if !user.is_empty() => {
                let next = users.len() as u32;
                let number = *known.entry(user).or_insert(next);
                if number == next {
                    users.push(user);
                }
                numbers.push(number);
                Ok(())
            }
            other => {
                let fault = if other.is_some() { "has an empty user" } else { "has no user" };
                let row = before + row;
                Err(invalid(format!("row {row} {fault}; say whose the row is, or take it out before")))
            }
        };
        match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().iter().enumerate().try_for_each(|(at, user)| one(at, user))?,
            DataType::LargeUtf8 => {
                column.as_string::<i64>().iter().enumerate().try_for_each(|(at, user)| one(at, user))?;
            }
            DataType::Utf8View => {
                column.as_string_view().iter().enumerate().try_for_each(|(at, user)| one(at, user))?
            }
            _ => {}
        }
        before += column.len();
        rows.push(numbers);
    }
    Ok((users, rows))
}

fn invalid(message: String) -> Error {
    Error::InvalidArgument { argument: "users", message }
}
