//! The same fields of many frames, each frame read once: `zerocord.fieldgetter` and `zerocord.fields`.

use std::sync::{Arc, OnceLock};

use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use zerocord::view::Projection;
use zerocord::{Arena, Envelope, EventName, RawValue};
use zerocord_schema::Kind;

use crate::block::{Block, NO_VALUE};
use crate::errors;
use crate::frame::Frame;
use crate::frames::Frames;
use crate::names::EventIndex;
use crate::source::{Source, ThreadCount};
use crate::value::{self, Fault, Owner};

/// Paths of keys, with their types.
struct Paths {
    projection: Projection,
    /// The types of the paths, for each event once they are needed; the last ones are those of unknown events.
    kinds: Box<[OnceLock<PathKinds>]>,
}

/// The type of each path; `None` if it is not known.
type PathKinds = Box<[Option<&'static Kind>]>;

impl Paths {
    fn new(paths: impl IntoIterator<Item = String>) -> PyResult<Paths> {
        let projection = Projection::new(paths).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Paths { projection, kinds: (0..=EventName::COUNT).map(|_| OnceLock::new()).collect() })
    }

    fn kinds(&self, event: EventIndex) -> &[Option<&'static Kind>] {
        let kinds = &self.kinds[usize::from(event).min(EventName::COUNT)];
        kinds.get_or_init(|| {
            let payload = value::payload_kind(event);
            let kind_at = |path: &str| path.split('.').fold(payload, value::member_kind);
            self.projection.paths().map(kind_at).collect()
        })
    }
}

/// A function of a frame: `FieldGetter("id", "author.id")(frame)` is a tuple of both values.
#[pyclass(frozen, module = "zerocord", name = "fieldgetter")]
pub struct FieldGetter(Paths);

#[pymethods]
impl FieldGetter {
    #[new]
    #[pyo3(signature = (path, *paths))]
    fn new(path: String, paths: Vec<String>) -> PyResult<FieldGetter> {
        Paths::new(std::iter::once(path).chain(paths)).map(FieldGetter)
    }

    /// The values of the paths; `None` for one that is absent or null. With a single path, the value itself.
    fn __call__<'py>(&self, frame: &Bound<'py, Frame>) -> PyResult<Bound<'py, PyAny>> {
        let py = frame.py();
        let raise = |error| value::raise(frame, Fault::Frame(error), 0);
        let payload = frame.get().envelope(py)?.payload();
        let arena = Arena::new();
        let row = self.0.projection.project(payload, &arena).map_err(raise)?;
        let kinds = self.0.kinds(frame.get().event());
        let cell = |index: usize| match row.value(index).map_err(raise)? {
            Some(value) => value::to_python_in(Owner::Frame(frame), value, kinds[index], &arena),
            None => Ok(py.None().into_bound(py)),
        };
        if kinds.len() == 1 {
            return cell(0);
        }
        let values = (0..kinds.len()).map(cell).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, values)?.into_any())
    }

    fn __repr__(&self) -> String {
        let paths: Vec<String> = self.0.projection.paths().map(|path| format!("{path:?}")).collect();
        format!("fieldgetter({})", paths.join(", "))
    }
}

/// An iterator of tuples of fields. Several threads read ahead, and find the fields.
#[pyclass(frozen, module = "zerocord")]
pub struct FieldRows {
    frames: Frames,
    paths: Paths,
}

/// Reads fields of the frames of these sources.
#[pyfunction]
#[pyo3(signature = (sources, events, paths, skips_bad, threads, progress))]
pub fn read_fields(
    sources: Vec<Source>,
    events: Vec<String>,
    paths: Vec<String>,
    skips_bad: bool,
    threads: ThreadCount,
    progress: Option<Py<PyAny>>,
) -> PyResult<FieldRows> {
    let paths = Paths::new(paths)?;
    let projection = Some(paths.projection.clone());
    let frames = Frames::open(sources, Some(events), projection, skips_bad, threads, progress)?;
    Ok(FieldRows { frames, paths })
}

impl FieldRows {
    fn row<'py>(&self, py: Python<'py>, block: &Arc<Block>, index: u32) -> PyResult<Bound<'py, PyTuple>> {
        let frame = block.frame(index);
        let raise = |error| errors::of_frame(py, error, frame, block.position(index));
        let arena = Arena::new();
        let Some(places) = block.values(index) else {
            return Err(self.fault(py, block, index));
        };
        let kinds = self.paths.kinds(block.place(index).event);
        let cells = places.iter().zip(kinds).map(|(&place, &kind)| {
            if place == NO_VALUE {
                return Ok(py.None().into_bound(py));
            }
            let value = RawValue::new(&frame[place as usize..]).map_err(raise)?;
            value::to_python_in(Owner::Block(py, block, index), value, kind, &arena)
        });
        PyTuple::new(py, cells.collect::<PyResult<Vec<_>>>()?)
    }

    /// Why the values of a frame were not found.
    #[cold]
    fn fault(&self, py: Python<'_>, block: &Block, index: u32) -> PyErr {
        let frame = block.frame(index);
        let arena = Arena::new();
        let found = Envelope::peek(frame).and_then(|envelope| {
            let row = self.paths.projection.project(envelope.payload(), &arena)?;
            (0..self.paths.projection.len()).try_for_each(|index| row.value(index).map(drop))
        });
        match found {
            Err(error) => errors::of_frame(py, error, frame, block.position(index)),
            Ok(()) => {
                errors::of_kind(py, "other", "the fields were not found".to_owned(), block.position(index))
            }
        }
    }
}

#[pymethods]
impl FieldRows {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        while let Some((block, index)) = self.frames.next_place(py)? {
            match self.row(py, &block, index) {
                Ok(row) => return Ok(Some(row)),
                Err(error) if is_of_frame(py, &error) => self.frames.reject(|| error)?,
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// The number of bad frames so far.
    #[getter]
    fn bad_frames(&self) -> u64 {
        self.frames.bad_frame_count()
    }
}

/// Whether an exception is about a value of the frame: `zerocord.Error`, or a time that Python does not have.
fn is_of_frame(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<PyValueError>(py) || error.is_instance_of::<PyOverflowError>(py)
}
