//! Strings: borrowed where they hold no escape, else unescaped into the arena.

use super::cursor::check_delimiter;
use super::error::{Error, ErrorKind, Expected, expected};
use crate::arena::Arena;
use crate::simd::{Backend, checked_text};

/// The text of the string value at `at`.
///
/// Borrowed from the frame where no backslash stands in it, else from the arena.
///
/// # Errors
/// [`ErrorKind::Expected`] a string, where another value stands; [`ErrorKind::Truncated`],
/// [`ErrorKind::ControlCharacter`], [`ErrorKind::InvalidEscape`], [`ErrorKind::LoneSurrogate`] and
/// [`ErrorKind::InvalidUtf8`], each at the byte at fault (for a surrogate, at its backslash).
#[inline]
pub(crate) fn parse_text<'a>(frame: &'a [u8], at: usize, arena: &'a Arena) -> Result<&'a str, Error> {
    if frame.get(at) != Some(&b'"') {
        return Err(expected(Expected::Text, frame, at));
    }
    let start = at + 1;
    let end = arena.backend().text_end(frame, start);
    match frame.get(end.offset) {
        Some(b'"') => {
            check_delimiter(frame, end.offset + 1)?;
            checked_text(frame, start, end).map_err(|offset| Error::new(ErrorKind::InvalidUtf8, offset))
        }
        Some(b'\\') => unescape(frame, start, arena),
        Some(&control) => Err(Error::new(ErrorKind::ControlCharacter(control), end.offset)),
        None => Err(Error::new(ErrorKind::Truncated, frame.len())),
    }
}

#[cold]
fn unescape<'a>(frame: &'a [u8], start: usize, arena: &'a Arena) -> Result<&'a str, Error> {
    let backend = arena.backend();
    let quote = backend.quote(frame, start);
    let mut text = arena.buffer(quote - start);
    let mut pieces = Pieces { backend, frame, at: start };
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Plain(bytes) => text.extend_from_slice(bytes),
            Piece::Escaped(char) => text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    check_delimiter(frame, pieces.at)?;
    match simdutf8::basic::from_utf8(text.into_bump_slice()) {
        Ok(text) => Ok(text),
        Err(_) => Err(Error::new(ErrorKind::InvalidUtf8, invalid_utf8_offset(frame, start, quote))),
    }
}

/// The first byte that is not UTF-8 in a string's raw bytes.
///
/// Escapes are ASCII, so the raw bytes are UTF-8 where the unescaped ones are.
#[cold]
fn invalid_utf8_offset(frame: &[u8], start: usize, quote: usize) -> usize {
    match std::str::from_utf8(&frame[start..quote]) {
        Ok(_) => quote,
        Err(error) => start + error.valid_up_to(),
    }
}

/// A part of a string: bytes that mean themselves, or what an escape means.
pub(crate) enum Piece<'a> {
    Plain(&'a [u8]),
    Escaped(char),
}

/// The parts of a string in order, from `at` on; behind the closing quote once they are used up.
pub(crate) struct Pieces<'a> {
    backend: Backend,
    frame: &'a [u8],
    at: usize,
}

impl<'a> Pieces<'a> {
    /// The parts of the string whose first byte behind the opening quote is `at`.
    pub(crate) fn new(backend: Backend, frame: &'a [u8], at: usize) -> Pieces<'a> {
        Pieces { backend, frame, at }
    }

    /// The next byte to look at; behind the closing quote once `next` has given `None`.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// The next part, or `None` at the closing quote. UTF-8 is not checked.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Piece<'a>>, Error> {
        match self.frame.get(self.at) {
            Some(b'\\') => {
                let (char, end) = parse_escape(self.frame, self.at)?;
                self.at = end;
                Ok(Some(Piece::Escaped(char)))
            }
            Some(b'"') => {
                self.at += 1;
                Ok(None)
            }
            Some(_) => {
                let start = self.at;
                self.at = self.backend.text_end(self.frame, start).offset;
                match self.frame.get(self.at) {
                    Some(&control) if control < 0x20 => {
                        Err(Error::new(ErrorKind::ControlCharacter(control), self.at))
                    }
                    _ => Ok(Some(Piece::Plain(&self.frame[start..self.at]))),
                }
            }
            None => Err(Error::new(ErrorKind::Truncated, self.frame.len())),
        }
    }
}

/// What the escape at `at` (its backslash) means, and the offset behind it.
pub(crate) fn parse_escape(frame: &[u8], at: usize) -> Result<(char, usize), Error> {
    let Some(&letter) = frame.get(at + 1) else {
        return Err(Error::new(ErrorKind::Truncated, frame.len()));
    };
    let char = match letter {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return parse_unicode_escape(frame, at),
        other => return Err(Error::new(ErrorKind::InvalidEscape(other), at + 1)),
    };
    Ok((char, at + 2))
}

fn parse_unicode_escape(frame: &[u8], at: usize) -> Result<(char, usize), Error> {
    let unit = parse_hex(frame, at + 2)?;
    // A leading surrogate with the trailing one behind it is one character; any other is none.
    if let Some(char) = char::from_u32(unit) {
        return Ok((char, at + 6));
    }
    let lone = Error::new(ErrorKind::LoneSurrogate, at);
    if unit >= 0xdc00 {
        return Err(lone);
    }
    match frame.get(at + 6..).unwrap_or_default() {
        [b'\\', b'u', ..] => {}
        [] | [b'\\'] => return Err(Error::new(ErrorKind::Truncated, frame.len())),
        _ => return Err(lone),
    }
    match parse_hex(frame, at + 8)? {
        low @ 0xdc00..=0xdfff => {
            let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            Ok((char::from_u32(code).ok_or(lone)?, at + 12))
        }
        _ => Err(lone),
    }
}

/// The value of the four hex digits at `at`.
fn parse_hex(frame: &[u8], at: usize) -> Result<u32, Error> {
    let mut value = 0;
    for offset in at..at + 4 {
        let Some(&byte) = frame.get(offset) else {
            return Err(Error::new(ErrorKind::Truncated, frame.len()));
        };
        let Some(digit) = (byte as char).to_digit(16) else {
            return Err(Error::new(ErrorKind::InvalidEscape(byte), offset));
        };
        value = value << 4 | digit;
    }
    Ok(value)
}
