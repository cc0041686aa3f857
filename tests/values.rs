//! Single values, lists and errors, case by case: what is reported, at which byte.
//!
//! The checks of the testkit compare with serde_json where possible. This file tests what it has no equivalent for: the
//! offset at which a broken list fails, and the errors that people read.

use smallvec::SmallVec;
use zerocord::view::{List, Map};
use zerocord::{
    Arena, Backend, Elements, Error, ErrorKind, Event, Expected, FieldName, RawValue, validate_with,
};

/// The event of a frame, in an arena.
fn event_of<'a>(frame: &'a [u8], arena: &'a Arena) -> Result<Event<'a>, Error> {
    zerocord::Envelope::peek(frame)?.event(arena)
}

/// The document with every backend, at the frame's end and followed by other bytes.
fn for_each_backend(json: &str, check: impl for<'a> Fn(RawValue<'a>, &'a Arena)) {
    for backend in Backend::available() {
        for after in ["", ",\"more\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24]}"] {
            let frame = [json, after].concat();
            let arena = Arena::with_backend(backend);
            check(RawValue::with_backend(frame.as_bytes(), backend).unwrap(), &arena);
        }
    }
}

fn error<T>(kind: ErrorKind, offset: usize) -> Result<T, Error> {
    Err(Error::new(kind, offset))
}

#[test]
fn lists_of_every_length_are_read_to_the_end() {
    for len in (0..70).chain([95, 96, 97, 191, 192, 193, 1000]) {
        for (open, comma, close) in [("[", ",", "]"), ("[ ", " , ", " ]"), ("[", ",\n", "\n]")] {
            let numbers: Vec<String> = (0..len).map(|number: u64| number.to_string()).collect();
            let json = format!("{open}{}{close}", numbers.join(comma));
            let want: Vec<u64> = (0..len).collect();
            for_each_backend(&json, |value, arena| {
                let list = value.parse::<List<'_, u64>>(arena).unwrap();
                assert_eq!(list.count(), Ok(want.len()), "{json}");
                assert_eq!(list.is_empty(), Ok(want.is_empty()), "{json}");
                assert_eq!(list.get(want.len()), Ok(None), "{json}");
                assert_eq!(list.get(want.len() / 2), Ok(want.get(want.len() / 2).copied()), "{json}");
                assert_eq!(value.parse::<Vec<u64>>(arena).as_ref(), Ok(&want), "{json}");
                assert_eq!(value.to_model::<Vec<u64>>(arena).as_ref(), Ok(&want), "{json}");
                let short = value.parse::<SmallVec<[u64; 4]>>(arena).unwrap();
                assert_eq!(short.as_slice(), want, "{json}");
                let elements = value.elements().unwrap();
                let elements = elements.map(|element| element.and_then(|element| element.parse(arena)));
                assert_eq!(elements.collect::<Result<Vec<u64>, _>>().as_ref(), Ok(&want), "{json}");
            });
        }
    }
}

/// [`RawValue::elements`] checks what is between the elements; a list only looks at commas and the end.
#[test]
fn a_broken_list_fails_at_its_fault() {
    let elements = |json: &str, want: Result<usize, Error>| {
        for_each_backend(json, |value, _| {
            let found = value.elements().and_then(|elements| elements.collect::<Result<Vec<_>, _>>());
            assert_eq!(found.map(|found| found.len()), want, "{json}");
        });
    };
    elements("[1,2]", Ok(2));
    elements("[ 1 , [2,3] , {\"a\":[]} ]", Ok(3));
    elements("[1 2]", error(ErrorKind::Expected(Expected::CommaOrBracket, b'2'), 3));
    elements("[1}", error(ErrorKind::Expected(Expected::CommaOrBracket, b'}'), 2));

    let list = |json: &str, len: Result<usize, Error>| {
        for_each_backend(json, |value, arena| {
            let list = value.parse::<List<'_, RawValue<'_>>>(arena).unwrap();
            assert_eq!(list.count(), len, "{json}");
            let walked = list.iter().collect::<Result<Vec<_>, _>>().map(|elements| elements.len());
            assert_eq!(walked, len, "{json}");
        });
    };
    list("[1,2}", error(ErrorKind::MismatchedBracket(b'}'), 4));
    list("[[1,2],3}", error(ErrorKind::MismatchedBracket(b'}'), 8));
    list("[}", error(ErrorKind::MismatchedBracket(b'}'), 1));
    for json in ["[1,2", "[", "[[1,2]", "[\"]\""] {
        for backend in Backend::available() {
            let arena = Arena::with_backend(backend);
            let value = RawValue::with_backend(json.as_bytes(), backend).unwrap();
            let list = value.parse::<List<'_, RawValue<'_>>>(&arena).unwrap();
            assert_eq!(list.count(), error(ErrorKind::Truncated, json.len()), "{json}");
            let after_error: Vec<_> = list.iter().skip_while(Result::is_ok).skip(1).collect();
            assert!(after_error.is_empty(), "{json}: {after_error:?}");
            let last = value.elements().unwrap().last();
            assert!(matches!(last, Some(Err(_))), "{json}: {last:?}");
        }
    }
}

