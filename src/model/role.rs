//! Roles.

use serde::Serialize;
use zerocord_derive::View;

use super::color::Color;
use super::field::{Field, NullFlag};
use super::flags::open_flags;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::integration::Integration;
use super::permissions::Permissions;
use super::twin::twin_methods;
use super::user::User;
use super::version::Version;
use super::wide_flags::WideFlags;
use super::wraps::wraps;

/// A role of a guild.
///
/// Source: Discord, "Permissions", section "Role Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Role {
    /// The identifier.
    pub id: Id<Role>,
    /// The name.
    pub name: String,
    /// The colour of the role's members; 0 means no colour. Superseded by `colors`.
    pub color: Color,
    /// The colours of the role. Absent before 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colors: Option<RoleColors>,
    /// Whether members with the role are listed separately.
    pub hoist: bool,
    /// The icon next to the names of members with the role.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon: Field<ImageHash>,
    /// The Unicode emoji shown instead of an icon.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub unicode_emoji: Field<String>,
    /// The position in the list; equal positions are ordered by identifier.
    pub position: i64,
    /// The permissions of the role.
    pub permissions: WideFlags<Permissions>,
    /// Whether an integration manages it.
    pub managed: bool,
    /// Whether everybody may mention the role.
    pub mentionable: bool,
    /// The role's tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<RoleTags>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<RoleFlags>,
    /// What the role is for. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// When it last changed: 0, or milliseconds since the Unix epoch. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

/// The colours of a role.
///
/// Source: Discord, "Permissions", section "Role Colors Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RoleColors {
    /// The colour, or the first of a gradient.
    pub primary_color: Color,
    /// The second colour of a gradient.
    pub secondary_color: Option<Color>,
    /// The third colour, only for the holographic style, whose three colours are fixed.
    pub tertiary_color: Option<Color>,
}

/// Tags of a role that was not created by a user.
///
/// Source: Discord, "Permissions", section "Role Tags Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RoleTags {
    /// The bot that the role belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<Id<User>>,
    /// The integration that the role belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_id: Option<Id<Integration>>,
    /// Whether it is the role of members who boost the guild.
    #[serde(default, skip_serializing_if = "NullFlag::is_unset")]
    pub premium_subscriber: NullFlag,
    /// The listing of the role's subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_listing_id: Option<Snowflake>,
    /// Whether the role can be bought.
    #[serde(default, skip_serializing_if = "NullFlag::is_unset")]
    pub available_for_purchase: NullFlag,
    /// Whether the role is given to those who link an account.
    #[serde(default, skip_serializing_if = "NullFlag::is_unset")]
    pub guild_connections: NullFlag,
}

/// The payload of `GUILD_ROLE_CREATE`.
///
/// Source: Discord, "Gateway Events", section "Guild Role Create Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildRoleCreate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The role.
    #[view(through)]
    pub role: Role,
}

/// The payload of `GUILD_ROLE_UPDATE`.
///
/// Source: Discord, "Gateway Events", section "Guild Role Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildRoleUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The role.
    #[view(through)]
    pub role: Role,
}

/// The payload of `GUILD_ROLE_DELETE`.
///
/// Source: Discord, "Gateway Events", section "Guild Role Delete Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildRoleDelete {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The role.
    pub role_id: Id<Role>,
    /// When it last changed: 0, or milliseconds since the Unix epoch. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

twin_methods! { Role, RoleRef:
    /// The URL of the role's icon; `None` if it has none.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.into_option().map(|hash| hash.role_icon_url(id)) }
}

impl Id<Guild> {
    /// The role that every member has, whose identifier is the guild's.
    pub const fn everyone_role(self) -> Id<Role> {
        self.cast()
    }
}

wraps!(GuildRoleCreate => role: Role);
wraps!(GuildRoleUpdate => role: Role);

open_flags! {
    /// Flags of a role.
    pub struct RoleFlags: integer {
        /// Newcomers can choose it.
        IN_PROMPT = 0,
    }
}
