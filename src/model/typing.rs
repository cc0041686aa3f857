//! Typing.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::guild::Guild;
use super::id::Id;
use super::member::GuildMember;
use super::timestamp::UnixSeconds;
use super::user::User;

/// The payload of `TYPING_START`: a user began to type.
///
/// Source: Discord, "Gateway Events", section "Typing Start Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct TypingStart {
    /// The channel in which the user types.
    pub channel_id: Id<Channel>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Typing.
    pub user_id: Id<User>,
    /// When the user began to type, in seconds.
    pub timestamp: UnixSeconds,
    /// The member, in guilds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
}
