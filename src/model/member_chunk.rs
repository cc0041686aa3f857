//! Members on request: the answer to opcode 8.

use serde::Serialize;
use zerocord_derive::View;

use super::guild::Guild;
use super::id::Id;
use super::member::GuildMember;
use super::open_value::open_value;
use super::presence::PresenceUpdate;
use super::user::User;

/// The payload of `GUILD_MEMBERS_CHUNK`: part of the answer to opcode 8.
///
/// Source: Discord, "Gateway Events", section "Guild Members Chunk Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildMembersChunk {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The members, at most 1000 in a chunk.
    pub members: Vec<GuildMember>,
    /// Which chunk this is, counted from 0.
    pub chunk_index: u64,
    /// The number of chunks of the answer.
    pub chunk_count: u64,
    /// The requested identifiers that were not found, as requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_found: Option<Vec<NotFoundId>>,
    /// The presences, if requested; without guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presences: Option<Vec<PresenceUpdate>>,
    /// The nonce of the request, at most 32 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

open_value! {
    /// A requested identifier that was not found, as requested.
    ///
    /// Discord returns the value from the request, so it may not be an identifier.
    pub enum NotFoundId {
        /// A bare integer.
        Integer(i64): integer,
        /// A user's identifier.
        User(Id<User>): snowflake,
        /// A string that is not an identifier.
        Text(S): text,
    }
}
