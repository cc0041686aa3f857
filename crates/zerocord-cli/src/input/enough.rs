//! Lets a command stop reading before the end of its inputs without reporting an error.

use std::{error, fmt, io};

/// All requested output has been written. A writer returns this as its error, so that
/// [`InputArguments::read`](crate::input::InputArguments::read) stops reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Enough {
    /// The last line that was needed, counted from 1 at the start of the chunk.
    pub line: u64,
    /// The number of frames in the chunk up to the end of that line.
    pub frame_count: u64,
}

impl Enough {
    /// Returns the `Enough` inside an error, if there is one.
    pub fn of(error: &io::Error) -> Option<&Enough> {
        error.get_ref()?.downcast_ref()
    }
}

impl From<Enough> for io::Error {
    fn from(enough: Enough) -> io::Error {
        io::Error::other(enough)
    }
}

impl fmt::Display for Enough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("enough was read")
    }
}

impl error::Error for Enough {}
