//! How a command stops reading before its inputs end, without a fault.

use std::{error, fmt, io};

/// All that was asked for is written.
#[derive(Debug)]
struct Enough;

impl fmt::Display for Enough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("enough was read")
    }
}

impl error::Error for Enough {}

/// What a writer gives to [`InputArguments::read`](crate::input::InputArguments::read) once it wants no more.
pub fn enough() -> io::Error {
    io::Error::other(Enough)
}

/// Whether an error is that of [`enough`].
pub fn is_enough(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Enough>())
}
