//! The strict check: every byte of a document.

use super::cursor::{check_word, skip_white_space};
use super::error::{Error, ErrorKind, Expected, expected};
use super::number::{check_number, is_infinite};
use super::raw::FRAME_LEN_MAX;
use super::string::{Piece, Pieces};
use crate::simd::Backend;

/// As many containers may be open at once, the limit of serde_json.
const DEPTH_MAX: u32 = 127;

/// Checks every byte of a frame: one JSON document in UTF-8, and nothing more.
///
/// The verdict is serde_json's: RFC 8259, no number beyond `f64`, no lone surrogate, at most 127 containers
/// open at once. Reads the frame twice, once for the text and once for the grammar; allocates nothing.
///
/// # Errors
/// The first fault in the order of the bytes; its offset is that of the byte at fault, of a surrogate its
/// backslash, of a number out of range its first digit.
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

/// As [`validate`], through `backend`.
///
/// # Errors
/// As [`validate`].
pub fn validate_with(frame: &[u8], backend: Backend) -> Result<(), Error> {
    if frame.len() > FRAME_LEN_MAX {
        return Err(Error::new(ErrorKind::FrameTooLong, FRAME_LEN_MAX));
    }
    let grammar = check_document(backend, frame);
    // Text is checked at once and not string by string; then the earlier fault is told.
    match (grammar, simdutf8::basic::from_utf8(frame)) {
        (grammar, Ok(_)) => grammar,
        (grammar, Err(_)) => {
            let offset = std::str::from_utf8(frame).map_or_else(|error| error.valid_up_to(), str::len);
            match grammar {
                Err(error) if error.offset() <= offset => Err(error),
                _ => Err(Error::new(ErrorKind::InvalidUtf8, offset)),
            }
        }
    }
}

/// The containers that are open, outermost in the highest bit in use: 1 for an object, 0 for an array.
#[derive(Default)]
struct Open {
    kinds: u128,
    depth: u32,
}

impl Open {
    #[inline]
    fn push(&mut self, is_object: bool, offset: usize) -> Result<(), Error> {
        if self.depth == DEPTH_MAX {
            return Err(Error::new(ErrorKind::TooDeep, offset));
        }
        self.kinds = self.kinds << 1 | u128::from(is_object);
        self.depth += 1;
        Ok(())
    }

    #[inline]
    fn pop(&mut self) {
        self.kinds >>= 1;
        self.depth -= 1;
    }

    #[inline]
    fn is_object(&self) -> bool {
        self.kinds & 1 == 1
    }
}

fn check_document(backend: Backend, frame: &[u8]) -> Result<(), Error> {
    let mut open = Open::default();
    let mut at = skip_white_space(frame, 0);
    loop {
        // A value begins here.
        at = match frame.get(at) {
            Some(b'"') => check_string(backend, frame, at)?,
            Some(b'{') => {
                open.push(true, at)?;
                at = skip_white_space(frame, at + 1);
                if frame.get(at) != Some(&b'}') {
                    at = check_key(backend, frame, at)?;
                    continue;
                }
                open.pop();
                at + 1
            }
            Some(b'[') => {
                open.push(false, at)?;
                at = skip_white_space(frame, at + 1);
                if frame.get(at) != Some(&b']') {
                    continue;
                }
                open.pop();
                at + 1
            }
            Some(b't') => check_literal(frame, at, b"true")?,
            Some(b'f') => check_literal(frame, at, b"false")?,
            Some(b'n') => check_literal(frame, at, b"null")?,
            Some(b'-' | b'0'..=b'9') => {
                let end = check_number(frame, at)?;
                if is_infinite(frame, at, end) {
                    return Err(Error::new(ErrorKind::NumberOutOfRange, at));
                }
                end
            }
            _ => return Err(expected(Expected::Value, frame, at)),
        };
        // A value ended before here.
        loop {
            at = skip_white_space(frame, at);
            if open.depth == 0 {
                return match frame.get(at) {
                    Some(&byte) => Err(Error::new(ErrorKind::TrailingBytes(byte), at)),
                    None => Ok(()),
                };
            }
            match (frame.get(at), open.is_object()) {
                (Some(b','), true) => {
                    at = check_key(backend, frame, skip_white_space(frame, at + 1))?;
                    break;
                }
                (Some(b','), false) => {
                    at = skip_white_space(frame, at + 1);
                    break;
                }
                (Some(b'}'), true) | (Some(b']'), false) => {
                    open.pop();
                    at += 1;
                }
                (Some(&byte @ (b'}' | b']')), _) => {
                    return Err(Error::new(ErrorKind::MismatchedBracket(byte), at));
                }
                (_, true) => return Err(expected(Expected::CommaOrBrace, frame, at)),
                (_, false) => return Err(expected(Expected::CommaOrBracket, frame, at)),
            }
        }
    }
}

/// Checks a key and its colon, and gives the offset of the value.
#[inline]
fn check_key(backend: Backend, frame: &[u8], at: usize) -> Result<usize, Error> {
    if frame.get(at) != Some(&b'"') {
        return Err(expected(Expected::Key, frame, at));
    }
    let colon = skip_white_space(frame, check_string(backend, frame, at)?);
    if frame.get(colon) != Some(&b':') {
        return Err(expected(Expected::Colon, frame, colon));
    }
    Ok(skip_white_space(frame, colon + 1))
}

/// Checks the string whose opening quote stands at `at`, UTF-8 apart, and gives the offset behind it.
#[inline]
fn check_string(backend: Backend, frame: &[u8], at: usize) -> Result<usize, Error> {
    let end = backend.text_end(frame, at + 1).offset;
    if frame.get(end) == Some(&b'"') {
        return Ok(end + 1);
    }
    let mut pieces = Pieces::new(backend, frame, at + 1);
    while let Some(Piece::Plain(_) | Piece::Escaped(_)) = pieces.next()? {}
    Ok(pieces.offset())
}

#[inline]
fn check_literal(frame: &[u8], at: usize, word: &[u8]) -> Result<usize, Error> {
    if frame[at..].starts_with(word) {
        return Ok(at + word.len());
    }
    check_word(frame, at, word, Expected::Value)
}
