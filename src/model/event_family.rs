//! Models for several related events: the fields that all of them have are required, the rest are optional.
//!
//! The events for a created role and a deleted role have different shapes, but code that counts role changes needs one.
//! An enum with a variant per event would need hand-written accessors. These are plain models like all others, and
//! their views can read any payload of the family; `Event::guild_role` and similar methods do so. If all events of a
//! family have the same shape, like those of auto-moderation rules, no extra model is needed.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::channel::Channel;
use super::emoji::Emoji;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::integration::{
    IntegrationAccount, IntegrationApplication, IntegrationExpireBehavior, IntegrationId, IntegrationType,
};
use super::join_request::{GuildJoinRequest, GuildJoinRequestStatus};
use super::member::GuildMember;
use super::member::GuildMemberFlags;
use super::message::Message;
use super::permissions::Permissions;
use super::reaction::ReactionType;
use super::role::Role;
use super::timestamp::Timestamp;
use super::twin::twin_methods;
use super::user::{AvatarDecorationData, Collectibles, DisplayNameStyle, User};
use super::version::Version;
use super::wide_flags::WideFlags;
use super::wraps::wraps;
use crate::json::error::Error;

/// The payload of `GUILD_ROLE_CREATE`, `GUILD_ROLE_UPDATE` or `GUILD_ROLE_DELETE`.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildRoleEvent {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The role; absent in `GUILD_ROLE_DELETE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Box<Role>>,
    /// The role, in `GUILD_ROLE_DELETE` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_id: Option<Id<Role>>,
    /// When it last changed, in `GUILD_ROLE_DELETE`: 0, or milliseconds since the Unix epoch. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

/// The payload of `GUILD_BAN_ADD` or `GUILD_BAN_REMOVE`.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildBanEvent {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    #[view(through)]
    pub user: User,
    /// The time span of the user's deleted messages, in seconds; in `GUILD_BAN_ADD`. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_message_secs: Option<u64>,
}

/// The payload of `GUILD_MEMBER_ADD`, `GUILD_MEMBER_UPDATE` or `GUILD_MEMBER_REMOVE`.
///
/// `GUILD_MEMBER_REMOVE` has only the guild and the user.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildMemberEvent {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The member's roles, without `@everyone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Id<Role>>>,
    /// The user.
    pub user: User,
    /// The member's nickname in this guild, at most 32 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
    /// The member's avatar for this guild. Absent in frames before 2021.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// The member's profile banner for this guild. Absent in frames before 2024.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// When the member joined; null for guests. Absent before 2020.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub joined_at: Field<Timestamp>,
    /// When the member began to boost the guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_since: Field<Timestamp>,
    /// Whether the member is deafened in voice channels.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub deaf: Field<bool>,
    /// Whether the member is muted in voice channels.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub mute: Field<bool>,
    /// Whether the member has not yet agreed to the guild's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// The member's permissions; not sent in these events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<WideFlags<Permissions>>,
    /// When the member's time-out ends; may be in the past.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub communication_disabled_until: Field<Timestamp>,
    /// The avatar decoration.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration_data: Field<AvatarDecorationData>,
    /// The collected decorations that the user wears.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub collectibles: Field<Collectibles>,
    /// Flags. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<GuildMemberFlags>,
    /// How the name is drawn. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub display_name_styles: Field<DisplayNameStyle>,
    /// When the flag for unusual direct message activity ends. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub unusual_dm_activity_until: Field<Timestamp>,
    /// The older name of `pending`. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_pending: Option<bool>,
    /// The role under which the member is listed; in frames of 2019 to 2021. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub hoisted_role: Field<Id<Role>>,
    /// What the member wrote about themselves for this guild. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub bio: Field<String>,
}

