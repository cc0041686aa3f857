//! Summaries of conversations.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::guild::Guild;
use super::id::Id;
use super::message::Message;
use super::user::User;

/// The payload of `CONVERSATION_SUMMARY_UPDATE`: summaries of the conversations in a channel.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ConversationSummaryUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The summaries.
    pub summaries: Vec<ConversationSummary>,
}

/// A summary of a conversation.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Message Resource", section "Conversation Summary Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ConversationSummary {
    /// The identifier.
    pub id: Id<ConversationSummary>,
    /// The topic.
    pub topic: String,
    /// A short summary.
    pub summ_short: String,
    /// The summarized messages.
    pub message_ids: Vec<Id<Message>>,
    /// The participants.
    pub people: Vec<Id<User>>,
    /// Whether the summary is considered unsafe.
    #[serde(rename = "unsafe")]
    pub is_unsafe: bool,
    /// The first summarized message.
    pub start_id: Id<Message>,
    /// The last summarized message.
    pub end_id: Id<Message>,
    /// The number of summarized messages.
    pub count: u64,
    /// The source of the summary, as a number.
    pub source: i64,
    /// The type of summary, as a number.
    #[serde(rename = "type")]
    pub kind: i64,
}
