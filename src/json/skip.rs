//! The end of a value, unread.
//!
//! A string ends at its first quote that is not escaped; a container where as many brackets are closed as were
//! opened, brackets in strings apart; anything else at the next delimiter. Nothing more is checked: not what
//! stands between, nor that `{` is closed by `}`. For a value that is valid, the end is the one that a parser
//! finds.

use super::cursor::token_end;
use super::error::{Error, ErrorKind, Expected, expected};
use crate::simd::Backend;

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
        Some(b'{' | b'[') => skip_container(backend, frame, at + 1),
        _ => {
            let end = token_end(frame, at);
            if end == at { Err(expected(Expected::Value, frame, at)) } else { Ok(end) }
        }
    }
}

/// The offset behind the closing bracket of the container inside which `inside` stands, outside strings.
///
/// # Errors
/// [`ErrorKind::Truncated`] where there is none.
#[inline]
pub(crate) fn skip_container(backend: Backend, frame: &[u8], inside: usize) -> Result<usize, Error> {
    match backend.container_end(frame, inside) {
        end if end < frame.len() => Ok(end + 1),
        _ => Err(Error::new(ErrorKind::Truncated, frame.len())),
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
