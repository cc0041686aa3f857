//! `guild_members`: who is in a guild that has just come up, and how many roles they have.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use sonic_rs::JsonValueTrait;
use zerocord::model::GuildCreate;
use zerocord::view::List;
use zerocord::{Arena, Backend, Envelope, Event, Project, RawValue, Snowflake, decode};
use zerocord_testkit::generator::Mix;

use crate::rivals::{Digits, Frame, SimdJson, from_tape};
use crate::{Answer, Run, Source, Task};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "guild_members",
    question: "user.id and the number of roles of all members of every GUILD_CREATE",
    sources: &[Source::event("startup", Mix::Startup, "GUILD_CREATE").with_frame_len_max(1 << 20)],
    runs: &[
        ("zerocord-view", Run::Zerocord(zerocord_view)),
        ("zerocord-derive", Run::Zerocord(zerocord_derive)),
        ("serde_json-struct", Run::Rival(serde_json_struct)),
        ("serde_json-owned", Run::Rival(serde_json_owned)),
        ("sonic-rs-struct", Run::Rival(sonic_struct)),
        ("sonic-rs-lazy", Run::Rival(sonic_lazy)),
        ("simd-json-struct", Run::Rival(simd_json_struct)),
    ],
};

#[inline(always)]
fn add(answer: &mut Answer, user_id: Option<u64>, roles_count: usize) {
    answer.optional_number(user_id);
    answer.number(roles_count as u64);
}

/// [`decode`], then the accessors of the views.
pub fn zerocord_view(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(frame: &[u8], arena: &Arena) -> Result<Answer, zerocord::Error> {
        let Event::GuildCreate(guild) = decode(frame, arena)? else { panic!("no GUILD_CREATE") };
        let mut answer = Answer::new();
        for member in guild.members()? {
            let member = member?;
            let user = member.user()?;
            let user_id = user.map(|user| user.id()).transpose()?;
            add(&mut answer, user_id.map(|id| id.get()), member.roles()?.len()?);
        }
        Ok(answer)
    }
    let (mut answer, mut arena) = (Answer::new(), Arena::with_backend(backend));
    for frame in frames {
        answer.part(read(frame, &arena).expect("a guild"));
        arena.reset();
    }
    answer
}

#[derive(Project)]
struct GuildRow<'a> {
    members: List<'a, MemberRow<'a>>,
}

#[derive(Project)]
struct MemberRow<'a> {
    #[project(path = "user.id")]
    user_id: Option<Snowflake>,
    roles: List<'a, RawValue<'a>>,
}

/// Structs with `#[derive(Project)]`, one inside the other.
pub fn zerocord_derive(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(frame: &[u8], arena: &Arena) -> Result<Answer, zerocord::Error> {
        let envelope = Envelope::peek_with(frame, arena.backend())?;
        let mut answer = Answer::new();
        for member in GuildRow::project(envelope.payload(), arena)?.members {
            let member = member?;
            add(&mut answer, member.user_id.map(Snowflake::get), member.roles.len()?);
        }
        Ok(answer)
    }
    let (mut answer, mut arena) = (Answer::new(), Arena::with_backend(backend));
    for frame in frames {
        answer.part(read(frame, &arena).expect("a guild"));
        arena.reset();
    }
    answer
}

#[derive(Deserialize)]
struct Guild {
    members: Members,
}

/// The answer of a list of members, of which none is kept.
struct Members(Answer);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("members")
            }

            #[inline]
            fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Members, A::Error> {
                let mut answer = Answer::new();
                while let Some(member) = members.next_element::<Member>()? {
                    add(&mut answer, member.user.map(|user| user.id.0), member.roles.0);
                }
                Ok(Members(answer))
            }
        }
        deserializer.deserialize_seq(MembersVisitor)
    }
}

#[derive(Deserialize)]
struct Member {
    user: Option<User>,
    roles: Count,
}

#[derive(Deserialize)]
struct User {
    id: Digits,
}

/// How many elements a list has, of which none is kept.
struct Count(usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Count, D::Error> {
        struct CountVisitor;
        impl<'de> Visitor<'de> for CountVisitor {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            #[inline]
            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Count, A::Error> {
                let mut count = 0;
                while elements.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }
        }
        deserializer.deserialize_seq(CountVisitor)
    }
}

/// Borrowed structs; members are counted as they pass, in no list.
pub fn serde_json_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        answer.part(serde_json::from_slice::<Frame<Guild>>(frame).expect("a guild").d.members.0);
    }
    answer
}

/// zerocord's model of the whole guild, by its serde side.
pub fn serde_json_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        let guild = serde_json::from_slice::<Frame<GuildCreate>>(frame).expect("a guild").d;
        let mut part = Answer::new();
        for member in &guild.members {
            add(&mut part, member.user.as_ref().map(|user| user.id.get()), member.roles.len());
        }
        answer.part(part);
    }
    answer
}

/// As [`serde_json_struct`].
pub fn sonic_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        answer.part(sonic_rs::from_slice::<Frame<Guild>>(frame).expect("a guild").d.members.0);
    }
    answer
}

/// A search for the list, then its elements one by one, and a search for each value in them.
pub fn sonic_lazy(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        let members = sonic_rs::get(*frame, ["d", "members"]).expect("members");
        let mut part = Answer::new();
        for member in members.into_array_iter().expect("a list") {
            let member = member.expect("a member");
            let user_id = member.pointer(["user", "id"]);
            let user_id = user_id.as_str().map(|text| text.parse().expect("digits"));
            let roles = member.get("roles").and_then(|roles| roles.into_array_iter());
            add(&mut part, user_id, roles.map_or(0, Iterator::count));
        }
        answer.part(part);
    }
    answer
}

/// As [`serde_json_struct`], off the tape.
pub fn simd_json_struct(frames: &[&[u8]]) -> Answer {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in frames {
        let read = simd_json
            .tape(frame, |tape| from_tape!(tape, Frame<Guild>, |frame: Frame<Guild>| frame.d.members.0));
        answer.part(read.expect("a guild"));
    }
    answer
}
