//! A gateway that sends the frames of a recording.
//!
//! A client that identifies gets READY and then the dispatches of the recording, renumbered from 1. Its session can be
//! resumed, also by another process. Several clients have a session each. Everything but `s` and some values of READY
//! is sent as it was recorded.

mod client;
mod compress;
mod edit;
mod faults;
mod pace;
mod session;
mod source;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

pub use faults::{Fault, FaultEvery, FaultKind, Faults, FaultsError};
pub use pace::Speed;
use session::Session;

/// What is replayed, and how.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReplayOptions {
    /// Recordings, in this order; a folder means the files in it.
    pub paths: Vec<PathBuf>,
    /// How fast.
    pub speed: Speed,
    /// Whether the recording begins again after its end.
    pub is_looped: bool,
    /// The number of shards that clients must use; any if absent.
    pub shards: Option<u64>,
    /// Faults to inject.
    pub faults: Faults,
    /// The interval that HELLO asks for.
    pub heartbeat: Duration,
    /// The bytes of each session that are kept for clients that resume.
    pub backlog_len: usize,
}

impl ReplayOptions {
    /// Options that replay `paths` at the recorded speed, without faults.
    pub fn new(paths: Vec<PathBuf>) -> ReplayOptions {
        ReplayOptions {
            paths,
            speed: Speed::Times(1.0),
            is_looped: false,
            shards: None,
            faults: Faults::default(),
            heartbeat: Duration::from_millis(41_250),
            backlog_len: 64 << 20,
        }
    }
}

/// A running gateway. It ends when this is dropped.
#[derive(Debug)]
pub struct ReplayGateway {
    address: SocketAddr,
    gateway: Arc<Gateway>,
    task: JoinHandle<()>,
}

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Gateway {
    url: String,
    options: ReplayOptions,
    files: source::Files,
    sessions: Mutex<HashMap<String, Arc<Session>>>,
}

/// A session of a running gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplaySession {
    /// The session id.
    pub id: String,
    /// The shard that the client identified as.
    pub shard: [u64; 2],
    /// The number of dispatches so far, which is the last sequence.
    pub dispatches: u64,
    /// How often it was resumed.
    pub resumes: u64,
    /// Whether its client has got all frames of the recording.
    pub is_done: bool,
}

impl ReplayGateway {
    /// Finds the recordings and listens.
    ///
    /// # Errors
    /// I/O errors; [`io::ErrorKind::NotFound`] if there is no recording.
    pub async fn start(listen: SocketAddr, options: ReplayOptions) -> io::Result<ReplayGateway> {
        let files = source::Files::find(&options.paths)?;
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let url = format!("ws://{address}");
        let gateway = Arc::new(Gateway { url, options, files, sessions: Mutex::default() });
        let shared = Arc::clone(&gateway);
        let task = tokio::spawn(async move {
            // Dropped, and so aborted, with this task.
            let mut clients = JoinSet::new();
            loop {
                match listener.accept().await {
                    Ok((stream, peer)) => {
                        let shared = Arc::clone(&shared);
                        clients.spawn(async move {
                            match client::serve(stream, &shared).await {
                                Ok(()) => tracing::debug!(%peer, "the client has left"),
                                Err(error) => tracing::debug!(%peer, %error, "the connection has ended"),
                            }
                        });
                    }
                    // Too many open files, for example. It may be over soon.
                    Err(error) => {
                        tracing::warn!(%error, "cannot accept a client");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
                while clients.try_join_next().is_some() {}
            }
        });
        Ok(ReplayGateway { address, gateway, task })
    }

    /// The URL for clients.
    pub fn url(&self) -> &str {
        &self.gateway.url
    }

    /// The address that is listened at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All sessions, in no particular order. Those that were invalidated are not among them.
    pub fn sessions(&self) -> Vec<ReplaySession> {
        self.gateway.sessions().values().map(|session| session.summary()).collect()
    }

    /// The dispatches of a session that are kept for clients that resume, each with its sequence.
    pub fn dispatches(&self, session_id: &str) -> Vec<(u64, Arc<[u8]>)> {
        let session = self.gateway.sessions().get(session_id).cloned();
        session.map(|session| session.backlog()).unwrap_or_default()
    }
}

impl Drop for ReplayGateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Gateway {
    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
