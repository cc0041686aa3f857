//! The members of a compressed file, found without inflating them.
//!
//! Zstandard stores the length of each block before the block, so its frames are found by reading a few bytes per 128
//! KiB of content. That is as fast as the seek table at the end of some files, works without one, and cannot be misled
//! by a wrong one. gzip has no such lengths.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;

use crate::compressed::{
    BLOCK_HEADER_LEN, BlockHeader, Compression, HEADER_LEN_MAX, Header, MAGIC_LEN_MAX, Recognised, recognise,
};
use crate::recording::SkippedBlock;
use crate::span::Extent;

/// What comes next in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FilePart {
    /// One or more Zstandard frames that one thread inflates. They inflate to at most this many bytes.
    Frames { range: Range<u64>, content_len_max: u64 },
    /// A block that is not inflated.
    Skipped(SkippedBlock),
    /// A Zstandard frame begins here that is too long for one thread or does not match its header.
    OddFrame(u64),
    /// Anything else, from here to the end.
    Rest(u64),
}

/// Frames are grouped until their inflated or compressed length reaches about this, so that threads rarely wait for
/// each other's messages.
const GROUP_CONTENT_LEN: u64 = 2 << 20;
const GROUP_STORED_LEN: u64 = 256 << 10;

/// A frame that inflates to more is inflated on its own thread while others decode: its results could not all wait for
/// their turn.
const FRAME_CONTENT_LEN_MAX: u64 = 96 << 20;

/// The most bytes that a block inflates to. Most blocks of a large frame inflate to exactly this.
const BLOCK_CONTENT_LEN: u64 = 128 << 10;

/// The number of bytes read at once.
const PROBE_LEN: usize = 4 << 10;

/// Steps through a file frame by frame.
pub(crate) struct MemberWalk<'e> {
    extent: &'e Extent,
    /// In the order of the file.
    skipped: VecDeque<SkippedBlock>,
    position: u64,
    probe: Vec<u8>,
    /// The offset of the probe in the file.
    probe_at: u64,
}

/// A frame that was found.
enum ZstdFrame {
    Whole {
        end: u64,
        content_len_max: u64,
    },
    Odd,
    /// Not a frame, or a frame that is not whole.
    None,
}

impl<'e> MemberWalk<'e> {
    pub(crate) fn new(extent: &'e Extent, skipped: Vec<SkippedBlock>) -> MemberWalk<'e> {
        let position = extent.range().start;
        MemberWalk { extent, skipped: skipped.into(), position, probe: Vec::new(), probe_at: position }
    }

    /// Continues from here.
    pub(crate) fn skip_to(&mut self, position: u64) {
        self.position = position;
    }

    /// The next part of the file; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> io::Result<Option<FilePart>> {
        let start = self.position;
        // A file that changed since its blocks were found is read.
        while self.skipped.front().is_some_and(|block| block.range.start < start) {
            self.skipped.pop_front();
        }
        let next_skipped = self.skipped.front().map(|block| block.range.start);
        if next_skipped == Some(start)
            && let Some(block) = self.skipped.pop_front()
        {
            self.position = block.range.end;
            return Ok(Some(FilePart::Skipped(block)));
        }
        let end = next_skipped.unwrap_or(self.extent.range().end);
        let mut content_len_max = 0;
        while self.position < end {
            match self.frame()? {
                ZstdFrame::Whole { end, content_len_max: more } => {
                    self.position = end;
                    content_len_max += more;
                    let stored_len = end - start;
                    if content_len_max >= GROUP_CONTENT_LEN || stored_len >= GROUP_STORED_LEN {
                        break;
                    }
                }
                _ if self.position > start => break,
                ZstdFrame::Odd => return Ok(Some(FilePart::OddFrame(start))),
                ZstdFrame::None => {
                    self.position = self.extent.range().end;
                    return Ok(Some(FilePart::Rest(start)));
                }
            }
        }
        let range = start..self.position;
        Ok((!range.is_empty()).then_some(FilePart::Frames { range, content_len_max }))
    }

    /// The frame at the current position.
    fn frame(&mut self) -> io::Result<ZstdFrame> {
        let mut at = self.position;
        let bytes = self.bytes(at, HEADER_LEN_MAX)?;
        let magic = &bytes[..bytes.len().min(MAGIC_LEN_MAX)];
        if recognise(magic, true) != Recognised::Member(Compression::Zstd) {
            return Ok(ZstdFrame::None);
        }
        let (has_checksum, content_len) = match Header::parse(bytes) {
            Ok(Some(Header::Skippable { len })) => return Ok(self.whole(at.saturating_add(len), 0)),
            Ok(Some(Header::Data { header_len, has_checksum, content_len })) => {
                at += header_len as u64;
                (has_checksum, content_len.unwrap_or(0))
            }
            _ => return Ok(ZstdFrame::None),
        };
        let mut content_len_max = 0;
        loop {
            let Some(header) = self.bytes(at, BLOCK_HEADER_LEN)?.first_chunk() else {
                return Ok(ZstdFrame::None);
            };
            let Ok(block) = BlockHeader::parse(*header) else { return Ok(ZstdFrame::None) };
            at += (BLOCK_HEADER_LEN + block.len) as u64;
            content_len_max += BLOCK_CONTENT_LEN;
            if block.is_last && content_len <= content_len_max {
                return Ok(self.whole(at + if has_checksum { 4 } else { 0 }, content_len_max));
            }
            if block.is_last || content_len_max > FRAME_CONTENT_LEN_MAX {
                return Ok(ZstdFrame::Odd);
            }
        }
    }

    fn whole(&self, end: u64, content_len_max: u64) -> ZstdFrame {
        if end <= self.extent.range().end {
            ZstdFrame::Whole { end, content_len_max }
        } else {
            ZstdFrame::None
        }
    }

    /// Some bytes of the file. There are fewer only at its end.
    fn bytes(&mut self, at: u64, len: usize) -> io::Result<&[u8]> {
        let is_within = at >= self.probe_at && at + len as u64 <= self.probe_at + self.probe.len() as u64;
        if !is_within {
            self.probe.resize(PROBE_LEN, 0);
            let read = self.extent.read_up_to(&mut self.probe, at)?;
            self.probe.truncate(read);
            self.probe_at = at;
        }
        let start = (at - self.probe_at) as usize;
        Ok(&self.probe[start..self.probe.len().min(start + len)])
    }
}
