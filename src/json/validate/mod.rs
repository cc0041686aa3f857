//! The strict check: every byte of a document.

mod by_blocks;
mod by_bytes;

use super::error::{Error, ErrorKind};
use super::raw::FRAME_LEN_MAX;
use crate::simd::Backend;
use by_blocks::Verdict;

/// Checks every byte of a frame: it must be exactly one JSON document in UTF-8.
///
/// Accepts what serde_json accepts: RFC 8259, no number beyond `f64`, no lone surrogate, at most 127 containers open at
/// once. Reads a valid frame once, and its non-ASCII part twice. An invalid frame is read again to find the fault.
/// Allocates nothing.
///
/// # Errors
/// The first fault in byte order. Its offset is that of the byte at fault; for a surrogate it is the backslash, for a
/// number out of range the first digit.
///
/// ```
/// use zerocord::{ErrorKind, validate};
///
/// assert!(validate(br#"{"op":11}"#).is_ok());
/// let error = validate(br#"{"op":011}"#).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::InvalidNumber, 7));
/// ```
pub fn validate(frame: &[u8]) -> Result<(), Error> {
    validate_with(frame, Backend::chosen())
}

/// Like [`validate`], with a given backend.
///
/// # Errors
/// As [`validate`].
pub fn validate_with(frame: &[u8], backend: Backend) -> Result<(), Error> {
    if frame.len() > FRAME_LEN_MAX {
        return Err(Error::new(ErrorKind::FrameTooLong, FRAME_LEN_MAX));
    }
    match by_blocks::check(backend, frame) {
        Verdict::Ascii => Ok(()),
        Verdict::Text(start, end) if simdutf8::basic::from_utf8(&frame[start..end]).is_ok() => Ok(()),
        _ => find_fault(backend, frame),
    }
}

/// The first fault, if there is one.
#[cold]
fn find_fault(backend: Backend, frame: &[u8]) -> Result<(), Error> {
    let grammar = by_bytes::check(backend, frame);
    match (grammar, std::str::from_utf8(frame)) {
        (Err(error), Err(text)) if text.valid_up_to() < error.offset() => {
            Err(Error::new(ErrorKind::InvalidUtf8, text.valid_up_to()))
        }
        (Ok(()), Err(text)) => Err(Error::new(ErrorKind::InvalidUtf8, text.valid_up_to())),
        (grammar, _) => grammar,
    }
}
