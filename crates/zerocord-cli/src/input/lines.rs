//! The frames of a chunk, one after the other: where all commands that read recordings count them, and where the lines
//! are found that hold more than one frame.

use std::sync::Arc;

use zerocord::Error;
use zerocord_firehose::{Chunk, Framing, UnwrapErrorKind, Unwrapped, Unwrapper, hint_for};

use crate::input::Mapped;
use crate::input::bad_frames::{BadFrame, Fault};
use crate::input::framing::{is_like_a_frame, is_no_frame};

/// A frame, and where it is.
#[derive(Clone, Copy, Debug)]
pub struct LocatedFrame<'c> {
    pub frame: &'c [u8],
    /// The JSON object around the frame, `{}` where the line is the frame.
    pub wrapper: &'c [u8],
    /// Its line, counted from 1 at the chunk's first.
    pub line: u64,
    /// Where on the line it begins.
    pub offset: usize,
    /// Whether its end is missing.
    pub is_torn: bool,
    /// Which frame of the chunk it is, counted from 1.
    pub count: u64,
    /// The name of its file, as in messages.
    pub file: &'c str,
    /// The number of lines before the chunk; 0 if chunks are read out of order.
    pub line_before: u64,
}

impl LocatedFrame<'_> {
    /// Its line in the file, counted from 1, if chunks are read in order.
    pub fn line_of_file(&self) -> u64 {
        self.line_before + self.line
    }

    /// Checks that it has its end, and a key of frames.
    ///
    /// # Errors
    /// What it is instead.
    #[inline]
    pub fn check(self) -> Result<(), Fault> {
        match self.frame {
            _ if self.is_torn => Err(Fault::Torn),
            frame if is_no_frame(frame) => Err(Fault::NoFrame),
            _ => Ok(()),
        }
    }
}

impl<T> Mapped<T> {
    /// Calls `take` with each frame of a chunk, counts them and keeps the faults.
    ///
    /// Of a line with several frames, each is taken, and what is torn is a bad frame; with `strict`, a line is one frame.
    #[inline(always)]
    pub fn each_frame(
        &mut self,
        chunk: &Chunk<'_>,
        strict: bool,
        mut take: impl FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Error>,
    ) {
        self.each_frame_or_fault(chunk, strict, |value, located| take(value, located).map_err(Fault::Frame));
    }

    /// As [`each_frame`](Mapped::each_frame), for those who find other faults than those of the frame.
    #[inline(always)]
    pub fn each_frame_or_fault(
        &mut self,
        chunk: &Chunk<'_>,
        strict: bool,
        mut take: impl FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Fault>,
    ) {
        self.each_piece(chunk, strict, |value, located| {
            located.check()?;
            take(value, located)
        });
    }

    /// As [`each_frame`](Mapped::each_frame), with what is torn as well.
    #[inline(always)]
    pub fn each_piece(
        &mut self,
        chunk: &Chunk<'_>,
        strict: bool,
        mut take: impl FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Fault>,
    ) {
        if self.is_bare() { self.each_bare(chunk, strict, take) } else { self.each_wrapped(chunk, &mut take) }
    }

    /// Whether lines are frames, so that [`each_bare`](Mapped::each_bare) reads them; else
    /// [`each_wrapped`](Mapped::each_wrapped) does.
    pub fn is_bare(&self) -> bool {
        *self.framing == Framing::Line
    }

    /// As [`each_piece`](Mapped::each_piece), where lines are frames. A closure that has no other use is inlined into the loop.
    #[inline(always)]
    pub fn each_bare(
        &mut self,
        chunk: &Chunk<'_>,
        strict: bool,
        mut take: impl FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Fault>,
    ) {
        let (file, line_before) = (Arc::clone(&self.file), self.line_before);
        let mut frames = if strict { chunk.lines() } else { chunk.frames() };
        // What follows a torn frame needs no note of its own.
        let mut torn_line = 0;
        while let Some(frame) = frames.next() {
            self.frame_count += 1;
            let (line, offset) = (frames.line_number(), frames.line_offset());
            let count = self.frame_count;
            let is_torn = frames.is_torn();
            let located = LocatedFrame {
                frame,
                wrapper: b"{}",
                line,
                offset,
                is_torn,
                count,
                file: &file,
                line_before,
            };
            if located.is_torn {
                torn_line = line;
            }
            if !self.has_frames {
                self.look_at(located, chunk);
            }
            if let Err(fault) = take(&mut self.value, located) {
                self.bad_frames.push(BadFrame { line, offset, fault });
                self.reject(frame);
            } else if offset > 0 && line != torn_line {
                self.bad_frames.push(BadFrame { line, offset, fault: Fault::NotFirst });
            }
        }
    }

    /// Keeps a bad frame or line for `--rejects`.
    #[cold]
    fn reject(&mut self, bytes: &[u8]) {
        if let Some(rejects) = &mut self.rejects {
            rejects.extend_from_slice(bytes);
            rejects.push(b'\n');
        }
    }

    /// Finds out whether a line is a frame, and if the first is not, what the lines are.
    #[cold]
    fn look_at(&mut self, located: LocatedFrame<'_>, chunk: &Chunk<'_>) {
        self.has_frames = !located.is_torn && is_like_a_frame(located.frame);
        if self.frame_count == 1 {
            let lines: Vec<&[u8]> = chunk.lines().take(2).collect();
            self.hint = hint_for(&lines);
        }
    }

    /// As [`each_piece`](Mapped::each_piece), where frames are wrapped.
    #[inline(never)]
    pub fn each_wrapped(
        &mut self,
        chunk: &Chunk<'_>,
        take: &mut dyn FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Fault>,
    ) {
        let (file, line_before) = (Arc::clone(&self.file), self.line_before);
        let mut unwrapper = Unwrapper::new((*self.framing).clone());
        let mut lines = chunk.lines();
        while let Some(bytes) = lines.next() {
            let line = lines.line_number();
            let (mut is_first, mut is_rejected) = (true, false);
            unwrapper.each(bytes, |unwrapped| {
                self.frame_count += 1;
                let (offset, fault) = match unwrapped {
                    Ok(Unwrapped { frame, wrapper, offset, .. }) => {
                        self.has_frames = self.has_frames || is_like_a_frame(frame);
                        let count = self.frame_count;
                        let (file, is_torn) = (&*file, false);
                        let located =
                            LocatedFrame { frame, wrapper, line, offset, is_torn, count, file, line_before };
                        match take(&mut self.value, located) {
                            Ok(()) if is_first => (offset, None),
                            Ok(()) => (offset, Some(Fault::NotFirst)),
                            Err(fault) => (offset, Some(fault)),
                        }
                    }
                    Err(error) if error.kind == UnwrapErrorKind::Torn => (error.offset, Some(Fault::Torn)),
                    Err(error) => (error.offset, Some(Fault::Wrapper(error.kind))),
                };
                is_first = fault == Some(Fault::Torn);
                is_rejected |= fault.is_some_and(|fault| fault != Fault::NotFirst);
                self.bad_frames.extend(fault.map(|fault| BadFrame { line, offset, fault }));
            });
            if is_rejected {
                self.reject(bytes);
            }
        }
    }
}
