//! The counted cases: rows of the table of performance goals, and the frames that they use.

use zerocord::view::{List, Projection};
use zerocord::{Backend, Decoder, Envelope, Error, Event, Project, RawValue, Snowflake, Timestamp};

/// A task over frames.
#[derive(Clone, Copy)]
pub struct Case {
    /// Its name in `counts.txt`: the row of the table, and the way of reading.
    pub name: &'static str,
    /// The only event whose frames it reads; `None` for all frames.
    event: Option<&'static str>,
    read: fn(&[u8], &mut State) -> Result<u64, Error>,
}

/// All cases.
pub const CASES: &[Case] = &[
    Case { name: "S1-view", event: None, read: six_fields_view },
    Case { name: "S2-view", event: Some("MESSAGE_CREATE"), read: five_fields_view },
    Case { name: "S2-derive", event: Some("MESSAGE_CREATE"), read: five_fields_derive },
    Case { name: "S2-projection", event: Some("MESSAGE_CREATE"), read: five_fields_projection },
    Case { name: "S4-view", event: Some("PRESENCE_UPDATE"), read: presence_view },
    Case { name: "S4-derive", event: Some("PRESENCE_UPDATE"), read: presence_derive },
    Case { name: "S5-head-view", event: Some("GUILD_CREATE"), read: guild_head_view },
    Case { name: "S5-walk-view", event: Some("GUILD_CREATE"), read: guild_walk_view },
    Case { name: "S5-walk-derive", event: Some("GUILD_CREATE"), read: guild_walk_derive },
    Case { name: "S7-message", event: Some("MESSAGE_CREATE"), read: owned_message },
    Case { name: "S7-presence", event: Some("PRESENCE_UPDATE"), read: owned_presence },
    Case { name: "S7-guild", event: Some("GUILD_CREATE"), read: owned_guild },
    Case { name: "S8-strict", event: None, read: strict },
];

impl Case {
    /// Whether the case uses this frame.
    pub fn wants(&self, frame: &[u8]) -> bool {
        let name = Envelope::peek(frame).and_then(|envelope| envelope.event_name());
        match self.event {
            None => true,
            Some(event) => matches!(name, Ok(Some(name)) if name.as_known_str() == Some(event)),
        }
    }

    /// The state that the case reuses from frame to frame.
    pub fn state(&self, backend: Backend) -> State {
        let paths = ["id", "channel_id", "guild_id", "author.id", "content"];
        let projection = Projection::new(paths).expect("these are paths");
        State { decoder: Decoder::builder().backend(backend).build(), projection, read: self.read }
    }
}

/// A reused decoder and projection.
pub struct State {
    decoder: Decoder,
    projection: Projection,
    read: fn(&[u8], &mut State) -> Result<u64, Error>,
}

impl State {
    /// The sum of the values read from all frames. A frame that cannot be read adds nothing.
    pub fn read(&mut self, frames: &[&[u8]]) -> u64 {
        let mut sum = 0u64;
        for frame in frames {
            sum = sum.wrapping_add((self.read)(frame, self).unwrap_or_default());
        }
        sum
    }
}

fn six_fields_view(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::MessageCreate(message) = state.decoder.decode(frame)? else { return Ok(0) };
    let guild_id = message.guild_id()?.map_or(0, |id| id.get());
    let ids = message.id()?.get() ^ message.channel_id()?.get() ^ guild_id ^ message.author()?.id()?.get();
    Ok(ids ^ message.content()?.len() as u64 ^ message.timestamp()?.unix_micros() as u64)
}

fn five_fields_view(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::MessageCreate(message) = state.decoder.decode(frame)? else { return Ok(0) };
    let guild_id = message.guild_id()?.map_or(0, |id| id.get());
    let ids = message.id()?.get() ^ message.channel_id()?.get() ^ guild_id ^ message.author()?.id()?.get();
    Ok(ids ^ message.content()?.len() as u64)
}

#[derive(Project)]
struct MessageRow<'a> {
    id: Snowflake,
    channel_id: Snowflake,
    guild_id: Option<Snowflake>,
    #[project(path = "author.id")]
    author_id: Snowflake,
    content: &'a str,
}

fn five_fields_derive(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let row: MessageRow<'_> = state.decoder.project(frame)?;
    let guild_id = row.guild_id.map_or(0, Snowflake::get);
    let ids = row.id.get() ^ row.channel_id.get() ^ guild_id ^ row.author_id.get();
    Ok(ids ^ row.content.len() as u64)
}

