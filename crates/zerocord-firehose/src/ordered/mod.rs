//! Distributes work to threads and returns the results in the order of the work.
//!
//! A *permit* bounds the number of jobs: the dealer takes one for each job, and it is returned when the job's results
//! have been delivered. [`Turns`] bounds the weight of the results.

mod deal;
mod seam;
mod turns;
mod walk;
mod work;

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Sender, bounded, select};

use crate::budget::{Budget, Closed, Lender};
use crate::chunk::Chunk;
use crate::options::Options;
use crate::recording::{SkippedBlock, Source};
use seam::{Seam, SeamPiece};
use turns::Turns;
pub(crate) use walk::{FilePart, MemberWalk};
use work::{Ended, Job, Made, Tools};

/// A worker's result for a chunk, and the chunk's position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery<T> {
    /// The worker's result for the chunk.
    pub value: T,
    /// The number of lines before the chunk.
    pub line_before: u64,
    /// How many of them are in blocks that were skipped: see [`Recording::skip_blocks`](crate::Recording::skip_blocks).
    pub lines_skipped: u64,
    /// The number of bytes of the recording as stored that have been processed, including this chunk.
    pub bytes_done: u64,
}

/// A part of a job's results.
enum JobPart<T> {
    Results(Vec<Mapped<T>>),
    Piece {
        piece: SeamPiece,
        bytes: Vec<u8>,
        stored_len: u64,
    },
    Skipped {
        line_count: u64,
        stored_len: u64,
    },
    /// The job is done; this is its permit.
    Done(Vec<u8>),
    Failed(io::Error),
    Panicked(Box<dyn Any + Send>),
}

struct Mapped<T> {
    value: T,
    line_count: u64,
    stored_len: u64,
}

pub(crate) fn map_chunks<S, T, E>(
    source: Source,
    skipped: Vec<SkippedBlock>,
    options: &Options,
    init: impl Fn() -> S + Sync,
    map: impl Fn(&mut S, &Chunk<'_>) -> T + Sync,
    deliver: impl FnMut(Delivery<T>) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    E: From<io::Error>,
{
    let threads = options.threads_used();
    let (permit_count, part_weight) = (options.permit_count(), options.part_weight());
    let (permit_sender, permits) = bounded(permit_count);
    for _ in 0..permit_count {
        // The channel has room for all of them.
        let _ = permit_sender.send(Vec::new());
    }
    let (job_sender, jobs) = bounded::<Job>(permit_count);
    let budget = Arc::new(Budget::new(options.lent_max()));
    let extent = deal::deal(source, skipped, options, permits, job_sender, &budget)?;
    let turns = Turns::new(threads, options.waiting_max(), Arc::clone(&budget));
    thread::scope(|scope| {
        // Dropping the sender stops the workers, including those that wait for a job.
        let (stop_sender, stop) = bounded::<()>(0);
        // In every case, workers that wait for room are woken.
        let closes = Closes(&turns);
        for _ in 0..threads {
            let (jobs, stop) = (jobs.clone(), stop.clone());
            let (extent, init, map, turns, budget) = (extent.as_deref(), &init, &map, &turns, &budget);
            let leaves = Leaves(turns);
            let work = move || {
                let _leaves = leaves;
                let mut state = init();
                let mut tools = Tools::default();
                loop {
                    let mut job = select! {
                        recv(jobs) -> job => match job {
                            Ok(job) => job,
                            Err(_) => break,
                        },
                        recv(stop) -> _ => break,
                    };
                    let mut bench =
                        Bench { job: job.index, turns, part_weight, results: Vec::new(), weight: 0 };
                    let lender = Lender::new(budget, job.index);
                    let emit = |made: Made<'_>, stored_len| {
                        bench.add(made, stored_len, |chunk| map(&mut state, chunk))
                    };
                    let work = || work::run(&mut job, extent, options, &lender, &mut tools, emit);
                    // A panic is passed to the caller. Without this, the calling thread would wait forever for the job.
                    let outcome = catch_unwind(AssertUnwindSafe(work));
                    let last = match outcome {
                        Ok(Ok(())) => JobPart::Done(job.permit),
                        Ok(Err(Ended::Failed(error))) => JobPart::Failed(error),
                        Ok(Err(Ended::Closed)) => break,
                        Err(panic) => JobPart::Panicked(panic),
                    };
                    if bench.end(last).is_err() {
                        break;
                    }
                }
            };
            thread::Builder::new().name("firehose".to_owned()).spawn_scoped(scope, work)?;
        }
        let deliveries = Deliveries {
            seam: Seam::new(options.frame_len_max),
            line_before: 0,
            lines_skipped: 0,
            bytes_done: 0,
            deliver,
        };
        let delivered = deliveries.run(&turns, permit_sender, &init, &map);
        drop((closes, stop_sender));
        delivered
    })
}

/// Closes the turns when it is dropped.
struct Closes<'t, P>(&'t Turns<P>);