/// Each spelling of a key against each string that it could be: equal if they mean the same.
#[test]
fn escapes_in_keys_do_not_change_the_result() {
    let spelled = [
        "t",
        r"\u0074",
        "tt",
        r"t\u0074",
        r"\u0074t",
        "",
        "op",
        r"o\u0070",
        r"\u006f\u0070",
        "o",
        r"\u006f",
        r"a\\b",
        r"a\u005cb",
        r"a\b",
        "ab",
        "é",
        r"\u00e9",
        r"\u00e9t",
        "étt",
        r"\ud83d\ude00",
        "😀",
        r"\ud83d",
        r"t\",
        r"\/",
        "/",
    ];
    let texts =
        ["t", "tt", "", "op", "o", "a\\b", "ab", "a\u{8}", "é", "ét", "étt", "😀", "\\", "/", "u0074"];
    for spelled in spelled {
        let json = format!("{{\"{spelled}\":1}}");
        let want = serde_json::from_str::<serde_json::Value>(&json).ok();
        let want = want.and_then(|value| value.as_object()?.keys().next().cloned());
        for_each_backend(&json, |value, _| {
            let Some(Ok((key, _))) = value.members().unwrap().next() else { return };
            for text in texts {
                assert_eq!(key.is(text), want.as_deref() == Some(text), "{spelled} is {text}");
            }
        });
    }
}

#[test]
fn elements_are_of_arrays_and_end_after_an_error() {
    for_each_backend("{\"a\":1}", |value, _| {
        assert_eq!(
            value.elements().map(Elements::count),
            error(ErrorKind::Expected(Expected::Array, b'{'), 0)
        );
    });
    for_each_backend("[1 2,3]", |value, _| assert_eq!(value.elements().unwrap().count(), 2));
}

#[test]
fn scalars_of_every_type() {
    for_each_backend("null", |value, arena| {
        assert_eq!(value.parse::<()>(arena), Ok(()));
        assert_eq!(value.parse::<Option<u8>>(arena), Ok(None));
        assert_eq!(value.is_null(), Ok(true));
    });
    for_each_backend("-1.5e2", |value, arena| {
        assert_eq!(value.parse::<f32>(arena), Ok(-150.0));
        assert_eq!(value.parse::<f64>(arena), Ok(-150.0));
        assert_eq!(value.is_null(), Ok(false));
        assert_eq!(value.parse::<()>(arena), error(ErrorKind::Expected(Expected::Null, b'-'), 0));
    });
    for_each_backend("255", |value, arena| {
        assert_eq!(value.parse::<u8>(arena), Ok(255));
        assert_eq!(value.parse::<i8>(arena), error(ErrorKind::NumberOutOfRange, 0));
        assert_eq!(value.parse::<i16>(arena), Ok(255));
        assert_eq!(value.parse::<usize>(arena), Ok(255));
    });
    for_each_backend("256", |value, arena| {
        assert_eq!(value.parse::<u8>(arena), error(ErrorKind::NumberOutOfRange, 0));
    });
    for_each_backend("-32769", |value, arena| {
        assert_eq!(value.parse::<i16>(arena), error(ErrorKind::NumberOutOfRange, 0));
        assert_eq!(value.parse::<i32>(arena), Ok(-32769));
    });
}

/// The path and the excerpt of the first fault of a frame, with every backend.
#[track_caller]
fn check_path(frame: &str, path: &str) {
    for backend in Backend::available() {
        let error = validate_with(frame.as_bytes(), backend).unwrap_err();
        assert_eq!(error.explain(frame.as_bytes()).path(), path, "{frame}");
    }
}

