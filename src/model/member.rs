//! Members of guilds.

use serde::Serialize;
use zerocord_derive::View;

use super::field::Field;
use super::flags::open_flags;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::permissions::Permissions;
use super::role::Role;
use super::timestamp::Timestamp;
use super::twin::{names_itself, twin_methods};
use super::user::{AvatarDecorationData, Collectibles, DisplayNameStyle, User};
use super::wide_flags::WideFlags;
use super::wraps::wraps;
use crate::json::error::Error;

/// A member of a guild.
///
/// Source: Discord, "Guild Resource", section "Guild Member Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildMember {
    /// The user; absent in the members of messages and in resolved members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub user: Option<Box<User>>,
    /// The member's nickname in this guild, at most 32 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[view(frequent)]
    pub nick: Field<String>,
    /// The member's avatar for this guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// The member's profile banner for this guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// The member's roles, without `@everyone`.
    #[view(frequent)]
    pub roles: Vec<Id<Role>>,
    /// When the member joined; null for guests, who were invited to one voice channel only.
    #[view(frequent)]
    pub joined_at: Option<Timestamp>,
    /// When the member began to boost the guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_since: Field<Timestamp>,
    /// Whether the member is deafened in voice channels. Absent in resolved members.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub deaf: Field<bool>,
    /// Whether the member is muted in voice channels. Absent in resolved members.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub mute: Field<bool>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<GuildMemberFlags>,
    /// Whether the member has not yet agreed to the guild's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// The member's permissions, including overwrites; only in interactions.
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

/// A member without the user, as in messages for their author.
///
/// Source: Discord, "Gateway Events", section "Message Create Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PartialGuildMember {
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
    /// Whether the member is deafened in voice channels.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub deaf: Field<bool>,
    /// Whether the member is muted in voice channels.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub mute: Field<bool>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<GuildMemberFlags>,
    /// Whether the member has not yet agreed to the guild's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
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

/// The payload of `GUILD_MEMBER_ADD`: a user joined a guild.
///
/// Source: Discord, "Gateway Events", section "Guild Member Add Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildMemberAdd {
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
    /// Whether the member is deafened in voice channels.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub deaf: Field<bool>,
    /// Whether the member is muted in voice channels.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub mute: Field<bool>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<GuildMemberFlags>,
    /// Whether the member has not yet agreed to the guild's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// The member's permissions; not sent here.
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
    /// The user; always present, unlike in other members.
    pub user: User,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

/// The payload of `GUILD_MEMBER_REMOVE`: a user left, was kicked or was banned.
///
/// Source: Discord, "Gateway Events", section "Guild Member Remove Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildMemberRemove {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    #[view(through)]
    pub user: User,
}

/// The payload of `GUILD_MEMBER_UPDATE`: a member or its user changed.
///
/// For the bot itself it is sent without any intent.
///
/// Source: Discord, "Gateway Events", section "Guild Member Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildMemberUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The member's roles, without `@everyone`.
    pub roles: Vec<Id<Role>>,
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
}

impl GuildMember {
    /// The name to show in the guild: the nickname or, if there is none, the user's name.
    ///
    /// `None` if there is neither, as in the members of messages.
    pub fn shown_name(&self) -> Option<&str> {
        match self.nick.value() {
            Some(nick) => Some(nick),
            None => self.user.as_ref().map(|user| user.shown_name()),
        }
    }
}

impl<'a> GuildMemberRef<'a> {
    /// The name to show in the guild: the nickname or, if there is none, the user's name.
    ///
    /// `None` if there is neither, as in the members of messages.
    ///
    /// # Errors
    /// A field that the result is computed from cannot be read.
    pub fn shown_name(&self) -> Result<Option<&'a str>, Error> {
        match self.nick()? {
            Field::Value(nick) => Ok(Some(nick)),
            _ => self.user()?.map(|user| user.shown_name()).transpose(),
        }
    }
}

