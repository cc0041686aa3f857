//! `route`: the fields that a process needs to forward a frame: event, sequence and guild.

use std::borrow::Cow;
use std::fmt;

use jiter::{Jiter, Peek};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use sonic_rs::{JsonValueTrait, LazyValue, PointerTree};
use zerocord::view::Projection;
use zerocord::{Backend, Decoder, Envelope, EventName, Project, Snowflake, ValueKind};

use crate::corpus::ALL;
use crate::fields::MISFIT;
use crate::rivals::{Digits, SimdJson, from_tape};
use crate::{Answer, Input, Outcome, Run, Task, sonic_unchecked};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "route",
    question: "t, s and guild_id of every frame",
    sources: ALL,
    is_stream: false,
    runs: &[
        ("zerocord-derive", Run::Zerocord(zerocord_derive)),
        ("zerocord-projection", Run::Zerocord(zerocord_projection)),
        ("serde_json-struct", Run::Rival(serde_json_struct)),
        ("sonic-rs-struct", Run::Rival(sonic_struct)),
        ("sonic-rs-get-many", Run::Rival(sonic_get_many)),
        ("sonic-rs-unchecked-get-many", Run::Rival(sonic_unchecked_get_many)),
        ("simd-json-struct", Run::Rival(simd_json_struct)),
        ("jiter", Run::Rival(jiter)),
    ],
};

#[inline(always)]
fn add(answer: &mut Answer, name: Option<&str>, sequence: Option<u64>, guild_id: Option<u64>) {
    answer.optional_text(name);
    answer.optional_number(sequence);
    answer.optional_number(guild_id);
}

/// The event name as text, as in the answers of the others.
#[inline(always)]
fn zerocord(
    input: Input<'_>,
    backend: Backend,
    guild_id: impl Fn(Envelope<'_>, &mut Decoder) -> Result<Option<Snowflake>, zerocord::Error>,
) -> Outcome {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    let guild_id = |envelope: Envelope<'_>, decoder: &mut Decoder| match envelope.payload().kind()? {
        ValueKind::Object => guild_id(envelope, decoder),
        // `null` in RESUMED.
        _ => Ok(None),
    };
    for frame in input.frames {
        let envelope = Envelope::peek_with(frame, backend)?;
        let sequence = envelope.sequence()?;
        // Frames without a name are about the connection and not about a guild.
        match envelope.event_name()? {
            None => add(&mut answer, None, sequence, None),
            Some(EventName::Unknown(name)) => {
                add(
                    &mut answer,
                    Some(&name.text()?),
                    sequence,
                    guild_id(envelope, &mut decoder)?.map(Snowflake::get),
                );
            }
            Some(name) => add(
                &mut answer,
                name.as_known_str(),
                sequence,
                guild_id(envelope, &mut decoder)?.map(Snowflake::get),
            ),
        }
    }
    Ok(answer)
}

#[derive(Project)]
struct Row {
    guild_id: Option<Snowflake>,
}

/// A peek, then a struct of one field with `#[derive(Project)]`.
pub fn zerocord_derive(input: Input<'_>, backend: Backend) -> Outcome {
    zerocord(input, backend, |envelope, decoder| Ok(decoder.parse::<Row>(envelope.payload())?.guild_id))
}

/// A peek, then a [`Projection`] of one path.
pub fn zerocord_projection(input: Input<'_>, backend: Backend) -> Outcome {
    let projection = Projection::new(["guild_id"])?;
    zerocord(input, backend, |envelope, decoder| {
        projection.project(envelope.payload(), decoder.arena())?.field(0)
    })
}

#[derive(Deserialize)]
struct Wanted<'a> {
    #[serde(borrow)]
    t: Option<Cow<'a, str>>,
    s: Option<u64>,
    d: Payload,
}

/// The guild of a payload; `None` also if the payload is not an object.
struct Payload(Option<u64>);

impl<'de> Deserialize<'de> for Payload {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Payload, D::Error> {
        struct PayloadVisitor;
        impl<'de> Visitor<'de> for PayloadVisitor {
            type Value = Payload;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a payload")
            }

            #[inline]
            fn visit_unit<E>(self) -> Result<Payload, E> {
                Ok(Payload(None))
            }

            #[inline]
            fn visit_bool<E>(self, _: bool) -> Result<Payload, E> {
                Ok(Payload(None))
            }

