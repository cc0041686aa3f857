//! Writes rows as Arrow batches: Parquet files, Arrow files and Arrow streams.

use std::io::{self, Write};
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray, MapArray, RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use zerocord::{Arena, Decoder, Envelope};
use zerocord_arrow::{
    BadFrameReason, FrameOrigin, RowBuffer, Table, TableOptions, TableReport, TableRows, TableSet,
    TableSetPlan,
};
use zerocord_firehose::Chunk;

use super::{Arguments, RowFormat, Selection};
use crate::choice::{Chooser, Progress};
use crate::columnar::flat::within;
use crate::columnar::{BATCH_ROWS, BatchWriter, ParquetOptions, of_arrow};
use crate::exit::Exit;
use crate::input::bad_frames::Fault;
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::input::{Mapped, Order, new_decoder};
use crate::output::Output;
use crate::output::console::say;
use crate::question::shard::{ShardCount, ShardReader};
use crate::question::spelling::{PathTarget, normalize};
use crate::question::unmatched::Searched;
use crate::question::window::{Clock, Timed, WindowSide};

/// The number of batches per Parquet row group.
const GROUP_BATCHES: usize = 8;

const ZSTD_LEVEL: i32 = 3;

/// The number of columns with unexpected types that are reported without --all-errors.
const WRONG_SHOWN: usize = 20;

/// The selected columns.
pub struct Columns {
    table: Table,
    /// The keys of each field.
    paths: Vec<Vec<String>>,
    schema: SchemaRef,
    /// The number of shards, if the shard is a column.
    shards: Option<ShardCount>,
}

impl Columns {
    /// The columns of these fields.
    ///
    /// # Errors
    /// They are not fields of one event that the schema knows.
    pub fn new(arguments: &Arguments, selection: &Selection) -> Result<Columns, String> {
        let one = "Parquet and Arrow take fields of one event: name it with --event; `zerocord convert` writes them all";
        let chosen = selection.choice.events();
        let mut events = chosen.known_names();
        let (Some(event), None) = (events.next(), events.next()) else { return Err(one.to_owned()) };
        if chosen.are_all() || chosen.has_unknown() {
            return Err(one.to_owned());
        }
        let meanings = arguments.choice.names(&arguments.input.framing);
        let (mut columns, mut shards) = (Vec::new(), None);
        for name in &arguments.fields {
            let path = normalize(name).map_err(|fault| fault.within("--fields").to_string())?;
            let target = PathTarget::of(&path, &meanings)?;
            if target == PathTarget::Shard {
                shards = meanings.shards;
            }
            columns.push(column_name(name, target)?);
        }
        let options = TableOptions::default()
            .columns(columns.iter().map(String::as_str))
            .content(true)
            .validate(selection.strict)
            .batch_rows(BATCH_ROWS);
        let table = Table::of(event, &options).map_err(|error| {
            format!("--fields: {error}; `zerocord schema --columns {event}` lists the columns")
        })?;
        let paths: Vec<Vec<String>> =
            columns.iter().map(|column| column.split('.').map(str::to_owned).collect()).collect();
        let names = arguments.fields.iter().map(|name| name.trim());
        let empty = RecordBatch::new_empty(table.schema());
        let fields = paths.iter().zip(names).map(|(path, name)| {
            column_of(&empty, path).map(|(_, field)| Arc::new(Field::clone(&field).with_name(name)))
        });
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
        let schema = Arc::new(Schema::new_with_metadata(fields, table.schema().metadata().clone()));
        Ok(Columns { table, paths, schema, shards })
    }

    fn batch(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let columns = self.paths.iter().map(|path| column_of(batch, path).map(|(column, _)| column));
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(self.schema.clone(), columns.collect::<Result<_, _>>()?, &options)
    }
}

/// The name of the column of a field.
fn column_name(field: &str, target: PathTarget<&str>) -> Result<String, String> {
    let field = field.trim();
    Ok(match target {
        PathTarget::Path(path) => path.to_owned(),
        PathTarget::Sequence => "_seq".to_owned(),
        PathTarget::File => "_file".to_owned(),
        PathTarget::Line => "_line".to_owned(),
        PathTarget::Shard => "_shard".to_owned(),
        PathTarget::Wrapper(_) | PathTarget::RecordedShard(_) => {
            return Err(format!(
                "`{field}` is outside the frame and cannot be a column of Parquet or Arrow: write another format, or use \
                 `zerocord convert`"
            ));
        }
        PathTarget::EventName | PathTarget::Opcode | PathTarget::Payload | PathTarget::Bytes => {
            return Err(format!(
                "`{field}` cannot be a column of Parquet or Arrow: name keys of the payload, `$s`, `$file`, `$line` or \
                 `$shard`"
            ));
        }
    })
}