fn five_fields_projection(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let row = state.decoder.project_with(&state.projection, frame)?;
    let id = |index| row.field::<Snowflake>(index).map(Snowflake::get);
    let guild_id = row.field::<Option<Snowflake>>(2)?.map_or(0, Snowflake::get);
    let content: &str = row.field(4)?;
    Ok(id(0)? ^ id(1)? ^ guild_id ^ id(3)? ^ content.len() as u64)
}

fn presence_view(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::PresenceUpdate(presence) = state.decoder.decode(frame)? else { return Ok(0) };
    let guild_id = presence.guild_id()?.map_or(0, |id| id.get());
    Ok(presence.user()?.id()?.get() ^ guild_id ^ presence.status()?.as_str().len() as u64)
}

#[derive(Project)]
struct PresenceRow<'a> {
    #[project(path = "user.id")]
    user_id: Snowflake,
    guild_id: Option<Snowflake>,
    status: &'a str,
}

fn presence_derive(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let row: PresenceRow<'_> = state.decoder.project(frame)?;
    let guild_id = row.guild_id.map_or(0, Snowflake::get);
    Ok(row.user_id.get() ^ guild_id ^ row.status.len() as u64)
}

fn guild_head_view(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::GuildCreate(guild) = state.decoder.decode(frame)? else { return Ok(0) };
    Ok(guild.id()?.get() ^ guild.member_count()?)
}

fn guild_walk_view(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::GuildCreate(guild) = state.decoder.decode(frame)? else { return Ok(0) };
    let mut sum = 0u64;
    for member in guild.members()? {
        let member = member?;
        let user_id = member.user()?.map(|user| user.id()).transpose()?.map_or(0, |id| id.get());
        sum = sum.wrapping_add(user_id).wrapping_add(member.roles()?.count()? as u64);
    }
    for channel in guild.channels()? {
        let channel = channel?;
        let name = channel.name()?.into_option().unwrap_or_default();
        sum = sum.wrapping_add(channel.id()?.get()).wrapping_add(name.len() as u64);
    }
    Ok(sum)
}

#[derive(Project)]
struct GuildRow<'a> {
    members: List<'a, MemberRow<'a>>,
    channels: List<'a, ChannelRow<'a>>,
}

#[derive(Project)]
struct MemberRow<'a> {
    #[project(path = "user.id")]
    user_id: Option<Snowflake>,
    roles: List<'a, RawValue<'a>>,
    joined_at: Option<Timestamp>,
}

#[derive(Project)]
struct ChannelRow<'a> {
    id: Snowflake,
    name: Option<&'a str>,
}

fn guild_walk_derive(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let guild: GuildRow<'_> = state.decoder.project(frame)?;
    let mut sum = 0u64;
    for member in guild.members {
        let member = member?;
        let joined_at = member.joined_at.map_or(0, Timestamp::unix_seconds) as u64;
        let user_id = member.user_id.map_or(0, Snowflake::get);
        sum = sum.wrapping_add(user_id).wrapping_add(member.roles.count()? as u64).wrapping_add(joined_at);
    }
    for channel in guild.channels {
        let channel = channel?;
        sum = sum.wrapping_add(channel.id.get()).wrapping_add(channel.name.unwrap_or_default().len() as u64);
    }
    Ok(sum)
}

fn owned_message(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::MessageCreate(view) = state.decoder.decode(frame)? else { return Ok(0) };
    let message = view.to_owned()?.message;
    Ok(message.id.get() ^ message.author.id.get() ^ message.content.len() as u64)
}

fn owned_presence(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::PresenceUpdate(view) = state.decoder.decode(frame)? else { return Ok(0) };
    let presence = view.to_owned()?;
    Ok(presence.user.id.get()
        ^ presence.activities.iter().map(|activity| activity.name.len() as u64).sum::<u64>())
}

fn owned_guild(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    let Event::GuildCreate(view) = state.decoder.decode(frame)? else { return Ok(0) };
    let guild = view.to_owned()?;
    Ok(guild.guild.id.get() ^ guild.members.iter().map(|member| member.roles.len() as u64).sum::<u64>())
}

fn strict(frame: &[u8], state: &mut State) -> Result<u64, Error> {
    zerocord::validate_with(frame, state.decoder.backend())?;
    Ok(1)
}
