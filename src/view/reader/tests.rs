//! Compares the one-walk reader with views: the same models, the same errors, and which of the two paths is taken.

use serde::Deserialize;
use serde_json::Value;
use zerocord_derive::View;

use super::Reader;
use crate::arena::Arena;
use crate::json::error::{Error, ErrorKind};
use crate::json::raw::RawValue;
use crate::limits::Limits;
use crate::simd::Backend;
use crate::view::{FromJson, Model};

#[derive(Clone, Debug, PartialEq, Deserialize, View)]
struct Note {
    id: u32,
    #[serde(rename = "type", alias = "kind")]
    what: Option<i8>,
    text: String,
    #[serde(default)]
    pinned: bool,
    #[serde(default)]
    tags: Vec<Box<str>>,
    #[serde(default = "ordinary")]
    weight: f64,
    #[serde(skip)]
    seen: u8,
    answer: Option<Box<Note>>,
    a_key_of_more_than_sixteen_bytes: Option<Value>,
    nothing: Option<()>,
}

fn ordinary() -> f64 {
    1.5
}

/// Like a message that was created: the fields of another object, and some of its own.
#[derive(Debug, PartialEq, Deserialize, View)]
struct Sent {
    #[serde(flatten)]
    note: Note,
    to: Vec<u64>,
}

/// The results of the one-walk reader and of the views for `json`.
fn roads<M: Model>(json: &[u8], backend: Backend, limits: Limits) -> (Option<M>, Result<M, Error>) {
    let arena = Arena::with_backend(backend).and_limits(limits);
    let value = RawValue::with_backend(json, backend).unwrap();
    let mut model = M::blank();
    let walked = model.read(&mut Reader::new(value, &arena)).map(|()| model);
    (walked, M::View::from_json(value, &arena).and_then(M::from_view))
}

/// Checks whether the one-walk reader makes the model. Its result, and the final result, must equal that of views.
#[track_caller]
fn is_walked<M: Model + PartialEq + std::fmt::Debug>(json: &str) -> bool {
    let mut is_walked = None;
    for backend in Backend::available() {
        // At the end of a frame, and in the middle of one.
        for rest in ["", r#","more":[1,2,3],"and":{"so":"on"}}"#] {
            let frame = [json, rest].concat();
            let (walked, want) = roads::<M>(frame.as_bytes(), backend, Limits::DEFAULT);
            assert!(
                walked.is_none() || walked.as_ref() == want.as_ref().ok(),
                "{json}: {walked:?}, not {want:?}"
            );
            let arena = Arena::with_backend(backend);
            let value = RawValue::with_backend(frame.as_bytes(), backend).unwrap();
            assert_eq!(value.to_model::<M>(&arena), want, "{json}");
            assert_eq!(*is_walked.get_or_insert(walked.is_some()), walked.is_some(), "{json}, {backend:?}");
        }
    }
    is_walked.unwrap()
}

const NOTE: &str = r#"{"type":-3,"unknown":{"id":[1,"}"]},"text":"grüße \n\"you\"","id":7,"answer":{"id":8,"text":"","kind":1,"tags":["a","b","c","d","e","f"],"pinned":true},"a_key_of_more_than_sixteen_bytes":{"a":[null]},"weight":-2e1,"nothing":null}"#;

