//! Times engines in turns.
//!
//! The speed of a machine drifts, so only measurements that were taken together can be compared: in every round each
//! engine runs once, and ratios are taken within a round. The clock is the CPU time of the thread if the system has
//! one, so time that other processes take is not counted.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::{Engine, Input, machine};

/// The duration of the measurements.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// The minimum number of rounds.
    pub least: usize,
    /// The maximum number of rounds.
    pub most: usize,
    /// The time after which no further round begins.
    pub budget: Duration,
    /// The time of an engine in a round: it repeats passes over the frames as often as fits, at least once.
    pub slice: Duration,
    /// The number of rounds after which slow rivals are left out.
    pub trial: usize,
    /// The factor by which a rival is slower than the fastest engine to count as slow.
    pub hopeless: f64,
}

/// Nanoseconds per pass, for each engine in each round.
///
/// The engines have read the same frames before, so one-time costs are not included.
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
        // An engine with an error had it before, and is left out.
        let _ = black_box(engine.answer(black_box(input)));
    }
    machine::thread_time().saturating_sub(start).as_nanos() as f64 / passes as f64
}

fn passes(engine: &Engine, input: Input<'_>, slice: Duration) -> usize {
    let ns = time(engine, input, 1).max(1.0);
    ((slice.as_nanos() as f64 / ns) as usize).max(1)
}

/// The minimum; infinite without values.
pub fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The median, the upper one of an even number of values; 0 without values.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<_> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The speed of `own` as a multiple of that of `other`: the median of the rounds that both took part in.
pub fn speed_ratio(own: &[f64], other: &[f64]) -> f64 {
    median(own.iter().zip(other).map(|(own, other)| other / own))
}
