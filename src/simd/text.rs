//! Conversion of bytes to `&str`; every byte is checked.

use super::{Backend, TextEnd};

impl Backend {
    /// The plain run of `frame` from `start` on as a string, and where it ends: at the first quote, backslash or
    /// control character, or at the frame's end.
    ///
    /// # Errors
    /// The offset of the first byte that is not UTF-8.
    #[inline]
    pub(crate) fn plain_text(self, frame: &[u8], start: usize) -> (Result<&str, usize>, usize) {
        let TextEnd { offset, is_ascii } = self.text_end(frame, start);
        let bytes = &frame[start..offset];
        (checked(bytes, is_ascii).ok_or_else(|| start + valid_up_to(bytes)), offset)
    }
}

/// `bytes` as a string; `None` if they are not UTF-8.
#[inline]
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    checked(bytes, false)
}

/// Like [`utf8`]. If `is_ascii` is set, [`Backend::text_end`] has found all of the bytes to be below 0x80.
#[inline]
fn checked(bytes: &[u8], is_ascii: bool) -> Option<&str> {
    if is_ascii || is_utf8(bytes) {
        // SAFETY: `text_end` has found each of these bytes to be below 0x80, or simdutf8 has found them to be UTF-8.
        return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    None
}

/// Whether `bytes` are UTF-8.
///
/// simdutf8 passes input shorter than a block to the standard library, which takes a branch per character. So short
/// input is padded with zeros to a full block: a truncated sequence before a zero is as invalid as one at the end.
fn is_utf8(bytes: &[u8]) -> bool {
    let mut block = [0; 64];
    match block.get_mut(..bytes.len()) {
        Some(front) => {
            front.copy_from_slice(bytes);
            simdutf8::basic::from_utf8(&block).is_ok()
        }
        None => simdutf8::basic::from_utf8(bytes).is_ok(),
    }
}

#[cold]
fn valid_up_to(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    }
}
