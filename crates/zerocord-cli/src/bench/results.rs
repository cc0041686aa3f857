//! The results of `bench`, as JSON and as a table.

use std::fmt::Write;

use serde::Serialize;
use zerocord::Backend;

use super::frames::Frames;
use super::tasks::{Task, WantedFields};
use super::timing::Timing;
use crate::output::shown::shown;
use crate::output::text_table::{grouped, plural, push_table, table};

/// One run of the command.
#[derive(Debug, Serialize)]
pub struct BenchResults<'r> {
    files: Vec<String>,
    backend: &'static str,
    frames: usize,
    bytes: usize,
    is_whole: bool,
    event: Option<&'r str>,
    fields: Vec<&'r str>,
    rounds: usize,
    tasks: Vec<ResultRow>,
}

/// The results of a task with a given number of threads.
#[derive(Debug, Serialize)]
struct ResultRow {
    task: &'static str,
    threads: usize,
    median_ns: u64,
    least_ns: u64,
    bytes_per_second: f64,
    frames_per_second: f64,
    /// The time of the `memory` task on the same bytes with the same number of threads, divided by the time of this
    /// task.
    memory_share: f64,
}

impl<'r> BenchResults<'r> {
    pub fn new(
        files: impl Iterator<Item = String>,
        frames: &Frames,
        wanted: &'r WantedFields,
        timings: &[Timing],
    ) -> BenchResults<'r> {
        let row = |timing: &Timing| {
            let memory = timings
                .iter()
                .find(|other| other.task == Task::Memory && other.threads == timing.threads)
                .unwrap_or(timing);
            let median_ns = timing.median_ns();
            let a_second = |count: usize| count as f64 * 1e9 / median_ns as f64;
            ResultRow {
                task: timing.task.name(),
                threads: timing.threads,
                median_ns,
                least_ns: timing.least_ns(),
                bytes_per_second: a_second(frames.byte_count()),
                frames_per_second: a_second(frames.count()),
                memory_share: memory.median_ns() as f64 / median_ns as f64,
            }
        };
        BenchResults {
            files: files.collect(),
            backend: Backend::chosen().name(),
            frames: frames.count(),
            bytes: frames.byte_count(),
            is_whole: frames.is_whole(),
            event: wanted.event.as_deref(),
            fields: wanted.projection.paths().collect(),
            rounds: timings.first().map_or(0, |timing| timing.rounds_ns.len()),
            tasks: timings.iter().map(row).collect(),
        }
    }

    /// The table, with the lines before and after it.
    pub fn render(&self, has_styles: bool) -> String {
        let mut text = String::new();
        let headings = ["task", "threads", "GB/s", "frames/s", "ns/frame", "memory"];
        let mut table = table(has_styles, &headings, 1..);
        for row in &self.tasks {
            table.add_row([
                row.task.to_owned(),
                row.threads.to_string(),
                format!("{:.2}", row.bytes_per_second / 1e9),
                grouped(row.frames_per_second.round() as u64),
                format!("{:.1}", 1e9 / row.frames_per_second),
                format!("{:.0} %", row.memory_share * 100.0),
            ]);
        }
        push_table(&mut text, &table);
        // Writing to a `String` does not fail.
        let _ = writeln!(
            text,
            "{}, {}{}; backend {}, median of {}",
            plural(self.frames as u64, "frame"),
            plural(self.bytes as u64, "byte"),
            if self.is_whole { "" } else { " (--bytes reads more)" },
            self.backend,
            plural(self.rounds as u64, "round"),
        );
        let _ = match self.event {
            Some(event) if self.fields.is_empty() => writeln!(text, "select: no fields of {}", shown(event)),
            Some(event) => writeln!(text, "select: {} of {}", shown(&self.fields.join(", ")), shown(event)),
            None => writeln!(text, "select: no frame has an event name"),
        };
        text
    }
}
