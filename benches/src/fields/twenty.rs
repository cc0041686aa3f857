//! `twenty_fields`: the fields that a chat archiving bot reads from every MESSAGE_CREATE.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, LazyValue};
use twilight_model::gateway::event::DispatchEvent;
use zerocord::model::{Id, MessageCreate, Timestamp};
use zerocord::view::Row;
use zerocord::{Event, Project, Snowflake};

use super::{MISFIT, Question, TypedQuestion, Values, optional};
use crate::corpus::MESSAGES;
use crate::rivals::{Digits, Fault, micros};
use crate::{Answer, Run, Task, fields, simdjson};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "twenty_fields",
    question: "twenty fields of every MESSAGE_CREATE, seven of them in author and member",
    sources: MESSAGES,
    is_stream: false,
    runs: fields::typed_runs!(TwentyFields, simdjson::twenty_fields),
};

/// The question.
pub(crate) struct TwentyFields;

/// The twenty values.
pub(crate) struct Twenty<'a> {
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

impl Values for Twenty<'_> {
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

#[derive(Project)]
pub(crate) struct Projected<'a> {
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

#[derive(Deserialize)]
pub(crate) struct Borrowed<'a> {
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

impl Question for TwentyFields {
    const PATHS: &'static [&'static str] = &[
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
    const EVENT: &'static str = "MESSAGE_CREATE";
    type Values<'a> = Twenty<'a>;
    type Projected<'a> = Projected<'a>;
    type Borrowed<'a> = Borrowed<'a>;

    fn of_projected<'a>(row: &'a Projected<'_>) -> Twenty<'a> {
        let id = |id: Option<Snowflake>| id.map(Snowflake::get);
        Twenty {
            ids: [row.id.get(), row.channel_id.get(), row.author_id.get()],
            optional_ids: [id(row.guild_id), id(row.webhook_id), id(row.application_id)],
            texts: [row.content, row.username],
            optional_texts: [row.global_name, row.nick],
            timestamp_us: unix_us(row.timestamp),
            optional_times_us: [row.edited_timestamp.map(unix_us), row.joined_at.map(unix_us)],
            kind: row.kind,
            flags: [row.flags, row.public_flags],
            switches: [row.tts, row.pinned, row.mention_everyone, row.bot.unwrap_or(false)],
        }
    }

    fn of_row<'a>(row: &Row<'_, 'a>) -> Result<Twenty<'a>, zerocord::Error> {
        let id = |index| row.field::<Snowflake>(index).map(Snowflake::get);
        let optional_id = |index| Ok(row.field::<Option<Snowflake>>(index)?.map(Snowflake::get));
        let optional_time = |index| Ok(row.field::<Option<Timestamp>>(index)?.map(unix_us));
        Ok(Twenty {
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
        })
    }

    fn of_borrowed<'a>(borrowed: &'a Borrowed<'_>) -> Result<Twenty<'a>, Fault> {
        let time = |text: &str| micros(text).ok_or(MISFIT);
        let id = |id: Option<Digits>| id.map(|id| id.0);
        let (author, member) = (&borrowed.author, borrowed.member.as_ref());
        let joined_at = member.and_then(|member| member.joined_at);
        Ok(Twenty {
            ids: [borrowed.id.0, borrowed.channel_id.0, author.id.0],
            optional_ids: [id(borrowed.guild_id), id(borrowed.webhook_id), id(borrowed.application_id)],
            texts: [&borrowed.content, &author.username],
            optional_texts: [author.global_name.as_deref(), member.and_then(|member| member.nick.as_deref())],
            timestamp_us: time(borrowed.timestamp)?,
            optional_times_us: [
                borrowed.edited_timestamp.map(time).transpose()?,
                joined_at.map(time).transpose()?,
            ],
            kind: borrowed.kind,
            flags: [borrowed.flags, author.public_flags],
            switches: [borrowed.tts, borrowed.pinned, borrowed.mention_everyone, author.bot.unwrap_or(false)],
        })
    }

    fn of_lazy<'a>(values: &'a [Option<LazyValue<'_>>]) -> Option<Twenty<'a>> {
        let value = |index: usize| values[index].as_ref();
        let text = |index| value(index).and_then(|value| value.as_str());
        let id = |index| text(index)?.parse().ok();
        let optional_id = |index| optional(text(index), |id| id.parse().ok());
        let optional_time = |index| optional(text(index), micros);
        let number = |index| value(index).and_then(|value| value.as_u64());
        let switch = |index| value(index).and_then(|value| value.as_bool()).unwrap_or(false);
        Some(Twenty {
            ids: [id(0)?, id(1)?, id(2)?],
            optional_ids: [optional_id(3)?, optional_id(4)?, optional_id(5)?],
            texts: [text(6)?, text(7)?],
            optional_texts: [text(8), text(9)],
            timestamp_us: micros(text(10)?)?,
            optional_times_us: [optional_time(11)?, optional_time(12)?],
            kind: number(13)?,
            flags: [number(14), number(15)],
            switches: [switch(16), switch(17), switch(18), switch(19)],
        })
    }
}

impl TypedQuestion for TwentyFields {
    type Model = MessageCreate;

    fn add_view(answer: &mut Answer, event: Event<'_>) -> Result<(), Fault> {
        let Event::MessageCreate(message) = event else { return Err(MISFIT.into()) };
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

    fn of_model(model: &MessageCreate) -> Twenty<'_> {
        let message = &model.message;
        let (author, member) = (&message.author, message.member.as_ref());
        Twenty {
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
        }
    }

    fn of_twilight(event: &DispatchEvent) -> Option<Twenty<'_>> {
        let DispatchEvent::MessageCreate(message) = event else { return None };
        let (author, member) = (&message.author, message.member.as_ref());
        let us = |time: twilight_model::util::Timestamp| time.as_micros() as u64;
        Some(Twenty {
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
        })
    }
}
