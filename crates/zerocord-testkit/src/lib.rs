//! What zerocord's tests, fuzzers and benchmarks share: a generator of frames, and the corpus.
//!
//! It knows Discord's frames and nothing of zerocord, so that it can judge it.

pub mod corpus;
pub mod generator;
