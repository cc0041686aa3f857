//! Tests that run the command.

mod bench;
mod blocks;
mod choice;
mod columns;
mod convert;
mod diff;
mod documents;
mod drift;
mod filter;
mod folder;
#[cfg(unix)]
mod follow;
mod generate;
mod groups;
mod history;
mod joined;
#[cfg(all(unix, feature = "live"))]
mod live;
mod merge;
#[cfg(not(feature = "live"))]
mod not_live;
mod output;
mod questions;
mod redact;
mod repair;
mod resources;
mod schema;
mod select;
mod split;
#[cfg(unix)]
mod sql;
mod stats;
mod stats_on_request;
mod terminal;
mod validate;
mod verify;
mod wrapped;