twin_methods! { GuildMember, GuildMemberRef:
    /// The URL of the member's avatar for this guild; `None` if there is none.
    fn avatar_url(avatar; guild_id: Id<Guild>, user_id: Id<User>) -> Option<ImageUrl<'a>> {
        avatar.into_option().map(|hash| hash.member_avatar_url(guild_id, user_id))
    }

    /// The URL of the member's profile banner for this guild; `None` if there is none.
    fn banner_url(banner; guild_id: Id<Guild>, user_id: Id<User>) -> Option<ImageUrl<'a>> {
        banner.into_option().map(|hash| hash.member_banner_url(guild_id, user_id))
    }
}

twin_methods! { PartialGuildMember, PartialGuildMemberRef:
    /// The URL of the member's avatar for this guild; `None` if there is none.
    fn avatar_url(avatar; guild_id: Id<Guild>, user_id: Id<User>) -> Option<ImageUrl<'a>> {
        avatar.into_option().map(|hash| hash.member_avatar_url(guild_id, user_id))
    }

    /// The URL of the member's profile banner for this guild; `None` if there is none.
    fn banner_url(banner; guild_id: Id<Guild>, user_id: Id<User>) -> Option<ImageUrl<'a>> {
        banner.into_option().map(|hash| hash.member_banner_url(guild_id, user_id))
    }
}

twin_methods! { GuildMemberAdd, GuildMemberAddRef:
    /// The URL of the member's avatar for this guild; `None` if there is none.
    fn avatar_url(avatar, guild_id) [user.id as user_id] -> Option<ImageUrl<'a>> {
        avatar.into_option().map(|hash| hash.member_avatar_url(guild_id, user_id))
    }

    /// The URL of the member's profile banner for this guild; `None` if there is none.
    fn banner_url(banner, guild_id) [user.id as user_id] -> Option<ImageUrl<'a>> {
        banner.into_option().map(|hash| hash.member_banner_url(guild_id, user_id))
    }
}

names_itself! { GuildMemberAdd, GuildMemberAddRef:
    /// The member itself, as the payload of `GUILD_MEMBER_ADD`.
    member
}

twin_methods! { GuildMemberUpdate, GuildMemberUpdateRef:
    /// The URL of the member's avatar for this guild; `None` if there is none.
    fn avatar_url(avatar, guild_id) [user.id as user_id] -> Option<ImageUrl<'a>> {
        avatar.into_option().map(|hash| hash.member_avatar_url(guild_id, user_id))
    }

    /// The URL of the member's profile banner for this guild; `None` if there is none.
    fn banner_url(banner, guild_id) [user.id as user_id] -> Option<ImageUrl<'a>> {
        banner.into_option().map(|hash| hash.member_banner_url(guild_id, user_id))
    }
}

names_itself! { GuildMemberUpdate, GuildMemberUpdateRef:
    /// The member itself, as the payload of `GUILD_MEMBER_UPDATE`.
    member
}

wraps!(GuildMemberRemove => user: User);

open_flags! {
    /// Flags of a member.
    pub struct GuildMemberFlags: integer {
        /// They left and came back.
        DID_REJOIN = 0,
        /// They answered the questions for newcomers.
        COMPLETED_ONBOARDING = 1,
        /// They bypass the guild's verification.
        BYPASSES_VERIFICATION = 2,
        /// They began to answer the questions for newcomers.
        STARTED_ONBOARDING = 3,
        /// They are a guest, for one voice channel only.
        IS_GUEST = 4,
        /// They began with the guide for newcomers.
        STARTED_HOME_ACTIONS = 5,
        /// They finished the guide for newcomers.
        COMPLETED_HOME_ACTIONS = 6,
        /// Auto moderation quarantined them because of their name.
        AUTOMOD_QUARANTINED_USERNAME = 7,
        /// Auto moderation quarantined them because of their profile. Undocumented. No longer in use.
        AUTOMOD_QUARANTINED_BIO = 8,
        /// They dismissed the hint about direct messages.
        DM_SETTINGS_UPSELL_ACKNOWLEDGED = 9,
        /// Auto moderation quarantined them because of their tag.
        AUTOMOD_QUARANTINED_GUILD_TAG = 10,
    }
}
