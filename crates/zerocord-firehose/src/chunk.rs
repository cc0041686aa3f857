//! A run of whole lines.

use std::cell::Cell;

use zerocord::Frames;

/// What may precede the first line of a recording.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A run of whole lines of a recording, which a worker thread processes.
///
/// The chunk boundaries depend on [`Options`](crate::Options) and on how the bytes arrive. The frames, their order and
/// their line numbers do not.
#[derive(Debug)]
pub struct Chunk<'a> {
    bytes: &'a [u8],
    /// Whether the recording begins here.
    is_first: bool,
    is_too_long: bool,
    /// The number of lines, known once all frames have been visited.
    lines_walked: Cell<Option<u64>>,
}

impl<'a> Chunk<'a> {
    pub(crate) fn new(bytes: &'a [u8], is_first: bool) -> Chunk<'a> {
        Chunk { bytes, is_first, is_too_long: false, lines_walked: Cell::new(None) }
    }

    /// The chunk for one line that is too long to be returned.
    pub(crate) fn too_long() -> Chunk<'a> {
        Chunk { bytes: b"", is_first: false, is_too_long: true, lines_walked: Cell::new(None) }
    }

    /// Whether the chunk represents one line whose frame is longer than
    /// [`Options::frame_len_max`](crate::Options::frame_len_max). Such a chunk has no frames.
    pub fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    /// The frames, split as by [`zerocord::frames`]: each frame of a line with several is separate. Line numbers are
    /// relative to the chunk. Add [`Delivery::line_before`](crate::Delivery::line_before) to get the line number in the
    /// recording.
    pub fn frames(&self) -> ChunkFrames<'_, 'a> {
        let frames = if self.is_first { zerocord::frames(self.bytes) } else { Frames::continued(self.bytes) };
        ChunkFrames { frames, lines: &self.lines_walked }
    }

    /// The lines, unchanged: like [`frames`](Chunk::frames), but a line with several frames is not split.
    pub fn lines(&self) -> ChunkFrames<'_, 'a> {
        let ChunkFrames { frames, lines } = self.frames();
        ChunkFrames { frames: frames.uncut(), lines }
    }

    pub(crate) fn byte_count(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The number of lines in the chunk. Costs nothing if all frames have been visited.
    pub(crate) fn line_count(&self) -> u64 {
        if self.is_too_long {
            return 1;
        }
        self.lines_walked.get().unwrap_or_else(|| {
            let newlines = memchr::memchr_iter(b'\n', self.bytes).count() as u64;
            newlines + u64::from(self.bytes.last().is_some_and(|&byte| byte != b'\n'))
        })
    }
}

/// The frames of a [`Chunk`].
#[derive(Clone, Debug)]
pub struct ChunkFrames<'c, 'a> {
    frames: Frames<'a>,
    lines: &'c Cell<Option<u64>>,
}

impl ChunkFrames<'_, '_> {
    /// The line number of the last frame, counted from 1 at the chunk's first line.
    pub fn line_number(&self) -> u64 {
        self.frames.line_number()
    }

    /// The byte offset of the last frame in its line: 0 unless another frame precedes it.
    pub fn line_offset(&self) -> usize {
        self.frames.line_offset()
    }

    /// Whether the last frame is torn: its end is missing, and its line continues with another frame.
    #[inline]
    pub fn is_torn(&self) -> bool {
        self.frames.is_torn()
    }
}

impl<'a> Iterator for ChunkFrames<'_, 'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let frame = self.frames.next();
        if frame.is_none() {
            self.lines.set(Some(self.frames.line_number()));
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_the_same_with_and_without_a_walk() {
        for bytes in ["", "\n", "{}", "{}\n", "{}\n\n", "\r\n{}\r\n[]", " \n "] {
            for is_first in [false, true] {
                let (walked, unwalked) =
                    (Chunk::new(bytes.as_bytes(), is_first), Chunk::new(bytes.as_bytes(), is_first));
                walked.frames().for_each(drop);
                assert_eq!(walked.line_count(), unwalked.line_count(), "{bytes:?}");
            }
        }
    }
}