#[test]
fn objects_in_the_usual_spelling_are_walked() {
    for json in [
        NOTE,
        r#"{"id":1,"text":""}"#,
        r#"{"text":"","id":0}"#,
        r#"{"id":1,"text":"","answer":null,"type":null,"weight":0,"tags":[]}"#,
        // The first of repeated keys wins, under any of its names, and the others may be anything.
        r#"{"id":1,"text":"a","id":"b","text":2,"kind":1,"type":2}"#,
        r#"{"x":{},"y":[],"z":"\"","w":-1.5e+3,"v":true,"id":1,"text":""}"#,
        r#"{"a_key_of_more_than_sixteen_letters":1,"id":1,"a_key_of_more_than_sixteen_bytesx":2,"text":""}"#,
    ] {
        assert!(is_walked::<Note>(json), "{json}");
    }
    assert!(is_walked::<Sent>(&NOTE.replace(r#""id":7"#, r#""to":[1,2],"id":7"#)));
}

#[test]
fn other_spellings_are_read_by_the_views() {
    for json in [
        // In order, but not in Discord's spelling.
        r#"{ "id":1,"text":""}"#,
        r#"{"id" :1,"text":""}"#,
        r#"{"id":1 ,"text":""}"#,
        r#"{"id":1,"text":"" }"#,
        r#"{"id":1,"text":"","tags":[ ]}"#,
        r#"{"\u0069d":1,"text":""}"#,
        r#"{"id":1,"text":"","unknown\n":2}"#,
        // Faults.
        "{}",
        r#"{"id":1}"#,
        r#"{"id":1,"text":"",}"#,
        r#"{"id":1,,"text":""}"#,
        r#"{"id":1"text":""}"#,
        r#"{"id":1,"text":""]"#,
        r#"{"id":1,"text":"","tags":["a","b"}"#,
        r#"{"id":01,"text":""}"#,
        r#"{"id":-1,"text":""}"#,
        r#"{"id":4294967296,"text":""}"#,
        r#"{"id":1.0,"text":""}"#,
        r#"{"id":1x,"text":""}"#,
        r#"{"id":1{"text":""}"#,
        r#"{"id":"1","text":""}"#,
        r#"{"id":1,"text":null}"#,
        r#"{"id":1,"text":"","pinned":truer}"#,
        r#"{"id":1,"text":"","pinned":fal}"#,
        r#"{"id":1,"text":"","answer":nul}"#,
        r#"{"id":1,"text":"","answer":{}}"#,
        r#"{"id":1,"text":"","weight":1e999}"#,
        r#"{"id":1,"text":"\u12"}"#,
        r#"{"id":1,"text":"a	b"}"#,
        r#"{"id":1,"text":"","x":}"#,
        r#"{"id":1,"x":12"a,","text":""}"#,
        r#"[1]"#,
        r#""a""#,
    ] {
        assert!(!is_walked::<Note>(json), "{json}");
    }
    // The end of a scalar is not checked here: its view reads it.
    for json in ["1", "true", "12,"] {
        is_walked::<u64>(json);
        is_walked::<bool>(json);
    }
}

#[test]
fn every_truncation_and_every_changed_byte() {
    for len in 1..NOTE.len() {
        let front = &NOTE.as_bytes()[..len];
        for backend in Backend::available() {
            let (walked, want) = roads::<Note>(front, backend, Limits::DEFAULT);
            assert!(walked.is_none() && want.is_err(), "{len}");
        }
        for byte in b"\"\\,:{}[]0-x \x01\xff" {
            let mut changed = NOTE.as_bytes().to_vec();
            changed[len] = *byte;
            for backend in Backend::available() {
                let (walked, want) = roads::<Note>(&changed, backend, Limits::DEFAULT);
                let changed = String::from_utf8_lossy(&changed);
                assert!(
                    walked.is_none() || walked.as_ref() == want.as_ref().ok(),
                    "{changed}: {walked:?}, not {want:?}"
                );
            }
        }
    }
}

/// Every object has its keys in another order than the one before it; names with a common prefix; faults.
#[test]
fn an_order_that_was_learned_changes_nothing() {
    let members = [
        r#""id":7"#,
        r#""kind":-3"#,
        r#""text":"some""#,
        r#""a_key_of_more_than_sixteen_bytes":1"#,
        r#""a_key_of_more_than_sixteen_bytesx":2"#,
        r#""a_key_of_more_than_sixteen_bytet":3"#,
        r#""answer":{"text":"","id":8,"x":[]}"#,
        r#""pinned":true"#,
        r#""un":"known""#,
        r#""te":"xt""#,
    ];
    for backend in Backend::available() {
        let mut arena = Arena::with_backend(backend);
        let mut check = |frame: &[u8]| {
            let value = RawValue::with_backend(frame, backend).unwrap();
            let (_, want) = roads::<Note>(frame, backend, Limits::DEFAULT);
            assert_eq!(value.to_model::<Note>(&arena), want, "{}", frame.escape_ascii());
            arena.reset();
            want.is_ok()
        };
        for step in [3, 9] {
            for first in 0..members.len() {
                let order: Vec<_> =
                    (0..members.len()).map(|index| members[(first + index * step) % members.len()]).collect();
                let json = format!("{{{}}}", order.join(",")).into_bytes();
                assert!(check(&json) && check(&json));
                for at in 1..json.len() {
                    check(&json[..at]);
                    for byte in b"\":}\0" {
                        let mut changed = json.clone();
                        changed[at] = *byte;
                        check(&changed);
                    }
                    check(&json);
                }
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize, View)]
struct Odd {
    #[serde(rename = "a\"b")]
    quoted: Option<u8>,
    b: Option<u8>,
}

#[test]
fn a_name_that_must_be_escaped_is_never_expected() {
    let mut arena = Arena::new();
    for json in [&b"{\"b\":1}"[..], b"{\"a\\\"b\":2}", b"{\"\"\0\0\0:3}", b"{\"a\"b\":4}", b"{\"b\":5}"] {
        let (_, want) = roads::<Odd>(json, Backend::chosen(), Limits::DEFAULT);
        assert_eq!(RawValue::new(json).unwrap().to_model::<Odd>(&arena), want, "{}", json.escape_ascii());
        arena.reset();
    }
}

#[test]
fn nesting_ends_where_it_ends_for_views() {
    let nested = |depth: usize| {
        format!(r#"{}null{}"#, r#"{"id":1,"text":"","answer":"#.repeat(depth), "}".repeat(depth))
    };
    for limits in [
        Limits::DEFAULT,
        Limits::DEFAULT.with_depth(3),
        Limits::DEFAULT.with_stack_bytes(8 << 10),
        Limits::NONE.with_depth(40),
    ] {
        let mut deepest = 0;
        for depth in 1..50 {
            let (walked, want) = roads::<Note>(nested(depth).as_bytes(), Backend::chosen(), limits);
            assert_eq!(walked.as_ref(), want.as_ref().ok(), "{depth}");
            match want {
                Ok(_) => deepest = depth,
                Err(error) => assert_eq!(error.kind(), ErrorKind::TooDeep, "{depth}"),
            }
        }
        assert!(deepest > 1 && deepest < 49, "{deepest}");
    }
}

#[test]
fn a_list_reserves_no_more_than_it_needs() {
    let element = r#"{"id":1,"text":"some text that is as long as texts are","weight":2.5}"#;
    let list = |element: &str, count: usize| format!("[{}]", vec![element; count].join(","));
    let (walked, want) = roads::<Vec<Note>>(list(element, 999).as_bytes(), Backend::chosen(), Limits::NONE);
    let walked = walked.unwrap();
    assert_eq!((walked.len(), walked.capacity(), want.as_ref()), (999, 999, Ok(&walked)));
    // A million commas must not cause an allocation for a million notes.
    let arena = Arena::new();
    let tiny = list("[]", 1_000_000);
    let reader = Reader::new(RawValue::new(&tiny.as_bytes()[1..]).unwrap(), &arena);
    assert_eq!(reader.room(4, size_of::<Note>()), (tiny.len() - 2) * 4 / size_of::<Note>());
    assert_eq!((reader.room(4, 1), reader.room(2_000_000, 1)), (1_000_000, 2_000_000));
}

/// A value of known length: skipped if it is valid, and left in place if not.
#[test]
fn a_value_of_known_length_is_read_at_once() {
    let arena = Arena::new();
    let mut reader = Reader::new(RawValue::new(b"\"ab\",cd").unwrap(), &arena);
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
    assert_eq!(reader.fixed(4, |_| None::<()>), None);
    assert_eq!(reader.fixed(4, text).as_deref(), Some("\"ab\""));
    assert_eq!(reader.byte(), b',');
    assert_eq!(reader.fixed(4, text), None);
    assert_eq!(reader.fixed(3, text).as_deref(), Some(",cd"));
    assert_eq!(reader.fixed(1, text), None);
}
