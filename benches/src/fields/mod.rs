//! Tasks that read some fields of every frame of one event.
//!
//! A question defines the fields; one adapter per engine reads the fields of any question.

pub mod five;
pub mod guild;
pub mod presence;
pub mod twenty;

use flexon::serde::get_with_parser;
use serde::de::{Deserialize, DeserializeOwned};
use sonic_rs::{LazyValue, PointerTree};
use twilight_model::gateway::event::DispatchEvent;
use zerocord::view::{Projection, Row};
use zerocord::{Backend, Decoder, Envelope, Event, Project, frames};

use crate::rivals::{Fault, Frame, SimdJson, from_tape, lines, twilight_event};
use crate::{Answer, Input, Outcome, sonic_unchecked};

/// The fields to read from each frame. Each function converts the result of an engine to the same values.
pub(crate) trait Question {
    /// The paths in the payload.
    const PATHS: &'static [&'static str];
    /// The event's name.
    const EVENT: &'static str;
    /// The values, borrowed from the result of an engine.
    type Values<'a>: Values;
    /// zerocord's derived projection.
    type Projected<'a>: Project<'a>;
    /// The struct for engines that use serde.
    type Borrowed<'a>: Deserialize<'a>;

    fn of_projected<'a>(projected: &'a Self::Projected<'_>) -> Self::Values<'a>;
    fn of_row<'a>(row: &Row<'_, 'a>) -> Result<Self::Values<'a>, zerocord::Error>;
    fn of_borrowed<'a>(borrowed: &'a Self::Borrowed<'_>) -> Result<Self::Values<'a>, Fault>;
    fn of_lazy<'a>(values: &'a [Option<LazyValue<'_>>]) -> Option<Self::Values<'a>>;
}

/// A question whose values are also in typed models.
pub(crate) trait TypedQuestion: Question {
    /// The owned model of zerocord, deserialized with serde.
    type Model: DeserializeOwned;

    /// Adds the values to the answer. Some live only as long as the result of an accessor.
    fn add_view(answer: &mut Answer, event: Event<'_>) -> Result<(), Fault>;
    fn of_model(model: &Self::Model) -> Self::Values<'_>;
    fn of_twilight(event: &DispatchEvent) -> Option<Self::Values<'_>>;
}

/// Values for an answer.
pub(crate) trait Values {
    fn add_to(&self, answer: &mut Answer);
}

/// Reads a value that may be absent; `None` if it exists but cannot be read.
#[inline(always)]
fn optional<T, U>(value: Option<T>, read: impl FnOnce(T) -> Option<U>) -> Option<Option<U>> {
    match value {
        Some(value) => read(value).map(Some),
        None => Some(None),
    }
}

/// The error of an engine whose result does not have the requested fields.
pub(crate) const MISFIT: &str = "a value is missing, or of another type";

/// The engines of a question, for separate frames.
macro_rules! runs {
    ($question:ty, $simdjson:path $(, $typed:expr)* $(,)?) => {
        &[
            ("zerocord-derive", Run::Zerocord(fields::zerocord_derive::<$question>)),
            ("zerocord-projection", Run::Zerocord(fields::zerocord_projection::<$question>)),
            ("simdjson", Run::Rival($simdjson)),
            ("sonic-rs-get-many", Run::Rival(fields::sonic_get_many::<$question>)),
            ("sonic-rs-struct", Run::Rival(fields::sonic_struct::<$question>)),
            ("sonic-rs-unchecked-get-many", Run::Rival(fields::sonic_unchecked_get_many::<$question>)),
            ("sonic-rs-unchecked-struct", Run::Rival(fields::sonic_unchecked_struct::<$question>)),
            ("flexon-get", Run::Rival(fields::flexon_get::<$question>)),
            ("flexon-struct", Run::Rival(fields::flexon_struct::<$question>)),
            ("simd-json-struct", Run::Rival(fields::simd_json_struct::<$question>)),
            ("serde_json-struct", Run::Rival(fields::serde_json_struct::<$question>)),
            $($typed),*
        ]
    };
}
pub(crate) use runs;

/// The engines of a typed question, for separate frames.
macro_rules! typed_runs {
    ($question:ty, $simdjson:path) => {
        fields::runs!(
            $question,
            $simdjson,
            ("zerocord-view", Run::Zerocord(fields::zerocord_view::<$question>)),
            ("serde_json-owned", Run::Rival(fields::serde_json_owned::<$question>)),
            ("twilight-owned", Run::Rival(fields::twilight_owned::<$question>)),
        )
    };
}
pub(crate) use typed_runs;

/// The engines of a question, for a recording: they find frames, names and fields.
macro_rules! stream_runs {
    ($question:ty, $simdjson_lines:path, $simdjson_batches:path) => {
        &[
            ("zerocord-derive", Run::Zerocord(fields::zerocord_stream::<$question>)),
            ("simdjson-lines", Run::Rival($simdjson_lines)),
            ("simdjson-iterate-many", Run::Rival($simdjson_batches)),
            ("sonic-rs-get-many", Run::Rival(fields::sonic_stream::<$question>)),
        ]
    };
}
pub(crate) use stream_runs;

/// [`Decoder::decode`], then the accessors of the view.
pub(crate) fn zerocord_view<Q: TypedQuestion>(input: Input<'_>, backend: Backend) -> Outcome {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in input.frames {
        Q::add_view(&mut answer, decoder.decode(frame)?)?;
    }
    Ok(answer)
}

