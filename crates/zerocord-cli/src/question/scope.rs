//! Reads the id of the guild, the channel or the user that a frame is about.

use zerocord::view::Projection;
use zerocord::{Arena, Envelope, EventName, RawValue};

/// The type of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Scope {
    /// `guild_id` or `guild.id`; for GUILD_CREATE, _UPDATE and _DELETE also `id`
    Guild,
    /// `channel_id` or `channel.id`; for events that are a channel or thread also `id`
    Channel,
    /// `user_id`, `user.id`, `author.id` or `member.user.id`; for USER_UPDATE also `id`
    User,
}

impl Scope {
    /// The paths of the id in a payload, for any event.
    pub fn paths(self) -> &'static [&'static str] {
        match self {
            Scope::Guild => &["guild_id", "guild.id"],
            Scope::Channel => &["channel_id", "channel.id"],
            Scope::User => &["user_id", "user.id", "author.id", "member.user.id"],
        }
    }

    /// Whether the payload of this event is the object itself, so that its `id` is the id.
    pub fn is_payload_of(self, name: EventName<'_>) -> bool {
        match self {
            Scope::Guild => name.payload_is_guild(),
            Scope::Channel => name.payload_is_channel(),
            Scope::User => name.payload_is_user(),
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Guild => "guild",
            Scope::Channel => "channel",
            Scope::User => "user",
        }
    }
}

/// Reads the id that a frame is about.
#[derive(Debug)]
pub struct ScopeReader {
    scope: Scope,
    /// The path in most frames, tried first so that the walk can end there. `others` has the remaining paths.
    first: Projection,
    others: Projection,
    own: Projection,
}

impl ScopeReader {
    /// Creates a reader. Never returns `None`, because the paths are constants of this module.
    pub fn new(scope: Scope) -> Option<ScopeReader> {
        let (first, others) = scope.paths().split_at(1);
        Some(ScopeReader {
            scope,
            first: Projection::new(first).ok()?,
            others: Projection::new(others).ok()?,
            own: Projection::new(["id"]).ok()?,
        })
    }

    /// The first id found in the order of [`Scope::paths`]; `None` if there is none that can be read.
    #[inline]
    pub fn read(&self, envelope: Envelope<'_>, name: EventName<'_>, arena: &Arena) -> Option<u64> {
        let payload = envelope.payload();
        if self.scope.is_payload_of(name) {
            return id_of(&self.own, payload, arena);
        }
        id_of(&self.first, payload, arena).or_else(|| id_of(&self.others, payload, arena))
    }
}

fn id_of(projection: &Projection, payload: RawValue<'_>, arena: &Arena) -> Option<u64> {
    let row = projection.project(payload, arena).ok()?;
    (0..projection.len()).find_map(|index| row.value(index).ok()??.quoted_u64().ok())
}
