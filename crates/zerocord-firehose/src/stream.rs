//! A stream, which one thread reads into buffers of whole lines.

use std::io::{self, Read};

use crate::budget::{Closed, Lender, Loan};
use crate::compressed::Inflated;
use crate::options::{BLOCK_LEN, Options};

/// A buffer of whole lines, cut from a stream.
#[derive(Debug)]
pub(crate) struct LineBlock {
    pub(crate) lines: Lines,
    /// The number of bytes of the recording as stored that were consumed for it.
    pub(crate) stored_len: u64,
    /// The loan for its memory, held until this is dropped.
    pub(crate) _loan: Loan,
}

#[derive(Debug)]
pub(crate) enum Lines {
    /// Whole lines: the first `len` bytes of `memory`. The last line of the stream may have no newline. `is_first`
    /// means that the stream begins here.
    Whole { memory: Vec<u8>, len: usize, is_first: bool },
    /// A line that is too long and was skipped. The last line of the stream may have no newline.
    TooLong { has_newline: bool },
}

/// If a read returns fewer bytes, the writer is slower than the readers. The bytes are passed on at once, so a live
/// recording is followed without delay.
const SHORT_READ_LEN: usize = 16 << 10;

/// A stream, inflated and cut into blocks.
pub(crate) struct Cutter<R> {
    stream: Inflated<R>,
    /// The offset in the recording of the last block's end.
    stored_offset: u64,
    /// The beginning of a line whose end has not been read yet.
    rest: Vec<u8>,
    /// The loan for its memory, if it is longer than a block.
    rest_loan: Loan,
    block_len: usize,
    options: Options,
    is_first: bool,
    is_too_long: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Cutter<R> {
    pub(crate) fn new(stream: Inflated<R>, options: &Options) -> Cutter<R> {
        Cutter {
            stored_offset: stream.stored_offset(),
            stream,
            rest: Vec::new(),
            rest_loan: Loan::default(),
            block_len: BLOCK_LEN.min(options.chunk_len.saturating_mul(2)).clamp(1, options.buffer_len_max()),
            options: options.clone(),
            is_first: true,
            is_too_long: false,
            failure: None,
        }
    }

    /// The stream does not begin where the recording begins.
    pub(crate) fn continued(self) -> Cutter<R> {
        Cutter { is_first: false, ..self }
    }

    /// The offset in the recording up to which input has been consumed.
    pub(crate) fn stored_offset(&self) -> u64 {
        self.stream.stored_offset()
    }

    /// The next block, in the memory of `buffer`. `None` at the end of the stream, or if the results are no longer
    /// needed.
    ///
    /// # Errors
    /// I/O errors, after all whole lines before the error.
    pub(crate) fn next_block(&mut self, buffer: Vec<u8>, lender: &Lender) -> io::Result<Option<LineBlock>> {
        let mut loan = Loan::default();
        let lines = self.next_lines(buffer, lender, &mut loan)?;
        let stored_offset = self.stream.stored_offset();
        let stored_len = stored_offset - std::mem::replace(&mut self.stored_offset, stored_offset);
        Ok(lines.map(|lines| LineBlock { lines, stored_len, _loan: loan }))
    }

    fn next_lines(
        &mut self,
        mut buffer: Vec<u8>,
        lender: &Lender,
        loan: &mut Loan,
    ) -> io::Result<Option<Lines>> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let mut filled = self.rest.len();
        // Bytes before this offset have been searched for newlines.
        let mut searched = 0;
        // The buffer's old content is not cleared, which would take time.
        if filled <= self.block_len {
            buffer.resize(self.block_len, 0);
            buffer[..filled].copy_from_slice(&self.rest);
            self.rest.clear();
        } else {
            buffer = std::mem::take(&mut self.rest);
            *loan = std::mem::take(&mut self.rest_loan);
        }
        loop {
            if filled == buffer.len() {
                if filled < self.options.buffer_len_max() {
                    let len = filled.saturating_mul(2).min(self.options.buffer_len_max());
                    if lender.grow(&mut buffer, len, loan).is_err() {
                        return Ok(None);
                    }
                } else {
                    self.is_too_long = true;
                    (filled, searched) = (0, 0);
                }
            }
            let read = match self.stream.read(&mut buffer[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return self.stop_at(error, buffer, filled),
                Ok(read) => read,
            };
            filled += read;
            if self.is_too_long {
                let newline = memchr::memchr(b'\n', &buffer[..filled]);
                if let Some(newline) = newline {
                    if self.keep(&buffer[newline + 1..filled], lender).is_err() {
                        return Ok(None);
                    }
                } else if read > 0 {
                    filled = 0;
                    continue;
                }
                (self.is_too_long, self.is_first) = (false, false);
                return Ok(Some(Lines::TooLong { has_newline: newline.is_some() }));
            }
            if read == 0 {
                if filled > self.options.frame_len_max {
                    return Ok(Some(Lines::TooLong { has_newline: false }));
                }
                return Ok((filled > 0).then(|| self.whole(buffer, filled)));
            }
            if filled < buffer.len() && self.stream.last_read_len() >= SHORT_READ_LEN {
                continue;
            }
            if let Some(newline) = memchr::memrchr(b'\n', &buffer[searched..filled]) {
                if self.keep(&buffer[searched + newline + 1..filled], lender).is_err() {
                    return Ok(None);
                }
                return Ok(Some(self.whole(buffer, searched + newline + 1)));
            }
            searched = filled;
        }
    }

    /// Keeps the beginning of a line for the next block.
    fn keep(&mut self, rest: &[u8], lender: &Lender) -> Result<(), Closed> {
        if rest.len() > self.block_len {
            self.rest_loan = lender.lend(rest.len())?;
        }
        self.rest.extend_from_slice(rest);
        Ok(())
    }

    /// Whole lines before an error are returned first.
    fn stop_at(&mut self, error: io::Error, buffer: Vec<u8>, filled: usize) -> io::Result<Option<Lines>> {
        match memchr::memrchr(b'\n', &buffer[..filled]) {
            Some(newline) if !self.is_too_long => {
                self.failure = Some(error);
                Ok(Some(self.whole(buffer, newline + 1)))
            }
            _ => Err(error),
        }
    }

    fn whole(&mut self, memory: Vec<u8>, len: usize) -> Lines {
        Lines::Whole { memory, len, is_first: std::mem::take(&mut self.is_first) }
    }
}
