//! The payloads of `GUILD_CREATE` and `GUILD_DELETE`.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use zerocord_derive::View;

use super::channel::Channel;
use super::embedded_activity::EmbeddedActivityInstance;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::member::GuildMember;
use super::presence::PresenceUpdate;
use super::scheduled_event::GuildScheduledEvent;
use super::soundboard::SoundboardSound;
use super::stage::StageInstance;
use super::timestamp::Timestamp;
use super::twin::twin_methods;
use super::voice::PartialVoiceState;
use super::wraps::wraps;
use crate::json::error::Error;
use crate::view::DeserializeModel;

/// A guild with all its content: the payload of `GUILD_CREATE` if the guild is available.
///
/// In an outage the payload is a stub, `{"id":"…","unavailable":true}`. This model does not accept it, because all its
/// fields would have to be optional. [`GuildAvailability`] reads both, and so does the view:
/// [`GuildCreateRef::availability`].
///
/// Source: Discord, "Gateway Events", section "Guild Create Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildCreate {
    /// The guild, flattened: its keys are in the same object as those below.
    #[serde(flatten)]
    pub guild: Guild,
    /// When the bot joined the guild.
    pub joined_at: Timestamp,
    /// Whether the guild counts as large.
    pub large: bool,
    /// False if the guild became available, absent if the bot has just joined it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<bool>,
    /// How many members the guild has.
    pub member_count: u64,
    /// The voice states; without guild.
    pub voice_states: Vec<PartialVoiceState>,
    /// The members. Without the intent for presences, and in guilds above the large threshold, only the bot and members
    /// in voice channels.
    pub members: Vec<GuildMember>,
    /// The channels; without guild.
    pub channels: Vec<Channel>,
    /// The active threads that the bot can see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threads: Option<Vec<Channel>>,
    /// The presences; without guild, and with only the user's identifier.
    pub presences: Vec<PresenceUpdate>,
    /// The active stages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_instances: Option<Vec<StageInstance>>,
    /// The scheduled events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_events: Option<Vec<GuildScheduledEvent>>,
    /// The sounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soundboard_sounds: Option<Vec<SoundboardSound>>,
    /// Whether the guild is loaded late. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lazy: Option<bool>,
    /// Always empty since 2024. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded_activities: Option<Vec<Value>>,
    /// The activities that run in the guild. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_instances: Option<Vec<EmbeddedActivityInstance>>,
    /// How many commands the guild has, by the number of the command's type. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_command_counts: Option<BTreeMap<String, u64>>,
    /// Hashes of the guild's parts. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_hashes: Field<Value>,
    /// Whether the guild is restricted in some countries. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geo_restricted: Option<bool>,
    /// Whether the payload is complete; for user accounts. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_mode: Option<String>,
    /// The fields of the guild without its lists; for user accounts. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub properties: Field<Value>,
}

/// A guild for which only the identifier is guaranteed: the payload of `GUILD_DELETE`, and the stubs of `READY`.
///
/// Source: Discord, "Guild Resource", section "Unavailable Guild Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct UnavailableGuild {
    /// The guild.
    pub id: Id<Guild>,
    /// Whether the guild is unavailable because of an outage. In `GUILD_DELETE`, absent means that the
    /// bot left or was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<bool>,
    /// Whether the guild is unavailable in the user's country. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geo_restricted: Option<bool>,
    /// The name. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The guild's icon. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon: Field<ImageHash>,
}

twin_methods! { GuildCreate, GuildCreateRef:
    /// Whether the bot has just joined the guild: the key `unavailable` is absent.
    fn joined(unavailable) -> bool { unavailable.is_none() }

    /// Whether the guild became available, at the start of a session or after an outage.
    fn became_available(unavailable) -> bool { unavailable == Some(false) }
}

wraps!(GuildCreate => guild: Guild);

twin_methods! { UnavailableGuild, UnavailableGuildRef:
    /// In the payload of `GUILD_DELETE`: whether the bot left, was removed or the guild was deleted.
    fn left(unavailable) -> bool { unavailable.is_none() }

    /// In the payload of `GUILD_DELETE`: whether the guild became unavailable because of an outage.
    fn became_unavailable(unavailable) -> bool { unavailable == Some(true) }

    /// The URL of the guild's icon; `None` if it has none, or if the key is absent.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.into_option().map(|hash| hash.guild_icon_url(id)) }
}

/// The payload of `GUILD_CREATE`: a guild with all its content or, in an outage, a stub.
///
/// Distinguished by `unavailable`, which is true only in a stub.
///
/// Source: Discord, "Gateway Events", section "Guild Create".
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum GuildAvailability {
    /// The guild is available.
    Available(Box<GuildCreate>),
    /// The guild is unavailable because of an outage.
    Unavailable(UnavailableGuild),
}

impl GuildAvailability {
    /// The guild's identifier.
    pub fn id(&self) -> Id<Guild> {
        match self {
            GuildAvailability::Available(guild) => guild.id,
            GuildAvailability::Unavailable(guild) => guild.id,
        }
    }

    /// The guild, if it is available.
    pub fn available(&self) -> Option<&GuildCreate> {
        match self {
            GuildAvailability::Available(guild) => Some(guild),
            GuildAvailability::Unavailable(_) => None,
        }
    }

    /// Whether the bot has just joined the guild.
    pub fn joined(&self) -> bool {
        self.available().is_some_and(GuildCreate::joined)
    }

    /// Whether the guild became available, at the start of a session or after an outage.
    pub fn became_available(&self) -> bool {
        self.available().is_some_and(GuildCreate::became_available)
    }
}

impl<'de> Deserialize<'de> for GuildAvailability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize_model(deserializer)?;
        let is_stub = value.get("unavailable") == Some(&Value::Bool(true));
        if is_stub {
            UnavailableGuild::deserialize(&value).map(GuildAvailability::Unavailable)
        } else {
            Box::deserialize(&value).map(GuildAvailability::Available)
        }
        .map_err(D::Error::custom)
    }
}

impl GuildCreateRef<'_> {
    /// The owned guild or, in an outage, the stub; `to_owned` only reads the guild.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub fn availability(&self) -> Result<GuildAvailability, Error> {
        if self.unavailable()? == Some(true) {
            self.as_raw().deserialize().map(GuildAvailability::Unavailable)
        } else {
            self.to_owned().map(Box::new).map(GuildAvailability::Available)
        }
    }
}
