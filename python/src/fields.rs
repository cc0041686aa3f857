//! `zerocord.fieldgetter`: the same fields of many frames, each frame read once.

use std::sync::OnceLock;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use zerocord::view::Projection;
use zerocord::{Arena, EventName};
use zerocord_schema::Kind;

use crate::frame::Frame;
use crate::names::EventIndex;
use crate::value::{self, Fault};

/// A function of a frame: `FieldGetter("id", "author.id")(frame)` is a tuple of both values.
#[pyclass(frozen, module = "zerocord", name = "fieldgetter")]
pub struct FieldGetter {
    projection: Projection,
    /// The types of the paths, for each event once they are needed; the last ones are those of unknown events.
    kinds: Box<[OnceLock<PathKinds>]>,
}

/// The type of each path; `None` if it is not known.
type PathKinds = Box<[Option<&'static Kind>]>;

impl FieldGetter {
    fn kinds(&self, event: EventIndex) -> &[Option<&'static Kind>] {
        let kinds = &self.kinds[usize::from(event).min(EventName::COUNT)];
        kinds.get_or_init(|| {
            let payload = value::payload_kind(event);
            let kind_at = |path: &str| path.split('.').fold(payload, value::member_kind);
            self.projection.paths().map(kind_at).collect()
        })
    }
}

#[pymethods]
impl FieldGetter {
    #[new]
    #[pyo3(signature = (path, *paths))]
    fn new(path: String, paths: Vec<String>) -> PyResult<FieldGetter> {
        let paths = std::iter::once(path).chain(paths);
        let projection = Projection::new(paths).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(FieldGetter { projection, kinds: (0..=EventName::COUNT).map(|_| OnceLock::new()).collect() })
    }

    /// The values of the paths; `None` for one that is absent or null. With a single path, the value itself.
    fn __call__<'py>(&self, frame: &Bound<'py, Frame>) -> PyResult<Bound<'py, PyAny>> {
        let py = frame.py();
        let raise = |error| value::raise(frame, Fault::Frame(error), 0);
        let payload = frame.get().envelope(py)?.payload();
        let arena = Arena::new();
        let row = self.projection.project(payload, &arena).map_err(raise)?;
        let kinds = self.kinds(frame.get().event());
        let cell = |index: usize| match row.value(index).map_err(raise)? {
            Some(value) => value::to_python_in(frame, value, kinds[index], &arena),
            None => Ok(py.None().into_bound(py)),
        };
        if kinds.len() == 1 {
            return cell(0);
        }
        let values = (0..kinds.len()).map(cell).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, values)?.into_any())
    }

    fn __repr__(&self) -> String {
        let paths: Vec<String> = self.projection.paths().map(|path| format!("{path:?}")).collect();
        format!("fieldgetter({})", paths.join(", "))
    }
}
