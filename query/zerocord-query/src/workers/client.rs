//! Sends shares to workers, and receives their rows.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use datafusion::common::DataFusionError;
use tokio::time::timeout;

use super::connection::{Connection, connect};
use super::error::WorkerError;
use super::protocol::{
    Hello, MessageKind, PROTOCOL, PlanSettings, ShareDone, ShareProgress, Welcome, read_greeting,
    read_message, with_length, write_greeting, write_message,
};
use super::settings::{WorkerEvent, Workers};
use super::spool::Spool;
use super::version;

/// A worker gives this many signs of life in the time that it may be silent.
const SIGNS_OF_LIFE: u32 = 5;

/// At most this often, even if the time is short.
const PROGRESS_MIN: Duration = Duration::from_millis(20);

/// At least this often, so that progress can be watched.
const PROGRESS_MAX: Duration = Duration::from_secs(1);

/// The side of the session.
pub(crate) struct Client {
    workers: Arc<Workers>,
}

/// Why a share is not complete.
pub(crate) enum ShareFailure {
    Worker(WorkerError),
    /// On this machine.
    Local(DataFusionError),
}

impl Client {
    pub(crate) fn new(workers: Arc<Workers>) -> Client {
        Client { workers }
    }

    pub(crate) fn workers(&self) -> &Workers {
        &self.workers
    }

    /// The time between signs of life of a worker.
    pub(crate) fn progress_interval(&self) -> Duration {
        (self.workers.timeout / SIGNS_OF_LIFE).clamp(PROGRESS_MIN, PROGRESS_MAX)
    }

    /// Lets a worker do a share; returns its rows when all have arrived.
    pub(crate) async fn run(
        &self,
        worker: &str,
        plan: &[u8],
        settings: &PlanSettings,
        mut spool: Spool,
    ) -> Result<(Spool, ShareDone), ShareFailure> {
        let lost = |error: io::Error| ShareFailure::Worker(lost(worker, &error));
        let mut connection = self.open(worker).await.map_err(ShareFailure::Worker)?;
        let patience = self.workers.timeout;
        let settings = serde_json::to_vec(settings).map_err(io::Error::from).map_err(lost)?;
        let settings = with_length(&settings).map_err(lost)?;
        // A worker that is stopped does not read a long plan.
        let parts = [&settings[..], plan];
        let sent = write_message(&mut connection, MessageKind::Plan, &parts);
        timeout(patience, sent)
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            .map_err(lost)?;
        loop {
            let (kind, message) = read_message(&mut connection, patience).await.map_err(lost)?;
            let malformed = |error: serde_json::Error| {
                ShareFailure::Worker(WorkerError::failed(worker, format!("a malformed message: {error}")))
            };
            match kind {
                MessageKind::Rows => spool.push(&message).map_err(ShareFailure::Local)?,
                MessageKind::Progress => {
                    let progress = serde_json::from_slice(&message).map_err(malformed)?;
                    self.observe(worker, progress, &spool, false);
                }
                MessageKind::Done => {
                    let done: ShareDone = serde_json::from_slice(&message).map_err(malformed)?;
                    if done.bytes != spool.len() {
                        let message = format!("{} of {} bytes arrived", spool.len(), done.bytes);
                        return Err(ShareFailure::Worker(WorkerError::failed(worker, message)));
                    }
                    self.observe(worker, done.progress, &spool, true);
                    return Ok((spool, done));
                }
                MessageKind::Failed => {
                    let message = String::from_utf8_lossy(&message);
                    return Err(ShareFailure::Worker(WorkerError::failed(worker, message)));
                }
                MessageKind::Plan => {
                    return Err(ShareFailure::Worker(WorkerError::failed(worker, "an unexpected message")));
                }
            }
        }
    }

    fn observe(&self, worker: &str, progress: ShareProgress, spool: &Spool, is_done: bool) {
        self.workers.observe(WorkerEvent::Progress {
            worker: worker.to_owned(),
            frames: progress.frames,
            rows: progress.rows,
            bytes: spool.len(),
            is_done,
        });
    }

    /// A connection to a worker of the same version that accepts the token.
    async fn open(&self, worker: &str) -> Result<Box<dyn Connection>, WorkerError> {
        let patience = self.workers.timeout;
        let mut connection = match timeout(patience, connect(worker, self.workers.tls.as_ref())).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                // Certificates that are not trusted.
                return Err(WorkerError::failed(worker, error.to_string()));
            }
            Ok(Err(error)) => {
                let message = format!("cannot be reached: {}", without_pipe(&error));
                return Err(WorkerError::lost(worker, message));
            }
            Err(_) => {
                let seconds = patience.as_secs_f64();
                return Err(WorkerError::lost(
                    worker,
                    format!("cannot be reached: no answer for {seconds} s"),
                ));
            }
        };
        let token = self.workers.token.as_deref().unwrap_or_default().to_owned();
        let hello = Hello { version: version(), token };
        let lost = |error: io::Error| lost(worker, &error);
        write_greeting(&mut connection, &hello).await.map_err(lost)?;
        let greeting = match read_greeting(&mut connection, patience).await {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(WorkerError::failed(worker, error.to_string()));
            }
            greeting => greeting.map_err(lost)?,
        };
        let theirs = greeting.version();
        if greeting.protocol != PROTOCOL || theirs != hello.version {
            let message = format!(
                "its version is {theirs} with protocol {}, the version here is {} with protocol {PROTOCOL}; they must be the same",
                greeting.protocol, hello.version
            );
            return Err(WorkerError::failed(worker, message));
        }
        let welcome: Welcome = greeting.parse().map_err(lost)?;
        match welcome.refused {
            Some(reason) => Err(WorkerError::failed(worker, reason)),
            None => Ok(connection),
        }
    }
}

fn lost(worker: &str, error: &io::Error) -> WorkerError {
    let message = match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::UnexpectedEof => error.to_string(),
        io::ErrorKind::InvalidData => return WorkerError::failed(worker, error.to_string()),
        _ => format!("the connection was lost: {}", without_pipe(error)),
    };
    WorkerError::lost(worker, message)
}

/// The error, in other words if it is that of a closed pipe, which programs take as the end of their own output.
fn without_pipe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::BrokenPipe => "the worker closed it".to_owned(),
        _ => error.to_string(),
    }
}