/// The column at these keys; inside a list, the list of the values in its elements.
fn column_of(batch: &RecordBatch, path: &[String]) -> Result<(ArrayRef, FieldRef), ArrowError> {
    let Some((first, rest)) = path.split_first() else { return Err(no_column()) };
    let index = batch.schema_ref().index_of(first)?;
    inside(batch.column(index), &batch.schema_ref().fields()[index], rest)
}

fn inside(column: &ArrayRef, field: &FieldRef, path: &[String]) -> Result<(ArrayRef, FieldRef), ArrowError> {
    let Some((key, rest)) = path.split_first() else { return Ok((column.clone(), field.clone())) };
    match column.data_type() {
        DataType::Struct(fields) => {
            let structs: &StructArray = column.as_struct();
            let (index, field) = fields.find(key).ok_or_else(no_column)?;
            inside(&within(structs.nulls(), structs.column(index))?, field, rest)
        }
        DataType::List(item) => {
            let list: &ListArray = column.as_list();
            let (values, value) = inside(list.values(), item, path)?;
            let item = Arc::new(Field::clone(item).with_data_type(value.data_type().clone()));
            let array =
                ListArray::try_new(item.clone(), list.offsets().clone(), values, list.nulls().cloned())?;
            let field = Field::clone(field)
                .with_data_type(DataType::List(item))
                .with_metadata(value.metadata().clone());
            Ok((Arc::new(array), Arc::new(field)))
        }
        DataType::Map(entries, is_sorted) => {
            let map: &MapArray = column.as_map();
            let DataType::Struct(pair) = entries.data_type() else { return Err(no_column()) };
            let (values, value) = inside(map.values(), &pair[1], path)?;
            let item = Arc::new(Field::clone(&pair[1]).with_data_type(value.data_type().clone()));
            let pair = vec![pair[0].clone(), item].into();
            let inner = StructArray::try_new(Clone::clone(&pair), vec![map.keys().clone(), values], None)?;
            let entries = Arc::new(Field::clone(entries).with_data_type(DataType::Struct(pair)));
            let array = MapArray::try_new(
                entries.clone(),
                map.offsets().clone(),
                inner,
                map.nulls().cloned(),
                *is_sorted,
            )?;
            let field = Field::clone(field)
                .with_data_type(DataType::Map(entries, *is_sorted))
                .with_metadata(value.metadata().clone());
            Ok((Arc::new(array), Arc::new(field)))
        }
        _ => Err(no_column()),
    }
}

fn no_column() -> ArrowError {
    ArrowError::SchemaError("the column has no such key".to_owned())
}

/// The rows of a chunk.
#[derive(Debug, Default)]
struct Picked {
    rows: Vec<TableRows>,
    report: TableReport,
    /// The position of the last selected row.
    end: Option<Enough>,
}

/// The state of a thread.
struct Picker<'p> {
    decoder: Decoder,
    /// The chooser, if there is a limit: then one thread reads the chunks in order.
    chooser: Option<Chooser<'p>>,
    shard: Option<ShardReader>,
    sets: Sets,
}

/// The rows of the current chunk.
struct Sets {
    /// The rows before the first tick of the chunk, and those after it.
    head: TableSet,
    rest: TableSet,
    /// Rows outside the window, which are not written. Their frames are read anyway, to report bad ones.
    outside: TableSet,
}

