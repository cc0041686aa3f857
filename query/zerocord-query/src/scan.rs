//! Reads the rows of one part of a file.

use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, RecordBatch, StringBuilder, TimestampMicrosecondBuilder, UInt64Builder,
};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{DataFusionError, Result};
use datafusion::physical_plan::metrics::{Count, ExecutionPlanMetricsSet, MetricBuilder};
use zerocord::{Arena, Envelope, Error, EventName, Opcode, Timestamp};
use zerocord_arrow::{BadFrameReason, FrameOrigin, Table, TableReport};
use zerocord_firehose::blocks::frame_of_line;
use zerocord_firehose::{Frame, FrameReader};

use crate::plan::ScanPlan;
use crate::report::{ScanLog, ScannedPart};

/// After this many frames a scan updates the metrics and checks whether the query still wants rows.
const CHECK_INTERVAL: u64 = 4096;

/// The counters of a scan, as `EXPLAIN ANALYZE` prints them.
#[derive(Clone, Debug)]
pub(crate) struct ScanMetrics {
    frames: Count,
    of_event: Count,
    skipped_by_bytes: Count,
    skipped_by_fields: Count,
    bad_frames: Count,
    blocks_skipped: Count,
    bytes_skipped: Count,
}

impl ScanMetrics {
    pub(crate) fn new(metrics: &ExecutionPlanMetricsSet, partition: usize) -> ScanMetrics {
        let counter = |name: &'static str| MetricBuilder::new(metrics).counter(name, partition);
        ScanMetrics {
            frames: counter("frames"),
            of_event: counter("frames_of_event"),
            skipped_by_bytes: counter("frames_skipped_by_bytes"),
            skipped_by_fields: counter("frames_skipped_by_fields"),
            bad_frames: counter("bad_frames"),
            blocks_skipped: counter("blocks_skipped"),
            bytes_skipped: counter("bytes_skipped"),
        }
    }
}

/// A part of a file, and the plan by which it is read.
pub(crate) struct Scan {
    pub(crate) plan: Arc<ScanPlan>,
    pub(crate) file: String,
    /// The first byte of the part.
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) log: Arc<ScanLog>,
    pub(crate) metrics: ScanMetrics,
}

/// The receiver of a scan's batches.
pub(crate) trait RowSink {
    /// Sends a batch. Returns `Break` if the receiver wants no more.
    fn send(&mut self, batch: RecordBatch) -> ControlFlow<()>;
    /// Whether the receiver wants more rows.
    fn is_open(&self) -> bool;
}

/// The frames since the last update of the metrics.
#[derive(Default)]
struct Counts {
    frames: u64,
    of_event: u64,
    skipped_by_bytes: u64,
    skipped_by_fields: u64,
}

/// The rows that are being collected.
enum Rows {
    Table { table: Box<Table>, arena: Arena },
    Frames(Box<FrameRows>),
}

impl Scan {
    /// Reads all frames, and sends their rows.
    ///
    /// # Errors
    /// An I/O error, or damage of a compressed recording, with the name of the file; an error of a predicate.
    pub(crate) fn run(&self, mut reader: FrameReader, sink: &mut dyn RowSink) -> Result<()> {
        let mut rows = match &self.plan.rows {
            Some(plan) => Rows::Table { table: Box::new(plan.make_table(0)), arena: Arena::new() },
            None => Rows::Frames(Box::new(FrameRows::new(self.plan.table.schema.clone()))),
        };
        let skipped = reader.skipped_blocks();
        self.metrics.blocks_skipped.add(skipped.blocks as usize);
        self.metrics.bytes_skipped.add(skipped.bytes as usize);
        let mut report = TableReport::default();
        let mut counts = Counts::default();
        let outcome = self.read(&mut reader, &mut rows, &mut report, &mut counts, sink);
        self.count(&counts);
        if let Rows::Table { table, .. } = &rows {
            report.merge(table.report().clone());
        }
        self.metrics.bad_frames.add(report.bad_frames as usize);
        self.log.add(ScannedPart {
            table: self.plan.table.name().to_owned(),
            file: self.file.clone(),
            start: self.start,
            end: matches!(outcome, Ok(true)).then_some(self.end),
            lines: reader.line_count(),
            problems: report,
        });
        outcome.map(drop)
    }

