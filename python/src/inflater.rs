//! `zerocord.Inflater`: the gateway's compressed transports.

use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::sync::MutexExt;
use pyo3::types::PyBytes;
use zerocord_firehose::{InflateError, Transport};

use crate::errors::{self, Position};

/// Turns the messages of a compressed gateway connection into frames.
#[pyclass(frozen, module = "zerocord")]
pub struct Inflater {
    inflater: Mutex<zerocord_firehose::Inflater>,
}

#[pymethods]
impl Inflater {
    #[new]
    fn new(transport: &str) -> PyResult<Inflater> {
        let transport = match transport {
            "zlib-stream" => Transport::ZlibStream,
            "zstd-stream" => Transport::ZstdStream,
            "payload" => Transport::Payload,
            _ => {
                return Err(PyValueError::new_err(format!(
                    "the transport must be \"zlib-stream\", \"zstd-stream\" or \"payload\", not {transport:?}"
                )));
            }
        };
        Ok(Inflater { inflater: Mutex::new(zerocord_firehose::Inflater::new(transport)) })
    }

    /// Takes the next message; returns the frame that it completes, or `None` if the frame needs more messages.
    fn push<'py>(&self, py: Python<'py>, message: PyBackedBytes) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let mut inflater = self.inflater.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        match inflater.push(&message) {
            Ok(frame) => Ok(frame.map(|frame| PyBytes::new(py, frame))),
            Err(error) => {
                let kind = match error {
                    InflateError::Corrupt(..) => "damaged",
                    InflateError::CutShort(_) => "cut_short",
                    InflateError::TooLong(_) | InflateError::Ratio { .. } => "frame_too_long",
                    InflateError::Poisoned(_) => "poisoned",
                    _ => "other",
                };
                Err(errors::of_kind(py, kind, error.to_string(), Position::default()))
            }
        }
    }

    /// Begins a new connection, also after an error.
    fn reset(&self, py: Python<'_>) {
        self.inflater.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner).reset();
    }
}
