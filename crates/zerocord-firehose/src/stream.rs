//! A stream, read by one thread into buffers of whole lines.

use std::io::{self, Read};

use crate::options::Options;

/// A buffer of whole lines, cut from a stream.
#[derive(Debug)]
pub(crate) enum Block {
    /// Whole lines; the last one of the stream may lack its newline.
    Lines { bytes: Vec<u8>, is_first: bool },
    /// A line that is too long, passed over.
    TooLong,
}

/// As many bytes are asked for at once, and a buffer that holds more is handed on.
const BLOCK_LEN: usize = 256 << 10;

/// A read of fewer bytes means that the writer is slower than the readers: what has come is handed on at
/// once, so that a live recording is followed without delay.
const SHORT_READ_LEN: usize = 16 << 10;

/// A stream, cut into blocks.
pub(crate) struct Cutter<R> {
    stream: R,
    /// The beginning of a line whose end has not come.
    rest: Vec<u8>,
    block_len: usize,
    options: Options,
    is_first: bool,
    is_too_long: bool,
}

impl<R: Read> Cutter<R> {
    pub(crate) fn new(stream: R, options: &Options) -> Cutter<R> {
        Cutter {
            stream,
            rest: Vec::new(),
            block_len: BLOCK_LEN.min(options.chunk_len.saturating_mul(2)).clamp(1, options.buffer_len_max()),
            options: options.clone(),
            is_first: true,
            is_too_long: false,
        }
    }

    /// The next block, in the memory of `buffer`; `None` at the end of the stream.
    ///
    /// # Errors
    /// What reading meets.
    pub(crate) fn next_block(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Block>> {
        buffer.clear();
        if buffer.capacity() > BLOCK_LEN {
            buffer = Vec::new();
        }
        buffer.append(&mut self.rest);
        let mut filled = buffer.len();
        // Up to here, newlines have been looked for.
        let mut searched = 0;
        buffer.resize(self.block_len.max(filled), 0);
        loop {
            if filled == buffer.len() {
                if filled < self.options.buffer_len_max() {
                    buffer.resize(filled.saturating_mul(2).min(self.options.buffer_len_max()), 0);
                } else {
                    self.is_too_long = true;
                    (filled, searched) = (0, 0);
                }
            }
            let read = match self.stream.read(&mut buffer[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            filled += read;
            if self.is_too_long {
                let newline = memchr::memchr(b'\n', &buffer[..filled]);
                if let Some(newline) = newline {
                    self.rest.extend_from_slice(&buffer[newline + 1..filled]);
                } else if read > 0 {
                    filled = 0;
                    continue;
                }
                (self.is_too_long, self.is_first) = (false, false);
                return Ok(Some(Block::TooLong));
            }
            if read == 0 {
                if filled > self.options.frame_len_max {
                    return Ok(Some(Block::TooLong));
                }
                buffer.truncate(filled);
                let is_first = std::mem::take(&mut self.is_first);
                return Ok((filled > 0).then_some(Block::Lines { bytes: buffer, is_first }));
            }
            if filled < buffer.len() && read >= SHORT_READ_LEN {
                continue;
            }
            if let Some(newline) = memchr::memrchr(b'\n', &buffer[searched..filled]) {
                self.rest.extend_from_slice(&buffer[searched + newline + 1..filled]);
                buffer.truncate(searched + newline + 1);
                let is_first = std::mem::take(&mut self.is_first);
                return Ok(Some(Block::Lines { bytes: buffer, is_first }));
            }
            searched = filled;
        }
    }
}
