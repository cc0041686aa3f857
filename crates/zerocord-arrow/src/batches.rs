//! Recordings to batches, in parallel and in order.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use crossbeam_channel::{Receiver, Sender, bounded};
use zerocord_firehose::{Chunk, Delivery, FrameFault, Options, Recording};

use crate::origin::FrameOrigin;
use crate::report::{BadFrameReason, TableReport};
use crate::table::{Table, TableRows, TableSet, TableSetPlan};

/// The maximum number of finished batches that wait for the reader.
const BATCHES_WAITING: usize = 2;

/// The maximum number of bytes in the rows of all tables. Above it, the largest batch ends early.
const HELD_BYTES_MAX: usize = 128 << 20;

/// Options for reading a recording into batches.
#[derive(Clone, Debug, Default)]
pub struct BatchOptions {
    reading: Options,
    file: Option<String>,
}

impl BatchOptions {
    /// Sets the number of threads, the buffer size and the longest frame.
    #[must_use]
    pub fn reading(mut self, reading: Options) -> BatchOptions {
        self.reading = reading;
        self
    }

    /// Sets the name of the recording, for `_file` and for reports.
    #[must_use]
    pub fn file(mut self, file: impl Into<String>) -> BatchOptions {
        self.file = Some(file.into());
        self
    }
}

/// Reads recordings into batches.
///
/// ```
/// use zerocord_arrow::arrow_array::RecordBatchReader;
/// use zerocord_arrow::{IntoBatches, Table, TableOptions};
/// use zerocord_firehose::Recording;
///
/// let frames = br#"{"t":"TYPING_START","s":1,"op":0,"d":{"channel_id":"7","user_id":"9","timestamp":1767752156}}"#;
/// let table = Table::of("TYPING_START", &TableOptions::default().columns(["user_id", "timestamp", "_line"]))?;
/// let mut batches = Recording::from_reader(&frames[..]).into_batches(table);
/// assert_eq!(batches.schema().fields().len(), 3);
/// let rows: usize = batches.by_ref().map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum();
/// assert_eq!(rows, 1);
/// assert!(batches.report().is_clean());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait IntoBatches: Sized {
    /// Returns the rows of one table, in the order of the recording. Several threads read.
    fn into_batches(self, table: Table) -> Batches {
        self.into_batches_with(table, &BatchOptions::default())
    }

    /// Like [`into_batches`](IntoBatches::into_batches), with options.
    fn into_batches_with(self, table: Table, options: &BatchOptions) -> Batches {
        let schema = table.schema();
        Batches { schema, batches: self.into_batches_of(vec![table], options) }
    }

    /// Returns the rows of several tables in one pass over the recording. The batches of each table are in the order of the
    /// recording; batches of different tables come when they are full.
    fn into_batches_of(self, tables: Vec<Table>, options: &BatchOptions) -> TableBatches;
}

impl IntoBatches for Recording {
    fn into_batches_of(self, tables: Vec<Table>, options: &BatchOptions) -> TableBatches {
        let (sender, receiver) = bounded(BATCHES_WAITING);
        let report = Arc::new(Mutex::new(TableReport::default()));
        let schemas = tables.iter().map(Table::schema).collect();
        let (options, shared) = (options.clone(), report.clone());
        let failed = sender.clone();
        let read = move || {
            if let Err(Ended::Failed(error)) = read(self, tables, &options, &sender, &shared) {
                // The receiver may have been dropped.
                let _ = sender.send(Err(ArrowError::from(error)));
            }
        };
        if let Err(error) = thread::Builder::new().name("batches".to_owned()).spawn(read) {
            let _ = failed.send(Err(ArrowError::from(error)));
        }
        TableBatches { receiver, schemas, report }
    }
}

/// Batches of one table; a [`RecordBatchReader`].
///
/// A thread reads a few batches ahead. If reading fails, all rows before the failure are returned first, then the error.
/// Dropping the value ends the thread.
#[derive(Debug)]
pub struct Batches {
    schema: SchemaRef,
    batches: TableBatches,
}

