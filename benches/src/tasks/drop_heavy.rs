//! `drop_heavy`: six fields of every MESSAGE_CREATE out of a recording that is mostly something else.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use sonic_rs::{JsonValueTrait, PointerTree};
use twilight_gateway::EventTypeFlags;
use twilight_model::gateway::event::{DispatchEvent, GatewayEvent};
use zerocord::{Backend, Decoder, Event, EventName, Project, Snowflake, Timestamp};
use zerocord::{Envelope, frames};
use zerocord_generator::Mix;

use crate::rivals::{Digits, Frame, micros};
use crate::{Answer, Run, Source, Task, sonic_unchecked};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "drop_heavy",
    case: "S1",
    question: "keep MESSAGE_CREATE alone, and read id, channel_id, guild_id, author.id, content and timestamp of it",
    sources: &[Source::all("presence-heavy", Mix::PresenceHeavy)],
    runs: &[
        ("zerocord-view", Run::ZerocordRecording(zerocord_view)),
        ("zerocord-derive", Run::ZerocordRecording(zerocord_derive)),
        ("serde_json-struct", Run::RivalRecording(serde_json_struct)),
        ("sonic-rs-get", Run::RivalRecording(sonic_get)),
        ("sonic-rs-unchecked-get", Run::RivalRecording(sonic_unchecked_get)),
        ("sonic-rs-struct", Run::RivalRecording(sonic_struct)),
        ("twilight-parse", Run::RivalRecording(twilight_parse)),
        ("newlines", Run::Floor(newlines)),
    ],
};

#[inline(always)]
fn add(answer: &mut Answer, ids: (u64, u64, Option<u64>, u64), content: &str, timestamp_us: u64) {
    answer.number(ids.0);
    answer.number(ids.1);
    answer.optional_number(ids.2);
    answer.number(ids.3);
    answer.text(content);
    answer.number(timestamp_us);
}

/// A peek at each frame, then the accessors of the view.
pub fn zerocord_view(recording: &[u8], backend: Backend) -> Answer {
    fn read(answer: &mut Answer, frame: &[u8], decoder: &mut Decoder) -> Result<(), zerocord::Error> {
        let Event::MessageCreate(message) = decoder.decode(frame)? else { return Ok(()) };
        let guild_id = message.guild_id()?.map(|id| id.get());
        let ids = (message.id()?.get(), message.channel_id()?.get(), guild_id, message.author()?.id()?.get());
        add(answer, ids, message.content()?, message.timestamp()?.unix_micros() as u64);
        Ok(())
    }
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames(recording) {
        read(&mut answer, frame, &mut decoder).expect("a frame");
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
    timestamp: Timestamp,
}

/// A peek at each frame, then a flat struct with `#[derive(Project)]`.
pub fn zerocord_derive(recording: &[u8], backend: Backend) -> Answer {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames(recording) {
        let envelope = Envelope::peek_with(frame, backend).expect("a frame");
        if envelope.event_name() == Ok(Some(EventName::MessageCreate)) {
            let row = decoder.parse::<Row<'_>>(envelope.payload()).expect("a message");
            let guild_id = row.guild_id.map(Snowflake::get);
            let ids = (row.id.get(), row.channel_id.get(), guild_id, row.author_id.get());
            add(&mut answer, ids, row.content, row.timestamp.unix_micros() as u64);
        }
    }
    answer
}

/// The frames of a recording, split at newlines by memchr.
fn lines(recording: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', recording).map(move |end| {
        let line = &recording[start..end];
        start = end + 1;
        line
    })
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    t: Option<Cow<'a, str>>,
    #[expect(dead_code, reason = "it is there so that the payload is passed over")]
    d: IgnoredAny,
}

#[derive(Deserialize)]
struct Message<'a> {
    id: Digits,
    channel_id: Digits,
    guild_id: Option<Digits>,
    author: Author,
    #[serde(borrow)]
    content: Cow<'a, str>,
    timestamp: &'a str,
}

#[derive(Deserialize)]
struct Author {
    id: Digits,
}

