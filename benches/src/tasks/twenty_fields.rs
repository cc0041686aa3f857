//! `twenty_fields`: what a bot that archives chat reads of every MESSAGE_CREATE.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, LazyValue, PointerTree};
use twilight_model::gateway::event::DispatchEvent;
use zerocord::model::{Id, MessageCreate, Timestamp};
use zerocord::view::Projection;
use zerocord::{Backend, Decoder, Envelope, Event, Project, Snowflake};
use zerocord_generator::{Mix, Shuffle};

use crate::rivals::{Digits, Frame, SimdJson, from_tape, micros, twilight_event};
use crate::{Answer, Run, Source, Task, sonic_unchecked};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "twenty_fields",
    case: "S3",
    question: "twenty fields of every MESSAGE_CREATE, seven of them in author and member",
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
        ("twilight-owned", Run::Rival(twilight_owned)),
    ],
};

/// The twenty.
struct Twenty<'a> {
    /// Of the message, its channel, its author.
    ids: [u64; 3],
    /// Of the guild, the webhook, the application.
    optional_ids: [Option<u64>; 3],
    /// `content`, `author.username`.
    texts: [&'a str; 2],
    /// `author.global_name`, `member.nick`.
    optional_texts: [Option<&'a str>; 2],
    timestamp_us: u64,
    /// `edited_timestamp`, `member.joined_at`.
    optional_times_us: [Option<u64>; 2],
    kind: u64,
    /// `flags`, `author.public_flags`.
    flags: [Option<u64>; 2],
    /// `tts`, `pinned`, `mention_everyone`, `author.bot`.
    switches: [bool; 4],
}

impl Twenty<'_> {
    #[inline(always)]
    fn add_to(&self, answer: &mut Answer) {
        self.ids.iter().for_each(|id| answer.number(*id));
        self.optional_ids.iter().for_each(|id| answer.optional_number(*id));
        self.texts.iter().for_each(|text| answer.text(text));
        self.optional_texts.iter().for_each(|text| answer.optional_text(*text));
        answer.number(self.timestamp_us);
        self.optional_times_us.iter().for_each(|time| answer.optional_number(*time));
        answer.number(self.kind);
        self.flags.iter().for_each(|flags| answer.optional_number(*flags));
        self.switches.iter().for_each(|switch| answer.number((*switch).into()));
    }
}

fn unix_us(time: Timestamp) -> u64 {
    time.unix_micros() as u64
}

/// [`decode`], then the accessors of the views.
pub fn zerocord_view(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(answer: &mut Answer, frame: &[u8], decoder: &mut Decoder) -> Result<(), zerocord::Error> {
        let Event::MessageCreate(message) = decoder.decode(frame)? else { panic!("no MESSAGE_CREATE") };
        let (author, member) = (message.author()?, message.member()?);
        let nick = member.map(|member| member.nick()).transpose()?;
        let joined_at = member.map(|member| member.joined_at()).transpose()?;
        let twenty = Twenty {
            ids: [message.id()?.get(), message.channel_id()?.get(), author.id()?.get()],
            optional_ids: [
                message.guild_id()?.map(Id::get),
                message.webhook_id()?.map(Id::get),
                message.application_id()?.map(Id::get),
            ],
            texts: [message.content()?, author.username()?],
            optional_texts: [author.global_name()?.into_option(), nick.and_then(|nick| nick.into_option())],
            timestamp_us: unix_us(message.timestamp()?),
            optional_times_us: [message.edited_timestamp()?.map(unix_us), joined_at.flatten().map(unix_us)],
            kind: message.kind()?.number() as u64,
            flags: [
                message.flags()?.map(|flags| flags.bits()),
                author.public_flags()?.map(|flags| flags.bits()),
            ],
            switches: [
                message.tts()?,
                message.pinned()?,
                message.mention_everyone()?,
                author.bot()?.unwrap_or(false),
            ],
        };
        twenty.add_to(answer);
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
    #[project(path = "author.id")]
    author_id: Snowflake,
    guild_id: Option<Snowflake>,
    webhook_id: Option<Snowflake>,
    application_id: Option<Snowflake>,
    content: &'a str,
    #[project(path = "author.username")]
    username: &'a str,
    #[project(path = "author.global_name")]
    global_name: Option<&'a str>,
    #[project(path = "member.nick")]
    nick: Option<&'a str>,
    timestamp: Timestamp,
    edited_timestamp: Option<Timestamp>,
    #[project(path = "member.joined_at")]
    joined_at: Option<Timestamp>,
    #[project(path = "type")]
    kind: u64,
    flags: Option<u64>,
    #[project(path = "author.public_flags")]
    public_flags: Option<u64>,
    tts: bool,
    pinned: bool,
    mention_everyone: bool,
    #[project(path = "author.bot")]
    bot: Option<bool>,
}

/// A flat struct with `#[derive(Project)]`.
pub fn zerocord_derive(frames: &[&[u8]], backend: Backend) -> Answer {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        let envelope = Envelope::peek_with(frame, backend).expect("a frame");
        let row = decoder.parse::<Row<'_>>(envelope.payload()).expect("a message");
        let id = |id: Option<Snowflake>| id.map(Snowflake::get);
        let twenty = Twenty {
            ids: [row.id.get(), row.channel_id.get(), row.author_id.get()],
            optional_ids: [id(row.guild_id), id(row.webhook_id), id(row.application_id)],
            texts: [row.content, row.username],
            optional_texts: [row.global_name, row.nick],
            timestamp_us: unix_us(row.timestamp),
            optional_times_us: [row.edited_timestamp.map(unix_us), row.joined_at.map(unix_us)],
            kind: row.kind,
            flags: [row.flags, row.public_flags],
            switches: [row.tts, row.pinned, row.mention_everyone, row.bot.unwrap_or(false)],
        };
        twenty.add_to(&mut answer);
    }
    answer
}

