//! Engines timed in turns.
//!
//! On a machine whose speed drifts, what runs side by side can be compared and what runs one after the other cannot:
//! in every round each engine runs once, and ratios are taken within a round.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::{Engine, Input};

/// How long engines are timed.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// At least so many rounds.
    pub least: usize,
    /// At most so many.
    pub most: usize,
    /// No further round begins after this.
    pub budget: Duration,
    /// How often an engine goes through the frames in a round, one time after the other.
    pub passes: usize,
}

/// The nanoseconds that one pass took, for each engine in each round.
pub fn rounds(engines: &[Engine], input: Input<'_>, rounds: Rounds) -> Vec<Vec<f64>> {
    // What an engine does first in its life (growing buffers, choosing code by CPU) is done by now: all have answered.
    let mut ns_of_engines = vec![Vec::with_capacity(rounds.most); engines.len()];
    let begin = Instant::now();
    for round in 0..rounds.most {
        if round >= rounds.least && begin.elapsed() > rounds.budget {
            break;
        }
        for (engine, ns) in engines.iter().zip(&mut ns_of_engines) {
            let start = Instant::now();
            for _ in 0..rounds.passes {
                black_box(engine.answer(black_box(input)));
            }
            ns.push(start.elapsed().as_nanos() as f64 / rounds.passes as f64);
        }
    }
    ns_of_engines
}

/// The middle one of the values, of an even number the upper; 0 where there are none.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<_> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// How many times as fast `own` is as `other`: the median of all rounds.
pub fn speed_ratio(own: &[f64], other: &[f64]) -> f64 {
    median(own.iter().zip(other).map(|(own, other)| other / own))
}
