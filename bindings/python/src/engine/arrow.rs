//! Data of Arrow filtered for a purpose, each row as its user's choices have it.

use std::sync::Arc;

use placet::data::arrow::{FilteredBatches, Users};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyInt;

use super::{Engine, Keywords, Text, Value};
use crate::arrow::{ArrowBatch, ArrowTable, Given, tags_of};
use crate::entry::entry;
use crate::results;
use crate::schema::Schema;
use crate::text::text;

#[pymethods]
impl Engine {
    /// Leaves of a record batch or a table what the purpose may use of the user whom each row belongs to.
    #[pyo3(signature = (data, users, purpose, schema=None, context=None, **fields))]
    fn filter_batch<'py>(
        &self,
        data: &Bound<'py, PyAny>,
        users: &Bound<'py, PyAny>,
        purpose: Text<'_, '_>,
        schema: Option<&Bound<'_, Schema>>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| {
            let py = data.py();
            let context = crate::context::context(context, fields)?;
            let name: String;
            let users = if users.is_instance_of::<PyInt>() {
                Users::Index(users.extract()?)
            } else {
                name = text("users", users.cast()?)?.to_owned();
                Users::Name(&name)
            };
            let purpose = text("purpose", purpose)?;
            let (is_batch, arrow, batches) = match Given::read(data)? {
                Given::Batch(batch) => (true, batch.schema(), vec![batch]),
                Given::Table(schema, batches) => (false, schema, batches),
            };
            let schema = match schema {
                Some(schema) => schema.get().0.clone(),
                None => tags_of(py, "schema", &arrow)?.0,
            };
            let filtered =
                self.run(py, |engine| engine.filter_batches(&arrow, &batches, users, purpose, &schema, &context))?;
            let FilteredBatches { mut batches, schema, changes, valid_until } = filtered;
            let left = match batches.pop() {
                Some(batch) if is_batch => ArrowBatch(batch).into_bound_py_any(py)?,
                last => {
                    batches.extend(last);
                    ArrowTable { schema: Arc::clone(&schema), batches }.into_bound_py_any(py)?
                }
            };
            results::filtered_batch(py, left, changes, valid_until)
        })
    }
}
