//! The command, run as a person runs it.

mod folder;
mod select;
mod stats;
