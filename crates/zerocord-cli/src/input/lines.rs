//! Iterates over the frames of a chunk, for all commands that read recordings: counts frames, collects faults, and
//! finds lines with several frames.

use std::sync::Arc;

use zerocord::Error;
use zerocord_firehose::{Chunk, Framing, UnwrapErrorKind, Unwrapped, Unwrapper, hint_for};

use crate::input::Mapped;
use crate::input::bad_frames::{BadFrame, Fault};
use crate::input::framing::{is_like_a_frame, is_no_frame};

/// A frame and its position.
#[derive(Clone, Copy, Debug)]
pub struct LocatedFrame<'c> {
    pub frame: &'c [u8],
    /// The JSON object around the frame; `{}` if the line is the frame.
    pub wrapper: &'c [u8],
    /// The line, counted from 1 at the start of the chunk.
    pub line: u64,
    /// The byte of the line at which the frame begins.
    pub offset: usize,
    /// Whether the end of the frame is missing.
    pub is_torn: bool,
    /// The number of the frame in the chunk, counted from 1.
    pub count: u64,
    /// The name of the file in messages.
    pub file: &'c str,
    /// The number of lines before the chunk; 0 if chunks are read out of order.
    pub line_before: u64,
}

impl LocatedFrame<'_> {
    /// The line in the file, counted from 1, if chunks are read in order.
    pub fn line_of_file(&self) -> u64 {
        self.line_before + self.line
    }

    /// Checks that the frame is complete and has any of the keys of a frame.
    ///
    /// # Errors
    /// [`Fault::Torn`] or [`Fault::NoFrame`].
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
    /// Calls `take` with each frame of a chunk, counts the frames and collects the faults.
    ///
    /// If a line has several frames, each is passed to `take`, and torn frames are bad. With `strict`, a line is one
    /// frame.
    #[inline(always)]
    pub fn each_frame(
        &mut self,
        chunk: &Chunk<'_>,
        strict: bool,
        mut take: impl FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Error>,
    ) {
        self.each_frame_or_fault(chunk, strict, |value, located| take(value, located).map_err(Fault::Frame));
    }

    /// Like [`each_frame`](Mapped::each_frame), for closures that return other faults as well.
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

    /// Like [`each_frame`](Mapped::each_frame), but also passes torn frames and lines that are not frames to `take`.
    #[inline(always)]
    pub fn each_piece(
        &mut self,
        chunk: &Chunk<'_>,
        strict: bool,
        mut take: impl FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Fault>,
    ) {
        if self.is_bare() { self.each_bare(chunk, strict, take) } else { self.each_wrapped(chunk, &mut take) }
    }

    /// Whether each line is a frame. Then [`each_bare`](Mapped::each_bare) reads the chunk, otherwise
    /// [`each_wrapped`](Mapped::each_wrapped).
    pub fn is_bare(&self) -> bool {
        *self.framing == Framing::Line
    }

    /// Like [`each_piece`](Mapped::each_piece), if each line is a frame. A closure without another use is inlined
    /// into the loop.
    #[inline(always)]
    pub fn each_bare(
        &mut self,
        chunk: &Chunk<'_>,
        strict: bool,
        mut take: impl FnMut(&mut T, LocatedFrame<'_>) -> Result<(), Fault>,
    ) {
        let (file, line_before) = (Arc::clone(&self.file), self.line_before);
        let mut frames = if strict { chunk.lines() } else { chunk.frames() };
        // The rest of a line with a torn frame is not reported again.
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
                self.detect_framing(located, chunk);
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

    /// Determines whether a line is a frame. If the first line is not, guesses the framing.
    #[cold]
    fn detect_framing(&mut self, located: LocatedFrame<'_>, chunk: &Chunk<'_>) {
        self.has_frames = !located.is_torn && is_like_a_frame(located.frame);
        if self.frame_count == 1 {
            let lines: Vec<&[u8]> = chunk.lines().take(2).collect();
            self.hint = hint_for(&lines);
        }
    }

    /// Like [`each_piece`](Mapped::each_piece), if frames are wrapped.
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
