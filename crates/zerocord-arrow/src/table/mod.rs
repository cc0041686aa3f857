//! Tables, filled frame by frame.

mod derived;
mod plan;
mod rows;
mod set;

pub(crate) use derived::Derived;
pub(crate) use plan::TablePlan;
pub use rows::{RowBuffer, SortedBatches, TableRows};
pub use set::{TableSet, TableSetPlan};

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, SchemaRef};
use zerocord::{Arena, Envelope, Error, EventName, Opcode, RawValue};
use zerocord_schema::Schema;

use crate::column::{Column, Group, RowRange};
use crate::options::{BATCH_BYTES_MAX, FrameColumn, TableError, TableOptions};
use crate::origin::FrameOrigin;
use crate::report::{BadFrameReason, TableReport};
use crate::row::{Notes, Row};
use derived::Derivation;
use plan::{ColumnSlot, RowColumn, Source};

/// Largest `_extra`: paths of unknown keys can make a row longer than its frame.
const EXTRA_BYTES_MAX: usize = 1 << 30;

/// A table of one event: takes frames, returns batches.
///
/// ```
/// use zerocord_arrow::arrow_array::cast::AsArray;
/// use zerocord_arrow::arrow_array::types::UInt64Type;
/// use zerocord_arrow::{Table, TableOptions};
///
/// let options = TableOptions::default().columns(["id", "author.id", "_extra"]);
/// let mut table = Table::of("MESSAGE_CREATE", &options)?;
/// let frame = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"7","author":{"id":"9","mood":"good"},"new":[1]}}"#;
/// assert!(table.push(frame)?);
/// assert!(!table.push(br#"{"t":"TYPING_START","s":2,"op":0,"d":{}}"#)?);
///
/// let batch = table.finish();
/// assert_eq!(batch.num_rows(), 1);
/// assert_eq!(batch.column(0).as_primitive::<UInt64Type>().value(0), 7);
/// let author = batch.column(1).as_struct();
/// assert_eq!(author.column(0).as_primitive::<UInt64Type>().value(0), 9);
/// assert_eq!(batch.column(2).as_string::<i32>().value(0), r#"{"author.mood":"good","new":[1]}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Table {
    plan: Arc<TablePlan>,
    rows: Rows,
    scratch: Scratch,
    report: TableReport,
}

/// The rows of a table that are not in a batch yet.
#[derive(Debug)]
pub(crate) struct Rows {
    group: Group,
    frame_columns: Vec<Column>,
    /// The bytes of the frames and of the values added to them.
    bytes: usize,
}

/// Memory that is reused for each row.
#[derive(Debug, Default)]
struct Scratch {
    arena: Arena,
    notes: Notes,
    text: String,
    absent: Vec<u32>,
    derivation: Derivation,
}

/// The reason why a frame was not added.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// The frame is bad.
    #[error(transparent)]
    BadFrame(#[from] BadFrameReason),
    /// The table has as much as fits into a batch. Call [`finish`](Table::finish) first.
    #[error("the table is full: finish the batch first")]
    Full,
}

impl Table {
    /// The table of an event. `unknown` is the table of all events that the schema does not describe, `other` the table of all
    /// frames that are not events.
    ///
    /// # Errors
    /// [`TableError`] if there is no such event or column, or if a column holds message content that is not
    /// [included](TableOptions::content).
    pub fn of(name: &str, options: &TableOptions) -> Result<Table, TableError> {
        Ok(Table::with_plan(Arc::new(TablePlan::new(name, options)?)))
    }

    /// The tables of all events, then `unknown` and `other`.
    ///
    /// # Errors
    /// As [`of`](Table::of). Selected [columns](TableOptions::columns) must exist in all events.
    pub fn of_all_events(options: &TableOptions) -> Result<Vec<Table>, TableError> {
        let events = Schema::bundled_without_descriptions().events.iter().map(|event| event.name.as_str());
        events.chain(["unknown", "other"]).map(|name| Table::of(name, options)).collect()
    }

