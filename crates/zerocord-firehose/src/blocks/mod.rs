//! Recordings in blocks, with an index of what each block contains.
//!
//! A block is a Zstandard frame of whole lines, then a skippable frame with a [`BlockInfo`]: shard, sessions, sequences,
//! events and receive times. After the last block there is a seek table of the Zstandard Seekable Format. Any zstd
//! decompressor reads such a file, and so does [`Recording`](crate::Recording). `docs/recording-format.md` describes
//! the bytes.
//!
//! ```
//! use zerocord_firehose::blocks::{BlockEncoder, BlockIndex, BlockInfo, seek_table};
//!
//! # fn main() -> std::io::Result<()> {
//! let line = b"{\"t\":\"TYPING_START\",\"s\":7,\"op\":0,\"d\":{}}\n";
//! let mut info = BlockInfo::default();
//! info.add_frame(&line[..line.len() - 1], line.len(), None);
//! let block = BlockEncoder::new().encode(line, &info)?;
//! let mut file = tempfile::tempfile()?;
//! std::io::Write::write_all(&mut file, &block.bytes)?;
//! std::io::Write::write_all(&mut file, &seek_table(&block.entries))?;
//!
//! let index = BlockIndex::read(&file)?;
//! assert!(index.is_finished);
//! assert!(index.blocks[0].info.may_have_event("TYPING_START"));
//! assert!(!index.blocks[0].info.may_have_event("MESSAGE_CREATE"));
//! # Ok(())
//! # }
//! ```

mod encode;
mod index;
mod info;
mod journal;
mod line;

pub use encode::{BlockEncoder, EncodedBlock, SeekEntry, seek_table};
pub use index::{Block, BlockIndex};
pub use info::{BlockInfo, SessionRun};
pub use journal::{journals_in_segments, journals_in_segments_with};
pub use line::{frame_of_line, push_line};

/// The most bytes that a block inflates to.
const CONTENT_LEN_MAX: usize = 1 << 30;
/// The magic number of the skippable frame after each block.
const INFO_MAGIC: u32 = 0x184d_2a5b;
/// The first bytes of its content. The last one is the version.
const INFO_TAG: [u8; 4] = *b"ZCB1";
/// The magic number, the length, the tag and the checksum.
const INFO_HEADER_LEN: usize = 16;
/// The magic number of the skippable frame with the seek table.
const SEEK_TABLE_MAGIC: u32 = 0x184d_2a5e;
/// The magic number at the end of the seek table.
const SEEKABLE_MAGIC: u32 = 0x8f92_eab1;
/// The number of entries, a byte of flags and the magic number.
const SEEK_FOOTER_LEN: usize = 9;
const SEEK_ENTRY_LEN: usize = 8;
/// The magic number and the length of a skippable frame.
const SKIPPABLE_HEADER_LEN: usize = 8;
