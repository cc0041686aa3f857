//! The frames that tasks run on.

mod fixtures;
mod json;
mod moved;
mod sources;

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use zerocord_generator::{Generator, Mix, Shuffle};

pub use fixtures::Fixtures;
pub use moved::{KeyOrder, Length, Moves, Script};
pub use sources::{ALL, GUILD_MEMBERS, GUILDS, MESSAGES, PRESENCES, WHOLE_MESSAGES, WHOLE_PRESENCES};

use crate::Input;
use crate::simdjson::{PADDING, PaddedFrame};

/// The seed of all corpora.
const SEED: u64 = 2015;

/// The source of the frames of a corpus.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The name of the corpus, which is the last part of the names of benches.
    pub name: &'static str,
    /// How frames are made.
    pub recipe: Recipe,
    /// The event whose frames are used; all frames if `None`.
    pub event: Option<&'static str>,
    /// Longer frames are left out.
    pub frame_len_max: usize,
}

/// How frames are made.
#[derive(Clone, Copy, Debug)]
pub enum Recipe {
    /// From the generator.
    Generated(Mix, Shuffle),
    /// From the generator, with other distributions.
    Moved(Mix, Moves),
    /// From payloads of other projects, with drawn values.
    Fixtures,
}

impl Source {
    /// All frames of a recording of this mix.
    pub const fn all(name: &'static str, recipe: Recipe) -> Source {
        Source { name, recipe, event: None, frame_len_max: usize::MAX }
    }

    /// The frames of one event.
    pub const fn event(name: &'static str, recipe: Recipe, event: &'static str) -> Source {
        Source { event: Some(event), ..Source::all(name, recipe) }
    }

    /// The same source without longer frames.
    pub const fn with_frame_len_max(self, frame_len_max: usize) -> Source {
        Source { frame_len_max, ..self }
    }

    /// Makes the corpus, with the given number of frames or bytes. The result is always the same.
    ///
    /// `None` if the source needs fixtures and there are none of its event.
    pub fn corpus(&self, size: Size, fixtures: Option<&Fixtures>) -> Option<Corpus> {
        let mut write = self.writer(fixtures)?;
        let mut corpus = Corpus { padded: Vec::new(), frames: Vec::new() };
        while corpus.padded.len() < size.bytes && corpus.frames.len() < size.frames {
            let start = corpus.padded.len();
            write(&mut corpus.padded);
            let frame = &corpus.padded[start..];
            if frame.len() <= self.frame_len_max && is_of_event(frame, self.event) {
                corpus.frames.push(start..corpus.padded.len());
                corpus.padded.push(b'\n');
            } else {
                corpus.padded.truncate(start);
            }
        }
        corpus.padded.extend_from_slice(&[0; PADDING]);
        Some(corpus)
    }

    /// A function that appends the next frame.
    fn writer<'f>(&self, fixtures: Option<&'f Fixtures>) -> Option<Box<dyn FnMut(&mut Vec<u8>) + 'f>> {
        let event = self.event;
        Some(match self.recipe {
            Recipe::Generated(mix, shuffle) => {
                let mut generator = Generator::new(SEED, mix).with_shuffle(shuffle);
                Box::new(move |out| generator.frame(out))
            }
            Recipe::Moved(mix, moves) => {
                let mut mover = moves.mover(SEED, mix);
                // Frames of other events are dropped anyway, so they need no changes.
                Box::new(move |out| mover.frame(|frame| is_of_event(frame, event), out))
            }
            Recipe::Fixtures => {
                let mut mixer = fixtures?.mixer(SEED, event)?;
                Box::new(move |out| mixer.frame(out))
            }
        })
    }
}

/// Splits and checks frames with serde_json, because zerocord is what is measured. Each frame must be JSON in UTF-8:
/// some rivals rely on that.
fn is_of_event(frame: &[u8], event: Option<&str>) -> bool {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        t: Option<Cow<'a, str>>,
    }
    let frame = std::str::from_utf8(frame).expect("corpora are UTF-8");
    let envelope: Envelope<'_> = serde_json::from_str(frame).expect("corpora are JSON");
    event.is_none() || envelope.t.as_deref() == event
}

/// The size of a corpus: whichever limit is reached first ends it.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The number of frames.
    pub frames: usize,
    /// The number of bytes.
    pub bytes: usize,
}

impl Size {
    /// A corpus of at least this many bytes.
    pub const fn of_bytes(bytes: usize) -> Size {
        Size { frames: usize::MAX, bytes }
    }

    /// A corpus of this many frames.
    pub const fn of_frames(frames: usize) -> Size {
        Size { frames, bytes: usize::MAX }
    }
}

/// Consecutive frames with a newline after each, and padding at the end.
#[derive(Clone, Debug)]
pub struct Corpus {
    padded: Vec<u8>,
    frames: Vec<Range<usize>>,
}

impl Corpus {
    /// A corpus of one frame, which may be invalid.
    #[cfg(test)]
    pub(crate) fn of_frame(frame: &[u8]) -> Corpus {
        let padded = [frame, b"\n", &[0; PADDING]].concat();
        Corpus { padded, frames: vec![0..frame.len()] }
    }

    /// The frames in the form that engines read.
    pub fn split(&self) -> Split<'_> {
        let frames = self.frames.iter().map(|range| &self.padded[range.clone()]);
        let padded = self.frames.iter().map(|range| PaddedFrame::new(&self.padded, range.start, range.end));
        Split { recording: self.recording(), frames: frames.collect(), padded: padded.collect() }
    }

    /// The frames with their newlines.
    fn recording(&self) -> &[u8] {
        &self.padded[..self.padded.len() - PADDING]
    }

    /// The first frames, at most this many bytes; at least one frame.
    pub fn beginning(&self, bytes: usize) -> Corpus {
        let count = self.frames.iter().take_while(|range| range.end <= bytes).count().max(1);
        self.first(count)
    }

    /// The first frames, at most this many.
    pub fn first(&self, count: usize) -> Corpus {
        let frames: Vec<_> = self.frames.iter().take(count).cloned().collect();
        let end = frames.last().map_or(0, |range| range.end + 1);
        let mut padded = self.padded[..end].to_vec();
        padded.extend_from_slice(&[0; PADDING]);
        Corpus { padded, frames }
    }

    /// The number of frames.
    pub fn frames_count(&self) -> usize {
        self.frames.len()
    }

    /// The number of bytes of the frames, without newlines.
    pub fn frames_bytes(&self) -> usize {
        self.frames.iter().map(Range::len).sum()
    }
}

/// A corpus, split into frames.
#[derive(Clone, Debug)]
pub struct Split<'c> {
    recording: &'c [u8],
    frames: Vec<&'c [u8]>,
    padded: Vec<PaddedFrame<'c>>,
}

impl Split<'_> {
    /// The input of the engines.
    pub fn input(&self) -> Input<'_> {
        Input { recording: self.recording, frames: &self.frames, padded: &self.padded }
    }
}
