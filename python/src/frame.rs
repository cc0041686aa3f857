//! `zerocord.Frame`.

use std::sync::Arc;

use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyString};
use zerocord::{Arena, Envelope, RawValue};
use zerocord_schema::Kind;

use crate::block::Block;
use crate::errors::{self, Position};
use crate::names::{self, EventIndex, UNKNOWN_EVENT};
use crate::value::{self, Fault};

/// One message of the gateway: `op`, `t`, `s` and a payload, which is read when it is requested.
#[pyclass(frozen, module = "zerocord")]
pub struct Frame {
    bytes: FrameBytes,
    event: EventIndex,
}

/// The memory that a frame is in.
pub enum FrameBytes {
    /// A frame of a block of a recording.
    Block(Arc<Block>, u32),
    Bytes(PyBackedBytes),
    Text(PyBackedStr),
}

impl Frame {
    pub fn of_block(block: Arc<Block>, index: u32) -> Frame {
        let event = block.place(index).event;
        Frame { bytes: FrameBytes::Block(block, index), event }
    }

    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.bytes {
            FrameBytes::Block(block, index) => block.frame(*index),
            FrameBytes::Bytes(bytes) => bytes,
            FrameBytes::Text(text) => text.as_bytes(),
        }
    }

    pub fn position(&self) -> Position<'_> {
        match &self.bytes {
            FrameBytes::Block(block, index) => block.position(*index),
            _ => Position::default(),
        }
    }

    #[cold]
    pub fn error(&self, py: Python<'_>, error: zerocord::Error) -> PyErr {
        errors::of_frame(py, error, self.as_bytes(), self.position())
    }

    pub fn envelope(&self, py: Python<'_>) -> PyResult<Envelope<'_>> {
        Envelope::peek(self.as_bytes()).map_err(|error| self.error(py, error))
    }

    /// The type of the payload; `None` if it is not known.
    pub fn kind(&self) -> Option<&'static Kind> {
        value::payload_kind(self.event)
    }

    pub fn event(&self) -> EventIndex {
        self.event
    }

    fn root<'py>(slf: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (py, frame) = (slf.py(), slf.get());
        let envelope = frame.envelope(py)?;
        if !envelope.has_payload() {
            return Ok(None);
        }
        value::to_python(slf, envelope.payload(), frame.kind()).map(Some)
    }
}