    /// An empty table of a plan.
    pub(crate) fn with_plan(plan: Arc<TablePlan>) -> Table {
        let rows = Rows::new(&plan);
        Table { plan, rows, scratch: Scratch::default(), report: TableReport::default() }
    }

    /// The event's name, `unknown` or `other`.
    pub fn name(&self) -> &str {
        &self.plan.name
    }

    /// The schema of the batches.
    pub fn schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }

    /// Number of rows since the last batch.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Whether the rows since the last batch are enough for a batch, by number or by bytes.
    pub fn is_full(&self) -> bool {
        let options = &self.plan.options;
        self.row_count() >= options.batch_rows || self.rows.bytes >= options.batch_bytes
    }

    /// The values and frames that could not be read so far.
    pub fn report(&self) -> &TableReport {
        &self.report
    }

    /// Like [`push_from`](Table::push_from), for a frame of unknown origin.
    ///
    /// # Errors
    /// As [`push_from`](Table::push_from).
    pub fn push(&mut self, frame: &[u8]) -> Result<bool, PushError> {
        self.push_from(frame, &FrameOrigin::default())
    }

    /// Adds a row if the frame belongs to this table. Returns whether it does.
    ///
    /// A value whose type does not match its column is null and counted in the [report](Table::report). A bad frame adds
    /// nothing.
    ///
    /// # Errors
    /// [`PushError::BadFrame`] if the frame is invalid JSON, not a frame, or its payload is not an object; the report counts it.
    /// [`PushError::Full`] once the frames since the last batch exceed 256 MiB, so that the 32-bit offsets of columns cannot
    /// overflow; the frame is not added.
    pub fn push_from(&mut self, frame: &[u8], origin: &FrameOrigin<'_>) -> Result<bool, PushError> {
        let envelope = match Envelope::peek(frame) {
            Ok(envelope) => envelope,
            Err(error) => return Err(self.bad_frame(origin, error)),
        };
        let is_wanted = match Route::of(&envelope) {
            Ok(route) => route == self.route(),
            Err(error) => return Err(self.bad_frame(origin, error)),
        };
        if !is_wanted {
            return Ok(false);
        }
        let is_valid = self.plan.options.validate;
        if is_valid && let Err(error) = zerocord::validate(frame) {
            return Err(self.bad_frame(origin, error));
        }
        self.push_envelope(envelope, origin, is_valid).map(|()| true)
    }

    /// The frames that this table takes.
    pub(crate) fn route(&self) -> Route {
        match self.plan.source {
            Source::Objects(event) | Source::Payloads(event) => Route::Event(event),
            Source::Unknown => Route::Unknown,
            Source::Other => Route::Other,
        }
    }

    /// Whether frames are to be checked as a whole.
    pub(crate) fn validates(&self) -> bool {
        self.plan.options.validate
    }

    fn bad_frame(&mut self, origin: &FrameOrigin<'_>, error: Error) -> PushError {
        let reason = BadFrameReason::Frame(error);
        self.report.add_bad(origin, reason);
        reason.into()
    }

    /// Adds a frame of this table as a row; `is_valid` says whether the whole frame was validated.
    pub(crate) fn push_envelope(
        &mut self,
        envelope: Envelope<'_>,
        origin: &FrameOrigin<'_>,
        is_valid: bool,
    ) -> Result<(), PushError> {
        if self.rows.bytes >= BATCH_BYTES_MAX {
            return Err(PushError::Full);
        }
        let result = self.rows.push(&self.plan, &mut self.scratch, envelope, is_valid);
        self.scratch.arena.reset();
        if let Err(reason) = result {
            self.rows.group.truncate(self.rows.group.len());
            self.report.add_bad(origin, reason);
            return Err(reason.into());
        }
        if self.plan.has_derived {
            self.scratch.derivation.read(envelope.payload());
        }
        self.rows.push_frame_columns(&self.plan, &mut self.scratch, envelope, origin);
        if !self.scratch.notes.wrong.is_empty() {
            self.report.add_wrong(&self.plan.name, &self.plan.paths, origin, &self.scratch.notes.wrong);
        }
        Ok(())
    }

    /// Returns the rows since the last batch and empties the table.
    pub fn finish(&mut self) -> RecordBatch {
        self.rows.finish(&self.plan).unwrap_or_else(|error| {
            // The arrays and the schema are built from the same plan.
            unreachable!("the columns are those of the schema: {error}")
        })
    }

    /// Number of rows that still fit into the batch.
    pub(crate) fn room(&self) -> usize {
        self.plan.options.batch_rows.saturating_sub(self.row_count())
    }

    /// The bytes of the frames since the last batch, and of what was added to them: roughly the memory of the rows.
    pub fn byte_count(&self) -> usize {
        self.rows.bytes
    }
}

