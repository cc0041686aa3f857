//! Channels, threads and direct messages: all use one object.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::color::Color;
use super::emoji::Emoji;
use super::field::Field;
use super::flags::open_flags;
use super::forum::{DefaultReaction, ForumLayoutType, ForumTag, ForumTagSetting, SortOrderType};
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::message::Message;
use super::open_enum::open_enum;
use super::permissions::Permissions;
use super::thread::{ThreadAutoArchiveDuration, ThreadMember, ThreadMetadata};
use super::timestamp::Timestamp;
use super::twin::{names_itself, twin_methods};
use super::user::User;
use super::version::Version;
use super::wide_flags::WideFlags;

/// A channel of a guild, a thread, or a direct message.
///
/// Source: Discord, "Channel Resource", section "Channel Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Channel {
    /// The identifier.
    #[view(frequent)]
    pub id: Id<Channel>,
    /// The type of channel.
    #[serde(rename = "type")]
    #[view(frequent)]
    pub kind: ChannelType,
    /// The guild of the channel; absent in direct messages and inside `GUILD_CREATE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub guild_id: Option<Id<Guild>>,
    /// The position in the list; equal positions are ordered by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// The permission overwrites of roles and members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_overwrites: Option<Vec<PermissionOverwrite>>,
    /// The name, 1 to 100 characters; null for direct messages.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[view(frequent)]
    pub name: Field<String>,
    /// The topic, up to 1024 characters, or 4096 in forums.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub topic: Field<String>,
    /// Whether it is age-restricted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsfw: Option<bool>,
    /// The last message, or the last thread of a forum; may have been deleted.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub last_message_id: Field<Id<Message>>,
    /// The sound quality of a voice channel, in bits per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<u64>,
    /// The maximum number of users in the voice channel; 0 means no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_limit: Option<u64>,
    /// The minimum time between messages of one user, in seconds, 0 to 21,600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit_per_user: Option<u64>,
    /// The users in the direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<Vec<User>>,
    /// The icon of a group of direct messages.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon: Field<ImageHash>,
    /// Who created the thread or group of direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Id<User>>,
    /// The member who created the thread, as JSON. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub owner: Field<Value>,
    /// The bot that created the group of direct messages.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub application_id: Field<Id<Application>>,
    /// Whether an application manages the group of direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed: Option<bool>,
    /// The category of the channel, or the channel of a thread.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[view(frequent)]
    pub parent_id: Field<Id<Channel>>,
    /// When a message was last pinned.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub last_pin_timestamp: Field<Timestamp>,
    /// The voice region of the channel; null leaves the choice to Discord.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub rtc_region: Field<String>,
    /// The quality of cameras; absent means automatic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_quality_mode: Option<VideoQualityMode>,
    /// The number of messages in the thread, excluding the first one and deleted ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_count: Option<u64>,
    /// The approximate number of thread members; counting stops at 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_count: Option<u64>,
    /// Data that only threads have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_metadata: Option<ThreadMetadata>,
    /// The bot's own membership of the thread, if it has joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<ThreadMember>>,
    /// The default time of inactivity after which a new thread is hidden, in minutes; null has been seen.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub default_auto_archive_duration: Field<ThreadAutoArchiveDuration>,
    /// The permissions of the user who interacted; only in interactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<WideFlags<Permissions>>,
    /// The application's permissions in this channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_permissions: Option<WideFlags<Permissions>>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<ChannelFlags>,
    /// The number of messages ever sent in the thread; deletions do not decrease it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_message_sent: Option<u64>,
    /// The tags available for threads in this channel, at most 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available_tags: Option<Vec<ForumTag>>,
    /// The tags of a thread in a forum or media channel, at most 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_tags: Option<Vec<Id<ForumTag>>>,
    /// The emoji of the reaction button on posts of a forum.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub default_reaction_emoji: Field<DefaultReaction>,
    /// The initial `rate_limit_per_user` of new threads, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_thread_rate_limit_per_user: Option<u64>,
    /// The sort order of a forum's posts.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub default_sort_order: Field<SortOrderType>,
    /// The layout of a forum's posts; null has been seen for old forums.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub default_forum_layout: Field<ForumLayoutType>,
    /// When it last changed: 0, or milliseconds since the Unix epoch. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The text under the name of a voice channel, at most 500 characters. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub status: Field<String>,
    /// The emoji shown instead of the channel's icon. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon_emoji: Field<ChannelIconEmoji>,
    /// The colour of the channel's page. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub theme_color: Field<Color>,
    /// The template for new posts of a forum. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// How tags match when searching posts of a forum. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_tag_setting: Option<ForumTagSetting>,
    /// Some of the thread's members. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_ids_preview: Option<Vec<Id<User>>>,
    /// The lobby of a game that is linked to the channel. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub linked_lobby: Field<LinkedLobby>,
    /// When the paid period for high-definition streams ends. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub hd_streaming_until: Field<Timestamp>,
    /// Who paid for streams in high definition. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub hd_streaming_buyer_id: Field<Id<User>>,
    /// Whether a lobby can be linked to the channel. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_linkable: Option<bool>,
    /// Whether every member can read and write here. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_viewable_and_writeable_by_all_members: Option<bool>,
    /// The names of the users in the group of direct messages. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nicks: Option<Vec<Value>>,
    /// Flags of the direct message for its recipient. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_flags: Option<RecipientFlags>,
    /// Whether the direct message is a request that has not been accepted. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_message_request: Option<bool>,
    /// When the direct message was requested. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub is_message_request_timestamp: Field<Timestamp>,
    /// Whether the direct message is considered spam. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_spam: Option<bool>,
    /// Warnings about the direct message. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety_warnings: Option<Vec<Value>>,
    /// Whether the warning about a blocked user in the group was dismissed. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked_user_warning_dismissed: Option<bool>,
    /// The background shown for speakers. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub voice_background_display: Field<Value>,
}

