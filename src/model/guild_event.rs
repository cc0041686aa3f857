//! Guild events whose payload is not a whole guild.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::timestamp::Timestamp;
use super::user::User;

/// The payload of `GUILD_APPLIED_BOOSTS_UPDATE`: a user's boost of a guild changed.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Guild Resource", section "Premium Guild Subscription Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildAppliedBoostsUpdate {
    /// The identifier.
    pub id: Snowflake,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    pub user_id: Id<User>,
    /// Whether the boost is over.
    pub ended: bool,
    /// When it ends; null means never.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub ends_at: Field<Timestamp>,
    /// When the pause of the boost ends.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub pause_ends_at: Field<Timestamp>,
    /// The user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
}

/// A payload with little more than the guild's id, as in `GUILD_APPLICATION_COMMAND_INDEX_UPDATE`.
///
/// Undocumented.
///
/// Source: observed frames, and the lists of other libraries.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildIdOnly {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// How many commands the guild has, by the number of the command's type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_command_counts: Option<BTreeMap<String, u64>>,
}

/// The games that a guild officially belongs to changed.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildOfficialGameApplicationsUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The games that the guild belongs to.
    pub game_application_ids: Vec<Id<Application>>,
}

/// A game server of a guild was created, changed or deleted.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Game Server Create/Update/Delete Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GameServerEvent {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The server.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub game_server: Field<Value>,
    /// The identifier of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub game_server_id: Option<Snowflake>,
}
