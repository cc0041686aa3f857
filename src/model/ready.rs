//! The start of a session, and events about the session.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smallvec::SmallVec;
use zerocord_derive::View;

use super::application::{Application, ApplicationFlags};
use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::guild_create::UnavailableGuild;
use super::id::Id;
use super::presence::PresenceUpdate;
use super::twin::twin_methods;
use super::user::User;
use super::wide_flags::WideFlags;
use crate::arena::Arena;
use crate::json::error::{Error, Expected, expected};
use crate::json::raw::{RawValue, ValueKind};
use crate::view::{FromJson, Model, deserialized_as_themselves, deserialized_from_values};

/// The first frame of a connection: the payload of opcode 10.
///
/// Source: Discord, "Gateway Events", section "Hello Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Hello {
    /// How often to send a heartbeat, in milliseconds; 41,250 in all frames seen.
    pub heartbeat_interval: u64,
    /// Names of the servers involved; each element is a JSON document of its own. Undocumented.
    #[serde(rename = "_trace", default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<String>>,
}

/// The payload of `READY`: the first event of a session.
///
/// Source: Discord, "Gateway Events", section "Ready Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Ready {
    /// The API version in use.
    #[serde(rename = "v")]
    pub version: u64,
    /// The current user, with `verified`, `email`, `mfa_enabled` and `flags`.
    pub user: User,
    /// The guilds that the bot is in, as stubs; `GUILD_CREATE` follows for each.
    pub guilds: Vec<UnavailableGuild>,
    /// The session, needed to resume it; 32 hexadecimal digits in practice.
    pub session_id: String,
    /// The WebSocket URL for resuming the session. Absent before 2022.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_gateway_url: Option<String>,
    /// The shard and the number of shards; only if given in IDENTIFY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// The bot's own application: identifier and flags only. Absent in API version 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ReadyApplication>,
    /// Names of the servers involved; each element is a JSON document of its own. Undocumented.
    #[serde(rename = "_trace", default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<String>>,
    /// The kind of session, `normal` for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_type: Option<String>,
    /// Direct messages; always empty for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_channels: Option<Vec<Channel>>,
    /// Presences of friends; always empty for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presences: Option<Vec<PresenceUpdate>>,
    /// Friends and blocked users; always empty for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationships: Option<Vec<Value>>,
    /// Requests to join guilds; always empty for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_join_requests: Option<Vec<Value>>,
    /// The voice regions, the nearest first. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geo_ordered_rtc_regions: Option<Vec<String>>,
    /// The settings of the account; an empty object for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub user_settings: Field<Value>,
    /// The settings of the account as base64 of a protocol buffer; for user accounts. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub user_settings_proto: Field<String>,
    /// The client's installation, as a UUID. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub static_client_session_id: Option<String>,
    /// Authorisation data; an empty object for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub auth: Field<Value>,
    /// Friends within games; always empty for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub game_relationships: Option<Vec<Value>>,
    /// The lobbies of games that the user is in; always empty for bots. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobbies: Option<Vec<Value>>,
    /// The minimum version of the encrypted voice protocol. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub av_sf_protocol_floor: Option<i64>,
    /// The version of the explicit content scanner. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explicit_content_scan_version: Option<u64>,
}

/// The bot's own application in `READY`.
///
/// Source: Discord, "Gateway Events", section "Ready Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ReadyApplication {
    /// The application.
    pub id: Id<Application>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<ApplicationFlags>,
    /// All flags, beyond the 32 bits of `flags`. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags_new: Option<WideFlags<ApplicationFlags>>,
    /// The name. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The application that this one belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub parent_id: Field<Id<Application>>,
}

/// The payload of `RESUMED`: all missed events have been replayed.
///
/// Some gateways send `null` or no payload at all, which is read as an object without members. Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Resumed Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize, null_is_empty)]
#[non_exhaustive]
pub struct Resumed {
    /// Names of the servers involved; each element is a JSON document of its own.
    #[serde(rename = "_trace", default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<String>>,
}

