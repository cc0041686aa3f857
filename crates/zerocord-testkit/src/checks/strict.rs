//! Checks the strict check and the skip against serde_json.

use serde::de::IgnoredAny;
use serde_json::Value;
use zerocord::{Backend, RawValue, validate, validate_with};

/// The strict check accepts what serde_json accepts, and returns the same error with each backend.
#[track_caller]
pub fn check_strict(frame: &[u8]) {
    let want = serde_json::from_slice::<Value>(frame);
    let verdict = validate(frame);
    assert_eq!(verdict.is_ok(), want.is_ok(), "zerocord: {verdict:?}, serde_json: {want:?}");
    if let Err(error) = verdict {
        assert!(error.offset() <= frame.len(), "{error} in {} bytes", frame.len());
    }
    for backend in Backend::available() {
        assert_eq!(validate_with(frame, backend), verdict, "{backend:?}");
    }
}

/// A valid value ends where a parser says. An invalid one may be skipped, but never past the frame's end.
#[track_caller]
pub fn check_skip(frame: &[u8]) {
    let mut parser = serde_json::Deserializer::from_slice(frame).into_iter::<IgnoredAny>();
    let parsed = parser.next().is_some_and(|value| value.is_ok());
    let want = parser.byte_offset();
    // serde_json reads `2{` as a number and then more data; a skip continues to the next delimiter.
    let parsed =
        parsed && matches!(frame.get(want), None | Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
    for backend in Backend::available() {
        let range = RawValue::with_backend(frame, backend).and_then(|value| value.range());
        match range {
            Ok(range) if parsed => assert_eq!(range.end, want, "{backend:?}"),
            Ok(range) => assert!(range.end <= frame.len(), "{backend:?}"),
            Err(error) => assert!(!parsed, "{backend:?}: {error}"),
        }
    }
}
