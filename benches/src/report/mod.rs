//! `docs/benchmarks.md` and its pictures, written from a file of results and from nothing else.

mod chart;
mod page;

use std::io;
use std::path::Path;

use crate::results::Results;

/// Writes the page and a picture a task into a folder.
///
/// # Errors
/// What writing the files meets.
pub fn write(results: &Results, docs: &Path) -> io::Result<()> {
    let pictures = docs.join("benchmarks");
    std::fs::create_dir_all(&pictures)?;
    for task in task_names(results) {
        if let Some(picture) = chart::of_task(results, task) {
            std::fs::write(pictures.join(format!("{task}.svg")), picture)?;
        }
    }
    std::fs::write(docs.join("benchmarks.md"), page::of_results(results))
}

/// The tasks of a run, in its order.
fn task_names(results: &Results) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for comparison in &results.comparisons {
        if !names.contains(&comparison.task.as_str()) {
            names.push(&comparison.task);
        }
    }
    names
}
