//! Bytes to `&str`, never unchecked.

use super::{Backend, TextEnd};

impl Backend {
    /// The plain run of `frame` from `start` on as text, and where it ends: at the first quote, backslash or control
    /// character, or at the frame's end.
    ///
    /// # Errors
    /// The offset of the first byte that is not UTF-8.
    #[inline]
    pub(crate) fn plain_text(self, frame: &[u8], start: usize) -> (Result<&str, usize>, usize) {
        let TextEnd { offset, is_ascii } = self.text_end(frame, start);
        let bytes = &frame[start..offset];
        let text = if is_ascii {
            // SAFETY: `text_end` has looked at each of these bytes and found all of them below 0x80.
            Ok(unsafe { std::str::from_utf8_unchecked(bytes) })
        } else {
            simdutf8::basic::from_utf8(bytes).map_err(|_| start + valid_up_to(bytes))
        };
        (text, offset)
    }
}

#[cold]
fn valid_up_to(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    }
}
