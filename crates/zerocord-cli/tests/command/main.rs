//! The command, run as a person runs it.

mod folder;
mod readme;
mod select;
mod stats;
