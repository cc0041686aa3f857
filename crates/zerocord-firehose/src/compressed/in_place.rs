//! Zstandard frames whose blocks have been counted, inflated into one buffer.
//!
//! A streaming decompressor keeps a copy of its output, because later data may repeat any of it. If the buffer has room
//! for a whole frame, the decompressor reads from the output instead and copies nothing. No block inflates to more than
//! 128 KiB, so the number of blocks bounds the room needed, whatever the frame's header claims.

use std::io::{self, Read};

use super::damage::{Damage, DamageKind};
use super::input::Input;
use super::members::{InflateProgress, Memory};
use super::zstd::{Out, ZstdFrame};
use super::{Compression, MAGIC_LEN_MAX, Recognised, recognise};

/// The number of bytes inflated at a time. They stay in the cache until they are decoded.
const STEP_LEN: usize = 256 << 10;

/// Consecutive members, and their inflated content.
pub(crate) struct InPlace<R> {
    input: Input<R>,
    zstd: Box<ZstdFrame>,
    is_within: bool,
    out: Vec<u8>,
    filled: usize,
}

impl<R: Read> InPlace<R> {
    /// The members of `stream`, which begins at byte `offset` of the recording, inflated into the memory of `out`. They
    /// must not inflate to more than `content_len_max`.
    pub(crate) fn new(
        stream: R,
        offset: u64,
        memory: Memory,
        mut out: Vec<u8>,
        content_len_max: usize,
    ) -> InPlace<R> {
        // One extra byte, so that the buffer is never full: with a full buffer, the decompressor cannot say whether
        // there is more output.
        if out.len() <= content_len_max {
            // The old content of the memory is not copied.
            out.clear();
            out.resize(content_len_max + 1, 0);
        }
        let zstd = memory.zstd.unwrap_or_else(|| Box::new(ZstdFrame::new()));
        InPlace { input: Input::new(stream, offset, memory.input), zstd, is_within: false, out, filled: 0 }
    }

    /// Returns the memory for reuse.
    pub(crate) fn into_memory(self) -> (Memory, Vec<u8>) {
        (Memory { input: self.input.into_buffer(), zstd: Some(self.zstd) }, self.out)
    }

    /// All bytes inflated so far.
    pub(crate) fn content(&self) -> &[u8] {
        &self.out[..self.filled]
    }

    /// The offset in the recording up to which input has been consumed.
    pub(crate) fn stored_offset(&self) -> u64 {
        self.input.offset()
    }

    /// Inflates more. Returns false at the end of the stream.
    ///
    /// # Errors
    /// I/O errors; damage, after everything before it has been inflated and returned.
    pub(crate) fn advance(&mut self) -> io::Result<bool> {
        let before = self.filled;
        while self.filled - before < STEP_LEN {
            if !self.is_within && !self.begin()? {
                break;
            }
            let step = match self.zstd.step(self.input.bytes(), &mut self.out, self.filled) {
                Err(kind) if self.filled == before => return Err(self.damage(kind)),
                // The next call returns the error again.
                Err(_) => break,
                Ok(step) => step,
            };
            self.input.consume(step.consumed);
            self.filled += step.written;
            match step.progress {
                InflateProgress::Going => {}
                InflateProgress::Ended => self.is_within = false,
                InflateProgress::NeedsInput if self.input.is_end() && self.filled > before => break,
                InflateProgress::NeedsInput if self.input.is_end() => {
                    return Err(self.damage(DamageKind::CutShort));
                }
                InflateProgress::NeedsInput => self.input.fill()?,
            }
        }
        Ok(self.filled > before)
    }

    /// Begins the next member, if there is one.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            let prefix = self.input.bytes();
            if prefix.is_empty() && self.input.is_end() {
                return Ok(false);
            }
            match recognise(&prefix[..prefix.len().min(MAGIC_LEN_MAX)], self.input.is_end()) {
                Recognised::Unclear => self.input.fill()?,
                Recognised::Member(Compression::Zstd) => break,
                // It was valid when the blocks were counted.
                _ => return Err(self.damage(DamageKind::Trailing)),
            }
        }
        self.zstd.restart(Out::Whole);
        self.is_within = true;
        Ok(true)
    }

    fn damage(&self, kind: DamageKind) -> io::Error {
        // If data is cut short, the offset is the end of the data.
        let rest = if kind == DamageKind::CutShort { self.input.bytes().len() as u64 } else { 0 };
        Damage { compression: Compression::Zstd, offset: self.input.offset() + rest, kind }.into()
    }
}
