//! A table: its event, its columns, and how its rows are read.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Fields, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::to_schema_pycapsule;
use zerocord_arrow::{
    BadFrameReason, FrameOrigin, Table, TableError, TableOptions, TableReport, TableRows, TableSet,
    TableSetPlan,
};
use zerocord_firehose::{Chunk, FrameFault, Options};

use crate::errors;
use crate::feed::{Feed, FeedSender, Stop};
use crate::filter::RowFilter;
use crate::reader::{Batch, OnBad, Reader};
use crate::source::{Source, ThreadCount};

/// The table of an event.
#[pyclass(frozen, module = "zerocord._zerocord")]
pub struct TableSpec {
    event: String,
    plan: TableSetPlan,
    schema: SchemaRef,
}

#[pymethods]
impl TableSpec {
    #[new]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments in Python")]
    #[pyo3(signature = (event, columns, *, depth, content, derive, presence, validate))]
    fn new(
        py: Python<'_>,
        event: &str,
        columns: Option<Vec<String>>,
        depth: usize,
        content: bool,
        derive: bool,
        presence: Option<bool>,
        validate: bool,
    ) -> PyResult<TableSpec> {
        if !(1..=16).contains(&depth) {
            return Err(PyValueError::new_err("the depth must be from 1 to 16"));
        }
        let mut options =
            TableOptions::default().depth(depth).content(content).derive(derive).validate(validate);
        if let Some(columns) = columns {
            options = options.columns(columns);
        }
        if let Some(presence) = presence {
            options = options.presence(presence);
        }
        let table = Table::of(event, &options).map_err(|error| of_table(py, &error))?;
        let schema = table.schema();
        Ok(TableSpec { event: event.to_owned(), plan: TableSetPlan::new(&[table]), schema })
    }

    /// The name of the event.
    #[getter]
    fn event(&self) -> &str {
        &self.event
    }

    /// The names of the columns, and their types.
    fn fields(&self) -> Vec<(String, String)> {
        let fields = self.schema.fields().iter();
        fields.map(|field| (field.name().clone(), type_name(field))).collect()
    }

    /// A batch without rows.
    fn empty(&self) -> Batch {
        Batch::new(RecordBatch::new_empty(self.schema.clone()))
    }

