//! The command, run as a person runs it.

mod bench;
mod columns;
mod convert;
mod documents;
mod drift;
mod filter;
mod folder;
mod generate;
mod joined;
mod output;
mod questions;
mod redact;
mod resources;
mod schema;
mod select;
mod stats;
mod stats_on_request;
mod terminal;
mod validate;
mod verify;
mod wrapped;
