//! `peek`: event name and sequence of every frame, the payload unread.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use sonic_rs::{JsonValueTrait, LazyValue, PointerTree};
use zerocord::{Backend, Envelope, EventName};

use crate::corpus::ALL;
use crate::{Answer, Input, Outcome, Run, Task, simdjson};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "peek",
    question: "t and s of every frame",
    sources: ALL,
    is_stream: false,
    runs: &[
        ("zerocord", Run::Zerocord(zerocord)),
        ("simdjson", Run::Rival(simdjson::peek)),
        ("serde_json-envelope", Run::Rival(serde_json_envelope)),
        ("serde_json-raw", Run::Rival(serde_json_raw)),
        ("sonic-rs-get", Run::Rival(sonic_get)),
        ("sonic-rs-get-many", Run::Rival(sonic_get_many)),
        ("sonic-rs-iter", Run::Rival(sonic_iter)),
        ("sonic-rs-envelope", Run::Rival(sonic_envelope)),
        ("sonic-rs-lazy", Run::Rival(sonic_lazy)),
    ],
};

/// [`Envelope::peek`]; the event name as text, as in the answers of the others.
pub fn zerocord(input: Input<'_>, backend: Backend) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        let envelope = Envelope::peek_with(frame, backend)?;
        match envelope.event_name()? {
            Some(EventName::Unknown(name)) => answer.text(&name.text()?),
            name => answer.optional_text(name.and_then(EventName::as_known_str)),
        }
        answer.optional_number(envelope.sequence()?);
    }
    Ok(answer)
}

/// The envelope with the requested fields; `D` determines how the payload is read.
#[derive(Deserialize)]
struct Wanted<'a, D> {
    #[serde(borrow)]
    t: Option<Cow<'a, str>>,
    s: Option<u64>,
    #[expect(dead_code, reason = "its type determines how the payload is skipped")]
    d: Option<D>,
}

impl<D> Wanted<'_, D> {
    #[inline]
    fn add_to(&self, answer: &mut Answer) {
        answer.optional_text(self.t.as_deref());
        answer.optional_number(self.s);
    }
}

/// A borrowed struct; the payload is skipped and dropped.
pub fn serde_json_envelope(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        serde_json::from_slice::<Wanted<'_, IgnoredAny>>(frame)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// A borrowed struct; the payload is kept as text for reading it later.
pub fn serde_json_raw(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        serde_json::from_slice::<Wanted<'_, &RawValue>>(frame)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// Like [`serde_json_envelope`].
pub fn sonic_envelope(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        sonic_rs::from_slice::<Wanted<'_, IgnoredAny>>(frame)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// Like [`serde_json_raw`].
pub fn sonic_lazy(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        sonic_rs::from_slice::<Wanted<'_, LazyValue<'_>>>(frame)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// One search for each of the two keys; a missing key is not an error.
pub fn sonic_get(input: Input<'_>) -> Outcome {
    fn value<'a>(frame: &'a [u8], key: &str) -> Option<LazyValue<'a>> {
        match sonic_rs::get(frame, [key]) {
            Ok(value) => Some(value),
            Err(error) if error.is_not_found() => None,
            Err(error) => panic!("{error}"),
        }
    }
    let mut answer = Answer::new();
    for frame in input.frames {
        let (name, sequence) = (value(frame, "t"), value(frame, "s"));
        answer.optional_text(name.as_ref().and_then(|name| name.as_str()));
        answer.optional_number(sequence.as_u64());
    }
    Ok(answer)
}

/// One search for both keys.
pub fn sonic_get_many(input: Input<'_>) -> Outcome {
    let mut tree = PointerTree::new();
    tree.add_path(["t"]);
    tree.add_path(["s"]);
    let mut answer = Answer::new();
    for frame in input.frames {
        let values = sonic_rs::get_many(*frame, &tree)?;
        answer.optional_text(values[0].as_ref().and_then(|name| name.as_str()));
        answer.optional_number(values[1].as_ref().and_then(|sequence| sequence.as_u64()));
    }
    Ok(answer)
}

/// Member by member, until both keys are found.
pub fn sonic_iter(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        let (mut name, mut sequence) = (None, None);
        for member in sonic_rs::to_object_iter(*frame) {
            let (key, value) = member.expect("a member");
            match key.as_ref() {
                "t" => name = Some(value),
                "s" => sequence = Some(value),
                _ => {}
            }
            if name.is_some() && sequence.is_some() {
                break;
            }
        }
        answer.optional_text(name.as_ref().and_then(|name| name.as_str()));
        answer.optional_number(sequence.as_u64());
    }
    Ok(answer)
}
