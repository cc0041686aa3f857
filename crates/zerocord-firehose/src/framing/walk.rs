//! A single pass over the members of a wrapper.

use std::ops::Range;

use zerocord::RawValue;

use super::unescape::unescape;
use super::{UnwrapError, UnwrapErrorKind};

/// Walks the object at `at` and stores the range of the value at `keys`. Returns the end of the object.
///
/// Recurses once per key. A key that contains dots may match several of `keys`.
pub(super) fn walk(
    line: &[u8],
    at: usize,
    keys: &[String],
    found: &mut Option<Range<usize>>,
) -> Result<usize, UnwrapError> {
    let fault = |offset| UnwrapError { kind: UnwrapErrorKind::NotWhole, offset };
    let byte = |at: usize| line.get(at).copied();
    if byte(at) != Some(b'{') {
        return Err(fault(at));
    }
    let mut at = skip_blanks(line, at + 1);
    if byte(at) == Some(b'}') {
        return Ok(at + 1);
    }
    loop {
        let key_end = if byte(at) == Some(b'"') { value_end(line, at)? } else { return Err(fault(at)) };
        let key = &line[at + 1..key_end - 1];
        at = skip_blanks(line, key_end);
        if byte(at) != Some(b':') {
            return Err(fault(at));
        }
        let value = skip_blanks(line, at + 1);
        let named = if found.is_none() { named_by(key, keys) } else { 0 };
        let rest = &keys[named..];
        let end = if named > 0 && !rest.is_empty() && byte(value) == Some(b'{') {
            walk(line, value, rest, found)?
        } else {
            value_end(line, value)?
        };
        if named > 0 && rest.is_empty() {
            *found = Some(value..end);
        }
        at = skip_blanks(line, end);
        match byte(at) {
            Some(b',') => at = skip_blanks(line, at + 1),
            Some(b'}') => return Ok(at + 1),
            _ => return Err(fault(at.min(line.len()))),
        }
    }
}

/// The number of `keys` that a key matches if they are joined with dots; 0 if it does not match the first.
fn named_by(key: &[u8], keys: &[String]) -> usize {
    match keys.first() {
        Some(first) if first.as_bytes() == key => 1,
        Some(_) if memchr::memchr2(b'.', b'\\', key).is_some() => named_by_unusual(key, keys),
        _ => 0,
    }
}

#[cold]
fn named_by_unusual(key: &[u8], keys: &[String]) -> usize {
    let mut unescaped = Vec::new();
    let Some(len) = unescape(key, &mut unescaped) else { return 0 };
    (1..=keys.len()).find(|count| keys[..*count].join(".").as_bytes() == &unescaped[..len]).unwrap_or(0)
}

fn skip_blanks(line: &[u8], mut at: usize) -> usize {
    while line.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Strings of up to this many bytes are read byte by byte, which is faster for keys and times.
const SHORT: usize = 32;

/// The end of the value at `at`.
fn value_end(line: &[u8], at: usize) -> Result<usize, UnwrapError> {
    let fault = UnwrapError { kind: UnwrapErrorKind::NotWhole, offset: at };
    let rest = line.get(at..).ok_or(fault)?;
    let range_end = || match RawValue::new(rest).and_then(RawValue::range) {
        Ok(range) => Ok(at + range.end),
        Err(_) => Err(fault),
    };
    match rest.first() {
        Some(b'"') => match rest[1..].iter().take(SHORT).position(|byte| matches!(byte, b'"' | b'\\')) {
            Some(len) if rest[len + 1] == b'"' => Ok(at + len + 2),
            _ => range_end(),
        },
        Some(b'{' | b'[') => range_end(),
        Some(b'-' | b'0'..=b'9' | b'a'..=b'z') => {
            let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
            Ok(at + rest.iter().position(is_end).unwrap_or(rest.len()))
        }
        _ => Err(fault),
    }
}
