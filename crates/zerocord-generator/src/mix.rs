//! How often each event occurs, for four kinds of traffic of a shard.

use std::fmt;
use std::str::FromStr;

/// The main content of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mix {
    /// 93 % PRESENCE_UPDATE, 3 % MESSAGE_CREATE, 4 % everything else: a bot that requested presences.
    PresenceHeavy,
    /// 43 % MESSAGE_CREATE, then typing, reactions, edits and voice: a bot without presences.
    Quiet,
    /// 90 % GUILD_MEMBER_UPDATE: a profile is edited, and every shared guild sends the event.
    Storm,
    /// HELLO, READY, then GUILD_CREATE of 4 KB to 5 MB with member chunks and some small events between.
    Startup,
}

/// A mix with an unknown name was requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownMix;

impl Mix {
    /// Every mix.
    pub const ALL: [Self; 4] = [Self::PresenceHeavy, Self::Quiet, Self::Storm, Self::Startup];

    /// The name, as parsed by [`FromStr`] and printed by [`fmt::Display`].
    pub fn name(self) -> &'static str {
        match self {
            Self::PresenceHeavy => "presence",
            Self::Quiet => "quiet",
            Self::Storm => "storm",
            Self::Startup => "startup",
        }
    }

    /// The share of each kind, in parts of 10,000.
    pub(crate) fn shares(self) -> &'static [(u16, FrameKind)] {
        match self {
            Self::PresenceHeavy => PRESENCE_HEAVY,
            Self::Quiet => QUIET,
            Self::Storm => STORM,
            Self::Startup => STARTUP,
        }
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Mix {
    type Err = UnknownMix;

    fn from_str(name: &str) -> Result<Self, UnknownMix> {
        Self::ALL.into_iter().find(|mix| mix.name() == name).ok_or(UnknownMix)
    }
}

impl fmt::Display for UnknownMix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected one of presence, quiet, storm, startup")
    }
}

impl std::error::Error for UnknownMix {}

/// A kind of frame that the generator writes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FrameKind {
    PresenceUpdate,
    MessageCreate,
    MessageUpdate,
    MessageDelete,
    MessageDeleteBulk,
    TypingStart,
    ReactionAdd,
    ReactionRemove,
    VoiceStateUpdate,
    MemberUpdate,
    MemberAdd,
    MemberRemove,
    MembersChunk,
    GuildCreate,
    InteractionCreate,
    HeartbeatAck,
    /// One of the rarer events, generated from the schema.
    Rare,
}

/// The rarer events; earlier ones are more frequent.
pub(crate) const RARE: &[&str] = &[
    "GUILD_AUDIT_LOG_ENTRY_CREATE",
    "THREAD_CREATE",
    "THREAD_UPDATE",
    "CHANNEL_UPDATE",
    "GUILD_ROLE_UPDATE",
    "INVITE_CREATE",
    "THREAD_MEMBERS_UPDATE",
    "VOICE_CHANNEL_STATUS_UPDATE",
    "CHANNEL_PINS_UPDATE",
    "GUILD_BAN_ADD",
    "GUILD_UPDATE",
    "GUILD_EMOJIS_UPDATE",
    "MESSAGE_REACTION_REMOVE_ALL",
    "MESSAGE_POLL_VOTE_ADD",
    "GUILD_SCHEDULED_EVENT_USER_ADD",
    "THREAD_LIST_SYNC",
    "AUTO_MODERATION_ACTION_EXECUTION",
    "GUILD_ROLE_CREATE",
    "CHANNEL_CREATE",
    "INVITE_DELETE",
    "WEBHOOKS_UPDATE",
    "STAGE_INSTANCE_CREATE",
    "GUILD_SCHEDULED_EVENT_CREATE",
    "VOICE_SERVER_UPDATE",
    "INTEGRATION_UPDATE",
    "THREAD_DELETE",
    "GUILD_DELETE",
    "ENTITLEMENT_CREATE",
    "VOICE_CHANNEL_EFFECT_SEND",
];

const PRESENCE_HEAVY: &[(u16, FrameKind)] = &[
    (9300, FrameKind::PresenceUpdate),
    (300, FrameKind::MessageCreate),
    (110, FrameKind::TypingStart),
    (70, FrameKind::VoiceStateUpdate),
    (50, FrameKind::ReactionAdd),
    (40, FrameKind::MemberUpdate),
    (35, FrameKind::MessageUpdate),
    (20, FrameKind::MessageDelete),
    (15, FrameKind::MemberAdd),
    (12, FrameKind::MemberRemove),
    (10, FrameKind::ReactionRemove),
    (6, FrameKind::HeartbeatAck),
    (2, FrameKind::MessageDeleteBulk),
    (12, FrameKind::InteractionCreate),
    (18, FrameKind::Rare),
];

const QUIET: &[(u16, FrameKind)] = &[
    (4300, FrameKind::MessageCreate),
    (1500, FrameKind::TypingStart),
    (1050, FrameKind::ReactionAdd),
    (1000, FrameKind::VoiceStateUpdate),
    (700, FrameKind::MessageUpdate),
    (400, FrameKind::MessageDelete),
    (320, FrameKind::MemberUpdate),
    (150, FrameKind::ReactionRemove),
    (120, FrameKind::MemberAdd),
    (110, FrameKind::MemberRemove),
    (20, FrameKind::MessageDeleteBulk),
    (30, FrameKind::HeartbeatAck),
    (120, FrameKind::InteractionCreate),
    (180, FrameKind::Rare),
];

const STORM: &[(u16, FrameKind)] = &[
    (9000, FrameKind::MemberUpdate),
    (350, FrameKind::MessageCreate),
    (200, FrameKind::TypingStart),
    (150, FrameKind::VoiceStateUpdate),
    (150, FrameKind::ReactionAdd),
    (60, FrameKind::MessageUpdate),
    (30, FrameKind::MessageDelete),
    (20, FrameKind::MemberAdd),
    (10, FrameKind::HeartbeatAck),
    (10, FrameKind::InteractionCreate),
    (20, FrameKind::Rare),
];

const STARTUP: &[(u16, FrameKind)] = &[
    (6500, FrameKind::GuildCreate),
    (300, FrameKind::MembersChunk),
    (1500, FrameKind::PresenceUpdate),
    (700, FrameKind::MessageCreate),
    (400, FrameKind::TypingStart),
    (250, FrameKind::VoiceStateUpdate),
    (150, FrameKind::MemberUpdate),
    (100, FrameKind::ReactionAdd),
    (20, FrameKind::HeartbeatAck),
    (20, FrameKind::InteractionCreate),
    (60, FrameKind::Rare),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        for mix in Mix::ALL {
            let sum: u32 = mix.shares().iter().map(|&(share, _)| u32::from(share)).sum();
            assert_eq!(sum, 10_000, "{mix}");
        }
    }

    #[test]
    fn names_parse_to_their_mix() {
        for mix in Mix::ALL {
            assert_eq!(mix.to_string().parse(), Ok(mix));
        }
        assert_eq!("busy".parse::<Mix>(), Err(UnknownMix));
    }
}