    /// Returns whether all was read.
    fn read(
        &self,
        reader: &mut FrameReader,
        rows: &mut Rows,
        report: &mut TableReport,
        counts: &mut Counts,
        sink: &mut dyn RowSink,
    ) -> Result<bool> {
        let mut left = self.plan.limit.unwrap_or(usize::MAX);
        let batch_rows = self.plan.batch_rows.min(left).max(1);
        loop {
            let frame = reader.next_frame().map_err(|error| self.failure(error))?;
            let Some(frame) = frame else { break };
            counts.frames += 1;
            if counts.frames == CHECK_INTERVAL {
                self.count(&std::mem::take(counts));
                if !sink.is_open() {
                    return Ok(false);
                }
            }
            self.add(frame, rows, report, counts);
            if rows.len() >= batch_rows || rows.is_full() {
                let batch = self.plan.output(&rows.finish()?)?;
                if self.send(batch, &mut left, sink).is_break() {
                    return Ok(false);
                }
            }
        }
        let batch = self.plan.output(&rows.finish()?)?;
        Ok(self.send(batch, &mut left, sink).is_continue())
    }

    fn send(&self, batch: RecordBatch, left: &mut usize, sink: &mut dyn RowSink) -> ControlFlow<()> {
        if batch.num_rows() > 0 {
            let batch = batch.slice(0, batch.num_rows().min(*left));
            *left -= batch.num_rows();
            sink.send(batch)?;
        }
        if *left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn add(&self, frame: Frame<'_>, rows: &mut Rows, report: &mut TableReport, counts: &mut Counts) {
        let mut origin = FrameOrigin {
            file: Some(&self.file),
            line: Some(frame.line_number),
            offset: Some(frame.line_offset as u64),
            ..FrameOrigin::default()
        };
        let line = match frame.bytes {
            Ok(line) => line,
            Err(fault) => return report.add_bad(&origin, BadFrameReason::Reader(fault)),
        };
        let (bytes, received_ms) = frame_of_line(line);
        if let Some(received) = received_ms {
            // The frame is followed by the brace of the object around it.
            origin.offset = Some((frame.line_offset + line.len() - bytes.len() - 1) as u64);
            let micros = i64::try_from(received).ok().and_then(|ms| ms.checked_mul(1_000));
            origin.received = micros.map(Timestamp::from_unix_micros);
        }
        match rows {
            Rows::Table { table, arena } => {
                if !self.is_wanted(bytes, arena, counts) {
                    return;
                }
                // The table reports bad frames itself. It is never too full, because a full one is emptied after each frame.
                let is_row = table.push_from(bytes, &origin).unwrap_or(false);
                // Without a condition, the table finds the frames of its event.
                counts.of_event += u64::from(is_row && self.plan.condition.is_none());
            }
            Rows::Frames(rows) => {
                let condition = self.plan.condition.as_ref();
                let may_match =
                    |name: Option<&str>| condition.is_none_or(|condition| condition.may_match_name(name));
                match rows.add(bytes, &origin, may_match) {
                    Ok(true) => counts.of_event += 1,
                    Ok(false) => counts.skipped_by_fields += 1,
                    Err(error) => report.add_bad(&origin, BadFrameReason::Frame(error)),
                }
            }
        }
    }

    /// Whether the frame may become a row that meets the condition.
    fn is_wanted(&self, frame: &[u8], arena: &mut Arena, counts: &mut Counts) -> bool {
        let Some(condition) = &self.plan.condition else { return true };
        // The table reports what is wrong with a frame.
        let Ok(envelope) = Envelope::peek(frame) else { return true };
        match (envelope.event_name(), self.plan.event) {
            (Ok(Some(name)), Some(event)) if name == event => {}
            (Ok(_), _) => return false,
            (Err(_), _) => return true,
        }
        counts.of_event += 1;
        if !condition.may_match_bytes(frame) {
            counts.skipped_by_bytes += 1;
            return false;
        }
        let may_match = condition.may_match(envelope, arena);
        arena.reset();
        counts.skipped_by_fields += u64::from(!may_match);
        may_match
    }

    fn count(&self, counts: &Counts) {
        self.metrics.frames.add(counts.frames as usize);
        self.metrics.of_event.add(counts.of_event as usize);
        self.metrics.skipped_by_bytes.add(counts.skipped_by_bytes as usize);
        self.metrics.skipped_by_fields.add(counts.skipped_by_fields as usize);
    }

    /// The error with the name of the file.
    pub(crate) fn failure(&self, error: std::io::Error) -> DataFusionError {
        DataFusionError::IoError(std::io::Error::new(error.kind(), format!("{}: {error}", self.file)))
    }
}

impl Rows {
    fn len(&self) -> usize {
        match self {
            Rows::Table { table, .. } => table.row_count(),
            Rows::Frames(rows) => rows.len,
        }
    }

