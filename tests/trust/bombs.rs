//! Hostile frames on a small stack: nothing crashes, for every way of reading and every nesting.

use std::thread;

use zerocord::{Arena, Backend, Decoder, Envelope, ErrorKind, Event, EventName, RawValue, validate};
use zerocord_testkit::checks::digest;
use zerocord_testkit::hostile::{FAMILIES, Family};

/// Runs `work` on a thread with a 64 KiB stack.
fn on_a_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(64 << 10).spawn_scoped(scope, work);
        thread.expect("a thread can be made").join().expect("no panic")
    })
}

/// Every entry point returns, with the same results for every backend: views are read to their last field, models are
/// built.
#[test]
fn every_family_on_a_small_stack() {
    for family in FAMILIES {
        let frame = family.frame(if cfg!(debug_assertions) { 100_000 } else { 2_000_000 });
        on_a_small_stack(|| {
            let mut want = None;
            for backend in Backend::available() {
                let found = digest(&frame, &mut Decoder::builder().backend(backend).build());
                assert_eq!(*want.get_or_insert(found), found, "{}: {backend:?}", family.name);
            }
        });
    }
}

fn family(name: &str) -> Family {
    *FAMILIES.iter().find(|family| family.name == name).unwrap_or_else(|| panic!("no family {name}"))
}

/// Members after a bomb are read as if it were absent.
#[track_caller]
fn check_wanted_after(frame: &[u8]) {
    for backend in Backend::available() {
        on_a_small_stack(|| {
            let mut decoder = Decoder::builder().backend(backend).build();
            let Ok(Event::MessageCreate(message)) = decoder.decode(frame) else { panic!("{backend:?}") };
            assert_eq!(message.id().map(|id| id.get()), Ok(1), "{backend:?}");
            let author = message.author().and_then(|author| author.id());
            assert_eq!(author.map(|id| id.get()), Ok(80_351_110_224_678_912), "{backend:?}");
        });
    }
}

/// Brackets a million deep, in a key that is not read and in one that is.
#[test]
fn a_million_brackets() {
    for (name, len, is_owned) in [
        ("arrays nested in an unknown key", 2_000_000, true),
        ("objects nested in an unknown key", 6_000_000, true),
        ("arrays nested in a list of users", 2_000_000, false),
        ("arrays nested in the nonce", 2_000_000, false),
        ("messages nested in messages", 24_000_000, false),
        ("components nested in components", 29_000_000, false),
    ] {
        let frame = family(name).frame(len);
        check_wanted_after(&frame);
        on_a_small_stack(|| {
            assert_eq!(validate(&frame).unwrap_err().kind(), ErrorKind::TooDeep, "{name}");
            let value = RawValue::new(&frame).unwrap();
            assert_eq!(value.range(), Ok(0..frame.len()), "{name}");
            assert_eq!(value.to_value().unwrap_err().kind(), ErrorKind::TooDeep, "{name}");
            let mut decoder = Decoder::new();
            let Ok(Event::MessageCreate(message)) = decoder.decode(&frame) else { panic!("{name}") };
            assert_eq!(message.to_owned().is_ok(), is_owned, "{name}");
        });
    }
    let frame = family("nesting before the event name").frame(2_000_000);
    let envelope = on_a_small_stack(|| Envelope::peek(&frame).unwrap());
    assert_eq!(envelope.event_name(), Ok(Some(EventName::MessageCreate)));
}

#[test]
fn a_million_brackets_that_are_never_closed() {
    for name in ["arrays that are never closed", "messages nested and never closed"] {
        let frame = family(name).frame(24_000_000);
        on_a_small_stack(|| {
            let mut decoder = Decoder::new();
            let Ok(Event::MessageCreate(message)) = decoder.decode(&frame) else { panic!("{name}") };
            assert_eq!(message.id().unwrap_err().kind(), ErrorKind::Truncated, "{name}");
            assert_eq!(RawValue::new(&frame).unwrap().range().unwrap_err().offset(), frame.len(), "{name}");
        });
    }
}

