//! Standard error: messages and a progress bar that do not disturb each other.

use std::fmt;
use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use zerocord::Backend;

use crate::output::shown::shown;

/// The minimum input size in bytes for a progress bar. Smaller inputs finish too quickly to need one.
const PROGRESS_BYTES_MIN: u64 = 50_000_000;

/// Writes messages to standard error.
#[derive(Debug)]
pub struct Console {
    bar: ProgressBar,
}

impl Console {
    /// A console without a progress bar.
    pub fn plain() -> Console {
        Console { bar: ProgressBar::hidden() }
    }

    /// A console with a progress bar, if the input is large and standard error is a terminal.
    pub fn with_progress(byte_count: u64) -> Console {
        if byte_count < PROGRESS_BYTES_MIN || !std::io::stderr().is_terminal() {
            return Console::plain();
        }
        let bar = ProgressBar::with_draw_target(Some(byte_count), ProgressDrawTarget::stderr_with_hz(10));
        let template = "{bar:30} {percent:>3} %  {decimal_bytes} of {decimal_total_bytes}  {decimal_bytes_per_sec}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        Console { bar }
    }

    /// Updates the progress bar. `bytes_done` counts the processed bytes of all inputs.
    pub fn set_bytes_done(&self, bytes_done: u64) {
        self.bar.set_position(bytes_done);
    }

    /// Writes a message, prefixed with the program's name.
    pub fn message(&self, message: impl fmt::Display) {
        self.bar.suspend(|| say(message));
    }

    /// Removes the progress bar.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// Writes a one-line message when no progress bar is active. Errors from a closed standard error are ignored.
pub fn say(message: impl fmt::Display) {
    let message = message.to_string();
    let _ = writeln!(anstream::stderr().lock(), "zerocord: {}", shown(&message));
}

/// Warns if `ZEROCORD_BACKEND` names a backend that is not available.
pub fn warn_of_backend() {
    let Some(name) = std::env::var_os("ZEROCORD_BACKEND") else { return };
    if name.to_str().is_some_and(|name| Backend::by_name(name).is_some()) {
        return;
    }
    let available: Vec<_> = Backend::available().map(Backend::name).collect();
    say(format_args!(
        "ZEROCORD_BACKEND: `{}` is unknown or cannot run on this machine, which has {}; {} is used",
        name.display(),
        available.join(", "),
        Backend::chosen().name(),
    ));
}
