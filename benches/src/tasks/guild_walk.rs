//! `guild_walk`: the members of a guild that has just become available, the number of their roles, and its channels.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use sonic_rs::{JsonValueTrait, PointerTree};
use twilight_model::gateway::event::DispatchEvent;
use twilight_model::gateway::payload::incoming::GuildCreate as TwilightGuildCreate;
use zerocord::model::GuildCreate;
use zerocord::view::List;
use zerocord::{Backend, Decoder, Event, Project, RawValue, Snowflake};

use crate::corpus::GUILDS;
use crate::fields::MISFIT;
use crate::rivals::{Digits, Fault, Frame, SimdJson, from_tape, twilight_event};
use crate::{Answer, Input, Outcome, Run, Task};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "guild_walk",
    question: "user.id and the number of roles of all members, id and name of all channels of every GUILD_CREATE",
    sources: GUILDS,
    is_stream: false,
    runs: &[
        ("zerocord-view", Run::Zerocord(zerocord_view)),
        ("zerocord-derive", Run::Zerocord(zerocord_derive)),
        ("serde_json-struct", Run::Rival(serde_json_struct)),
        ("serde_json-owned", Run::Rival(serde_json_owned)),
        ("sonic-rs-struct", Run::Rival(sonic_struct)),
        ("sonic-rs-lazy", Run::Rival(sonic_lazy)),
        ("simd-json-struct", Run::Rival(simd_json_struct)),
        ("twilight-owned", Run::Rival(twilight_owned)),
    ],
};

/// The answer for a guild. Each engine may read the two lists in another order.
#[derive(Default)]
struct GuildAnswer {
    members: Answer,
    channels: Answer,
}

impl GuildAnswer {
    #[inline(always)]
    fn member(&mut self, user_id: Option<u64>, roles_count: usize) {
        self.members.optional_number(user_id);
        self.members.number(roles_count as u64);
    }

    #[inline(always)]
    fn channel(&mut self, id: u64, name: Option<&str>) {
        self.channels.number(id);
        self.channels.optional_text(name);
    }

    fn add_to(self, answer: &mut Answer) {
        answer.part(self.members);
        answer.part(self.channels);
    }
}

/// [`Decoder::decode`], then the accessors of the views.
pub fn zerocord_view(input: Input<'_>, backend: Backend) -> Outcome {
    fn read(frame: &[u8], decoder: &mut Decoder) -> Result<GuildAnswer, Fault> {
        let Event::GuildCreate(guild) = decoder.decode(frame)? else { return Err(MISFIT.into()) };
        let mut walk = GuildAnswer::default();
        for member in guild.members()? {
            let member = member?;
            let user = member.user()?;
            let user_id = user.map(|user| user.id()).transpose()?;
            walk.member(user_id.map(|id| id.get()), member.roles()?.count()?);
        }
        for channel in guild.channels()? {
            let channel = channel?;
            walk.channel(channel.id()?.get(), channel.name()?.into_option());
        }
        Ok(walk)
    }
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in input.frames {
        read(frame, &mut decoder)?.add_to(&mut answer);
    }
    Ok(answer)
}

#[derive(Project)]
struct GuildRow<'a> {
    members: List<'a, MemberRow<'a>>,
    channels: List<'a, ChannelRow<'a>>,
}

#[derive(Project)]
struct ChannelRow<'a> {
    id: Snowflake,
    name: Option<&'a str>,
}

#[derive(Project)]
struct MemberRow<'a> {
    #[project(path = "user.id")]
    user_id: Option<Snowflake>,
    roles: List<'a, RawValue<'a>>,
}

/// Nested structs with `#[derive(Project)]`.
pub fn zerocord_derive(input: Input<'_>, backend: Backend) -> Outcome {
    fn read(frame: &[u8], decoder: &mut Decoder) -> Result<GuildAnswer, Fault> {
        let (mut walk, guild) = (GuildAnswer::default(), decoder.project::<GuildRow<'_>>(frame)?);
        for member in guild.members {
            let member = member?;
            walk.member(member.user_id.map(Snowflake::get), member.roles.count()?);
        }
        for channel in guild.channels {
            let channel = channel?;
            walk.channel(channel.id.get(), channel.name);
        }
        Ok(walk)
    }
    let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
    for frame in input.frames {
        read(frame, &mut decoder)?.add_to(&mut answer);
    }
    Ok(answer)
}

#[derive(Deserialize)]
struct Guild {
    members: Members,
    channels: Channels,
}

impl Guild {
    #[inline]
    fn add_to(self, answer: &mut Answer) {
        GuildAnswer { members: self.members.0, channels: self.channels.0 }.add_to(answer);
    }
}

/// The answer for a list of members. The members are not stored.
struct Members(Answer);

/// The answer for a list of channels. The channels are not stored.
struct Channels(Answer);

/// Iterates over a list and passes each element to a function.
struct Each<T, F>(F, PhantomData<T>);

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Each<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<(), A::Error> {
        while let Some(element) = elements.next_element::<T>()? {
            (self.0)(element);
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        let mut walk = GuildAnswer::default();
        let each = |member: Member| walk.member(member.user.map(|user| user.id.0), member.roles.0);
        deserializer.deserialize_seq(Each(each, PhantomData))?;
        Ok(Members(walk.members))
    }
}

impl<'de> Deserialize<'de> for Channels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Channels, D::Error> {
        let mut walk = GuildAnswer::default();
        let each = |channel: Channel<'de>| walk.channel(channel.id.0, channel.name.as_deref());
        deserializer.deserialize_seq(Each(each, PhantomData))?;
        Ok(Channels(walk.channels))
    }
}

