//! What was measured, as it is kept in a file.

use serde::{Deserialize, Serialize};

use crate::measure::{median, speed_ratio};

/// A run of `table`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Results {
    /// The day, as `2026-11-22`.
    pub date: String,
    /// The machine, the compiler, the versions: what [`machine::facts`](crate::machine::facts) says.
    pub machine: Vec<(String, String)>,
    /// One for each task, corpus, and place of it.
    pub comparisons: Vec<Comparison>,
}

/// Engines timed in turns on the same frames.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Comparison {
    /// The task's name.
    pub task: String,
    /// The row of the table of goals.
    pub case: String,
    /// What was asked.
    pub question: String,
    /// The corpus.
    pub corpus: String,
    /// Whether the frames were read again and again out of a core's cache.
    pub is_cached: bool,
    /// How many frames.
    pub frames_count: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Who was timed.
    pub engines: Vec<Timed>,
}

/// An engine's times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Timed {
    /// The engine, `zerocord-view-avx2`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The backend of zerocord's engines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend: Option<String>,
    /// Nanoseconds for all frames, in each round.
    pub rounds_ns: Vec<f64>,
}

/// What an engine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// zerocord, as this program was built.
    Zerocord,
    /// zerocord, out of the program that was built without flags.
    ZerocordPortableBuild,
    /// Another library.
    Rival,
    /// Less than the task, as a bound.
    Floor,
}

impl Timed {
    /// The middle time, in nanoseconds.
    pub fn median_ns(&self) -> f64 {
        median(self.rounds_ns.iter().copied())
    }

    /// How far the quarter points lie apart, as a share of the middle.
    pub fn spread(&self) -> f64 {
        let mut sorted = self.rounds_ns.clone();
        sorted.sort_by(f64::total_cmp);
        let quarter = sorted.len() / 4;
        let (Some(low), Some(high)) = (sorted.get(quarter), sorted.get(sorted.len() - 1 - quarter)) else {
            return 0.0;
        };
        (high - low) / self.median_ns()
    }

    /// How many times as fast this is as the other, the median of all rounds.
    pub fn speed_ratio(&self, other: &Timed) -> f64 {
        speed_ratio(&self.rounds_ns, &other.rounds_ns)
    }
}

impl Comparison {
    /// The fastest of the engines that are wanted.
    pub fn fastest(&self, is_wanted: impl Fn(&Timed) -> bool) -> Option<&Timed> {
        let wanted = self.engines.iter().filter(|engine| is_wanted(engine));
        wanted.min_by(|left, right| left.median_ns().total_cmp(&right.median_ns()))
    }

    /// Where the frames come from: the corpus, and whether out of the cache.
    pub fn place(&self) -> String {
        format!("{}, {}", self.corpus, if self.is_cached { "in cache" } else { "out of cache" })
    }
}
