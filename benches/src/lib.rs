//! zerocord against its rivals: tasks, engines, and corpora to run them on.
//!
//! A *task* is a question about frames ("five fields of every MESSAGE_CREATE"); it has a file here. An *engine* is
//! one way to answer it, a plain function from frames to an [`Answer`]: a hash over all values that were read. All
//! engines of a task must give the same answer on a corpus before any of them is timed there.
//!
//! Two programs time them: `cargo bench -p zerocord-benches` (criterion, names `task/engine/corpus`), and
//! `cargo run --release -p zerocord-benches --bin quick`, which runs the engines in turns and prints tables.
//!
//! # What is fair
//!
//! - Frames come from the seeded generator, one behind the other as in a recording.
//! - Rivals run at their best: newest versions, buffers used again, the fastest safe interface of each. Interfaces
//!   that are not safe to call on bytes from outside (sonic-rs has some that skip all checks) are left out: no such
//!   code stands anywhere in this repository.
//! - simd-json writes into its input, so it gets a copy of each frame in a buffer that is used again; the copy counts.
//! - Memory comes from mimalloc for all: owned models gain by it, zerocord allocates nothing a frame.
//! - zerocord runs once a backend, by the backend's own name, so that the CPU at hand hides nothing.

mod answer;
mod corpus;
mod engine;
pub mod five_fields;
pub mod guild_members;
pub mod machine;
pub mod peek;
pub mod presence;
mod rivals;
pub mod strict;

pub use answer::Answer;
pub use corpus::{Corpus, Source};
pub use engine::{Engine, Run, Task};

/// Memory for all engines alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// All tasks, in the order in which they are shown.
pub const TASKS: &[Task] =
    &[peek::TASK, five_fields::TASK, presence::TASK, guild_members::TASK, strict::TASK];
