//! `zerocord.Object`: an object of a payload, whose fields are read when they are requested.

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyList, PyString};
use zerocord::{Arena, Error, RawValue};
use zerocord_schema::Kind;

use crate::frame::Frame;
use crate::value::{self, Fault};

/// A mapping of the fields of an object. Ids are `int`, times are `datetime`, nested objects are mappings too.
#[pyclass(frozen, mapping, module = "zerocord")]
pub struct Object {
    frame: Py<Frame>,
    offset: usize,
    kind: Option<&'static Kind>,
}

/// The number of bytes of an object that its `repr` shows.
const SHOWN_LEN: usize = 120;

impl Object {
    pub fn new(frame: Py<Frame>, offset: usize, kind: Option<&'static Kind>) -> Object {
        Object { frame, offset, kind }
    }

    fn value(&self) -> Result<RawValue<'_>, Error> {
        RawValue::new(&self.frame.get().as_bytes()[self.offset..])
    }

    fn raise(&self, py: Python<'_>, fault: impl Into<Fault>) -> PyErr {
        value::raise(self.frame.bind(py), fault.into(), self.offset)
    }

    /// The keys and values, each key once.
    fn members<'py, T>(
        &self,
        py: Python<'py>,
        make: impl Fn(Bound<'py, PyString>, Bound<'py, PyAny>) -> PyResult<T>,
    ) -> PyResult<Vec<T>> {
        let keys = PyDict::new(py);
        let mut made = Vec::new();
        let members = self.value().and_then(RawValue::members).map_err(|error| self.raise(py, error))?;
        for member in members {
            let (key, value) = member.map_err(|error| self.raise(py, error))?;
            let text = key.text().map_err(|error| self.raise(py, error))?;
            let name = PyString::new(py, &text);
            if !keys.contains(&name)? {
                keys.set_item(&name, py.None())?;
                let kind = value::member_kind(self.kind, &text);
                made.push(make(name, value::to_python(self.frame.bind(py), value, kind)?)?);
            }
        }
        Ok(made)
    }
}

#[pymethods]
impl Object {
    fn __getitem__<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        let found = self.value().and_then(|value| value::member(value, self.kind, key));
        match found.map_err(|error| self.raise(py, error))? {
            Some((value, kind)) => value::to_python(self.frame.bind(py), value, kind),
            None => Err(PyKeyError::new_err(key.to_owned())),
        }
    }

    /// The value at a path of keys, such as `"author.id"`; `default` if it is absent.
    #[pyo3(signature = (path, default=None))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        path: &str,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let found = self.value().and_then(|value| value::at_path(value, self.kind, path));
        match found.map_err(|error| self.raise(py, error))? {
            Some((value, kind)) => value::to_python(self.frame.bind(py), value, kind).map(Some),
            None => Ok(default),
        }
    }

    fn __contains__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(key) = key.cast::<PyString>() else { return Ok(false) };
        let key = key.to_cow()?;
        let found = self.value().and_then(|value| value.get(&key));
        Ok(found.map_err(|error| self.raise(py, error))?.is_some())
    }

    /// The keys, in the order of the frame.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let keys = PyDict::new(py);
        let members = self.value().and_then(RawValue::members).map_err(|error| self.raise(py, error))?;
        for member in members {
            let (key, _) = member.map_err(|error| self.raise(py, error))?;
            let text = key.text().map_err(|error| self.raise(py, error))?;
            keys.set_item(PyString::new(py, &text), py.None())?;
        }
        Ok(keys.keys())
    }

    /// The values, in the order of the frame.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.members(py, |_, value| Ok(value))
    }

    /// The keys with their values.
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Vec<(Bound<'py, PyString>, Bound<'py, PyAny>)>> {
        self.members(py, |key, value| Ok((key, value)))
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.keys(py)?.try_iter()
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.keys(py)?.len())
    }

    /// The object as a `dict`, with the values that `json.loads` returns.
    fn dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let checked = self.value().and_then(|value| {
            zerocord::validate(value.to_bytes()?)?;
            Ok(value)
        });
        let value = checked.map_err(|error| self.raise(py, error))?;
        value::to_json(py, value, &Arena::new()).map_err(|fault| self.raise(py, fault))
    }

    /// The bytes of the object.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = self.value().and_then(RawValue::to_bytes).map_err(|error| self.raise(py, error))?;
        Ok(PyBytes::new(py, bytes))
    }

    /// Compares the fields, not their order or spelling.
    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        match other.cast::<Object>() {
            Ok(other) => self.dict(py)?.eq(other.get().dict(py)?),
            Err(_) => Ok(false),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let bytes = self.value().and_then(RawValue::to_bytes).map_err(|error| self.raise(py, error))?;
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN_LEN)]);
        let more = if bytes.len() > SHOWN_LEN { "..." } else { "" };
        Ok(format!("<Object {text}{more}>"))
    }
}