#[pymethods]
impl Frame {
    /// The event name, such as `"MESSAGE_CREATE"`; `None` if the frame is not an event.
    #[getter]
    #[inline]
    pub fn t<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        match names::known(py, self.event) {
            None if self.event == UNKNOWN_EVENT => {
                let name = self.envelope(py)?.event_name().map_err(|error| self.error(py, error))?;
                let text = name.map(|name| name.text()).transpose().map_err(|error| self.error(py, error))?;
                Ok(text.map(|text| PyString::new(py, &text)))
            }
            name => Ok(name),
        }
    }

    /// The sequence number; `None` if the frame has none.
    #[getter]
    fn s(&self, py: Python<'_>) -> PyResult<Option<u64>> {
        self.envelope(py)?.sequence().map_err(|error| self.error(py, error))
    }

    /// The opcode; 0 for events.
    #[getter]
    fn op(&self, py: Python<'_>) -> PyResult<Option<u64>> {
        let opcode = self.envelope(py)?.opcode().map_err(|error| self.error(py, error))?;
        Ok(opcode.map(|opcode| opcode.number()))
    }

    /// The bytes of the frame.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.as_bytes())
    }

    /// The payload: an `Object` that reads its fields when they are requested, or a plain value.
    #[getter]
    fn payload<'py>(slf: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyAny>>> {
        Frame::root(slf)
    }

    /// The file of the recording, if it is known.
    #[getter]
    fn file(&self) -> Option<&str> {
        self.position().file
    }

    /// The line of the recording, counted from 1.
    #[getter]
    fn line(&self) -> Option<u64> {
        self.position().line
    }

    /// The whole frame as a `dict`, with the values that `json.loads` returns.
    fn dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let frame = self.as_bytes();
        let root = zerocord::validate(frame).and_then(|()| RawValue::new(frame));
        let root = root.map_err(|error| self.error(py, error))?;
        value::to_json(py, root, &Arena::new()).map_err(|fault| match fault {
            Fault::Frame(error) => self.error(py, error),
            Fault::Python(error) => error,
        })
    }

    /// The value at a path of keys of the payload, such as `"author.id"`; `default` if it is absent.
    #[pyo3(signature = (path, default=None))]
    fn get<'py>(
        slf: &Bound<'py, Self>,
        path: &str,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (py, frame) = (slf.py(), slf.get());
        let payload = frame.envelope(py)?.payload();
        let found = value::at_path(payload, frame.kind(), path).map_err(|error| frame.error(py, error))?;
        match found {
            Some((value, kind)) => value::to_python(slf, value, kind).map(Some),
            None => Ok(default),
        }
    }

    fn __getitem__<'py>(slf: &Bound<'py, Self>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        let (py, frame) = (slf.py(), slf.get());
        let payload = frame.envelope(py)?.payload();
        let found = value::member(payload, frame.kind(), key).map_err(|error| frame.error(py, error))?;
        match found {
            Some((value, kind)) => value::to_python(slf, value, kind),
            None => Err(PyKeyError::new_err(key.to_owned())),
        }
    }

    fn __contains__(slf: &Bound<'_, Self>, key: &str) -> PyResult<bool> {
        let (py, frame) = (slf.py(), slf.get());
        let payload = frame.envelope(py)?.payload();
        let found = value::member(payload, frame.kind(), key).map_err(|error| frame.error(py, error))?;
        Ok(found.is_some())
    }

    /// A frame that does not keep the memory of the recording around it.
    fn copy(&self, py: Python<'_>) -> PyResult<Frame> {
        let bytes = PyBackedBytes::from(PyBytes::new(py, self.as_bytes()));
        Ok(Frame { bytes: FrameBytes::Bytes(bytes), event: self.event })
    }

    fn __len__(&self) -> usize {
        self.as_bytes().len()
    }

    fn __bool__(&self) -> bool {
        true
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        self.raw(py)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Frame>().is_ok_and(|other| self.as_bytes() == other.get().as_bytes())
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.raw(py).hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        Ok((py.import("zerocord")?.getattr("decode")?, (self.raw(py),)))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let name = self.t(py)?.map_or_else(|| "None".to_owned(), |name| name.to_string());
        let (s, op) = (self.s(py)?, self.op(py)?);
        let shown =
            |number: Option<u64>| number.map_or_else(|| "None".to_owned(), |number| number.to_string());
        Ok(format!("<Frame t={name} s={} op={} bytes={}>", shown(s), shown(op), self.as_bytes().len()))
    }
}

/// Decodes one frame, given as bytes or as a string. Only the beginning is read; the payload is read when it is requested.
#[pyfunction]
pub fn decode(py: Python<'_>, frame: &Bound<'_, PyAny>) -> PyResult<Frame> {
    let bytes = if let Ok(bytes) = frame.cast::<PyBytes>() {
        FrameBytes::Bytes(bytes.clone().into())
    } else if let Ok(text) = frame.cast::<PyString>() {
        FrameBytes::Text(text.clone().try_into()?)
    } else {
        // A bytearray or a memoryview may change, so it is copied.
        let view = py.import("builtins")?.getattr("memoryview")?.call1((frame,)).map_err(|_| {
            let class = frame.get_type().name().map_or_else(|_| "this".to_owned(), |name| name.to_string());
            PyTypeError::new_err(format!("a frame is bytes or a string, not {class}"))
        })?;
        let bytes = view.call_method0("tobytes")?;
        FrameBytes::Bytes(bytes.cast_into::<PyBytes>()?.into())
    };
    let mut frame = Frame { bytes, event: names::NO_EVENT };
    let envelope = frame.envelope(py)?;
    frame.event = names::event_of(&envelope).map_err(|error| frame.error(py, error))?;
    Ok(frame)
}