            #[inline]
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Payload, A::Error> {
                let mut guild_id = None;
                while let Some(key) = members.next_key::<Key>()? {
                    match key {
                        Key::GuildId => guild_id = members.next_value::<Option<Digits>>()?,
                        Key::Other => {
                            members.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(Payload(guild_id.map(|id| id.0)))
            }
        }
        deserializer.deserialize_any(PayloadVisitor)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    GuildId,
    #[serde(other)]
    Other,
}

impl Wanted<'_> {
    #[inline]
    fn add_to(&self, answer: &mut Answer) {
        add(answer, self.t.as_deref(), self.s, self.d.0);
    }
}

/// A borrowed struct.
pub fn serde_json_struct(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        serde_json::from_slice::<Wanted<'_>>(frame)?.add_to(&mut answer);
    }
    Ok(answer)
}

/// A borrowed struct.
pub fn sonic_struct(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        sonic_rs::from_slice::<Wanted<'_>>(frame)?.add_to(&mut answer);
    }
    Ok(answer)
}

fn tree() -> PointerTree {
    let mut tree = PointerTree::new();
    tree.add_path(["t"]);
    tree.add_path(["s"]);
    tree.add_path(["d", "guild_id"]);
    tree
}

#[inline(always)]
fn add_values(answer: &mut Answer, values: &[Option<LazyValue<'_>>]) {
    let value = |index: usize| values[index].as_ref();
    let guild_id = value(2).and_then(|id| id.as_str()).map(|text| text.parse().expect("digits"));
    add(
        answer,
        value(0).and_then(|name| name.as_str()),
        value(1).and_then(|number| number.as_u64()),
        guild_id,
    );
}

/// One search for the three keys.
pub fn sonic_get_many(input: Input<'_>) -> Outcome {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in input.frames {
        match sonic_rs::get_many(*frame, &tree) {
            Ok(values) => add_values(&mut answer, &values),
            // The payload is not an object.
            Err(_) => sonic_name_and_sequence(&mut answer, frame),
        }
    }
    Ok(answer)
}

/// Like [`sonic_get_many`], without checks.
pub fn sonic_unchecked_get_many(input: Input<'_>) -> Outcome {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in input.frames {
        match sonic_unchecked::many(frame, &tree) {
            Ok(values) => add_values(&mut answer, &values),
            Err(_) => sonic_name_and_sequence(&mut answer, frame),
        }
    }
    Ok(answer)
}

#[cold]
fn sonic_name_and_sequence(answer: &mut Answer, frame: &[u8]) {
    let (name, sequence) = (sonic_rs::get(frame, ["t"]).ok(), sonic_rs::get(frame, ["s"]).ok());
    add(answer, name.as_ref().and_then(|name| name.as_str()), sequence.as_u64(), None);
}

/// A borrowed struct, from the tape.
pub fn simd_json_struct(input: Input<'_>) -> Outcome {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in input.frames {
        simd_json.tape(frame, |tape| {
            from_tape!(tape, Wanted<'_>, |frame: Wanted<'_>| {
                frame.add_to(&mut answer);
                Ok(())
            })
        })??;
    }
    Ok(answer)
}

/// Member by member, to the end of the frame.
pub fn jiter(input: Input<'_>) -> Outcome {
    fn read(answer: &mut Answer, jiter: &mut Jiter<'_>) -> Option<()> {
        let (mut sequence, mut guild_id) = (None, None);
        let mut name = None;
        let mut key = jiter.next_object_bytes().ok()?.map(first);
        while let Some(member) = key {
            match (member, jiter.peek().ok()?) {
                (b't', Peek::String) => name = Some(jiter.known_str().ok()?.to_owned()),
                (b's', peek) if peek.is_num() => sequence = Some(jiter.known_int(peek).ok()?),
                (b'd', Peek::Object) => {
                    let mut is_wanted = jiter.known_object().ok()?.map(|key| key == "guild_id");
                    while let Some(wanted) = is_wanted {
                        match jiter.peek().ok()? {
                            Peek::String if wanted => guild_id = jiter.known_str().ok()?.parse().ok(),
                            peek => jiter.known_skip(peek).ok()?,
                        }
                        is_wanted = jiter.next_key().ok()?.map(|key| key == "guild_id");
                    }
                }
                (_, peek) => jiter.known_skip(peek).ok()?,
            }
            key = jiter.next_key_bytes().ok()?.map(first);
        }
        jiter.finish().ok()?;
        let sequence = match sequence {
            Some(jiter::NumberInt::Int(sequence)) => Some(sequence as u64),
            _ => None,
        };
        add(answer, name.as_deref(), sequence, guild_id);
        Some(())
    }
    /// All keys of the envelope have one letter, or start with `o`.
    fn first(key: &[u8]) -> u8 {
        key.first().copied().unwrap_or_default()
    }
    let (mut answer, mut tape) = (Answer::new(), Vec::new());
    for frame in input.frames {
        let mut jiter = Jiter::with_tape(frame, tape);
        read(&mut answer, &mut jiter).ok_or(MISFIT)?;
        tape = jiter.into_tape();
    }
    Ok(answer)
}
