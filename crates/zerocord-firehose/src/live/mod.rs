//! The gateway's compressed transports: WebSocket messages in, frames out.
//!
//! | asked for by | [`Transport`] | what is a frame |
//! | --- | --- | --- |
//! | `compress=zlib-stream` in the address | [`ZlibStream`](Transport::ZlibStream) | messages, until one ends with `00 00 ff ff` |
//! | `compress=zstd-stream` in the address | [`ZstdStream`](Transport::ZstdStream) | a message |
//! | `"compress": true` in IDENTIFY | [`Payload`](Transport::Payload) | a message; those that are text are not compressed |
//!
//! The first two have one context for a connection: what one message says depends on all before it. So an error
//! ends the connection's use, and a new connection needs [`Inflater::reset`].
//!
//! ```
//! use zerocord_firehose::{Inflater, Transport};
//!
//! let mut inflater = Inflater::new(Transport::ZlibStream);
//! // `{"op":11}` as the gateway would send it first, then the same again, in two messages.
//! let first = b"\x78\x9c\xaa\x56\xca\x2f\x50\xb2\x32\x34\xac\x05\x00\x00\x00\xff\xff";
//! assert_eq!(inflater.push(first)?, Some(&b"{\"op\":11}"[..]));
//! assert_eq!(inflater.push(b"\xaa\x86\x31\x00")?, None);
//! assert_eq!(inflater.push(b"\x00\x00\x00\xff\xff")?, Some(&b"{\"op\":11}"[..]));
//! # Ok::<(), zerocord_firehose::InflateError>(())
//! ```
//!
//! Source: Discord, "Gateway", sections "zlib-stream", "zstd-stream" and "Payload Compression".

mod context;
mod error;

pub use error::InflateError;

use std::fmt;

use context::{Context, Progress};

/// How the gateway compresses what it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// One zlib stream for the connection.
    ZlibStream,
    /// One Zstandard frame for the connection, which does not end.
    ZstdStream,
    /// A zlib stream for each message that is compressed.
    Payload,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Transport::ZlibStream => "zlib-stream",
            Transport::ZstdStream => "zstd-stream",
            Transport::Payload => "payload compression",
        })
    }
}

/// What a frame may cost, so that some bytes from the network cannot fill the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InflateLimits {
    /// The most bytes of a frame; by default 64 MiB. The longest that anybody has told of has 17 MB.
    pub frame_len_max: usize,
    /// As many bytes a frame may be made of for each byte that was received; by default 1,000. Frames of less than
    /// [`ratio_free_len`](InflateLimits::ratio_free_len) may be made of more: what was sent before costs nothing.
    pub ratio_max: usize,
    /// Up to here the ratio is not looked at; by default 1 MiB.
    pub ratio_free_len: usize,
}

impl Default for InflateLimits {
    fn default() -> InflateLimits {
        InflateLimits { frame_len_max: 64 << 20, ratio_max: 1000, ratio_free_len: 1 << 20 }
    }
}

impl InflateLimits {
    /// The limits with another longest frame.
    pub fn with_frame_len_max(mut self, frame_len_max: usize) -> InflateLimits {
        self.frame_len_max = frame_len_max;
        self
    }

    /// The limits with another ratio, which holds for frames of more than `free_len` bytes.
    pub fn with_ratio_max(mut self, ratio_max: usize, free_len: usize) -> InflateLimits {
        (self.ratio_max, self.ratio_free_len) = (ratio_max, free_len);
        self
    }
}

/// The buffer's first length. It doubles as often as a frame needs.
const BUFFER_LEN: usize = 32 << 10;

/// A longer buffer is given back where the frames are shorter again.
const BUFFER_LEN_KEPT: usize = 1 << 20;

/// Inflates the messages of one connection, one connection after the other.
///
/// Frames are lent from the inflater's buffer, so they can be decoded without a copy and are gone with the next
/// message. The text of a frame is not checked here, for zerocord checks what it reads.
pub struct Inflater {
    transport: Transport,
    limits: InflateLimits,
    context: Context,
    buffer: Vec<u8>,
    /// As much of the buffer is made of the messages since the last frame, and of so many bytes of them.
    filled: usize,
    received: usize,
    /// Whether the buffer's content has been lent as a frame, which is over now.
    is_lent: bool,
    is_poisoned: bool,
}

impl Inflater {
    /// An inflater for a new connection.
    pub fn new(transport: Transport) -> Inflater {
        Inflater::with_limits(transport, InflateLimits::default())
    }

