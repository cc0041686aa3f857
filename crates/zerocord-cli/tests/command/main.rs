//! The command, run as a person runs it.

mod bench;
mod documents;
mod drift;
mod filter;
mod folder;
mod generate;
mod joined;
mod questions;
mod redact;
mod schema;
mod select;
mod stats;
mod stats_on_request;
mod validate;
mod verify;
mod wrapped;
