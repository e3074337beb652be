//! Records: schemas of the policy, and what a purpose may see of a record.

use placet::data::{Filtered, RecordFilter};
use pyo3::prelude::*;

use super::{Engine, Keywords, Text, Value};
use crate::entry::entry;
use crate::error::raise;
use crate::record::{Fault, Item};
use crate::results;
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
    #[pyo3(signature = (user, purpose, record, schema, context=None, **fields))]
    fn filter<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        record: Bound<'py, PyAny>,
        schema: &Bound<'_, Schema>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(|| filtered(&self.record_filter(user, purpose, schema, context, fields)?, record))
    }

    /// The same for many records of one user; the policy is asked once.
    #[pyo3(signature = (user, purpose, records, schema, context=None, **fields))]
    fn filter_many<'py>(
        &self,
        user: Text<'_, 'py>,
        purpose: Text<'_, '_>,
        records: &Bound<'py, PyAny>,
        schema: &Bound<'_, Schema>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        entry(|| {
            let filter = self.record_filter(user, purpose, schema, context, fields)?;
            records.try_iter()?.map(|record| filtered(&filter, record?)).collect()
        })
    }
}

impl Engine {
    fn record_filter(
        &self,
        user: Text<'_, '_>,
        purpose: Text<'_, '_>,
        schema: &Bound<'_, Schema>,
        context: Option<Value<'_, '_>>,
        fields: Option<Keywords<'_, '_>>,
    ) -> PyResult<RecordFilter> {
        let context = crate::context::context(context, fields)?;
        let (py, name, purpose) = (user.py(), text("user", user)?, text("purpose", purpose)?);
        let schema = schema.get().0.clone();
        self.run(py, |engine| engine.record_filter(name, purpose, &schema, &context))
    }
}

fn filtered<'py>(filter: &RecordFilter, record: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = record.py();
    let Filtered { record, changes, valid_until } = filter.apply(Item(record)).map_err(|Fault(error)| error)?;
    results::filtered(py, record.0, changes, valid_until)
}
