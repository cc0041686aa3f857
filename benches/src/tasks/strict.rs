//! `strict`: whether every byte of a frame is valid.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use zerocord::{Backend, validate_with};

use crate::corpus::ALL;
use crate::rivals::SimdJson;
use crate::{Answer, Input, Outcome, Run, Task, simdjson};

/// The task and its engines.
///
/// All check the same, except that flexon ignores bytes after the document; the tests of this file show it. Engines
/// called `visit` visit every value and store none, the fastest way of their library that checks everything.
pub const TASK: Task = Task {
    name: "strict",
    question: "whether every frame is valid, to the last byte",
    sources: ALL,
    is_stream: false,
    runs: &[
        ("zerocord", Run::Zerocord(zerocord)),
        ("simdjson-dom", Run::Rival(simdjson::strict)),
        ("flexon-visit", Run::Rival(flexon_visit)),
        ("serde_json-visit", Run::Rival(serde_json_visit)),
        ("serde_json-value", Run::Rival(serde_json_value)),
        ("sonic-rs-visit", Run::Rival(sonic_visit)),
        ("sonic-rs-value", Run::Rival(sonic_value)),
        ("simd-json-tape", Run::Rival(simd_json_tape)),
    ],
};

#[inline(always)]
fn verdicts(input: Input<'_>, mut is_valid: impl FnMut(&[u8]) -> bool) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        answer.number(is_valid(frame).into());
    }
    Ok(answer)
}

/// [`zerocord::validate`].
pub fn zerocord(input: Input<'_>, backend: Backend) -> Outcome {
    verdicts(input, |frame| validate_with(frame, backend).is_ok())
}

/// A value that was visited completely and not stored.
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

/// Visits every value and stores none.
pub fn serde_json_visit(input: Input<'_>) -> Outcome {
    verdicts(input, |frame| serde_json::from_slice::<Visited>(frame).is_ok())
}

/// Builds a document.
pub fn serde_json_value(input: Input<'_>) -> Outcome {
    verdicts(input, |frame| serde_json::from_slice::<serde_json::Value>(frame).is_ok())
}

/// Visits every value and stores none.
pub fn flexon_visit(input: Input<'_>) -> Outcome {
    verdicts(input, |frame| flexon::from_slice::<Visited>(frame).is_ok())
}

/// Visits every value and stores none.
pub fn sonic_visit(input: Input<'_>) -> Outcome {
    verdicts(input, |frame| sonic_rs::from_slice::<Visited>(frame).is_ok())
}

/// Builds a document.
pub fn sonic_value(input: Input<'_>) -> Outcome {
    verdicts(input, |frame| sonic_rs::from_slice::<sonic_rs::Value>(frame).is_ok())
}

/// The tape, which represents the whole document.
pub fn simd_json_tape(input: Input<'_>) -> Outcome {
    let mut simd_json = SimdJson::new();
    verdicts(input, |frame| simd_json.tape(frame, |tape| ((), tape)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use zerocord_testkit::corpus;

    use crate::{Corpus, Engine};

    fn engines() -> Vec<Engine> {
        TASK.engines(&Backend::available().collect::<Vec<_>>())
    }

    fn is_valid(engine: &Engine, frame: &[u8]) -> bool {
        let mut valid = Answer::new();
        valid.number(1);
        engine.answer(Corpus::of_frame(frame).split().input()).expect("a verdict") == valid
    }

    /// The engines that accept the document, without the backends of zerocord.
    #[track_caller]
    fn check_valid_for(document: &[u8], want: &[&str]) {
        let engines = engines();
        let got: Vec<_> =
            engines.iter().filter(|engine| is_valid(engine, document)).map(Engine::name).collect();
        assert_eq!(got, want, "of {}", String::from_utf8_lossy(document));
    }

    #[test]
    fn who_overlooks_what() {
        check_valid_for(br#"{"a":1,}"#, &[]);
        check_valid_for(br#"{"a":01}"#, &[]);
        check_valid_for(b"{\"a\":\"\xff\"}", &[]);
        check_valid_for(br#"{"a":"\ud800"}"#, &[]);
        check_valid_for(br#"{"a":1e999}"#, &[]);
        check_valid_for(b"{\"a\":\"\x01\"}", &[]);
        check_valid_for(br#"{"a":1}x"#, &["flexon-visit"]);
    }

    #[test]
    fn zerocord_and_the_visit_of_serde_json_agree_on_the_corpus() {
        let oracle = engines().into_iter().find(|engine| engine.name() == "serde_json-visit");
        let oracle = oracle.expect("it is there");
        for case in corpus::edge().into_iter().chain(corpus::invalid()) {
            for engine in engines().iter().filter(|engine| !engine.is_rival()) {
                assert_eq!(is_valid(engine, &case.bytes), is_valid(&oracle, &case.bytes), "{}", case.name);
            }
        }
    }
}
