//! Parts of a file, for programs that divide files among tasks.
//!
//! A part ends in the middle of a line. That line, and a line that begins where the part ends, belong to the part: the
//! reader continues after the part up to the next newline. The reader of the next part drops everything up to that newline.
//! So neither needs to know what the other part ends or begins with, and the rule also works for inflated content, where a
//! reader cannot look at the byte before.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use crate::compressed::{Compression, Inflated, MAGIC_LEN_MAX, Recognised, foreign, recognise};
use crate::options::Options;
use crate::ordered::{FilePart, MemberWalk};
use crate::reader::{FrameReader, SkippedBlocks, Stream};
use crate::recording::SkippedBlock;
use crate::span::Extent;

/// The number of bytes read at once after the part.
const TAIL_READ_LEN: usize = 16 << 10;

/// The lines that belong to a part.
pub(crate) struct PartLines {
    body: Stream,
    tail: Stream,
    state: PartState,
}

enum PartState {
    /// In a line of the part before.
    Skipping,
    Body,
    /// After the body, in its last line.
    Tail,
    Ended,
}

impl PartLines {
    pub(crate) fn new(body: Stream, tail: Stream, is_start: bool) -> PartLines {
        PartLines { body, tail, state: if is_start { PartState::Body } else { PartState::Skipping } }
    }
}

impl Read for PartLines {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !out.is_empty() {
            match self.state {
                PartState::Skipping => {
                    let read = self.body.read(out)?;
                    if let Some(newline) = memchr::memchr(b'\n', &out[..read]) {
                        self.state = PartState::Body;
                        out.copy_within(newline + 1..read, 0);
                        if newline + 1 < read {
                            return Ok(read - newline - 1);
                        }
                    } else if read == 0 {
                        self.state = PartState::Ended;
                    }
                }
                PartState::Body => match self.body.read(out)? {
                    0 => self.state = PartState::Tail,
                    read => return Ok(read),
                },
                PartState::Tail => {
                    let wanted = out.len().min(TAIL_READ_LEN);
                    let read = self.tail.read(&mut out[..wanted])?;
                    let newline = memchr::memchr(b'\n', &out[..read]);
                    if newline.is_some() || read == 0 {
                        self.state = PartState::Ended;
                    }
                    return Ok(newline.map_or(read, |newline| newline + 1));
                }
                PartState::Ended => break,
            }
        }
        Ok(0)
    }
}

/// The reader of the lines that belong to a range, counted from the start of the extent.
pub(crate) fn reader(
    extent: Extent,
    range: Range<u64>,
    skipped: Vec<SkippedBlock>,
    options: &Options,
) -> io::Result<FrameReader> {
    let whole = extent.range();
    let absolute = |at: u64| whole.start.saturating_add(at).min(whole.end);
    let range = absolute(range.start)..absolute(range.end);
    let mut prefix = [0; MAGIC_LEN_MAX];
    let prefix_len = extent.read_up_to(&mut prefix, whole.start)?;
    let recognised = recognise(&prefix[..prefix_len], true);
    let range = match recognised {
        Recognised::Foreign(name) => return Err(foreign(name)),
        Recognised::Member(_) => member_range(&extent, range, &skipped)?,
        Recognised::Plain | Recognised::Unclear => range,
    };
    let is_start = range.start == whole.start;
    let extent = Arc::new(extent);
    if !matches!(recognised, Recognised::Member(_)) {
        let bytes = |range: Range<u64>| ExtentBytes { extent: extent.clone(), range };
        let (body, tail) = (bytes(range.clone()), bytes(range.end..whole.end));
        return Ok(FrameReader::of_part(body, tail, is_start, options));
    }
    let members = |range: Range<u64>| Members {
        skipped: skipped.iter().filter(|block| range.contains(&block.range.start)).cloned().collect(),
        extent: extent.clone(),
        range,
        current: None,
        newlines_left: 0,
    };
    let (body, tail) = (members(range.clone()), members(range.end..whole.end));
    let totals = SkippedBlocks::of(&body.skipped);
    Ok(FrameReader::of_part(body, tail, is_start, options).with_skipped_blocks(totals))
}

/// The inflated content of the members in a range. A skipped block is as many empty lines as it has lines, so that lines are
/// counted, and end and begin, as if the block had been inflated.
struct Members {
    extent: Arc<Extent>,
    /// What has not been reached.
    range: Range<u64>,
    /// In the order of the file.
    skipped: VecDeque<SkippedBlock>,
    current: Option<Inflated<ExtentBytes>>,
    newlines_left: u64,
}

impl Members {
    /// Goes on to the members before the next skipped block, or to that block.
    fn advance(&mut self) {
        let start = self.range.start;
        if self.skipped.front().is_some_and(|block| block.range.start <= start)
            && let Some(block) = self.skipped.pop_front()
        {
            self.newlines_left = block.line_count;
            self.range.start = block.range.end;
            return;
        }
        let end = self.skipped.front().map_or(self.range.end, |block| block.range.start);
        let bytes = ExtentBytes { extent: self.extent.clone(), range: start..end };
        self.current = Some(match start == self.extent.range().start {
            true => Inflated::new(bytes, start),
            // After its first frame, a Zstandard file can only continue with more of them.
            false => Inflated::after_member(Compression::Zstd, bytes, start),
        });
        self.range.start = end;
    }
}

impl Read for Members {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.newlines_left > 0 && !out.is_empty() {
                let count = usize::try_from(self.newlines_left).map_or(out.len(), |left| left.min(out.len()));
                out[..count].fill(b'\n');
                self.newlines_left -= count as u64;
                return Ok(count);
            }
            match &mut self.current {
                Some(inflated) => match inflated.read(out)? {
                    0 => self.current = None,
                    read => return Ok(read),
                },
                None if self.range.is_empty() => return Ok(0),
                None => self.advance(),
            }
        }
    }
}

/// The range of the members that begin in `range`.
fn member_range(extent: &Extent, range: Range<u64>, skipped: &[SkippedBlock]) -> io::Result<Range<u64>> {
    let end = extent.range().end;
    let mut walk = MemberWalk::new(extent, skipped.to_vec());
    let mut first = None;
    while let Some(part) = walk.next()? {
        let (start, is_last) = match part {
            FilePart::Frames { range, .. } | FilePart::Skipped(SkippedBlock { range, .. }) => {
                (range.start, false)
            }
            FilePart::OddFrame(start) | FilePart::Rest(start) => (start, true),
        };
        if first.is_none() && start >= range.start {
            first = Some(start);
        }
        if start >= range.end {
            return Ok(first.map_or(end..end, |first| first..start));
        }
        if is_last {
            break;
        }
    }
    Ok(first.unwrap_or(end)..end)
}

/// Bytes of a file, read by position.
#[derive(Debug)]
struct ExtentBytes {
    extent: Arc<Extent>,
    range: Range<u64>,
}

impl Read for ExtentBytes {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.range.end.saturating_sub(self.range.start);
        let wanted = usize::try_from(left).map_or(out.len(), |left| left.min(out.len()));
        let read = self.extent.read_within(&mut out[..wanted], self.range.start)?;
        self.range.start += read as u64;
        Ok(read)
    }
}
