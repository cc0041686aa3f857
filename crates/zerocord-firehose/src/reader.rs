//! One frame after the other, on one thread.

use std::fmt;
use std::io::{self, Read};

use crate::chunk::Chunk;
use crate::compressed::Inflated;
use crate::options::Options;
use crate::stream::{Block, Cutter, Lines};

/// A reader of frames, one after the other.
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
    block_len: usize,
    /// Where in the block the next frame's line begins, and whether the block begins the recording.
    at: usize,
    is_first: bool,
    line_number: u64,
}

pub(crate) type Stream = Box<dyn Read + Send>;

/// A frame and the line it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame<'a> {
    /// The line, counted from 1, empty lines too.
    pub line_number: u64,
    /// The frame's bytes, where they are not too many.
    pub bytes: Result<&'a [u8], FrameTooLong>,
}

/// A frame was longer than [`Options::frame_len_max`] and has been passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameTooLong;

impl fmt::Display for FrameTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the frame is longer than the limit")
    }
}

impl std::error::Error for FrameTooLong {}

impl FrameReader {
    pub(crate) fn new(stream: Inflated<Stream>, options: &Options) -> FrameReader {
        let cutter = Cutter::new(stream, options);
        FrameReader { cutter, block: Vec::new(), block_len: 0, at: 0, is_first: false, line_number: 0 }
    }

    #[cfg(feature = "stream")]
    pub(crate) fn into_cutter(self) -> Cutter<Stream> {
        self.cutter
    }

    /// The next frame; `None` at the end of the recording.
    ///
    /// # Errors
    /// What reading meets, after all whole lines before it; [`Damage`](crate::Damage) where compressed data is.
    pub fn next_frame(&mut self) -> io::Result<Option<Frame<'_>>> {
        loop {
            let chunk = Chunk::new(&self.block[self.at..self.block_len], self.is_first && self.at == 0);
            let mut frames = chunk.frames();
            let found = frames.next().map(|frame| {
                let start = frame.as_ptr().addr() - self.block.as_ptr().addr();
                start..start + frame.len()
            });
            self.line_number += frames.line_number();
            self.at = self.block_len - frames.rest().len();
            if let Some(range) = found {
                let bytes = Ok(&self.block[range]);
                return Ok(Some(Frame { line_number: self.line_number, bytes }));
            }
            let block = std::mem::take(&mut self.block);
            (self.at, self.block_len) = (0, 0);
            match self.cutter.next_block(block)? {
                Some(Block { lines: Lines::Whole { memory, len, is_first }, .. }) => {
                    (self.block, self.block_len, self.is_first) = (memory, len, is_first);
                }
                Some(Block { lines: Lines::TooLong { .. }, .. }) => {
                    self.line_number += 1;
                    let bytes = Err(FrameTooLong);
                    return Ok(Some(Frame { line_number: self.line_number, bytes }));
                }
                None => return Ok(None),
            }
        }
    }
}

impl fmt::Debug for FrameReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameReader").field("line_number", &self.line_number).finish_non_exhaustive()
    }
}
