//! Queries on several machines.
//!
//! [`Workers`] changes the plans of a session: scans, filters, projections and first aggregations of files run on workers, and
//! the session does the rest. A [`WorkerServer`] is such a worker. Workers and the session must see the same files under the same
//! paths, and be of the same version.
//!
//! # What is sent
//!
//! For each scan, every worker gets one share: a part of the files, or of their bytes, with the plan of what to do with them. It
//! returns the rows, and what it could not read. A connection carries one share. Closing it ends the work.
//!
//! # Whole or nothing
//!
//! Rows wait in memory, then in temporary files, until all shares of the query are complete. So a query whose worker fails ends
//! with an error and without rows. A worker sends a sign of life several times per time-out. A worker that sends none is given up.
//!
//! # Trust
//!
//! A worker reads only files below its folders, whatever a plan says, and runs only the operators named above. Who can connect to
//! it can read these files: beyond the loopback device, use TLS and a token. The token is also what protects the worker from plans
//! that use up its memory or time.

mod client;
mod codec;
mod connection;
mod error;
mod files;
mod protocol;
mod query;
mod remote;
mod rule;
mod server;
mod settings;
mod share;
mod spool;

pub use error::WorkerError;
pub use server::WorkerServer;
pub use settings::{WorkerEvent, Workers};

/// The version that a session and its workers must have in common.
pub fn version() -> String {
    format!("{} (DataFusion {})", env!("CARGO_PKG_VERSION"), datafusion::DATAFUSION_VERSION)
}
