//! `guild_head`: id and size of a guild that has just become available; its lists are skipped.

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, LazyValue};
use twilight_model::gateway::event::DispatchEvent;
use twilight_model::gateway::payload::incoming::GuildCreate as TwilightGuildCreate;
use zerocord::model::GuildCreate;
use zerocord::view::Row;
use zerocord::{Event, Project, Snowflake};

use super::{MISFIT, Question, TypedQuestion, Values};
use crate::corpus::GUILDS;
use crate::rivals::{Digits, Fault};
use crate::{Answer, Run, Task, fields, simdjson};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "guild_head",
    question: "id and member_count of every GUILD_CREATE",
    sources: GUILDS,
    is_stream: false,
    runs: fields::typed_runs!(GuildHead, simdjson::guild_head),
};

/// The question.
pub(crate) struct GuildHead;

/// The two values.
pub(crate) struct Two {
    id: u64,
    member_count: u64,
}

impl Values for Two {
    #[inline(always)]
    fn add_to(&self, answer: &mut Answer) {
        answer.number(self.id);
        answer.number(self.member_count);
    }
}

#[derive(Project)]
pub(crate) struct Projected {
    id: Snowflake,
    member_count: u64,
}

#[derive(Deserialize)]
pub(crate) struct Borrowed {
    id: Digits,
    member_count: u64,
}

impl Question for GuildHead {
    const PATHS: &'static [&'static str] = &["id", "member_count"];
    const EVENT: &'static str = "GUILD_CREATE";
    type Values<'a> = Two;
    type Projected<'a> = Projected;
    type Borrowed<'a> = Borrowed;

    fn of_projected(projected: &Projected) -> Two {
        Two { id: projected.id.get(), member_count: projected.member_count }
    }

    fn of_row<'a>(row: &Row<'_, 'a>) -> Result<Two, zerocord::Error> {
        Ok(Two { id: row.field::<Snowflake>(0)?.get(), member_count: row.field(1)? })
    }

    fn of_borrowed(borrowed: &Borrowed) -> Result<Two, Fault> {
        Ok(Two { id: borrowed.id.0, member_count: borrowed.member_count })
    }

    fn of_lazy(values: &[Option<LazyValue<'_>>]) -> Option<Two> {
        let [id, member_count] = values else { return None };
        Some(Two { id: id.as_str()?.parse().ok()?, member_count: member_count.as_u64()? })
    }
}

impl TypedQuestion for GuildHead {
    type Model = GuildCreate;

    fn add_view(answer: &mut Answer, event: Event<'_>) -> Result<(), Fault> {
        let Event::GuildCreate(guild) = event else { return Err(MISFIT.into()) };
        Two { id: guild.id()?.get(), member_count: guild.member_count()? }.add_to(answer);
        Ok(())
    }

    fn of_model(model: &GuildCreate) -> Two {
        Two { id: model.guild.id.get(), member_count: model.member_count }
    }

    fn of_twilight(event: &DispatchEvent) -> Option<Two> {
        let DispatchEvent::GuildCreate(guild) = event else { return None };
        let TwilightGuildCreate::Available(guild) = &**guild else { return None };
        Some(Two { id: guild.id.get(), member_count: guild.member_count? })
    }
}
