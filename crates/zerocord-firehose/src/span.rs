//! A part of a file, read by position and cut into chunks.
//!
//! A file is divided into spans of equal length, without regard to line boundaries. A line belongs to the span that
//! contains its first byte. So each worker finds the line starts at the two ends of its span, and no thread has to scan
//! the file first.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;

use crate::budget::{Closed, Lender, Loan};
use crate::chunk::Chunk;
use crate::options::Options;

/// The number of bytes read at once when searching for the next line start.
const PROBE_LEN: usize = 4 << 10;

/// A file's bytes, from the position at which reading began.
#[derive(Debug)]
pub(crate) struct Extent {
    file: File,
    range: Range<u64>,
}

impl Extent {
    /// The bytes of `file` from its current position to its current end.
    pub(crate) fn new(mut file: File) -> io::Result<Extent> {
        let start = file.stream_position()?;
        let end = file.metadata()?.len();
        Ok(Extent { file, range: start..end.max(start) })
    }

    /// The number of bytes.
    pub(crate) fn byte_count(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// The range of these bytes in the file.
    pub(crate) fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// A reader of the bytes in order.
    pub(crate) fn into_stream(self) -> io::Take<File> {
        let byte_count = self.byte_count();
        self.file.take(byte_count)
    }

    /// A reader of a part of the file, in order.
    pub(crate) fn part(&self, range: Range<u64>) -> ExtentPart<'_> {
        ExtentPart { extent: self, range }
    }

    /// The bytes at `position`, as many as the buffer takes and the extent has; 0 at its end.
    pub(crate) fn read_within(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        let left = self.range.end.saturating_sub(position);
        let wanted = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        if wanted == 0 { Ok(0) } else { self.read_at(&mut buffer[..wanted], position) }
    }

    /// Reads bytes from `position`, as many as the buffer takes or the file has. Returns how many.
    pub(crate) fn read_up_to(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        let wanted = self.range.end.saturating_sub(position);
        let wanted = usize::try_from(wanted).map_or(buffer.len(), |wanted| wanted.min(buffer.len()));
        let mut filled = 0;
        while filled < wanted {
            filled += self.read_at(&mut buffer[filled..wanted], position + filled as u64)?;
        }
        Ok(filled)
    }

    /// The spans of the file.
    pub(crate) fn spans(&self, span_len: u64) -> impl Iterator<Item = Range<u64>> + 'static {
        let Range { start, end } = self.range;
        std::iter::successors(Some(start), move |start| start.checked_add(span_len))
            .take_while(move |start| *start < end)
            .map(move |start| start..start.saturating_add(span_len).min(end))
    }

    /// Reads the lines that begin in `span`, and calls `emit` with chunks of them.
    ///
    /// # Errors
    /// Errors from `emit`; I/O errors; [`io::ErrorKind::UnexpectedEof`] if the file has become shorter.
    pub(crate) fn read_span<E: From<io::Error> + From<Closed>>(
        &self,
        span: Range<u64>,
        options: &Options,
        lender: &Lender,
        buffer: &mut Vec<u8>,
        mut emit: impl FnMut(Chunk<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut is_first = span.start == self.range.start;
        let start = if is_first { Some(span.start) } else { self.line_start(span.start, span.end)? };
        let Some(mut position) = start else { return Ok(()) };
        let end = self.line_start(span.end, self.range.end)?.unwrap_or(self.range.end);
        buffer.resize(options.buffer_len(), 0);
        let mut loan = Loan::default();
        let mut filled = 0;
        let mut is_too_long = false;
        while position < end {
            if filled == buffer.len() {
                if filled < options.buffer_len_max() {
                    let len = filled.saturating_mul(2).min(options.buffer_len_max());
                    lender.grow(buffer, len, &mut loan)?;
                } else {
                    is_too_long = true;
                    filled = 0;
                }
            }
            let wanted = usize::try_from(end - position).unwrap_or(usize::MAX).min(buffer.len() - filled);
            let fresh = filled;
            filled += self.read_at(&mut buffer[fresh..fresh + wanted], position)?;
            position += (filled - fresh) as u64;
            let mut start = 0;
            if is_too_long {
                let Some(newline) = memchr::memchr(b'\n', &buffer[..filled]) else {
                    filled = 0;
                    continue;
                };
                is_too_long = false;
                start = newline + 1;
                emit(Chunk::too_long())?;
                is_first = false;
            }
            let unseen = start.max(fresh);
            if let Some(newline) = memchr::memrchr(b'\n', &buffer[unseen..filled]) {
                emit(Chunk::new(&buffer[start..unseen + newline + 1], is_first))?;
                is_first = false;
                start = unseen + newline + 1;
            }
            buffer.copy_within(start..filled, 0);
            filled -= start;
            if filled < options.buffer_len() {
                // After a long line, reads should fit in the cache again.
                buffer.truncate(options.buffer_len());
            }
        }
        if is_too_long || filled > options.frame_len_max {
            emit(Chunk::too_long())?;
        } else if filled > 0 {
            emit(Chunk::new(&buffer[..filled], is_first))?;
        }
        buffer.truncate(options.buffer_len());
        // Large guilds make buffers grow. Freeing and reallocating that memory would cost more than all other work on
        // those frames.
        buffer.shrink_to(options.piece_len_max());
        Ok(())
    }

    /// The first line start in `at..end`. `at` is not the file's first byte.
    fn line_start(&self, at: u64, end: u64) -> io::Result<Option<u64>> {
        let mut probe = [0; PROBE_LEN];
        // The byte before `at` shows whether a line begins at `at`.
        let mut position = at - 1;
        while position + 1 < end {
            let wanted = usize::try_from(end - 1 - position).unwrap_or(usize::MAX).min(PROBE_LEN);
            let read = self.read_at(&mut probe[..wanted], position)?;
            if let Some(newline) = memchr::memchr(b'\n', &probe[..read]) {
                return Ok(Some(position + newline as u64 + 1));
            }
            position += read as u64;
        }
        Ok(None)
    }

    /// Reads at least one byte into a buffer that is not empty.
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        loop {
            #[cfg(unix)]
            let read = std::os::unix::fs::FileExt::read_at(&self.file, buffer, position);
            #[cfg(windows)]
            let read = std::os::windows::fs::FileExt::seek_read(&self.file, buffer, position);
            match read {
                Ok(0) => {
                    let message = "the file became shorter while it was read";
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}

/// A part of a file, read by position: several threads can read several parts at once.
#[derive(Debug)]
pub(crate) struct ExtentPart<'e> {
    extent: &'e Extent,
    range: Range<u64>,
}

impl Read for ExtentPart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.range.end.saturating_sub(self.range.start);
        let wanted = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        if wanted == 0 {
            return Ok(0);
        }
        let read = self.extent.read_at(&mut buffer[..wanted], self.range.start)?;
        self.range.start += read as u64;
        Ok(read)
    }
}
