//! Engines timed in turns.
//!
//! On a machine whose speed drifts, what runs side by side can be compared and what runs one after the other cannot:
//! in every round each engine runs once, and ratios are taken within a round. The clock is the CPU time of the thread
//! where the system has one: what other processes take of the core is not counted.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::{Engine, Input, machine};

/// How long engines are timed.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// At least so many rounds.
    pub least: usize,
    /// At most so many.
    pub most: usize,
    /// No further round begins after this.
    pub budget: Duration,
    /// In a round, an engine goes through the frames as often as fits into this, once at least.
    pub slice: Duration,
    /// After so many rounds, slow rivals leave.
    pub trial: usize,
    /// Those that are so many times as slow as the fastest engine.
    pub hopeless: f64,
}

/// The nanoseconds that one pass took, for each engine in each round.
///
/// The engines have answered before on the same frames: what they do first in their lives is done.
pub fn rounds(engines: &[Engine], input: Input<'_>, rounds: Rounds) -> Vec<Vec<f64>> {
    let mut ns_of_engines = vec![Vec::with_capacity(rounds.most); engines.len()];
    let passes: Vec<_> = engines.iter().map(|engine| passes(engine, input, rounds.slice)).collect();
    let mut is_active = vec![true; engines.len()];
    let begin = Instant::now();
    for round in 0..rounds.most {
        if round >= rounds.least && begin.elapsed() > rounds.budget {
            break;
        }
        if round == rounds.trial {
            let fastest = ns_of_engines.iter().map(|ns| least(ns)).fold(f64::INFINITY, f64::min);
            for ((engine, ns), is_active) in engines.iter().zip(&ns_of_engines).zip(&mut is_active) {
                *is_active = !engine.is_rival() || least(ns) < rounds.hopeless * fastest;
            }
        }
        for index in 0..engines.len() {
            if is_active[index] {
                ns_of_engines[index].push(time(&engines[index], input, passes[index]));
            }
        }
    }
    ns_of_engines
}

fn time(engine: &Engine, input: Input<'_>, passes: usize) -> f64 {
    let start = machine::thread_time();
    for _ in 0..passes {
        // An error was an error before: such an engine takes no part.
        let _ = black_box(engine.answer(black_box(input)));
    }
    machine::thread_time().saturating_sub(start).as_nanos() as f64 / passes as f64
}

fn passes(engine: &Engine, input: Input<'_>, slice: Duration) -> usize {
    let ns = time(engine, input, 1).max(1.0);
    ((slice.as_nanos() as f64 / ns) as usize).max(1)
}

/// The least value; infinite without values.
pub fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The middle value, of an even number the upper; 0 without values.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<_> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// How many times as fast `own` is as `other`: the median of the rounds that both took part in.
pub fn speed_ratio(own: &[f64], other: &[f64]) -> f64 {
    median(own.iter().zip(other).map(|(own, other)| other / own))
}
