//! The guild, the channel and the user that a frame is about.

use memchr::memmem::Finder;
use zerocord::{Envelope, Error, EventName, RawValue, ValueKind};

use crate::paths::{Found, Paths};

/// Reads an id.
pub fn parse_id(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "an id is digits, such as 175928847299117063".to_owned())
}

/// What an id is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Guild,
    Channel,
    User,
}

impl Scope {
    /// Where the id stands in a payload, whatever the event.
    fn paths(self) -> &'static [&'static str] {
        match self {
            Scope::Guild => &["guild_id", "guild.id"],
            Scope::Channel => &["channel_id", "channel.id"],
            Scope::User => &["user_id", "user.id", "author.id", "member.user.id"],
        }
    }

    /// Whether the payload of this event is the thing itself, so that its `id` is the id.
    fn is_payload_of(self, name: EventName<'_>) -> bool {
        match self {
            Scope::Guild => {
                matches!(name, EventName::GuildCreate | EventName::GuildUpdate | EventName::GuildDelete)
            }
            Scope::Channel => matches!(
                name,
                EventName::ChannelCreate
                    | EventName::ChannelUpdate
                    | EventName::ChannelDelete
                    | EventName::ThreadCreate
                    | EventName::ThreadUpdate
                    | EventName::ThreadDelete
                    | EventName::ThreadMemberUpdate
                    | EventName::ThreadMembersUpdate
                    | EventName::VoiceChannelStatusUpdate
            ),
            Scope::User => matches!(name, EventName::UserUpdate),
        }
    }
}

/// Ids, one of which a frame must be about.
#[derive(Debug)]
pub struct Ids {
    scope: Scope,
    ids: Vec<u64>,
    /// Their digits.
    finders: Vec<Finder<'static>>,
    /// How the digits of an id begin where they are spelled with escapes.
    escaped_digit: Finder<'static>,
    paths: Paths,
    path_count: usize,
}

impl Ids {
    /// `None` where no ids are asked for.
    pub fn new(scope: Scope, ids: &[u64]) -> Option<Ids> {
        let mut paths = scope.paths().to_vec();
        paths.push("id");
        let finders = ids.iter().map(|id| Finder::new(id.to_string().as_bytes()).into_owned()).collect();
        Some(Ids {
            scope,
            ids: ids.to_vec(),
            finders,
            escaped_digit: Finder::new(br"\u003"),
            path_count: paths.len(),
            paths: Paths::new(&paths).ok().filter(|_| !ids.is_empty())?,
        })
    }

    /// Whether the frame may be about one of the ids: false only where it surely is not.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        self.finders.iter().any(|finder| finder.find(frame).is_some())
            || self.escaped_digit.find(frame).is_some()
    }

    /// Whether the frame is about one of the ids.
    ///
    /// # Errors
    /// Where the payload, or an object on the way to an id, is broken.
    pub fn matches(&self, envelope: Envelope<'_>) -> Result<bool, Error> {
        let payload = envelope.payload();
        if payload.kind()? != ValueKind::Object {
            return Ok(false);
        }
        let row = self.paths.find(payload)?;
        let counts_own_id = envelope.event_name()?.is_some_and(|name| self.scope.is_payload_of(name));
        for index in 0..self.path_count - usize::from(!counts_own_id) {
            if let Found::Value(value) = row.get(index)?
                && self.is_one(value)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_one(&self, value: RawValue<'_>) -> Result<bool, Error> {
        match value.kind()? {
            // What is no snowflake is none of the ids.
            ValueKind::Text | ValueKind::Number => {
                Ok(value.quoted_u64().is_ok_and(|id| self.ids.contains(&id)))
            }
            _ => Ok(false),
        }
    }
}
