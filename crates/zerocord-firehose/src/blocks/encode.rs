//! Writes blocks and the seek table.

use std::fmt;
use std::io;

use zstd_safe::{CCtx, CParameter};

use super::{
    BlockInfo, CONTENT_LEN_MAX, INFO_MAGIC, INFO_TAG, SEEK_ENTRY_LEN, SEEK_FOOTER_LEN, SEEK_TABLE_MAGIC,
    SEEKABLE_MAGIC, SKIPPABLE_HEADER_LEN,
};

/// zstd's own default.
const LEVEL: i32 = 3;

/// Compresses blocks.
pub struct BlockEncoder {
    context: CCtx<'static>,
}

/// A block as it is in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodedBlock {
    /// The Zstandard frame and the skippable frame.
    pub bytes: Vec<u8>,
    /// Their entries in the seek table.
    pub entries: [SeekEntry; 2],
}

/// An entry of the seek table: the lengths of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeekEntry {
    /// The number of bytes in the file.
    pub stored_len: u32,
    /// The number of inflated bytes; 0 for a skippable frame.
    pub content_len: u32,
}

impl BlockEncoder {
    /// An encoder with zstd's default level and checksums.
    pub fn new() -> BlockEncoder {
        BlockEncoder { context: CCtx::create() }
    }

    /// The block with these `lines`, which end in a newline.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if `lines` does not end in a newline or is longer than 1 GiB; errors of the
    /// compressor.
    pub fn encode(&mut self, lines: &[u8], info: &BlockInfo) -> io::Result<EncodedBlock> {
        if lines.len() > CONTENT_LEN_MAX || lines.last() != Some(&b'\n') {
            let message = "a block is at most 1 GiB of whole lines";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let mut bytes = Vec::with_capacity(zstd_safe::compress_bound(lines.len()));
        let context = &mut self.context;
        context
            .set_parameter(CParameter::CompressionLevel(LEVEL))
            .and_then(|_| context.set_parameter(CParameter::ChecksumFlag(true)))
            .and_then(|_| context.compress2(&mut bytes, lines))
            .map_err(|code| io::Error::other(zstd_safe::get_error_name(code)))?;
        let data_len = bytes.len();
        push_info(&mut bytes, info)?;
        let entries = [(data_len, lines.len()), (bytes.len() - data_len, 0)]
            .map(|(stored, content)| SeekEntry { stored_len: stored as u32, content_len: content as u32 });
        Ok(EncodedBlock { bytes, entries })
    }
}

impl Default for BlockEncoder {
    fn default() -> BlockEncoder {
        BlockEncoder::new()
    }
}

impl fmt::Debug for BlockEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockEncoder").finish_non_exhaustive()
    }
}

fn push_info(bytes: &mut Vec<u8>, info: &BlockInfo) -> io::Result<()> {
    let json = serde_json::to_vec(info)?;
    push_skippable_header(bytes, INFO_MAGIC, INFO_TAG.len() + 4 + json.len());
    bytes.extend_from_slice(&INFO_TAG);
    bytes.extend_from_slice(&checksum(&json).to_le_bytes());
    bytes.extend_from_slice(&json);
    Ok(())
}

fn push_skippable_header(bytes: &mut Vec<u8>, magic: u32, len: usize) {
    bytes.extend_from_slice(&magic.to_le_bytes());
    bytes.extend_from_slice(&(len as u32).to_le_bytes());
}

/// CRC-32 of the content of a skippable frame, which zstd does not protect.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The seek table for all frames of a file. It is the last frame.
pub fn seek_table(entries: &[SeekEntry]) -> Vec<u8> {
    let len = entries.len() * SEEK_ENTRY_LEN + SEEK_FOOTER_LEN;
    let mut bytes = Vec::with_capacity(SKIPPABLE_HEADER_LEN + len);
    push_skippable_header(&mut bytes, SEEK_TABLE_MAGIC, len);
    for entry in entries {
        bytes.extend_from_slice(&entry.stored_len.to_le_bytes());
        bytes.extend_from_slice(&entry.content_len.to_le_bytes());
    }
    bytes.extend_from_slice(&(entries.len() as u32).to_le_bytes());
    // No checksums in the table: the frames have their own.
    bytes.push(0);
    bytes.extend_from_slice(&SEEKABLE_MAGIC.to_le_bytes());
    bytes
}
