//! Checks single values against serde_json, the standard library and jiff.

use serde_json::Value;
use zerocord::view::List;
use zerocord::{Arena, Backend, ErrorKind, RawValue, Snowflake, Timestamp, ValueKind, frames};

use crate::members::Members;

/// These bytes, put unchanged between quotes, are read as serde_json reads them, both as a string and as a key.
#[track_caller]
pub fn check_text(bytes: &[u8]) {
    let frame = [b"{\"", bytes, b"\":\"", bytes, b"\"}"].concat();
    let members = serde_json::from_slice::<Members>(&frame).ok();
    // If the bytes contain quotes, this is a different document.
    let want = members.as_ref().and_then(|members| match members.0.as_slice() {
        [(key, Value::String(text))] if key == text => Some(text.as_str()),
        _ => None,
    });
    for backend in Backend::available() {
        let arena = Arena::with_backend(backend);
        let document = RawValue::with_backend(&frame, backend).expect("it is not empty");
        let member = document.members().expect("an object").next().expect("it is not empty");
        let Ok((key, value)) = member else {
            assert_eq!(want, None, "{backend:?}: {}", String::from_utf8_lossy(bytes));
            continue;
        };
        let (text, key_text) = (value.parse::<&str>(&arena), key.text());
        if let Some(want) = want {
            assert_eq!((text, key_text.as_deref()), (Ok(want), Ok(want)), "{backend:?}");
            assert!(key.is(want), "{backend:?}: {want:?}");
            assert_eq!(
                document.get(want).expect("the shape is whole").map(RawValue::offset),
                Some(value.offset())
            );
        } else if members.is_none() && !bytes.contains(&b'"') && bytes.last() != Some(&b'\\') {
            assert!(
                text.is_err() && key_text.is_err(),
                "{backend:?}: {text:?} of {}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}

/// Bytes read as numbers of every type, bare and in quotes, give the same as serde_json and the standard library.
#[track_caller]
pub fn check_numbers(bytes: &[u8]) {
    let shown = String::from_utf8_lossy(bytes);
    let is_digits = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let quoted = [b"\"", bytes, b"\""].concat();
    for backend in Backend::available() {
        let arena = Arena::with_backend(backend);
        let in_quotes = RawValue::with_backend(&quoted, backend).expect("it is not empty");
        if is_digits {
            let want = shown.parse::<u64>().ok();
            assert_eq!(in_quotes.quoted_u64().ok(), want, "{backend:?}: {shown}");
            assert_eq!(
                in_quotes.parse::<Snowflake>(&arena).ok().map(Snowflake::get),
                want,
                "{backend:?}: {shown}"
            );
        } else if !bytes.iter().any(|byte| matches!(byte, b'\\' | b'"')) {
            assert!(in_quotes.quoted_u64().is_err(), "{backend:?}: {shown}");
        }
        let Ok(value) = RawValue::with_backend(bytes, backend) else { continue };
        // Only the first byte after a value is checked.
        if value.range() != Ok(value.offset()..trim_white_space_end(bytes).len()) {
            continue;
        }
        assert_eq!(
            value.parse::<u64>(&arena).ok(),
            serde_json::from_slice(bytes).ok(),
            "{backend:?}: {shown}"
        );
        assert_eq!(
            value.parse::<i64>(&arena).ok(),
            serde_json::from_slice(bytes).ok(),
            "{backend:?}: {shown}"
        );
        let float = value.parse::<f64>(&arena).ok().map(f64::to_bits);
        assert_eq!(float, serde_json::from_slice(bytes).ok().map(f64::to_bits), "{backend:?}: {shown}");
    }
}

/// The bytes without trailing whitespace as JSON defines it. Unlike ASCII whitespace, it excludes the form feed.
fn trim_white_space_end(bytes: &[u8]) -> &[u8] {
    let last = bytes.iter().rposition(|byte| !b" \t\n\r".contains(byte));
    &bytes[..last.map_or(0, |last| last + 1)]
}

/// A timestamp string gives the same time as with jiff, in all supported layouts.
#[track_caller]
pub fn check_timestamp(text: &str) {
    let want = text.parse::<jiff::Timestamp>().ok().map(|time| time.as_microsecond());
    assert_eq!(Timestamp::parse(text).map(Timestamp::unix_micros), want, "{text}");
    let frame = serde_json::to_vec(text).expect("a text can be written");
    for backend in Backend::available() {
        let arena = Arena::with_backend(backend);
        let value = RawValue::with_backend(&frame, backend).expect("it is not empty");
        let found = value.parse::<Timestamp>(&arena).ok();
        assert_eq!(found.map(Timestamp::unix_micros), want, "{backend:?}: {text}");
    }
}

/// A document gives the same `Value` as with serde_json, if no object has a repeated key.
#[track_caller]
pub fn check_value(frame: &[u8]) {
    for backend in Backend::available() {
        let Ok(document) = RawValue::with_backend(frame, backend) else { continue };
        let found = document.to_value();
        let Ok(bytes) = document.to_bytes() else {
            assert!(found.is_err(), "{backend:?}");
            continue;
        };
        match serde_json::from_slice::<Value>(bytes) {
            Ok(want) if !Members::has_repeats(bytes) => {
                // Each scalar is a separate document, because readers of a scalar check what follows it.
                let alone = RawValue::with_backend(bytes, backend).expect("it is not empty");
                check_parts(alone, &want, &Arena::with_backend(backend));
                assert_eq!(found, Ok(want), "{backend:?}");
            }
            Ok(_) => assert!(found.is_ok(), "{backend:?}: {found:?}"),
            Err(error) => assert!(found.is_err(), "{backend:?}: {error}"),
        }
        if let Err(error) = found {
            assert!(
                error.offset() <= frame.len() && error.kind() != ErrorKind::ArenaFull,
                "{backend:?}: {error}"
            );
        }
    }
}

/// Every element, member and scalar of a valid document is the same as serde_json's, by each way of reading it.
fn check_parts(value: RawValue<'_>, want: &Value, arena: &Arena) {
    let backend = arena.backend();
    match want {
        Value::Null => assert_eq!((value.is_null(), value.kind()), (Ok(true), Ok(ValueKind::Null))),
        Value::Bool(want) => assert_eq!(value.parse::<bool>(arena), Ok(*want), "{backend:?}"),
        Value::String(want) => assert_eq!(value.parse::<&str>(arena), Ok(want.as_str()), "{backend:?}"),
        Value::Number(want) => {
            // serde_json reads `-0` as a float.
            let is_minus_zero = value.to_bytes().is_ok_and(|number| number.starts_with(b"-0"));
            assert_eq!(
                value.parse::<u64>(arena).ok().filter(|_| !is_minus_zero),
                want.as_u64(),
                "{backend:?}: {want}"
            );
            assert_eq!(value.parse::<f64>(arena).ok(), want.as_f64(), "{backend:?}: {want}");
        }
        Value::Array(want) => {
            let list = value.parse::<List<'_, RawValue<'_>>>(arena).expect("an array");
            assert_eq!((list.count(), list.is_empty()), (Ok(want.len()), Ok(want.is_empty())), "{backend:?}");
            let listed: Vec<_> = list.iter().map(|element| element.expect("it is valid").range()).collect();
            let elements: Vec<_> =
                value.elements().expect("an array").map(|element| element.expect("it is valid")).collect();
            assert_eq!(
                elements.iter().map(|element| element.range()).collect::<Vec<_>>(),
                listed,
                "{backend:?}"
            );
            assert_eq!(elements.len(), want.len(), "{backend:?}");
            elements.iter().zip(want).for_each(|(element, want)| check_parts(*element, want, arena));
        }
        Value::Object(want) => {
            let members: Vec<_> =
                value.members().expect("an object").map(|member| member.expect("it is valid")).collect();
            assert_eq!(members.len(), want.len(), "{backend:?}");
            for (key, member) in members {
                let name = key.text().expect("it is valid");
                check_parts(member, &want[name.as_ref()], arena);
            }
        }
    }
}

/// The frames of a recording are its lines, split in the simplest way. If a line has several frames, they are parts of
/// it, separated only by whitespace.
#[track_caller]
pub fn check_frames(recording: &[u8]) {
    let is_white = |text: &[u8]| text.iter().all(|byte| b" \t\r".contains(byte));
    let text = recording.strip_prefix(b"\xef\xbb\xbf").unwrap_or(recording);
    let lines = text.split(|byte| *byte == b'\n').zip(1..);
    let lines: Vec<(&[u8], u64)> = lines.filter(|(line, _)| !is_white(line)).collect();
    let uncut: Vec<_> = frames(recording).uncut().collect();
    assert_eq!(
        uncut,
        lines.iter().map(|(line, _)| line.strip_suffix(b"\r").unwrap_or(line)).collect::<Vec<_>>()
    );
    let mut pieces = frames(recording);
    let mut next = pieces.next();
    for (line, number) in lines {
        let mut at = 0;
        while let Some(piece) = next
            && pieces.line_number() == number
        {
            let offset = pieces.line_offset();
            assert!(is_white(&line[at..offset]), "bytes are missing");
            assert_eq!(&line[offset..offset + piece.len()], piece);
            assert!(!piece.is_empty() && (at == 0 || offset > 0));
            at = offset + piece.len();
            next = pieces.next();
        }
        assert!(at > 0 && is_white(&line[at..]), "bytes are missing");
    }
    assert_eq!(next, None);
}
