//! Objects, member by member.

use std::borrow::Cow;
use std::fmt;

use super::cursor::skip_white_space;
use super::error::{Error, ErrorKind, Expected, expected};
use super::raw::RawValue;
use super::skip::{skip_string, skip_value};
use super::string::{Pieces, TextPiece};
use crate::simd::Backend;

/// A string as spelled in a frame, possibly with escapes: a key, or the name of an event.
#[derive(Clone, Copy)]
pub struct RawText<'a> {
    frame: &'a [u8],
    /// The first byte after the opening quote.
    start: u32,
    /// The closing quote.
    end: u32,
    backend: Backend,
}

impl<'a> RawText<'a> {
    /// The string whose opening quote is at `quote`.
    pub(crate) fn at(frame: &'a [u8], quote: usize, backend: Backend) -> Result<RawText<'a>, Error> {
        if frame.get(quote) != Some(&b'"') {
            return Err(expected(Expected::Key, frame, quote));
        }
        let after = skip_string(backend, frame, quote)?;
        Ok(RawText { frame, start: quote as u32 + 1, end: after as u32 - 1, backend })
    }

    /// The bytes between the quotes, with escapes unchanged.
    pub fn as_bytes(self) -> &'a [u8] {
        &self.frame[self.start as usize..self.end as usize]
    }

    /// The offset of the first byte after the opening quote, counted from the frame's first byte.
    pub fn offset(self) -> usize {
        self.start as usize
    }

    /// The closing quote.
    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    /// Whether the unescaped string equals `text`.
    pub fn is(self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        if memchr::memchr(b'\\', self.as_bytes()).is_none() {
            return self.as_bytes() == rest;
        }
        let mut pieces = Pieces::new(self.backend, self.frame, self.offset());
        while let Ok(Some(piece)) = pieces.next() {
            let mut utf8 = [0; 4];
            let bytes = match piece {
                TextPiece::Plain(bytes) => bytes,
                TextPiece::Escaped(char) => char.encode_utf8(&mut utf8).as_bytes(),
            };
            match rest.strip_prefix(bytes) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        rest.is_empty() && pieces.offset() == self.end() + 1
    }

    /// The unescaped string; borrowed if there are no escapes.
    ///
    /// # Errors
    /// [`ErrorKind::ControlCharacter`], [`ErrorKind::InvalidEscape`], [`ErrorKind::LoneSurrogate`] and
    /// [`ErrorKind::InvalidUtf8`], each at the byte at fault.
    pub fn text(self) -> Result<Cow<'a, str>, Error> {
        let mut pieces = Pieces::new(self.backend, self.frame, self.offset());
        let mut text = Vec::new();
        while let Some(piece) = pieces.next()? {
            match piece {
                TextPiece::Plain(bytes) if bytes.len() == self.as_bytes().len() => {
                    return match std::str::from_utf8(bytes) {
                        Ok(text) => Ok(Cow::Borrowed(text)),
                        Err(error) => Err(self.invalid_utf8(error)),
                    };
                }
                TextPiece::Plain(bytes) => text.extend_from_slice(bytes),
                TextPiece::Escaped(char) => text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        match String::from_utf8(text) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(_) => match std::str::from_utf8(self.as_bytes()) {
                Err(error) => Err(self.invalid_utf8(error)),
                Ok(_) => Err(Error::new(ErrorKind::InvalidUtf8, self.offset())),
            },
        }
    }

    fn invalid_utf8(self, error: std::str::Utf8Error) -> Error {
        Error::new(ErrorKind::InvalidUtf8, self.offset() + error.valid_up_to())
    }
}

impl fmt::Debug for RawText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(self.as_bytes()), f)
    }
}

/// The members of an object in order; made by [`RawValue::members`].
///
/// Ends after the first error.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    frame: &'a [u8],
    /// Where the next member may begin; `None` once the object has ended.
    next: Option<usize>,
    is_first: bool,
    backend: Backend,
}

impl<'a> Members<'a> {
    pub(super) fn new(object: RawValue<'a>) -> Result<Members<'a>, Error> {
        let frame = object.frame();
        if frame.get(object.offset()) != Some(&b'{') {
            return Err(expected(Expected::Object, frame, object.offset()));
        }
        Ok(Members { frame, next: Some(object.offset() + 1), is_first: true, backend: object.backend() })
    }

    fn member(&mut self, at: usize) -> Result<Option<(RawText<'a>, RawValue<'a>)>, Error> {
        let frame = self.frame;
        let mut at = skip_white_space(frame, at);
        match frame.get(at) {
            Some(b'}') => return Ok(None),
            _ if self.is_first => self.is_first = false,
            Some(b',') => at = skip_white_space(frame, at + 1),
            _ => return Err(expected(Expected::CommaOrBrace, frame, at)),
        }
        let (key, value) = member_at(frame, at, self.backend)?;
        self.next = Some(skip_value(self.backend, frame, value)?);
        Ok(Some((key, RawValue::at(frame, value, self.backend))))
    }
}

/// The key at `at`, and where its value begins.
pub(crate) fn member_at(frame: &[u8], at: usize, backend: Backend) -> Result<(RawText<'_>, usize), Error> {
    let key = RawText::at(frame, at, backend)?;
    let colon = skip_white_space(frame, key.end() + 1);
    if frame.get(colon) != Some(&b':') {
        return Err(expected(Expected::Colon, frame, colon));
    }
    let value = skip_white_space(frame, colon + 1);
    if value >= frame.len() {
        return Err(Error::new(ErrorKind::Truncated, frame.len()));
    }
    Ok((key, value))
}

impl<'a> Iterator for Members<'a> {
    type Item = Result<(RawText<'a>, RawValue<'a>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.next.take()?;
        self.member(at).transpose()
    }
}
