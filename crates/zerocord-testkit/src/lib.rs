//! Shared by zerocord's tests, fuzzers and benchmarks: a generator of frames, the corpus, the schema of
//! `zerocord-schema` as an oracle, and the checks.
//!
//! Only the checks use the library zerocord. The rest does not, so that it can be an independent oracle. The checks
//! cover all models and are most of this crate's code. To use only the generator, disable the feature `checks`.

#[cfg(feature = "checks")]
pub mod checks;
pub mod conformance;
pub mod corpus;
pub mod fuzz_dictionary;
pub mod guard;
pub mod hostile;
pub mod members;
pub mod model_docs;
pub mod recipe;
pub mod sample;
pub mod tokens;
pub mod tomorrow;

pub use zerocord_generator as generator;
