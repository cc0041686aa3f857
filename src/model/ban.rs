//! Bans.

use std::ops::Deref;

use serde::Serialize;
use zerocord_derive::View;

use super::guild::Guild;
use super::id::Id;
use super::user::User;

/// The payload of `GUILD_BAN_ADD`: a user was banned.
///
/// Source: Discord, "Gateway Events", section "Guild Ban Add Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct GuildBanAdd {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    #[view(through)]
    pub user: User,
    /// Of how many seconds the user's messages were deleted. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_message_secs: Option<u64>,
}

/// The payload of `GUILD_BAN_REMOVE`: a user's ban was lifted.
///
/// Source: Discord, "Gateway Events", section "Guild Ban Remove Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct GuildBanRemove {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    #[view(through)]
    pub user: User,
}

/// The fields of the user are read through to it.
impl Deref for GuildBanAdd {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}

/// The fields of the user are read through to it.
impl Deref for GuildBanRemove {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}
