//! What happens on workers, for people.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use zerocord_query::workers::WorkerEvent;

/// A worker is named at most this often, except when it is done.
const INTERVAL: Duration = Duration::from_secs(1);

/// Prints events on the standard error.
pub struct Progress {
    /// Whether progress is printed; workers that are lost always are.
    is_wanted: bool,
    last: Mutex<HashMap<String, Instant>>,
}

impl Progress {
    pub fn new(is_wanted: bool) -> Progress {
        Progress { is_wanted, last: Mutex::default() }
    }

    pub fn print(&self, event: &WorkerEvent) {
        match event {
            WorkerEvent::Retried { error, successor, .. } => {
                eprintln!("{error}; its share goes to {successor}");
            }
            WorkerEvent::Progress { worker, frames, rows, bytes, is_done, .. } if self.is_wanted => {
                if !is_done && !self.is_due(worker) {
                    return;
                }
                let done = if *is_done { ", done" } else { "" };
                eprintln!(
                    "worker {worker}: {frames} frames read, {rows} rows ({bytes} bytes) received{done}"
                );
            }
            _ => {}
        }
    }

    fn is_due(&self, worker: &str) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if last.get(worker).is_some_and(|last| now - *last < INTERVAL) {
            return false;
        }
        last.insert(worker.to_owned(), now);
        true
    }
}
