//! Builds serde_json's `Value` without recursion: open containers are kept on the heap.

use serde_json::{Map, Value};

use super::cursor::{check_literal, skip_white_space};
use super::error::{Error, ErrorKind, Expected, expected};
use super::number::check_number;
use super::object::{RawText, member_at};
use super::raw::RawValue;
use crate::simd::Backend;

/// A container that is not complete yet.
enum Open {
    Array(Vec<Value>),
    /// The members so far, and the key of the next one.
    Object(Map<String, Value>, String),
}

/// Builds the owned value. Checks only what it needs; [`validate`](super::validate::validate_with) checks everything.
///
/// # Errors
/// Those of the strict check.
pub(super) fn build(value: RawValue<'_>) -> Result<Value, Error> {
    let (frame, backend) = (value.frame(), value.backend());
    let mut open: Vec<Open> = Vec::new();
    let mut at = value.offset();
    loop {
        let mut done = match frame.get(at) {
            Some(b'{') => {
                at = skip_white_space(frame, at + 1);
                if frame.get(at) != Some(&b'}') {
                    let (key, inside) = key_at(frame, at, backend)?;
                    open.push(Open::Object(Map::new(), key));
                    at = inside;
                    continue;
                }
                at += 1;
                Value::Object(Map::new())
            }
            Some(b'[') => {
                at = skip_white_space(frame, at + 1);
                if frame.get(at) != Some(&b']') {
                    open.push(Open::Array(Vec::new()));
                    continue;
                }
                at += 1;
                Value::Array(Vec::new())
            }
            _ => {
                let (scalar, end) = scalar_at(frame, at, backend)?;
                at = end;
                scalar
            }
        };
        loop {
            let Some(container) = open.last_mut() else { return Ok(done) };
            at = skip_white_space(frame, at);
            let goes_on = frame.get(at) == Some(&b',');
            match container {
                Open::Array(elements) => {
                    elements.push(done);
                    at = skip_white_space(frame, at + 1);
                }
                Open::Object(members, key) => {
                    // The first of repeated keys counts.
                    members.entry(std::mem::take(key)).or_insert(done);
                    at += 1;
                    if goes_on {
                        (*key, at) = key_at(frame, skip_white_space(frame, at), backend)?;
                    }
                }
            }
            if goes_on {
                break;
            }
            done = match open.pop() {
                Some(Open::Array(elements)) => Value::Array(elements),
                Some(Open::Object(members, _)) => Value::Object(members),
                None => return Err(Error::new(ErrorKind::Truncated, frame.len())),
            };
        }
    }
}

/// The key at `at`, and where its value begins.
fn key_at(frame: &[u8], at: usize, backend: Backend) -> Result<(String, usize), Error> {
    let (key, value) = member_at(frame, at, backend)?;
    Ok((key.text()?.into_owned(), value))
}

/// The string, number or literal at `at`, and the offset after it.
fn scalar_at(frame: &[u8], at: usize, backend: Backend) -> Result<(Value, usize), Error> {
    Ok(match frame.get(at) {
        Some(b'"') => {
            let text = RawText::at(frame, at, backend)?;
            (Value::String(text.text()?.into_owned()), text.end() + 1)
        }
        Some(b't') => (Value::Bool(true), check_literal(frame, at, b"true", Expected::Value)?),
        Some(b'f') => (Value::Bool(false), check_literal(frame, at, b"false", Expected::Value)?),
        Some(b'n') => (Value::Null, check_literal(frame, at, b"null", Expected::Value)?),
        Some(b'-' | b'0'..=b'9') => {
            let end = check_number(frame, at)?;
            let number = serde_json::from_slice(&frame[at..end]);
            (Value::Number(number.map_err(|_| Error::new(ErrorKind::NumberOutOfRange, at))?), end)
        }
        _ => return Err(expected(Expected::Value, frame, at)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str) {
        for backend in Backend::available() {
            // Neither at the start nor at the end of its frame.
            let frame = format!("[{json}, 1]");
            let value = RawValue::with_backend(frame.as_bytes(), backend).unwrap();
            let value = value.elements().unwrap().next().unwrap().unwrap();
            let want = serde_json::from_str::<Value>(json);
            assert_eq!(value.to_value().ok(), want.ok(), "{backend:?}: {json}");
        }
    }

    #[test]
    fn values_as_serde_json_reads_them() {
        for json in [
            "{}",
            "[]",
            "[ ]",
            "{ }",
            "0",
            "-0",
            "1.5e3",
            "18446744073709551616",
            "1e400",
            "true",
            "false",
            "null",
            "nul",
            r#""""#,
            r#""a\n\u00e9\ud83d\ude00""#,
            r#""\ud83d""#,
            r#"[1,[2,[],{}],{"a":[{"b":null}],"c":"d"}]"#,
            r#"{ "a" : 1 , "b" : [ true , false ] }"#,
            "[1,]",
            r#"{"a"}"#,
            r#"{"a":1,}"#,
            "[1}",
            r#"{"a":1]"#,
            "[1 2]",
            r#"{"\u0061":1}"#,
            "\"\u{1}\"",
            "[[[[{\"a\":{\"a\":[{}]}}]]]]",
        ] {
            check(json);
        }
        check(&format!("{}{}", "[".repeat(126), "]".repeat(126)));
    }

    #[test]
    fn depth_is_that_of_the_strict_check() {
        for (depth, fits) in [(127, true), (128, false), (100_000, false)] {
            let frame = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let found = RawValue::new(frame.as_bytes()).unwrap().to_value().map(drop);
            assert_eq!(found, if fits { Ok(()) } else { Err(Error::new(ErrorKind::TooDeep, 127)) });
        }
    }

    #[test]
    fn the_first_of_repeated_keys_counts() {
        let value = RawValue::new(br#"{"a":1,"\u0061":2}"#).unwrap().to_value().unwrap();
        assert_eq!(value, serde_json::json!({"a": 1}));
    }
}
