//! Reads one frame after another, on one thread.

use std::fmt;
use std::io::{self, Read};
use std::ops::Range;

use zerocord::FrameCursor;

use crate::budget::Lender;
use crate::chunk::BYTE_ORDER_MARK;
use crate::compressed::Inflated;
use crate::options::{BLOCK_LEN, Options};
use crate::part::PartLines;
use crate::recording::SkippedBlock;
use crate::stream::{Cutter, LineBlock, Lines};

/// A reader of frames, one after another.
///
/// Frames borrow from the reader's buffer, so this is not an [`Iterator`]:
///
/// ```
/// use zerocord_firehose::{Options, Recording};
///
/// let recording = Recording::from_reader(&b"\n{\"op\":11}\n"[..]);
/// let mut reader = recording.reader(&Options::default());
/// while let Some(frame) = reader.next_frame()? {
///     assert_eq!((frame.line_number, frame.bytes), (2, Ok(&b"{\"op\":11}"[..])));
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct FrameReader {
    cutter: Cutter<Stream>,
    block: Vec<u8>,
    /// The position of the lines in the block, and how much of them has been read.
    lines: Range<usize>,
    cursor: FrameCursor,
    /// The number of lines before the block.
    line_before: u64,
    is_uncut: bool,
    skipped: SkippedBlocks,
}

/// The blocks that a reader skips: see [`Recording::skip_blocks`](crate::Recording::skip_blocks).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedBlocks {
    /// The number of blocks.
    pub blocks: u64,
    /// The number of their lines.
    pub lines: u64,
    /// The number of their bytes in the file.
    pub bytes: u64,
}

impl SkippedBlocks {
    pub(crate) fn of<'b>(blocks: impl IntoIterator<Item = &'b SkippedBlock>) -> SkippedBlocks {
        blocks.into_iter().fold(SkippedBlocks::default(), |sum, block| SkippedBlocks {
            blocks: sum.blocks + 1,
            lines: sum.lines + block.line_count,
            bytes: sum.bytes + (block.range.end - block.range.start),
        })
    }
}

pub(crate) type Stream = Box<dyn Read + Send>;

/// A frame and the number of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame<'a> {
    /// The line number, counted from 1 and including empty lines.
    pub line_number: u64,
    /// The offset of the frame in its line: 0 unless another frame precedes it.
    pub line_offset: usize,
    /// The frame's bytes, unless it cannot be returned.
    pub bytes: Result<&'a [u8], FrameFault>,
    /// The part of a torn frame that was recorded; empty for other faults.
    pub torn: &'a [u8],
}

/// Why a frame cannot be returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameFault {
    /// It is longer than [`Options::frame_len_max`] and has been skipped.
    TooLong,
    /// Its end is missing, and its line continues with another frame.
    Torn,
}

impl fmt::Display for FrameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FrameFault::TooLong => "the frame exceeds the size limit",
            FrameFault::Torn => "the frame is torn: its end is missing",
        })
    }
}

impl std::error::Error for FrameFault {}

impl FrameReader {
    pub(crate) fn new(stream: Inflated<Stream>, options: &Options) -> FrameReader {
        FrameReader::of(Cutter::new(stream, options))
    }

    /// A reader of a part of a recording that is not compressed, from a store that is not a file: see
    /// [`Recording::part_reader`](crate::Recording::part_reader) for which lines belong to a part.
    ///
    /// `body` has the bytes of the part, `tail` all bytes after them. Of `tail`, only as much is read as the last line
    /// needs. `is_start` means that the recording begins with `body`.
    pub fn of_part(
        body: impl Read + Send + 'static,
        tail: impl Read + Send + 'static,
        is_start: bool,
        options: &Options,
    ) -> FrameReader {
        let lines = PartLines::new(Box::new(body), Box::new(tail), is_start);
        let cutter = Cutter::new(Inflated::plain(Box::new(lines) as Stream), options);
        FrameReader::of(if is_start { cutter } else { cutter.continued() })
    }

    fn of(cutter: Cutter<Stream>) -> FrameReader {
        FrameReader {
            cutter,
            block: Vec::new(),
            lines: 0..0,
            cursor: FrameCursor::new(),
            line_before: 0,
            is_uncut: false,
            skipped: SkippedBlocks::default(),
        }
    }

    pub(crate) fn with_skipped_blocks(self, skipped: SkippedBlocks) -> FrameReader {
        FrameReader { skipped, ..self }
    }

    /// The blocks of the part that are skipped: see [`Recording::part_reader`](crate::Recording::part_reader). Their lines count
    /// as empty lines.
    pub fn skipped_blocks(&self) -> SkippedBlocks {
        self.skipped
    }

    /// Returns each line unchanged, even if it has several frames or only a part of it is a frame. For an
    /// [`Unwrapper`](crate::Unwrapper), before the first frame is read.
    ///
    /// ```
    /// use zerocord_firehose::{Options, Recording};
    ///
    /// let line = b"12:00 {\"t\":\"RESUMED\",\"s\":1,\"op\":0,\"d\":{}}";
    /// let mut reader = Recording::from_reader(&line[..]).reader(&Options::default()).uncut();
    /// assert_eq!(reader.next_frame()?.unwrap().bytes, Ok(&line[..]));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn uncut(mut self) -> FrameReader {
        self.is_uncut = true;
        self.cursor = self.cursor.uncut();
        self
    }

    pub(crate) fn into_cutter(self) -> Cutter<Stream> {
        self.cutter
    }

    /// The number of lines read so far, including empty ones.
    pub fn line_count(&self) -> u64 {
        self.line_before + self.cursor.line_number()
    }

    /// The next frame; `None` at the end of the recording. Each frame of a line with several is returned separately.
    ///
    /// # Errors
    /// I/O errors, after all whole lines before the error; [`Damage`](crate::Damage) if compressed data is damaged.
    pub fn next_frame(&mut self) -> io::Result<Option<Frame<'_>>> {
        loop {
            if let Some(range) = self.cursor.next_range(&self.block[self.lines.clone()]) {
                let line_number = self.line_before + self.cursor.line_number();
                let line_offset = self.cursor.line_offset();
                let found = &self.block[self.lines.clone()][range];
                let (bytes, torn) = match self.cursor.is_torn() {
                    true => (Err(FrameFault::Torn), found),
                    false => (Ok(found), &[][..]),
                };
                return Ok(Some(Frame { line_number, line_offset, bytes, torn }));
            }
            self.line_before += self.cursor.line_number();
            self.cursor = if self.is_uncut { FrameCursor::new().uncut() } else { FrameCursor::new() };
            self.lines = 0..0;
            let mut block = std::mem::take(&mut self.block);
            if block.len() > BLOCK_LEN {
                block = Vec::new();
            }
            match self.cutter.next_block(block, &Lender::unlimited())? {
                Some(LineBlock { lines: Lines::Whole { memory, len, is_first }, .. }) => {
                    let has_mark = is_first && memory[..len].starts_with(BYTE_ORDER_MARK);
                    self.lines = if has_mark { BYTE_ORDER_MARK.len() } else { 0 }..len;
                    self.block = memory;
                }
                Some(LineBlock { lines: Lines::TooLong { .. }, .. }) => {
                    self.line_before += 1;
                    let bytes = Err(FrameFault::TooLong);
                    return Ok(Some(Frame {
                        line_number: self.line_before,
                        line_offset: 0,
                        bytes,
                        torn: &[],
                    }));
                }
                None => return Ok(None),
            }
        }
    }
}

impl fmt::Debug for FrameReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameReader").field("line_count", &self.line_count()).finish_non_exhaustive()
    }
}