/// The paths of the twenty, in their order.
const PATHS: [&str; 20] = [
    "id",
    "channel_id",
    "author.id",
    "guild_id",
    "webhook_id",
    "application_id",
    "content",
    "author.username",
    "author.global_name",
    "member.nick",
    "timestamp",
    "edited_timestamp",
    "member.joined_at",
    "type",
    "flags",
    "author.public_flags",
    "tts",
    "pinned",
    "mention_everyone",
    "author.bot",
];

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
        let optional_id = |index| Ok(row.field::<Option<Snowflake>>(index)?.map(Snowflake::get));
        let optional_time = |index| Ok(row.field::<Option<Timestamp>>(index)?.map(unix_us));
        let twenty = Twenty {
            ids: [id(0)?, id(1)?, id(2)?],
            optional_ids: [optional_id(3)?, optional_id(4)?, optional_id(5)?],
            texts: [row.field(6)?, row.field(7)?],
            optional_texts: [row.field(8)?, row.field(9)?],
            timestamp_us: unix_us(row.field(10)?),
            optional_times_us: [optional_time(11)?, optional_time(12)?],
            kind: row.field(13)?,
            flags: [row.field(14)?, row.field(15)?],
            switches: [
                row.field(16)?,
                row.field(17)?,
                row.field(18)?,
                row.field::<Option<bool>>(19)?.unwrap_or(false),
            ],
        };
        twenty.add_to(answer);
        Ok(())
    }
    let projection = Projection::new(PATHS).expect("paths");
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        read(&mut answer, frame, &projection, &mut decoder).expect("a message");
    }
    answer
}

#[derive(Deserialize)]
struct Message<'a> {
    id: Digits,
    channel_id: Digits,
    #[serde(borrow)]
    author: Author<'a>,
    guild_id: Option<Digits>,
    webhook_id: Option<Digits>,
    application_id: Option<Digits>,
    #[serde(borrow)]
    content: Cow<'a, str>,
    #[serde(borrow)]
    member: Option<Member<'a>>,
    timestamp: &'a str,
    edited_timestamp: Option<&'a str>,
    #[serde(rename = "type")]
    kind: u64,
    flags: Option<u64>,
    tts: bool,
    pinned: bool,
    mention_everyone: bool,
}

#[derive(Deserialize)]
struct Author<'a> {
    id: Digits,
    #[serde(borrow)]
    username: Cow<'a, str>,
    #[serde(borrow)]
    global_name: Option<Cow<'a, str>>,
    public_flags: Option<u64>,
    bot: Option<bool>,
}

#[derive(Deserialize)]
struct Member<'a> {
    #[serde(borrow)]
    nick: Option<Cow<'a, str>>,
    joined_at: Option<&'a str>,
}

