//! Finds what a frame contains that the table lacks.

mod findings;
mod keys;
mod path;
mod text;
mod value;
mod walk;

pub use findings::{Finding, FindingKind, Findings, OTHER};
pub use walk::Drift;
