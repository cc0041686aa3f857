//! Compares zerocord with its rivals: tasks, engines, and corpora to run them on.
//!
//! A *task* is a question about frames ("five fields of every MESSAGE_CREATE"). An *engine* is one way to answer it:
//! a function from frames to an [`Answer`], a hash over all values that were read. Before engines are timed on a
//! corpus, all engines of the task must give the same answer on it. README.md describes how to run the programs.
//!
//! # Fairness
//!
//! - Corpora are made so that no engine can be tuned to them: see [`corpus`]. The worst of them counts.
//! - Rivals run at their best: newest versions, native code, reused buffers, the fastest interface of each, and those of
//!   sonic-rs that skip all checks (`sonic-rs-unchecked-...`).
//! - simdjson gets all frames in one call of a C++ function, and reads them in place with a parser that lives on.
//! - simd-json writes into its input, so it gets a copy of each frame in a reused buffer; the copy counts.
//! - Memory comes from mimalloc for all.

mod answer;
pub mod corpus;
mod engine;
pub mod fields;
pub mod machine;
pub mod measure;
mod rivals;
mod simdjson;
mod sonic_unchecked;
pub mod tasks;

pub use answer::{Answer, Outcome};
pub use corpus::{Corpus, Fixtures, Size, Source};
pub use engine::{Engine, Input, Run, Task};
pub use simdjson::PaddedFrame;
pub use tasks::TASKS;

/// The allocator of all engines.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
