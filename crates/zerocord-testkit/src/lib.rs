//! What zerocord's tests, fuzzers and benchmarks share: a generator of frames, the corpus, what the table of
//! `zerocord-schema` says of a frame, and the checks.
//!
//! All but the checks know Discord's frames and nothing of zerocord, so that they can judge it. The checks go over all
//! models and make most of this crate's code; who wants the generator alone leaves their feature, `checks`, out.

#[cfg(feature = "checks")]
pub mod checks;
pub mod conformance;
pub mod corpus;
pub mod guard;
pub mod hostile;
pub mod model_docs;
pub mod recipe;
pub mod sample;
pub mod tokens;
#[cfg(feature = "checks")]
pub mod tomorrow;

pub use zerocord_generator as generator;
