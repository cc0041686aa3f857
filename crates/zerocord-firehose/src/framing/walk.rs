//! The members of a wrapper, gone through once.

use std::ops::Range;

use zerocord::RawValue;

use super::{UnwrapError, UnwrapErrorKind};

/// Goes through the object at `at` and notes where the value at `keys` is. Returns where the object ends.
///
/// Recurses once per key. Keys that are spelled with escapes do not match.
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
        let is_wanted = keys.first().is_some_and(|wanted| wanted.as_bytes() == key) && found.is_none();
        let end = match keys {
            [_, rest @ ..] if is_wanted && !rest.is_empty() && byte(value) == Some(b'{') => {
                walk(line, value, rest, found)?
            }
            _ => value_end(line, value)?,
        };
        if is_wanted && keys.len() == 1 {
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

fn skip_blanks(line: &[u8], at: usize) -> usize {
    let blanks = line[at.min(line.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    at + blanks
}

/// Where the value at `at` ends.
fn value_end(line: &[u8], at: usize) -> Result<usize, UnwrapError> {
    let fault = UnwrapError { kind: UnwrapErrorKind::NotWhole, offset: at };
    let rest = line.get(at..).ok_or(fault)?;
    match rest.first() {
        Some(b'{' | b'[' | b'"') => {
            let range = RawValue::new(rest).and_then(RawValue::range).map_err(|_| fault)?;
            Ok(at + range.end)
        }
        Some(b'-' | b'0'..=b'9' | b'a'..=b'z') => {
            let len = rest.iter().take_while(|byte| !b",}] \t\r\n".contains(byte)).count();
            Ok(at + len)
        }
        _ => Err(fault),
    }
}
