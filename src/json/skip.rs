//! The end of a value, without reading it.
//!
//! A string ends at its first quote that is not escaped. A container ends when as many brackets are closed as were
//! opened, ignoring brackets in strings. Anything else ends at the next delimiter. Nothing more is checked: neither the
//! bytes between, nor that `}` closes `{`. For a valid value, the end is the same as a parser's.

use super::cursor::token_end;
use super::error::{Error, ErrorKind, Expected, expected};
use crate::simd::Backend;

/// The offset after the value that begins at `at`.
///
/// O(1) stack and no allocation at any nesting depth.
///
/// # Errors
/// [`ErrorKind::Truncated`] if the frame ends first; [`ErrorKind::Expected`] a value if none begins here.
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

/// The offset after the closing bracket of the container that `inside` is directly inside of; `inside` is outside
/// strings.
///
/// # Errors
/// [`ErrorKind::Truncated`] if there is none.
#[inline]
pub(crate) fn skip_container(backend: Backend, frame: &[u8], inside: usize) -> Result<usize, Error> {
    match backend.container_end(frame, inside) {
        end if end < frame.len() => Ok(end + 1),
        _ => Err(Error::new(ErrorKind::Truncated, frame.len())),
    }
}

/// The offset after the closing quote of the string whose opening quote is at `at`.
///
/// # Errors
/// [`ErrorKind::Truncated`] if there is no closing quote.
#[inline]
pub(crate) fn skip_string(backend: Backend, frame: &[u8], at: usize) -> Result<usize, Error> {
    match backend.quote(frame, at + 1) {
        quote if quote < frame.len() => Ok(quote + 1),
        _ => Err(Error::new(ErrorKind::Truncated, frame.len())),
    }
}
