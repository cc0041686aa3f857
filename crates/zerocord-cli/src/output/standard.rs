//! The standard input and output, as they were when the program began.
//!
//! Rust opens `/dev/null` in place of a standard stream that is closed, so that writing to it succeeds and nothing is
//! written. Whether one was closed must be asked before that.

use std::io;

/// Which streams were closed when the program began.
#[cfg(unix)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    static STDIN_IS_CLOSED: AtomicBool = AtomicBool::new(false);
    static STDOUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

    /// Runs before the standard library is ready, so it uses system calls only.
    #[ctor::ctor]
    fn ask() {
        let is_closed = |stream| rustix::io::fcntl_getfd(stream).is_err();
        STDIN_IS_CLOSED.store(is_closed(rustix::stdio::stdin()), Ordering::Relaxed);
        STDOUT_IS_CLOSED.store(is_closed(rustix::stdio::stdout()), Ordering::Relaxed);
    }

    pub fn stdin_is_closed() -> bool {
        STDIN_IS_CLOSED.load(Ordering::Relaxed)
    }

    /// Whether nothing can be written to the standard output: closed, or open for reading alone.
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

/// The standard output, if there is one.
///
/// # Errors
/// Where it was closed (`>&-`), or cannot be written to.
pub fn stdout() -> io::Result<io::StdoutLock<'static>> {
    if at_start::stdout_is_closed() {
        return Err(io::Error::other("closed, nothing can be written"));
    }
    Ok(io::stdout().lock())
}

/// Whether there is a standard output.
///
/// # Errors
/// As [`stdout`].
pub fn check_stdout() -> io::Result<()> {
    stdout().map(drop)
}

/// Whether there is a standard input.
///
/// # Errors
/// Where it was closed (`<&-`).
pub fn check_stdin() -> io::Result<()> {
    if at_start::stdin_is_closed() {
        return Err(io::Error::other("closed, nothing can be read"));
    }
    Ok(())
}
