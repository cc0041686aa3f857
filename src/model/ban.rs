//! Bans.

use serde::Serialize;
use zerocord_derive::View;

use super::guild::Guild;
use super::id::Id;
use super::user::User;
use super::wraps::wraps;

/// The payload of `GUILD_BAN_ADD`: a user was banned.
///
/// Source: Discord, "Gateway Events", section "Guild Ban Add Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildBanAdd {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    #[view(through)]
    pub user: User,
    /// The time span of the user's deleted messages, in seconds. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_message_secs: Option<u64>,
}

/// The payload of `GUILD_BAN_REMOVE`: a user's ban was lifted.
///
/// Source: Discord, "Gateway Events", section "Guild Ban Remove Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildBanRemove {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    #[view(through)]
    pub user: User,
}

wraps!(GuildBanAdd => user: User);
wraps!(GuildBanRemove => user: User);
