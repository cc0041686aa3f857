//! `presence`: who is there, of every PRESENCE_UPDATE.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::{JsonValueTrait, LazyValue, PointerTree};
use twilight_model::gateway::event::DispatchEvent;
use zerocord::model::PresenceUpdate;
use zerocord::view::Projection;
use zerocord::{Backend, Decoder, Envelope, Event, Project, Snowflake};
use zerocord_generator::{Mix, Shuffle};

use super::owned::presence::status_text;
use crate::rivals::{Digits, Frame, SimdJson, from_tape, twilight_event};
use crate::{Answer, Run, Source, Task, sonic_unchecked};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "presence",
    case: "S4",
    question: "user.id, guild_id and status of every PRESENCE_UPDATE",
    sources: &[
        Source::event("presence-heavy", Mix::PresenceHeavy, "PRESENCE_UPDATE"),
        Source::event("presence-heavy-shuffled", Mix::PresenceHeavy, "PRESENCE_UPDATE")
            .with_shuffle(Shuffle::Everywhere),
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

#[inline(always)]
fn add(answer: &mut Answer, user_id: u64, guild_id: Option<u64>, status: &str) {
    answer.number(user_id);
    answer.optional_number(guild_id);
    answer.text(status);
}

/// [`decode`], then the accessors of the view.
pub fn zerocord_view(frames: &[&[u8]], backend: Backend) -> Answer {
    fn read(answer: &mut Answer, frame: &[u8], decoder: &mut Decoder) -> Result<(), zerocord::Error> {
        let Event::PresenceUpdate(presence) = decoder.decode(frame)? else { panic!("no PRESENCE_UPDATE") };
        let guild_id = presence.guild_id()?.map(|id| id.get());
        add(answer, presence.user()?.id()?.get(), guild_id, presence.status()?.as_str());
        Ok(())
    }
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        read(&mut answer, frame, &mut decoder).expect("a presence");
    }
    answer
}

#[derive(Project)]
struct Row<'a> {
    #[project(path = "user.id")]
    user_id: Snowflake,
    guild_id: Option<Snowflake>,
    status: &'a str,
}

/// A flat struct with `#[derive(Project)]`.
pub fn zerocord_derive(frames: &[&[u8]], backend: Backend) -> Answer {
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        let envelope = Envelope::peek_with(frame, backend).expect("a frame");
        let row = decoder.parse::<Row<'_>>(envelope.payload()).expect("a presence");
        add(&mut answer, row.user_id.get(), row.guild_id.map(Snowflake::get), row.status);
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
        let guild_id = row.field::<Option<Snowflake>>(1)?.map(Snowflake::get);
        add(answer, row.field::<Snowflake>(0)?.get(), guild_id, row.field(2)?);
        Ok(())
    }
    let projection = Projection::new(["user.id", "guild_id", "status"]).expect("paths");
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in frames {
        read(&mut answer, frame, &projection, &mut decoder).expect("a presence");
    }
    answer
}

#[derive(Deserialize)]
struct Presence<'a> {
    user: User,
    guild_id: Option<Digits>,
    #[serde(borrow)]
    status: Cow<'a, str>,
}

#[derive(Deserialize)]
struct User {
    id: Digits,
}

impl Presence<'_> {
    #[inline]
    fn add_to(&self, answer: &mut Answer) {
        add(answer, self.user.id.0, self.guild_id.map(|id| id.0), &self.status);
    }
}

/// A borrowed struct.
pub fn serde_json_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        serde_json::from_slice::<Frame<Presence<'_>>>(frame).expect("a presence").d.add_to(&mut answer);
    }
    answer
}

/// zerocord's model of the whole presence, by its serde side.
pub fn serde_json_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        let presence = serde_json::from_slice::<Frame<PresenceUpdate>>(frame).expect("a presence").d;
        let guild_id = presence.guild_id.map(|id| id.get());
        add(&mut answer, presence.user.id.get(), guild_id, presence.status.as_str());
    }
    answer
}

/// A borrowed struct.
pub fn sonic_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        sonic_rs::from_slice::<Frame<Presence<'_>>>(frame).expect("a presence").d.add_to(&mut answer);
    }
    answer
}

fn tree() -> PointerTree {
    let mut tree = PointerTree::new();
    tree.add_path(["d", "user", "id"]);
    tree.add_path(["d", "guild_id"]);
    tree.add_path(["d", "status"]);
    tree
}

#[inline(always)]
fn add_values(answer: &mut Answer, values: &[Option<LazyValue<'_>>]) {
    let text = |index: usize| values[index].as_ref().and_then(|value| value.as_str());
    let id = |index| text(index).map(|text| text.parse().expect("digits"));
    add(answer, id(0).expect("an identifier"), id(1), text(2).expect("a status"));
}

/// One search for the three paths; stops at the last.
pub fn sonic_get_many(frames: &[&[u8]]) -> Answer {
    let (mut answer, tree) = (Answer::new(), tree());
    for frame in frames {
        add_values(&mut answer, &sonic_rs::get_many(*frame, &tree).expect("a presence"));
    }
    answer
}

/// As [`sonic_struct`], without a check of the text.
pub fn sonic_unchecked_struct(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        sonic_unchecked::from_frame::<Frame<Presence<'_>>>(frame).d.add_to(&mut answer);
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

/// twilight's model of the whole presence.
pub fn twilight_owned(frames: &[&[u8]]) -> Answer {
    let mut answer = Answer::new();
    for frame in frames {
        match twilight_event(frame) {
            DispatchEvent::PresenceUpdate(presence) => {
                let guild_id = presence.guild_id.get();
                add(&mut answer, presence.user.id().get(), Some(guild_id), status_text(presence.status));
            }
            other => panic!("{other:?} is no PRESENCE_UPDATE"),
        }
    }
    answer
}

/// A borrowed struct, off the tape.
pub fn simd_json_struct(frames: &[&[u8]]) -> Answer {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in frames {
        let read = simd_json.tape(frame, |tape| {
            from_tape!(tape, Frame<Presence<'_>>, |frame: Frame<Presence<'_>>| frame.d.add_to(&mut answer))
        });
        read.expect("a presence");
    }
    answer
}
