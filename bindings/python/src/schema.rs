//! Schemas of Python: of the policy by name, of a table of tags, or of a JSON Schema.

use std::sync::Arc;

use placet::data::json_schema;
use placet::words::Schema as CoreSchema;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};

use crate::entry::entry;
use crate::error::{invalid, raise};
use crate::text::text;

/// Which category each field of a record is.
#[pyclass(frozen, module = "placet", name = "Schema")]
pub(crate) struct Schema(pub(crate) Arc<CoreSchema>);

#[pymethods]
impl Schema {
    /// Makes one of the categories of fields, by their place: `{"address.city": "user.contact.address.city"}`.
    #[new]
    fn new(name: &Bound<'_, PyString>, fields: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(|| {
            let py = name.py();
            let Ok(mapping) = fields.cast::<PyMapping>() else {
                let class = fields.get_type().name()?;
                let message = format!("argument 'fields': a mapping of places to categories is wanted, not '{class}'");
                return Err(pyo3::exceptions::PyTypeError::new_err(message));
            };
            let mut tags: Vec<(String, String)> = Vec::new();
            for pair in mapping.items()? {
                let (place, category): (Bound<'_, PyString>, Bound<'_, PyString>) = pair.extract()?;
                tags.push((text("fields", &place)?.to_owned(), text("fields", &category)?.to_owned()));
            }
            let schema = CoreSchema::new(text("name", name)?, tags).map_err(|fault| invalid(py, "fields", fault))?;
            Ok(Self(Arc::new(schema)))
        })
    }

    /// Reads the tags of a JSON Schema: the keyword `x-placet` beside a property's type.
    #[staticmethod]
    fn from_json_schema(name: &Bound<'_, PyString>, document: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(|| {
            let document = crate::json::value("document", document)?;
            let schema = json_schema(text("name", name)?, &document).map_err(|error| raise(name.py(), error))?;
            Ok(Self(Arc::new(schema)))
        })
    }

    /// Its name.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }

    /// The category of each field, by its place; a new dict each time.
    #[getter]
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fields = PyDict::new(py);
        for (path, category) in self.0.fields() {
            fields.set_item(path.to_string(), category)?;
        }
        Ok(fields)
    }

    fn __repr__(&self) -> String {
        format!("Schema({:?}, {} fields)", self.0.name(), self.0.fields().count())
    }
}
