//! Record batches of Arrow: what a purpose may see of each row, which belongs to the user that a column names.

mod cells;
mod change;
mod copy;
mod entries;
mod found;
mod kinds;
mod lists;
mod plan;
mod tags;
mod text;
mod users;
mod walk;
mod whole;

use std::collections::{BTreeMap, HashMap};

pub use arrow_array;
pub use arrow_schema;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, Fields, Schema as ArrowSchema, SchemaRef};
use foldhash::fast::RandomState;

use super::filter::Change;
use crate::decide::Fate;
use crate::error::Error;
use crate::words::Timestamp;

pub use found::BatchChange;
pub(crate) use plan::Plan;
pub use tags::{KEY, schema_of, tagged};
pub use users::Users;

use cells::Cells;
use found::Found;
use walk::Walk;

/// A record batch as a purpose may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct FilteredBatch {
    /// What is left: as many rows as there were, with a null where something went, and without the columns of which nothing may be used.
    pub batch: RecordBatch,
    /// What was removed or changed, by place, with the number of rows of each.
    pub changes: Vec<BatchChange>,
    /// Until when, without a new event, the same would be left.
    pub valid_until: Option<Timestamp>,
}

/// The record batches of a table as a purpose may see them: all of them have one schema.
#[derive(Debug, Clone, PartialEq)]
pub struct FilteredBatches {
    /// What is left of each, in their order.
    pub batches: Vec<RecordBatch>,
    /// The schema of what is left.
    pub schema: SchemaRef,
    /// What was removed or changed, by place, with the number of rows of each.
    pub changes: Vec<BatchChange>,
    /// Until when, without a new event, the same would be left.
    pub valid_until: Option<Timestamp>,
}

/// Whose the rows of some batches are.
pub(crate) struct Rows {
    columns: Vec<ArrayRef>,
}

impl Rows {
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] where there is no such column, or it is none of texts.
    pub(crate) fn of(batches: &[RecordBatch], users: Users<'_>) -> Result<Self, Error> {
        Ok(Self { columns: batches.iter().map(|batch| users.of(batch)).collect::<Result<_, _>>()? })
    }

    /// Asks how each user fares, and gives each way once, with the number of each row's in each batch.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a row without a user; those of `ask`.
    #[expect(clippy::type_complexity, reason = "it is taken apart where it is called")]
    pub(crate) fn fates(
        &self,
        mut ask: impl FnMut(&str) -> Result<Vec<Fate>, Error>,
    ) -> Result<(Vec<Vec<Fate>>, Vec<Vec<u32>>), Error> {
        let (users, mut rows) = users::distinct(&self.columns)?;
        let mut ways: Vec<Vec<Fate>> = Vec::new();
        let mut known: HashMap<Vec<Fate>, u32, RandomState> = HashMap::default();
        let mut of_users = Vec::with_capacity(users.len());
        for user in users {
            let fates = ask(user)?;
            let number = match known.get(&fates) {
                Some(number) => *number,
                None => {
                    let number = ways.len() as u32;
                    ways.push(fates.clone());
                    known.insert(fates, number);
                    number
                }
            };
            of_users.push(number);
        }
        for row in rows.iter_mut().flatten() {
            *row = of_users.get(*row as usize).copied().unwrap_or(u32::MAX);
        }
        Ok((ways, rows))
    }
}

impl Plan {
    /// What is left of batches that all have this schema; `rows` is how the user of each row fares.
    pub(crate) fn apply(
        &self,
        schema: &SchemaRef,
        batches: &[RecordBatch],
        rows: Vec<Vec<u32>>,
        valid_until: Option<Timestamp>,
    ) -> Result<FilteredBatches, Error> {
        let fields: Fields = schema.fields().iter().filter_map(|field| self.column(field)).collect();
        let left = SchemaRef::new(ArrowSchema::new_with_metadata(fields, schema.metadata().clone()));
        let mut counted: BTreeMap<Change, u64> = BTreeMap::new();
        let mut filtered = Vec::with_capacity(batches.len());
        for (batch, who) in batches.iter().zip(rows) {
            filtered.push(self.batch(&left, batch, who, &mut counted).map_err(fault)?);
        }
        let changes = counted.into_iter().map(|(change, rows)| BatchChange { change, rows }).collect();
        Ok(FilteredBatches { batches: filtered, schema: left, changes, valid_until })
    }

    fn batch(
        &self,
        schema: &SchemaRef,
        batch: &RecordBatch,
        who: Vec<u32>,
        counted: &mut BTreeMap<Change, u64>,
    ) -> Result<RecordBatch, ArrowError> {
        let mut walk = Walk { plan: self, found: Found::default() };
        let cells = Cells::column(who.into());
        let root = self.schema.root();
        let mut columns = Vec::with_capacity(schema.fields().len());
        if let Some(place) = self.schema.place(root) {
            for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
                columns.extend(walk.name((root, place), place.tag, field.name(), column, &cells)?.array);
            }
        }
        walk.found.count(self, &cells.who, counted);
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(schema.clone(), columns, &options)
    }
}

/// What Arrow says of data that it can't hold.
fn fault(error: ArrowError) -> Error {
    Error::invalid("batch", format!("it can't be filtered: {error}; give it in smaller parts"))
}