/// The tables that a frame could belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The event with this [`EventName::index`].
    Event(usize),
    Unknown,
    Other,
}

impl Route {
    pub(crate) fn of(envelope: &Envelope<'_>) -> Result<Route, Error> {
        let name = envelope.event_name()?;
        match (envelope.opcode()?, name) {
            (Some(Opcode::Dispatch), Some(name)) => Ok(match name.index() {
                Some(index) if is_described(index) => Route::Event(index),
                _ => Route::Unknown,
            }),
            _ => Ok(Route::Other),
        }
    }
}

/// Whether the schema describes the event with this [`EventName::index`].
fn is_described(index: usize) -> bool {
    static DESCRIBED: std::sync::OnceLock<Vec<bool>> = std::sync::OnceLock::new();
    let described = DESCRIBED.get_or_init(|| {
        let schema = Schema::bundled_without_descriptions();
        let is_described =
            |name: EventName<'_>| name.as_known_str().is_some_and(|name| schema.event(name).is_some());
        EventName::all().map(is_described).collect()
    });
    described.get(index).copied().unwrap_or(false)
}

impl Rows {
    fn new(plan: &TablePlan) -> Rows {
        let frame_columns = plan.frame_columns.iter().map(|column| Column::new(&column.plan));
        Rows { group: Group::new(&plan.group), frame_columns: frame_columns.collect(), bytes: 0 }
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.group.len()
    }

    /// Reads a payload into the next row.
    fn push(
        &mut self,
        plan: &TablePlan,
        scratch: &mut Scratch,
        envelope: Envelope<'_>,
        is_valid: bool,
    ) -> Result<(), BadFrameReason> {
        let Scratch { arena, notes, .. } = scratch;
        arena.limits().check_frame(envelope.frame()).map_err(BadFrameReason::Frame)?;
        let mut row = Row::new(arena, &plan.paths, plan.privacy, is_valid, notes);
        let payload = envelope.payload();
        self.read(plan, envelope, payload, &mut row).map_err(BadFrameReason::Frame)?;
        if let Some(fault) = row.fault() {
            return Err(BadFrameReason::Frame(fault));
        }
        if notes.extra.len() > EXTRA_BYTES_MAX {
            return Err(BadFrameReason::RowTooLong);
        }
        Ok(())
    }

