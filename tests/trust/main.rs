//! Tests that hostile input does no harm: guard pages, bombs, limits, mutations, time and memory.
//!
//! `docs/robustness.md` lists the promises; each line of it names a test, most of them here.

// Where the library has only a few models, for cargo-mutants, the tests must be quick.
#[cfg(not(few_models))]
mod bombs;
mod exhaustive;
mod grammar;
#[cfg(not(few_models))]
mod guard_pages;
#[cfg(not(few_models))]
mod histories;
mod learned;
mod limits;
#[cfg(not(few_models))]
mod linear;
#[cfg(not(few_models))]
mod mutation;
mod recipes;
mod regressions;
#[cfg(not(few_models))]
mod roads;
mod tomorrow;
