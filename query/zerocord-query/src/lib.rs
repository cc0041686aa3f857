//! Recordings of Discord gateway frames as tables of [DataFusion], without converting them first.
//!
//! [`Recordings`] registers a table for each event: `message_create`, `presence_update` and so on. The columns are those of
//! [zerocord-arrow](zerocord_arrow). The tables `unknown` and `other` hold everything else, and `frames` has a row for each frame:
//!
//! | column of `frames` | |
//! | --- | --- |
//! | `t`, `s`, `op` | the event name, the sequence, the opcode |
//! | `size` | the length of the frame in bytes |
//! | `file`, `line` | where the frame is |
//! | `received` | when the frame was received, in recordings of `zerocord record --with-received` |
//!
//! ```
//! use datafusion::prelude::SessionContext;
//! use zerocord_query::Recordings;
//!
//! # #[tokio::main]
//! # async fn main() -> datafusion::common::Result<()> {
//! # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))?;
//! let ctx = SessionContext::new();
//! let log = Recordings::new(["corpus/firehose/sample.ndjson"]).register(&ctx).await?;
//! ctx.sql("SELECT t, count(*) FROM frames GROUP BY t ORDER BY 2 DESC LIMIT 5").await?.show().await?;
//! assert!(log.take().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # What is pushed down
//!
//! A scan reads the frames of one event, and of them the columns, or fields of nested columns, that the query uses. It tests `=`,
//! `<>`, `IN`, `<`, `<=`, `>`, `>=`, `IS NULL` and `IS NOT NULL` on ids, integers, times, strings and booleans, and `AND` and `OR` of
//! these, before a frame becomes a row. Frames without the digits of a wanted id are not read further. `LIMIT` ends a scan.
//! `EXPLAIN` shows all of this; `EXPLAIN ANALYZE` shows how many frames each step left out. Everything else is done by DataFusion.
//!
//! In local recordings of `zerocord record`, blocks that have no frame of the event, or none with a name or a time of receipt that the
//! conditions accept, are not read. The number of rows in `frames` is known for finished files.
//!
//! # Files
//!
//! Files are plain, gzip or Zstandard, by their content. Plain files are divided among the partitions of the session by ranges of
//! bytes, Zstandard files by the frames (as Zstandard calls them) that begin in a range. gzip, and compressed files in remote stores,
//! are read by one partition each. Queries that read line numbers do not divide files.
//!
//! # Bad input
//!
//! A bad frame becomes no row, and the [`ScanLog`] reports it, unless the query left it out without reading it. Damage of a
//! compressed file and I/O errors end the query with an error.
//!
//! # Memory
//!
//! A partition holds a batch that is being filled, at most two that wait, and the buffers of the reader: some 1 MiB, and at most a
//! small multiple of the longest frame, of up to 64 MiB.
//!
//! # Many machines
//!
//! With the feature `workers`, other machines read the files: see the module `workers`.
//!
//! [DataFusion]: https://datafusion.apache.org

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod catalog;
mod condition;
mod counts;
mod functions;
mod inputs;
mod journals;
mod leaves;
mod names;
mod open;
mod plan;
mod recordings;
mod report;
mod scan;
mod source;
mod table;
#[cfg(feature = "workers")]
pub mod workers;

pub use functions::register_functions;
pub use recordings::Recordings;
pub use report::{ScanLog, ScanReport};
pub use source::{RecordingFormat, RecordingSource};

/// The README, whose example runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// The page about SQL, whose example runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/sql.md")]
mod page {}
