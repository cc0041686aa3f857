//! A few models in place of the library's, one for each form that a field can have.
//!
//! `mutants/make.sh` replaces `src/model/mod.rs` with this file, so that the layers below it compile in seconds. All
//! events except those about messages, typing and bans have `User` as their payload.

mod field;
mod flags;
mod id;
mod permissions;
mod saturating;
mod timestamp;
mod wide_flags;

/// What wide flags implement; no model here needs it.
mod twin {
    #[allow(dead_code)]
    pub(super) trait Lend {
        type Lent<'a>
        where
            Self: 'a;

        fn lend(&self) -> Self::Lent<'_>;
    }
}

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zerocord_derive::View;

pub use field::*;
pub use id::*;
pub use permissions::*;
pub use timestamp::*;
pub use wide_flags::*;

/// Types for models that are only named in ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {}
/// See `Channel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guild {}
/// See `Channel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {}

/// Plain fields, optional ones, and a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct User {
    /// A required number in quotes.
    pub id: Id<User>,
    /// A string.
    #[serde(default)]
    pub username: String,
    /// A string that may be null.
    #[serde(default)]
    pub avatar: Option<String>,
    /// A flag with a default.
    #[serde(default)]
    pub bot: bool,
    /// A small number.
    #[serde(default)]
    pub flags: Option<u16>,
}

/// Every form of field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct Message {
    /// A required number in quotes.
    pub id: Id<Message>,
    /// Another required number in quotes.
    pub channel_id: Id<Channel>,
    /// An object.
    #[serde(default)]
    pub author: Option<User>,
    /// A string that is always present.
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
    /// A number whose key is a Rust keyword.
    #[serde(rename = "type", default)]
    pub kind: i64,
    /// Anything.
    #[serde(default)]
    pub embeds: Option<Value>,
    /// A key longer than the bytes that are compared first.
    #[serde(default)]
    pub referenced_message: Option<Box<Message>>,
    /// A map of objects.
    #[serde(default)]
    pub users: Option<BTreeMap<Id<User>, User>>,
    /// A number with a fraction.
    #[serde(default)]
    pub weight: Option<f64>,
}

/// A message and the fields around it: one JSON object, two models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct MessageCreate {
    /// The message.
    #[serde(flatten)]
    pub message: Message,
    /// The guild.
    #[serde(default)]
    pub guild_id: Option<Id<Guild>>,
    /// The author as a member.
    #[serde(default)]
    pub member: Option<Member>,
}

/// A struct with an optional object in a box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct TypingStart {
    /// The channel.
    #[serde(default)]
    pub channel_id: Option<Id<Channel>>,
    /// The guild.
    #[serde(default)]
    pub guild_id: Option<Id<Guild>>,
    /// The user who is typing.
    pub user_id: Id<User>,
    /// The time.
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
    /// A name that may be absent, null or present.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
    /// Numbers in quotes.
    #[serde(default)]
    pub roles: Vec<Id<Role>>,
}

/// A struct whose view has the user's accessors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct GuildBan {
    /// The guild.
    pub guild_id: Id<Guild>,
    /// The banned user.
    #[view(through)]
    pub user: User,
}

/// The first frame of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct Hello {
    /// The heartbeat interval in milliseconds.
    pub heartbeat_interval: u64,
}
