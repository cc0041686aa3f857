//! Standard input and output, and whether they were open when the program started.
//!
//! Rust replaces a closed standard stream with `/dev/null`, so writing to it succeeds and the output is lost. Whether
//! a stream was closed must be checked before that happens.

use std::io;

/// Which streams were closed when the program started.
#[cfg(unix)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    static STDIN_IS_CLOSED: AtomicBool = AtomicBool::new(false);
    static STDOUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

    /// Runs before the standard library is initialised, so it uses only system calls.
    #[ctor::ctor]
    fn record_closed_streams() {
        let is_closed = |stream| rustix::io::fcntl_getfd(stream).is_err();
        STDIN_IS_CLOSED.store(is_closed(rustix::stdio::stdin()), Ordering::Relaxed);
        STDOUT_IS_CLOSED.store(is_closed(rustix::stdio::stdout()), Ordering::Relaxed);
    }

    pub fn stdin_is_closed() -> bool {
        STDIN_IS_CLOSED.load(Ordering::Relaxed)
    }

    /// Whether standard output cannot be written to: it was closed, or is open for reading only.
    pub fn stdout_is_closed() -> bool {
        let flags = || rustix::fs::fcntl_getfl(rustix::stdio::stdout());
        STDOUT_IS_CLOSED.load(Ordering::Relaxed)
            || flags().is_ok_and(|flags| flags & rustix::fs::OFlags::ACCMODE == rustix::fs::OFlags::RDONLY)
    }
}

#[cfg(not(unix))]
mod at_start {
    pub fn stdin_is_closed() -> bool {
        false
    }

    pub fn stdout_is_closed() -> bool {
        false
    }
}

/// Standard output.
///
/// # Errors
/// It was closed (`>&-`), or cannot be written to.
pub fn stdout() -> io::Result<io::StdoutLock<'static>> {
    if at_start::stdout_is_closed() {
        return Err(io::Error::other("closed, nothing can be written"));
    }
    Ok(io::stdout().lock())
}

/// Checks that standard output is available.
///
/// # Errors
/// See [`stdout`].
pub fn check_stdout() -> io::Result<()> {
    stdout().map(drop)
}

/// Checks that standard input is available.
///
/// # Errors
/// It was closed (`<&-`).
pub fn check_stdin() -> io::Result<()> {
    if at_start::stdin_is_closed() {
        return Err(io::Error::other("closed, nothing can be read"));
    }
    Ok(())
}
