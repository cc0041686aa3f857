//! Compressed bytes on their way to a decompressor.

use std::io::{self, Read};

/// The number of bytes per read. It is more than the longest block of zstd, so that a block always fits.
const INPUT_LEN: usize = 256 << 10;

/// A stream, and the bytes read from it that have not been consumed.
pub(crate) struct Input<R> {
    stream: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The offset of the first unconsumed byte in the recording.
    offset: u64,
    last_read_len: usize,
    is_end: bool,
}

impl<R: Read> Input<R> {
    /// The bytes of `stream`, which begins at byte `offset` of the recording, read through `buffer`.
    pub(crate) fn new(stream: R, offset: u64, buffer: Vec<u8>) -> Input<R> {
        Input { stream, buffer, start: 0, end: 0, offset, last_read_len: 0, is_end: false }
    }

    /// Returns the memory for reuse.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// The bytes that have been read and not consumed.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// The offset of the first of these bytes.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether the stream has no bytes after these.
    pub(crate) fn is_end(&self) -> bool {
        self.is_end
    }

    /// The number of bytes returned by the last read.
    pub(crate) fn last_read_len(&self) -> usize {
        self.last_read_len
    }

    /// Consumes the first bytes.
    pub(crate) fn consume(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }

    /// Reads once and appends to the buffered bytes. The caller has consumed what it can before, so there is room.
    pub(crate) fn fill(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            // Allocated as zeros: pages that a short stream does not fill are never touched.
            self.buffer = vec![0; INPUT_LEN];
        }
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        let read = read_some(&mut self.stream, &mut self.buffer[self.end..])?;
        self.end += read;
        self.last_read_len = read;
        self.is_end = read == 0;
        Ok(())
    }

    /// Copies buffered bytes, or else newly read ones, without decompression.
    pub(crate) fn read_through(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = if self.start < self.end {
            let count = out.len().min(self.end - self.start);
            out[..count].copy_from_slice(&self.bytes()[..count]);
            self.start += count;
            count
        } else {
            self.buffer = Vec::new();
            (self.start, self.end) = (0, 0);
            self.last_read_len = read_some(&mut self.stream, out)?;
            self.last_read_len
        };
        self.offset += count as u64;
        Ok(count)
    }
}

fn read_some(stream: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match stream.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
