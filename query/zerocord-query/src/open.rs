//! Opens parts of files, and scans them on threads that may wait for input.

use std::io::{self, Read};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use futures::stream::{self, BoxStream, StreamExt};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectMeta, ObjectStore, ObjectStoreExt};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use zerocord_firehose::{Compression, FrameReader, Options, Recording};

use crate::names::FileNames;
use crate::plan::ScanPlan;
use crate::report::ScanLog;
use crate::scan::{RowSink, Scan, ScanMetrics};

/// Batches that wait for the rest of the query.
const BATCHES_WAITING: usize = 2;

/// Opens the files of a partition.
pub(crate) struct RecordingOpener {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) plan: Arc<ScanPlan>,
    pub(crate) names: Arc<FileNames>,
    pub(crate) log: Arc<ScanLog>,
    pub(crate) metrics: ScanMetrics,
}

impl FileOpener for RecordingOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let size = file.object_meta.size;
        let range = match &file.range {
            Some(range) => clamp(range.start, size)..clamp(range.end, size),
            None => 0..size,
        };
        let part = FilePart { store: self.store.clone(), location: file.object_meta.location, size, range };
        let scan = Scan {
            plan: self.plan.clone(),
            file: self.names.name(&part.location),
            start: part.range.start,
            end: part.range.end,
            log: self.log.clone(),
            metrics: self.metrics.clone(),
        };
        Ok(Box::pin(async move { Ok(Rows::Waiting(Box::new((scan, part))).into_stream()) }))
    }
}

fn clamp(offset: i64, size: u64) -> u64 {
    u64::try_from(offset).unwrap_or(0).min(size)
}

/// A part of a file in a store.
struct FilePart {
    store: Arc<dyn ObjectStore>,
    location: Path,
    size: u64,
    range: Range<u64>,
}

/// The rows of a scan, which begins when the first one is wanted.
enum Rows {
    Waiting(Box<(Scan, FilePart)>),
    Running(Receiver<RecordBatch>, JoinHandle<Result<()>>),
    Ended,
}

impl Rows {
    fn into_stream(self) -> BoxStream<'static, Result<RecordBatch>> {
        stream::unfold(self, Rows::next).boxed()
    }

    async fn next(mut self) -> Option<(Result<RecordBatch>, Rows)> {
        if let Rows::Waiting(start) = self {
            let (scan, part) = *start;
            let (sender, receiver) = channel(BATCHES_WAITING);
            let handle = Handle::current();
            let task = move || scan.run_part(part, handle, BatchSender(sender));
            self = Rows::Running(receiver, tokio::task::spawn_blocking(task));
        }
        let Rows::Running(mut receiver, task) = self else { return None };
        if let Some(batch) = receiver.recv().await {
            return Some((Ok(batch), Rows::Running(receiver, task)));
        }
        match task.await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some((Err(error), Rows::Ended)),
            Err(error) => Some((Err(DataFusionError::External(error.into())), Rows::Ended)),
        }
    }
}

struct BatchSender(Sender<RecordBatch>);

impl RowSink for BatchSender {
    fn send(&mut self, batch: RecordBatch) -> ControlFlow<()> {
        match self.0.blocking_send(batch) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    fn is_open(&self) -> bool {
        !self.0.is_closed()
    }
}

/// The first frame of a recording; nothing if there is none or it cannot be read.
pub(crate) async fn first_frame(store: Arc<dyn ObjectStore>, meta: &ObjectMeta) -> Option<Vec<u8>> {
    let part = FilePart { store, location: meta.location.clone(), size: meta.size, range: 0..meta.size };
    let handle = Handle::current();
    let read = move || -> Option<Vec<u8>> {
        let mut reader = part.reader(handle, None).ok()?;
        Some(reader.next_frame().ok()??.bytes.ok()?.to_vec())
    };
    tokio::task::spawn_blocking(read).await.ok().flatten()
}

impl Scan {
    fn run_part(&self, part: FilePart, handle: Handle, mut sink: BatchSender) -> Result<()> {
        // The empty part of a file that is not empty has no rows: a line belongs to the part with the byte before it.
        if part.range.is_empty() {
            return Ok(());
        }
        let reader = part.reader(handle, Some(&self.plan)).map_err(|error| self.failure(error))?;
        self.run(reader, &mut sink)
    }
}

impl FilePart {
    /// The reader of the part, without blocks that the plan does not need.
    fn reader(self, handle: Handle, plan: Option<&ScanPlan>) -> io::Result<FrameReader> {
        let options = Options::default();
        let prefix_end = self.size.min(Compression::PREFIX_LEN as u64);
        let request = GetOptions { range: Some(GetRange::Bounded(0..prefix_end)), ..GetOptions::default() };
        let result = handle.block_on(self.store.get_opts(&self.location, request))?;
        // Local files can be read at any position.
        if let GetResultPayload::File(..) = result.payload {
            let whole = handle.block_on(self.store.get(&self.location))?;
            if let GetResultPayload::File(file, _) = whole.payload {
                let mut recording = Recording::from_file(file)?;
                if let Some(plan) = plan.filter(|plan| plan.can_skip_blocks()) {
                    recording.skip_blocks(|block| plan.skips(block))?;
                }
                return recording.part_reader(self.range, &options);
            }
        }
        let prefix = handle.block_on(self.store.get_range(&self.location, 0..prefix_end))?;
        let read = |range| StoredBytes {
            store: self.store.clone(),
            location: self.location.clone(),
            range,
            handle: handle.clone(),
            stream: None,
            chunk: Vec::new(),
            used: 0,
        };
        if Compression::detect(&prefix).is_none() {
            let is_start = self.range.start == 0;
            // Formats that are not supported are reported by the reader of the whole recording.
            if !is_start || self.range.end < self.size {
                let (body, tail) = (read(self.range.clone()), read(self.range.end..self.size));
                return Ok(FrameReader::of_part(body, tail, is_start, &options));
            }
        }
        // Compressed data is read from its start: finding the parts would take many requests.
        let range = if self.range.start == 0 { 0..self.size } else { 0..0 };
        Ok(Recording::from_reader(read(range)).reader(&options))
    }
}

/// Bytes of an object in a store, requested when the first one is read.
struct StoredBytes {
    store: Arc<dyn ObjectStore>,
    location: Path,
    range: Range<u64>,
    handle: Handle,
    stream: Option<BoxStream<'static, object_store::Result<bytes::Bytes>>>,
    chunk: Vec<u8>,
    used: usize,
}

impl Read for StoredBytes {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.used == self.chunk.len() {
            if self.range.is_empty() {
                return Ok(0);
            }
            let Some(bytes) = self.next_chunk()? else {
                let message = "the object became shorter while it was read";
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
            };
            self.range.start += bytes.len() as u64;
            (self.chunk, self.used) = (bytes.into(), 0);
        }
        let count = out.len().min(self.chunk.len() - self.used);
        out[..count].copy_from_slice(&self.chunk[self.used..][..count]);
        self.used += count;
        Ok(count)
    }
}

impl StoredBytes {
    fn next_chunk(&mut self) -> io::Result<Option<bytes::Bytes>> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let range = Some(GetRange::Bounded(self.range.clone()));
                let request = GetOptions { range, ..GetOptions::default() };
                let result = self.handle.block_on(self.store.get_opts(&self.location, request))?;
                none.insert(result.into_stream())
            }
        };
        Ok(self.handle.block_on(stream.next()).transpose()?)
    }
}