#[derive(Deserialize)]
struct Channel<'a> {
    id: Digits,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
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

/// The length of a list. The elements are not stored.
struct Count(usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Count, D::Error> {
        let mut count = 0;
        deserializer.deserialize_seq(Each(|_: IgnoredAny| count += 1, PhantomData))?;
        Ok(Count(count))
    }
}

/// Borrowed structs; the elements of the lists are processed without storing them.
pub fn serde_json_struct(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        serde_json::from_slice::<Frame<Guild>>(frame)?.d.add_to(&mut answer);
    }
    Ok(answer)
}

/// The model of zerocord for the whole guild, deserialized with serde.
pub fn serde_json_owned(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        let guild = serde_json::from_slice::<Frame<GuildCreate>>(frame)?.d;
        let mut walk = GuildAnswer::default();
        for member in &guild.members {
            walk.member(member.user.as_ref().map(|user| user.id.get()), member.roles.len());
        }
        for channel in &guild.channels {
            walk.channel(channel.id.get(), channel.name.value().map(String::as_str));
        }
        walk.add_to(&mut answer);
    }
    Ok(answer)
}

/// Like [`serde_json_struct`].
pub fn sonic_struct(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        sonic_rs::from_slice::<Frame<Guild>>(frame)?.d.add_to(&mut answer);
    }
    Ok(answer)
}

/// Finds the lists, iterates over their elements, and finds each value in them.
pub fn sonic_lazy(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    let mut tree = PointerTree::new();
    tree.add_path(["d", "members"]);
    tree.add_path(["d", "channels"]);
    for frame in input.frames {
        let lists = sonic_rs::get_many(*frame, &tree)?;
        let [Some(members), Some(channels)] = <[_; 2]>::try_from(lists).expect("two lists") else {
            panic!("a list is missing")
        };
        let mut walk = GuildAnswer::default();
        for member in members.into_array_iter().expect("a list") {
            let member = member.expect("a member");
            let user_id = member.pointer(["user", "id"]);
            let user_id = user_id.as_str().map(|text| text.parse().expect("digits"));
            let roles = member.get("roles").and_then(|roles| roles.into_array_iter());
            walk.member(user_id, roles.map_or(0, Iterator::count));
        }
        for channel in channels.into_array_iter().expect("a list") {
            let channel = channel.expect("a channel");
            let id = channel.get("id").and_then(|id| id.as_str().map(|text| text.parse().expect("digits")));
            let name = channel.get("name");
            walk.channel(id.expect("an identifier"), name.as_ref().and_then(|name| name.as_str()));
        }
        walk.add_to(&mut answer);
    }
    Ok(answer)
}

/// Like [`serde_json_struct`], from the tape.
pub fn simd_json_struct(input: Input<'_>) -> Outcome {
    let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
    for frame in input.frames {
        simd_json.tape(frame, |tape| {
            from_tape!(tape, Frame<Guild>, |frame: Frame<Guild>| {
                frame.d.add_to(&mut answer);
                Ok(())
            })
        })??;
    }
    Ok(answer)
}

/// The model of twilight for the whole guild.
pub fn twilight_owned(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in input.frames {
        let DispatchEvent::GuildCreate(guild) = twilight_event(frame)? else { return Err(MISFIT.into()) };
        let TwilightGuildCreate::Available(guild) = *guild else { return Err(MISFIT.into()) };
        let mut walk = GuildAnswer::default();
        for member in &guild.members {
            walk.member(Some(member.user.id.get()), member.roles.len());
        }
        for channel in &guild.channels {
            walk.channel(channel.id.get(), channel.name.as_deref());
        }
        walk.add_to(&mut answer);
    }
    Ok(answer)
}
