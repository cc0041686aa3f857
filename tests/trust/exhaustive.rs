//! Small kernels through the public API, on all of their inputs if these are few enough.
//!
//! Masks and digits are covered by the library's unit tests (`src/simd/tests.rs`, `src/json/number.rs`). Tests that
//! take minutes without optimisation skip inputs here; `just exhaustive` runs them in full.

use std::collections::BTreeSet;

use zerocord::view::Projection;
use zerocord::{Arena, Backend, Envelope, ErrorKind, EventName, RawValue, Timestamp, validate_with};

/// Strings of these bytes as a value, as a key, and skipped, against the standard library.
fn check_text(bytes: &[u8], arena: &Arena) {
    if bytes.iter().any(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
        return;
    }
    let backend = arena.backend();
    let want = std::str::from_utf8(bytes);
    // Between other bytes, so that the string is not at the frame's end.
    let mut frame = [b' '; 24];
    frame[..6].copy_from_slice(b"{\"k\":\"");
    frame[6..6 + bytes.len()].copy_from_slice(bytes);
    frame[6 + bytes.len()..8 + bytes.len()].copy_from_slice(b"\"}");
    let document = RawValue::with_backend(&frame, backend).expect("it is not empty");
    let value = document.get("k").expect("its shape is whole").expect("the key is there");
    let error = |at: usize| Err((ErrorKind::InvalidUtf8, at));
    let wanted = want.map_err(|fault| (ErrorKind::InvalidUtf8, 6 + fault.valid_up_to()));
    assert_eq!(
        value.parse::<&str>(arena).map_err(|error| (error.kind(), error.offset())),
        wanted,
        "{bytes:x?}"
    );
    assert_eq!(value.range(), Ok(5..7 + bytes.len()), "skipped: {bytes:x?}");
    let verdict = validate_with(&frame, backend).map_err(|error| (error.kind(), error.offset()));
    assert_eq!(verdict, want.map(drop).or_else(|fault| error(6 + fault.valid_up_to())), "{bytes:x?}");
    // The same bytes as a key.
    frame[..2].copy_from_slice(b"{\"");
    frame[2..2 + bytes.len()].copy_from_slice(bytes);
    frame[2 + bytes.len()..].fill(b' ');
    frame[2 + bytes.len()..6 + bytes.len()].copy_from_slice(b"\":1}");
    let document = RawValue::with_backend(&frame, backend).expect("it is not empty");
    let (key, _) =
        document.members().expect("an object").next().expect("a member").expect("its shape is whole");
    let text = key.text().map_err(|error| (error.kind(), error.offset()));
    let wanted = want.map_err(|fault| (ErrorKind::InvalidUtf8, 2 + fault.valid_up_to()));
    assert_eq!(text.as_deref().map_err(|error| *error), wanted, "{bytes:x?}");
    assert_eq!(validate_with(&frame, backend).is_ok(), want.is_ok(), "{bytes:x?}");
}

/// Bytes on both sides of each boundary in UTF-8.
const BORDERS: [u8; 20] = [
    b'a', 0x7f, 0x80, 0x81, 0x8f, 0x90, 0x9f, 0xa0, 0xbe, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef,
    0xf0, 0xf4, 0xff,
];

#[test]
fn utf8_of_one_and_two_bytes_and_of_borders() {
    for backend in Backend::available() {
        let mut arena = Arena::with_backend(backend);
        for first in 0..=u8::MAX {
            check_text(&[first], &arena);
            for second in 0..=u8::MAX {
                check_text(&[first, second], &arena);
            }
            for second in BORDERS {
                for third in BORDERS {
                    check_text(&[first, second, third], &arena);
                    if first >= 0xe0 {
                        BORDERS
                            .iter()
                            .for_each(|fourth| check_text(&[first, second, third, *fourth], &arena));
                    }
                }
            }
            arena.reset();
        }
    }
}

#[test]
#[ignore = "ten seconds with optimisation, minutes without: `just exhaustive`"]
fn utf8_of_three_bytes_and_of_many_four() {
    for backend in Backend::available() {
        let arena = Arena::with_backend(backend);
        for all in 0..1u32 << 24 {
            check_text(&all.to_be_bytes()[1..], &arena);
        }
        for all in (0xefff_0000..=u32::MAX).step_by(251) {
            check_text(&all.to_be_bytes(), &arena);
        }
    }
}

