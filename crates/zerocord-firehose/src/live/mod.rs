//! The gateway's compressed transports: WebSocket messages in, frames out.
//!
//! | requested with | [`Transport`] | a frame is |
//! | --- | --- | --- |
//! | `compress=zlib-stream` in the URL | [`ZlibStream`](Transport::ZlibStream) | the messages up to one that ends with
//! `00 00 ff ff` |
//! | `compress=zstd-stream` in the URL | [`ZstdStream`](Transport::ZstdStream) | one message |
//! | `"compress": true` in IDENTIFY | [`Payload`](Transport::Payload) | one message; text messages are not compressed |
//!
//! The first two use one compression context per connection: each message depends on all messages before it. After an
//! error the connection cannot be used any more. A new connection needs [`Inflater::reset`].
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

use context::{Context, MessageProgress};

/// How the gateway compresses messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// One zlib stream for the connection.
    ZlibStream,
    /// One Zstandard frame for the connection; the frame never ends.
    ZstdStream,
    /// A separate zlib stream for each compressed message.
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

/// Limits for one frame, so that a few bytes from the network cannot fill the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InflateLimits {
    /// The maximum length of a frame in bytes; by default 64 MiB. The longest reported frame has 17 MB.
    pub frame_len_max: usize,
    /// The maximum number of inflated bytes per received byte; by default 1,000. Frames of less than
    /// [`ratio_free_len`](InflateLimits::ratio_free_len) may exceed it, because repeating earlier data takes almost no
    /// bytes.
    pub ratio_max: usize,
    /// The ratio is not checked up to this length; by default 1 MiB.
    pub ratio_free_len: usize,
}

impl Default for InflateLimits {
    fn default() -> InflateLimits {
        InflateLimits { frame_len_max: 64 << 20, ratio_max: 1000, ratio_free_len: 1 << 20 }
    }
}

impl InflateLimits {
    /// Sets the maximum frame length.
    pub fn with_frame_len_max(mut self, frame_len_max: usize) -> InflateLimits {
        self.frame_len_max = frame_len_max;
        self
    }

    /// Sets the maximum ratio, which applies to frames of more than `free_len` bytes.
    pub fn with_ratio_max(mut self, ratio_max: usize, free_len: usize) -> InflateLimits {
        (self.ratio_max, self.ratio_free_len) = (ratio_max, free_len);
        self
    }
}

/// The buffer's initial length. It doubles as often as a frame needs.
const BUFFER_LEN: usize = 32 << 10;

/// A longer buffer is freed once frames are shorter again.
const BUFFER_LEN_KEPT: usize = 1 << 20;

/// Inflates the messages of one connection, then of the next after a reset.
///
/// Frames borrow from the inflater's buffer, so they can be decoded without a copy. They are valid until the next
/// message. The frame's UTF-8 is not checked here, because zerocord checks what it reads.
pub struct Inflater {
    transport: Transport,
    limits: InflateLimits,
    context: Context,
    buffer: Vec<u8>,
    /// The length of the current frame's data in the buffer, and the number of message bytes received for it.
    filled: usize,
    received: usize,
    /// Whether the buffer's content has been returned as a frame. It is discarded at the next message.
    is_lent: bool,
    is_poisoned: bool,
}

impl Inflater {
    /// An inflater for a new connection.
    pub fn new(transport: Transport) -> Inflater {
        Inflater::with_limits(transport, InflateLimits::default())
    }

    /// An inflater with other limits.
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

    /// The transport of the messages.
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// Resets the inflater for a new connection, also after an error.
    pub fn reset(&mut self) {
        self.context.reset();
        (self.filled, self.received) = (0, 0);
        (self.is_lent, self.is_poisoned) = (false, false);
    }

    /// Takes the next WebSocket message. Returns the frame that it completes, or `None` if the frame needs more
    /// messages.
    ///
    /// With [`Transport::Payload`], a message that does not begin with a zlib header is itself the frame, so pass both
    /// text and binary messages. With [`Transport::ZstdStream`], a message that ends within a block is incomplete, and
    /// the next message is needed. A frame split between two blocks cannot be distinguished from two frames.
    ///
    /// # Errors
    /// [`InflateError`]. If the context spans messages, every later call returns [`InflateError::Poisoned`] until
    /// [`reset`](Inflater::reset).
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

    /// Inflates a message and appends it to the buffer. Returns whether the frame is complete.
    fn inflate(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        self.received = self.received.saturating_add(message.len());
        let len_max = self.len_max();
        let mut rest = message;
        loop {
            if self.filled == self.buffer.len() {
                // One byte more than the limit, to detect that there are more.
                let len = self.filled.saturating_mul(2).max(BUFFER_LEN).min(len_max.saturating_add(1));
                self.buffer.resize(len.max(self.filled), 0);
            }
            let space = self.buffer.len().min(len_max.saturating_add(1));
            let MessageProgress { consumed, written, is_complete, has_ended } =
                self.context.step(rest, &mut self.buffer[self.filled..space])?;
            rest = &rest[consumed..];
            self.filled += written;
            if self.filled > len_max {
                return Err(self.exceeded());
            }
            // If the output was filled, there may be more output although all input has been consumed.
            if rest.is_empty() && (has_ended || self.filled < space) {
                // A flush without data before it is not a frame.
                return Ok(is_complete && self.filled > 0);
            }
            if consumed == 0 && written == 0 {
                return Err(InflateError::Ended(self.transport));
            }
        }
    }

    /// The maximum length of this frame, given the bytes received for it.
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

/// Whether a message is compressed, on a connection with payload compression. Checks for the header of a zlib stream
/// (RFC 1950) with a window of 32 KiB. No JSON document begins with these bytes.
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
