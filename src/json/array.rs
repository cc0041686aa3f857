//! Arrays, element by element.

use super::cursor::skip_white_space;
use super::error::{Error, Expected, expected};
use super::raw::RawValue;
use super::skip::skip_value;
use crate::simd::Backend;

/// The elements of an array in order; made by [`RawValue::elements`].
///
/// Ends after the first error.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    frame: &'a [u8],
    /// Where the next element may begin; `None` once the array has ended.
    next: Option<usize>,
    is_first: bool,
    backend: Backend,
}

impl<'a> Elements<'a> {
    pub(super) fn new(array: RawValue<'a>) -> Result<Elements<'a>, Error> {
        let frame = array.frame();
        if frame.get(array.offset()) != Some(&b'[') {
            return Err(expected(Expected::Array, frame, array.offset()));
        }
        Ok(Elements { frame, next: Some(array.offset() + 1), is_first: true, backend: array.backend() })
    }

    fn element(&mut self, at: usize) -> Result<Option<RawValue<'a>>, Error> {
        let frame = self.frame;
        let mut at = skip_white_space(frame, at);
        match frame.get(at) {
            Some(b']') => return Ok(None),
            _ if self.is_first => self.is_first = false,
            Some(b',') => at = skip_white_space(frame, at + 1),
            _ => return Err(expected(Expected::CommaOrBracket, frame, at)),
        }
        self.next = Some(skip_value(self.backend, frame, at)?);
        Ok(Some(RawValue::at(frame, at, self.backend)))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<RawValue<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.next.take()?;
        self.element(at).transpose()
    }
}
