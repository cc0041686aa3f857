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
pub struct InviteCreate {
    /// The channel that the invite leads to.
    pub channel_id: Id<Channel>,
    /// The code at the end of the invite's address.
    pub code: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Who made the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<Box<User>>,
    /// For how many seconds the invite is good; 0 means for ever.
    pub max_age: u64,
    /// How often the invite can be used; 0 means without limit.
    pub max_uses: u64,
    /// What a voice channel's invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<InviteTargetType>,
    /// The user whose stream the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// The activity that the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_application: Option<Box<PartialApplication>>,
    /// Whether those who come by it leave again when they disconnect without a role.
    pub temporary: bool,
    /// How often the invite has been used: always 0.
    pub uses: u64,
    /// When the invite expires; null means never. Absent before 2025.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub expires_at: Field<Timestamp>,
    /// The roles that come with the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_ids: Option<Vec<Id<Role>>>,
    /// What kind it is. Undocumented.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InviteType>,
    /// Bits that say more. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<InviteFlags>,
}

/// The payload of `INVITE_DELETE`.
///
/// Source: Discord, "Gateway Events", section "Invite Delete Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct InviteDelete {
    /// The channel that the invite led to.
    pub channel_id: Id<Channel>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The code at the end of the invite's address.
    pub code: String,
}

/// An invite, as REST calls answer it.
///
/// No event carries it.
///
/// Source: Discord, "Invite Resource", section "Invite Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Invite {
    /// What the invite leads to. Absent in old answers.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InviteType>,
    /// The code at the end of the invite's address.
    pub code: String,
    /// The guild that the invite leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// The channel that the invite leads to: identifier, name and type only.
    pub channel: Option<Box<Channel>>,
    /// Who made the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<Box<User>>,
    /// What a voice channel's invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<InviteTargetType>,
    /// The user whose stream the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// The activity that the invite opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_application: Option<Box<PartialApplication>>,
    /// About how many members are not offline; only in answers to REST calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u64>,
    /// About how many members the guild has; only in answers to REST calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u64>,
    /// When it expires; null means never.
    pub expires_at: Option<Timestamp>,
    /// The scheduled event that is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_event: Option<Box<GuildScheduledEvent>>,
    /// Bits that say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<InviteFlags>,
    /// The roles that come with the invite, in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<InviteRole>>,
    /// The guild that this belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// What the guild shows to those who are invited. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub profile: Field<Value>,
    /// Whether guests may change their nickname. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_nickname_changeable: Option<bool>,
}

/// A role that comes with an invite, in part.
///
/// Source: Discord, "Invite Resource", section "Invite Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct InviteRole {
    /// The role.
    pub id: Id<Role>,
    /// The name.
    pub name: String,
    /// The place in the list; equal places are ordered by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// The colour of the role's members; 0 is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// The colours of the role. Absent before 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colors: Option<RoleColors>,
    /// The picture beside the names of members with the role.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon: Field<ImageHash>,
    /// The Unicode emoji shown in place of a picture.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub unicode_emoji: Field<String>,
    /// What members with the role may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<WideFlags<Permissions>>,
}

/// How an invite has been used, as REST calls answer it.
///
/// Source: Discord, "Invite Resource", section "Invite Metadata Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct InviteMetadata {
    /// How often it has been used.
    pub uses: u64,
    /// How often the invite can be used; 0 means without limit.
    pub max_uses: u64,
    /// For how many seconds the invite is good; 0 means for ever.
    pub max_age: u64,
    /// Whether those who come by it leave again when they disconnect without a role.
    pub temporary: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

open_enum! {
    /// What an invite leads to.
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
    /// What the invite of a voice channel opens.
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
    /// Bits about an invite.
    pub struct InviteFlags: integer {
        /// Those who come by it are guests, for one voice channel only.
        IS_GUEST_INVITE = 0,
        /// The one who is invited has seen it. Undocumented.
        IS_VIEWED = 1,
        /// It has its enhanced form. Undocumented.
        IS_ENHANCED = 2,
        /// Those who come by it need not ask to join. Undocumented.
        IS_APPLICATION_BYPASS = 3,
    }
}
