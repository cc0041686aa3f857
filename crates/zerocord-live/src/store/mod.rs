//! What a shard's recorder keeps on disk. No network, no clock of its own.
//!
//! A shard has a folder, `3-of-16`, with finished and unfinished *segments* (`.ndjson.zst`, in blocks), *journals*
//! (`journal-00000007.ndjson`, plain lines that are in no segment yet) and the session's state.
//!
//! Each line is appended to the journal before the next one is read from the gateway, so it survives the end of the
//! process. A full journal becomes a block of the segment: the block is written and synced, then the state, and only
//! then the journal is removed. A journal whose number is in the segment's last block has been folded and is removed
//! when the folder is opened.

mod append_file;
mod folder;
mod journal;
mod segment;
mod shard_store;
mod state;

pub(crate) use folder::shard_of_folder;
pub(crate) use shard_store::unix_ms;
pub use shard_store::{Fsync, ShardStore, StoreOptions};
pub use state::SessionState;
