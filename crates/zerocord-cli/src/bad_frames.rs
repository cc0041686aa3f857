//! Frames that could not be read: found by the workers, named and counted in the order of the input.

use std::fmt;

use zerocord::{Envelope, Error, ErrorKind};

use crate::console::{Console, say};
use crate::exit::Exit;

/// As many bad frames are named where nobody asks for all.
const NAMED_MAX: u64 = 20;

/// A frame that could not be read.
#[derive(Clone, Copy, Debug)]
pub struct BadFrame {
    /// Its line, counted from 1 at the chunk's first.
    pub line: u64,
    pub fault: Fault,
}

/// Why.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    Frame(Error),
    /// The frame is longer than this many bytes.
    TooLong(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Frame(error) => write!(f, "byte {}: {}", error.offset(), error.kind()),
            Fault::TooLong(len_max) => {
                write!(f, "byte {len_max}: the frame is longer than {len_max} bytes (--frame-len-max)")
            }
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
    /// As many are named; with none, they are told elsewhere and not summed up either.
    named_max: u64,
}

impl BadFrames {
    pub fn new(names_all: bool) -> BadFrames {
        BadFrames { count: 0, named_max: if names_all { u64::MAX } else { NAMED_MAX } }
    }

    /// Bad frames that the command tells of by itself.
    pub fn told_elsewhere() -> BadFrames {
        BadFrames { count: 0, named_max: 0 }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Counts the bad frames of a chunk that `line_before` lines stand before, and names them.
    pub fn add(&mut self, console: &Console, input: &str, line_before: u64, frames: &[BadFrame]) {
        for frame in frames {
            self.count += 1;
            if self.count <= self.named_max {
                console.message(format_args!("{input}: line {}, {}", line_before + frame.line, frame.fault));
            } else if self.named_max > 0 && self.count == self.named_max + 1 {
                console.message("further bad frames are counted, not named (--all-errors names all)");
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