    /// The same with other limits.
    pub fn with_limits(transport: Transport, limits: InflateLimits) -> Inflater {
        Inflater {
            transport,
            limits,
            context: Context::new(transport),
            buffer: Vec::new(),
            filled: 0,
            received: 0,
            is_lent: false,
            is_poisoned: false,
        }
    }

    /// How what it inflates is compressed.
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// Makes ready for a new connection, also after an error.
    pub fn reset(&mut self) {
        self.context.reset();
        (self.filled, self.received) = (0, 0);
        (self.is_lent, self.is_poisoned) = (false, false);
    }

    /// Takes in the next WebSocket message: the frame that it completes, or `None` where more of it is to come.
    ///
    /// With [`Transport::Payload`], a message that does not begin as a zlib stream does is the frame itself, so
    /// messages of both types, text and binary, go in here. With [`Transport::ZstdStream`], a message that ends within
    /// a block is waited on; one that is split between two blocks cannot be told from two frames.
    ///
    /// # Errors
    /// [`InflateError`]. After one, with a context that spans messages, all that follow are
    /// [`InflateError::Poisoned`] until [`reset`](Inflater::reset).
    pub fn push<'a>(&'a mut self, message: &'a [u8]) -> Result<Option<&'a [u8]>, InflateError> {
        if self.is_poisoned {
            return Err(InflateError::Poisoned(self.transport));
        }
        if message.is_empty() {
            return Ok(None);
        }
        if self.transport == Transport::Payload && !is_zlib(message) {
            return match message.len() > self.limits.frame_len_max {
                true => Err(InflateError::TooLong(self.limits.frame_len_max)),
                false => Ok(Some(message)),
            };
        }
        if std::mem::take(&mut self.is_lent) {
            if self.buffer.len() > BUFFER_LEN_KEPT && self.filled < BUFFER_LEN_KEPT {
                self.buffer = Vec::new();
            }
            (self.filled, self.received) = (0, 0);
        }
        match self.inflate(message) {
            Ok(true) => {
                self.is_lent = true;
                Ok(Some(&self.buffer[..self.filled]))
            }
            Ok(false) => Ok(None),
            Err(error) => {
                self.is_poisoned = self.transport != Transport::Payload;
                self.is_lent = true;
                self.context.reset();
                Err(error)
            }
        }
    }

    /// Inflates a message behind what the buffer holds, and tells whether that is a frame now.
    fn inflate(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        self.received = self.received.saturating_add(message.len());
        let len_max = self.len_max();
        let mut rest = message;
        loop {
            if self.filled == self.buffer.len() {
                // One byte more than is allowed tells whether there are more.
                let len = self.filled.saturating_mul(2).max(BUFFER_LEN).min(len_max.saturating_add(1));
                self.buffer.resize(len.max(self.filled), 0);
            }
            let space = self.buffer.len().min(len_max.saturating_add(1));
            let Progress { consumed, written, is_complete, has_ended } =
                self.context.step(rest, &mut self.buffer[self.filled..space])?;
            rest = &rest[consumed..];
            self.filled += written;
            if self.filled > len_max {
                return Err(self.exceeded());
            }
            // Where the output was filled up, there may be more to come although all input has been taken in.
            if rest.is_empty() && (has_ended || self.filled < space) {
                // A flush with nothing before it makes no frame.
                return Ok(is_complete && self.filled > 0);
            }
            if consumed == 0 && written == 0 {
                return Err(InflateError::Ended(self.transport));
            }
        }
    }

    /// The most bytes that this frame may have, by what has been received of it.
    fn len_max(&self) -> usize {
        let by_ratio = self.received.saturating_mul(self.limits.ratio_max).max(self.limits.ratio_free_len);
        by_ratio.min(self.limits.frame_len_max)
    }

    #[cold]
    fn exceeded(&self) -> InflateError {
        if self.filled > self.limits.frame_len_max {
            InflateError::TooLong(self.limits.frame_len_max)
        } else {
            InflateError::Ratio { received: self.received, ratio_max: self.limits.ratio_max }
        }
    }
}

/// Whether a message of a connection with payload compression is compressed: the header of a zlib stream (RFC 1950) with
/// the window of 32 KiB, which no JSON document begins with.
fn is_zlib(message: &[u8]) -> bool {
    message.first() == Some(&0x78)
}

impl fmt::Debug for Inflater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflater")
            .field("transport", &self.transport)
            .field("limits", &self.limits)
            .field("is_poisoned", &self.is_poisoned)
            .finish_non_exhaustive()
    }
}
