//! Reactions to messages.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::emoji::Emoji;
use super::guild::Guild;
use super::id::Id;
use super::member::GuildMember;
use super::message::Message;
use super::open_enum::open_enum;
use super::user::User;

/// The reactions to a message with one emoji.
///
/// Source: Discord, "Message Resource", section "Reaction Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Reaction {
    /// The total number of reactions.
    pub count: u64,
    /// The count per type of reaction. Absent before 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_details: Option<ReactionCountDetails>,
    /// Whether the current user reacted.
    pub me: bool,
    /// Whether the current user reacted with a super reaction. Absent in old frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub me_burst: Option<bool>,
    /// The emoji that was used: identifier, name and animation only.
    pub emoji: Emoji,
    /// The colours of the super reaction's animation, as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst_colors: Option<Vec<String>>,
    /// How many super reactions there are. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst_count: Option<u64>,
    /// Whether the current user reacted with a super reaction. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst_me: Option<bool>,
}

/// The count per type of reaction.
///
/// Source: Discord, "Message Resource", section "Reaction Count Details Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ReactionCountDetails {
    /// How many super reactions there are.
    pub burst: u64,
    /// How many ordinary reactions there are.
    pub normal: u64,
    /// How many votes there are. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<u64>,
}

/// The payload of `MESSAGE_REACTION_ADD`.
///
/// Source: Discord, "Gateway Events", section "Message Reaction Add Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageReactionAdd {
    /// The user.
    pub user_id: Id<User>,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The member who reacted, with the user; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
    /// The emoji that was used: identifier, name and animation only.
    pub emoji: Emoji,
    /// Who wrote the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_author_id: Option<Id<User>>,
    /// Whether the reaction is a super reaction. Absent before 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<bool>,
    /// The colours of the super reaction's animation, as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst_colors: Option<Vec<String>>,
    /// Whether it is a super reaction. Absent before 2023.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ReactionType>,
}

/// The payload of `MESSAGE_REACTION_REMOVE`.
///
/// Source: Discord, "Gateway Events", section "Message Reaction Remove Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageReactionRemove {
    /// The user.
    pub user_id: Id<User>,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The emoji that was used: identifier, name and animation only.
    pub emoji: Emoji,
    /// Whether the reaction is a super reaction. Absent before 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<bool>,
    /// Whether it was a super reaction. Absent before 2023.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ReactionType>,
}

/// The payload of `MESSAGE_REACTION_REMOVE_ALL`.
///
/// Source: Discord, "Gateway Events", section "Message Reaction Remove All Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageReactionRemoveAll {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
}

/// The payload of `MESSAGE_REACTION_REMOVE_EMOJI`: all reactions with one emoji were removed.
///
/// Source: Discord, "Gateway Events", section "Message Reaction Remove Emoji Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageReactionRemoveEmoji {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The message.
    pub message_id: Id<Message>,
    /// The emoji that was used: identifier, name and animation only.
    pub emoji: Emoji,
    /// Whether the reaction is a super reaction. Absent before 2023. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<bool>,
    /// Whether they were super reactions. Undocumented.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ReactionType>,
}

/// The payload of `MESSAGE_REACTION_ADD_MANY`: reactions collected over a short time.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Message Reaction Add Many Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageReactionAddMany {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The reactions.
    pub reactions: Vec<DebouncedReaction>,
}

/// The users who reacted with one emoji.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Debounced Reaction Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct DebouncedReaction {
    /// The users.
    pub users: Vec<Id<User>>,
    /// The emoji that was used: identifier, name and animation only.
    pub emoji: Emoji,
}

open_enum! {
    /// Whether a reaction is a super reaction.
    pub enum ReactionType {
        /// An ordinary reaction.
        Normal = 0,
        /// A super reaction.
        Burst = 1,
    }
}
