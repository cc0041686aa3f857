//! Bytes to `&str`, never unchecked.

use super::TextEnd;

/// The bytes of a plain run, from `start` to where it ends, as text.
///
/// # Errors
/// The offset of the first byte that is not UTF-8.
#[inline]
pub(crate) fn checked_text(frame: &[u8], start: usize, end: TextEnd) -> Result<&str, usize> {
    let bytes = &frame[start..end.offset];
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(_) => Err(start + valid_up_to(bytes)),
    }
}

#[cold]
fn valid_up_to(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    }
}
