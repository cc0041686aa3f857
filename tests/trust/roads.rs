//! Views and serde agree on every valid frame: both reject it, or both give the same model.

use zerocord_testkit::checks::check_views;
use zerocord_testkit::corpus;
use zerocord_testkit::recipe::Recipe;
use zerocord_testkit::tokens::{Choices, change_value};

/// Replaces every value by values of every type, in frames of all events.
#[test]
fn values_of_other_types() {
    let cases = if cfg!(debug_assertions) { 2_000 } else { 200_000 };
    for seed in 0..cases {
        let mut choices = Choices::of_seed(seed);
        let mut frame = Recipe { seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), edits: Vec::new() }.frame();
        for _ in 0..1 + choices.below(3) {
            frame = change_value(&frame, &mut choices);
        }
        check_views(&frame);
    }
}

/// An array is never accepted in place of an object; serde's derive would read its elements as fields.
#[test]
fn arrays_are_not_objects() {
    for frame in corpus::frames() {
        let text = String::from_utf8_lossy(&frame.bytes);
        for (object, array) in
            [("\"d\":{", "\"d\":["), ("\"author\":{", "\"author\":["), ("\"user\":{", "\"user\":[")]
        {
            let Some(at) = text.find(object) else { continue };
            let end = matching_brace(&text, at + object.len() - 1);
            for inner in ["", "\"1\",\"2\",\"3\"", "null", "{}", "[]"] {
                let changed = [&text[..at], array, inner, "]", &text[end..]].concat();
                check_views(changed.as_bytes());
            }
        }
    }
    for frame in [
        r#"{"t":"TYPING_START","s":1,"op":0,"d":["1","2",3]}"#,
        r#"{"t":"MESSAGE_DELETE","s":1,"op":0,"d":["1","2","3"]}"#,
        r#"{"t":"PRESENCE_UPDATE","s":1,"op":0,"d":{"user":{"id":"1"},"status":"idle","activities":[],"client_status":["idle"]}}"#,
        r#"{"t":"PRESENCE_UPDATE","s":1,"op":0,"d":{"user":["1"],"status":"idle","activities":[],"client_status":{}}}"#,
    ] {
        check_views(frame.as_bytes());
        let envelope = zerocord::Envelope::peek(frame.as_bytes()).unwrap();
        let arena = zerocord::Arena::new();
        let name = envelope.event_name().unwrap().unwrap();
        let is_refused = name.visit_payload(Refused { payload: envelope.payload(), arena: &arena });
        assert_eq!(is_refused, Some(true), "{frame}");
    }
}

/// The offset after the brace that closes the one at `open`.
fn matching_brace(text: &str, open: usize) -> usize {
    let value = zerocord::RawValue::new(&text.as_bytes()[open..]).unwrap();
    open + value.range().unwrap().end
}

struct Refused<'a> {
    payload: zerocord::RawValue<'a>,
    arena: &'a zerocord::Arena,
}

impl zerocord::__private::PayloadVisitor for Refused<'_> {
    type Output = bool;

    fn visit<M>(self) -> bool
    where
        M: zerocord::view::Model
            + serde::Serialize
            + serde::de::DeserializeOwned
            + PartialEq
            + std::fmt::Debug,
        for<'a> zerocord::view::ViewOf<'a, M>: std::fmt::Debug,
    {
        let json = self.payload.to_json().unwrap();
        self.payload.to_model::<M>(self.arena).is_err() && serde_json::from_str::<M>(json).is_err()
    }
}
