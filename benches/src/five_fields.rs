//! `five_fields`: what a bot that logs chat reads of every MESSAGE_CREATE.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, PointerTree};
use zerocord::model::MessageCreate;
use zerocord::view::Projection;
use zerocord::{Arena, Backend, Envelope, Event, Project, Snowflake, decode};
use zerocord_testkit::generator::Mix;

use crate::rivals::{Digits, Frame, SimdJson, from_tape};
use crate::{Answer, Run, Source, Task};

/// The task and its engines.
///
/// sonic-rs has `get_many_unchecked` and `from_slice_unchecked` as well. Both trust bytes from outside and cannot be
/// called from safe code, so they do not run here.
pub const TASK: Task = Task {
    name: "five_fields",
    question: "id, channel_id, guild_id, author.id and content of every MESSAGE_CREATE",
    sources: &[Source::event("quiet", Mix::Quiet, "MESSAGE_CREATE")],
    runs: &[
        ("zerocord-view", Run::Zerocord(zerocord_view)),
        ("zerocord-derive", Run::Zerocord(zerocord_derive)),
        ("zerocord-projection", Run::Zerocord(zerocord_projection)),
        ("zerocord-owned", Run::Zerocord(zerocord_owned)),
        ("serde_json-struct", Run::Rival(serde_json_struct)),
        ("serde_json-owned", Run::Rival(serde_json_owned)),
        ("sonic-rs-struct", Run::Rival(sonic_struct)),
        ("sonic-rs-get-many", Run::Rival(sonic_get_many)),
        ("sonic-rs-owned", Run::Rival(sonic_owned)),
        ("simd-json-struct", Run::Rival(simd_json_struct)),
        ("simd-json-owned", Run::Rival(simd_json_owned)),
    ],
};

#[inline(always)]
fn add(
    answer: &mut Answer,
    (id, channel_id, guild_id, author_id): (u64, u64, Option<u64>, u64),
    content: &str,
) {
    answer.number(id);
    answer.number(channel_id);
    answer.optional_number(guild_id);
    answer.number(author_id);
    answer.text(content);
}

/// [`decode`], then the accessors of the view.
pub fn zerocord_view(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(answer: &mut Answer, frame: &[u8], arena: &Arena) -> Result<(), zerocord::Error> {
        let Event::MessageCreate(message) = decode(frame, arena)? else { panic!("no MESSAGE_CREATE") };
        let guild_id = message.guild_id()?.map(|id| id.get());
        let ids = (message.id()?.get(), message.channel_id()?.get(), guild_id, message.author()?.id()?.get());
        add(answer, ids, message.content()?);
        Ok(())
    }
    let (mut answer, mut arena) = (Answer::new(), Arena::with_backend(backend));
    for frame in frames {
        read(&mut answer, frame, &arena).expect("a message");
        arena.reset();
    }
    answer
}

#[derive(Project)]
struct Row<'a> {
    id: Snowflake,
    channel_id: Snowflake,
    guild_id: Option<Snowflake>,
    #[project(path = "author.id")]
    author_id: Snowflake,
    content: &'a str,
}

/// A flat struct with `#[derive(Project)]`.
pub fn zerocord_derive(frames: &[&[u8]], backend: Backend) -> Answer {
    let (mut answer, mut arena) = (Answer::new(), Arena::with_backend(backend));
    for frame in frames {
        let envelope = Envelope::peek_with(frame, backend).expect("a frame");
        let row = Row::project(envelope.payload(), &arena).expect("a message");
        let guild_id = row.guild_id.map(Snowflake::get);
        add(&mut answer, (row.id.get(), row.channel_id.get(), guild_id, row.author_id.get()), row.content);
        arena.reset();
    }
    answer
}

/// A [`Projection`], its paths known at run time only.
pub fn zerocord_projection(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(
        answer: &mut Answer,
        frame: &[u8],
        projection: &Projection,
        arena: &Arena,
    ) -> Result<(), zerocord::Error> {
        let row = projection.project(Envelope::peek_with(frame, arena.backend())?.payload(), arena)?;
        let id = |index| row.field::<Snowflake>(index, arena).map(Snowflake::get);
        let guild_id = row.field::<Option<Snowflake>>(2, arena)?.map(Snowflake::get);
        add(answer, (id(0)?, id(1)?, guild_id, id(3)?), row.field(4, arena)?);
        Ok(())
    }
    let projection =
        Projection::new(["id", "channel_id", "guild_id", "author.id", "content"]).expect("paths");
    let (mut answer, mut arena) = (Answer::new(), Arena::with_backend(backend));
    for frame in frames {
        read(&mut answer, frame, &projection, &arena).expect("a message");
        arena.reset();
    }
    answer
}

