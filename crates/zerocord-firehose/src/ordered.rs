//! Work dealt to threads, results in the order of the work.
//!
//! A *permit* is what keeps memory bounded: the dealer takes one for each job, and it comes back when the
//! job's result has been delivered. So at most as many results as there are permits wait for their turn.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, select};

use crate::chunk::Chunk;
use crate::options::Options;
use crate::recording::Source;
use crate::span::Extent;
use crate::stream::{Block, Cutter};

/// What a worker made of a chunk, and where the chunk stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery<T> {
    /// What the worker made of the chunk.
    pub value: T,
    /// How many lines stand before the chunk's first.
    pub line_before: u64,
    /// How many bytes of the recording are done with, this chunk's included.
    pub bytes_done: u64,
}

/// As many chunks make a span, so that threads seldom wait for each other's messages.
const CHUNKS_PER_SPAN: u64 = 16;

/// As many jobs a thread may be under way or wait for their turn.
const PERMITS_PER_THREAD: usize = 4;

/// A job: its number, counted from 0, what to do, and the permit to give back. The permit is a buffer: that of
/// a stream's lines, so that it is used again.
struct Job {
    index: u64,
    work: Work,
    permit: Vec<u8>,
}

enum Work {
    /// To read a file's span.
    Span(Range<u64>),
    /// The lines in the permit.
    Lines { is_first: bool },
    /// A line that is too long, passed over.
    TooLong,
    /// Reading has failed.
    Failed(io::Error),
}

/// A job done: what was made of its chunks, and the fault that ended it early.
struct Done<T> {
    index: u64,
    results: Vec<Mapped<T>>,
    failure: Option<io::Error>,
    permit: Vec<u8>,
}

struct Mapped<T> {
    value: T,
    line_count: u64,
    byte_count: u64,
}

pub(crate) fn map_chunks<S, T, E>(
    source: Source,
    options: &Options,
    init: impl Fn() -> S + Sync,
    map: impl Fn(&mut S, &Chunk<'_>) -> T + Sync,
    deliver: impl FnMut(Delivery<T>) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    E: From<io::Error>,
{
    let threads = options.threads.get();
    let permit_count = threads.saturating_mul(PERMITS_PER_THREAD);
    let (permit_sender, permits) = bounded(permit_count);
    for _ in 0..permit_count {
        // The channel has room for all of them.
        let _ = permit_sender.send(Vec::new());
    }
    let (job_sender, jobs) = bounded(permit_count);
    let extent = deal(source, options, permits, job_sender)?;
    thread::scope(|scope| {
        let (done_sender, done) = bounded(permit_count);
        // Dropping the sender stops the workers, also while they wait for a job.
        let (stop_sender, stop) = bounded::<()>(0);
        for _ in 0..threads {
            let (jobs, done_sender, stop) = (jobs.clone(), done_sender.clone(), stop.clone());
            let (extent, init, map) = (extent.as_ref(), &init, &map);
            let work = move || {
                let mut state = init();
                let mut buffer = Vec::new();
                loop {
                    let job = select! {
                        recv(jobs) -> job => job,
                        recv(stop) -> _ => break,
                    };
                    let Ok(job) = job else { break };
                    let work = || run(job, extent, options, &mut buffer, |chunk| map(&mut state, chunk));
                    // A panic is carried to the caller; without that, its job would be waited for for ever.
                    let done = catch_unwind(AssertUnwindSafe(work));
                    let has_panicked = done.is_err();
                    if done_sender.send(done).is_err() || has_panicked {
                        break;
                    }
                }
            };
            thread::Builder::new().name("firehose".to_owned()).spawn_scoped(scope, work)?;
        }
        // Only workers hold these now: they end when the jobs do, or when nobody takes their results.
        drop((jobs, done_sender));
        let delivered = deliver_in_order(done, permit_sender, deliver);
        drop(stop_sender);
        delivered
    })
}

/// Starts the thread that deals out jobs. It may outlive the call where a stream does not come to its end:
/// nothing can wake a thread that waits for input.
fn deal(
    source: Source,
    options: &Options,
    permits: Receiver<Vec<u8>>,
    jobs: Sender<Job>,
) -> io::Result<Option<Extent>> {
    let thread = thread::Builder::new().name("firehose-dealer".to_owned());
    match source {
        Source::File(extent) => {
            let span_len = (options.buffer_len() as u64).saturating_mul(CHUNKS_PER_SPAN);
            let spans = extent.spans(span_len);
            thread.spawn(move || {
                for (index, span) in (0..).zip(spans) {
                    let Ok(permit) = permits.recv() else { return };
                    if jobs.send(Job { index, work: Work::Span(span), permit }).is_err() {
                        return;
                    }
                }
            })?;
            Ok(Some(extent))
        }
        Source::Stream(stream) => {
            let mut cutter = Cutter::new(stream, options);
            thread.spawn(move || {
                for index in 0.. {
                    let Ok(permit) = permits.recv() else { return };
                    let (work, permit) = match cutter.next_block(permit) {
                        Ok(Some(Block::Lines { bytes, is_first })) => (Work::Lines { is_first }, bytes),
                        Ok(Some(Block::TooLong)) => (Work::TooLong, Vec::new()),
                        Ok(None) => return,
                        Err(error) => (Work::Failed(error), Vec::new()),
                    };
                    let is_last = matches!(work, Work::Failed(_));
                    if jobs.send(Job { index, work, permit }).is_err() || is_last {
                        return;
                    }
                }
            })?;
            Ok(None)
        }
    }
}

/// Does one job.
fn run<T>(
    job: Job,
    extent: Option<&Extent>,
    options: &Options,
    buffer: &mut Vec<u8>,
    mut map: impl FnMut(&Chunk<'_>) -> T,
) -> Done<T> {
    let mut results = Vec::new();
    let mut emit = |chunk: Chunk<'_>| {
        let value = map(&chunk);
        results.push(Mapped { value, line_count: chunk.line_count(), byte_count: chunk.byte_count() });
    };
    let failure = match (job.work, extent) {
        (Work::Span(span), Some(extent)) => extent.read_span(span, options, buffer, emit).err(),
        (Work::Span(_), None) => None,
        (Work::Lines { is_first }, _) => {
            emit(Chunk::new(&job.permit, is_first));
            None
        }
        (Work::TooLong, _) => {
            emit(Chunk::too_long());
            None
        }
        (Work::Failed(error), _) => Some(error),
    };
    Done { index: job.index, results, failure, permit: job.permit }
}

/// Calls `deliver` with all results in the order of the jobs, and gives back their permits.
fn deliver_in_order<T, E: From<io::Error>>(
    done: Receiver<thread::Result<Done<T>>>,
    permits: Sender<Vec<u8>>,
    mut deliver: impl FnMut(Delivery<T>) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    let (mut line_before, mut bytes_done) = (0, 0);
    for done in done {
        let done = done.unwrap_or_else(|panic| resume_unwind(panic));
        early.insert(done.index, done);
        while let Some(done) = early.remove(&next) {
            next += 1;
            for Mapped { value, line_count, byte_count } in done.results {
                bytes_done += byte_count;
                deliver(Delivery { value, line_before, bytes_done })?;
                line_before += line_count;
            }
            if let Some(error) = done.failure {
                return Err(error.into());
            }
            // The dealer is gone once it has dealt the last job.
            let _ = permits.send(done.permit);
        }
    }
    Ok(())
}
