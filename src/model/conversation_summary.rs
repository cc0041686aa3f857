//! Summaries of conversations.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::guild::Guild;
use super::id::Id;
use super::message::Message;
use super::user::User;

/// The payload of `CONVERSATION_SUMMARY_UPDATE`: what was spoken about in a channel.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
pub struct ConversationSummary {
    /// The identifier.
    pub id: Id<ConversationSummary>,
    /// What was spoken about.
    pub topic: String,
    /// What was said, in short.
    pub summ_short: String,
    /// The messages that are summed up.
    pub message_ids: Vec<Id<Message>>,
    /// Who took part.
    pub people: Vec<Id<User>>,
    /// Whether the summary is held to be unsafe.
    #[serde(rename = "unsafe")]
    pub is_unsafe: bool,
    /// The first message that is summed up.
    pub start_id: Id<Message>,
    /// The last message that is summed up.
    pub end_id: Id<Message>,
    /// How many messages are summed up.
    pub count: u64,
    /// How the summary came about, as a number.
    pub source: i64,
    /// What kind of summary it is, as a number.
    #[serde(rename = "type")]
    pub kind: i64,
}
