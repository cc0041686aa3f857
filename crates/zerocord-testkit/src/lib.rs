//! What zerocord's tests, fuzzers and benchmarks share: a generator of frames, the corpus, the table of what
//! frames can hold.
//!
//! It knows Discord's frames and nothing of zerocord, so that it can judge it.

pub mod corpus;
pub mod generator;
pub mod sample;
pub mod schema;
