//! Channel events whose payload is not a whole channel.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::timestamp::{Timestamp, UnixSeconds};
use super::user::User;

/// The payload of `CHANNEL_INFO`: the answer to opcode 43.
///
/// Source: Discord, "Gateway Events", section "Channel Info Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelInfo {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The channels for which there is information.
    pub channels: Vec<ChannelInfoChannel>,
}

/// The information about one channel.
///
/// Source: Discord, "Gateway Events", section "Channel Info Channel Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelInfoChannel {
    /// The channel.
    pub id: Id<Channel>,
    /// The text under the name of a voice channel, at most 500 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub status: Field<String>,
    /// When the voice session began, in seconds; null if nobody is connected.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub voice_start_time: Field<UnixSeconds>,
}

/// The payload of `VOICE_CHANNEL_STATUS_UPDATE`: the text under a voice channel's name changed.
///
/// Source: Discord, "Gateway Events", section "Voice Channel Status Update".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct VoiceChannelStatusUpdate {
    /// The channel.
    pub id: Id<Channel>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The text under the name of the voice channel, at most 500 characters; null if there is none.
    pub status: Option<String>,
}

/// The payload of `VOICE_CHANNEL_START_TIME_UPDATE`: a voice session began or ended.
///
/// Source: Discord, "Gateway Events", section "Voice Channel Start Time Update".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct VoiceChannelStartTimeUpdate {
    /// The channel.
    pub id: Id<Channel>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// When the voice session began, in seconds; null if nobody is connected.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub voice_start_time: Field<UnixSeconds>,
}

/// The payload of `CHANNEL_PINS_UPDATE`: a message was pinned or unpinned.
///
/// Not sent when a pinned message is deleted.
///
/// Source: Discord, "Gateway Events", section "Channel Pins Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelPinsUpdate {
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The channel whose pins changed.
    pub channel_id: Id<Channel>,
    /// When a message was last pinned.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub last_pin_timestamp: Field<Timestamp>,
}

/// The topic of a channel changed.
///
/// Undocumented.
///
/// Source: observed frames, and the lists of other libraries.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelTopicUpdate {
    /// The channel.
    pub id: Id<Channel>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The new topic.
    pub topic: Option<String>,
}

/// A user was added to a group of direct messages.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelRecipientAdd {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The user.
    pub user: User,
    /// The name of the user in the group.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
}

/// A user left a group of direct messages.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelRecipientRemove {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The user.
    pub user: User,
    /// The name of the user in the group.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
}

/// The current user has seen the pins of a channel.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelPinsAck {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The time up to which the pins have been read.
    pub timestamp: Timestamp,
    /// How often the state was changed.
    pub version: u64,
}
