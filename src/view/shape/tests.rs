//! What is learned of an object, and how far another one is followed.

use super::{Cursor, Next, Outcome, follow, lease};
use crate::arena::Arena;
use crate::json::raw::RawValue;
use crate::shape::Shape;
use crate::simd::Backend;
use crate::view::keys::{KeyTable, Keys, bucket_count};

static KEYS: Keys<3, { bucket_count(3) }> = Keys::new(&[("id", 0), ("name", 1), ("last", 2)]);
static TABLE: KeyTable<'static> = KEYS.table();

/// An object whose id and time are as long in each.
const WIDE: &str = r#"{"id":"175928847299117063","at":"2026-11-22T10:00:00+00:00","last":null}"#;

const TEACHER: &str =
    r#"{"tts":false,"id":"123456","flags":0,"list":[],"name":"a name","in":{"id":1},"last":null}"#;

/// How the walk over `object` ends in an arena that has learned from `teacher`, and the slots and values it tells of.
fn followed(teacher: &str, object: &str, backend: Backend) -> (&'static str, Vec<(u16, String)>) {
    let mut arena = Arena::with_backend(backend);
    arena.reset();
    let teacher = RawValue::with_backend(teacher.as_bytes(), backend).unwrap();
    assert!(lease(&arena, teacher, &TABLE, true).is_none(), "the first object teaches nothing");
    assert!(lease(&arena, teacher, &TABLE, true).is_some());
    let object = RawValue::with_backend(object.as_bytes(), backend).unwrap();
    let mut found = Vec::new();
    let lease = lease(&arena, object, &TABLE, true).unwrap();
    let outcome =
        follow(lease, object, &TABLE, &mut Cursor::new(object.offset()), &mut |slot: u16, at: usize| {
            let value = RawValue::at(object.frame(), at, backend).as_bytes().unwrap_or(b"?");
            found.push((slot, String::from_utf8_lossy(value).into_owned()));
            Next::On
        });
    let ending = match outcome {
        Outcome::Closed(at) => {
            assert_eq!(at, object.frame().len() - 1);
            "closed"
        }
        Outcome::Lost => "lost",
        Outcome::Stopped => "stopped",
    };
    (ending, found)
}

#[test]
fn runs_end_where_values_vary() {
    let mut shape = Shape::new();
    shape.learn(RawValue::with_backend(TEACHER.as_bytes(), Backend::PORTABLE).unwrap(), &TABLE);
    let runs: Vec<_> = shape.steps.iter().map(|step| &step.run[..step.run_len.into()]).collect();
    let runs: Vec<_> = runs.into_iter().map(|run| String::from_utf8_lossy(run).into_owned()).collect();
    assert_eq!(
        runs,
        [
            r#"{"tts":false,"id":""#,
            r#","id":""#,
            r#","flags":0,"list":[],"name":""#,
            r#","list":[],"name":""#,
            r#","name":""#,
            r#","in":"#,
            r#","last":null"#,
        ]
    );
}