impl Batches {
    /// What could not be read so far. Complete once the iterator has ended.
    pub fn report(&self) -> TableReport {
        self.batches.report()
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batches.next().map(|batch| batch.map(|batch| batch.batch))
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

/// Batches of several tables, in one stream.
///
/// Reads ahead and reports errors like [`Batches`].
#[derive(Debug)]
pub struct TableBatches {
    receiver: Receiver<Result<TableBatch, ArrowError>>,
    schemas: Vec<SchemaRef>,
    report: Arc<Mutex<TableReport>>,
}

/// A batch of one of several tables.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TableBatch {
    /// The index of the table in the list that was given.
    pub table: usize,
    /// The batch.
    pub batch: RecordBatch,
}

impl TableBatches {
    /// The schemas of the tables, in their order.
    pub fn schemas(&self) -> &[SchemaRef] {
        &self.schemas
    }

    /// What could not be read so far. Complete once the iterator has ended.
    pub fn report(&self) -> TableReport {
        self.report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Iterator for TableBatches {
    type Item = Result<TableBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.receiver.recv().ok()
    }
}

/// The reason why reading ended early.
enum Ended {
    Failed(io::Error),
    /// The receiver was dropped.
    Dropped,
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Ended {
        Ended::Failed(error)
    }
}

/// The result of one chunk; lines are counted from the first line of the chunk.
struct Piece {
    rows: Vec<(usize, TableRows)>,
    report: TableReport,
}

fn read(
    recording: Recording,
    mut tables: Vec<Table>,
    options: &BatchOptions,
    sender: &Sender<Result<TableBatch, ArrowError>>,
    shared: &Mutex<TableReport>,
) -> Result<(), Ended> {
    let plan = TableSetPlan::new(&tables);
    let init = || Worker { tables: plan.make_set(), file: options.file.as_deref() };
    let send = |index: usize, table: &mut Table| {
        let batch = TableBatch { table: index, batch: table.finish() };
        sender.send(Ok(batch)).map_err(|_| Ended::Dropped)
    };
    let deliver = |delivery: Delivery<Piece>| {
        let Delivery { value: Piece { rows, mut report }, line_before, .. } = delivery;
        if !report.is_clean() {
            report.shift_lines(line_before);
            shared.lock().unwrap_or_else(PoisonError::into_inner).merge(report);
        }
        for (index, rows) in rows {
            let table = &mut tables[index];
            let mut row = 0;
            while row < rows.len() {
                let end = rows.len().min(row + table.room());
                table.append_range(&rows, row..end, line_before);
                row = end;
                if table.is_full() {
                    send(index, table)?;
                }
            }
        }
        if tables.iter().map(Table::byte_count).sum::<usize>() > HELD_BYTES_MAX
            && let Some((index, table)) =
                tables.iter_mut().enumerate().max_by_key(|(_, table)| table.byte_count())
        {
            send(index, table)?;
        }
        Ok(())
    };
    let result = recording.map_chunks(&options.reading, init, Worker::read, deliver);
    // Rows read before an error are complete.
    if !matches!(result, Err(Ended::Dropped)) {
        for (index, table) in tables.iter_mut().enumerate().filter(|(_, table)| table.row_count() > 0) {
            send(index, table)?;
        }
    }
    result
}

/// The state of one thread.
struct Worker<'w> {
    tables: TableSet,
    file: Option<&'w str>,
}

impl Worker<'_> {
    fn read(&mut self, chunk: &Chunk<'_>) -> Piece {
        if chunk.is_too_long() {
            let origin = FrameOrigin { file: self.file, line: Some(1), ..FrameOrigin::default() };
            self.tables.reject(&origin, BadFrameReason::Reader(FrameFault::TooLong));
        }
        let mut frames = chunk.frames();
        while let Some(frame) = frames.next() {
            let origin = FrameOrigin {
                file: self.file,
                line: Some(frames.line_number()),
                offset: Some(frames.line_offset() as u64),
                ..FrameOrigin::default()
            };
            match frames.is_torn() {
                true => self.tables.reject(&origin, BadFrameReason::Reader(FrameFault::Torn)),
                // A fault is in the report of the tables.
                false => drop(self.tables.push_from(frame, &origin)),
            }
        }
        Piece { rows: self.tables.take_rows(), report: self.tables.take_report() }
    }
}
