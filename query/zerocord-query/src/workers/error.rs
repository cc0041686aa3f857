//! Errors of workers.

use std::fmt;
use std::io;

use datafusion::common::DataFusionError;

/// Why a worker did not complete its share of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerError {
    worker: String,
    message: String,
    is_lost: bool,
}

impl WorkerError {
    /// The worker cannot be reached any more. Another one can do its share.
    pub(crate) fn lost(worker: &str, message: impl Into<String>) -> WorkerError {
        WorkerError { worker: worker.to_owned(), message: message.into(), is_lost: true }
    }

    /// The worker refuses or fails; another one would too.
    pub(crate) fn failed(worker: &str, message: impl Into<String>) -> WorkerError {
        WorkerError { worker: worker.to_owned(), message: message.into(), is_lost: false }
    }

    /// The address of the worker.
    pub fn worker(&self) -> &str {
        &self.worker
    }

    /// Whether the worker could not be reached, or did not answer any more.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }
}

impl fmt::Display for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "worker {}: {}", self.worker, self.message)
    }
}

impl std::error::Error for WorkerError {}

impl From<WorkerError> for DataFusionError {
    fn from(error: WorkerError) -> DataFusionError {
        DataFusionError::IoError(io::Error::other(error))
    }
}
