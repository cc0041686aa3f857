//! `--shard-at`: the shard of each frame, as a recorder wrote it around the frame.

use zerocord::Arena;

use crate::exit::Exit;
use crate::paths::{Found, NamedPaths, PathList};
use crate::values::checked_bytes;

/// How messages name where the path comes from.
const OPTION: &str = "--shard-at";

/// Where the shard of each frame is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ShardAtArgument {
    /// The shard of each frame is at these keys around it: `shard`, `meta.shard_id`
    ///
    /// The sequences of each shard are then followed by themselves. Any value distinguishes shards: a number, a string, a
    /// list. Frames without one are followed together.
    #[arg(long, value_name = "PATH", requires = "wrapping")]
    shard_at: Option<String>,
}

/// Reads the shard around frames.
#[derive(Debug)]
pub struct WrapperShard {
    paths: NamedPaths,
}

impl ShardAtArgument {
    /// What reads shards; `None` where that is not asked for.
    ///
    /// # Errors
    /// Where the path cannot be looked up.
    pub fn reader(&self) -> Result<Option<WrapperShard>, String> {
        let Some(written) = &self.shard_at else { return Ok(None) };
        let mut paths = PathList::default();
        paths.index_of(written.strip_prefix('$').unwrap_or(written), written);
        let paths = paths.finish().map_err(|error| format!("{OPTION}: {error}"))?;
        Ok(Some(WrapperShard { paths }))
    }
}

impl WrapperShard {
    /// A number that stands for the shard of the frame inside `wrapper`: equal for equal spellings of the value.
    pub fn stream(&self, wrapper: &[u8], arena: &Arena) -> Option<u64> {
        let row = self.paths.find_around(wrapper, arena).ok()??;
        let Ok(Found::Value(value)) = row.get(0) else { return None };
        let bytes = checked_bytes(value).ok().filter(|bytes| *bytes != b"null")?;
        // FNV-1a: shards are few, so that two of one hash are not to be expected.
        Some(bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// Reports that no frame had a shard there, if that is so; gives the exit code.
    pub fn report_unmet(&self) -> Exit {
        self.paths.report_unmet_around(OPTION)
    }
}
