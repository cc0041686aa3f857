//! Objects that other fields name by identifier.

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

/// The objects that other fields name by identifier.
///
/// Source: Discord, "Receiving and Responding", section "Resolved Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ResolvedData {
    /// The users by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<BTreeMap<Id<User>, User>>,
    /// The members by the user's identifier; they carry no user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<BTreeMap<Id<User>, ResolvedMember>>,
    /// The roles by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<BTreeMap<Id<Role>, Role>>,
    /// The channels by identifier, in part.
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
pub struct ResolvedMember {
    /// The name that the member has in this guild, at most 32 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
    /// The picture that the member has in this guild only.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// The profile picture that the member has in this guild only.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// The member's roles, without `@everyone`.
    pub roles: Vec<Id<Role>>,
    /// When the member joined; null for guests, who were invited to one voice channel only.
    pub joined_at: Option<Timestamp>,
    /// Since when the member has boosted the guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_since: Field<Timestamp>,
    /// Bits that say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<GuildMemberFlags>,
    /// Whether the member has yet to agree to the guild's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// What the member may do, with overwrites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<WideFlags<Permissions>>,
    /// Until when the member is timed out; may lie in the past.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub communication_disabled_until: Field<Timestamp>,
    /// The frame around the picture.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration_data: Field<AvatarDecorationData>,
    /// The collected decorations that the user wears.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub collectibles: Field<Collectibles>,
    /// How the name is drawn. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub display_name_styles: Field<DisplayNameStyle>,
    /// Until when the member's direct messages are looked at with suspicion. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub unusual_dm_activity_until: Field<Timestamp>,
    /// The older name of `pending`. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_pending: Option<bool>,
    /// The role under which the member stands in the list; in frames of 2019 to 2021. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub hoisted_role: Field<Id<Role>>,
    /// What the member wrote about themselves for this guild. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub bio: Field<String>,
}
