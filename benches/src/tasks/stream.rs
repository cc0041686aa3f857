//! `stream`: what a bot reads from a whole recording: frames, names, and fields of messages and presences.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, PointerTree};
use zerocord::{Backend, Decoder, Envelope, EventName, Project, frames};

use crate::corpus::ALL;
use crate::fields::five::FiveFields;
use crate::fields::presence::ThreeFields;
use crate::fields::{MISFIT, Question, Values, tree};
use crate::rivals::{Frame, lines};
use crate::{Answer, Input, Outcome, Run, Task, simdjson};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "stream",
    question: "the name of every frame of a recording, five fields of messages, three of presences",
    sources: ALL,
    is_stream: true,
    runs: &[
        ("zerocord-derive", Run::Zerocord(zerocord)),
        ("simdjson-lines", Run::Rival(simdjson::everything_lines)),
        ("simdjson-iterate-many", Run::Rival(simdjson::everything_batches)),
        ("sonic-rs-get", Run::Rival(sonic)),
        ("serde_json-struct", Run::Rival(serde_json)),
    ],
};

/// Frames, names, and flat structs with `#[derive(Project)]`.
pub fn zerocord(input: Input<'_>, backend: Backend) -> Outcome {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames(input.recording) {
        let envelope = Envelope::peek_with(frame, backend)?;
        let name = envelope.event_name()?;
        let len = match name {
            Some(EventName::Unknown(name)) => name.text()?.len(),
            name => name.and_then(EventName::as_known_str).map_or(0, str::len),
        };
        answer.number(len as u64);
        match name {
            Some(EventName::MessageCreate) => {
                let row = <FiveFields as Question>::Projected::project(envelope.payload(), decoder.arena())?;
                FiveFields::of_projected(&row).add_to(&mut answer);
            }
            Some(EventName::PresenceUpdate) => {
                let row = <ThreeFields as Question>::Projected::project(envelope.payload(), decoder.arena())?;
                ThreeFields::of_projected(&row).add_to(&mut answer);
            }
            _ => {}
        }
    }
    Ok(answer)
}

/// A search for `t`, then one for the fields.
pub fn sonic(input: Input<'_>) -> Outcome {
    fn add<Q: Question>(answer: &mut Answer, frame: &[u8], tree: &PointerTree) -> Outcome {
        Q::of_lazy(&sonic_rs::get_many(frame, tree)?).ok_or(MISFIT)?.add_to(answer);
        Ok(*answer)
    }
    let mut answer = Answer::new();
    let (five, three) = (tree::<FiveFields>(), tree::<ThreeFields>());
    for frame in lines(input.recording) {
        let name = sonic_rs::get(frame, ["t"])?;
        let name = name.as_str().unwrap_or_default();
        answer.number(name.len() as u64);
        match name {
            "MESSAGE_CREATE" => add::<FiveFields>(&mut answer, frame, &five)?,
            "PRESENCE_UPDATE" => add::<ThreeFields>(&mut answer, frame, &three)?,
            _ => answer,
        };
    }
    Ok(answer)
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    t: Option<Cow<'a, str>>,
}

/// A borrowed struct of the name, then one of the fields.
pub fn serde_json(input: Input<'_>) -> Outcome {
    fn add<Q: Question>(answer: &mut Answer, frame: &[u8]) -> Outcome {
        Q::of_borrowed(&serde_json::from_slice::<Frame<Q::Borrowed<'_>>>(frame)?.d)?.add_to(answer);
        Ok(*answer)
    }
    let mut answer = Answer::new();
    for frame in lines(input.recording) {
        let name = serde_json::from_slice::<Named<'_>>(frame)?.t.unwrap_or_default();
        answer.number(name.len() as u64);
        match &*name {
            "MESSAGE_CREATE" => add::<FiveFields>(&mut answer, frame)?,
            "PRESENCE_UPDATE" => add::<ThreeFields>(&mut answer, frame)?,
            _ => answer,
        };
    }
    Ok(answer)
}
