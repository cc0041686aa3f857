//! The frames that tasks run on.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use zerocord_generator::{Generator, Mix, Shuffle};

use crate::Input;

/// Every corpus is made from it.
const SEED: u64 = 2015;

/// Where the frames of a corpus come from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The corpus's name, as it stands in the names of benches.
    pub name: &'static str,
    /// The recording that frames are taken from.
    pub mix: Mix,
    /// What is out of order in it.
    pub shuffle: Shuffle,
    /// The only event whose frames are taken; all frames where none is named.
    pub event: Option<&'static str>,
    /// Frames that are longer are left out.
    pub frame_len_max: usize,
}

impl Source {
    /// All frames of a recording of this mix.
    pub const fn all(name: &'static str, mix: Mix) -> Source {
        Source { name, mix, shuffle: Shuffle::None, event: None, frame_len_max: usize::MAX }
    }

    /// The frames of one event out of a recording of this mix.
    pub const fn event(name: &'static str, mix: Mix, event: &'static str) -> Source {
        Source { event: Some(event), ..Source::all(name, mix) }
    }

    /// The same without frames that are longer than this.
    pub const fn with_frame_len_max(self, frame_len_max: usize) -> Source {
        Source { frame_len_max, ..self }
    }

    /// The same with keys out of order.
    pub const fn with_shuffle(self, shuffle: Shuffle) -> Source {
        Source { shuffle, ..self }
    }

    /// Makes the corpus: frames until there are as many of them, or as many bytes. The same bytes each time.
    pub fn corpus(&self, size: Size) -> Corpus {
        let mut generator = Generator::new(SEED, self.mix).with_shuffle(self.shuffle);
        let mut corpus = Corpus { recording: Vec::new(), frames: Vec::new() };
        while corpus.recording.len() < size.bytes && corpus.frames.len() < size.frames {
            let start = corpus.recording.len();
            generator.frame(&mut corpus.recording);
            let frame = &corpus.recording[start..];
            if frame.len() <= self.frame_len_max && is_of_event(frame, self.event) {
                corpus.frames.push(start..corpus.recording.len());
                corpus.recording.push(b'\n');
            } else {
                corpus.recording.truncate(start);
            }
        }
        corpus
    }
}

/// Told by serde_json, not by zerocord: it is what is measured. It also holds that each frame is JSON in UTF-8, on
/// which some rivals rely.
fn is_of_event(frame: &[u8], event: Option<&str>) -> bool {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        t: Option<Cow<'a, str>>,
    }
    let frame = std::str::from_utf8(frame).expect("the generator writes UTF-8");
    let envelope: Envelope<'_> = serde_json::from_str(frame).expect("the generator writes JSON");
    event.is_none() || envelope.t.as_deref() == event
}

/// How much of a corpus is made: what is reached first ends it.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// So many frames.
    pub frames: usize,
    /// So many bytes.
    pub bytes: usize,
}

impl Size {
    /// A corpus of at least so many bytes.
    pub const fn of_bytes(bytes: usize) -> Size {
        Size { frames: usize::MAX, bytes }
    }
}

/// Frames one behind the other, with a newline after each.
#[derive(Clone, Debug)]
pub struct Corpus {
    recording: Vec<u8>,
    frames: Vec<Range<usize>>,
}

impl Corpus {
    /// The frames in their order.
    pub fn frames(&self) -> Vec<&[u8]> {
        self.frames.iter().map(|range| &self.recording[range.clone()]).collect()
    }

    /// The recording with its frames.
    pub fn input<'c>(&'c self, frames: &'c [&'c [u8]]) -> Input<'c> {
        Input { recording: &self.recording, frames }
    }

    /// The first frames, of at most so many bytes; one at least.
    pub fn beginning(&self, bytes: usize) -> Corpus {
        let count = self.frames.iter().take_while(|range| range.end <= bytes).count().max(1);
        let frames = self.frames[..count].to_vec();
        let end = frames.last().map_or(0, |range| range.end + 1);
        Corpus { recording: self.recording[..end].to_vec(), frames }
    }

    /// How many bytes the frames have, newlines apart.
    pub fn frames_bytes(&self) -> usize {
        self.frames.iter().map(Range::len).sum()
    }
}
