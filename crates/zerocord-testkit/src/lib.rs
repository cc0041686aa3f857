//! What zerocord's tests, fuzzers and benchmarks share: a generator of frames, the corpus, the table of what
//! frames can hold, and the checks.
//!
//! All but the checks know Discord's frames and nothing of zerocord, so that they can judge it.

pub mod checks;
pub mod corpus;
pub mod generator;
pub mod guard;
pub mod hostile;
pub mod recipe;
pub mod sample;
pub mod schema;
pub mod tomorrow;
