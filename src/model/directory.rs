//! Directories: what student hubs list.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::open_enum::open_enum;
use super::partial_guild::PartialGuild;
use super::scheduled_event::GuildScheduledEvent;
use super::timestamp::Timestamp;
use super::user::User;

/// A guild or event that is listed in a student hub.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Directory Entry Resource", section "Directory Entry Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct DirectoryEntry {
    /// The type.
    #[serde(rename = "type")]
    pub kind: DirectoryEntryType,
    /// The directory channel that lists it.
    pub directory_channel_id: Id<Channel>,
    /// The guild or event that is listed.
    pub entity_id: Snowflake,
    /// When it was created.
    pub created_at: Timestamp,
    /// The category that it is listed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_category_id: Option<DirectoryCategory>,
    /// The description of the entry.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// Who created the entry.
    pub author_id: Id<User>,
    /// The guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// The scheduled event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_event: Option<Box<GuildScheduledEvent>>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
}

open_enum! {
    /// The type of an entry in a student hub.
    ///
    /// Undocumented.
    pub enum DirectoryEntryType {
        /// A guild.
        Guild = 0,
        /// A scheduled event.
        GuildScheduledEvent = 1,
    }
}

open_enum! {
    /// The category of an entry in a student hub.
    ///
    /// Undocumented.
    pub enum DirectoryCategory {
        /// No category.
        Uncategorized = 0,
        /// Clubs.
        SchoolClub = 1,
        /// Classes.
        Class = 2,
        /// Studying together.
        StudySocial = 3,
        /// Subjects. No longer in use.
        SubjectMajor = 4,
        /// Other things.
        Misc = 5,
    }
}
