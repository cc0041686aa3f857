//! Frames for tokio: as a codec, and as a `Stream`.

#[cfg(feature = "codec")]
mod codec;
#[cfg(feature = "stream")]
mod stream;

#[cfg(feature = "codec")]
pub use codec::FrameDecoder;
#[cfg(feature = "stream")]
pub use stream::FrameStream;

use bytes::Bytes;
use zerocord::FrameCursor;

use crate::reader::FrameFault;

/// A frame that owns its bytes or shares them with other frames, and the number of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnedFrame {
    /// The line number, counted from 1 and including empty lines.
    pub line_number: u64,
    /// The offset of the frame in its line: 0 unless another frame precedes it.
    pub line_offset: usize,
    /// The frame's bytes, unless it cannot be returned.
    pub bytes: Result<Bytes, FrameFault>,
}

impl OwnedFrame {
    /// The result for a line that is too long.
    fn too_long(line_number: u64) -> OwnedFrame {
        OwnedFrame { line_number, line_offset: 0, bytes: Err(FrameFault::TooLong) }
    }

    /// The next frame of `lines`; `line_before` is the number of lines before them.
    fn next(cursor: &mut FrameCursor, lines: &Bytes, line_before: u64) -> Option<OwnedFrame> {
        let range = cursor.next_range(lines)?;
        let bytes = if cursor.is_torn() { Err(FrameFault::Torn) } else { Ok(lines.slice(range)) };
        let line_number = line_before + cursor.line_number();
        Some(OwnedFrame { line_number, line_offset: cursor.line_offset(), bytes })
    }
}
