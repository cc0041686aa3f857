//! `guild_head`: which guild has just come up, and how large it is; the lists are not looked at.

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, PointerTree};
use twilight_model::gateway::event::DispatchEvent;
use twilight_model::gateway::payload::incoming::GuildCreate as TwilightGuildCreate;
use zerocord::model::GuildCreate;
use zerocord::{Backend, Decoder, Envelope, Event, Project, Snowflake};

use super::guild_walk::SOURCES;
use crate::rivals::{Digits, Frame, SimdJson, from_tape, twilight_event};
use crate::{Answer, Run, Task, sonic_unchecked};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "guild_head",
    case: "S5",
    question: "id and member_count of every GUILD_CREATE",
    sources: SOURCES,
    runs: &[
        ("zerocord-view", Run::Zerocord(zerocord_view)),
        ("zerocord-derive", Run::Zerocord(zerocord_derive)),
        ("serde_json-struct", Run::Rival(serde_json_struct)),
        ("serde_json-owned", Run::Rival(serde_json_owned)),
        ("sonic-rs-struct", Run::Rival(sonic_struct)),
        ("sonic-rs-get-many", Run::Rival(sonic_get_many)),
        ("sonic-rs-unchecked-get-many", Run::Rival(sonic_unchecked_get_many)),
        ("simd-json-struct", Run::Rival(simd_json_struct)),
        ("twilight-owned", Run::Rival(twilight_owned)),
    ],
};

#[inline(always)]
fn add(answer: &mut Answer, id: u64, member_count: u64) {
    answer.number(id);
    answer.number(member_count);
}

/// [`decode`], then the accessors of the view.
pub fn zerocord_view(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(answer: &mut Answer, frame: &[u8], decoder: &mut Decoder) -> Result<(), zerocord::Error> {
        let Event::GuildCreate(guild) = decoder.decode(frame)? else { panic!("no GUILD_CREATE") };
        add(answer, guild.id()?.get(), guild.member_count()?);
        Ok(())
    }
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        read(&mut answer, frame, &mut decoder).expect("a guild");
    }
    answer
}

#[derive(Project)]
struct Row {
    id: Snowflake,
    member_count: u64,
}

/// A flat struct with `#[derive(Project)]`.
pub fn zerocord_derive(frames: &[&[u8]], backend: Backend) -> Answer {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        let envelope = Envelope::peek_with(frame, backend).expect("a frame");
        let row = decoder.parse::<Row>(envelope.payload()).expect("a guild");
        add(&mut answer, row.id.get(), row.member_count);
    }
    answer
}

#[derive(Deserialize)]
struct Guild {
    id: Digits,
    member_count: u64,
}

/// A struct of the two.
pub fn serde_json_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        let guild = serde_json::from_slice::<Frame<Guild>>(frame).expect("a guild").d;
        add(&mut answer, guild.id.0, guild.member_count);
    }
    answer
}

/// zerocord's model of the whole guild, by its serde side.
pub fn serde_json_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        let guild = serde_json::from_slice::<Frame<GuildCreate>>(frame).expect("a guild").d;
        add(&mut answer, guild.guild.id.get(), guild.member_count);
    }
    answer
}

/// A struct of the two.
pub fn sonic_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        let guild = sonic_rs::from_slice::<Frame<Guild>>(frame).expect("a guild").d;
        add(&mut answer, guild.id.0, guild.member_count);
    }
    answer
}

fn tree() -> PointerTree {
    let mut tree = PointerTree::new();
    tree.add_path(["d", "id"]);
    tree.add_path(["d", "member_count"]);
    tree
}

#[inline(always)]
fn add_values(answer: &mut Answer, values: &[Option<sonic_rs::LazyValue<'_>>]) {
    let id = values[0].as_ref().and_then(|id| id.as_str()).expect("an identifier");
    let member_count = values[1].as_ref().and_then(|count| count.as_u64());
    add(answer, id.parse().expect("digits"), member_count.expect("a count"));
}

/// One search for both; stops at the last.
pub fn sonic_get_many(frames: &[&[u8]]) -> Answer {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in frames {
        add_values(&mut answer, &sonic_rs::get_many(*frame, &tree).expect("a guild"));
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

/// A struct of the two, off the tape.
pub fn simd_json_struct(frames: &[&[u8]]) -> Answer {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in frames {
        let read = simd_json.tape(frame, |tape| {
            from_tape!(tape, Frame<Guild>, |frame: Frame<Guild>| add(
                &mut answer,
                frame.d.id.0,
                frame.d.member_count
            ))
        });
        read.expect("a guild");
    }
    answer
}

/// twilight's model of the whole guild.
pub fn twilight_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        match twilight_event(frame) {
            DispatchEvent::GuildCreate(guild) => match *guild {
                TwilightGuildCreate::Available(guild) => {
                    add(&mut answer, guild.id.get(), guild.member_count.expect("a count"));
                }
                TwilightGuildCreate::Unavailable(_) => panic!("the guild is there"),
            },
            other => panic!("{other:?} is no GUILD_CREATE"),
        }
    }
    answer
}