    fn is_full(&self) -> bool {
        match self {
            Rows::Table { table, .. } => table.is_full(),
            Rows::Frames(_) => false,
        }
    }

    fn finish(&mut self) -> Result<RecordBatch> {
        match self {
            Rows::Table { table, .. } => Ok(table.finish()),
            Rows::Frames(rows) => rows.finish(),
        }
    }
}

/// Rows of the table of frames.
#[derive(Debug)]
struct FrameRows {
    schema: SchemaRef,
    name: StringBuilder,
    sequence: UInt64Builder,
    opcode: UInt64Builder,
    size: UInt64Builder,
    file: StringBuilder,
    line: UInt64Builder,
    received: TimestampMicrosecondBuilder,
    len: usize,
}

impl FrameRows {
    fn new(schema: SchemaRef) -> FrameRows {
        FrameRows {
            schema,
            name: StringBuilder::default(),
            sequence: UInt64Builder::default(),
            opcode: UInt64Builder::default(),
            size: UInt64Builder::default(),
            file: StringBuilder::default(),
            line: UInt64Builder::default(),
            received: TimestampMicrosecondBuilder::default().with_timezone("UTC"),
            len: 0,
        }
    }

    /// Adds a row if its event name may match.
    fn add(
        &mut self,
        frame: &[u8],
        origin: &FrameOrigin<'_>,
        may_match: impl Fn(Option<&str>) -> bool,
    ) -> Result<bool, Error> {
        let envelope = Envelope::peek(frame)?;
        let name = envelope.event_name()?.map(EventName::text).transpose()?;
        let (opcode, sequence) = (envelope.opcode()?, envelope.sequence()?);
        if !may_match(name.as_deref()) {
            return Ok(false);
        }
        self.name.append_option(name.as_deref());
        self.sequence.append_option(sequence);
        self.opcode.append_option(opcode.map(Opcode::number));
        self.size.append_value(frame.len() as u64);
        self.file.append_option(origin.file);
        self.line.append_option(origin.line);
        self.received.append_option(origin.received.map(|time| time.unix_micros()));
        self.len += 1;
        Ok(true)
    }

    fn finish(&mut self) -> Result<RecordBatch> {
        self.len = 0;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.name.finish()),
            Arc::new(self.sequence.finish()),
            Arc::new(self.opcode.finish()),
            Arc::new(self.size.finish()),
            Arc::new(self.file.finish()),
            Arc::new(self.line.finish()),
            Arc::new(self.received.finish()),
        ];
        columns.truncate(self.schema.fields().len());
        Ok(RecordBatch::try_new(self.schema.clone(), columns)?)
    }
}