impl Message<'_> {
    #[inline]
    fn add_to(&self, answer: &mut Answer) {
        let guild_id = self.guild_id.map(|id| id.0);
        let ids = (self.id.0, self.channel_id.0, guild_id, self.author.id.0);
        add(answer, ids, &self.content, micros(self.timestamp));
    }
}

/// A borrowed envelope, then a borrowed struct of the frames that are wanted.
pub fn serde_json_struct(recording: &[u8]) -> Answer {
    let mut answer = Answer::new();
    for frame in lines(recording) {
        let named: Named<'_> = serde_json::from_slice(frame).expect("a frame");
        if named.t.as_deref() == Some("MESSAGE_CREATE") {
            serde_json::from_slice::<Frame<Message<'_>>>(frame).expect("a message").d.add_to(&mut answer);
        }
    }
    answer
}

fn tree() -> PointerTree {
    let mut tree = PointerTree::new();
    for key in ["id", "channel_id", "guild_id", "content", "timestamp"] {
        tree.add_path(["d", key]);
    }
    tree.add_path(["d", "author", "id"]);
    tree
}

#[inline(always)]
fn add_values(answer: &mut Answer, values: &[Option<sonic_rs::LazyValue<'_>>]) {
    let text = |index: usize| values[index].as_ref().and_then(|value| value.as_str());
    let id = |index| text(index).map(|text| text.parse().expect("digits"));
    let sure_id = |index| id(index).expect("an identifier");
    let ids = (sure_id(0), sure_id(1), id(2), sure_id(5));
    add(answer, ids, text(3).expect("content"), micros(text(4).expect("a time")));
}

/// A search for `t`, then one for the six paths.
pub fn sonic_get(recording: &[u8]) -> Answer {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in lines(recording) {
        let name = sonic_rs::get(frame, ["t"]).expect("a name");
        if name.as_str() == Some("MESSAGE_CREATE") {
            add_values(&mut answer, &sonic_rs::get_many(frame, &tree).expect("a message"));
        }
    }
    answer
}

/// As [`sonic_get`], without checks.
pub fn sonic_unchecked_get(recording: &[u8]) -> Answer {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in lines(recording) {
        if sonic_unchecked::one(frame, "t").as_str() == Some("MESSAGE_CREATE") {
            add_values(&mut answer, &sonic_unchecked::many(frame, &tree).expect("a frame"));
        }
    }
    answer
}

/// A search for `t`, then a borrowed struct.
pub fn sonic_struct(recording: &[u8]) -> Answer {
    let mut answer = Answer::new();
    for frame in lines(recording) {
        let name = sonic_rs::get(frame, ["t"]).expect("a name");
        if name.as_str() == Some("MESSAGE_CREATE") {
            sonic_rs::from_slice::<Frame<Message<'_>>>(frame).expect("a message").d.add_to(&mut answer);
        }
    }
    answer
}

/// `twilight_gateway::parse`, told to keep one kind of event; it asks for a copy of each frame.
pub fn twilight_parse(recording: &[u8]) -> Answer {
    let mut answer = Answer::new();
    for frame in lines(recording) {
        let text = std::str::from_utf8(frame).expect("UTF-8").to_owned();
        match twilight_gateway::parse(text, EventTypeFlags::MESSAGE_CREATE).expect("a frame") {
            Some(GatewayEvent::Dispatch(_, DispatchEvent::MessageCreate(message))) => {
                let guild_id = message.guild_id.map(|id| id.get());
                let ids = (message.id.get(), message.channel_id.get(), guild_id, message.author.id.get());
                add(&mut answer, ids, &message.content, message.timestamp.as_micros() as u64);
            }
            Some(other) => panic!("{other:?} is not wanted"),
            None => {}
        }
    }
    answer
}

/// The number of newlines: all bytes are looked at, and nothing is made of them.
pub fn newlines(recording: &[u8]) -> Answer {
    let mut answer = Answer::new();
    answer.number(memchr::memchr_iter(b'\n', recording).count() as u64);
    answer
}
