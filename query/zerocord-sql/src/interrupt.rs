//! Ctrl-C ends the query that is running, or the program if there is none.
//!
//! Tokio's own signals are delivered by its worker threads. If a join keeps all of them busy, they notice nothing for minutes; so a
//! thread of its own waits for the signal, and wakes the main thread.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::run::Exit;
use crate::target::remove_unfinished;

static INTERRUPTED: Notify = Notify::const_new();
static IS_RUNNING: AtomicBool = AtomicBool::new(false);

/// Begins to listen.
///
/// # Errors
/// The system refuses.
pub fn listen() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        if IS_RUNNING.load(Ordering::SeqCst) {
            INTERRUPTED.notify_waiters();
        } else {
            remove_unfinished();
            std::process::exit(Exit::InputOutput as i32);
        }
    })
}

/// Waits for `work`; `None` if it is interrupted.
pub async fn unless_interrupted<T>(work: impl Future<Output = T>) -> Option<T> {
    let interrupted = INTERRUPTED.notified();
    tokio::pin!(interrupted);
    // From here on no signal is missed.
    interrupted.as_mut().enable();
    IS_RUNNING.store(true, Ordering::SeqCst);
    let outcome = tokio::select! {
        outcome = work => Some(outcome),
        () = interrupted => None,
    };
    IS_RUNNING.store(false, Ordering::SeqCst);
    outcome
}