    fn read<'a>(
        &mut self,
        plan: &TablePlan,
        envelope: Envelope<'a>,
        payload: RawValue<'a>,
        row: &mut Row<'_, 'a>,
    ) -> Result<(), Error> {
        match plan.source {
            Source::Objects(_) if plan.takes_null && payload.is_null()? => Ok(()),
            Source::Objects(_) => self.group.read(&plan.group, payload, row),
            Source::Payloads(_) => {
                self.group.read_cell(&plan.group, 0, payload, row);
                Ok(())
            }
            Source::Unknown | Source::Other => {
                let number = self.group.len();
                for (key, column) in plan.group.columns.iter().enumerate() {
                    match (plan.source, &column.what) {
                        (_, crate::plan::What::Json { .. }) => {
                            if envelope.has_payload() {
                                self.group.read_cell(&plan.group, key, payload, row);
                            }
                        }
                        (Source::Unknown, _) => {
                            let name = envelope.event_name()?.map(EventName::text).transpose()?;
                            self.group.column_mut(key).push_text(number, name.as_deref());
                        }
                        _ => {
                            let opcode = envelope.opcode()?.map(Opcode::number);
                            self.group.column_mut(key).push_u64(number, opcode);
                        }
                    }
                }
                Ok(())
            }
        }
    }

    /// Ends the row with the columns that describe the frame.
    fn push_frame_columns(
        &mut self,
        plan: &TablePlan,
        scratch: &mut Scratch,
        envelope: Envelope<'_>,
        origin: &FrameOrigin<'_>,
    ) {
        let row = self.len();
        self.group.end();
        self.bytes += envelope.frame().len() + 16;
        for (column, plan_of_column) in self.frame_columns.iter_mut().zip(&plan.frame_columns) {
            let frame_column = match plan_of_column.column {
                RowColumn::Frame(column) => column,
                RowColumn::Derived(derived) => {
                    scratch.derivation.push(derived, column, row);
                    continue;
                }
            };
            match frame_column {
                FrameColumn::Seq => {
                    let sequence = envelope.sequence().unwrap_or_else(|error| {
                        scratch.notes.wrong.push((plan_of_column.plan.path, error.offset() as u32));
                        None
                    });
                    column.push_u64(row, sequence);
                }
                FrameColumn::Shard => column.push_u64(row, origin.shard.map(u64::from)),
                FrameColumn::Line => column.push_u64(row, origin.line),
                FrameColumn::Offset => column.push_u64(row, origin.offset),
                FrameColumn::Received => {
                    column.push_i64(row, origin.received.map(|time| time.unix_micros()));
                }
                FrameColumn::Session | FrameColumn::File => {
                    let text = if frame_column == FrameColumn::File { origin.file } else { origin.session };
                    self.bytes += text.map_or(0, str::len);
                    column.push_text(row, text);
                }
                FrameColumn::Extra => {
                    let extra = std::str::from_utf8(&scratch.notes.extra).unwrap_or_default();
                    self.bytes += extra.len();
                    if !extra.is_empty() {
                        scratch.text.clear();
                        scratch.text.extend(["{", extra, "}"]);
                        column.push_text(row, Some(&scratch.text));
                    }
                }
                FrameColumn::Absent => {
                    let (absent, paths) = (&mut scratch.absent, &plan.paths.list);
                    absent.clear();
                    self.group.each_absent(&plan.group, &plan.group.roots, &mut |path| absent.push(path));
                    let names = absent.iter().map(|path| paths[*path as usize].0.as_str());
                    self.bytes += names.clone().map(str::len).sum::<usize>();
                    column.push_texts(row, names);
                }
            }
        }
    }

    /// Adds rows of tables with the same plan.
    fn append(&mut self, parts: &[&Rows], ranges: &[RowRange]) {
        let row = self.len();
        for (index, column) in self.frame_columns.iter_mut().enumerate() {
            let columns: Vec<&Column> = parts.iter().map(|part| &part.frame_columns[index]).collect();
            column.append(row, &columns, ranges);
        }
        let groups: Vec<&Group> = parts.iter().map(|part| &part.group).collect();
        self.group.append(&groups, ranges);
    }

    /// Adds `count` to the line numbers from the row `row` on.
    fn shift_lines(&mut self, plan: &TablePlan, row: usize, count: u64) {
        for (column, plan) in self.frame_columns.iter_mut().zip(&plan.frame_columns) {
            if plan.column == RowColumn::Frame(FrameColumn::Line) {
                column.shift_from(row, count);
            }
        }
    }

    fn finish(&mut self, plan: &TablePlan) -> Result<RecordBatch, ArrowError> {
        let rows = self.len();
        let mut arrays = Vec::with_capacity(plan.order.len());
        for (slot, field) in plan.order.iter().zip(plan.schema.fields()) {
            arrays.push(match *slot {
                ColumnSlot::Group(key) => self.group.finish_key(&plan.group, key, field)?,
                ColumnSlot::Frame(index) => {
                    self.frame_columns[index].finish(&plan.frame_columns[index].plan.what, field, rows)?
                }
            });
        }
        self.group.clear();
        self.bytes = 0;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(plan.schema.clone(), arrays, &options)
    }
}