impl Message<'_> {
    #[inline]
    fn add_to(&self, answer: &mut Answer) {
        let id = |id: Option<Digits>| id.map(|id| id.0);
        let (author, member) = (&self.author, self.member.as_ref());
        let twenty = Twenty {
            ids: [self.id.0, self.channel_id.0, author.id.0],
            optional_ids: [id(self.guild_id), id(self.webhook_id), id(self.application_id)],
            texts: [&self.content, &author.username],
            optional_texts: [author.global_name.as_deref(), member.and_then(|member| member.nick.as_deref())],
            timestamp_us: micros(self.timestamp),
            optional_times_us: [
                self.edited_timestamp.map(micros),
                member.and_then(|member| member.joined_at).map(micros),
            ],
            kind: self.kind,
            flags: [self.flags, author.public_flags],
            switches: [self.tts, self.pinned, self.mention_everyone, author.bot.unwrap_or(false)],
        };
        twenty.add_to(answer);
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
        let message = serde_json::from_slice::<Frame<MessageCreate>>(frame).expect("a message").d.message;
        let (author, member) = (&message.author, message.member.as_ref());
        let twenty = Twenty {
            ids: [message.id.get(), message.channel_id.get(), author.id.get()],
            optional_ids: [
                message.guild_id.map(Id::get),
                message.webhook_id.map(Id::get),
                message.application_id.map(Id::get),
            ],
            texts: [&message.content, &author.username],
            optional_texts: [
                author.global_name.value().map(String::as_str),
                member.and_then(|member| member.nick.value()).map(String::as_str),
            ],
            timestamp_us: unix_us(message.timestamp),
            optional_times_us: [
                message.edited_timestamp.map(unix_us),
                member.and_then(|member| member.joined_at).map(unix_us),
            ],
            kind: message.kind.number() as u64,
            flags: [message.flags.map(|flags| flags.bits()), author.public_flags.map(|flags| flags.bits())],
            switches: [message.tts, message.pinned, message.mention_everyone, author.bot.unwrap_or(false)],
        };
        twenty.add_to(&mut answer);
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

/// As [`sonic_struct`], without a check of the text.
pub fn sonic_unchecked_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        sonic_unchecked::from_frame::<Frame<Message<'_>>>(frame).d.add_to(&mut answer);
    }
    answer
}

fn tree() -> PointerTree {
    let mut tree = PointerTree::new();
    for path in PATHS {
        tree.add_path(["d"].into_iter().chain(path.split('.')).collect::<Vec<_>>());
    }
    tree
}

#[inline(always)]
fn add_values(answer: &mut Answer, values: &[Option<LazyValue<'_>>]) {
    let value = |index: usize| values[index].as_ref();
    let text = |index| value(index).and_then(|value| value.as_str());
    let id = |index| text(index).map(|text| text.parse().expect("digits"));
    let sure_id = |index| id(index).expect("an identifier");
    let number = |index| value(index).and_then(|value| value.as_u64());
    let switch = |index| value(index).and_then(|value| value.as_bool()).unwrap_or(false);
    let twenty = Twenty {
        ids: [sure_id(0), sure_id(1), sure_id(2)],
        optional_ids: [id(3), id(4), id(5)],
        texts: [text(6).expect("content"), text(7).expect("a name")],
        optional_texts: [text(8), text(9)],
        timestamp_us: micros(text(10).expect("a time")),
        optional_times_us: [text(11).map(micros), text(12).map(micros)],
        kind: number(13).expect("a type"),
        flags: [number(14), number(15)],
        switches: [switch(16), switch(17), switch(18), switch(19)],
    };
    twenty.add_to(answer);
}

/// One search for the twenty paths.
pub fn sonic_get_many(frames: &[&[u8]]) -> Answer {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in frames {
        add_values(&mut answer, &sonic_rs::get_many(*frame, &tree).expect("a message"));
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

/// twilight's model of the whole message.
pub fn twilight_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        let DispatchEvent::MessageCreate(message) = twilight_event(frame) else {
            panic!("no MESSAGE_CREATE")
        };
        let (author, member) = (&message.author, message.member.as_ref());
        let us = |time: twilight_model::util::Timestamp| time.as_micros() as u64;
        let twenty = Twenty {
            ids: [message.id.get(), message.channel_id.get(), author.id.get()],
            optional_ids: [
                message.guild_id.map(|id| id.get()),
                message.webhook_id.map(|id| id.get()),
                message.application_id.map(|id| id.get()),
            ],
            texts: [&message.content, &author.name],
            optional_texts: [author.global_name.as_deref(), member.and_then(|member| member.nick.as_deref())],
            timestamp_us: us(message.timestamp),
            optional_times_us: [
                message.edited_timestamp.map(us),
                member.and_then(|member| member.joined_at).map(us),
            ],
            kind: u8::from(message.kind).into(),
            flags: [message.flags.map(|flags| flags.bits()), author.public_flags.map(|flags| flags.bits())],
            switches: [message.tts, message.pinned, message.mention_everyone, author.bot],
        };
        twenty.add_to(&mut answer);
    }
    answer
}
