//! What Python programs read from: files, bytes, file objects.

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use zerocord_firehose::Recording;

/// A recording that is not open yet.
#[derive(Debug)]
pub enum Source {
    Path(PathBuf),
    Bytes(PyBackedBytes),
    Reader(Py<PyAny>),
}

/// A number of threads; 0 for one per processor.
#[derive(Clone, Copy, Debug)]
pub struct ThreadCount(pub usize);

impl<'a, 'py> FromPyObject<'a, 'py> for ThreadCount {
    type Error = PyErr;

    fn extract(value: Borrowed<'a, 'py, PyAny>) -> PyResult<ThreadCount> {
        value.extract().map(ThreadCount).map_err(|error| {
            match error.is_instance_of::<PyOverflowError>(value.py()) {
                true => PyValueError::new_err(format!("threads must be 0 or more, not {}", *value)),
                false => error,
            }
        })
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Source {
    type Error = PyErr;

    /// Bytes, an object with a method `read`, or a path.
    fn extract(value: Borrowed<'a, 'py, PyAny>) -> PyResult<Source> {
        if value.is_instance_of::<PyBytes>() {
            Ok(Source::Bytes(value.extract()?))
        } else if value.hasattr("read")? {
            Ok(Source::Reader(value.to_owned().unbind()))
        } else {
            Ok(Source::Path(value.extract()?))
        }
    }
}

impl Source {
    /// The name of the file, for `_file` and for errors.
    pub fn name(&self) -> Option<Arc<str>> {
        match self {
            Source::Path(path) => Some(path.to_string_lossy().into()),
            Source::Bytes(_) => None,
            Source::Reader(reader) => Python::attach(|py| {
                let name = reader.bind(py).getattr("name").ok()?;
                Some(name.extract::<String>().ok()?.into())
            }),
        }
    }

    /// The number of bytes as stored, if it is known before reading.
    pub fn byte_count(&self) -> Option<u64> {
        match self {
            Source::Path(path) => of_file(path),
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::Reader(_) => None,
        }
    }

    pub fn open(self) -> io::Result<Recording> {
        match self {
            Source::Path(path) => Recording::open(path),
            Source::Bytes(bytes) => Ok(Recording::from_reader(Cursor::new(bytes))),
            Source::Reader(reader) => Ok(Recording::from_reader(FileObject { reader })),
        }
    }
}

fn of_file(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
}

/// A Python object with a method `read` that returns bytes.
struct FileObject {
    reader: Py<PyAny>,
}

impl Read for FileObject {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Python::attach(|py| {
            let read =
                self.reader.bind(py).call_method1("read", (buffer.len(),)).map_err(io::Error::other)?;
            let Ok(bytes) = read.cast::<PyBytes>() else {
                let class = read.get_type().name().map_err(io::Error::other)?;
                let message = format!("read() must return bytes, not {class}; open the file in binary mode");
                return Err(io::Error::other(PyTypeError::new_err(message)));
            };
            let bytes = bytes.as_bytes();
            let Some(target) = buffer.get_mut(..bytes.len()) else {
                let message = "read() returned more bytes than were requested";
                return Err(io::Error::other(PyTypeError::new_err(message)));
            };
            target.copy_from_slice(bytes);
            Ok(bytes.len())
        })
    }
}
