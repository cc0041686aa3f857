//! `strict`: whether every byte of a frame is as it must be.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zerocord::{Backend, validate_with};
use zerocord_generator::Mix;

use crate::rivals::SimdJson;
use crate::{Answer, Run, Source, Task};

/// The task and its engines.
///
/// Not all of them check the same: the tests of this file hold which do. Engines called `visit` take every value and
/// keep none, the fastest of their library that leaves nothing unchecked.
pub const TASK: Task = Task {
    name: "strict",
    case: "S8",
    question: "whether every frame is valid, to the last byte (ignored: text is not checked)",
    sources: &[
        Source::all("presence-heavy", Mix::PresenceHeavy),
        Source::all("quiet", Mix::Quiet),
        Source::all("startup", Mix::Startup),
        Source::all("storm", Mix::Storm),
    ],
    runs: &[
        ("zerocord", Run::Zerocord(zerocord)),
        ("serde_json-visit", Run::Rival(serde_json_visit)),
        ("serde_json-value", Run::Rival(serde_json_value)),
        ("serde_json-ignored", Run::Rival(serde_json_ignored)),
        ("sonic-rs-visit", Run::Rival(sonic_visit)),
        ("sonic-rs-value", Run::Rival(sonic_value)),
        ("sonic-rs-ignored", Run::Rival(sonic_ignored)),
        ("simd-json-tape", Run::Rival(simd_json_tape)),
    ],
};

#[inline(always)]
fn verdicts(frames: &[&[u8]], mut is_valid: impl FnMut(&[u8]) -> bool) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        answer.number(is_valid(frame).into());
    }
    answer
}

/// [`zerocord::validate`].
pub fn zerocord(frames: &[&[u8]], backend: Backend) -> Answer {
    verdicts(frames, |frame| validate_with(frame, backend).is_ok())
}

/// A value of which every part was taken and none kept.
struct Visited;

impl<'de> Deserialize<'de> for Visited {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Visited, D::Error> {
        deserializer.deserialize_any(Visited)
    }
}

impl<'de> Visitor<'de> for Visited {
    type Value = Visited;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_unit<E>(self) -> Result<Visited, E> {
        Ok(Visited)
    }

    #[inline]
    fn visit_bool<E>(self, _: bool) -> Result<Visited, E> {
        Ok(Visited)
    }

    #[inline]
    fn visit_u64<E>(self, _: u64) -> Result<Visited, E> {
        Ok(Visited)
    }

    #[inline]
    fn visit_i64<E>(self, _: i64) -> Result<Visited, E> {
        Ok(Visited)
    }

    #[inline]
    fn visit_f64<E>(self, _: f64) -> Result<Visited, E> {
        Ok(Visited)
    }

    #[inline]
    fn visit_str<E>(self, _: &str) -> Result<Visited, E> {
        Ok(Visited)
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Visited, A::Error> {
        while elements.next_element::<Visited>()?.is_some() {}
        Ok(Visited)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Visited, A::Error> {
        while members.next_entry::<Visited, Visited>()?.is_some() {}
        Ok(Visited)
    }
}

/// Every value is taken and none kept.
pub fn serde_json_visit(frames: &[&[u8]]) -> Answer {
    verdicts(frames, |frame| serde_json::from_slice::<Visited>(frame).is_ok())
}

/// A document is built.
pub fn serde_json_value(frames: &[&[u8]]) -> Answer {
    verdicts(frames, |frame| serde_json::from_slice::<serde_json::Value>(frame).is_ok())
}

/// Everything is passed over: checks neither UTF-8 nor surrogates nor the range of numbers.
pub fn serde_json_ignored(frames: &[&[u8]]) -> Answer {
    verdicts(frames, |frame| serde_json::from_slice::<IgnoredAny>(frame).is_ok())
}

/// Every value is taken and none kept.
pub fn sonic_visit(frames: &[&[u8]]) -> Answer {
    verdicts(frames, |frame| sonic_rs::from_slice::<Visited>(frame).is_ok())
}

/// A document is built.
pub fn sonic_value(frames: &[&[u8]]) -> Answer {
    verdicts(frames, |frame| sonic_rs::from_slice::<sonic_rs::Value>(frame).is_ok())
}

/// Everything is passed over; UTF-8 is checked, surrogates and the range of numbers are not.
pub fn sonic_ignored(frames: &[&[u8]]) -> Answer {
    verdicts(frames, |frame| sonic_rs::from_slice::<IgnoredAny>(frame).is_ok())
}

/// The tape, which is all of a document.
pub fn simd_json_tape(frames: &[&[u8]]) -> Answer {
    let mut simd_json = SimdJson::new();
    verdicts(frames, |frame| simd_json.tape(frame, |tape| ((), tape)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use zerocord_testkit::corpus;

    use crate::{Engine, Input};

    fn is_valid(engine: &Engine, frame: &[u8]) -> bool {
        let mut valid = Answer::new();
        valid.number(1);
        engine.answer(Input { recording: frame, frames: &[frame] }) == valid
    }

    /// The names of engines that take the document for valid, backends of zerocord apart.
    #[track_caller]
    fn check_valid_for(document: &[u8], want: &[&str]) {
        let engines = TASK.engines();
        let got: Vec<_> =
            engines.iter().filter(|engine| is_valid(engine, document)).map(Engine::name).collect();
        assert_eq!(got, want, "of {}", String::from_utf8_lossy(document));
    }

    #[test]
    fn who_overlooks_what() {
        check_valid_for(br#"{"a":1,}"#, &[]);
        check_valid_for(br#"{"a":01}"#, &[]);
        check_valid_for(b"{\"a\":\"\xff\"}", &["serde_json-ignored"]);
        check_valid_for(br#"{"a":"\ud800"}"#, &["serde_json-ignored", "sonic-rs-ignored"]);
        check_valid_for(br#"{"a":1e999}"#, &["serde_json-ignored", "sonic-rs-ignored"]);
        check_valid_for(b"{\"a\":\"\x01\"}", &[]);
        check_valid_for(br#"{"a":1}x"#, &[]);
    }

    #[test]
    fn zerocord_and_the_visit_of_serde_json_agree_on_the_corpus() {
        let oracle = TASK.engines().into_iter().find(|engine| engine.name() == "serde_json-visit");
        let oracle = oracle.expect("it is there");
        for case in corpus::edge().into_iter().chain(corpus::invalid()) {
            for engine in TASK.engines().iter().filter(|engine| !engine.is_rival()) {
                assert_eq!(is_valid(engine, &case.bytes), is_valid(&oracle, &case.bytes), "{}", case.name);
            }
        }
    }
}
