//! Projections in typical use: spellings, defaults, rows of lists, run-time paths by name.

use zerocord::model::User;
use zerocord::view::{List, Projection};
use zerocord::{Arena, Decoder, ErrorKind, FieldName, Id, Project, RawValue, View};

#[derive(Debug, PartialEq, Project)]
struct Line<'a> {
    #[project(alias = "text", alias = "body")]
    content: &'a str,
    #[project(path = "author.id", alias = "user_id")]
    author_id: Id<User>,
    #[project(path = "author.bot", default)]
    by_bot: bool,
    #[project(default = "ordinary")]
    flags: u64,
}

fn ordinary() -> u64 {
    7
}

#[track_caller]
fn check(payload: &str, want: Line<'_>) {
    let arena = Arena::new();
    let value = RawValue::new(payload.as_bytes()).unwrap();
    assert_eq!(Line::project(value, &arena).as_ref(), Ok(&want), "{payload}");
    assert_eq!(value.parse::<Line<'_>>(&arena).as_ref(), Ok(&want), "{payload}");
}

#[test]
fn an_alias_is_another_spelling_of_the_last_key() {
    let want = |content| Line { content, author_id: Id::new(9), by_bot: false, flags: 7 };
    check(r#"{"content":"a","author":{"id":"9"}}"#, want("a"));
    check(r#"{"author":{"user_id":"9"},"body":"b"}"#, want("b"));
    // The first of several counts, as with repeated keys.
    check(r#"{"text":"c","content":"a","author":{"user_id":"9","id":"8"}}"#, want("c"));
}

#[test]
fn a_default_replaces_only_an_absent_key() {
    let want = |by_bot, flags| Line { content: "", author_id: Id::new(9), by_bot, flags };
    check(r#"{"content":"","author":{"id":"9","bot":true},"flags":1}"#, want(true, 1));
    check(r#"{"content":"","author":{"id":"9"}}"#, want(false, 7));
    let arena = Arena::new();
    let of = |payload: &'static str| Line::project(RawValue::new(payload.as_bytes()).unwrap(), &arena);
    let error = of(r#"{"content":"","author":{"id":"9","bot":null}}"#).unwrap_err();
    assert_eq!(error.to_string(), "expected `true` or `false`, found `n` at byte 39");
    let error = of(r#"{"content":"","author":null}"#).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::MissingField(FieldName::new("author.id")), 23));
}

#[test]
fn a_list_can_have_rows_as_elements() {
    #[derive(Debug, PartialEq, Project)]
    struct Mention<'a> {
        id: Id<User>,
        #[project(path = "member.nick")]
        nick: Option<&'a str>,
    }
    let arena = Arena::new();
    let value = RawValue::new(br#"[{"id":"1"},{"member":{"nick":"n"},"id":"2"}]"#).unwrap();
    let rows: List<'_, Mention<'_>> = value.parse(&arena).unwrap();
    let rows: Vec<Mention<'_>> = rows.iter().collect::<Result<_, _>>().unwrap();
    let want = [Mention { id: Id::new(1), nick: None }, Mention { id: Id::new(2), nick: Some("n") }];
    assert_eq!(rows, want);
}

#[test]
fn an_event_is_viewed_as_a_custom_struct() {
    #[derive(serde::Deserialize, View)]
    #[allow(dead_code)] // reading the field is the test
    struct Mood {
        mood: String,
    }
    let frame =
        br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":"a","author":{"id":"9"},"mood":"good"}}"#;
    let mut decoder = Decoder::new();
    let Ok(zerocord::Event::MessageCreate(message)) = decoder.decode(frame) else { panic!() };
    assert_eq!(message.view_as::<MoodRef<'_>>().unwrap().mood(), Ok("good"));
    let line: Line<'_> = message.view_as().unwrap();
    assert_eq!((line.content, line.author_id), ("a", Id::new(9)));
    assert_eq!(message.get::<&str>("mood"), Ok("good"));
}

#[test]
fn a_row_is_read_by_path() {
    let projection = Projection::new(["author.id", "content", "content"]).unwrap();
    assert_eq!(projection.paths().collect::<Vec<_>>(), ["author.id", "content", "content"]);
    assert_eq!((projection.index_of("content"), projection.index_of("id")), (Some(1), None));
    let frame = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":"a","author":{}}}"#;
    let mut decoder = Decoder::new();
    let row = decoder.project_with(&projection, frame).unwrap();
    assert_eq!(row.field_of::<&str>("content"), Ok("a"));
    assert_eq!(row.value_of("content").unwrap().unwrap().to_bytes(), Ok(&b"\"a\""[..]));
    assert!(row.value_of("author.id").unwrap().is_none());
    let error = row.field_of::<u64>("author.id").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingField(FieldName::UNKNOWN));
}

#[test]
#[should_panic(expected = "the projection has no path `id`")]
fn a_row_has_no_other_paths() {
    let arena = Arena::new();
    let projection = Projection::new(["content"]).unwrap();
    let row = projection.project(RawValue::new(b"{}").unwrap(), &arena).unwrap();
    let _ = row.value_of("id");
}

/// White space where Discord writes none, after the colon of each step of a path.
/// Of any length: the first 16 bytes of a key are compared apart from the others.
#[test]
fn a_key_that_must_be_escaped_is_found() {
    for before in (0..40).chain([63, 64, 65, 100]) {
        for (char, spelled) in
            [("\"", "\\\""), ("\\", "\\\\"), ("\n", "\\n"), ("\0", "\\u0000"), ("\n", "\\u000A")]
        {
            for after in [0, 1, 20] {
                let (before, after) = ("k".repeat(before), "k".repeat(after));
                let projection =
                    Projection::new(&["k".to_owned(), format!("{before}{char}{after}")]).unwrap();
                let frame = format!(
                    r#"{{"op":0,"d":{{"{before}x{after}":1,"{before}":2,"{before}{spelled}{after}":3,"y":{{"k":4}}}}}}"#
                );
                for backend in zerocord::Backend::available() {
                    let mut decoder = Decoder::builder().backend(backend).build();
                    let row = decoder.project_with(&projection, frame.as_bytes()).unwrap();
                    let value = row.value(1).unwrap().map(|value| value.to_json().unwrap());
                    assert_eq!(value, Some("3"), "{backend:?}: {frame}");
                }
            }
        }
    }
}

#[test]
fn spaces_in_a_path_are_skipped() {
    let projection = Projection::new(["author.id", "content"]).unwrap();
    for space in ["", " ", "\n", "\t ", "  \r\n"] {
        for id in ["\"9\"", "9"] {
            let frame = format!(
                "{{\"author\":{space}{{\"id\":{space}{id}{space}}}{space},\"content\":{space}\"c\"{space}}}"
            );
            let arena = Arena::new();
            let row = projection.project(RawValue::new(frame.as_bytes()).unwrap(), &arena).unwrap();
            assert_eq!(row.value(0).unwrap().unwrap().to_bytes(), Ok(id.as_bytes()), "{frame}");
            assert_eq!(row.field::<&str>(1), Ok("c"), "{frame}");
        }
    }
}

/// Once the last requested value is found, the frame may end or contain anything.
#[test]
fn bytes_after_the_last_requested_value_are_not_read() {
    let projection = Projection::new(["id", "author.id", "content"]).unwrap();
    for after in ["", "}", "]]", ",", ", x", "nonsense", r#","a":tru"#, r#","a":"no end"#] {
        for start in [
            r#"{"id":"1","author":{"id":"9"},"content":"c""#,
            r#"{"id":"1","content":"c","author":{"bot":true,"id":"9""#,
            r#"{"content":"c","author":{"x":1,"id":"9","y":[2]},"id":"1""#,
        ] {
            let frame = format!("{start}{}{after}", " ".repeat(3));
            let arena = Arena::new();
            let row = projection.project(RawValue::new(frame.as_bytes()).unwrap(), &arena);
            let row = row.unwrap_or_else(|error| panic!("{frame}: {error}"));
            let raw = |index| row.value(index).unwrap().unwrap().parse::<String>(&arena);
            assert_eq!(
                (raw(0).as_deref(), raw(1).as_deref(), raw(2).as_deref()),
                (Ok("1"), Ok("9"), Ok("c"))
            );
        }
    }
}

/// Once the requested members of an object are found, only brackets are followed: broken bytes after them have no
/// effect.
#[test]
fn bytes_after_the_requested_values_of_an_inner_object_are_skipped() {
    let projection = Projection::new(["author.id", "author.bot", "content"]).unwrap();
    for broken in [r#""x" 1"#, r#""x":tru"#, r#"nonsense"#, r#""x":{"y"}"#, r#""x"::1"#] {
        let filler = "a".repeat(90);
        for rest in ["", r#","z":[1,2]"#, &format!(r#","z":"{filler}""#)] {
            let frame =
                format!(r#"{{"author":{{"bot":true,"id":"9",{broken}{rest}}},"content":"c","after":1}}"#);
            let arena = Arena::new();
            let row = projection.project(RawValue::new(frame.as_bytes()).unwrap(), &arena).unwrap();
            assert_eq!(row.field::<Id<User>>(0), Ok(Id::new(9)), "{frame}");
            assert_eq!(row.field::<bool>(1), Ok(true), "{frame}");
            assert_eq!(row.field::<&str>(2), Ok("c"), "{frame}");
        }
    }
}

/// An object that gives access to an inner one: fields are found in the inner object, and if that cannot be reached,
/// the reason is reported.
#[test]
fn fields_of_the_inner_object_are_accessible() {
    #[derive(serde::Deserialize, View)]
    #[allow(dead_code)] // reading the fields is the test
    struct Person {
        id: u64,
        name: Option<String>,
    }
    #[derive(serde::Deserialize, View)]
    #[allow(dead_code)]
    struct Seat {
        id: u64,
        #[view(through)]
        person: Person,
    }
    let arena = Arena::new();
    let seat =
        |json: &'static str| RawValue::new(json.as_bytes()).unwrap().parse::<SeatRef<'_>>(&arena).unwrap();
    let whole = seat(r#"{"name":"no","id":1,"person":{"name":"yes","id":2},"row":3}"#);
    assert_eq!((whole.id(), whole.name(), whole.person().unwrap().id()), (Ok(1), Ok(Some("yes")), Ok(2)));
    let absent = seat(r#"{"id":1,"name":"no"}"#);
    assert_eq!(absent.name().unwrap_err().kind(), ErrorKind::MissingField(FieldName::new("person")));
    let other = seat(r#"{"id":1,"person":["name"]}"#);
    assert_eq!(other.name().unwrap_err().offset(), 17);
}

/// A user's own types may have the names of zerocord's, or of the standard library's.
mod own_names {
    use serde::Deserialize;
    use zerocord::{Decoder, Envelope, View};

    #[derive(Debug, PartialEq, Deserialize, View)]
    struct Timestamp {
        at: u64,
    }

    #[derive(Debug, PartialEq, Deserialize, View)]
    struct Id {
        text: String,
    }

    #[derive(Debug, PartialEq, Deserialize, View)]
    struct List {
        first: Timestamp,
        second: Option<Id>,
        third: Vec<Timestamp>,
    }

    #[test]
    fn types_are_not_recognised_by_name() {
        let frame = br#"{"op":0,"d":{"first":{"at":7},"second":{"text":"x"},"third":[{"at":8}]}}"#;
        let mut decoder = Decoder::new();
        let list: ListRef<'_> = decoder.parse(Envelope::peek(frame).unwrap().payload()).unwrap();
        assert_eq!(list.first().unwrap().at(), Ok(7));
        assert_eq!(list.second().unwrap().unwrap().text(), Ok("x"));
        let third: Vec<_> = list.third().unwrap().iter().map(|time| time.unwrap().at().unwrap()).collect();
        assert_eq!(third, [8]);
        assert_eq!(list.to_owned().unwrap().second, Some(Id { text: "x".to_owned() }));
    }
}
