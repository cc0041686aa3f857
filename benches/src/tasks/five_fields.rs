//! `five_fields`: what a bot that logs chat reads of every MESSAGE_CREATE.

use std::borrow::Cow;

use jiter::{Jiter, JiterResult};
use serde::Deserialize;
use sonic_rs::{JsonValueTrait, LazyValue, PointerTree};
use twilight_model::gateway::event::DispatchEvent;
use zerocord::model::MessageCreate;
use zerocord::view::Projection;
use zerocord::{Backend, Decoder, Envelope, Event, Project, Snowflake};
use zerocord_generator::{Mix, Shuffle};

use crate::rivals::{Digits, Frame, SimdJson, from_tape, twilight_event};
use crate::{Answer, Run, Source, Task, sonic_unchecked};

/// The task and its engines.
///
/// Engines called `owned` make the whole message, though no more than the five is asked: what bots run today.
pub const TASK: Task = Task {
    name: "five_fields",
    case: "S2",
    question: "id, channel_id, guild_id, author.id and content of every MESSAGE_CREATE",
    sources: &[
        Source::event("quiet", Mix::Quiet, "MESSAGE_CREATE"),
        Source::event("quiet-shuffled", Mix::Quiet, "MESSAGE_CREATE").with_shuffle(Shuffle::Everywhere),
    ],
    runs: &[
        ("zerocord-view", Run::Zerocord(zerocord_view)),
        ("zerocord-derive", Run::Zerocord(zerocord_derive)),
        ("zerocord-projection", Run::Zerocord(zerocord_projection)),
        ("serde_json-struct", Run::Rival(serde_json_struct)),
        ("serde_json-owned", Run::Rival(serde_json_owned)),
        ("sonic-rs-struct", Run::Rival(sonic_struct)),
        ("sonic-rs-get-many", Run::Rival(sonic_get_many)),
        ("sonic-rs-unchecked-struct", Run::Rival(sonic_unchecked_struct)),
        ("sonic-rs-unchecked-get-many", Run::Rival(sonic_unchecked_get_many)),
        ("simd-json-struct", Run::Rival(simd_json_struct)),
        ("jiter", Run::Rival(jiter)),
        ("twilight-owned", Run::Rival(twilight_owned)),
        #[cfg(feature = "serenity")]
        ("serenity-owned", Run::Rival(serenity_owned)),
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
    fn read(answer: &mut Answer, frame: &[u8], decoder: &mut Decoder) -> Result<(), zerocord::Error> {
        let Event::MessageCreate(message) = decoder.decode(frame)? else { panic!("no MESSAGE_CREATE") };
        let guild_id = message.guild_id()?.map(|id| id.get());
        let ids = (message.id()?.get(), message.channel_id()?.get(), guild_id, message.author()?.id()?.get());
        add(answer, ids, message.content()?);
        Ok(())
    }
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        read(&mut answer, frame, &mut decoder).expect("a message");
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
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        let envelope = Envelope::peek_with(frame, backend).expect("a frame");
        let row = decoder.parse::<Row<'_>>(envelope.payload()).expect("a message");
        let guild_id = row.guild_id.map(Snowflake::get);
        add(&mut answer, (row.id.get(), row.channel_id.get(), guild_id, row.author_id.get()), row.content);
    }
    answer
}

/// A [`Projection`], its paths known at run time only.
pub fn zerocord_projection(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(
        answer: &mut Answer,
        frame: &[u8],
        projection: &Projection,
        decoder: &mut Decoder,
    ) -> Result<(), zerocord::Error> {
        let row = decoder.project_with(projection, frame)?;
        let id = |index| row.field::<Snowflake>(index).map(Snowflake::get);
        let guild_id = row.field::<Option<Snowflake>>(2)?.map(Snowflake::get);
        add(answer, (id(0)?, id(1)?, guild_id, id(3)?), row.field(4)?);
        Ok(())
    }
    let projection =
        Projection::new(["id", "channel_id", "guild_id", "author.id", "content"]).expect("paths");
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        read(&mut answer, frame, &projection, &mut decoder).expect("a message");
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

fn tree() -> PointerTree {
    let mut tree = PointerTree::new();
    for key in ["id", "channel_id", "guild_id", "content"] {
        tree.add_path(["d", key]);
    }
    tree.add_path(["d", "author", "id"]);
    tree
}

#[inline(always)]
fn add_values(answer: &mut Answer, values: &[Option<LazyValue<'_>>]) {
    let text = |index: usize| values[index].as_ref().and_then(|value| value.as_str());
    let id = |index| text(index).map(|text| text.parse().expect("digits"));
    let sure_id = |index| id(index).expect("an identifier");
    add(answer, (sure_id(0), sure_id(1), id(2), sure_id(4)), text(3).expect("content"));
}

/// One search for the five paths; stops at the last.
pub fn sonic_get_many(frames: &[&[u8]]) -> Answer {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in frames {
        add_values(&mut answer, &sonic_rs::get_many(*frame, &tree).expect("a message"));
    }
    answer
}

/// As [`sonic_struct`], without a check of the text.
pub fn sonic_unchecked_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        sonic_unchecked::from_frame::<Frame<Message<'_>>>(frame).d.add_to(&mut answer);
    }
    answer
}

