//! zerocord against its rivals: tasks, engines, and corpora to run them on.
//!
//! A *task* is a question about frames ("five fields of every MESSAGE_CREATE"); it has a file in `tasks/`. An *engine* is
//! one way to answer it, a plain function from frames to an [`Answer`]: a hash over all values that were read. All
//! engines of a task must give the same answer on a corpus before any of them is timed there.
//!
//! Three programs time them, `just` has a recipe for each: `suite` (criterion, names `task/engine/corpus`), `quick`,
//! which runs the engines in turns and prints tables, and `table`, which does so on large corpora and writes
//! `docs/benchmarks.md` from what it measured.
//!
//! # What is fair
//!
//! - Frames come from the seeded generator, one behind the other as in a recording.
//! - Rivals run at their best: newest versions, buffers used again, the fastest interface of each, also those of sonic-rs
//!   that skip all checks and may not be called on bytes from outside (`sonic-rs-unchecked-...`).
//! - simd-json writes into its input, so it gets a copy of each frame in a buffer that is used again; the copy counts.
//! - Memory comes from mimalloc for all: owned models gain by it, zerocord allocates nothing a frame.
//! - zerocord runs once a backend, by the backend's own name, so that the CPU at hand hides nothing.

mod answer;
mod corpus;
mod engine;
pub mod goals;
pub mod machine;
pub mod measure;
pub mod report;
pub mod results;
mod rivals;
mod sonic_unchecked;
pub mod tasks;
pub mod threads;

pub use answer::Answer;
pub use corpus::{Corpus, Size, Source};
pub use engine::{Engine, Input, Run, Task};
pub use tasks::TASKS;

/// Memory for all engines alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