impl<P> Drop for Closes<'_, P> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// When dropped, signals that a worker has ended or was never started.
struct Leaves<'t, P>(&'t Turns<P>);

impl<P> Drop for Leaves<'_, P> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// Where a worker collects a job's results until there are enough for a message.
struct Bench<'t, T> {
    job: u64,
    turns: &'t Turns<JobPart<T>>,
    part_weight: usize,
    results: Vec<Mapped<T>>,
    weight: usize,
}

impl<T> Bench<'_, T> {
    fn add(
        &mut self,
        made: Made<'_>,
        stored_len: u64,
        map: impl FnOnce(&Chunk<'_>) -> T,
    ) -> Result<(), Closed> {
        match made {
            Made::Chunk(chunk) => {
                let value = map(&chunk);
                self.results.push(Mapped { value, line_count: chunk.line_count(), stored_len });
                self.weight += chunk.byte_count() as usize;
                if self.weight >= self.part_weight { self.put() } else { Ok(()) }
            }
            Made::Piece(piece, bytes) => {
                self.put()?;
                let part = JobPart::Piece { piece, bytes: bytes.to_vec(), stored_len };
                self.turns.put(self.job, part, bytes.len(), false)
            }
            Made::Skipped(line_count) => {
                self.put()?;
                self.turns.put(self.job, JobPart::Skipped { line_count, stored_len }, 0, false)
            }
        }
    }

    fn put(&mut self) -> Result<(), Closed> {
        if self.results.is_empty() {
            return Ok(());
        }
        let part = JobPart::Results(std::mem::take(&mut self.results));
        self.turns.put(self.job, part, std::mem::take(&mut self.weight), false)
    }

    fn end(mut self, last: JobPart<T>) -> Result<(), Closed> {
        self.put()?;
        self.turns.put(self.job, last, 0, true)
    }
}

/// Everything that is delivered, in order.
struct Deliveries<D> {
    seam: Seam,
    line_before: u64,
    lines_skipped: u64,
    bytes_done: u64,
    deliver: D,
}

impl<D> Deliveries<D> {
    /// Delivers up to the last job, and returns the permits.
    fn run<S, T, E: From<io::Error>>(
        mut self,
        turns: &Turns<JobPart<T>>,
        permits: Sender<Vec<u8>>,
        init: impl Fn() -> S,
        map: impl Fn(&mut S, &Chunk<'_>) -> T,
    ) -> Result<(), E>
    where
        D: FnMut(Delivery<T>) -> Result<(), E>,
    {
        // Lines that span jobs are mapped here.
        let mut state = None;
        let mut map = |chunk: &Chunk<'_>, stored_len| {
            let value = map(state.get_or_insert_with(&init), chunk);
            Mapped { value, line_count: chunk.line_count(), stored_len }
        };
        while let Some(part) = turns.take() {
            match part {
                JobPart::Results(results) => {
                    results.into_iter().try_for_each(|mapped| self.deliver(mapped))?
                }
                JobPart::Piece { piece, bytes, stored_len } => {
                    match self.seam.add(piece, bytes, |chunk| map(chunk, stored_len)) {
                        Some(mapped) => self.deliver(mapped)?,
                        None => self.bytes_done += stored_len,
                    }
                }
                JobPart::Skipped { line_count, stored_len } => {
                    self.line_before += line_count;
                    self.lines_skipped += line_count;
                    self.bytes_done += stored_len;
                }
                // The dealer has ended once it has dealt the last job.
                JobPart::Done(permit) => drop(permits.send(permit)),
                JobPart::Failed(error) => return Err(error.into()),
                JobPart::Panicked(panic) => resume_unwind(panic),
            }
        }
        self.seam.end(|chunk| map(chunk, 0)).map_or(Ok(()), |mapped| self.deliver(mapped))
    }

    fn deliver<T, E>(&mut self, mapped: Mapped<T>) -> Result<(), E>
    where
        D: FnMut(Delivery<T>) -> Result<(), E>,
    {
        let Mapped { value, line_count, stored_len } = mapped;
        self.bytes_done += stored_len;
        let Deliveries { line_before, lines_skipped, bytes_done, .. } = *self;
        (self.deliver)(Delivery { value, line_before, lines_skipped, bytes_done })?;
        self.line_before += line_count;
        Ok(())
    }
}
