//! Records: schemas of the policy, and what a purpose may see of a record.

use std::sync::Arc;

use placet::Engine as CoreEngine;
use placet::data::RecordFilter;
use placet::words::Schema as CoreSchema;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{Engine, Keywords, Text, Value};
use crate::entry::entry;
use crate::error::raise;
use crate::filtered::Filtered;
use crate::record::{Fault, Item};
use crate::schema::Schema;
use crate::text::text;

#[pymethods]
impl Engine {
    /// The schema of this name, as the policy in force declares it.
    fn schema(&self, name: Text<'_, '_>) -> PyResult<Schema> {
        entry(|| {
            let engine = self.ready(name.py())?;
            engine.schema(text("name", name)?).map(Schema).map_err(|error| raise(name.py(), error))
        })
    }

    /// Leaves of a record what the purpose may use of this user, changed as the policy says (GDPR Art. 5(1)(c), 25).
    ///
    /// `record` is a dict, a data class or a model of Pydantic; `schema` is the name of a schema of the policy, or whatever
    /// `placet.tags` reads: the record's class, for one. A field without a tag is removed, and what a rule's `transform` says is
    /// carried out. `changes` says what was removed and why.
    #[pyo3(signature = (user, purpose, record, schema, context=None, **fields))]
    fn filter<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        record: Bound<'py, PyAny>,
        schema: Value<'_, 'py>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Bound<'py, Filtered>> {
        entry(|| self.filtered(&self.record_filter(user, purpose, schema, context, fields)?, record))
    }

    /// The same for many records of one user; the policy is asked once.
    #[pyo3(signature = (user, purpose, records, schema, context=None, **fields))]
    fn filter_many<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        records: &Bound<'py, PyAny>,
        schema: Value<'_, 'py>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Vec<Bound<'py, Filtered>>> {
        entry(|| {
            let filter = self.record_filter(user, purpose, schema, context, fields)?;
            records.try_iter()?.map(|record| self.filtered(&filter, record?)).collect()
        })
    }
}

impl Engine {
    fn record_filter(
        &self,
        user: Text<'_, '_>,
        purpose: Text<'_, '_>,
        schema: Value<'_, '_>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<RecordFilter> {
        let py = user.py();
        let engine = self.ready(py)?;
        let schema = schema_of(engine, schema)?;
        let (user, purpose) = (text("user", user)?, text("purpose", purpose)?);
        let fault = |error| raise(py, error);
        // what is at hand takes less time than to release the interpreter; all else may wait for a disk
        if context.is_none()
            && fields.is_none()
            && let Some(filter) = engine.record_filter_at_hand(user, purpose, &schema).map_err(fault)?
        {
            return Ok(filter);
        }
        let context = crate::context::context(context, fields)?;
        py.detach(|| engine.record_filter(user, purpose, &schema, &context)).map_err(fault)
    }

    fn filtered<'py>(&self, filter: &RecordFilter, record: Bound<'py, PyAny>) -> PyResult<Bound<'py, Filtered>> {
        let py = record.py();
        let filtered = filter.apply(Item(record)).map_err(|Fault(error)| error)?;
        self.told.filtered(py, filtered)
    }
}

/// What describes a record, whatever of it Python has: a schema, the name of one of the policy's, or what carries tags.
fn schema_of(engine: &CoreEngine, given: Value<'_, '_>) -> PyResult<Arc<CoreSchema>> {
    let py = given.py();
    if let Ok(schema) = given.cast::<Schema>() {
        return Ok(schema.get().0.clone());
    }
    if let Ok(name) = given.cast::<PyString>() {
        return engine.schema(text("schema", name)?).map_err(|error| raise(py, error));
    }
    let read = py.import("placet._records")?.call_method1("schema_of", (given,))?;
    Ok(read.cast::<Schema>()?.get().0.clone())
}
