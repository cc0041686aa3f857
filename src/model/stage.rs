//! Stages.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::open_enum::open_enum;
use super::scheduled_event::GuildScheduledEvent;

/// An active stage.
///
/// Source: Discord, "Stage Instance Resource", section "Stage Instance Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct StageInstance {
    /// The identifier.
    pub id: Id<StageInstance>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The stage channel.
    pub channel_id: Id<Channel>,
    /// The topic, 1 to 120 characters.
    pub topic: String,
    /// Who can see it.
    pub privacy_level: StagePrivacyLevel,
    /// Whether the stage is excluded from the server directory; no longer in use.
    pub discoverable_disabled: bool,
    /// The scheduled event.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_scheduled_event_id: Field<Id<GuildScheduledEvent>>,
    /// The code of the invite to the stage. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub invite_code: Field<String>,
}

open_enum! {
    /// Who can see a stage.
    pub enum StagePrivacyLevel {
        /// Everybody; no longer in use.
        Public = 1,
        /// The members of the guild.
        GuildOnly = 2,
    }
}
