//! Partial guilds in other objects.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::channel::Channel;
use super::color::Color;
use super::emoji::Emoji;
use super::field::Field;
use super::guild::{
    DefaultMessageNotificationLevel, ExplicitContentFilterLevel, Guild, GuildIdentity, GuildPremiumFeatures,
    HubType, IncidentsData, MfaLevel, NsfwLevel, PremiumTier, SystemChannelFlags, VerificationLevel,
    WelcomeScreen,
};
use super::guild_feature::GuildFeature;
use super::id::{Id, Snowflake};
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::locale::Locale;
use super::permissions::Permissions;
use super::role::Role;
use super::sticker::Sticker;
use super::timestamp::Timestamp;
use super::twin::twin_methods;
use super::user::User;
use super::version::Version;
use super::wide_flags::WideFlags;

/// A guild for which only the identifier is guaranteed, as in invites, webhooks and applications.
///
/// Source: Discord, "Guild Resource", section "Guild Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PartialGuild {
    /// The identifier.
    pub id: Id<Guild>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The guild's icon.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon: Field<ImageHash>,
    /// The guild's icon, in templates only.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon_hash: Field<ImageHash>,
    /// The background image of the guild's invites.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub splash: Field<ImageHash>,
    /// The background image in the server directory. Absent in old frames.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub discovery_splash: Field<ImageHash>,
    /// Whether the current user owns the guild; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<bool>,
    /// Who owns the guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Id<User>>,
    /// The current user's permissions; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<WideFlags<Permissions>>,
    /// Formerly the voice region of the guild; now `deprecated`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub region: Field<String>,
    /// The voice channel to which idle members are moved.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub afk_channel_id: Field<Id<Channel>>,
    /// The time after which a silent member counts as idle, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afk_timeout: Option<u64>,
    /// Whether the widget is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widget_enabled: Option<bool>,
    /// The channel that the widget invites to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub widget_channel_id: Field<Id<Channel>>,
    /// The verification required before a member can write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification_level: Option<VerificationLevel>,
    /// The default notification setting for messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_message_notifications: Option<DefaultMessageNotificationLevel>,
    /// Whose images are scanned for explicit content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explicit_content_filter: Option<ExplicitContentFilterLevel>,
    /// The roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// The custom emojis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emojis: Option<Vec<Emoji>>,
    /// The guild's enabled features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<GuildFeature>>,
    /// Whether moderators need two-factor authentication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_level: Option<MfaLevel>,
    /// The application that created the guild, if a bot did.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub application_id: Field<Id<Application>>,
    /// The channel where Discord announces joins and boosts.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub system_channel_id: Field<Id<Channel>>,
    /// What is not announced in the system channel. Absent in old frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_channel_flags: Option<SystemChannelFlags>,
    /// The channel with the rules of a community guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub rules_channel_id: Field<Id<Channel>>,
    /// The maximum number of presences; null except for the largest guilds.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub max_presences: Field<u64>,
    /// The maximum number of members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_members: Option<u64>,
    /// The code of the guild's vanity invite URL.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub vanity_url_code: Field<String>,
    /// The guild's description of itself.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// The banner above the list of channels.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// The guild's boost tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium_tier: Option<PremiumTier>,
    /// How many boosts the guild has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium_subscription_count: Option<u64>,
    /// The language of a community guild, `en-US` unless changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_locale: Option<Locale>,
    /// The channel for Discord's notices to the moderators of a community guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub public_updates_channel_id: Field<Id<Channel>>,
    /// The maximum number of users in a voice channel with video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_video_channel_users: Option<u64>,
    /// The maximum number of users in a stage channel with video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_stage_video_channel_users: Option<u64>,
    /// The approximate number of members; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u64>,
    /// The approximate number of members who are not offline; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u64>,
    /// The welcome screen; in invites only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welcome_screen: Option<WelcomeScreen>,
    /// The guild's age restriction level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsfw_level: Option<NsfwLevel>,
    /// The stickers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stickers: Option<Vec<Sticker>>,
    /// Whether the bar that counts boosts is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium_progress_bar_enabled: Option<bool>,
    /// The channel for Discord's warnings to the moderators of a community guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub safety_alerts_channel_id: Field<Id<Channel>>,
    /// What is disabled because of an incident.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub incidents_data: Field<IncidentsData>,
    /// Whether the guild is age-restricted; superseded by `nsfw_level`. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsfw: Option<bool>,
    /// The type of student hub. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub hub_type: Field<HubType>,
    /// The header image of the guild's home page. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub home_header: Field<ImageHash>,
    /// The newest question that members are asked. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub latest_onboarding_question_id: Field<Snowflake>,
    /// Whether the guild's emojis can be collected. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub inventory_settings: Field<Value>,
    /// The age limit that the owner set, as a number. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub owner_configured_content_level: Field<i64>,
    /// What the guild has bought with boosts. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_features: Field<GuildPremiumFeatures>,
    /// The tag and badge of the guild. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub profile: Field<GuildIdentity>,
    /// The colour of official messages. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub official_message_color: Field<Color>,
    /// When a user last enabled or disabled the progress bar. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_progress_bar_enabled_user_updated_at: Field<Timestamp>,
    /// The older name of `widget_enabled`, of API version 6. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embed_enabled: Option<bool>,
    /// The older name of `widget_channel_id`, of API version 6. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub embed_channel_id: Field<Id<Channel>>,
    /// Where reports to moderators go. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub moderator_reporting: Field<Value>,
    /// When it last changed: 0, or milliseconds since the Unix epoch. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

twin_methods! { PartialGuild, PartialGuildRef:
    /// The URL of the guild's icon; `None` if it has none, or if the key is absent.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.into_option().map(|hash| hash.guild_icon_url(id)) }

    /// The URL of the background image of the guild's invites; `None` if it has none, or if the key is absent.
    fn splash_url(id, splash) -> Option<ImageUrl<'a>> {
        splash.into_option().map(|hash| hash.guild_splash_url(id))
    }

    /// The URL of the guild's banner; `None` if it has none, or if the key is absent.
    fn banner_url(id, banner) -> Option<ImageUrl<'a>> {
        banner.into_option().map(|hash| hash.guild_banner_url(id))
    }
}
