//! Small steps over a frame: white space, delimiters, literals.

use super::error::{Error, ErrorKind, Expected, expected};

/// Whether RFC 8259 allows `byte` between tokens.
#[inline]
pub(crate) fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// The offset of the first byte from `at` on that is not white space; the frame's length if there is none.
#[inline]
pub(crate) fn skip_white_space(frame: &[u8], at: usize) -> usize {
    match frame.get(at) {
        Some(&byte) if byte > b' ' => at,
        _ => skip_some_white_space(frame, at),
    }
}

fn skip_some_white_space(frame: &[u8], at: usize) -> usize {
    match frame.get(at..) {
        Some(rest) => at + rest.iter().position(|&byte| !is_white_space(byte)).unwrap_or(rest.len()),
        None => frame.len(),
    }
}

/// The offset of the first byte from `at` on that ends a number or a literal.
#[inline]
pub(crate) fn token_end(frame: &[u8], at: usize) -> usize {
    let ends = |byte: &u8| is_white_space(*byte) || matches!(byte, b',' | b'}' | b']');
    match frame.get(at..) {
        Some(rest) => at + rest.iter().position(ends).unwrap_or(rest.len()),
        None => frame.len(),
    }
}

/// Checks that a value ends before byte `at`: white space, `,`, `}`, `]` or the frame's end follows.
#[inline]
pub(crate) fn check_delimiter(frame: &[u8], at: usize) -> Result<(), Error> {
    match frame.get(at) {
        Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t') | None => Ok(()),
        Some(&byte) => Err(Error::new(ErrorKind::Expected(Expected::Delimiter, byte), at)),
    }
}

/// Checks that `literal` (`true`, `false`, `null`) is at `at`; returns the offset after it.
///
/// # Errors
/// [`ErrorKind::Expected`] with `wanted` at the first byte that differs.
#[inline]
pub(crate) fn check_literal(
    frame: &[u8],
    at: usize,
    literal: &[u8],
    wanted: Expected,
) -> Result<usize, Error> {
    let end = at + literal.len();
    if frame.get(at..end) == Some(literal) {
        check_delimiter(frame, end)?;
        return Ok(end);
    }
    let same = frame.get(at..).unwrap_or_default().iter().zip(literal).take_while(|(a, b)| a == b).count();
    Err(expected(wanted, frame, at + same))
}
