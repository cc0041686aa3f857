//! Threads: their own data, and events about them.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::channel::{Channel, ChannelType};
use super::field::Field;
use super::flags::open_flags;
use super::guild::Guild;
use super::id::Id;
use super::member::GuildMember;
use super::open_enum::open_enum;
use super::presence::PresenceUpdate;
use super::timestamp::Timestamp;
use super::user::User;
use super::wraps::wraps;

/// Data that only threads have.
///
/// Source: Discord, "Channel Resource", section "Thread Metadata Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ThreadMetadata {
    /// Whether the thread is archived.
    pub archived: bool,
    /// The time of inactivity after which the thread is hidden, in minutes.
    pub auto_archive_duration: ThreadAutoArchiveDuration,
    /// When the thread was last archived or unarchived.
    pub archive_timestamp: Timestamp,
    /// Whether only moderators may unarchive the thread.
    pub locked: bool,
    /// Whether members who are not moderators may add others; only for private threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitable: Option<bool>,
    /// When the thread was created; only for threads created after 2022-01-09.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub create_timestamp: Field<Timestamp>,
    /// Who archived the thread; in old frames only. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub archiver_id: Field<Id<User>>,
}

/// The membership of a user in a thread.
///
/// Source: Discord, "Channel Resource", section "Thread Member Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ThreadMember {
    /// The thread. Absent in the threads of `GUILD_CREATE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id<Channel>>,
    /// The user. Absent in the threads of `GUILD_CREATE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id<User>>,
    /// When the member last joined the thread.
    pub join_timestamp: Timestamp,
    /// Flags.
    pub flags: ThreadMemberFlags,
    /// The member of the guild; only in the added members of `THREAD_MEMBERS_UPDATE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
    /// Whether the thread is muted for the current user. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<bool>,
    /// When the current user's mute of the thread ends. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub mute_config: Field<Value>,
}

/// A member who joined a thread, with the member of the guild and the presence.
///
/// Source: Discord, "Gateway Events", section "Thread Members Update".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AddedThreadMember {
    /// The membership, flattened: its keys are in the same object as those below.
    #[serde(flatten)]
    pub thread_member: ThreadMember,
    /// The member's presence; null when the member is offline.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub presence: Field<Box<PresenceUpdate>>,
}

/// The payload of `THREAD_CREATE`: a thread was created, or the bot was added to one.
///
/// It can be sent twice for a thread.
///
/// Source: Discord, "Gateway Events", section "Thread Create".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ThreadCreate {
    /// The thread, flattened: its keys are in the same object as those below.
    #[serde(flatten)]
    pub channel: Channel,
    /// True if the thread was just created; absent if the bot was added to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newly_created: Option<bool>,
}

/// The payload of `THREAD_DELETE`.
///
/// Source: Discord, "Gateway Events", section "Thread Delete".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ThreadDelete {
    /// The thread.
    pub id: Id<Channel>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The channel that the thread was in.
    pub parent_id: Id<Channel>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: ChannelType,
}

/// The payload of `THREAD_LIST_SYNC`: the active threads of channels that became visible.
///
/// Source: Discord, "Gateway Events", section "Thread List Sync Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ThreadListSync {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The channels whose threads are listed; absent means the whole guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_ids: Option<Vec<Id<Channel>>>,
    /// The threads.
    pub threads: Vec<Channel>,
    /// The bot's memberships of the threads that it has joined.
    pub members: Vec<ThreadMember>,
}

/// The payload of `THREAD_MEMBER_UPDATE`: the bot's own membership of a thread changed.
///
/// Source: Discord, "Gateway Events", section "Thread Member Update Event Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ThreadMemberUpdate {
    /// The membership, flattened: its keys are in the same object as those below.
    #[serde(flatten)]
    pub thread_member: ThreadMember,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

/// The payload of `THREAD_MEMBERS_UPDATE`: users joined or left a thread.
///
/// Without the intent for members, only changes of the bot are sent.
///
/// Source: Discord, "Gateway Events", section "Thread Members Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ThreadMembersUpdate {
    /// The thread.
    pub id: Id<Channel>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The approximate number of thread members; counting stops at 50.
    pub member_count: u64,
    /// The members who joined the thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_members: Option<Vec<AddedThreadMember>>,
    /// Who left the thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_member_ids: Option<Vec<Id<User>>>,
}

wraps!(ThreadCreate => channel: Channel);
wraps!(ThreadMemberUpdate => thread_member: ThreadMember);
wraps!(AddedThreadMember => thread_member: ThreadMember);

open_enum! {
    /// The time of inactivity after which a thread is hidden, in minutes.
    pub enum ThreadAutoArchiveDuration {
        /// An hour.
        OneHour = 60,
        /// A day.
        OneDay = 1440,
        /// Three days.
        ThreeDays = 4320,
        /// A week.
        OneWeek = 10080,
    }
}

open_flags! {
    /// Flags of a thread member: their notification settings.
    ///
    /// Undocumented.
    pub struct ThreadMemberFlags: integer {
        /// They have changed the setting.
        HAS_INTERACTED = 0,
        /// All messages.
        ALL_MESSAGES = 1,
        /// Only mentions.
        ONLY_MENTIONS = 2,
        /// Nothing.
        NO_MESSAGES = 3,
    }
}
