//! Bad frames: found by the worker threads, reported and counted in input order.

use std::fmt;

use zerocord::{Envelope, Error, ErrorKind};
use zerocord_firehose::UnwrapErrorKind;

use crate::exit::Exit;
use crate::output::console::{Console, say};

/// The number of bad frames that are reported without --all-errors.
const NAMED_MAX: u64 = 20;

/// A frame that could not be read.
#[derive(Clone, Copy, Debug)]
pub struct BadFrame {
    /// The line, counted from 1 at the start of the chunk.
    pub line: u64,
    /// The byte of the line at which the frame begins.
    pub offset: usize,
    pub fault: Fault,
}

/// The reason why a frame is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Frame(Error),
    /// The frame is longer than this many bytes.
    TooLong(usize),
    /// The end of the frame is missing, and another frame follows on the same line.
    Torn,
    /// The line is an object that has none of the keys of a frame.
    NoFrame,
    /// The wrapper contains no frame.
    Wrapper(UnwrapErrorKind),
    /// The frame is good, but another one precedes it on its line.
    NotFirst,
    /// The line cannot be redacted completely. The message explains why.
    NotRedactable(&'static str),
    /// The row of the frame exceeds the maximum length of a column.
    RowTooLong,
}

impl Fault {
    /// Whether the frame itself is bad.
    fn is_bad(self) -> bool {
        !matches!(self, Fault::NotFirst)
    }

    /// The offset of the fault in the frame.
    pub fn offset(self) -> usize {
        match self {
            Fault::Frame(error) => error.offset(),
            Fault::TooLong(len_max) => len_max,
            Fault::Torn
            | Fault::NoFrame
            | Fault::Wrapper(_)
            | Fault::NotFirst
            | Fault::NotRedactable(_)
            | Fault::RowTooLong => 0,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Frame(error) => write!(f, "{}", error.kind()),
            Fault::NotRedactable(message) => f.write_str(message),
            Fault::TooLong(len_max) => {
                write!(f, "the frame is longer than {len_max} bytes (--frame-len-max)")
            }
            Fault::RowTooLong => f.write_str("the row exceeds the maximum length of a column"),
            Fault::Torn => f.write_str("the frame is torn: its end is missing"),
            Fault::NoFrame => f.write_str("not a gateway frame: it has none of `op`, `t` and `d`"),
            Fault::Wrapper(kind) => write!(f, "{kind}"),
            Fault::NotFirst => f.write_str("another frame begins on the same line; both are read"),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Frame(error)
    }
}

/// Checks that the last byte of a frame is a brace. If it is not, the whole frame is validated to find the position
/// of the fault.
#[inline]
pub fn check_end(envelope: Envelope<'_>) -> Result<(), Error> {
    if envelope.ends_with_brace() { Ok(()) } else { Err(cut_short(envelope.frame())) }
}

#[cold]
fn cut_short(frame: &[u8]) -> Error {
    zerocord::validate(frame).err().unwrap_or_else(|| Error::new(ErrorKind::Truncated, frame.len()))
}

/// Counts and reports the bad frames of all inputs.
#[derive(Debug)]
pub struct BadFrames {
    count: u64,
    /// The number of good frames that are not the first on their line.
    not_first_count: u64,
    /// The maximum number of bad frames to report. If 0, the command reports them itself, and there is no summary.
    named_max: u64,
}

impl BadFrames {
    pub fn new(names_all: bool) -> BadFrames {
        BadFrames { count: 0, not_first_count: 0, named_max: if names_all { u64::MAX } else { NAMED_MAX } }
    }

    /// For commands that report bad frames themselves.
    pub fn reported_by_command() -> BadFrames {
        BadFrames { count: 0, not_first_count: 0, named_max: 0 }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether every frame is good and is the only one on its line.
    pub fn is_none(&self) -> bool {
        self.count + self.not_first_count == 0
    }

    /// Counts and reports the bad frames of a chunk. `line_before` lines precede the chunk.
    pub fn add(&mut self, console: &Console, input: &str, line_before: u64, frames: &[BadFrame]) {
        for frame in frames {
            let (count, named_max) = match frame.fault.is_bad() {
                true => (&mut self.count, self.named_max),
                // The command does not report these itself.
                false => (&mut self.not_first_count, self.named_max.max(NAMED_MAX)),
            };
            *count += 1;
            if *count <= named_max {
                let (line, byte) = (line_before + frame.line, frame.offset + frame.fault.offset());
                console.message(format_args!("{input}: line {line}, byte {byte}: {}", frame.fault));
            } else if named_max > 0 && *count == named_max + 1 {
                console.message(match frame.fault.is_bad() {
                    true => "further bad frames are counted but not reported (--all-errors reports all)",
                    false => "further lines with several frames are not reported (--all-errors reports all)",
                });
            }
        }
    }

    /// Reports the number of bad frames and the exit code, if there were any.
    pub fn report_total(&self, frame_count: u64, exit: Exit) {
        if self.count > 0 && self.named_max > 0 {
            say(format_args!(
                "{} of {frame_count} frames could not be read (exit code {})",
                self.count, exit as u8
            ));
        }
    }
}