    /// The paths of all columns, and their types.
    fn columns(&self) -> Vec<(String, String)> {
        let mut columns = Vec::new();
        add_columns(self.schema.fields(), "", &mut columns);
        columns
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    /// Whether rows can be chosen by these conditions while they are read.
    fn can_filter(&self, conditions: Vec<(String, String, Vec<i128>)>) -> bool {
        RowFilter::new(&self.event, &self.schema, conditions).is_ok()
    }

    /// Starts to read rows.
    #[expect(clippy::too_many_arguments, reason = "keyword arguments in Python")]
    #[pyo3(signature = (sources, *, conditions, limit, threads, progress, on_bad, is_foreign))]
    fn read(
        &self,
        sources: Vec<Source>,
        conditions: Vec<(String, String, Vec<i128>)>,
        limit: Option<usize>,
        threads: ThreadCount,
        progress: Option<Py<PyAny>>,
        on_bad: &str,
        is_foreign: bool,
    ) -> PyResult<Reader> {
        let on_bad = OnBad::named(on_bad)?;
        let filter = match conditions.is_empty() {
            true => None,
            false => Some(RowFilter::new(&self.event, &self.schema, conditions)?),
        };
        let report = Arc::new(Mutex::new(TableReport::default()));
        let mut rows = RowReader {
            options: Options::default().with_threads(threads.0),
            table: self.plan.make_table(0),
            plan: self.plan.clone(),
            filter,
            rows_left: limit.unwrap_or(usize::MAX),
            report: report.clone(),
            // A batch is sent when it is full, or after the last source.
            sources_left: sources.len(),
        };
        let read = move |source: Source, file: Option<Arc<str>>, sender: &FeedSender<_>| {
            rows.read(source, file.as_deref(), sender)
        };
        let feed = Feed::start(sources, progress, read)?;
        Ok(Reader::new(feed, self.schema.clone(), report, on_bad, is_foreign))
    }
}

/// Reads sources into one table.
struct RowReader {
    options: Options,
    table: Table,
    plan: TableSetPlan,
    filter: Option<RowFilter>,
    rows_left: usize,
    report: Arc<Mutex<TableReport>>,
    sources_left: usize,
}

/// The rows of one chunk; lines are counted from its first line.
struct Piece {
    rows: Vec<(usize, TableRows)>,
    report: TableReport,
}

impl RowReader {
    fn read(
        &mut self,
        source: Source,
        file: Option<&str>,
        sender: &FeedSender<RecordBatch>,
    ) -> Result<(), Stop> {
        let RowReader { options, table, plan, filter, rows_left, report: shared, sources_left } = self;
        *sources_left -= 1;
        if *rows_left == 0 {
            return Err(Stop::Enough);
        }
        let send = |table: &mut Table, rows_left: &mut usize| {
            let mut batch = table.finish();
            if batch.num_rows() > *rows_left {
                batch = batch.slice(0, *rows_left);
            }
            *rows_left -= batch.num_rows();
            let is_last = *rows_left == 0;
            sender.send(batch)?;
            if is_last { Err(Stop::Enough) } else { Ok(()) }
        };
        let result = source.open().map_err(Stop::from).and_then(|recording| {
            recording.map_chunks(
                options,
                || plan.make_set(),
                |tables, chunk| read_chunk(tables, filter.as_ref(), file, chunk),
                |delivery| {
                    sender.set_bytes(delivery.bytes_done);
                    let Piece { rows, mut report } = delivery.value;
                    if !report.is_clean() {
                        report.shift_lines(delivery.line_before);
                        shared.lock().unwrap_or_else(PoisonError::into_inner).merge(report);
                    }
                    for (_, rows) in rows {
                        table.append_rows(&rows, delivery.line_before);
                        if table.is_full() || table.row_count() >= *rows_left {
                            send(table, rows_left)?;
                        }
                    }
                    Ok(())
                },
            )
        });
        // Rows before a failure are complete.
        let is_last = *sources_left == 0 || matches!(result, Err(Stop::Failed(_)));
        if is_last && table.row_count() > 0 && !matches!(result, Err(Stop::Enough)) {
            send(table, rows_left)?;
        }
        result
    }
}

fn read_chunk(
    tables: &mut TableSet,
    filter: Option<&RowFilter>,
    file: Option<&str>,
    chunk: &Chunk<'_>,
) -> Piece {
    let origin = |line, offset| FrameOrigin { file, line, offset, ..FrameOrigin::default() };
    if chunk.is_too_long() {
        tables.reject(&origin(Some(1), None), BadFrameReason::Reader(FrameFault::TooLong));
    }
    let mut frames = chunk.frames();
    while let Some(frame) = frames.next() {
        let origin = origin(Some(frames.line_number()), Some(frames.line_offset() as u64));
        if frames.is_torn() {
            tables.reject(&origin, BadFrameReason::Reader(FrameFault::Torn));
        } else if !filter.is_some_and(|filter| filter.excludes(frame)) {
            // A fault is in the report of the tables.
            let _: Result<bool, BadFrameReason> = tables.push_from(frame, &origin);
        }
    }
    Piece { rows: tables.take_rows(), report: tables.take_report() }
}

fn add_columns(fields: &Fields, path: &str, columns: &mut Vec<(String, String)>) {
    for field in fields {
        let path = if path.is_empty() { field.name().clone() } else { format!("{path}.{}", field.name()) };
        match field.data_type() {
            DataType::Struct(fields) => add_columns(fields, &path, columns),
            _ => columns.push((path, type_name(field))),
        }
    }
}

fn type_name(field: &Field) -> String {
    match field.data_type() {
        DataType::List(element) => format!("list of {}", type_name(element)),
        DataType::Map(..) => "map".to_owned(),
        DataType::Struct(_) => "struct".to_owned(),
        DataType::Timestamp(..) => "timestamp".to_owned(),
        DataType::Utf8 if field.extension_type_name() == Some("arrow.json") => "json".to_owned(),
        DataType::Utf8 => "string".to_owned(),
        other => other.to_string().to_lowercase(),
    }
}

fn of_table(py: Python<'_>, error: &TableError) -> PyErr {
    let kind = match error {
        TableError::UnknownTable(_) => "unknown_event",
        TableError::UnknownColumn { .. } => "unknown_column",
        TableError::Private(_) => "private_column",
        TableError::Repeated(_) => "repeated_column",
        TableError::Empty => "no_columns",
        TableError::TooManyColumns => "too_many_columns",
        _ => "other",
    };
    let path = match error {
        TableError::UnknownTable(name) | TableError::Private(name) | TableError::Repeated(name) => {
            Some(name.clone())
        }
        TableError::UnknownColumn { column, .. } => Some(column.clone()),
        _ => None,
    };
    errors::of_table(py, kind, error.to_string(), path)
}
