//! Runs the tasks in turns, on one core and on all cores.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use super::frames::{FrameRun, Frames};
use super::tasks::{Task, WantedFields};

/// The minimum number of bytes per round. A smaller recording is read several times, so that neither the clock's
/// resolution nor the time to start threads affects the result.
const ROUND_BYTES: usize = 16 << 20;

/// The times of a task with a given number of threads.
#[derive(Clone, Debug)]
pub struct Timing {
    pub task: Task,
    pub threads: usize,
    /// Nanoseconds per pass over all frames, one value per round, in ascending order.
    pub rounds_ns: Vec<u64>,
}

impl Timing {
    /// The median round; for an even number of rounds, the slower of the two middle ones.
    pub fn median_ns(&self) -> u64 {
        self.rounds_ns[self.rounds_ns.len() / 2]
    }

    /// The fastest round.
    pub fn least_ns(&self) -> u64 {
        self.rounds_ns[0]
    }
}

/// Times every task on one thread and on `threads` threads. The tasks take turns, so that a drift in the machine's
/// speed affects all of them equally.
pub fn time_all(frames: &Frames, wanted: &WantedFields, threads: usize, rounds: usize) -> Vec<Timing> {
    let thread_counts = if threads > 1 { vec![1, threads] } else { vec![1] };
    let mut timings: Vec<Timing> = thread_counts
        .into_iter()
        .flat_map(|threads| Task::ALL.map(|task| Timing { task, threads, rounds_ns: Vec::new() }))
        .collect();
    // The first round warms the caches and is not reported.
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

/// Nanoseconds per pass, from the time when all threads have started until the last one has finished.
fn time(task: Task, parts: &[FrameRun<'_>], wanted: &WantedFields) -> u64 {
    let barrier = Barrier::new(parts.len());
    let bytes: usize = parts.iter().map(|part| part.bytes().len()).sum();
    let passes = ROUND_BYTES.div_ceil(bytes.max(1));
    let run = |part: FrameRun<'_>| {
        barrier.wait();
        let start = Instant::now();
        for _ in 0..passes {
            task.run(part, wanted);
        }
        (start, Instant::now())
    };
    let (first, others) = parts.split_first().expect("there is at least one thread");
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
