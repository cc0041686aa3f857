//! A few models in place of the library's, one for each form that a field can have.
//!
//! `mutants/make.sh` puts this file where `src/model/mod.rs` was, so that the floors below it compile in seconds. All
//! events but those of messages and typing get `User` for their payload.

pub mod field;
pub mod id;
pub mod timestamp;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zerocord_derive::View;

pub use field::*;
pub use id::*;
pub use timestamp::*;

/// Names in place of models that only identifiers speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {}
/// As `Channel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guild {}
/// As `Channel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {}

/// Plain fields, optional ones, and a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct User {
    /// A required number in quotes.
    pub id: Id<User>,
    /// A text.
    #[serde(default)]
    pub username: String,
    /// A text that may be null.
    #[serde(default)]
    pub avatar: Option<String>,
    /// A flag with a default.
    #[serde(default)]
    pub bot: bool,
    /// A number of few bits.
    #[serde(default)]
    pub flags: Option<u16>,
}

/// Every form of field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct Message {
    /// A required number in quotes.
    pub id: Id<Message>,
    /// Another.
    pub channel_id: Id<Channel>,
    /// An object.
    #[serde(default)]
    pub author: Option<User>,
    /// A text that is always there.
    pub content: String,
    /// A time.
    #[serde(default)]
    pub timestamp: Option<Timestamp>,
    /// A time that may be absent or null.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub edited_timestamp: Field<Timestamp>,
    /// A flag.
    #[serde(default)]
    pub tts: bool,
    /// A list of objects.
    #[serde(default)]
    pub mentions: Vec<User>,
    /// A list of numbers in quotes.
    #[serde(default)]
    pub mention_roles: Vec<Id<Role>>,
    /// A number under a name that is a word of Rust.
    #[serde(rename = "type", default)]
    pub kind: i64,
    /// Anything.
    #[serde(default)]
    pub embeds: Option<Value>,
    /// A key that is longer than what is looked at first.
    #[serde(default)]
    pub referenced_message: Option<Box<Message>>,
    /// A map of objects.
    #[serde(default)]
    pub users: Option<BTreeMap<Id<User>, User>>,
    /// A fraction.
    #[serde(default)]
    pub weight: Option<f64>,
}

/// A message and what stands around it: one object, two models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct MessageCreate {
    /// The message.
    #[serde(flatten)]
    pub message: Message,
    /// The guild.
    #[serde(default)]
    pub guild_id: Option<Id<Guild>>,
    /// Who wrote it, as a member.
    #[serde(default)]
    pub member: Option<Member>,
}

/// An object that is read through to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct TypingStart {
    /// The channel.
    #[serde(default)]
    pub channel_id: Option<Id<Channel>>,
    /// The guild.
    #[serde(default)]
    pub guild_id: Option<Id<Guild>>,
    /// Who types.
    pub user_id: Id<User>,
    /// When.
    pub timestamp: UnixSeconds,
    /// The member, in guilds.
    #[serde(default)]
    pub member: Option<Box<Member>>,
}

/// A member, whose user may be absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct Member {
    /// The user.
    #[serde(default)]
    pub user: Option<User>,
    /// A name, of three states.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
    /// Numbers in quotes.
    #[serde(default)]
    pub roles: Vec<Id<Role>>,
}

/// An object whose user's fields are its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct GuildBan {
    /// The guild.
    pub guild_id: Id<Guild>,
    /// Who is banned.
    #[view(through)]
    pub user: User,
}

/// The first frame of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct Hello {
    /// How often to send a heartbeat, in milliseconds.
    pub heartbeat_interval: u64,
}