/// Views of views, to any depth: each step uses memory of the arena and no stack.
#[test]
fn views_can_be_followed_to_the_deepest_level() {
    let frame = family("messages nested in messages").frame(24_000 * 20);
    on_a_small_stack(|| {
        let mut decoder = Decoder::new();
        let Ok(Event::MessageCreate(message)) = decoder.decode(&frame) else { panic!("a message") };
        let mut inner = message.referenced_message();
        let mut steps = 0;
        while let Ok(zerocord::Field::Value(deeper)) = inner {
            inner = deeper.referenced_message();
            steps += 1;
        }
        assert!(steps > 15_000, "{steps}");
    });
}

#[test]
fn numbers_of_a_million_digits() {
    let arena = Arena::new();
    let digits = "7".repeat(1_000_000);
    for backend in Backend::available() {
        let parse = |text: &str| {
            let value = RawValue::with_backend(text.as_bytes(), backend).unwrap();
            (value.parse::<u64>(&arena).ok(), value.parse::<f64>(&arena).ok(), value.quoted_u64().ok())
        };
        assert_eq!(parse(&digits), (None, None, None));
        assert_eq!(parse(&format!("\"{digits}\"")), (None, None, None));
        assert_eq!(parse(&format!("0.{digits}")), (None, Some(0.777_777_777_777_777_8), None));
        assert_eq!(parse(&format!("1e-{digits}")), (None, Some(0.0), None));
        assert_eq!(parse(&format!("0e{digits}")), (None, Some(0.0), None));
        assert_eq!(parse(&format!("\"{}17\"", "0".repeat(1_000_000))), (None, None, Some(17)));
    }
    assert_eq!(validate(digits.as_bytes()).unwrap_err().kind(), ErrorKind::NumberOutOfRange);
    assert_eq!(validate(format!("0.{digits}").as_bytes()), Ok(()));
}

/// Keys that are equal, that share a bucket of the table, or that are unknown; keys and strings of a megabyte.
#[test]
fn keys_by_the_million() {
    for (name, len) in [
        ("one unknown key many times", 700_000),
        ("one known key many times", 1_400_000),
        ("one known key many times, escaped", 1_900_000),
        ("many unknown keys", 10_900_000),
        ("many unknown keys, escaped", 1_600_000),
        ("many unknown keys of one hash", 2_600_000),
        ("a long key", 1_000_000),
        ("a long key of escapes", 6_000_000),
        ("a long key that begins as a known one", 1_000_000),
        ("a long plain string", 1_000_000),
        ("a long string of unicode escapes", 12_000_000),
        ("lone surrogates", 1_000_000),
        ("raw control bytes", 1_000_000),
        ("bytes that are not UTF-8", 1_000_000),
    ] {
        check_wanted_after(&family(name).frame(len));
    }
}

/// The first of repeated keys counts, even if it cannot be read.
#[test]
fn a_broken_string_affects_only_its_field() {
    for (name, want) in [
        ("lone surrogates", ErrorKind::LoneSurrogate),
        ("raw control bytes", ErrorKind::ControlCharacter(1)),
        ("bytes that are not UTF-8", ErrorKind::InvalidUtf8),
    ] {
        let frame = family(name).frame(1_000_000);
        let mut decoder = Decoder::new();
        let Ok(Event::MessageCreate(message)) = decoder.decode(&frame) else { panic!("{name}") };
        assert_eq!(message.content().unwrap_err().kind(), want, "{name}");
        assert_eq!(message.channel_id().map(|id| id.get()), Ok(2), "{name}");
        assert!(validate(&frame).is_err(), "{name}");
    }
}

/// A hundred megabytes, with the requested value in the last bytes.
#[test]
fn a_frame_of_a_hundred_megabytes() {
    for name in ["a long plain string", "many unknown keys"] {
        let frame = family(name).frame(100_000_000);
        for backend in Backend::available().skip(usize::from(cfg!(debug_assertions))) {
            let mut decoder = Decoder::builder().backend(backend).build();
            let Ok(Event::MessageCreate(message)) = decoder.decode(&frame) else { panic!("{name}") };
            assert_eq!(message.channel_id().map(|id| id.get()), Ok(2), "{name}, {backend:?}");
            assert!(decoder.allocated_bytes() < 4096, "{} bytes", decoder.allocated_bytes());
        }
    }
}
