//! The strict check, byte by byte: finds the first fault.

use crate::json::cursor::{check_literal, skip_white_space};
use crate::json::error::{Error, ErrorKind, Expected, expected};
use crate::json::number::{check_number, is_infinite};
use crate::json::string::{Pieces, TextPiece};
use crate::simd::Backend;

/// The maximum number of open containers, the same limit as serde_json's.
const DEPTH_MAX: u32 = 127;

/// The open containers, outermost in the highest bit in use: 1 for an object, 0 for an array.
#[derive(Default)]
struct OpenStack {
    kinds: u128,
    depth: u32,
}

impl OpenStack {
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

/// Checks everything except that strings are UTF-8.
pub(super) fn check(backend: Backend, frame: &[u8]) -> Result<(), Error> {
    let mut open = OpenStack::default();
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
            Some(b't') => literal_end(frame, at, b"true")?,
            Some(b'f') => literal_end(frame, at, b"false")?,
            Some(b'n') => literal_end(frame, at, b"null")?,
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

/// Checks a key and its colon, and returns the offset of the value.
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

/// Checks the string whose opening quote is at `at`, except for UTF-8, and returns the offset after it.
#[inline]
fn check_string(backend: Backend, frame: &[u8], at: usize) -> Result<usize, Error> {
    let end = backend.text_end(frame, at + 1).offset;
    if frame.get(end) == Some(&b'"') {
        return Ok(end + 1);
    }
    let mut pieces = Pieces::new(backend, frame, at + 1);
    while let Some(TextPiece::Plain(_) | TextPiece::Escaped(_)) = pieces.next()? {}
    Ok(pieces.offset())
}

#[inline]
fn literal_end(frame: &[u8], at: usize, literal: &[u8]) -> Result<usize, Error> {
    if frame[at..].starts_with(literal) {
        return Ok(at + literal.len());
    }
    check_literal(frame, at, literal, Expected::Value)
}
