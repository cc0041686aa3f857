//! Rows of a table while they are read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, Field, FieldRef, SchemaRef};
use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule};
use zerocord_arrow::{SourcePosition, TableReport};

use crate::cells;
use crate::errors;
use crate::feed::Feed;

/// What to do about frames and values that cannot be read.
#[derive(Clone, Copy, PartialEq)]
pub enum OnBad {
    Raise,
    Warn,
    Ignore,
}

impl OnBad {
    pub fn named(name: &str) -> PyResult<OnBad> {
        match name {
            "raise" => Ok(OnBad::Raise),
            "warn" => Ok(OnBad::Warn),
            "ignore" => Ok(OnBad::Ignore),
            _ => Err(PyValueError::new_err(format!(
                "errors must be \"raise\", \"warn\" or \"ignore\", not {name:?}"
            ))),
        }
    }
}

/// An iterator of batches, which is also an Arrow stream.
#[pyclass(frozen, module = "zerocord._zerocord")]
pub struct Reader(Arc<Rows>);

struct Rows {
    feed: Feed<RecordBatch>,
    schema: SchemaRef,
    report: Arc<Mutex<TableReport>>,
    on_bad: OnBad,
    /// Whether another library reads the stream: it makes strings of exceptions.
    is_foreign: bool,
    is_ended: AtomicBool,
    failure: Mutex<Option<PyErr>>,
}

impl Reader {
    pub fn new(
        feed: Feed<RecordBatch>,
        schema: SchemaRef,
        report: Arc<Mutex<TableReport>>,
        on_bad: OnBad,
        is_foreign: bool,
    ) -> Reader {
        Reader(Arc::new(Rows {
            feed,
            schema,
            report,
            on_bad,
            is_foreign,
            is_ended: AtomicBool::new(false),
            failure: Mutex::new(None),
        }))
    }
}

impl Rows {
    fn report(&self) -> TableReport {
        self.report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn next(&self, py: Python<'_>) -> PyResult<Option<RecordBatch>> {
        let batch = self.feed.next(py)?;
        if batch.is_some() && self.on_bad != OnBad::Raise {
            return Ok(batch);
        }
        let report = self.report();
        let has_ended = batch.is_none() && !self.is_ended.swap(true, Ordering::Relaxed);
        match self.on_bad {
            OnBad::Raise if !report.is_clean() => Err(errors::of_report(py, &report)),
            OnBad::Warn if has_ended && !report.is_clean() => {
                py.import("zerocord._errors")?.call_method1("warn", (summary(&report),))?;
                Ok(None)
            }
            _ => Ok(batch),
        }
    }

    /// As [`next`](Rows::next), for another library. Keeps the exception.
    fn next_array(&self) -> Option<Result<ArrayRef, ArrowError>> {
        Python::attach(|py| match self.next(py) {
            Ok(batch) => batch.map(|batch| Ok(Arc::new(StructArray::from(batch)) as ArrayRef)),
            Err(error) => {
                let is_interrupt = error.is_instance_of::<PyKeyboardInterrupt>(py);
                let message =
                    if is_interrupt { "interrupted".to_owned() } else { error.value(py).to_string() };
                if self.is_foreign && is_interrupt {
                    // The library will report an error of its own; then the interrupt is raised again.
                    drop(py.import("_thread").and_then(|module| module.call_method0("interrupt_main")));
                }
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                Some(Err(ArrowError::ExternalError(message.into())))
            }
        })
    }
}

fn field_of(schema: &SchemaRef) -> FieldRef {
    let field = Field::new_struct("", schema.fields().clone(), false);
    field.with_metadata(schema.metadata().clone()).into()
}

/// What could not be read, in a few lines.
fn summary(report: &TableReport) -> String {
    let mut lines = Vec::new();
    if report.bad_frames > 0 {
        let plural = if report.bad_frames == 1 { "frame became" } else { "frames became" };
        lines.push(format!("{} bad {plural} no row", report.bad_frames));
        lines.extend(report.first_bad.iter().take(3).map(|bad| format!("  {bad}")));
    }
    if !report.wrong.is_empty() {
        lines.push("some values do not have the type of their column and are null".to_owned());
        lines.extend(report.wrong.iter().take(3).map(|wrong| format!("  {wrong}")));
    }
    lines.join("\n")
}

#[pymethods]
impl Reader {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Batch>> {
        Ok(self.0.next(py)?.map(Batch::new))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.0.schema.as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let rows = self.0.clone();
        let arrays = std::iter::from_fn(move || rows.next_array());
        let reader = ArrayIterator::new(arrays, field_of(&self.0.schema));
        to_stream_pycapsule(py, Box::new(reader), requested_schema)
    }

    /// The exception that ended the stream.
    fn take_failure(&self) -> Option<PyErr> {
        self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// What could not be read so far.
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let report = self.0.report();
        let position = |at: &SourcePosition| {
            let dict = PyDict::new(py);
            dict.set_item("file", at.file.as_deref())?;
            dict.set_item("line", at.line)?;
            dict.set_item("offset", at.byte)?;
            PyResult::Ok(dict)
        };
        let first_bad = PyList::empty(py);
        for bad in &report.first_bad {
            let dict = position(&bad.position)?;
            dict.set_item("reason", bad.reason.to_string())?;
            first_bad.append(dict)?;
        }
        let wrong_values = PyList::empty(py);
        for wrong in &report.wrong {
            let dict = PyDict::new(py);
            dict.set_item("column", &wrong.path)?;
            dict.set_item("expected", &*wrong.expected)?;
            dict.set_item("count", wrong.count)?;
            let first = wrong.first.iter().map(position).collect::<PyResult<Vec<_>>>()?;
            dict.set_item("first", first)?;
            wrong_values.append(dict)?;
        }
        let dict = PyDict::new(py);
        dict.set_item("bad_frames", report.bad_frames)?;
        dict.set_item("first_bad", first_bad)?;
        dict.set_item("wrong_values", wrong_values)?;
        Ok(dict)
    }
}

/// Some rows of a table, in Arrow's memory layout.
#[pyclass(frozen, module = "zerocord")]
pub struct Batch {
    batch: RecordBatch,
}

impl Batch {
    pub fn new(batch: RecordBatch) -> Batch {
        Batch { batch }
    }
}

#[pymethods]
impl Batch {
    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.batch.schema_ref().as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, pyo3::types::PyTuple>> {
        let array = StructArray::from(self.batch.clone());
        to_array_pycapsules(py, field_of(self.batch.schema_ref()), &array, requested_schema)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let array: ArrayRef = Arc::new(StructArray::from(self.batch.clone()));
        let reader = ArrayIterator::new(std::iter::once(Ok(array)), field_of(self.batch.schema_ref()));
        to_stream_pycapsule(py, Box::new(reader), requested_schema)
    }

    /// The rows as dictionaries.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        cells::rows(py, &self.batch)
    }

    /// The columns as a dictionary of lists.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        cells::columns(py, &self.batch)
    }
}