#[inline(always)]
fn add_owned(answer: &mut Answer, message: &MessageCreate) {
    let message = &message.message;
    let guild_id = message.guild_id.map(|id| id.get());
    add(
        answer,
        (message.id.get(), message.channel_id.get(), guild_id, message.author.id.get()),
        &message.content,
    );
}

/// The whole message as its model, by the view's `to_owned`.
pub fn zerocord_owned(frames: &[&[u8]], backend: Backend) -> Answer {
    let (mut answer, mut arena) = (Answer::new(), Arena::with_backend(backend));
    for frame in frames {
        match decode(frame, &arena).expect("a frame") {
            Event::MessageCreate(message) => {
                add_owned(&mut answer, &message.to_owned().expect("a message"));
            }
            _ => panic!("no MESSAGE_CREATE"),
        }
        arena.reset();
    }
    answer
}

#[derive(Deserialize)]
struct Message<'a> {
    id: Digits,
    channel_id: Digits,
    guild_id: Option<Digits>,
    author: Author,
    #[serde(borrow)]
    content: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Author {
    id: Digits,
}

impl Message<'_> {
    #[inline]
    fn add_to(&self, answer: &mut Answer) {
        let guild_id = self.guild_id.map(|id| id.0);
        add(answer, (self.id.0, self.channel_id.0, guild_id, self.author.id.0), &self.content);
    }
}

/// A borrowed struct.
pub fn serde_json_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        serde_json::from_slice::<Frame<Message<'_>>>(frame).expect("a message").d.add_to(&mut answer);
    }
    answer
}

/// zerocord's model of the whole message, by its serde side.
pub fn serde_json_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        add_owned(&mut answer, &serde_json::from_slice::<Frame<MessageCreate>>(frame).expect("a message").d);
    }
    answer
}

/// A borrowed struct.
pub fn sonic_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        sonic_rs::from_slice::<Frame<Message<'_>>>(frame).expect("a message").d.add_to(&mut answer);
    }
    answer
}

/// One search for the five paths; stops at the last.
pub fn sonic_get_many(frames: &[&[u8]]) -> Answer {
    let mut tree = PointerTree::new();
    for key in ["id", "channel_id", "guild_id", "content"] {
        tree.add_path(["d", key]);
    }
    tree.add_path(["d", "author", "id"]);
    let mut answer = Answer::new();
    for frame in frames {
        let values = sonic_rs::get_many(*frame, &tree).expect("a message");
        let text = |index: usize| values[index].as_ref().and_then(|value| value.as_str());
        let id = |index| text(index).map(|text| text.parse().expect("digits"));
        let sure_id = |index| id(index).expect("an identifier");
        add(&mut answer, (sure_id(0), sure_id(1), id(2), sure_id(4)), text(3).expect("content"));
    }
    answer
}

/// zerocord's model of the whole message, by its serde side.
pub fn sonic_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        add_owned(&mut answer, &sonic_rs::from_slice::<Frame<MessageCreate>>(frame).expect("a message").d);
    }
    answer
}

/// A borrowed struct, off the tape.
pub fn simd_json_struct(frames: &[&[u8]]) -> Answer {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in frames {
        let read = simd_json.tape(frame, |tape| {
            from_tape!(tape, Frame<Message<'_>>, |frame: Frame<Message<'_>>| frame.d.add_to(&mut answer))
        });
        read.expect("a message");
    }
    answer
}

/// zerocord's model of the whole message, off the tape by its serde side.
pub fn simd_json_owned(frames: &[&[u8]]) -> Answer {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in frames {
        let read = simd_json.tape(frame, |tape| {
            from_tape!(tape, Frame<MessageCreate>, |frame: Frame<MessageCreate>| add_owned(
                &mut answer,
                &frame.d
            ))
        });
        read.expect("a message");
    }
    answer
}
