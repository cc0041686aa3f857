//! Records Discord gateway shards without losing a frame, and replays recordings as a gateway.
//!
//! * [`Recorder`]: connects shards and writes every frame as it came. Each line is in a journal before the next frame
//!   is read, so it survives a crash of the process. See [`store`].
//! * [`ReplayGateway`]: a gateway on a local port that sends the frames of a recording to any client.
//! * [`Metrics`]: the recorder's figures, in the format of Prometheus.
//!
//! Without the feature `tls`, gateways with `wss` URLs are refused.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod duration;
mod gap;
mod metrics;
mod peek;
mod record;
mod replay;
pub mod store;
mod token;

pub use duration::parse_duration;
pub use gap::{GAP_MARK, GapReason};
pub use metrics::{Metrics, MetricsServer};
pub use record::{
    BotGateway, EventChoice, GatewayCompression, OnJournaled, RecordError, Recorder, RecorderOptions,
    Rewrite, SessionStartLimit,
};
pub use replay::{
    Fault, FaultEvery, FaultKind, Faults, FaultsError, ReplayGateway, ReplayOptions, ReplaySession, Speed,
};
pub use token::Token;

/// The README, whose example runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
