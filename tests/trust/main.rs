//! Tests that hostile input does no harm: guard pages, bombs, limits, mutations, time and memory.
//!
//! `docs/robustness.md` lists the promises; each line of it names a test, most of them here.

mod bombs;
mod exhaustive;
mod grammar;
mod guard_pages;
mod histories;
mod learned;
mod limits;
mod linear;
mod mutation;
mod recipes;
mod regressions;
mod roads;
mod tomorrow;
