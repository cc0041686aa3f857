//! Removes unfinished files and folders if the program is interrupted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::input::stop_following;
use crate::output::console::say;

/// Unfinished files and folders, with the message for the case that they are removed.
type Unfinished = Vec<(PathBuf, String)>;

static UNFINISHED: Mutex<Unfinished> = Mutex::new(Vec::new());

/// Whether signals are handled.
static IS_HANDLED: Mutex<bool> = Mutex::new(false);

/// The list of unfinished files and folders. The signal handler waits until it is dropped.
pub struct UnfinishedList(MutexGuard<'static, Unfinished>);

impl UnfinishedList {
    /// Locks the list.
    pub fn lock() -> UnfinishedList {
        UnfinishedList(UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a file or a folder, and the message for the case that it is removed.
    pub fn add(&mut self, path: &Path, message: String) {
        self.0.push((path.to_owned(), message));
    }

    /// Removes a file or a folder from the list.
    pub fn remove(&mut self, path: &Path) {
        self.0.retain(|(unfinished, _)| unfinished != path);
    }
}

/// On Ctrl-C and on termination signals, ends the following of a file; if none is followed, removes the unfinished
/// files and folders and exits.
///
/// # Errors
/// Signals cannot be handled.
pub fn handle_interrupts() -> io::Result<()> {
    let mut is_handled = IS_HANDLED.lock().unwrap_or_else(PoisonError::into_inner);
    if std::mem::replace(&mut *is_handled, true) {
        return Ok(());
    }
    let end = || {
        if stop_following() {
            return;
        }
        let unfinished = UnfinishedList::lock();
        for (path, message) in unfinished.0.iter() {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            say(message);
        }
        // The exit code that shells report after Ctrl-C.
        std::process::exit(130);
    };
    ctrlc::set_handler(end).map_err(io::Error::other)
}
