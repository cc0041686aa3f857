//! The frames that tasks run on.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use zerocord_testkit::generator::{Generator, Mix, Shuffle};

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

    /// Makes the corpus: frames until there are at least `bytes_target` bytes of them. The same bytes each time.
    pub fn corpus(&self, bytes_target: usize) -> Corpus {
        let mut generator = Generator::new(SEED, self.mix).with_shuffle(self.shuffle);
        let mut corpus = Corpus { recording: Vec::new(), frames: Vec::new() };
        while corpus.recording.len() < bytes_target {
            let start = corpus.recording.len();
            generator.frame(&mut corpus.recording);
            let frame = &corpus.recording[start..];
            if frame.len() <= self.frame_len_max && self.event.is_none_or(|event| is_of_event(frame, event)) {
                corpus.frames.push(start..corpus.recording.len());
                corpus.recording.push(b'\n');
            } else {
                corpus.recording.truncate(start);
            }
        }
        corpus
    }
}

/// Told by serde_json, not by zerocord: it is what is measured.
fn is_of_event(frame: &[u8], event: &str) -> bool {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        t: Option<Cow<'a, str>>,
    }
    serde_json::from_slice::<Envelope<'_>>(frame).is_ok_and(|envelope| envelope.t.as_deref() == Some(event))
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

    /// How many bytes the frames have, newlines apart.
    pub fn frames_bytes(&self) -> usize {
        self.frames.iter().map(Range::len).sum()
    }
}
