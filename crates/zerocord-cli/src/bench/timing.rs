//! Tasks in turns, on one core and on all.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use super::frames::{Frames, Part};
use super::tasks::{Task, Wanted};

/// A round goes through as many bytes at least, in several passes where the recording has fewer: so neither the clock nor
/// the start of threads is told.
const ROUND_BYTES: usize = 16 << 20;

/// What a task took on so many threads.
#[derive(Clone, Debug)]
pub struct Timing {
    pub task: Task,
    pub threads: usize,
    /// Nanoseconds for a pass over all frames, one for each round; the least first.
    pub rounds_ns: Vec<u64>,
}

impl Timing {
    /// The middle round; of an even number, the slower of the two.
    pub fn median_ns(&self) -> u64 {
        self.rounds_ns[self.rounds_ns.len() / 2]
    }

    /// The fastest round.
    pub fn least_ns(&self) -> u64 {
        self.rounds_ns[0]
    }
}

/// Times every task on one thread and on `threads`, in turns, so that a machine whose speed drifts is fair to all.
pub fn time_all(frames: &Frames, wanted: &Wanted, threads: usize, rounds: usize) -> Vec<Timing> {
    let thread_counts = if threads > 1 { vec![1, threads] } else { vec![1] };
    let mut timings: Vec<Timing> = thread_counts
        .into_iter()
        .flat_map(|threads| Task::ALL.map(|task| Timing { task, threads, rounds_ns: Vec::new() }))
        .collect();
    // The first round fills caches and is not told.
    for round in 0..=rounds {
        for timing in &mut timings {
            let ns = time(timing.task, &frames.parts(timing.threads), wanted);
            if round > 0 {
                timing.rounds_ns.push(ns);
            }
        }
    }
    for timing in &mut timings {
        timing.rounds_ns.sort_unstable();
    }
    timings
}

/// Nanoseconds of a pass, from when all threads are there until the last is done.
fn time(task: Task, parts: &[Part<'_>], wanted: &Wanted) -> u64 {
    let barrier = Barrier::new(parts.len());
    let bytes: usize = parts.iter().map(|part| part.bytes().len()).sum();
    let passes = ROUND_BYTES.div_ceil(bytes.max(1));
    let run = |part: Part<'_>| {
        barrier.wait();
        let start = Instant::now();
        for _ in 0..passes {
            task.run(part, wanted);
        }
        (start, Instant::now())
    };
    let (first, others) = parts.split_first().expect("there is a thread at least");
    let spans: Vec<_> = thread::scope(|scope| {
        let others: Vec<_> = others.iter().map(|&part| scope.spawn(move || run(part))).collect();
        let first = run(*first);
        let others = others.into_iter().map(|other| other.join().unwrap_or(first));
        others.chain([first]).collect()
    });
    let start = spans.iter().map(|span| span.0).min();
    let end = spans.iter().map(|span| span.1).max();
    let ns = end.zip(start).map_or(0, |(end, start)| (end - start).as_nanos() / passes as u128);
    u64::try_from(ns).unwrap_or(u64::MAX).max(1)
}
