//! Frames that could not be read: found by the workers, named and counted in the order of the input.

use std::fmt;

use zerocord::{Envelope, Error, ErrorKind};
use zerocord_firehose::UnwrapErrorKind;

use crate::exit::Exit;
use crate::output::console::{Console, say};

/// As many bad frames are named where nobody asks for all.
const NAMED_MAX: u64 = 20;

/// A frame that could not be read.
#[derive(Clone, Copy, Debug)]
pub struct BadFrame {
    /// Its line, counted from 1 at the chunk's first.
    pub line: u64,
    /// Where on the line it begins.
    pub offset: usize,
    pub fault: Fault,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Frame(Error),
    /// The frame is longer than this many bytes.
    TooLong(usize),
    /// The frame's end is missing, and its line goes on with another one.
    Torn,
    /// The line is an object without any key of frames.
    NoFrame,
    /// There is no frame in what should be around it.
    Wrapper(UnwrapErrorKind),
    /// The frame is good, but another one precedes it on its line.
    NotFirst,
    /// Redacting the line would leave something in it, as the message says.
    NotRedactable(&'static str),
    /// The row of the frame is longer than a column can hold.
    RowTooLong,
}

impl Fault {
    /// Whether the frame could not be read.
    fn is_bad(self) -> bool {
        !matches!(self, Fault::NotFirst)
    }

    /// The byte of the frame that is at fault.
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
            Fault::RowTooLong => f.write_str("its row is longer than a column can hold"),
            Fault::Torn => f.write_str("the frame is torn: its end is missing"),
            Fault::NoFrame => f.write_str("no gateway frame: it has neither `op`, `t` nor `d`"),
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

/// Checks that a frame was not cut short: its last byte is a brace. The whole frame is looked at where not,
/// so that the fault is told where it is.
#[inline]
pub fn check_end(envelope: Envelope<'_>) -> Result<(), Error> {
    if envelope.ends_with_brace() { Ok(()) } else { Err(cut_short(envelope.frame())) }
}

#[cold]
fn cut_short(frame: &[u8]) -> Error {
    zerocord::validate(frame).err().unwrap_or_else(|| Error::new(ErrorKind::Truncated, frame.len()))
}

/// The bad frames of all inputs.
#[derive(Debug)]
pub struct BadFrames {
    count: u64,
    /// How many good frames are not the first of their lines.
    not_first_count: u64,
    /// As many are named; with none, they are told elsewhere and not summed up either.
    named_max: u64,
}

impl BadFrames {
    pub fn new(names_all: bool) -> BadFrames {
        BadFrames { count: 0, not_first_count: 0, named_max: if names_all { u64::MAX } else { NAMED_MAX } }
    }

    /// Bad frames that the command tells of by itself.
    pub fn listed_elsewhere() -> BadFrames {
        BadFrames { count: 0, not_first_count: 0, named_max: 0 }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether all frames are good, each on a line of its own.
    pub fn is_none(&self) -> bool {
        self.count + self.not_first_count == 0
    }

    /// Counts the bad frames of a chunk that `line_before` lines stand before, and names them.
    pub fn add(&mut self, console: &Console, input: &str, line_before: u64, frames: &[BadFrame]) {
        for frame in frames {
            let (count, named_max) = match frame.fault.is_bad() {
                true => (&mut self.count, self.named_max),
                // Nobody else names these.
                false => (&mut self.not_first_count, self.named_max.max(NAMED_MAX)),
            };
            *count += 1;
            if *count <= named_max {
                let (line, byte) = (line_before + frame.line, frame.offset + frame.fault.offset());
                console.message(format_args!("{input}: line {line}, byte {byte}: {}", frame.fault));
            } else if named_max > 0 && *count == named_max + 1 {
                console.message(match frame.fault.is_bad() {
                    true => "further bad frames are counted, not named (--all-errors names all)",
                    false => "further lines with several frames are not named (--all-errors names all)",
                });
            }
        }
    }

    /// Says how many of all frames were bad, if any, and how the program will exit.
    pub fn sum_up(&self, frame_count: u64, exit: Exit) {
        if self.count > 0 && self.named_max > 0 {
            say(format_args!(
                "{} of {frame_count} frames could not be read (exit code {})",
                self.count, exit as u8
            ));
        }
    }
}
