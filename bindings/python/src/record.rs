//! Records of Python, as the core walks them: mappings, sequences, data classes, models, and the values in them.

use std::borrow::Cow;

use placet::Error;
use placet::data::{Datum, Kind, Left};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyDate, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PyMapping, PySet, PyString, PyTime, PyTuple,
};

use crate::error::raise;

/// A value of a record.
pub(crate) struct Item<'py>(pub(crate) Bound<'py, PyAny>);

/// An exception, on its way through the core.
pub(crate) struct Fault(pub(crate) PyErr);

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault(Python::attach(|py| raise(py, error)))
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Fault(error)
    }
}

/// What Python objects with named fields keep them in.
enum Fields<'py> {
    /// A mapping.
    Mapping(Bound<'py, PyMapping>),
    /// A data class, by the names of its fields.
    Dataclass(Bound<'py, PyDict>),
    /// Attributes, by their names: a model of Pydantic, the columns of a mapped class of SQLAlchemy.
    Attributes(Bound<'py, PyAny>),
}

fn fields<'py>(value: &Bound<'py, PyAny>) -> Option<Fields<'py>> {
    if let Ok(dict) = value.cast::<PyDict>() {
        return Some(Fields::Mapping(dict.as_mapping().clone()));
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        return Some(Fields::Mapping(mapping.clone()));
    }
    let class = value.get_type();
    // before data classes: a mapped one has relations beside its columns, and to read them would ask the database
    if let Ok(Some(mapper)) = class.getattr_opt(intern!(value.py(), "__mapper__")) {
        let columns = mapper.getattr(intern!(value.py(), "column_attrs")).ok()?;
        return columns.call_method0(intern!(value.py(), "keys")).ok().map(Fields::Attributes);
    }
    if let Ok(Some(fields)) = class.getattr_opt(intern!(value.py(), "__dataclass_fields__")) {
        return fields.cast_into().ok().map(Fields::Dataclass);
    }
    class.getattr_opt(intern!(value.py(), "model_fields")).ok().flatten().map(Fields::Attributes)
}

fn is_list(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>()
}

impl<'py> Item<'py> {
    /// What is left of one entry, put into a new dict.
    fn entry(
        dict: &Bound<'py, PyDict>,
        key: &Bound<'py, PyAny>,
        value: Bound<'py, PyAny>,
        keep: &mut dyn FnMut(&str, Self) -> Left<Self>,
    ) -> Result<(), Fault> {
        let left = match key.cast::<PyString>() {
            // a text that is no Unicode names no field
            Ok(name) => keep(&name.to_string_lossy(), Item(value))?,
            Err(_) => keep(&key.str()?.to_string_lossy(), Item(value))?,
        };
        match left {
            Some(left) => Ok(dict.set_item(key, left.0)?),
            None => Ok(()),
        }
    }
}

impl<'py> Datum for Item<'py> {
    type Error = Fault;

    fn kind(&self) -> Kind {
        let value = &self.0;
        if value.is_none() {
            return Kind::Null;
        }
        let scalar = value.is_instance_of::<PyString>()
            || value.is_instance_of::<PyInt>()
            || value.is_instance_of::<PyFloat>()
            || value.is_instance_of::<PyBool>()
            || value.is_instance_of::<PyDate>()
            || value.is_instance_of::<PyTime>();
        if scalar {
            Kind::Scalar
        } else if fields(value).is_some() {
            Kind::Map
        } else if is_list(value) {
            Kind::List
        } else {
            Kind::Opaque
        }
    }

    fn entries(self, keep: &mut dyn FnMut(&str, Self) -> Left<Self>) -> Result<Self, Fault> {
        let py = self.0.py();
        let left = PyDict::new(py);
        match fields(&self.0) {
            Some(Fields::Mapping(mapping)) => match mapping.cast::<PyDict>() {
                Ok(dict) => {
                    for (key, value) in dict {
                        Self::entry(&left, &key, value, keep)?;
                    }
                }
                Err(_) => {
                    for pair in mapping.items()? {
                        let (key, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = pair.extract()?;
                        Self::entry(&left, &key, value, keep)?;
                    }
                }
            },
            Some(Fields::Dataclass(names)) => {
                for (name, _) in names {
                    let name = name.cast_into::<PyString>().map_err(PyErr::from)?;
                    let value = self.0.getattr(&name)?;
                    Self::entry(&left, name.as_any(), value, keep)?;
                }
            }
            Some(Fields::Attributes(names)) => {
                for name in names.try_iter()? {
                    let name = name?.cast_into::<PyString>().map_err(PyErr::from)?;
                    let value = self.0.getattr(&name)?;
                    Self::entry(&left, name.as_any(), value, keep)?;
                }
            }
            None => return Ok(self),
        }
        Ok(Item(left.into_any()))
    }

    fn items(self, keep: &mut dyn FnMut(Self) -> Left<Self>) -> Result<Self, Fault> {
        let left = PyList::empty(self.0.py());
        for item in self.0.try_iter()? {
            if let Some(item) = keep(Item(item?))? {
                left.append(item.0)?;
            }
        }
        Ok(Item(left.into_any()))
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        let value = &self.0;
        if let Ok(text) = value.cast::<PyString>() {
            return text.to_str().ok().map(Cow::Borrowed);
        }
        if let Ok(flag) = value.cast::<PyBool>() {
            return Some(Cow::Borrowed(if flag.is_true() { "true" } else { "false" }));
        }
        if let Ok(number) = value.cast::<PyFloat>() {
            // as JSON writes it; what is no number has no text
            return serde_json::Number::from_f64(number.value()).map(|number| Cow::Owned(number.to_string()));
        }
        let dated = value.is_instance_of::<PyDate>() || value.is_instance_of::<PyTime>();
        let text =
            if dated { value.call_method0(intern!(value.py(), "isoformat")) } else { value.str().map(Bound::into_any) };
        text.ok()?.extract().ok().map(Cow::Owned)
    }

    fn replaced(&self, text: String) -> Self {
        Item(PyString::new(self.0.py(), &text).into_any())
    }
}
