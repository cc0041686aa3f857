//! The command, run as a person runs it.

mod drift;
mod filter;
mod folder;
mod readme;
mod schema;
mod select;
mod stats;
