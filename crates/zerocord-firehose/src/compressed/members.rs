//! The members of a recording, inflated one after another into one sequence of bytes.

use std::io::{self, Read};

use super::damage::{Damage, DamageKind};
use super::gzip::GzipMember;
use super::input::Input;
use super::zstd::{Out, ZstdFrame};
use super::{Compression, MAGIC_LEN_MAX, Recognised, recognise};

/// The result of one decompressor step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InflateStep {
    pub(crate) consumed: usize,
    pub(crate) written: usize,
    pub(crate) progress: InflateProgress,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InflateProgress {
    /// The output is full.
    Going,
    /// More input is needed.
    NeedsInput,
    /// The member has ended.
    Ended,
}

/// The inflated content of a stream; the stream itself if it is not compressed.
///
/// A read returns what can be inflated from the bytes that are available, so a live recording is followed without
/// delay. All data before damage is returned before the damage is reported.
pub(crate) struct Inflated<R> {
    input: Input<R>,
    state: StreamState,
    /// A decompressor of each kind, created on first use.
    zstd: Option<Box<ZstdFrame>>,
    gzip: Option<Box<GzipMember>>,
    stops_after_member: bool,
}

/// Decompression state that can be reused for another stream.
#[derive(Default)]
pub(crate) struct Memory {
    pub(super) input: Vec<u8>,
    pub(super) zstd: Option<Box<ZstdFrame>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StreamState {
    /// At the start of the stream.
    Start,
    Plain,
    Within(Compression),
    /// Between members, after one of this compression.
    After(Compression),
    /// In the zeros that pad the end of the stream.
    Padding(Compression),
    Ended,
}

impl<R: Read> Inflated<R> {
    /// The inflated content of `stream`, which begins at byte `offset` of the recording.
    pub(crate) fn new(stream: R, offset: u64) -> Inflated<R> {
        let input = Input::new(stream, offset, Vec::new());
        Inflated { input, state: StreamState::Start, zstd: None, gzip: None, stops_after_member: false }
    }

    /// The bytes of `stream`, which are not compressed, whatever they look like.
    pub(crate) fn plain(stream: R) -> Inflated<R> {
        Inflated { state: StreamState::Plain, ..Inflated::new(stream, 0) }
    }

    /// The inflated content of `stream`, which continues after a member.
    pub(crate) fn after_member(compression: Compression, stream: R, offset: u64) -> Inflated<R> {
        Inflated { state: StreamState::After(compression), ..Inflated::new(stream, offset) }
    }

    /// The inflated content of the first member.
    pub(crate) fn first_member(stream: R, offset: u64) -> Inflated<R> {
        Inflated { stops_after_member: true, ..Inflated::new(stream, offset) }
    }

    /// The offset in the recording up to which input has been consumed.
    pub(crate) fn stored_offset(&self) -> u64 {
        self.input.offset()
    }

    /// The number of bytes returned by the last read.
    pub(crate) fn last_read_len(&self) -> usize {
        self.input.last_read_len()
    }

    fn damage(&self, compression: Compression, kind: DamageKind) -> io::Error {
        // If data is cut short, the offset is the end of the data.
        let rest = if kind == DamageKind::CutShort { self.input.bytes().len() as u64 } else { 0 };
        Damage { compression, offset: self.input.offset() + rest, kind }.into()
    }

    /// Detects what begins here.
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
        self.state = StreamState::Within(compression);
    }

    /// One step of the member's decompressor.
    fn step(&mut self, compression: Compression, out: &mut [u8]) -> io::Result<InflateStep> {
        let input = self.input.bytes();
        let step = match (compression, &mut self.gzip, &mut self.zstd) {
            (Compression::Gzip, Some(gzip), _) => gzip.step(input, out),
            (Compression::Zstd, _, Some(zstd)) => zstd.step(input, out, 0),
            // `begin` has created it.
            _ => Ok(InflateStep { consumed: 0, written: 0, progress: InflateProgress::Ended }),
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
                StreamState::Ended => break,
                StreamState::Plain => return self.input.read_through(out),
                StreamState::Start => match self.recognise()? {
                    Recognised::Member(compression) => self.begin(compression),
                    Recognised::Foreign(name) => return Err(foreign(name)),
                    Recognised::Plain | Recognised::Unclear => self.state = StreamState::Plain,
                },
                StreamState::Within(compression) => {
                    let step = match self.step(compression, &mut out[filled..]) {
                        Err(error) if filled == 0 => return Err(error),
                        // The next call to the decompressor returns the error again.
                        Err(_) => break,
                        Ok(step) => step,
                    };
                    filled += step.written;
                    match step.progress {
                        InflateProgress::Going => {}
                        InflateProgress::Ended if self.stops_after_member => self.state = StreamState::Ended,
                        InflateProgress::Ended => self.state = StreamState::After(compression),
                        InflateProgress::NeedsInput if filled > 0 => break,
                        InflateProgress::NeedsInput if self.input.is_end() => {
                            return Err(self.damage(compression, DamageKind::CutShort));
                        }
                        InflateProgress::NeedsInput => self.input.fill()?,
                    }
                }
                StreamState::After(_) | StreamState::Padding(_) if self.input.bytes().is_empty() => {
                    if filled > 0 {
                        break;
                    }
                    self.input.fill()?;
                    if self.input.is_end() {
                        self.state = StreamState::Ended;
                    }
                }
                StreamState::After(before) => match self.input.bytes() {
                    [0, ..] => self.state = StreamState::Padding(before),
                    _ if filled > 0 => break,
                    _ => match self.recognise()? {
                        Recognised::Member(compression) => self.begin(compression),
                        _ => return Err(self.damage(before, DamageKind::Trailing)),
                    },
                },
                StreamState::Padding(before) => {
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
pub(crate) fn foreign(name: &str) -> io::Error {
    let message = format!("the recording is {name}; plain text in UTF-8, gzip and zstd are read");
    io::Error::new(io::ErrorKind::Unsupported, message)
}
