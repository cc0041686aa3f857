//! `five_fields`: the fields that a chat logging bot reads from every MESSAGE_CREATE.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, LazyValue};
use zerocord::view::Row;
use zerocord::{Backend, Decoder, Event, Project, Snowflake};

use super::{MISFIT, Question, Values};
use crate::corpus::MESSAGES;
use crate::rivals::{Digits, Fault};
use crate::{Answer, Input, Outcome, Run, Task, fields, simdjson};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "five_fields",
    question: "channel_id, guild_id, author.id, content and timestamp of every MESSAGE_CREATE",
    sources: MESSAGES,
    is_stream: false,
    runs: fields::runs!(FiveFields, simdjson::five_fields, ("zerocord-view", Run::Zerocord(zerocord_view)),),
};

/// The same task on a recording.
pub const STREAM: Task = Task {
    name: "five_fields_stream",
    is_stream: true,
    runs: fields::stream_runs!(FiveFields, simdjson::five_fields_lines, simdjson::five_fields_batches),
    ..TASK
};

/// [`Decoder::decode`], then the accessors of the view; the timestamp unparsed, with `get`.
fn zerocord_view(input: Input<'_>, backend: Backend) -> Outcome {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in input.frames {
        let Event::MessageCreate(message) = decoder.decode(frame)? else { return Err(MISFIT.into()) };
        Five {
            channel_id: message.channel_id()?.get(),
            guild_id: message.guild_id()?.map(|id| id.get()),
            author_id: message.author()?.id()?.get(),
            content: message.content()?,
            timestamp: message.get("timestamp")?,
        }
        .add_to(&mut answer);
    }
    Ok(answer)
}

/// The question.
pub(crate) struct FiveFields;

/// The five values.
pub(crate) struct Five<'a> {
    channel_id: u64,
    guild_id: Option<u64>,
    author_id: u64,
    content: &'a str,
    /// Unparsed: `2024-05-06T07:08:09.123000+00:00`.
    timestamp: &'a str,
}

impl Values for Five<'_> {
    #[inline(always)]
    fn add_to(&self, answer: &mut Answer) {
        answer.number(self.channel_id);
        answer.optional_number(self.guild_id);
        answer.number(self.author_id);
        answer.text(self.content);
        answer.text(self.timestamp);
    }
}

#[derive(Project)]
pub(crate) struct Projected<'a> {
    channel_id: Snowflake,
    guild_id: Option<Snowflake>,
    #[project(path = "author.id")]
    author_id: Snowflake,
    content: &'a str,
    timestamp: &'a str,
}

#[derive(Deserialize)]
pub(crate) struct Borrowed<'a> {
    channel_id: Digits,
    guild_id: Option<Digits>,
    author: Author,
    #[serde(borrow)]
    content: Cow<'a, str>,
    #[serde(borrow)]
    timestamp: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Author {
    id: Digits,
}

impl Question for FiveFields {
    const PATHS: &'static [&'static str] = &["channel_id", "guild_id", "author.id", "content", "timestamp"];
    const EVENT: &'static str = "MESSAGE_CREATE";
    type Values<'a> = Five<'a>;
    type Projected<'a> = Projected<'a>;
    type Borrowed<'a> = Borrowed<'a>;

    fn of_projected<'a>(projected: &'a Projected<'_>) -> Five<'a> {
        Five {
            channel_id: projected.channel_id.get(),
            guild_id: projected.guild_id.map(Snowflake::get),
            author_id: projected.author_id.get(),
            content: projected.content,
            timestamp: projected.timestamp,
        }
    }

    fn of_row<'a>(row: &Row<'_, 'a>) -> Result<Five<'a>, zerocord::Error> {
        Ok(Five {
            channel_id: row.field::<Snowflake>(0)?.get(),
            guild_id: row.field::<Option<Snowflake>>(1)?.map(Snowflake::get),
            author_id: row.field::<Snowflake>(2)?.get(),
            content: row.field(3)?,
            timestamp: row.field(4)?,
        })
    }

    fn of_borrowed<'a>(borrowed: &'a Borrowed<'_>) -> Result<Five<'a>, Fault> {
        Ok(Five {
            channel_id: borrowed.channel_id.0,
            guild_id: borrowed.guild_id.map(|id| id.0),
            author_id: borrowed.author.id.0,
            content: &borrowed.content,
            timestamp: &borrowed.timestamp,
        })
    }

    fn of_lazy<'a>(values: &'a [Option<LazyValue<'_>>]) -> Option<Five<'a>> {
        let [channel_id, guild_id, author_id, content, timestamp] = values else { return None };
        Some(Five {
            channel_id: channel_id.as_str()?.parse().ok()?,
            guild_id: super::optional(guild_id.as_str(), |id| id.parse().ok())?,
            author_id: author_id.as_str()?.parse().ok()?,
            content: content.as_str()?,
            timestamp: timestamp.as_str()?,
        })
    }
}
