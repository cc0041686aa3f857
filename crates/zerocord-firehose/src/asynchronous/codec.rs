//! Newline-delimited frames out of an `AsyncRead`.

use std::fmt;
use std::io;

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec::Decoder;
use zerocord::FrameCursor;

use super::OwnedFrame;
use crate::chunk::BYTE_ORDER_MARK;
use crate::options::Options;

/// Splits the bytes that a tokio-util `FramedRead` reads into newline-delimited frames.
///
/// Lines are those of [`zerocord::frames`]. A frame longer than [`Options::frame_len_max`] is skipped and reported.
/// Compressed input is not supported.
///
/// ```
/// use bytes::BytesMut;
/// use tokio_util::codec::Decoder;
/// use zerocord_firehose::{FrameDecoder, Options};
///
/// let mut decoder = FrameDecoder::new(&Options::default());
/// let mut received = BytesMut::from("{\"op\":11}\r\n{\"op\"");
/// let frame = decoder.decode(&mut received)?.unwrap();
/// assert_eq!(frame.bytes.as_deref(), Ok(&b"{\"op\":11}"[..]));
/// assert_eq!(decoder.decode(&mut received)?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct FrameDecoder {
    frame_len_max: usize,
    /// The line whose frames are being returned.
    line: Bytes,
    cursor: FrameCursor,
    /// The number of leading bytes in the buffer known to have no newline.
    searched: usize,
    is_too_long: bool,
    line_number: u64,
}

impl FrameDecoder {
    /// A decoder for one recording. Of the `options`, only the maximum frame length is used.
    pub fn new(options: &Options) -> FrameDecoder {
        FrameDecoder {
            frame_len_max: options.frame_len_max,
            line: Bytes::new(),
            cursor: FrameCursor::new(),
            searched: 0,
            is_too_long: false,
            line_number: 0,
        }
    }

    /// The next frame of the current line, if it has another.
    fn next_of_line(&mut self) -> Option<OwnedFrame> {
        OwnedFrame::next(&mut self.cursor, &self.line, self.line_number.saturating_sub(1))
    }

    /// The first frame of a line, if it has one.
    fn frame(&mut self, line: BytesMut) -> Option<OwnedFrame> {
        self.line_number += 1;
        let mut line = line.freeze();
        if std::mem::take(&mut self.is_too_long) || line.len() > self.frame_len_max {
            return Some(OwnedFrame::too_long(self.line_number));
        }
        if self.line_number == 1 && line.starts_with(BYTE_ORDER_MARK) {
            line = line.slice(BYTE_ORDER_MARK.len()..);
        }
        (self.line, self.cursor) = (line, FrameCursor::new());
        self.next_of_line()
    }
}

impl fmt::Debug for FrameDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameDecoder").field("line_number", &self.line_number).finish_non_exhaustive()
    }
}

impl Decoder for FrameDecoder {
    type Item = OwnedFrame;
    type Error = io::Error;

    fn decode(&mut self, received: &mut BytesMut) -> io::Result<Option<OwnedFrame>> {
        if let Some(frame) = self.next_of_line() {
            return Ok(Some(frame));
        }
        while let Some(newline) = memchr::memchr(b'\n', &received[self.searched..]) {
            let line = received.split_to(self.searched + newline);
            received.advance(1);
            self.searched = 0;
            if let Some(frame) = self.frame(line) {
                return Ok(Some(frame));
            }
        }
        if self.is_too_long || received.len() > self.frame_len_max {
            self.is_too_long = true;
            received.clear();
        }
        self.searched = received.len();
        Ok(None)
    }

    fn decode_eof(&mut self, received: &mut BytesMut) -> io::Result<Option<OwnedFrame>> {
        if let Some(frame) = self.decode(received)? {
            return Ok(Some(frame));
        }
        self.searched = 0;
        let is_over = received.is_empty() && !self.is_too_long;
        Ok(if is_over { None } else { self.frame(received.split()) })
    }
}
