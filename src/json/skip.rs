//! The end of a value, unread.
//!
//! A string ends at its first quote that is not escaped; a container where as many brackets are closed as were
//! opened, brackets in strings apart; anything else at the next delimiter. Nothing more is checked: not what
//! stands between, nor that `{` is closed by `}`. For a value that is valid, the end is the one that a parser
//! finds.

use super::cursor::token_end;
use super::error::{Error, ErrorKind, Expected, expected};
use crate::simd::{Backend, Scan};

/// The offset behind the value that begins at `at`.
///
/// O(1) stack and no allocation, whatever the nesting.
///
/// # Errors
/// [`ErrorKind::Truncated`] where the frame ends first; [`ErrorKind::Expected`] a value where none begins.
#[inline]
pub(crate) fn skip_value(backend: Backend, frame: &[u8], at: usize) -> Result<usize, Error> {
    match frame.get(at) {
        Some(b'"') => skip_string(backend, frame, at),
        Some(b'{' | b'[') => {
            let mut scan = Scan::new(at + 1);
            backend.skip(frame, &mut scan);
            if scan.is_closed() {
                Ok(scan.offset() + 1)
            } else {
                Err(Error::new(ErrorKind::Truncated, frame.len()))
            }
        }
        _ => {
            let end = token_end(frame, at);
            if end == at { Err(expected(Expected::Value, frame, at)) } else { Ok(end) }
        }
    }
}

/// The offset behind the closing quote of the string whose opening quote stands at `at`.
///
/// # Errors
/// [`ErrorKind::Truncated`] where there is no closing quote.
#[inline]
pub(crate) fn skip_string(backend: Backend, frame: &[u8], at: usize) -> Result<usize, Error> {
    match backend.quote(frame, at + 1) {
        quote if quote < frame.len() => Ok(quote + 1),
        _ => Err(Error::new(ErrorKind::Truncated, frame.len())),
    }
}
