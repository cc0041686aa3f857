//! Activities that run in channels.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::activity::Activity;
use super::application::Application;
use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::member::GuildMember;
use super::open_enum::open_text_enum;
use super::user::User;

/// The payload of `EMBEDDED_ACTIVITY_UPDATE`, which is no longer sent.
///
/// Undocumented.
///
/// Source: observed frames, and the lists of other libraries.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbeddedActivityUpdate {
    /// The users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<Id<User>>>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The activity that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded_activity: Option<Box<Activity>>,
    /// The channel that this happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The participants, in a later format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connections: Option<Vec<Value>>,
}

/// An activity that runs in a channel: the payload of `EMBEDDED_ACTIVITY_UPDATE_V2`.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Application Resource", section "Embedded Activity Instance Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbeddedActivityInstance {
    /// The application that this belongs to.
    pub application_id: Id<Application>,
    /// The instance's identifier together with that of its launch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composite_instance_id: Option<String>,
    /// The instance of the activity.
    pub instance_id: String,
    /// The launch of the activity.
    pub launch_id: Snowflake,
    /// Where it is.
    pub location: EmbeddedActivityLocation,
    /// The participants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participants: Option<Vec<EmbeddedActivityParticipant>>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<Id<User>>>,
}

/// Where an activity runs.
///
/// Source: Discord, "Application Resource", section "Activity Location Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbeddedActivityLocation {
    /// The id of the location, such as `gc-<guild>-<channel>` or `pc-<channel>`.
    pub id: String,
    /// The kind of location.
    pub kind: EmbeddedActivityLocationKind,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_id: Field<Id<Guild>>,
}

/// A user who takes part in an activity.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Application Resource", section "Embedded Activity Participant
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbeddedActivityParticipant {
    /// The user.
    pub user_id: Id<User>,
    /// The member, if it happened in a guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
    /// The session.
    pub session_id: String,
    /// The client's own id for the participant.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nonce: Field<String>,
}

open_text_enum! {
    /// Where an activity runs.
    pub enum EmbeddedActivityLocationKind {
        /// In a channel of a guild.
        GuildChannel = "gc",
        /// In a direct message.
        PrivateChannel = "pc",
        /// In a party.
        Party = "party",
    }
}
