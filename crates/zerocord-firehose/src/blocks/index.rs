//! Finds the blocks of a file.

use std::fs::File;
use std::io;
use std::ops::Range;

use super::encode::{SeekEntry, checksum};
use super::{
    BlockInfo, CONTENT_LEN_MAX, INFO_HEADER_LEN, INFO_MAGIC, INFO_TAG, SEEK_ENTRY_LEN, SEEK_FOOTER_LEN,
    SEEK_TABLE_MAGIC, SEEKABLE_MAGIC, SKIPPABLE_HEADER_LEN,
};
use crate::compressed::{BLOCK_HEADER_LEN, BlockHeader, HEADER_LEN_MAX, Header};
use crate::span::Extent;

/// The longest info that is read.
const INFO_LEN_MAX: u64 = 16 << 20;

/// A block of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// The range of its Zstandard frame in the file.
    pub range: Range<u64>,
    /// The entries of its two frames in the seek table.
    pub entries: [SeekEntry; 2],
    /// What it contains.
    pub info: BlockInfo,
}

impl Block {
    /// The range of both frames in the file.
    pub(crate) fn stored_range(&self) -> Range<u64> {
        self.range.start..self.range.end + u64::from(self.entries[1].stored_len)
    }
}

/// The blocks of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockIndex {
    /// The whole blocks at the start of the file.
    pub blocks: Vec<Block>,
    /// Where they end: before the seek table, or before something that is not a whole block.
    pub end: u64,
    /// Whether a seek table that matches the blocks follows them and ends the file.
    pub is_finished: bool,
}

impl BlockIndex {
    /// Finds the blocks by the lengths of frames, from the start of the file to the first bytes that are not a whole
    /// block. Content is not inflated, so that damage inside a frame is not noticed.
    ///
    /// # Errors
    /// I/O errors. A file without blocks is not an error.
    pub fn read(file: &File) -> io::Result<BlockIndex> {
        let mut file = file.try_clone()?;
        io::Seek::rewind(&mut file)?;
        BlockIndex::of(&Extent::new(file)?)
    }

    /// Finds the blocks of a file that its recorder has finished; `None` for all other files, mostly after a look at their end.
    ///
    /// # Errors
    /// I/O errors.
    pub fn read_finished(file: &File) -> io::Result<Option<BlockIndex>> {
        let mut file = file.try_clone()?;
        io::Seek::rewind(&mut file)?;
        let extent = Extent::new(file)?;
        let mut magic = [0; 4];
        let start = extent.byte_count().saturating_sub(magic.len() as u64);
        extent.read_up_to(&mut magic, start)?;
        if u32::from_le_bytes(magic) != SEEKABLE_MAGIC {
            return Ok(None);
        }
        let index = BlockIndex::of(&extent)?;
        Ok(index.is_finished.then_some(index))
    }

    /// The blocks of a whole file.
    pub(crate) fn of(extent: &Extent) -> io::Result<BlockIndex> {
        let mut index = BlockIndex::default();
        while let Some(block) = block_at(extent, index.end)? {
            index.end = block.stored_range().end;
            index.blocks.push(block);
        }
        index.is_finished = index.is_followed_by_table(extent)?;
        Ok(index)
    }

    /// The entries of the seek table.
    pub fn entries(&self) -> impl Iterator<Item = SeekEntry> + '_ {
        self.blocks.iter().flat_map(|block| block.entries)
    }

    fn is_followed_by_table(&self, extent: &Extent) -> io::Result<bool> {
        let entry_count = self.blocks.len() * 2;
        let table_len = SKIPPABLE_HEADER_LEN + entry_count * SEEK_ENTRY_LEN + SEEK_FOOTER_LEN;
        if extent.byte_count() != self.end + table_len as u64 {
            return Ok(false);
        }
        let mut header = [0; 4];
        extent.read_up_to(&mut header, self.end)?;
        let mut footer = [0; SEEK_FOOTER_LEN];
        extent.read_up_to(&mut footer, extent.byte_count() - SEEK_FOOTER_LEN as u64)?;
        let count = u32::from_le_bytes([footer[0], footer[1], footer[2], footer[3]]);
        let magic = u32::from_le_bytes([footer[5], footer[6], footer[7], footer[8]]);
        let is_table = u32::from_le_bytes(header) == SEEK_TABLE_MAGIC && magic == SEEKABLE_MAGIC;
        Ok(is_table && count as usize == entry_count)
    }
}

/// The whole block at `start`: a frame with data and an info.
fn block_at(extent: &Extent, start: u64) -> io::Result<Option<Block>> {
    let Some(end) = data_frame_end(extent, start)? else { return Ok(None) };
    let Some((info, info_len)) = info_at(extent, end)? else { return Ok(None) };
    let (Ok(stored_len), Ok(content_len)) = (u32::try_from(end - start), u32::try_from(info.bytes)) else {
        return Ok(None);
    };
    let entries = [SeekEntry { stored_len, content_len }, SeekEntry { stored_len: info_len, content_len: 0 }];
    Ok(Some(Block { range: start..end, entries, info }))
}

/// Where the Zstandard frame at `start` ends, if all of it is in the file.
fn data_frame_end(extent: &Extent, start: u64) -> io::Result<Option<u64>> {
    let mut header = [0; HEADER_LEN_MAX];
    let len = extent.read_up_to(&mut header, start)?;
    if !header.starts_with(b"\x28\xb5\x2f\xfd") {
        return Ok(None);
    }
    let Ok(Some(Header::Data { header_len, has_checksum, content_len })) = Header::parse(&header[..len])
    else {
        return Ok(None);
    };
    // The end of a long frame is found by reading much of the file.
    if content_len.is_some_and(|len| len > CONTENT_LEN_MAX as u64) {
        return Ok(None);
    }
    let mut at = start + header_len as u64;
    loop {
        let mut header = [0; BLOCK_HEADER_LEN];
        if extent.read_up_to(&mut header, at)? < header.len() {
            return Ok(None);
        }
        let Ok(block) = BlockHeader::parse(header) else { return Ok(None) };
        at += (BLOCK_HEADER_LEN + block.len) as u64;
        if block.is_last {
            let end = at + if has_checksum { 4 } else { 0 };
            return Ok((end <= extent.byte_count()).then_some(end));
        }
    }
}

/// The info at `start` and the length of its frame.
fn info_at(extent: &Extent, start: u64) -> io::Result<Option<(BlockInfo, u32)>> {
    let mut header = [0; INFO_HEADER_LEN];
    if extent.read_up_to(&mut header, start)? < header.len() {
        return Ok(None);
    }
    let word = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let frame_len = u64::from(word(4)) + SKIPPABLE_HEADER_LEN as u64;
    let is_info = word(0) == INFO_MAGIC && header[8..12] == INFO_TAG;
    let is_whole = frame_len >= INFO_HEADER_LEN as u64 && start + frame_len <= extent.byte_count();
    if !is_info || !is_whole || frame_len > INFO_LEN_MAX {
        return Ok(None);
    }
    let mut json = vec![0; frame_len as usize - INFO_HEADER_LEN];
    extent.read_up_to(&mut json, start + INFO_HEADER_LEN as u64)?;
    if checksum(&json) != word(12) {
        return Ok(None);
    }
    Ok(serde_json::from_slice(&json).ok().map(|info| (info, frame_len as u32)))
}