/// The payload of `RATE_LIMITED`: a request was rate limited.
///
/// Source: Discord, "Gateway Events", section "Rate Limited Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RateLimited {
    /// The opcode of the rate-limited request, currently always 8.
    pub opcode: u64,
    /// The time after which the request may be sent again, in seconds.
    pub retry_after: f64,
    /// Details of the request; the shape depends on the opcode.
    pub meta: RateLimitMeta,
}

/// The rate-limited request for members.
///
/// Source: Discord, "Gateway Events", section "Request Guild Member Rate Limit Metadata Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RequestGuildMembersRateLimitMeta {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The nonce of the request, at most 32 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

/// A shard and the number of shards: on the wire an array of two integers.
///
/// Source: Discord, "Gateway", section "Sharding".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Shard {
    /// Which shard it is, counted from 0.
    pub index: u64,
    /// How many shards there are.
    pub count: u64,
}

impl Shard {
    /// Whether the events of a guild are sent to this shard. Events without a guild are sent to the first.
    pub fn serves(self, guild_id: Id<Guild>) -> bool {
        (guild_id.get() >> 22).checked_rem(self.count) == Some(self.index)
    }
}

impl From<(u64, u64)> for Shard {
    fn from((index, count): (u64, u64)) -> Self {
        Shard { index, count }
    }
}

impl From<Shard> for (u64, u64) {
    fn from(shard: Shard) -> Self {
        (shard.index, shard.count)
    }
}

deserialized_as_themselves!(Shard);

impl<'a> FromJson<'a> for Shard {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        let numbers: SmallVec<[u64; 2]> = FromJson::from_json(value, arena)?;
        match numbers[..] {
            [index, count] => Ok(Shard { index, count }),
            _ => Err(expected(Expected::Array, value.frame(), value.offset())),
        }
    }
}

impl Model for Shard {
    type View<'a> = Self;

    fn blank() -> Self {
        Shard { index: 0, count: 0 }
    }

    fn from_view(view: Self) -> Result<Self, Error> {
        Ok(view)
    }
}

/// The rate-limited request. Its shape depends on the opcode.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum RateLimitMeta {
    /// A request for members, opcode 8.
    RequestGuildMembers(RequestGuildMembersRateLimitMeta),
    /// Any other.
    Other(Value),
}

deserialized_from_values!(RateLimitMeta);

impl From<Value> for RateLimitMeta {
    fn from(value: Value) -> Self {
        match RequestGuildMembersRateLimitMeta::deserialize(&value) {
            Ok(meta) => RateLimitMeta::RequestGuildMembers(meta),
            Err(_) => RateLimitMeta::Other(value),
        }
    }
}

/// The rate-limited request, as a view returns it.
#[derive(Clone, Copy, Debug)]
pub enum RateLimitMetaRef<'a> {
    /// A request for members, opcode 8: the object has a guild.
    RequestGuildMembers(RequestGuildMembersRateLimitMetaRef<'a>),
    /// Any other.
    Other(RawValue<'a>),
}

impl<'a> FromJson<'a> for RateLimitMetaRef<'a> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        Ok(match value.kind()? {
            ValueKind::Object if value.get("guild_id")?.is_some() => {
                RateLimitMetaRef::RequestGuildMembers(FromJson::from_json(value, arena)?)
            }
            _ => RateLimitMetaRef::Other(value),
        })
    }
}

impl Model for RateLimitMeta {
    type View<'a> = RateLimitMetaRef<'a>;

    fn blank() -> Self {
        RateLimitMeta::Other(Value::Null)
    }

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        Ok(match view {
            RateLimitMetaRef::RequestGuildMembers(view) => match Model::from_view(view) {
                Ok(meta) => RateLimitMeta::RequestGuildMembers(meta),
                Err(_) => RateLimitMeta::Other(view.as_raw().to_value()?),
            },
            RateLimitMetaRef::Other(value) => RateLimitMeta::Other(value.to_value()?),
        })
    }
}

twin_methods! { ReadyApplication, ReadyApplicationRef:
    /// All flags: those of `flags_new` if present, otherwise those of `flags`.
    fn all_flags(flags_new, flags) -> ApplicationFlags {
        flags_new.map(|flags| flags.low()).or(flags).unwrap_or_default()
    }
}
