//! The work of the worker threads.

use std::io;
use std::ops::Range;

use crate::budget::{Closed, Lender};
use crate::chunk::Chunk;
use crate::compressed::{InPlace, Inflated, Memory, WINDOW_LEN_MAX};
use crate::options::{BLOCK_LEN, Options};
use crate::ordered::seam::SeamPiece;
use crate::recording::SkippedBlock;
use crate::span::Extent;
use crate::stream::{Cutter, LineBlock, Lines};

/// A job: its number, counted from 0, the work, and the permit to return. The permit is a buffer; for a stream it is
/// the buffer of the lines, so that it is reused.
pub(crate) struct Job {
    pub(crate) index: u64,
    pub(crate) work: Work,
    pub(crate) permit: Vec<u8>,
}

pub(crate) enum Work {
    /// Read a span of a plain file.
    Span(Range<u64>),
    /// Inflate whole Zstandard frames of a file, which may begin and end within lines.
    Members { range: Range<u64>, content_len_max: u64 },
    /// Count the lines of a block that is not inflated.
    Skipped(SkippedBlock),
    /// Lines of a stream, in memory. `is_within_line` means that the first line may have begun in an earlier job.
    Block { block: LineBlock, is_within_line: bool },
    /// Reading has failed.
    Failed(io::Error),
    /// There is no more work.
    Done,
}

/// A part of a job's results.
pub(crate) enum Made<'b> {
    Chunk(Chunk<'b>),
    /// A piece of a line that continues in the neighbouring jobs.
    Piece(SeamPiece, &'b [u8]),
    /// Lines that are not read.
    Skipped(u64),
}

/// A worker's memory, reused from job to job.
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

/// Does one job. Calls `emit` with each result and the number of recording bytes used for it.
pub(crate) fn run(
    job: &mut Job,
    extent: Option<&Extent>,
    options: &Options,
    lender: &Lender,
    tools: &mut Tools,
    mut emit: impl FnMut(Made<'_>, u64) -> Result<(), Closed>,
) -> Result<(), Ended> {
    match (std::mem::replace(&mut job.work, Work::Done), extent) {
        (Work::Span(span), Some(extent)) => {
            extent.read_span(span, options, lender, &mut tools.buffer, |chunk| {
                let stored_len = chunk.byte_count();
                Ok::<(), Ended>(emit(Made::Chunk(chunk), stored_len)?)
            })
        }
        (Work::Members { range, content_len_max }, Some(extent)) => {
            if let Some(content_len_max) = len_of_one_piece(content_len_max, options) {
                return inflate_in_place(range, content_len_max, extent, tools, emit);
            }
            // For the decompressor's window, which never exceeds the content.
            let window_len = usize::try_from(content_len_max.min(WINDOW_LEN_MAX)).unwrap_or(usize::MAX);
            let _loan = lender.lend(window_len)?;
            let part = extent.part(range.clone());
            let mut cutter = Cutter::new(Inflated::new(part, range.start), options);
            let mut is_within_line = true;
            while let Some(block) = cutter.next_block(std::mem::take(&mut tools.buffer), lender)? {
                tools.buffer = emit_block(block, &mut is_within_line, &mut emit)?;
            }
            Ok(())
        }
        (Work::Block { block, mut is_within_line }, _) => {
            job.permit = emit_block(block, &mut is_within_line, &mut emit)?;
            Ok(())
        }
        (Work::Skipped(SkippedBlock { range, line_count }), _) => {
            Ok(emit(Made::Skipped(line_count), range.end - range.start)?)
        }
        (Work::Failed(error), _) => Err(Ended::Failed(error)),
        // Only files are dealt in parts.
        (Work::Span(_) | Work::Members { .. }, None) | (Work::Done, _) => Ok(()),
    }
}

/// The length of the memory for frames that are inflated into one buffer. They are short, so none of their lines is too
/// long.
fn len_of_one_piece(content_len_max: u64, options: &Options) -> Option<usize> {
    let len = usize::try_from(content_len_max).ok()?;
    (len <= options.piece_len_max().min(options.frame_len_max)).then_some(len)
}

/// Emits the lines of frames that fit into one buffer.
fn inflate_in_place(
    range: Range<u64>,
    content_len_max: usize,
    extent: &Extent,
    tools: &mut Tools,
    mut emit: impl FnMut(Made<'_>, u64) -> Result<(), Closed>,
) -> Result<(), Ended> {
    let (memory, buffer) = (std::mem::take(&mut tools.memory), std::mem::take(&mut tools.buffer));
    let part = extent.part(range.clone());
    let mut members = InPlace::new(part, range.start, memory, buffer, content_len_max);
    let mut is_within_line = true;
    let (mut emitted, mut searched) = (0, 0);
    let mut stored_offset = range.start;
    let mut stored_len = |offset: u64| offset - std::mem::replace(&mut stored_offset, offset);
    while members.advance()? {
        let content = members.content();
        let newline = memchr::memrchr(b'\n', &content[searched..]).map(|newline| searched + newline);
        searched = content.len();
        if let Some(newline) = newline {
            let end = newline + 1;
            let lines = &content[std::mem::replace(&mut emitted, end)..end];
            emit_lines(lines, stored_len(members.stored_offset()), &mut is_within_line, &mut emit)?;
        }
    }
    let rest = &members.content()[emitted..];
    emit_lines(rest, stored_len(range.end), &mut is_within_line, &mut emit)?;
    (tools.memory, tools.buffer) = members.into_memory();
    Ok(())
}

/// Emits a block's lines. Lines that begin before the job or end after it are emitted as pieces. Returns the block's
/// buffer.
fn emit_block(
    block: LineBlock,
    is_within_line: &mut bool,
    emit: &mut impl FnMut(Made<'_>, u64) -> Result<(), Closed>,
) -> Result<Vec<u8>, Closed> {
    match block.lines {
        Lines::Whole { memory, len, .. } => {
            emit_lines(&memory[..len], block.stored_len, is_within_line, emit)?;
            // A buffer that has grown is freed before its loan is returned.
            Ok(if memory.len() > BLOCK_LEN { Vec::new() } else { memory })
        }
        Lines::TooLong { has_newline } => {
            let made = match *is_within_line || !has_newline {
                true => Made::Piece(SeamPiece::TooLong { has_newline }, b""),
                false => Made::Chunk(Chunk::too_long()),
            };
            emit(made, block.stored_len)?;
            *is_within_line = !has_newline;
            Ok(Vec::new())
        }
    }
}

/// Emits lines. The first and the last may be incomplete: the neighbouring jobs have the rest.
fn emit_lines(
    bytes: &[u8],
    mut stored_len: u64,
    is_within_line: &mut bool,
    emit: &mut impl FnMut(Made<'_>, u64) -> Result<(), Closed>,
) -> Result<(), Closed> {
    let mut emit = |made: Made<'_>| emit(made, std::mem::take(&mut stored_len));
    let mut rest = bytes;
    if *is_within_line {
        let end = memchr::memchr(b'\n', rest).map(|newline| newline + 1);
        *is_within_line = end.is_none();
        let (head, lines) = rest.split_at(end.unwrap_or(rest.len()));
        rest = lines;
        emit(Made::Piece(SeamPiece::Bytes, head))?;
    }
    let (lines, tail) = rest.split_at(memchr::memrchr(b'\n', rest).map_or(0, |newline| newline + 1));
    if !lines.is_empty() {
        emit(Made::Chunk(Chunk::new(lines, false)))?;
    }
    if !tail.is_empty() {
        emit(Made::Piece(SeamPiece::Bytes, tail))?;
    }
    Ok(())
}
