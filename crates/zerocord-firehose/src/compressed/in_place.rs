//! Zstandard frames whose blocks have been counted, inflated into one piece of memory.
//!
//! A decompressor that hands its output over bit by bit keeps a copy of it, since what comes later may repeat any of it. Where
//! there is room for a whole frame, it reads in the output instead, and nothing is copied. No block inflates to more than
//! 128 KiB, so their number says how much room is enough, whatever the frame's header claims.

use std::io::{self, Read};

use super::damage::{Damage, DamageKind};
use super::input::Input;
use super::members::{Memory, Progress};
use super::zstd::{Out, ZstdFrame};
use super::{Compression, MAGIC_LEN_MAX, Recognised, recognise};

/// As much is inflated at a time: it stays in the cache until it is decoded.
const STEP_LEN: usize = 256 << 10;

/// Members that follow each other, and what they inflate to.
pub(crate) struct InPlace<R> {
    input: Input<R>,
    zstd: Box<ZstdFrame>,
    is_within: bool,
    out: Vec<u8>,
    filled: usize,
}

impl<R: Read> InPlace<R> {
    /// The members of `stream`, which begins at byte `offset` of the recording, in the memory of `out`; they must not inflate
    /// to more than `content_len_max`.
    pub(crate) fn new(
        stream: R,
        offset: u64,
        memory: Memory,
        mut out: Vec<u8>,
        content_len_max: usize,
    ) -> InPlace<R> {
        // A byte more, so that it is never full: of full memory, the decompressor cannot say whether more was to come.
        if out.len() <= content_len_max {
            // What the memory held before is not copied.
            out.clear();
            out.resize(content_len_max + 1, 0);
        }
        let zstd = memory.zstd.unwrap_or_else(|| Box::new(ZstdFrame::new()));
        InPlace { input: Input::new(stream, offset, memory.input), zstd, is_within: false, out, filled: 0 }
    }

    /// The memory, to be used again.
    pub(crate) fn into_memory(self) -> (Memory, Vec<u8>) {
        (Memory { input: self.input.into_buffer(), zstd: Some(self.zstd) }, self.out)
    }

    /// All that has been inflated.
    pub(crate) fn content(&self) -> &[u8] {
        &self.out[..self.filled]
    }

    /// Up to which byte the recording has been used.
    pub(crate) fn stored_offset(&self) -> u64 {
        self.input.offset()
    }

    /// Inflates some more; false at the end of the stream.
    ///
    /// # Errors
    /// What reading meets; damage, once all before it has been inflated and told.
    pub(crate) fn advance(&mut self) -> io::Result<bool> {
        let before = self.filled;
        while self.filled - before < STEP_LEN {
            if !self.is_within && !self.begin()? {
                break;
            }
            let step = match self.zstd.step(self.input.bytes(), &mut self.out, self.filled) {
                Err(kind) if self.filled == before => return Err(self.damage(kind)),
                // It is told again.
                Err(_) => break,
                Ok(step) => step,
            };
            self.input.consume(step.consumed);
            self.filled += step.written;
            match step.progress {
                Progress::Going => {}
                Progress::Ended => self.is_within = false,
                Progress::NeedsInput if self.input.is_end() && self.filled > before => break,
                Progress::NeedsInput if self.input.is_end() => {
                    return Err(self.damage(DamageKind::CutShort));
                }
                Progress::NeedsInput => self.input.fill()?,
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
                // It was one when the blocks were counted.
                _ => return Err(self.damage(DamageKind::Trailing)),
            }
        }
        self.zstd.restart(Out::Whole);
        self.is_within = true;
        Ok(true)
    }

    fn damage(&self, kind: DamageKind) -> io::Error {
        // Where data is cut short, that is where it ends.
        let rest = if kind == DamageKind::CutShort { self.input.bytes().len() as u64 } else { 0 };
        Damage { compression: Compression::Zstd, offset: self.input.offset() + rest, kind }.into()
    }
}
