//! The members of a recording, inflated one after the other into one sequence of bytes.

use std::io::{self, Read};

use super::damage::{Damage, DamageKind};
use super::gzip::GzipMember;
use super::input::Input;
use super::zstd::{Out, ZstdFrame};
use super::{Compression, MAGIC_LEN_MAX, Recognised, recognise};

/// What a decompressor did at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) consumed: usize,
    pub(crate) written: usize,
    pub(crate) progress: Progress,
}

/// How it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The output is full.
    Going,
    /// The rest of the input is too little.
    NeedsInput,
    /// The member has ended.
    Ended,
}

/// What a stream inflates to; the stream itself where it is not compressed.
///
/// A read gives what can be had from the bytes that are there already, so that a live recording is followed
/// without delay. All that comes before damage is given before the damage is told.
pub(crate) struct Inflated<R> {
    input: Input<R>,
    state: State,
    /// A decompressor of each kind, once it has been needed.
    zstd: Option<Box<ZstdFrame>>,
    gzip: Option<Box<GzipMember>>,
    stops_after_member: bool,
}

/// What inflating needs, to be used again for another stream.
#[derive(Default)]
pub(crate) struct Memory {
    pub(super) input: Vec<u8>,
    pub(super) zstd: Option<Box<ZstdFrame>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the front.
    Start,
    Plain,
    Within(Compression),
    /// Behind a member.
    Behind(Compression),
    /// Where zeros fill the stream up.
    Padding(Compression),
    Ended,
}

impl<R: Read> Inflated<R> {
    /// What `stream` inflates to, which begins at byte `offset` of the recording.
    pub(crate) fn new(stream: R, offset: u64) -> Inflated<R> {
        let input = Input::new(stream, offset, Vec::new());
        Inflated { input, state: State::Start, zstd: None, gzip: None, stops_after_member: false }
    }

    /// What `stream` inflates to, which goes on behind a member.
    pub(crate) fn behind(compression: Compression, stream: R, offset: u64) -> Inflated<R> {
        Inflated { state: State::Behind(compression), ..Inflated::new(stream, offset) }
    }

    /// What the first member inflates to.
    pub(crate) fn first_member(stream: R, offset: u64) -> Inflated<R> {
        Inflated { stops_after_member: true, ..Inflated::new(stream, offset) }
    }

    /// Up to which byte the recording has been used.
    pub(crate) fn stored_offset(&self) -> u64 {
        self.input.offset()
    }

    /// How many bytes the stream gave last.
    pub(crate) fn last_read_len(&self) -> usize {
        self.input.last_read_len()
    }

    fn damage(&self, compression: Compression, kind: DamageKind) -> io::Error {
        // Where data is cut short, that is where it ends.
        let rest = if kind == DamageKind::CutShort { self.input.bytes().len() as u64 } else { 0 };
        Damage { compression, offset: self.input.offset() + rest, kind }.into()
    }

    /// Tells what begins here.
    fn recognise(&mut self) -> io::Result<Recognised> {
        loop {
            let prefix = self.input.bytes();
            match recognise(&prefix[..prefix.len().min(MAGIC_LEN_MAX)], self.input.is_end()) {
                Recognised::Unclear => self.input.fill()?,
                other => return Ok(other),
            }
        }
    }

    fn begin(&mut self, compression: Compression) {
        match compression {
            Compression::Gzip => self.gzip = Some(Box::new(GzipMember::new())),
            Compression::Zstd => {
                self.zstd.get_or_insert_with(|| Box::new(ZstdFrame::new())).restart(Out::Pieces)
            }
        }
        self.state = State::Within(compression);
    }

    /// One step of the member's decompressor.
    fn step(&mut self, compression: Compression, out: &mut [u8]) -> io::Result<Step> {
        let input = self.input.bytes();
        let step = match (compression, &mut self.gzip, &mut self.zstd) {
            (Compression::Gzip, Some(gzip), _) => gzip.step(input, out),
            (Compression::Zstd, _, Some(zstd)) => zstd.step(input, out, 0),
            // `begin` has made it.
            _ => Ok(Step { consumed: 0, written: 0, progress: Progress::Ended }),
        };
        let step = step.map_err(|kind| self.damage(compression, kind))?;
        self.input.consume(step.consumed);
        Ok(step)
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < out.len() {
            match self.state {
                State::Ended => break,
                State::Plain => return self.input.read_through(out),
                State::Start => match self.recognise()? {
                    Recognised::Member(compression) => self.begin(compression),
                    Recognised::Foreign(name) => return Err(foreign(name)),
                    Recognised::Plain | Recognised::Unclear => self.state = State::Plain,
                },
                State::Within(compression) => {
                    let step = match self.step(compression, &mut out[filled..]) {
                        Err(error) if filled == 0 => return Err(error),
                        // The decompressor tells it again.
                        Err(_) => break,
                        Ok(step) => step,
                    };
                    filled += step.written;
                    match step.progress {
                        Progress::Going => {}
                        Progress::Ended if self.stops_after_member => self.state = State::Ended,
                        Progress::Ended => self.state = State::Behind(compression),
                        Progress::NeedsInput if filled > 0 => break,
                        Progress::NeedsInput if self.input.is_end() => {
                            return Err(self.damage(compression, DamageKind::CutShort));
                        }
                        Progress::NeedsInput => self.input.fill()?,
                    }
                }
                State::Behind(_) | State::Padding(_) if self.input.bytes().is_empty() => {
                    if filled > 0 {
                        break;
                    }
                    self.input.fill()?;
                    if self.input.is_end() {
                        self.state = State::Ended;
                    }
                }
                State::Behind(before) => match self.input.bytes() {
                    [0, ..] => self.state = State::Padding(before),
                    _ if filled > 0 => break,
                    _ => match self.recognise()? {
                        Recognised::Member(compression) => self.begin(compression),
                        _ => return Err(self.damage(before, DamageKind::Trailing)),
                    },
                },
                State::Padding(before) => {
                    let zeros = self.input.bytes().iter().take_while(|byte| **byte == 0).count();
                    self.input.consume(zeros);
                    if !self.input.bytes().is_empty() {
                        if filled > 0 {
                            break;
                        }
                        return Err(self.damage(before, DamageKind::Trailing));
                    }
                }
            }
        }
        Ok(filled)
    }
}

#[cold]
fn foreign(name: &str) -> io::Error {
    let message = format!("the recording is {name}; plain text in UTF-8, gzip and zstd are read");
    io::Error::new(io::ErrorKind::Unsupported, message)
}
