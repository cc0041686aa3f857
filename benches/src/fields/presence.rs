//! `presence`: who is online, from every PRESENCE_UPDATE.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, LazyValue};
use twilight_model::gateway::event::DispatchEvent;
use zerocord::model::PresenceUpdate;
use zerocord::view::Row;
use zerocord::{Event, Project, Snowflake};

use super::{MISFIT, Question, TypedQuestion, Values};
use crate::corpus::PRESENCES;
use crate::rivals::{Digits, Fault, status_text};
use crate::{Answer, Run, Task, fields, simdjson};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "presence",
    question: "user.id, guild_id and status of every PRESENCE_UPDATE",
    sources: PRESENCES,
    is_stream: false,
    runs: fields::typed_runs!(ThreeFields, simdjson::presence),
};

/// The same task on a recording.
pub const STREAM: Task = Task {
    name: "presence_stream",
    is_stream: true,
    runs: fields::stream_runs!(ThreeFields, simdjson::presence_lines, simdjson::presence_batches),
    ..TASK
};

/// The question.
pub(crate) struct ThreeFields;

/// The three values.
pub(crate) struct Three<'a> {
    user_id: u64,
    guild_id: Option<u64>,
    status: &'a str,
}

impl Values for Three<'_> {
    #[inline(always)]
    fn add_to(&self, answer: &mut Answer) {
        answer.number(self.user_id);
        answer.optional_number(self.guild_id);
        answer.text(self.status);
    }
}

#[derive(Project)]
pub(crate) struct Projected<'a> {
    #[project(path = "user.id")]
    user_id: Snowflake,
    guild_id: Option<Snowflake>,
    status: &'a str,
}

#[derive(Deserialize)]
pub(crate) struct Borrowed<'a> {
    user: User,
    guild_id: Option<Digits>,
    #[serde(borrow)]
    status: Cow<'a, str>,
}

#[derive(Deserialize)]
struct User {
    id: Digits,
}

impl Question for ThreeFields {
    const PATHS: &'static [&'static str] = &["user.id", "guild_id", "status"];
    const EVENT: &'static str = "PRESENCE_UPDATE";
    type Values<'a> = Three<'a>;
    type Projected<'a> = Projected<'a>;
    type Borrowed<'a> = Borrowed<'a>;

    fn of_projected<'a>(projected: &'a Projected<'_>) -> Three<'a> {
        Three {
            user_id: projected.user_id.get(),
            guild_id: projected.guild_id.map(Snowflake::get),
            status: projected.status,
        }
    }

    fn of_row<'a>(row: &Row<'_, 'a>) -> Result<Three<'a>, zerocord::Error> {
        Ok(Three {
            user_id: row.field::<Snowflake>(0)?.get(),
            guild_id: row.field::<Option<Snowflake>>(1)?.map(Snowflake::get),
            status: row.field(2)?,
        })
    }

    fn of_borrowed<'a>(borrowed: &'a Borrowed<'_>) -> Result<Three<'a>, Fault> {
        Ok(Three {
            user_id: borrowed.user.id.0,
            guild_id: borrowed.guild_id.map(|id| id.0),
            status: &borrowed.status,
        })
    }

    fn of_lazy<'a>(values: &'a [Option<LazyValue<'_>>]) -> Option<Three<'a>> {
        let [user_id, guild_id, status] = values else { return None };
        Some(Three {
            user_id: user_id.as_str()?.parse().ok()?,
            guild_id: super::optional(guild_id.as_str(), |id| id.parse().ok())?,
            status: status.as_str()?,
        })
    }
}

impl TypedQuestion for ThreeFields {
    type Model = PresenceUpdate;

    fn add_view(answer: &mut Answer, event: Event<'_>) -> Result<(), Fault> {
        let Event::PresenceUpdate(presence) = event else { return Err(MISFIT.into()) };
        let (user_id, status) = (presence.user()?.id()?.get(), presence.status()?);
        let guild_id = presence.guild_id()?.map(|id| id.get());
        Three { user_id, guild_id, status: status.as_str() }.add_to(answer);
        Ok(())
    }

    fn of_model(presence: &PresenceUpdate) -> Three<'_> {
        Three {
            user_id: presence.user.id.get(),
            guild_id: presence.guild_id.map(|id| id.get()),
            status: presence.status.as_str(),
        }
    }

    fn of_twilight(event: &DispatchEvent) -> Option<Three<'_>> {
        let DispatchEvent::PresenceUpdate(presence) = event else { return None };
        Some(Three {
            user_id: presence.user.id().get(),
            guild_id: Some(presence.guild_id.get()),
            status: status_text(presence.status),
        })
    }
}