/// The emoji shown instead of a channel's icon.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Channel Resource", section "Icon Emoji Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelIconEmoji {
    /// The custom emoji; null for a Unicode one.
    pub id: Option<Id<Emoji>>,
    /// The Unicode emoji.
    pub name: Option<String>,
}

/// The lobby of a game that is linked to a channel.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Channel Resource", section "Linked Lobby Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct LinkedLobby {
    /// The application whose lobby is linked.
    pub application_id: Id<Application>,
    /// The lobby of a game.
    pub lobby_id: Snowflake,
    /// Who linked the lobby.
    pub linked_by: Id<User>,
    /// When the lobby was linked.
    pub linked_at: Timestamp,
    /// Whether only members who have authorised the application may write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_application_authorization: Option<bool>,
}

/// The permissions of a role or member in one channel that differ from those in the guild.
///
/// Source: Discord, "Channel Resource", section "Overwrite Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PermissionOverwrite {
    /// The role or user, by `type`.
    pub id: Snowflake,
    /// Whether it is for a role or a member. API version 6 used names.
    #[serde(rename = "type")]
    pub kind: OverwriteType,
    /// The granted permissions.
    pub allow: WideFlags<Permissions>,
    /// The denied permissions.
    pub deny: WideFlags<Permissions>,
}

twin_methods! { Channel, ChannelRef:
    /// The URL of the icon of a group of direct messages; `None` if it has none.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.into_option().map(|hash| hash.channel_icon_url(id)) }
}

names_itself! { Channel, ChannelRef:
    /// The channel itself, as the payload of `CHANNEL_CREATE`, `CHANNEL_UPDATE` and `CHANNEL_DELETE`.
    channel
}

impl ChannelType {
    /// Whether it is a thread of any kind.
    pub const fn is_thread(self) -> bool {
        matches!(
            self,
            ChannelType::AnnouncementThread | ChannelType::PublicThread | ChannelType::PrivateThread
        )
    }
}

