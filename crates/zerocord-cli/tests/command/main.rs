//! The command, run as a person runs it.

mod bench;
mod drift;
mod folder;
mod readme;
mod schema;
mod select;
mod stats;
