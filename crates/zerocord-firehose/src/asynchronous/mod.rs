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

use crate::reader::FrameTooLong;

/// A frame that owns its bytes, or shares them with its neighbours, and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnedFrame {
    /// The line, counted from 1, empty lines too.
    pub line_number: u64,
    /// The frame's bytes, where they are not too many.
    pub bytes: Result<Bytes, FrameTooLong>,
}
