//! Results of a background thread, for a Python thread that can be interrupted while it waits.

use std::io;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::errors;
use crate::source::Source;

/// The number of results that may wait.
const WAITING_MAX: usize = 4;

/// How often signals are checked while nothing arrives.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(50);

/// Results of a thread that reads sources one after another. Dropping it ends the thread.
pub struct Feed<T> {
    receiver: Receiver<Result<T, ReadFailure>>,
    bytes_done: Arc<AtomicU64>,
    bytes_reported: AtomicU64,
    progress: Option<Py<PyAny>>,
    /// The process that has the thread. After a fork, the child does not.
    process: u32,
}

/// An input that could not be read.
struct ReadFailure {
    file: Option<Arc<str>>,
    error: io::Error,
}

/// Why reading a source ended early.
pub enum Stop {
    Failed(io::Error),
    /// Nothing more is wanted.
    Enough,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Failed(error)
    }
}

/// The channel to which the thread sends results and progress.
pub struct FeedSender<T> {
    sender: Sender<Result<T, ReadFailure>>,
    bytes_done: Arc<AtomicU64>,
    /// The bytes of the sources before the current one.
    bytes_before: u64,
}

impl<T> FeedSender<T> {
    /// # Errors
    /// [`Stop::Enough`] if nobody waits any more.
    pub fn send(&self, value: T) -> Result<(), Stop> {
        self.sender.send(Ok(value)).map_err(|_| Stop::Enough)
    }

    /// Records how many bytes of the current source have been read.
    pub fn set_bytes(&self, bytes: u64) {
        self.bytes_done.store(self.bytes_before + bytes, Ordering::Relaxed);
    }
}

impl<T: Send + 'static> Feed<T> {
    /// Starts a thread that calls `read` with each source and its name, then `end`.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(
        sources: Vec<Source>,
        progress: Option<Py<PyAny>>,
        mut read: impl FnMut(Source, Option<Arc<str>>, &FeedSender<T>) -> Result<(), Stop> + Send + 'static,
    ) -> io::Result<Feed<T>> {
        let (sender, receiver) = bounded(WAITING_MAX);
        let bytes_done = Arc::new(AtomicU64::new(0));
        let mut sender = FeedSender { sender, bytes_done: bytes_done.clone(), bytes_before: 0 };
        let run = move || {
            for source in sources {
                let file = source.name();
                match read(source, file.clone(), &sender) {
                    Ok(()) => {}
                    Err(Stop::Enough) => return,
                    Err(Stop::Failed(error)) => {
                        // The receiver may have been dropped.
                        let _ = sender.sender.send(Err(ReadFailure { file, error }));
                        return;
                    }
                }
                sender.bytes_before = sender.bytes_done.load(Ordering::Relaxed);
            }
        };
        thread::Builder::new().name("zerocord".to_owned()).spawn(run)?;
        Ok(Feed { receiver, bytes_done, bytes_reported: AtomicU64::new(0), progress, process: process::id() })
    }

    /// The next result; `None` at the end. Other Python threads run while this one waits.
    ///
    /// # Errors
    /// An error of reading, `KeyboardInterrupt`, or an exception of the progress callback. `RuntimeError` after a fork.
    pub fn next(&self, py: Python<'_>) -> PyResult<Option<T>> {
        if process::id() != self.process {
            let message = "the reading threads are in the process that was forked; open the recording again";
            return Err(PyRuntimeError::new_err(message));
        }
        loop {
            let received = py.detach(|| self.receiver.recv_timeout(SIGNAL_INTERVAL));
            py.check_signals()?;
            self.report_progress(py)?;
            match received {
                Ok(Ok(value)) => return Ok(Some(value)),
                Ok(Err(ReadFailure { file, error })) => {
                    return Err(errors::of_reading(py, error, file.as_deref()));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    fn report_progress(&self, py: Python<'_>) -> PyResult<()> {
        let Some(progress) = &self.progress else { return Ok(()) };
        let done = self.bytes_done.load(Ordering::Relaxed);
        let before = self.bytes_reported.swap(done, Ordering::Relaxed);
        if done > before {
            progress.call1(py, (done - before,))?;
        }
        Ok(())
    }
}