/// A flat struct with `#[derive(Project)]`.
pub(crate) fn zerocord_derive<Q: Question>(input: Input<'_>, backend: Backend) -> Outcome {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in input.frames {
        Q::of_projected(&decoder.project::<Q::Projected<'_>>(frame)?).add_to(&mut answer);
    }
    Ok(answer)
}

/// A [`Projection`], whose paths are known only at run time.
pub(crate) fn zerocord_projection<Q: Question>(input: Input<'_>, backend: Backend) -> Outcome {
    let projection = Projection::new(Q::PATHS.iter().copied())?;
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in input.frames {
        Q::of_row(&decoder.project_with(&projection, frame)?)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// Frames, names, and a flat struct with `#[derive(Project)]`.
pub(crate) fn zerocord_stream<Q: Question>(input: Input<'_>, backend: Backend) -> Outcome {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames(input.recording) {
        let envelope = Envelope::peek_with(frame, backend)?;
        if envelope.event_name()?.and_then(|name| name.as_known_str()) == Some(Q::EVENT) {
            let projected = Q::Projected::project(envelope.payload(), decoder.arena())?;
            Q::of_projected(&projected).add_to(&mut answer);
        }
    }
    Ok(answer)
}

/// Adds the values of a borrowed struct that `read` finds in each frame.
#[inline(always)]
fn borrowed<'c, Q: Question>(
    input: Input<'c>,
    read: impl Fn(&'c [u8]) -> Result<Q::Borrowed<'c>, Fault>,
) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        Q::of_borrowed(&read(frame)?)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// A borrowed struct.
pub(crate) fn serde_json_struct<Q: Question>(input: Input<'_>) -> Outcome {
    borrowed::<Q>(input, |frame| Ok(serde_json::from_slice::<Frame<_>>(frame)?.d))
}

/// A borrowed struct.
pub(crate) fn sonic_struct<Q: Question>(input: Input<'_>) -> Outcome {
    borrowed::<Q>(input, |frame| Ok(sonic_rs::from_slice::<Frame<_>>(frame)?.d))
}

/// Like [`sonic_struct`], without checking UTF-8.
pub(crate) fn sonic_unchecked_struct<Q: Question>(input: Input<'_>) -> Outcome {
    borrowed::<Q>(input, |frame| Ok(sonic_unchecked::from_frame::<Frame<_>>(frame)?.d))
}

/// A borrowed struct.
pub(crate) fn flexon_struct<Q: Question>(input: Input<'_>) -> Outcome {
    borrowed::<Q>(input, |frame| flexon_fault(flexon::from_slice::<Frame<_>>(frame)).map(|frame| frame.d))
}

/// A borrowed struct of the payload, which is located first; the rest of the frame is not read.
pub(crate) fn flexon_get<Q: Question>(input: Input<'_>) -> Outcome {
    borrowed::<Q>(input, |frame| flexon_fault(get_with_parser(["d"], &mut flexon::Parser::from_slice(frame))))
}

fn flexon_fault<T>(read: flexon::serde::de::Result<T>) -> Result<T, Fault> {
    read.map_err(|error| format!("{error:?}").into())
}

/// A borrowed struct, from the tape.
pub(crate) fn simd_json_struct<Q: Question>(input: Input<'_>) -> Outcome {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in input.frames {
        simd_json.tape(frame, |tape| {
            from_tape!(tape, Frame<Q::Borrowed<'_>>, |frame: Frame<Q::Borrowed<'_>>| {
                Q::of_borrowed(&frame.d)?.add_to(&mut answer);
                Ok(())
            })
        })??;
    }
    Ok(answer)
}

/// The model of zerocord for the whole event, deserialized with serde.
pub(crate) fn serde_json_owned<Q: TypedQuestion>(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        Q::of_model(&serde_json::from_slice::<Frame<Q::Model>>(frame)?.d).add_to(&mut answer);
    }
    Ok(answer)
}

/// The model of twilight for the whole event.
pub(crate) fn twilight_owned<Q: TypedQuestion>(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        Q::of_twilight(&twilight_event(frame)?).ok_or(MISFIT)?.add_to(&mut answer);
    }
    Ok(answer)
}

pub(crate) fn tree<Q: Question>() -> PointerTree {
    let mut tree = PointerTree::new();
    for path in Q::PATHS {
        tree.add_path(["d"].into_iter().chain(path.split('.')).collect::<Vec<_>>());
    }
    tree
}

/// One search for all paths, which stops after the last.
pub(crate) fn sonic_get_many<Q: Question>(input: Input<'_>) -> Outcome {
    sonic_of::<Q>(input.frames.iter().copied())
}

/// The same, for lines found by memchr.
pub(crate) fn sonic_stream<Q: Question>(input: Input<'_>) -> Outcome {
    sonic_of::<Q>(lines(input.recording))
}

#[inline(always)]
fn sonic_of<'c, Q: Question>(frames: impl Iterator<Item = &'c [u8]>) -> Outcome {
    let (mut answer, tree) = (Answer::new(), tree::<Q>());
    for frame in frames {
        Q::of_lazy(&sonic_rs::get_many(frame, &tree)?).ok_or(MISFIT)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// Like [`sonic_get_many`], without checks.
pub(crate) fn sonic_unchecked_get_many<Q: Question>(input: Input<'_>) -> Outcome {
    let (mut answer, tree) = (Answer::new(), tree::<Q>());
    for frame in input.frames {
        Q::of_lazy(&sonic_unchecked::many(frame, &tree)?).ok_or(MISFIT)?.add_to(&mut answer);
    }
    Ok(answer)
}
