//! Guilds, which users call servers.

use std::num::NonZeroU64;

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::channel::Channel;
use super::color::Color;
use super::emoji::Emoji;
use super::field::Field;
use super::flags::open_flags;
use super::guild_feature::GuildFeature;
use super::id::{Id, Snowflake};
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::locale::Locale;
use super::open_enum::open_enum;
use super::permissions::Permissions;
use super::role::Role;
use super::sticker::Sticker;
use super::timestamp::Timestamp;
use super::twin::{names_itself, twin_methods};
use super::user::User;
use super::version::Version;
use super::wide_flags::WideFlags;

impl Id<Guild> {
    /// The shard that receives the events of this guild, of `shard_count` shards counted from 0.
    ///
    /// ```
    /// use std::num::NonZeroU64;
    /// use zerocord::Id;
    /// use zerocord::model::Guild;
    ///
    /// let guild: Id<Guild> = Id::new(197038439483310086);
    /// assert_eq!(NonZeroU64::new(16).map(|count| guild.shard_of(count)), Some(2));
    /// ```
    ///
    /// Source: Discord, "Gateway", section "Sharding".
    pub const fn shard_of(self, shard_count: NonZeroU64) -> u64 {
        (self.get() >> 22) % shard_count.get()
    }
}

/// A guild, which users call a server.
///
/// Source: Discord, "Guild Resource", section "Guild Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Guild {
    /// The identifier.
    pub id: Id<Guild>,
    /// The name.
    pub name: String,
    /// The guild's icon.
    pub icon: Option<ImageHash>,
    /// The guild's icon, in templates only.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon_hash: Field<ImageHash>,
    /// The background image of the guild's invites.
    pub splash: Option<ImageHash>,
    /// The background image in the server directory. Absent in old frames.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub discovery_splash: Field<ImageHash>,
    /// Whether the current user owns the guild; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<bool>,
    /// Who owns the guild.
    pub owner_id: Id<User>,
    /// The current user's permissions; only in REST responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<WideFlags<Permissions>>,
    /// Formerly the voice region of the guild; now `deprecated`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub region: Field<String>,
    /// The voice channel to which idle members are moved.
    pub afk_channel_id: Option<Id<Channel>>,
    /// The time after which a silent member counts as idle, in seconds.
    pub afk_timeout: u64,
    /// Whether the widget is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widget_enabled: Option<bool>,
    /// The channel that the widget invites to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub widget_channel_id: Field<Id<Channel>>,
    /// The verification required before a member can write.
    pub verification_level: VerificationLevel,
    /// The default notification setting for messages.
    pub default_message_notifications: DefaultMessageNotificationLevel,
    /// Whose images are scanned for explicit content.
    pub explicit_content_filter: ExplicitContentFilterLevel,
    /// The roles.
    pub roles: Vec<Role>,
    /// The custom emojis.
    pub emojis: Vec<Emoji>,
    /// The guild's enabled features.
    pub features: Vec<GuildFeature>,
    /// Whether moderators need two-factor authentication.
    pub mfa_level: MfaLevel,
    /// The application that created the guild, if a bot did.
    pub application_id: Option<Id<Application>>,
    /// The channel where Discord announces joins and boosts.
    pub system_channel_id: Option<Id<Channel>>,
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

/// The tag and badge of a guild.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Guild Resource", section "Guild Identity Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildIdentity {
    /// The tag, up to 4 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub tag: Field<String>,
    /// The badge next to the tag.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub badge: Field<ImageHash>,
}

/// What a guild has bought with its boosts.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Guild Resource", section "Guild Premium Features Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildPremiumFeatures {
    /// What the guild has bought.
    pub features: Vec<String>,
    /// How many emojis may be kept beyond the tier's limit.
    pub additional_emoji_slots: u64,
    /// How many stickers may be kept beyond the tier's limit.
    pub additional_sticker_slots: u64,
    /// How many soundboard sounds may be kept beyond the tier's limit.
    pub additional_sound_slots: u64,
}

/// The welcome screen of a community guild.
///
/// Source: Discord, "Guild Resource", section "Welcome Screen Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct WelcomeScreen {
    /// The guild's description of itself.
    pub description: Option<String>,
    /// The channels that are suggested, at most 5.
    pub welcome_channels: Vec<WelcomeScreenChannel>,
}

/// A channel on the welcome screen.
///
/// Source: Discord, "Guild Resource", section "Welcome Screen Channel Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct WelcomeScreenChannel {
    /// The channel that is suggested.
    pub channel_id: Id<Channel>,
    /// What the channel is about.
    pub description: String,
    /// The custom emoji. At most one of this and `emoji_name` is not null.
    pub emoji_id: Option<Id<Emoji>>,
    /// The Unicode emoji. At most one of this and `emoji_id` is not null.
    pub emoji_name: Option<String>,
}

