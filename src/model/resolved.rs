//! Objects that other fields refer to by identifier.

use std::collections::BTreeMap;

use serde::Serialize;
use zerocord_derive::View;

use super::attachment::Attachment;
use super::channel::Channel;
use super::field::Field;
use super::id::Id;
use super::image_hash::ImageHash;
use super::member::GuildMemberFlags;
use super::message::Message;
use super::permissions::Permissions;
use super::role::Role;
use super::timestamp::Timestamp;
use super::user::{AvatarDecorationData, Collectibles, DisplayNameStyle, User};
use super::wide_flags::WideFlags;

/// The objects that other fields refer to by identifier.
///
/// Source: Discord, "Receiving and Responding", section "Resolved Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ResolvedData {
    /// The users by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<BTreeMap<Id<User>, User>>,
    /// The members by the user's identifier; without the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<BTreeMap<Id<User>, ResolvedMember>>,
    /// The roles by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<BTreeMap<Id<Role>, Role>>,
    /// The channels by identifier, partial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<BTreeMap<Id<Channel>, Channel>>,
    /// The messages by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<BTreeMap<Id<Message>, Message>>,
    /// The files by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<BTreeMap<Id<Attachment>, Attachment>>,
}

/// A member without the user and without voice state.
///
/// Source: Discord, "Receiving and Responding", section "Resolved Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ResolvedMember {
    /// The member's nickname in this guild, at most 32 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
    /// The member's avatar for this guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// The member's profile banner for this guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// The member's roles, without `@everyone`.
    pub roles: Vec<Id<Role>>,
    /// When the member joined; null for guests, who were invited to one voice channel only.
    pub joined_at: Option<Timestamp>,
    /// When the member began to boost the guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_since: Field<Timestamp>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<GuildMemberFlags>,
    /// Whether the member has not yet agreed to the guild's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// The member's permissions, including overwrites.
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
