//! Answers over recordings: the same in every form of file, with and without pushdown, from a recording and from a lake.

mod answers;
mod bad_input;
mod blocks;
mod files;
mod lake;
mod plans;
mod support;
#[cfg(feature = "workers")]
mod workers;
