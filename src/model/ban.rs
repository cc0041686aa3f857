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

/// Gives access to the fields of the user.
impl Deref for GuildBanAdd {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}

/// The object alone, without what the event adds.
impl From<GuildBanAdd> for User {
    fn from(event: GuildBanAdd) -> User {
        event.user
    }
}

/// Gives access to the fields of the user.
impl Deref for GuildBanRemove {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}

/// The object alone, without what the event adds.
impl From<GuildBanRemove> for User {
    fn from(event: GuildBanRemove) -> User {
        event.user
    }
}
