//! The command, run as a person runs it.

mod bench;
mod drift;
mod filter;
mod folder;
mod generate;
mod readme;
mod redact;
mod schema;
mod select;
mod stats;
mod validate;
mod verify;
