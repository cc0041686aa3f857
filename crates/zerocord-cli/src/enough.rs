//! How a command stops reading before its inputs end, without a fault.

use std::{error, fmt, io};

/// All requested output is written. A writer returns this as its error to
/// [`InputArguments::read`](crate::input::InputArguments::read) to stop reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Enough {
    /// The last line that was wanted, counted from 1 at the chunk's first.
    pub line: u64,
    /// How many frames of the chunk there are up to its end.
    pub frame_count: u64,
}

impl Enough {
    /// The reason of an error, if it is this one.
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