/// Encoded bytes that have not been written yet.
#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Bytes {
    fn move_to(&self, output: &mut Output) -> io::Result<()> {
        output.write_all(&take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Rows that have not been written yet.
struct BatchOutput<'c> {
    columns: &'c Columns,
    rows: RowBuffer,
    writer: BatchWriter<Bytes>,
    bytes: Bytes,
    held: Vec<RecordBatch>,
    threads: usize,
}

impl BatchOutput<'_> {
    fn add(&mut self, rows: TableRows, line_before: u64, output: &mut Output) -> io::Result<()> {
        self.rows.push(rows, line_before);
        if self.rows.is_full() { self.end_batches(output) } else { Ok(()) }
    }

    /// Converts the rows so far to batches, and writes them if there are enough.
    fn end_batches(&mut self, output: &mut Output) -> io::Result<()> {
        for batch in self.rows.take_sorted(None, BATCH_ROWS) {
            self.held.push(self.columns.batch(&batch).map_err(of_arrow)?);
        }
        let is_enough = !matches!(self.writer, BatchWriter::Parquet(_)) || self.held.len() >= GROUP_BATCHES;
        if is_enough { self.write(output) } else { Ok(()) }
    }

    fn write(&mut self, output: &mut Output) -> io::Result<()> {
        if !self.held.is_empty() {
            self.writer.write(&take(&mut self.held), self.threads)?;
        }
        self.bytes.move_to(output)
    }

    /// Writes all rows at once, if a reader waits for them.
    fn flush(&mut self, output: &mut Output) -> io::Result<()> {
        self.end_batches(output)?;
        self.writer.flush()?;
        self.bytes.move_to(output)?;
        output.flush()
    }

    fn finish(mut self, output: &mut Output) -> io::Result<()> {
        self.end_batches(output)?;
        self.write(output)?;
        let bytes = self.writer.finish()?;
        bytes.move_to(output)
    }
}

impl Arguments {
    /// Writes the rows as batches.
    pub(super) fn write_batches(
        &self,
        columns: &Columns,
        selection: &Selection,
        format: RowFormat,
    ) -> io::Result<Exit> {
        let mut output = self.output.open("select", Some(&self.input))?;
        let plan = TableSetPlan::new(std::slice::from_ref(&columns.table));
        let options = ParquetOptions {
            zstd_level: ZSTD_LEVEL,
            row_group_rows: GROUP_BATCHES * BATCH_ROWS,
            sorted_by: None,
        };
        let bytes = Bytes::default();
        let writer = BatchWriter::new(
            format.of_batches(self.output.file()),
            bytes.clone(),
            &columns.schema,
            &options,
        )?;
        let threads = self.input.threads_used();
        let shards = columns.shards;
        let rows = RowBuffer::new(&columns.table);
        let mut batches = BatchOutput { columns, rows, writer, bytes, held: Vec::new(), threads };
        let is_live = self.input.has_stream() && matches!(batches.writer, BatchWriter::Stream(_));
        let (mut clock, mut report) = (Clock::default(), TableReport::default());
        let progress = Progress::new(self.choice.limit);
        // With a limit, the chooser applies the window.
        let window = selection.window.as_ref().filter(|_| !selection.has_limit);
        let ended = self.input.read_in_order(
            match selection.has_limit {
                true => Order::OneByOne,
                false => selection.choice.order(window),
            },
            output.is_terminal(),
            || Picker::new(&plan, selection, &progress, shards),
            |picker, chunk, mapped| picker.pick_chunk(chunk, selection, mapped),
            |source, picked: Timed<Picked>| {
                let mut end = None;
                let parts = clock.settle(window, picked, source.line_before == 0);
                for mut picked in parts.into_iter().flatten() {
                    picked.report.shift_lines(source.line_before);
                    report.merge(picked.report);
                    for rows in picked.rows {
                        batches.add(rows, source.line_before, &mut output)?;
                    }
                    end = end.or(picked.end);
                }
                if is_live {
                    batches.flush(&mut output)?;
                }
                match end {
                    Some(end) => Err(end.into()),
                    // The limit is 0.
                    None if progress.is_over() => Err(Enough::default().into()),
                    None => Ok(()),
                }
            },
        )?;
        batches.finish(&mut output)?;
        output.finish(ended.exit < Exit::InputOutput, &self.partial)?;
        let shown_max = if self.input.all_errors { usize::MAX } else { WRONG_SHOWN };
        report.wrong.iter().take(shown_max).for_each(say);
        if !report.wrong.is_empty() {
            say("these values are null in the output");
        }
        let not_found = match selection.has_limit {
            true => progress.report(&selection.choice, selection.window.as_ref()),
            false => selection.choice.report_unmatched(Searched::All).max(clock.report_untimed(window)),
        };
        Ok(ended.exit.max(not_found))
    }
}

