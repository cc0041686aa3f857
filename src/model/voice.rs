//! Voice: who is in which channel, and on which server.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::emoji::Emoji;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::member::GuildMember;
use super::open_enum::open_enum;
use super::soundboard::SoundboardSound;
use super::timestamp::{Timestamp, UnixSeconds};
use super::twin::{names_itself, twin_methods};
use super::user::User;

/// The voice channel of a user, and whether they are muted or deafened: the payload of `VOICE_STATE_UPDATE`.
///
/// Source: Discord, "Voice Resource", section "Voice State Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct VoiceState {
    /// The guild; absent inside `GUILD_CREATE`, null in private calls.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_id: Field<Id<Guild>>,
    /// The channel the user is in; null when the user left voice.
    pub channel_id: Option<Id<Channel>>,
    /// The user.
    pub user_id: Id<User>,
    /// The member, in guilds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
    /// The session of the voice connection, a string.
    pub session_id: String,
    /// Whether the user is deafened by the guild.
    pub deaf: bool,
    /// Whether the user is muted by the guild.
    pub mute: bool,
    /// Whether the user has deafened themselves.
    pub self_deaf: bool,
    /// Whether the user has muted themselves.
    pub self_mute: bool,
    /// Whether the user streams; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_stream: Option<bool>,
    /// Whether the user's camera is on. Absent in old frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_video: Option<bool>,
    /// Whether the user may not speak, as in the audience of a stage.
    pub suppress: bool,
    /// When the user asked to speak on the stage. Absent before 2021.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub request_to_speak_timestamp: Field<Timestamp>,
    /// When the user connected. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<UnixSeconds>,
    /// The lobby of a game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobby_id: Option<Snowflake>,
    /// Whether the stream can be found by others. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discoverable: Option<bool>,
    /// How loud the user is. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_volume: Option<f64>,
}

/// A voice state without the guild, as in `GUILD_CREATE`.
///
/// Source: Discord, "Gateway Events", section "Guild Create Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PartialVoiceState {
    /// The channel the user is in.
    pub channel_id: Option<Id<Channel>>,
    /// The user.
    pub user_id: Id<User>,
    /// The member, if it happened in a guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
    /// The session of the voice connection, a string.
    pub session_id: String,
    /// Whether the user is deafened by the guild.
    pub deaf: bool,
    /// Whether the user is muted by the guild.
    pub mute: bool,
    /// Whether the user has deafened themselves.
    pub self_deaf: bool,
    /// Whether the user has muted themselves.
    pub self_mute: bool,
    /// Whether the user streams; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_stream: Option<bool>,
    /// Whether the user's camera is on. Absent in old frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_video: Option<bool>,
    /// Whether the user may not speak, as in the audience of a stage.
    pub suppress: bool,
    /// When the user asked to speak on the stage. Absent before 2021.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub request_to_speak_timestamp: Field<Timestamp>,
    /// When the user connected. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<UnixSeconds>,
    /// The lobby of a game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobby_id: Option<Snowflake>,
    /// Whether the stream can be found by others. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discoverable: Option<bool>,
    /// How loud the user is. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_volume: Option<f64>,
}

/// The payload of `VOICE_SERVER_UPDATE`: the server for a guild's voice.
///
/// Source: Discord, "Gateway Events", section "Voice Server Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct VoiceServerUpdate {
    /// The token for the voice connection.
    pub token: String,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_id: Field<Id<Guild>>,
    /// The server's host and port, without a scheme; null if the server is gone and another will be assigned.
    pub endpoint: Option<String>,
    /// The private channel of the call. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
}

/// The payload of `VOICE_CHANNEL_EFFECT_SEND`: someone sent an emoji or played a sound in the bot's
/// voice channel.
///
/// Source: Discord, "Gateway Events", section "Voice Channel Effect Send Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct VoiceChannelEffectSend {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    pub user_id: Id<User>,
    /// The emoji that was sent.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub emoji: Field<Box<Emoji>>,
    /// Who may use the animation.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub animation_type: Field<VoiceEffectAnimationType>,
    /// Which animation is played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub animation_id: Option<i64>,
    /// The sound, for an effect with one. Default sounds have small numbers and are sent as integers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound_id: Option<Id<SoundboardSound>>,
    /// How loud the sound is, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound_volume: Option<f64>,
}

twin_methods! { VoiceState, VoiceStateRef:
    /// Whether the user is in a channel: true for joins, moves and changes, false for leaving.
    fn joined(channel_id) -> bool { channel_id.is_some() }
}

names_itself! { VoiceState, VoiceStateRef:
    /// The voice state itself, as the payload of `VOICE_STATE_UPDATE`.
    state
}

open_enum! {
    /// Who may use an animation.
    pub enum VoiceEffectAnimationType {
        /// Those with a premium account.
        Premium = 0,
        /// Everybody.
        Basic = 1,
    }
}