#[test]
fn an_error_has_the_path_to_its_byte() {
    check_path("nul", "");
    check_path("[nul]", "[0]");
    check_path("[1,nul]", "[1]");
    check_path("[1,2,3,nul]", "[3]");
    check_path("[[1,2],[3,[4],nul]]", "[1][2]");
    check_path(r#"{"a":nul}"#, "a");
    check_path(r#"{"a":1,"b":nul}"#, "b");
    check_path(r#"{ "a" : 1 , "b" : { "c" : nul } }"#, "b.c");
    check_path("{\"a\":1,\n\t\"b\":nul}", "b");
    check_path(r#"{"a":{"x":1},"b":["p","q,[{",nul]}"#, "b[2]");
    check_path(r#"{"a":[{"x":"\",\"y\":["},{"z":[[],{},nul]}]}"#, "a[1].z[2]");
    check_path(r#"{"a":["b","c"],"d":{"e":"f","g":tru}}"#, "d.g");
    check_path(r#"{"a":"\x"}"#, "a");
    check_path(r#"{"a":["x","b\x"]}"#, "a[1]");
    check_path(r#"{"a":1,"b\q":2}"#, "b\\q");
    // After a container is closed, the path is shorter again.
    check_path(r#"{"a":{"b":[1,2]} x}"#, "a");
    check_path(r#"[{"a":1},2,]"#, "[2]");
    // Of more steps, sixty-four are shown.
    let deep = format!("{}{}", "[1,".repeat(70), "nul");
    check_path(&deep, &"[1]".repeat(64));
    // Hidden steps are removed before shown ones.
    for left in [1, 5, 6, 7, 30, 69] {
        let back = format!("{}2{},nul", "[1,".repeat(70), "]".repeat(left));
        let steps = (70 - left).min(64);
        check_path(&back, &format!("{}[{}]", "[1]".repeat(steps - 1), if left < 6 { 1 } else { 2 }));
    }
}

/// A missing field is reported for its object, for any last key of that object.
#[test]
fn a_missing_field_is_one_of_the_object() {
    let frame = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"1","author":{"id":"1","username":"a","avatar":null}}}"#;
    let arena = Arena::new();
    let Ok(Event::MessageCreate(message)) = event_of(frame, &arena) else { panic!() };
    let error = message.author().unwrap().discriminator().unwrap_err();
    let explanation = error.explain(frame);
    assert_eq!(explanation.path(), "d.author");
    assert!(explanation.to_string().starts_with("d.author: the field `discriminator` is missing"));
    let error = message.content().unwrap_err();
    assert_eq!(error.explain(frame).path(), "d");
    let frame = br#"[{"a":1},{"a":{}}, {"b":{"a":2}}]"#;
    let value = RawValue::new(frame).unwrap();
    let missing = |at: usize| {
        Error::new(ErrorKind::MissingField(FieldName::new("x")), at).explain(frame).path().to_owned()
    };
    assert_eq!(
        ["[0]", "[1].a", "[1]", "[2].b", "[2]"],
        [7, 15, 16, 30, 31].map(missing).each_ref().map(String::as_str)
    );
    assert_eq!(value.to_bytes().unwrap().len(), 33);
}

/// A frame without a payload lacks `d`; nothing is found in it.
#[test]
fn an_event_without_a_payload_lacks_it() {
    let arena = Arena::new();
    for (frame, offset) in
        [(r#"{"t":"TYPING_START"}"#, 19), (r#"{"op":0,"t":"TYPING_START" } "#, 27), (r#"{"op":10}"#, 8)]
    {
        let error = event_of(frame.as_bytes(), &arena).unwrap_err();
        assert_eq!(error, Error::new(ErrorKind::MissingField(FieldName::new("d")), offset), "{frame}");
        assert_eq!(error.explain(frame.as_bytes()).path(), "", "{frame}");
    }
    let error = event_of(br#"{"t":"TYPING_START","d":null}"#, &arena).unwrap_err();
    assert_eq!(error, Error::new(ErrorKind::Expected(Expected::Object, b'n'), 24));
}

/// Characters that would move the cursor, or hide or reverse text, are replaced; neither path nor excerpt grows with
/// the frame.
#[test]
fn shown_strings_are_clean_and_short() {
    for hidden in [
        "\u{1b}[31m",
        "\u{202e}",
        "\u{2066}",
        "\u{200f}",
        "\u{61c}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
    ] {
        let frame = format!("{{\"a{hidden}b\":{{\"c{hidden}\":nul}}}}");
        let at = frame.find("nul").unwrap();
        let explanation = Error::new(ErrorKind::Truncated, at).explain(frame.as_bytes());
        let first = hidden.chars().next().unwrap();
        assert!(!explanation.to_string().contains(first), "{explanation}");
        assert!(explanation.path().contains('\u{fffd}'));
    }
    let long = "k".repeat(100_000);
    let frame = format!(
        "{{\"{long}\":{{\"{long}\":{{\"{long}\":{{\"{long}\":{{\"{long}\":{{\"last\":nul}}}}}}}}}}}}"
    );
    let at = frame.find("nul").unwrap();
    let explanation = Error::new(ErrorKind::Truncated, at).explain(frame.as_bytes());
    let path = explanation.path();
    assert_eq!(path.chars().count(), 256, "{path}");
    assert!(path.starts_with("kkk") && path.ends_with("k.last") && path.contains('…'), "{path}");
    assert!(explanation.to_string().len() < 600);
    let frame = format!("{{\"{}\":nul}}", "\u{e9}\u{1f600}".repeat(50));
    let path = Error::new(ErrorKind::Truncated, frame.len() - 2).explain(frame.as_bytes()).path().to_owned();
    assert_eq!(path.chars().count(), 64);
}

/// A value read as a type of the standard library equals the one read as a borrowed type.
#[test]
fn strings_and_maps_are_read_as_owned_values() {
    for_each_backend(r#""a\nb""#, |value, arena| {
        assert_eq!(value.parse::<String>(arena).as_deref(), Ok("a\nb"));
        assert_eq!(value.parse::<&str>(arena), Ok("a\nb"));
    });
    for (json, want) in [
        ("{}", vec![]),
        (r#"{"b":1}"#, vec![("b", 1)]),
        (r#"{"b":1,"a":2 , "c":3}"#, vec![("b", 1), ("a", 2), ("c", 3)]),
    ] {
        for_each_backend(json, |value, arena| {
            let map = value.parse::<Map<'_, String, u64>>(arena).unwrap();
            assert_eq!((map.count(), map.is_empty()), (Ok(want.len()), Ok(want.is_empty())), "{json}");
            let entries = map.iter().map(Result::unwrap).collect::<Vec<_>>();
            assert_eq!(entries.iter().map(|(key, value)| (key.as_str(), *value)).collect::<Vec<_>>(), want);
            for (key, value) in &want {
                assert_eq!(map.get(&String::from(*key)), Ok(Some(*value)), "{json}");
            }
            assert_eq!(map.get(&"d".to_owned()), Ok(None), "{json}");
        });
    }
    for_each_backend(r#"{"a":1,"b"}"#, |value, arena| {
        assert!(value.parse::<Map<'_, String, u64>>(arena).unwrap().count().is_err());
    });
}

#[test]
fn an_excerpt_has_its_caret_under_the_byte() {
    let shown =
        |frame: &[u8], offset: usize| Error::new(ErrorKind::Truncated, offset).explain(frame).excerpt();
    assert_eq!(shown(b"abc", 1), ("abc".to_owned(), 1));
    assert_eq!(shown(b"abc", 3), ("abc".to_owned(), 3));
    assert_eq!(shown(b"abc", 99), ("abc".to_owned(), 3));
    let long: Vec<u8> = (0..100).map(|index| b'0' + index % 10).collect();
    let (excerpt, caret) = shown(&long, 50);
    assert_eq!((excerpt.len(), caret, excerpt.as_bytes()[caret]), (72, 36, b'0'));
    assert_eq!(excerpt.as_bytes(), &long[14..86]);
    assert_eq!(shown("é\n\u{1}x".as_bytes(), 4), ("é\u{fffd}\u{fffd}x".to_owned(), 3));
    let error = Error::new(ErrorKind::Truncated, 4).explain(b"{\"a\"");
    assert_eq!((error.error().offset(), error.path()), (4, "a"));
    assert_eq!(error.to_string().lines().last(), Some("      ^"));
}

#[test]
fn a_field_that_is_missing_is_named() {
    #[derive(Debug, zerocord::Project)]
    #[allow(dead_code)] // printed
    struct Line {
        weight: u64,
    }
    for_each_backend("{\"height\":1}", |value, arena| {
        let error = value.parse::<Line>(arena).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::MissingField(FieldName::new("weight")));
    });
}

#[test]
fn backends_have_names_and_are_found_by_them() {
    let names: Vec<&str> = Backend::available().map(Backend::name).collect();
    let known: &[&str] = match std::env::consts::ARCH {
        "x86_64" => &["portable", "avx2", "avx512"],
        "aarch64" => &["portable", "neon", "neon-pmull"],
        _ => &["portable"],
    };
    assert_eq!(names, known[..names.len()]);
    for name in names {
        assert_eq!(Backend::by_name(name).unwrap().name(), name);
    }
    assert_eq!(Backend::by_name("vax"), None);
}

/// Names that can only be spelled with an escape are found by it, and by no other key.
#[test]
fn a_path_of_one_quote_is_not_an_empty_key() {
    let names = ["\"", "\n", "\\", "a\"", "\u{1}\u{2}"];
    let projection = zerocord::view::Projection::new(names).unwrap();
    let after = r#","another key that is long enough":[1,2,3]}"#;
    for (key, want) in [
        ("", None),
        ("a", None),
        (r#"\""#, Some(0)),
        (r"\n", Some(1)),
        (r"\u000a", Some(1)),
        (r"\\", Some(2)),
        (r#"a\""#, Some(3)),
        (r"\u0001\u0002", Some(4)),
    ] {
        for_each_backend(&format!("{{\"{key}\":1{after}"), |value, arena| {
            let row = projection.project(value, arena).unwrap();
            let found = (0..names.len()).find(|index| row.value(*index).unwrap().is_some());
            assert_eq!(found, want, "{key}");
        });
    }
}