/// What is disabled in a guild because of an incident.
///
/// Source: Discord, "Guild Resource", section "Incidents Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct IncidentsData {
    /// When joining by invite is enabled again.
    pub invites_disabled_until: Option<Timestamp>,
    /// When direct messages between members who are not friends are enabled again.
    pub dms_disabled_until: Option<Timestamp>,
    /// When direct message spam was detected.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub dm_spam_detected_at: Field<Timestamp>,
    /// When a raid was detected.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub raid_detected_at: Field<Timestamp>,
}

twin_methods! { Guild, GuildRef:
    /// The URL of the guild's icon; `None` if it has none.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.map(|hash| hash.guild_icon_url(id)) }

    /// The URL of the background image of the guild's invites; `None` if it has none.
    fn splash_url(id, splash) -> Option<ImageUrl<'a>> { splash.map(|hash| hash.guild_splash_url(id)) }

    /// The URL of the image in the server directory; `None` if the guild has none.
    fn discovery_splash_url(id, discovery_splash) -> Option<ImageUrl<'a>> {
        discovery_splash.into_option().map(|hash| hash.guild_discovery_splash_url(id))
    }

    /// The URL of the guild's banner; `None` if it has none.
    fn banner_url(id, banner) -> Option<ImageUrl<'a>> {
        banner.into_option().map(|hash| hash.guild_banner_url(id))
    }
}

names_itself! { Guild, GuildRef:
    /// The guild itself, as the payload of `GUILD_UPDATE`.
    guild
}

open_enum! {
    /// The verification required before a member can write.
    pub enum VerificationLevel {
        /// Nothing.
        None = 0,
        /// A confirmed email address.
        Low = 1,
        /// An account older than five minutes.
        Medium = 2,
        /// Ten minutes in the guild.
        High = 3,
        /// A confirmed phone number.
        VeryHigh = 4,
    }
}

open_enum! {
    /// The messages for which members are notified.
    pub enum DefaultMessageNotificationLevel {
        /// All messages.
        AllMessages = 0,
        /// Only those that mention them.
        OnlyMentions = 1,
        /// No messages. Undocumented.
        NoMessages = 2,
        /// The setting of the level above; for settings of single users. Undocumented.
        Inherit = 3,
    }
}

open_enum! {
    /// Whose images are scanned for explicit content.
    pub enum ExplicitContentFilterLevel {
        /// Nobody's images.
        Disabled = 0,
        /// Those of members without a role.
        MembersWithoutRoles = 1,
        /// Everybody's images.
        AllMembers = 2,
    }
}

open_enum! {
    /// Whether moderators need two-factor authentication.
    pub enum MfaLevel {
        /// Not required.
        None = 0,
        /// Required.
        Elevated = 1,
    }
}

open_enum! {
    /// The age restriction level of a guild.
    pub enum NsfwLevel {
        /// Not rated.
        Default = 0,
        /// Its content is explicit.
        Explicit = 1,
        /// It is safe for everybody.
        Safe = 2,
        /// It is age-restricted.
        AgeRestricted = 3,
    }
}

open_enum! {
    /// The boost tier of a guild.
    pub enum PremiumTier {
        /// No tier.
        None = 0,
        /// The first tier.
        Tier1 = 1,
        /// The second tier.
        Tier2 = 2,
        /// The third tier.
        Tier3 = 3,
    }
}

open_enum! {
    /// The type of a student hub.
    ///
    /// Undocumented.
    pub enum HubType {
        /// No specific type.
        Default = 0,
        /// A school.
        HighSchool = 1,
        /// A university.
        College = 2,
    }
}

open_flags! {
    /// What is not announced in the system channel.
    pub struct SystemChannelFlags: integer {
        /// Joins.
        SUPPRESS_JOIN_NOTIFICATIONS = 0,
        /// Boosts.
        SUPPRESS_PREMIUM_SUBSCRIPTIONS = 1,
        /// Tips for setting up the guild.
        SUPPRESS_GUILD_REMINDER_NOTIFICATIONS = 2,
        /// The greeting button of join messages.
        SUPPRESS_JOIN_NOTIFICATION_REPLIES = 3,
        /// Role subscriptions.
        SUPPRESS_ROLE_SUBSCRIPTION_PURCHASE_NOTIFICATIONS = 4,
        /// The greeting button of role subscription messages.
        SUPPRESS_ROLE_SUBSCRIPTION_PURCHASE_NOTIFICATION_REPLIES = 5,
        /// Suggested topics. Undocumented.
        SUPPRESS_CHANNEL_PROMPT_DEADCHAT = 7,
        /// Added emojis and similar content. Undocumented.
        SUPPRESS_UGC_ADDED_NOTIFICATIONS = 8,
    }
}
