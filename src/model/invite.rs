//! Invites.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::PartialApplication;
use super::channel::Channel;
use super::color::Color;
use super::field::Field;
use super::flags::open_flags;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::open_enum::open_enum;
use super::partial_guild::PartialGuild;
use super::permissions::Permissions;
use super::role::{Role, RoleColors};
use super::scheduled_event::GuildScheduledEvent;
use super::timestamp::Timestamp;
use super::user::User;
use super::wide_flags::WideFlags;

/// The payload of `INVITE_CREATE`.
///
/// Source: Discord, "Gateway Events", section "Invite Create Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct InviteCreate {
    /// The channel that the invite leads to.
    pub channel_id: Id<Channel>,
    /// The code at the end of the invite's URL.
    pub code: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Who created the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<Box<User>>,
    /// The lifetime of the invite in seconds; 0 means unlimited.
    pub max_age: u64,
    /// The maximum number of uses; 0 means unlimited.
    pub max_uses: u64,
    /// The type of target of a voice channel's invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<InviteTargetType>,
    /// The user whose stream the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// The activity that the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_application: Option<Box<PartialApplication>>,
    /// Whether it grants temporary membership, which ends on disconnection unless a role is assigned.
    pub temporary: bool,
    /// The number of uses: always 0.
    pub uses: u64,
    /// When the invite expires; null means never. Absent before 2025.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub expires_at: Field<Timestamp>,
    /// The roles granted by the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_ids: Option<Vec<Id<Role>>>,
    /// The type. Undocumented.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InviteType>,
    /// Flags. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<InviteFlags>,
}

/// The payload of `INVITE_DELETE`.
///
/// Source: Discord, "Gateway Events", section "Invite Delete Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct InviteDelete {
    /// The channel that the invite led to.
    pub channel_id: Id<Channel>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The code at the end of the invite's URL.
    pub code: String,
}

/// An invite, as returned by REST calls.
///
/// It is not part of any event.
///
/// Source: Discord, "Invite Resource", section "Invite Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Invite {
    /// The type of invite. Absent in old responses.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InviteType>,
    /// The code at the end of the invite's URL.
    pub code: String,
    /// The guild that the invite leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// The channel that the invite leads to: identifier, name and type only.
    pub channel: Option<Box<Channel>>,
    /// Who created the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<Box<User>>,
    /// The type of target of a voice channel's invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<InviteTargetType>,
    /// The user whose stream the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// The activity that the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_application: Option<Box<PartialApplication>>,
    /// The approximate number of members who are not offline; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u64>,
    /// The approximate number of members; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u64>,
    /// When it expires; null means never.
    pub expires_at: Option<Timestamp>,
    /// The scheduled event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_event: Option<Box<GuildScheduledEvent>>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<InviteFlags>,
    /// The roles granted by the invite, partial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<InviteRole>>,
    /// The guild that this belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The guild's profile for invited users. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub profile: Field<Value>,
    /// Whether guests may change their nickname. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_nickname_changeable: Option<bool>,
}

/// A role granted by an invite, partial.
///
/// Source: Discord, "Invite Resource", section "Invite Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct InviteRole {
    /// The role.
    pub id: Id<Role>,
    /// The name.
    pub name: String,
    /// The position in the list; equal positions are ordered by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// The colour of the role's members; 0 means no colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// The colours of the role. Absent before 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colors: Option<RoleColors>,
    /// The icon next to the names of members with the role.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon: Field<ImageHash>,
    /// The Unicode emoji shown instead of an icon.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub unicode_emoji: Field<String>,
    /// The permissions of the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<WideFlags<Permissions>>,
}

/// The usage of an invite, as returned by REST calls.
///
/// Source: Discord, "Invite Resource", section "Invite Metadata Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct InviteMetadata {
    /// The number of uses.
    pub uses: u64,
    /// The maximum number of uses; 0 means unlimited.
    pub max_uses: u64,
    /// The lifetime of the invite in seconds; 0 means unlimited.
    pub max_age: u64,
    /// Whether it grants temporary membership, which ends on disconnection unless a role is assigned.
    pub temporary: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

open_enum! {
    /// The type of an invite.
    pub enum InviteType {
        /// A guild.
        Guild = 0,
        /// A group of direct messages.
        GroupDm = 1,
        /// A user.
        Friend = 2,
    }
}

open_enum! {
    /// The type of target of a voice channel's invite.
    pub enum InviteTargetType {
        /// A stream.
        Stream = 1,
        /// An activity.
        EmbeddedApplication = 2,
        /// The shop for role subscriptions. Undocumented.
        RoleSubscriptions = 3,
        /// The page of a creator. Undocumented.
        CreatorPage = 4,
        /// The lobby of a game. Undocumented.
        Lobby = 5,
    }
}

open_flags! {
    /// Flags of an invite.
    pub struct InviteFlags: integer {
        /// Users who join with it are guests, for one voice channel only.
        IS_GUEST_INVITE = 0,
        /// The invited user has seen it. Undocumented.
        IS_VIEWED = 1,
        /// It is an enhanced invite. Undocumented.
        IS_ENHANCED = 2,
        /// Users who join with it bypass the application to join. Undocumented.
        IS_APPLICATION_BYPASS = 3,
    }
}