#[test]
fn objects_are_followed_to_their_end_where_members_differ() {
    let all = |id: &str, name: &str, last: &str| {
        vec![(0, id.to_owned()), (1, name.to_owned()), (2, last.to_owned())]
    };
    let usual = all("\"123456\"", "\"a name\"", "null");
    let cases = [
        (TEACHER.to_owned(), usual.clone()),
        // Values that were not expected: longer, of other kinds, with escapes.
        (
            TEACHER.replace("123456", &"9".repeat(300)),
            all(&format!("\"{}\"", "9".repeat(300)), "\"a name\"", "null"),
        ),
        (TEACHER.replace("\"a name\"", "null"), all("\"123456\"", "null", "null")),
        (TEACHER.replace("a name", r#"\"}\\"#), all("\"123456\"", r#""\"}\\""#, "null")),
        (TEACHER.replace("false", "{\"id\":[\"]\"]}"), usual.clone()),
        (TEACHER.replace("null", "12"), all("\"123456\"", "\"a name\"", "12")),
        (TEACHER.replace("\"flags\":0", "\"flags\":012345678901234567890"), usual.clone()),
        // Members that were not, and that are in no list of keys.
        (TEACHER.replace("\"flags\":0,", ""), usual.clone()),
        (TEACHER.replace("\"tts\":false,", ""), usual.clone()),
        (TEACHER.replace("\"flags\"", "\"more\":[{}],\"flags\""), usual.clone()),
        (TEACHER.replace("{\"tts\"", "{\"first\":\"\",\"tts\""), usual.clone()),
        (TEACHER.replace("null}", "null,\"end\":{}}"), usual.clone()),
        (TEACHER.replace(",\"last\":null", ""), usual[..2].to_vec()),
        ("{}".to_owned(), Vec::new()),
        (r#"{"name":"x","id":"y"}"#.to_owned(), vec![(1, "\"x\"".to_owned()), (0, "\"y\"".to_owned())]),
    ];
    for backend in Backend::available() {
        for (object, want) in &cases {
            assert_eq!(followed(TEACHER, object, backend), ("closed", want.clone()), "{backend:?}: {object}");
        }
    }
}

/// What the shape cannot tell is left to the walk by commas.
#[test]
fn faults_and_other_spellings_are_lost() {
    let cases = [
        TEACHER.replace(":\"a name\"", ": \"a name\""),
        TEACHER.replace(",\"name\"", ", \"name\""),
        TEACHER.replace("\"in\":", "\"in\": "),
        TEACHER.replace("\"flags\"", r#""fl\u0061gs""#),
        TEACHER.replace("null}", "null ]"),
        TEACHER.replace("null}", "null"),
        TEACHER.replace("\"a name\"", "\"a name\"x"),
        TEACHER.replace("123456\"", "123456"),
        // Brackets behind a value that is no container.
        TEACHER.replace("\"flags\":0", "\"flags\":7{}"),
        TEACHER.replace("\"a name\"", "\"another name\"{}"),
        TEACHER.replace("null}", "nul{}}"),
        TEACHER.replace("\"flags\":0", &(0..9).map(|key| format!("\"{key}\":0,")).collect::<String>()),
    ];
    for backend in Backend::available() {
        for object in &cases {
            let (ending, _) = followed(TEACHER, object, backend);
            assert_eq!(ending, "lost", "{backend:?}: {object}");
        }
    }
}

/// Whoever has enough for now goes on later behind the last member that was passed, and is told of the same members.
#[test]
fn a_walk_that_was_stopped_goes_on_where_it_was() {
    const FIXED: &str = r#"{"tts":false,"id":1,"flags":0,"name":2,"in":3,"last":null,"end":[]}"#;
    let objects = [
        FIXED.to_owned(),
        FIXED.replace("\"flags\":0", "\"flags\":75"),
        FIXED.replace("\"in\":3", "\"in\":{\"id\":5}"),
        FIXED.replace("\"in\":3", "\"on\":3"),
        FIXED.replace("\"in\":3,", ""),
        FIXED.replace("\"name\":2", "\"name\":\"x,\\\"last\\\":\""),
        FIXED.replace("\"id\":1", "\"id\":[1,2]"),
        FIXED.replace("\"end\":[]", "\"end\":[1],\"more\":2"),
        FIXED.replace("null", "12"),
    ];
    for backend in Backend::available() {
        let mut arena = Arena::with_backend(backend);
        arena.reset();
        let teacher = RawValue::with_backend(FIXED.as_bytes(), backend).unwrap();
        assert!(lease(&arena, teacher, &TABLE, true).is_none());
        for object in &objects {
            let value = RawValue::with_backend(object.as_bytes(), backend).unwrap();
            let told = |next: Next| {
                let (mut cursor, mut found, mut is_new) = (Cursor::new(value.offset()), Vec::new(), true);
                loop {
                    let lease = lease(&arena, value, &TABLE, is_new).unwrap();
                    let outcome = follow(lease, value, &TABLE, &mut cursor, &mut |slot, at| {
                        found.push((slot, at));
                        next
                    });
                    match outcome {
                        Outcome::Closed(end) => return (Some(end), found),
                        Outcome::Lost => return (None, found),
                        Outcome::Stopped => is_new = false,
                    }
                }
            };
            let want = told(Next::On);
            assert_eq!(want.0, Some(object.len() - 1), "{backend:?}: {object}");
            assert_eq!(told(Next::Enough), want, "{backend:?}: {object}");
        }
    }
}

/// Texts of one length are passed unread, whatever is in them, and found to be others where they are.
#[test]
fn texts_of_one_length_are_passed_with_the_run() {
    let mut shape = Shape::new();
    shape.learn(RawValue::with_backend(WIDE.as_bytes(), Backend::PORTABLE).unwrap(), &TABLE);
    let first = &shape.steps[0];
    assert_eq!(first.run_len, 6 + 20 + 6 + 27, "up to the end of the time");
    assert_eq!(first.holes.count_ones(), 18 + 25);
    let found = |id: &str| vec![(0, format!("\"{id}\"")), (2, "null".to_owned())];
    let ids = [
        "000000000000000000",
        "}}}}}}]]]]]],,,,,,",
        "1",
        "",
        r#"\"\"\"\"\"\"\"\"\""#,
        "17592884729911706",
        "1759288472991170633",
    ];
    for backend in Backend::available() {
        for id in ids {
            let object = WIDE.replace("175928847299117063", id);
            assert_eq!(followed(WIDE, &object, backend), ("closed", found(id)), "{backend:?}: {object}");
        }
        for bad in [
            r#"17592884729911706""#,
            r#"17592884"299117063"#,
            r#"17592884729911706\"#,
            r#"175928847299117063"x"#,
        ] {
            let object = WIDE.replace("175928847299117063", bad);
            assert_eq!(followed(WIDE, &object, backend).0, "lost", "{backend:?}: {object}");
        }
    }
}