/// The payload of `INTEGRATION_CREATE`, `INTEGRATION_UPDATE` or `INTEGRATION_DELETE`.
///
/// `INTEGRATION_DELETE` has only the two identifiers, and possibly the application's.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct IntegrationEvent {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The integration: nearly always a snowflake, but `twitch-partners` exists.
    pub id: IntegrationId,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<IntegrationType>,
    /// Whether it is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether the integration is being synchronised; absent for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syncing: Option<bool>,
    /// The role that subscribers have.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub role_id: Field<Id<Role>>,
    /// Whether the emojis of the Twitch channel are synchronised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_emoticons: Option<bool>,
    /// What happens to a subscriber whose subscription ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire_behavior: Option<IntegrationExpireBehavior>,
    /// The grace period in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire_grace_period: Option<i64>,
    /// The user who added it; documented as omitted from gateway payloads, but seen in one of 2020.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The account that is connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<IntegrationAccount>,
    /// When the integration was last synchronised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synced_at: Option<Timestamp>,
    /// How many subscribers there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriber_count: Option<u64>,
    /// Whether access was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
    /// The bot or OAuth2 application of the integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<IntegrationApplication>,
    /// The OAuth2 scopes that the application was authorised for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// The conditions for linked roles. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_connections_metadata: Option<Vec<Value>>,
    /// The bot or OAuth2 application of the integration, in `INTEGRATION_DELETE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
}

/// The payload of `GUILD_JOIN_REQUEST_CREATE`, `GUILD_JOIN_REQUEST_UPDATE` or `GUILD_JOIN_REQUEST_DELETE`.
///
/// Undocumented.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildJoinRequestEvent {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The request; absent in `GUILD_JOIN_REQUEST_DELETE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Box<GuildJoinRequest>>,
    /// The status; absent in `GUILD_JOIN_REQUEST_DELETE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<GuildJoinRequestStatus>,
    /// The user, in `GUILD_JOIN_REQUEST_DELETE` only; see `requester_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id<User>>,
    /// The request, in newer frames of `GUILD_JOIN_REQUEST_DELETE` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id<GuildJoinRequest>>,
}

/// The payload of `MESSAGE_REACTION_ADD`, `MESSAGE_REACTION_REMOVE`, `MESSAGE_REACTION_REMOVE_ALL` or
/// `MESSAGE_REACTION_REMOVE_EMOJI`.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageReactionEvent {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The user; absent if reactions of all users were removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id<User>>,
    /// The member who reacted, with the user; in `MESSAGE_REACTION_ADD`, and absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
    /// The emoji that was used: identifier, name and animation only; absent in `MESSAGE_REACTION_REMOVE_ALL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Emoji>,
    /// Who wrote the message, in `MESSAGE_REACTION_ADD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_author_id: Option<Id<User>>,
    /// Whether the reaction is a super reaction. Absent before 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<bool>,
    /// The colours of the super reaction's animation, as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst_colors: Option<Vec<String>>,
    /// Whether it is a super reaction. Absent before 2023.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ReactionType>,
}

impl GuildRoleEvent {
    /// The role's identifier, for all events.
    pub fn id(&self) -> Option<Id<Role>> {
        self.role.as_ref().map(|role| role.id).or(self.role_id)
    }
}

impl GuildRoleEventRef<'_> {
    /// The role's identifier, for all events.
    ///
    /// # Errors
    /// A field that the result is computed from cannot be read.
    pub fn id(&self) -> Result<Option<Id<Role>>, Error> {
        match self.role_id()? {
            Some(id) => Ok(Some(id)),
            None => self.role()?.map(|role| role.id()).transpose(),
        }
    }
}

impl GuildJoinRequestEvent {
    /// Who asked to join, for all events.
    pub fn requester_id(&self) -> Option<Id<User>> {
        self.user_id.or(self.request.as_ref().map(|request| request.user_id))
    }
}

impl GuildJoinRequestEventRef<'_> {
    /// Who asked to join, for all events.
    ///
    /// # Errors
    /// A field that the result is computed from cannot be read.
    pub fn requester_id(&self) -> Result<Option<Id<User>>, Error> {
        match self.user_id()? {
            Some(id) => Ok(Some(id)),
            None => self.request()?.map(|request| request.user_id()).transpose(),
        }
    }
}

twin_methods! { GuildMemberEvent, GuildMemberEventRef:
    /// The URL of the member's avatar for this guild; `None` if there is none.
    fn avatar_url(avatar, guild_id) [user.id as user_id] -> Option<ImageUrl<'a>> {
        avatar.into_option().map(|hash| hash.member_avatar_url(guild_id, user_id))
    }
}

wraps!(GuildBanEvent => user: User);
