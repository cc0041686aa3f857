//! Private calls; only user accounts receive these events.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::channel::Channel;
use super::id::Id;
use super::message::Message;
use super::user::User;
use super::voice::VoiceState;

/// A private call began or changed.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Call Create Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct CallCreate {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// The voice region of the call.
    pub region: Option<String>,
    /// The users whose clients ring.
    pub ringing: Vec<Id<User>>,
    /// Who is in voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_states: Option<Vec<VoiceState>>,
    /// The activities in the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded_activities: Option<Vec<Value>>,
}

/// A private call ended.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Call Delete Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct CallDelete {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// Whether the call is unavailable because of an outage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<bool>,
}
