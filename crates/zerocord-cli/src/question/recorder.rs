//! What a recorder wrote around each frame, for those who follow sequences: its time and its shard.

use zerocord::Decoder;

use super::wrapper_clock::{TimeAtArgument, WrapperClock};
use super::wrapper_path::{WrapperPath, parse_path};
use crate::exit::Exit;
use crate::sequences::fingerprint;
use crate::values::checked_bytes;

/// Where the recorder's time and shard are.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RecorderArguments {
    #[command(flatten)]
    time_at: TimeAtArgument,

    /// The shard of each frame is at these keys around it: `shard`, `meta.shard_id`
    ///
    /// The sequences of each shard are then followed by themselves. Any value distinguishes shards: a number, a string, a
    /// list. Frames without one are followed together.
    #[arg(long, value_name = "PATH", requires = "wrapping", value_parser = parse_path)]
    shard_at: Option<String>,
}

/// Reads what a recorder wrote around frames.
#[derive(Debug)]
pub struct Recorder {
    pub clock: Option<WrapperClock>,
    shards: Option<WrapperPath>,
}

impl RecorderArguments {
    /// Whether the recorder's time is named.
    pub fn has_clock(&self) -> bool {
        self.time_at.is_given()
    }

    /// What reads it.
    ///
    /// # Errors
    /// Where a path cannot be looked up.
    pub fn recorder(&self) -> Result<Recorder, String> {
        let shards = self.shard_at.as_deref().map(|path| WrapperPath::new("--shard-at", path)).transpose()?;
        Ok(Recorder { clock: self.time_at.clock()?, shards })
    }
}

impl Recorder {
    /// Whether shards are told apart by what is around frames.
    pub fn has_shards(&self) -> bool {
        self.shards.is_some()
    }

    /// A number that identifies the shard of the frame inside `wrapper`: equal for equal spellings of the value. `None` where
    /// there is no shard.
    pub fn stream(&self, wrapper: &[u8], decoder: &mut Decoder) -> Option<u64> {
        let value = self.shards.as_ref()?.value(wrapper, decoder.arena())?;
        let bytes = checked_bytes(value).ok().filter(|bytes| *bytes != b"null")?;
        Some(fingerprint(0, bytes.iter().copied().map(u64::from)))
    }

    /// Reports the paths that were not around any frame; gives the exit code.
    pub fn report_unmet(&self) -> Exit {
        let clock = self.clock.as_ref().map(WrapperClock::report_unmet);
        clock.max(self.shards.as_ref().map(WrapperPath::report_unmet)).unwrap_or_default()
    }
}