/// As [`sonic_get_many`], without checks.
pub fn sonic_unchecked_get_many(frames: &[&[u8]]) -> Answer {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in frames {
        add_values(&mut answer, &sonic_unchecked::many(frame, &tree).expect("a frame"));
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

/// Member by member, to the end of the message; `d` comes last in the frames, or the rest is passed over.
pub fn jiter(frames: &[&[u8]]) -> Answer {
    #[derive(Default)]
    struct Found {
        id: Option<u64>,
        channel_id: Option<u64>,
        guild_id: Option<u64>,
        author_id: Option<u64>,
    }
    fn id(jiter: &mut Jiter<'_>) -> JiterResult<Option<u64>> {
        Ok(jiter.next_str()?.parse().ok())
    }
    fn message(jiter: &mut Jiter<'_>, found: &mut Found, content: &mut String) -> JiterResult<()> {
        let mut key = jiter.next_object()?.map(Wanted::of_key);
        while let Some(wanted) = key {
            match wanted {
                Wanted::Id => found.id = id(jiter)?,
                Wanted::ChannelId => found.channel_id = id(jiter)?,
                Wanted::GuildId => found.guild_id = id(jiter)?,
                Wanted::Content => content.push_str(jiter.next_str()?),
                Wanted::Author => {
                    let mut key = jiter.next_object()?.map(Wanted::of_key);
                    while let Some(wanted) = key {
                        match wanted {
                            Wanted::Id => found.author_id = id(jiter)?,
                            _ => jiter.next_skip()?,
                        }
                        key = jiter.next_key()?.map(Wanted::of_key);
                    }
                }
                Wanted::Nothing => jiter.next_skip()?,
            }
            key = jiter.next_key()?.map(Wanted::of_key);
        }
        Ok(())
    }
    enum Wanted {
        Id,
        ChannelId,
        GuildId,
        Content,
        Author,
        Nothing,
    }
    impl Wanted {
        fn of_key(key: &str) -> Wanted {
            match key {
                "id" => Wanted::Id,
                "channel_id" => Wanted::ChannelId,
                "guild_id" => Wanted::GuildId,
                "content" => Wanted::Content,
                "author" => Wanted::Author,
                _ => Wanted::Nothing,
            }
        }
    }
    let (mut answer, mut tape, mut content) = (Answer::new(), Vec::new(), String::new());
    for frame in frames {
        let (mut jiter, mut found) = (Jiter::with_tape(frame, tape), Found::default());
        content.clear();
        let mut is_payload = jiter.next_object().expect("a frame").map(|key| key == "d");
        while let Some(payload) = is_payload {
            match payload {
                true => message(&mut jiter, &mut found, &mut content).expect("a message"),
                false => jiter.next_skip().expect("a value"),
            }
            is_payload = jiter.next_key().expect("a key").map(|key| key == "d");
        }
        tape = jiter.into_tape();
        let sure = |id: Option<u64>| id.expect("an identifier");
        let ids = (sure(found.id), sure(found.channel_id), found.guild_id, sure(found.author_id));
        add(&mut answer, ids, &content);
    }
    answer
}

/// twilight's model of the whole message.
pub fn twilight_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        match twilight_event(frame) {
            DispatchEvent::MessageCreate(message) => {
                let guild_id = message.guild_id.map(|id| id.get());
                let ids = (message.id.get(), message.channel_id.get(), guild_id, message.author.id.get());
                add(&mut answer, ids, &message.content);
            }
            other => panic!("{other:?} is no MESSAGE_CREATE"),
        }
    }
    answer
}

/// serenity's model of the whole message, by way of a document as serenity does it.
#[cfg(feature = "serenity")]
pub fn serenity_owned(frames: &[&[u8]]) -> Answer {
    use serenity::model::event::{Event, GatewayEvent};
    let mut answer = Answer::new();
    for frame in frames {
        match serde_json::from_slice(frame).expect("a frame") {
            GatewayEvent::Dispatch(_, Event::MessageCreate(event)) => {
                let message = &event.message;
                let guild_id = message.guild_id.map(|id| id.get());
                let ids = (message.id.get(), message.channel_id.get(), guild_id, message.author.id.get());
                add(&mut answer, ids, &message.content);
            }
            other => panic!("{other:?} is no MESSAGE_CREATE"),
        }
    }
    answer
}
