//! The time and the shard that a recorder wrote next to each frame, for commands that follow sequences.

use zerocord::Decoder;

use super::frame_clock::FrameClock;
use super::wrapper_clock::{TimeAtArgument, WrapperClock};
use super::wrapper_path::{WrapperPath, parse_path};
use crate::exit::Exit;
use crate::question::values::checked_bytes;
use crate::sequences::fingerprint;

/// The options for the recorder's time and shard.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RecorderArguments {
    #[command(flatten)]
    time_at: TimeAtArgument,

    #[command(flatten)]
    shard_at: ShardAtArgument,
}

/// The option for the recorder's shard.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ShardAtArgument {
    /// The path of the recorder's shard in the object around each frame: `meta.shard_id`
    ///
    /// Sequences are then followed per shard. Shards are distinguished by any value: a number, a string, a list.
    /// Frames without one are followed together.
    #[arg(
        long,
        value_name = "PATH",
        requires = "wrapping",
        value_parser = parse_path,
        help_heading = "Wrapped recordings",
        hide_short_help = true
    )]
    shard_at: Option<String>,
}

impl ShardAtArgument {
    /// The keys, separated by dots.
    pub fn path(&self) -> Option<&str> {
        self.shard_at.as_deref().map(|path| path.strip_prefix('$').unwrap_or(path))
    }
}

/// Reads what a recorder wrote next to frames.
#[derive(Debug)]
pub struct RecorderReader {
    pub clock: Option<WrapperClock>,
    shards: Option<WrapperPath>,
}

impl RecorderArguments {
    /// A reader for these options.
    ///
    /// # Errors
    /// A path is invalid.
    pub fn recorder(&self) -> Result<RecorderReader, String> {
        RecorderReader::new(&self.time_at, &self.shard_at)
    }

    /// A clock for these options.
    ///
    /// # Errors
    /// A path is invalid.
    pub fn frame_clock(&self) -> Result<FrameClock, String> {
        FrameClock::new(&self.time_at)
    }
}

impl RecorderReader {
    /// A reader of the time and the shard at these paths.
    ///
    /// # Errors
    /// A path is invalid.
    pub fn new(time_at: &TimeAtArgument, shard_at: &ShardAtArgument) -> Result<RecorderReader, String> {
        let shards = shard_at.path().map(|path| WrapperPath::new("--shard-at", path)).transpose()?;
        Ok(RecorderReader { clock: time_at.clock()?, shards })
    }

    /// Whether shards are distinguished by a value next to frames.
    pub fn has_shards(&self) -> bool {
        self.shards.is_some()
    }

    /// A number that identifies the shard of the frame inside `wrapper`: equal for equal spellings of the value.
    /// `None` if there is no shard.
    pub fn stream(&self, wrapper: &[u8], decoder: &mut Decoder) -> Option<u64> {
        let value = self.shards.as_ref()?.value(wrapper, decoder.arena())?;
        let bytes = checked_bytes(value).ok().filter(|bytes| *bytes != b"null")?;
        Some(fingerprint(0, bytes.iter().copied().map(u64::from)))
    }

    /// Reports the paths that were not found next to any frame. Returns the exit code.
    pub fn report_not_found(&self) -> Exit {
        let clock = self.clock.as_ref().map(WrapperClock::report_not_found);
        clock.max(self.shards.as_ref().map(WrapperPath::report_not_found)).unwrap_or_default()
    }
}
