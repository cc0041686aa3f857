//! What workers do.

use std::io;
use std::ops::Range;

use crate::chunk::Chunk;
use crate::compressed::{Inflated, Memory};
use crate::options::Options;
use crate::ordered::seam::Piece;
use crate::ordered::turns::Closed;
use crate::span::Extent;
use crate::stream::{Block, Cutter, Lines};

/// A job: its number, counted from 0, what to do, and the permit to give back. The permit is a buffer: that of
/// a stream's lines, so that it is used again.
pub(crate) struct Job {
    pub(crate) index: u64,
    pub(crate) work: Work,
    pub(crate) permit: Vec<u8>,
}

pub(crate) enum Work {
    /// To read a plain file's span.
    Span(Range<u64>),
    /// To inflate a part of a file, which begins and ends with whole members, but not with whole lines.
    Members(Range<u64>),
    /// Lines of a stream, in memory; `is_within_line` where the first may have begun before.
    Block { block: Block, is_within_line: bool },
    /// Reading has failed.
    Failed(io::Error),
    /// Nothing any more.
    Done,
}

/// What a job makes, bit by bit.
pub(crate) enum Made<'b> {
    Chunk(Chunk<'b>),
    /// A piece of a line that the job's neighbours have the rest of.
    Piece(Piece, &'b [u8]),
}

/// A worker's memory, used for one job after the other.
#[derive(Default)]
pub(crate) struct Tools {
    buffer: Vec<u8>,
    memory: Memory,
}

/// Why a job ends early.
pub(crate) enum Ended {
    Failed(io::Error),
    Closed,
}

impl From<Closed> for Ended {
    fn from(_: Closed) -> Ended {
        Ended::Closed
    }
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Ended {
        Ended::Failed(error)
    }
}

/// Does one job, and calls `emit` with what it makes and how many bytes of the recording that took.
pub(crate) fn run(
    job: &mut Job,
    extent: Option<&Extent>,
    options: &Options,
    tools: &mut Tools,
    mut emit: impl FnMut(Made<'_>, u64) -> Result<(), Closed>,
) -> Result<(), Ended> {
    match (std::mem::replace(&mut job.work, Work::Done), extent) {
        (Work::Span(span), Some(extent)) => extent.read_span(span, options, &mut tools.buffer, |chunk| {
            let stored_len = chunk.byte_count();
            Ok::<(), Ended>(emit(Made::Chunk(chunk), stored_len)?)
        }),
        (Work::Members(range), Some(extent)) => {
            let (part, memory) = (extent.part(range.clone()), std::mem::take(&mut tools.memory));
            let mut cutter = Cutter::new(Inflated::with_memory(part, range.start, memory), options);
            let mut is_within_line = true;
            while let Some(block) = cutter.next_block(std::mem::take(&mut tools.buffer))? {
                tools.buffer = emit_block(block, &mut is_within_line, &mut emit)?;
            }
            tools.memory = cutter.into_memory();
            Ok(())
        }
        (Work::Block { block, mut is_within_line }, _) => {
            job.permit = emit_block(block, &mut is_within_line, &mut emit)?;
            Ok(())
        }
        (Work::Failed(error), _) => Err(Ended::Failed(error)),
        // Only files are dealt out in parts.
        (Work::Span(_) | Work::Members(_), None) | (Work::Done, _) => Ok(()),
    }
}

/// Emits a block's lines, and what it has of lines that begin before or end behind the job as pieces; gives back
/// its buffer.
fn emit_block(
    block: Block,
    is_within_line: &mut bool,
    emit: &mut impl FnMut(Made<'_>, u64) -> Result<(), Closed>,
) -> Result<Vec<u8>, Closed> {
    let mut stored_len = block.stored_len;
    let mut emit = |made: Made<'_>| emit(made, std::mem::take(&mut stored_len));
    match block.lines {
        Lines::Whole { memory, len, .. } => {
            let mut rest = &memory[..len];
            if *is_within_line {
                let end = memchr::memchr(b'\n', rest).map(|newline| newline + 1);
                *is_within_line = end.is_none();
                let (head, lines) = rest.split_at(end.unwrap_or(rest.len()));
                rest = lines;
                emit(Made::Piece(Piece::Bytes, head))?;
            }
            let (lines, tail) = rest.split_at(memchr::memrchr(b'\n', rest).map_or(0, |newline| newline + 1));
            if !lines.is_empty() {
                emit(Made::Chunk(Chunk::new(lines, false)))?;
            }
            if !tail.is_empty() {
                emit(Made::Piece(Piece::Bytes, tail))?;
            }
            Ok(memory)
        }
        Lines::TooLong { has_newline } => {
            if *is_within_line || !has_newline {
                emit(Made::Piece(Piece::TooLong { has_newline }, b""))?;
            } else {
                emit(Made::Chunk(Chunk::too_long()))?;
            }
            *is_within_line = !has_newline;
            Ok(Vec::new())
        }
    }
}