impl<'p> Picker<'p> {
    fn new(
        plan: &TableSetPlan,
        selection: &'p Selection,
        progress: &'p Progress,
        shards: Option<ShardCount>,
    ) -> Picker<'p> {
        let chooser =
            || Chooser::new(&selection.choice, selection.window.as_ref(), progress, selection.lossy);
        Picker {
            decoder: new_decoder(),
            chooser: selection.has_limit.then(chooser),
            shard: shards.and_then(ShardReader::new),
            sets: Sets { head: plan.make_set(), rest: plan.make_set(), outside: plan.make_set() },
        }
    }

    fn pick_chunk(&mut self, chunk: &Chunk<'_>, selection: &Selection, mapped: &mut Mapped<Timed<Picked>>) {
        match self.chooser.is_some() {
            true => self.pick_to_limit(chunk, selection, mapped),
            false => self.pick_all(chunk, selection, mapped),
        }
        self.sets.outside.take_rows();
        self.sets.outside.take_report();
        let timed = &mut mapped.value;
        let Sets { head, rest, .. } = &mut self.sets;
        for (set, picked) in [(head, &mut timed.head), (rest, &mut timed.rest)] {
            picked.report = set.take_report();
            picked.rows = set.take_rows().into_iter().map(|(_, rows)| rows).collect();
        }
        timed.rest.end = self.chooser.as_mut().and_then(|chooser| chooser.end.take());
    }

    fn pick_all(&mut self, chunk: &Chunk<'_>, selection: &Selection, mapped: &mut Mapped<Timed<Picked>>) {
        let Picker { decoder, shard, sets, .. } = self;
        // Whether rows belong to the part before the first tick of the chunk.
        let mut is_head = false;
        mapped.each_frame_or_fault(chunk, selection.strict, |timed, located| {
            let side = selection
                .window
                .as_ref()
                .map(|window| window.side_of(located.frame, located.wrapper, decoder.arena(), timed));
            is_head = side.map_or(is_head, |side| side == WindowSide::Head);
            let set = match side {
                Some(WindowSide::Outside) => &mut sets.outside,
                _ if is_head => &mut sets.head,
                _ => &mut sets.rest,
            };
            let has_row = selection.lossy.read(located.frame, |frame| {
                let located = LocatedFrame { frame, ..located };
                let arena = decoder.arena();
                let is_chosen = selection.choice.is_match(located, false, arena)?;
                Ok::<bool, Fault>(is_chosen && push(set, located, shard.as_ref(), arena)?)
            })?;
            timed.head_count += u64::from(is_head && has_row);
            Ok(())
        });
    }

    /// Like [`pick_all`](Picker::pick_all), up to the last selected row.
    fn pick_to_limit(
        &mut self,
        chunk: &Chunk<'_>,
        selection: &Selection,
        mapped: &mut Mapped<Timed<Picked>>,
    ) {
        let Picker { decoder, chooser: Some(chooser), shard, sets } = self else { return };
        mapped.each_frame_or_fault(chunk, selection.strict, |_, located| {
            let Some(side) = chooser.matching_side(located, decoder.arena())? else { return Ok(()) };
            let is_inside = side == WindowSide::Inside;
            let set = if is_inside { &mut sets.rest } else { &mut sets.outside };
            let has_row = selection.lossy.read(located.frame, |frame| {
                push(set, LocatedFrame { frame, ..located }, shard.as_ref(), decoder.arena())
            })?;
            if is_inside && has_row {
                chooser.count(located);
            }
            Ok(())
        });
    }
}

/// Adds the row of the frame. Returns whether the frame belongs to the table.
fn push(
    set: &mut TableSet,
    located: LocatedFrame<'_>,
    shard: Option<&ShardReader>,
    arena: &Arena,
) -> Result<bool, Fault> {
    let shard = match shard {
        Some(shard) => shard.read(Envelope::peek(located.frame)?, arena)?,
        None => None,
    };
    let origin = FrameOrigin {
        file: Some(located.file),
        line: Some(located.line),
        offset: Some(located.offset as u64),
        shard: shard.and_then(|shard| u32::try_from(shard).ok()),
        ..FrameOrigin::default()
    };
    set.push_from(located.frame, &origin).map_err(|reason| match reason {
        BadFrameReason::Frame(error) => Fault::Frame(error),
        _ => Fault::RowTooLong,
    })
}
