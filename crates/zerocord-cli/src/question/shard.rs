//! Determines the shard of a frame.

use std::num::NonZeroU64;

use zerocord::model::Guild;
use zerocord::{Arena, Envelope, Error, EventName, Id, RawValue, ValueKind};

use crate::question::paths::{PathResult, Paths};
use crate::question::scope::{Scope, ScopeReader};

/// The number of shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardCount(NonZeroU64);

impl ShardCount {
    /// `None` for 0.
    pub fn new(count: u64) -> Option<ShardCount> {
        NonZeroU64::new(count).map(ShardCount)
    }

    pub fn count(self) -> u64 {
        self.0.get()
    }

    /// The shard of a guild.
    pub fn of_guild(self, id: u64) -> u64 {
        Id::<Guild>::new(id).shard_of(self.0)
    }
}

/// Parses the number of shards.
pub fn parse_shards(text: &str) -> Result<ShardCount, &'static str> {
    text.parse().ok().and_then(ShardCount::new).ok_or("the number of shards must be 1 or more")
}

/// The shard in a recorder's value: the first element of a list, as in the `shard` of IDENTIFY (`[3,16]`), otherwise the
/// value itself. `None` if the list is empty.
///
/// # Errors
/// The value is malformed.
pub fn recorded_shard(value: RawValue<'_>) -> Result<Option<RawValue<'_>>, Error> {
    match value.kind()? {
        ValueKind::Array => value.elements()?.next().transpose(),
        _ => Ok(Some(value)),
    }
}

/// Reads the shards of frames.
#[derive(Debug)]
pub struct ShardReader {
    shards: ShardCount,
    guild: ScopeReader,
    own: Paths,
}

impl ShardReader {
    /// Creates a reader. Never returns `None`, because the paths are constants of this module.
    pub fn new(shards: ShardCount) -> Option<ShardReader> {
        let own = Paths::new(&["shard.0", "channel_id"]).ok()?;
        Some(ShardReader { shards, guild: ScopeReader::new(Scope::Guild)?, own })
    }

    /// The shard to which Discord sends the frame: that of its guild, 0 for direct messages, or the one that READY
    /// contains. `None` for all other frames without a guild.
    ///
    /// # Errors
    /// The payload is malformed.
    pub fn read(&self, envelope: Envelope<'_>, arena: &Arena) -> Result<Option<u64>, Error> {
        let Some(name) = envelope.event_name()? else { return Ok(None) };
        if envelope.payload().kind()? != ValueKind::Object {
            return Ok(None);
        }
        if let Some(guild) = self.guild.read(envelope, name, arena) {
            return Ok(Some(self.shards.of_guild(guild)));
        }
        let row = self.own.find(envelope.payload(), arena)?;
        if name == EventName::Ready {
            return Ok(match row.get(0)? {
                PathResult::Value(shard) => shard.quoted_u64().ok(),
                _ => None,
            });
        }
        Ok(matches!(row.get(1)?, PathResult::Value(channel) if !channel.is_null()?).then_some(0))
    }
}
