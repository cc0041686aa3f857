//! Polls, and votes in them.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::emoji::Emoji;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::message::Message;
use super::open_enum::open_enum;
use super::timestamp::Timestamp;
use super::user::User;

/// A poll in a message.
///
/// Source: Discord, "Poll Resource", section "Poll Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Poll {
    /// The question; only text, at most 300 characters.
    pub question: PollMedia,
    /// The options, at most 10.
    pub answers: Vec<PollAnswer>,
    /// When voting ends; null for a poll without an end.
    pub expiry: Option<Timestamp>,
    /// Whether a user may choose several answers.
    pub allow_multiselect: bool,
    /// The layout of the poll.
    pub layout_type: PollLayoutType,
    /// The votes; absent means unknown, not zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results: Option<PollResults>,
}

/// The text and emoji of a question or answer.
///
/// Source: Discord, "Poll Resource", section "Poll Media Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PollMedia {
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The emoji: either its identifier or its name.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub emoji: Field<Box<Emoji>>,
}

/// An answer that can be chosen.
///
/// Source: Discord, "Poll Resource", section "Poll Answer Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PollAnswer {
    /// The number of the answer, counted from 1.
    pub answer_id: u64,
    /// The content of the answer.
    pub poll_media: PollMedia,
}

/// The votes of a poll.
///
/// They may be inexact while the poll is open.
///
/// Source: Discord, "Poll Resource", section "Poll Results Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PollResults {
    /// Whether the votes are counted exactly.
    pub is_finalized: bool,
    /// The votes by answer; answers without votes may be missing.
    pub answer_counts: Vec<PollAnswerCount>,
}

/// The votes for one answer.
///
/// Source: Discord, "Poll Resource", section "Poll Answer Count Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PollAnswerCount {
    /// The number of the answer.
    pub id: u64,
    /// How many votes the answer has.
    pub count: u64,
    /// Whether the current user voted for it.
    pub me_voted: bool,
}

/// The payload of `MESSAGE_POLL_VOTE_ADD`.
///
/// There is one event per chosen answer.
///
/// Source: Discord, "Gateway Events", section "Message Poll Vote Add Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessagePollVoteAdd {
    /// The user.
    pub user_id: Id<User>,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The number of the answer.
    pub answer_id: u64,
}

/// The payload of `MESSAGE_POLL_VOTE_REMOVE`.
///
/// Source: Discord, "Gateway Events", section "Message Poll Vote Remove Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessagePollVoteRemove {
    /// The user.
    pub user_id: Id<User>,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The number of the answer.
    pub answer_id: u64,
}

open_enum! {
    /// The layout of a poll.
    pub enum PollLayoutType {
        /// As a list.
        Default = 1,
        /// As images. Undocumented. No longer in use.
        ImageOnlyAnswers = 2,
    }
}
