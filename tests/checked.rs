//! What each way of reading checks and what it does not: the table of the library's documentation, cell by cell and
//! with every backend.

use zerocord::view::Projection;
use zerocord::{
    Arena, Backend, Envelope, Error, ErrorKind, EventName, Expected, FieldName, Opcode, RawValue,
    validate_with,
};

/// An envelope with every backend, and an arena of that backend.
fn for_each_backend(frame: &str, check: impl Fn(Envelope<'_>, &Arena)) {
    for backend in Backend::available() {
        let envelope = Envelope::peek_with(frame.as_bytes(), backend).unwrap();
        check(envelope, &Arena::with_backend(backend));
    }
}

/// The payload's field `x`, read as a string in every possible way.
fn texts<'a>(payload: RawValue<'a>, arena: &'a Arena) -> [Result<&'a str, Error>; 3] {
    let projection = Projection::new(["x"]).unwrap();
    let by_projection = projection.project(payload, arena).and_then(|row| row.field(0));
    let by_view = payload.parse::<OneRef<'_>>(arena).and_then(|one| one.x());
    let by_derive = <Line<'_> as zerocord::Project>::project(payload, arena).map(|line| line.x);
    [by_projection, by_view, by_derive]
}

#[derive(serde::Deserialize, zerocord::View)]
#[allow(dead_code)] // reading the field is the test
struct One {
    x: String,
}

#[derive(zerocord::Project)]
struct Line<'a> {
    x: &'a str,
}

/// The kind of an error, without the name of a missing field: the ways of reading differ in that.
fn unnamed(error: Error) -> ErrorKind {
    match error.kind() {
        ErrorKind::MissingField(_) => ErrorKind::MissingField(FieldName::UNKNOWN),
        kind => kind,
    }
}

#[track_caller]
fn check_text(payload: &str, want: Result<&str, ErrorKind>) {
    let frame = format!(r#"{{"t":"X","s":1,"op":0,"d":{payload}"#);
    for_each_backend(&frame, |envelope, arena| {
        for found in texts(envelope.payload(), arena) {
            assert_eq!(found.map_err(unnamed), want, "{payload} by {:?}", arena.backend());
        }
    });
    let whole = frame.as_bytes();
    for backend in Backend::available() {
        assert!(validate_with(whole, backend).is_err(), "the strict check sees all of it: {payload}");
    }
}

#[test]
fn peek_checks_the_spelling_of_requested_values() {
    let frame = r#"{"t":"TYPING_START","s":01,"op":true,"d":{}}"#;
    for_each_backend(frame, |envelope, _| {
        assert_eq!(envelope.event_name(), Ok(Some(EventName::TypingStart)));
        assert_eq!(envelope.sequence().unwrap_err().kind(), ErrorKind::InvalidNumber);
        assert_eq!(envelope.opcode().unwrap_err().kind(), ErrorKind::Expected(Expected::Integer, b't'));
    });
    assert!(validate_with(frame.as_bytes(), Backend::PORTABLE).is_err());
}

#[test]
fn peek_does_not_read_a_payload_that_is_last() {
    for payload in ["{]]\"\u{1}", "nul", "", "{\"x\":1}}}}"] {
        let frame = format!(r#"{{"t":"TYPING_START","s":1,"op":0,"d":{payload}"#);
        for_each_backend(&frame, |envelope, _| {
            assert_eq!(envelope.event_name(), Ok(Some(EventName::TypingStart)), "{frame}");
            assert_eq!(envelope.sequence(), Ok(Some(1)), "{frame}");
            assert_eq!(envelope.opcode(), Ok(Some(Opcode::Dispatch)), "{frame}");
        });
        assert!(validate_with(frame.as_bytes(), Backend::PORTABLE).is_err(), "{frame}");
    }
}

#[test]
fn a_requested_value_is_checked_in_full() {
    check_text(r#"{"x":nul}}"#, Err(ErrorKind::Expected(Expected::Text, b'n')));
    check_text(r#"{"x":"a\z"}}"#, Err(ErrorKind::InvalidEscape(b'z')));
    check_text(r#"{"x":"\ud800"}}"#, Err(ErrorKind::LoneSurrogate));
    check_text("{\"x\":\"a\u{1}\"}}", Err(ErrorKind::ControlCharacter(1)));
    check_text(r#"{"x":"a"7}}"#, Err(ErrorKind::Expected(Expected::Delimiter, b'7')));
    let frame = b"{\"t\":\"X\",\"s\":1,\"op\":0,\"d\":{\"x\":\"\xff\"}}";
    for backend in Backend::available() {
        let arena = Arena::with_backend(backend);
        let payload = Envelope::peek_with(frame, backend).unwrap().payload();
        for found in texts(payload, &arena) {
            assert_eq!(found.unwrap_err().kind(), ErrorKind::InvalidUtf8, "{backend:?}");
        }
        let number = |text: &'static [u8]| RawValue::with_backend(text, backend).unwrap().parse::<u8>(&arena);
        assert_eq!(number(b"256").unwrap_err().kind(), ErrorKind::NumberOutOfRange);
        assert_eq!(number(b"01").unwrap_err().kind(), ErrorKind::InvalidNumber);
    }
}

#[test]
fn only_quotes_and_brackets_of_skipped_values_are_followed() {
    // Misspelled, but skipped without an error.
    check_text(r#"{"y":nul,"z":[01,"\z"],"x":"a"}}"#, Ok("a"));
    // Brackets are counted regardless of their kind; the one that ends the payload must match.
    check_text(r#"{"y":{],"x":"a"}}"#, Ok("a"));
    check_text(r#"{"y":1],"x":"a"}}"#, Err(ErrorKind::MismatchedBracket(b']')));
    // An unterminated string or an unclosed bracket hides what follows.
    check_text(r#"{"y":"b,"x":"a"}}"#, Err(ErrorKind::Truncated));
    check_text(r#"{"y":[1,"x":"a"}"#, Err(ErrorKind::Truncated));
    check_text(r#"{"y":[1,"x":"a"}}"#, Err(ErrorKind::MissingField(FieldName::UNKNOWN)));
}

#[test]
fn bytes_after_the_last_requested_value_are_not_read() {
    check_text(r#"{"x":"a","y":nul]]]"#, Ok("a"));
    check_text(r#"{"x":"a","y":"no end"#, Ok("a"));
    check_text(r#"{"x":"a""#, Ok("a"));
}

#[test]
fn a_long_key_matches_wherever_its_first_escape_is() {
    let name = "key".repeat(200);
    let projection = Projection::new([&name]).unwrap();
    for escape_at in (0..name.len()).step_by(7) {
        let (before, after) = name.split_at(escape_at);
        let spelled = format!("{before}\\u00{:02x}{}", after.as_bytes()[0], &after[1..]);
        let fillers = [0, 8, 100].map(|len| format!(r#""filler":"{}","#, "7".repeat(len)));
        for filler in std::iter::once("").chain(fillers.iter().map(String::as_str)) {
            let frame = format!(r#"{{{filler}"{spelled}":1}}"#);
            for backend in Backend::available() {
                let arena = Arena::with_backend(backend);
                let row = projection
                    .project(RawValue::with_backend(frame.as_bytes(), backend).unwrap(), &arena)
                    .unwrap();
                assert!(row.value(0).unwrap().is_some(), "{backend:?}: {frame}");
            }
        }
    }
}
