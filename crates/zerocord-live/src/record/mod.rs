//! Connects shards and records what they receive.

mod bot;
mod choice;
mod connection;
mod limits;
mod protocol;
mod shard;

use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_websockets::Connector;

pub use bot::{BotGateway, SessionStartLimit};
pub use choice::EventChoice;
use limits::IdentifyLimits;
use shard::ShardRunner;

use crate::metrics::Metrics;
use crate::store::{ShardStore, StoreOptions};
use crate::token::Token;

/// The transport compression that a recorder asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum GatewayCompression {
    /// `zstd-stream`.
    #[default]
    Zstd,
    /// `zlib-stream`.
    Zlib,
    /// None.
    None,
}

/// Rewrites frames before they are recorded, for example to redact them.
pub trait Rewrite: Send + Sync {
    /// Appends what is recorded in place of `frame`.
    ///
    /// # Errors
    /// Why the frame cannot be rewritten. The recorder then leaves the frame out, and logs the error.
    fn rewrite(&self, frame: &[u8], out: &mut Vec<u8>) -> Result<(), String>;
}

/// Called after a dispatch has been written to the journal, with the shard's number and the dispatch's sequence. It may
/// block: heartbeats go on.
pub type OnJournaled = dyn Fn(u64, u64) + Send + Sync;

/// What is recorded, and where.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecorderOptions {
    /// The folder with a folder for each shard.
    pub folder: PathBuf,
    /// The URL of the gateway, without a query; by default Discord's.
    pub gateway: String,
    /// The shards to record.
    pub shards: Vec<u64>,
    /// The number of shards of the bot.
    pub shard_count: u64,
    /// The intents, as the bits of IDENTIFY.
    pub intents: u64,
    /// The transport compression.
    pub compression: GatewayCompression,
    /// How many shards may identify at once: the bot's `max_concurrency`, by default 1.
    pub concurrency: u64,
    /// The time after which another shard of the same bucket may identify: Discord asks for five seconds.
    pub identify_every: Duration,
    /// The first pause before another connection. It doubles until a session runs.
    pub pause: Duration,
    /// How shards are kept on disk.
    pub store: StoreOptions,
    /// Which frames are recorded.
    pub events: EventChoice,
    /// Rewrites frames.
    pub rewrite: Option<Arc<dyn Rewrite>>,
    /// Called for each dispatch that has been written to the journal.
    pub on_journaled: Option<Arc<OnJournaled>>,
}

impl RecorderOptions {
    /// Records shard 0 of 1 of Discord's gateway into `folder`.
    pub fn new(folder: PathBuf, intents: u64) -> RecorderOptions {
        RecorderOptions {
            folder,
            gateway: "wss://gateway.discord.gg".to_owned(),
            shards: vec![0],
            shard_count: 1,
            intents,
            compression: GatewayCompression::default(),
            concurrency: 1,
            identify_every: Duration::from_secs(5),
            pause: Duration::from_secs(1),
            store: StoreOptions::default(),
            events: EventChoice::default(),
            rewrite: None,
            on_journaled: None,
        }
    }
}

impl fmt::Debug for RecorderOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecorderOptions")
            .field("folder", &self.folder)
            .field("gateway", &self.gateway)
            .field("shards", &self.shards)
            .field("shard_count", &self.shard_count)
            .finish_non_exhaustive()
    }
}

/// Why recording ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The gateway refuses the bot or its options.
    #[error("shard {shard}: {reason}")]
    Refused {
        /// The shard's number.
        shard: u64,
        /// What the close code means, and what to do.
        reason: &'static str,
    },
    /// The recording cannot be written.
    #[error("shard {shard}: {error}")]
    Disk {
        /// The shard's number.
        shard: u64,
        /// The error of the system call.
        error: io::Error,
    },
    /// The options are not valid.
    #[error("{0}")]
    Options(String),
    /// Discord's API does not accept the token.
    #[error("the token is not valid")]
    Token,
    /// Discord's API gives no answer, or not the documented one.
    #[error("{0}")]
    Api(String),
}

/// What all shards share.
struct Shared {
    token: Token,
    options: RecorderOptions,
    connector: Connector,
    limits: IdentifyLimits,
    metrics: Arc<Metrics>,
}

/// Records shards.
pub struct Recorder {
    shared: Arc<Shared>,
}

impl Recorder {
    /// A recorder that connects with this token.
    ///
    /// # Errors
    /// [`RecordError::Options`] for shards that do not exist, and for a `wss` URL without the feature `tls`.
    pub fn new(token: Token, options: RecorderOptions) -> Result<Recorder, RecordError> {
        if let Some(shard) = options.shards.iter().find(|shard| **shard >= options.shard_count) {
            let message = format!("shard {shard} is not one of {} shards", options.shard_count);
            return Err(RecordError::Options(message));
        }
        let connector = connector(&options.gateway)?;
        let limits = IdentifyLimits::new(options.concurrency, options.identify_every);
        let metrics = Arc::default();
        Ok(Recorder { shared: Arc::new(Shared { token, options, connector, limits, metrics }) })
    }

    /// The figures, which change while the recorder runs.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.shared.metrics)
    }

    /// Records until `stop` is ready. Sessions stay open, so that another run with the same folder resumes them.
    ///
    /// Needs a runtime with time and I/O. In one with several threads, heartbeats go on while the disk is slow.
    ///
    /// # Errors
    /// [`RecordError`] of the first shard that cannot go on; the others are stopped.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), RecordError> {
        let options = &self.shared.options;
        let (stopping, stopped) = watch::channel(false);
        let mut shards = JoinSet::new();
        for &shard in &options.shards {
            let store =
                ShardStore::open(&options.folder, [shard, options.shard_count], options.store.clone())
                    .map_err(|error| RecordError::Disk { shard, error })?;
            shards.spawn(ShardRunner::new(Arc::clone(&self.shared), store, stopped.clone()).run());
        }
        let mut outcome = Ok(());
        let mut stop = std::pin::pin!(stop);
        let mut is_stopping = false;
        loop {
            tokio::select! {
                () = &mut stop, if !is_stopping => {
                    is_stopping = true;
                    stopping.send_replace(true);
                }
                ended = shards.join_next() => match ended {
                    None => return outcome,
                    Some(Ok(Ok(()))) => {}
                    Some(Ok(Err(error))) => {
                        is_stopping = true;
                        stopping.send_replace(true);
                        outcome = outcome.and(Err(error));
                    }
                    Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
                },
            }
        }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("options", &self.shared.options).finish_non_exhaustive()
    }
}

/// The connector for URLs of this scheme.
fn connector(gateway: &str) -> Result<Connector, RecordError> {
    if gateway.starts_with("ws://") {
        return Ok(Connector::Plain);
    }
    #[cfg(feature = "tls")]
    if gateway.starts_with("wss://") {
        // An error means that the process has a provider already.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        return Connector::new().map_err(|error| RecordError::Options(error.to_string()));
    }
    #[cfg(not(feature = "tls"))]
    if gateway.starts_with("wss://") {
        return Err(RecordError::Options(format!("{gateway}: built without the feature `tls`")));
    }
    Err(RecordError::Options(format!("{gateway}: the gateway's URL begins with wss:// or ws://")))
}