open_enum! {
    /// The type of channel.
    pub enum ChannelType {
        /// A text channel of a guild.
        GuildText = 0,
        /// A direct message between two users.
        Dm = 1,
        /// A voice channel of a guild.
        GuildVoice = 2,
        /// A direct message between several users.
        GroupDm = 3,
        /// A category, which holds other channels.
        GuildCategory = 4,
        /// A channel that other guilds can follow.
        GuildAnnouncement = 5,
        /// A channel that sold a game. Undocumented.
        GuildStore = 6,
        /// A channel for finding other players. Undocumented. No longer in use.
        GuildLfg = 7,
        /// A group of direct messages of players who found each other. Undocumented. No longer in use.
        LfgGroupDm = 8,
        /// A thread, before threads were released. Undocumented. No longer in use.
        ThreadAlpha = 9,
        /// A thread in an announcement channel.
        AnnouncementThread = 10,
        /// A thread that everyone in its channel can see.
        PublicThread = 11,
        /// A thread that only added members and moderators can see.
        PrivateThread = 12,
        /// A voice channel with speakers and an audience.
        GuildStageVoice = 13,
        /// The list of guilds in a student hub.
        GuildDirectory = 14,
        /// A channel that holds threads only.
        GuildForum = 15,
        /// A channel that holds threads with images only.
        GuildMedia = 16,
        /// The lobby of a game. Undocumented.
        Lobby = 17,
        /// An ephemeral direct message. Undocumented.
        EphemeralDm = 18,
    }
}

open_enum! {
    /// The quality of cameras in a voice channel.
    pub enum VideoQualityMode {
        /// Discord chooses.
        Auto = 1,
        /// 720 lines.
        Full = 2,
    }
}

open_enum! {
    /// The target of a permission overwrite.
    pub enum OverwriteType {
        /// A role.
        Role = 0 | "role",
        /// A member.
        Member = 1 | "member",
    }
}

open_flags! {
    /// Flags of a channel.
    pub struct ChannelFlags: integer {
        /// It was removed from the guild's home page. Undocumented.
        GUILD_FEED_REMOVED = 0,
        /// The thread is pinned to the top of its forum.
        PINNED = 1,
        /// It was removed from the active channels. Undocumented.
        ACTIVE_CHANNELS_REMOVED = 2,
        /// Posts of the forum must have a tag.
        REQUIRE_TAG = 4,
        /// It is considered spam. Undocumented.
        IS_SPAM = 5,
        /// It is shown as a page of the guide for newcomers. Undocumented.
        IS_GUILD_RESOURCE_CHANNEL = 7,
        /// The chat assistant started the thread. Undocumented.
        CLYDE_AI = 8,
        /// It will be deleted. Undocumented.
        IS_SCHEDULED_FOR_DELETION = 9,
        /// It is a media channel. Undocumented. No longer in use.
        IS_MEDIA_CHANNEL = 10,
        /// Summaries of its conversations are disabled. Undocumented.
        SUMMARIES_DISABLED = 11,
        /// The recipients agreed to use applications. Undocumented. No longer in use.
        APPLICATION_SHELF_CONSENT = 12,
        /// It previews the template of a role subscription. Undocumented.
        IS_ROLE_SUBSCRIPTION_TEMPLATE_PREVIEW_CHANNEL = 13,
        /// The group is watching a broadcast. Undocumented.
        IS_BROADCASTING = 14,
        /// The media channel does not offer downloads.
        HIDE_MEDIA_DOWNLOAD_OPTIONS = 15,
        /// Moderators interview a user there who wants to join. Undocumented.
        IS_JOIN_REQUEST_INTERVIEW_CHANNEL = 16,
        /// The bot cannot view it: name and settings are hidden. Announced for October 2026.
        /// Undocumented.
        CHANNEL_OBFUSCATED = 17,
        /// Reports to the moderators go there. Undocumented.
        IS_MODERATOR_REPORT_CHANNEL = 19,
        /// Its content is a spoiler, hidden until it is clicked.
        IS_SPOILER_CHANNEL = 21,
    }
}

open_flags! {
    /// Flags of a direct message for its recipient.
    ///
    /// Undocumented.
    pub struct RecipientFlags: integer {
        /// They dismissed the hint about messages from games.
        DISMISSED_IN_GAME_MESSAGE_NUX = 0,
    }
}