/// Every known key, and every key that differs from it in one byte, in length or in case, compared with plain
/// comparison.
fn check_keys(step: usize) {
    let schema: serde_json::Value = serde_json::from_str(zerocord_schema::SCHEMA_JSON).unwrap();
    let objects = schema["objects"].as_object().unwrap().values();
    let names: BTreeSet<&str> = objects
        .filter_map(|object| object["fields"].as_object())
        .flat_map(|fields| fields.keys().map(String::as_str))
        .filter(|name| !name.is_empty() && !name.contains('.'))
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    assert!(names.len() > 600, "{} keys", names.len());
    for known in names.chunks(48) {
        let projection = Projection::new(known).unwrap();
        for (backend, step) in Backend::available().zip([step * 5, step * 3, step]) {
            let arena = Arena::with_backend(backend);
            let check = |key: &[u8]| {
                let want = known.iter().position(|name| name.as_bytes() == key);
                // With enough bytes after it for the fast path, and with too few.
                for after in ["1,\"zzzzzzzzzzzzzzzzzzzz\":2}", "1}"] {
                    let frame = [b"{\"", key, b"\":", after.as_bytes()].concat();
                    let row =
                        projection.project(RawValue::with_backend(&frame, backend).unwrap(), &arena).unwrap();
                    let found = (0..known.len()).find(|index| matches!(row.value(*index), Ok(Some(_))));
                    assert_eq!(found, want, "{backend:?}: {}", String::from_utf8_lossy(&frame));
                }
            };
            for name in known {
                check(name.as_bytes());
                check(name.to_uppercase().as_bytes());
                check(&name.as_bytes()[1..]);
                check(&name.as_bytes()[..name.len() - 1]);
                check(format!("{name}s").as_bytes());
                check(format!("{name}{name}").as_bytes());
            }
            let mut key = Vec::new();
            let mutants = known.iter().flat_map(|name| {
                (0..name.len()).flat_map(move |at| (0x20..=u8::MAX).map(move |byte| (name, at, byte)))
            });
            for (name, at, byte) in mutants.step_by(step) {
                if !matches!(byte, b'"' | b'\\') {
                    key.clear();
                    key.extend_from_slice(name.as_bytes());
                    key[at] = byte;
                    check(&key);
                }
            }
        }
    }
}

#[test]
fn keys_and_their_neighbours() {
    check_keys(37);
}

#[test]
#[ignore = "ten seconds with optimisation, minutes without: `just exhaustive`"]
fn keys_and_all_of_their_neighbours() {
    check_keys(1);
}

/// Event names use the same kind of table: a wrong byte gives a different name, and every name is kept as sent.
#[test]
fn event_names_and_their_neighbours() {
    for name in EventName::all() {
        let known = name.as_known_str().unwrap();
        for at in 0..known.len() {
            for byte in (0x20..0x7f).filter(|byte| !matches!(byte, b'"' | b'\\')) {
                let mut text = known.as_bytes().to_vec();
                text[at] = byte;
                let frame = [br#"{"t":""#, &text[..], br#"","s":12345,"op":0,"d":{"id":"1"}}"#].concat();
                let envelope = Envelope::peek(&frame).unwrap();
                let found = envelope.event_name().unwrap().unwrap();
                assert_eq!(found.text().unwrap().as_bytes(), text);
                let want = EventName::known(std::str::from_utf8(&text).unwrap());
                assert_eq!(found.index(), want.and_then(EventName::index));
                assert_eq!(
                    want.is_some(),
                    EventName::all().any(|name| name.as_known_str().unwrap().as_bytes() == text)
                );
                assert_eq!(envelope.sequence(), Ok(Some(12345)));
            }
        }
    }
}

/// Every day from 2010 to 2100 in both layouts, at times of day that cover all hours, minutes and seconds, compared
/// with jiff; and the days that do not exist.
#[test]
fn every_day_of_ninety_years() {
    let arena = Arena::new();
    let mut count = 0u32;
    for year in 2010..=2100 {
        for month in 1..=13 {
            for day in 0..=32 {
                count += 1;
                let (hour, minute, second) = (count % 25, count % 61, count / 7 % 61);
                let micros = count.wrapping_mul(7919) % 1_000_000;
                let time = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
                for text in [format!("{time}+00:00"), format!("{time}.{micros:06}+00:00")] {
                    let want = text.parse::<jiff::Timestamp>().ok().map(|time| time.as_microsecond());
                    let frame = format!("\"{text}\" ");
                    let value = RawValue::new(frame.as_bytes()).unwrap();
                    let found = value.parse::<Timestamp>(&arena).ok();
                    assert_eq!(found.map(Timestamp::unix_micros), want, "{text}");
                    assert_eq!(Timestamp::parse(&text), found, "{text}");
                    if let Some(time) = found.filter(|_| second < 60) {
                        assert_eq!(time.to_string(), if micros == 0 { time.to_string() } else { text });
                    }
                }
            }
        }
    }
}
