//! Data of Arrow, as they come by its C data interface and go by it: whatever library they are of, what stays is not copied.

use std::sync::{Arc, Mutex, PoisonError};

use placet::data::arrow::arrow_array::{RecordBatch, RecordBatchReader, StructArray};
use placet::data::arrow::arrow_schema::{Field, SchemaRef};
use placet::data::arrow::{schema_of, tagged};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyString, PyTuple};
use pyo3_arrow::PySchema;
use pyo3_arrow::ffi::{ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;

use crate::entry::entry;
use crate::error::{invalid, raise};
use crate::schema::Schema;
use crate::text::text;

/// What a caller gave.
pub(crate) enum Given {
    Batch(RecordBatch),
    Table(SchemaRef, Vec<RecordBatch>),
}

impl Given {
    pub(crate) fn read(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        match given(data)? {
            AnyRecordBatch::RecordBatch(batch) => Ok(Self::Batch(batch.into_inner())),
            stream @ AnyRecordBatch::Stream(_) => {
                let reader = stream.into_reader()?;
                let schema = reader.schema();
                let fault = |error| invalid(data.py(), "data", format!("it can't be read: {error}"));
                let batches = data.py().detach(|| reader.collect::<Result<Vec<_>, _>>()).map_err(fault)?;
                Ok(Self::Table(schema, batches))
            }
        }
    }
}

fn given(data: &Bound<'_, PyAny>) -> PyResult<AnyRecordBatch> {
    if data.hasattr("__arrow_c_array__")? || data.hasattr("__arrow_c_stream__")? {
        return data.extract();
    }
    let class = data.get_type().name()?;
    let wanted = "a record batch, a table or a data frame that Arrow can read";
    Err(PyTypeError::new_err(format!("argument 'data': {wanted} is wanted, not '{class}'")))
}

/// The Arrow schema of an object.
fn arrow_schema(schema: &Bound<'_, PyAny>) -> PyResult<SchemaRef> {
    if schema.hasattr("__arrow_c_schema__")? {
        return Ok(schema.extract::<PySchema>()?.into_inner());
    }
    let class = schema.get_type().name()?;
    Err(PyTypeError::new_err(format!("argument 'schema': a schema of Arrow is wanted, not '{class}'")))
}

/// The tags that an Arrow schema carries.
pub(crate) fn tags_of(py: Python<'_>, name: &str, schema: &SchemaRef) -> PyResult<Schema> {
    schema_of(name, schema).map(|schema| Schema(Arc::new(schema))).map_err(|error| raise(py, error))
}

#[pymethods]
impl Schema {
    /// Reads the tags of a schema of Arrow: `placet.category` in the metadata of its fields.
    #[staticmethod]
    fn from_arrow(name: &Bound<'_, PyString>, schema: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(|| tags_of(name.py(), text("name", name)?, &arrow_schema(schema)?))
    }

    /// Gives a schema of Arrow with these tags in the metadata of its fields.
    fn tag_arrow(&self, schema: &Bound<'_, PyAny>) -> PyResult<ArrowSchema> {
        entry(|| {
            let arrow = tagged(&self.0, &*arrow_schema(schema)?).map_err(|error| raise(schema.py(), error))?;
            Ok(ArrowSchema(Arc::new(arrow)))
        })
    }
}

/// A schema of Arrow.
#[pyclass(frozen, module = "placet._native")]
pub(crate) struct ArrowSchema(SchemaRef);

#[pymethods]
impl ArrowSchema {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        entry(|| Ok(to_schema_pycapsule(py, &*self.0)?))
    }
}

/// A record batch.
#[pyclass(frozen, module = "placet._native")]
pub(crate) struct ArrowBatch(pub(crate) RecordBatch);

#[pymethods]
impl ArrowBatch {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        entry(|| Ok(to_schema_pycapsule(py, &**self.0.schema_ref())?))
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        entry(|| {
            let array = StructArray::from(self.0.clone());
            Ok(to_array_pycapsules(py, structure(self.0.schema_ref()), &array, requested_schema)?)
        })
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }
}

/// The record batches of a table.
#[pyclass(frozen, module = "placet._native")]
pub(crate) struct ArrowTable {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

#[pymethods]
impl ArrowTable {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        entry(|| Ok(to_schema_pycapsule(py, &*self.schema)?))
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        entry(|| {
            let arrays: Vec<_> =
                self.batches.iter().map(|batch| Ok(Arc::new(StructArray::from(batch.clone())) as _)).collect();
            let reader = ArrayIterator::new(arrays, structure(&self.schema));
            Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
        })
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// A batch as the C data interface has it: one array of structs.
fn structure(schema: &SchemaRef) -> Arc<Field> {
    Arc::new(Field::new_struct("", schema.fields().clone(), false).with_metadata(schema.metadata().clone()))
}

/// The record batches of a stream, one after the other.
#[pyclass(frozen, module = "placet._native")]
pub(crate) struct ArrowReader(Mutex<Box<dyn RecordBatchReader + Send>>);

#[pymethods]
impl ArrowReader {
    #[new]
    fn new(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(|| Ok(Self(Mutex::new(given(data)?.into_reader()?))))
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<ArrowBatch>> {
        entry(|| {
            let next = py.detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).next());
            let fault = |error| invalid(py, "data", format!("it can't be read: {error}"));
            Ok(next.transpose().map_err(fault)?.map(ArrowBatch))
        })
    }
}
