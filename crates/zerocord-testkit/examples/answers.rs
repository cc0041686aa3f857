//! Prints a digest of zerocord's answers for each input of the corpus, and for mutants, prefixes and edited frames, so that
//! the outputs of two targets can be compared byte for byte. The argument is the stride of the mutants (default: 499).
//!
//! All backends of the CPU must give the same answers, and none may read outside a frame: those other than the portable one
//! get it next to a page without access. The program stops where they do not.

use std::io::{self, Write};

use zerocord::{Backend, Decoder};
use zerocord_testkit::checks::digest;
use zerocord_testkit::corpus;
use zerocord_testkit::guard::Guarded;
use zerocord_testkit::recipe::{Edit, Recipe};
use zerocord_testkit::tokens::Choices;

fn main() -> io::Result<()> {
    let step = std::env::args().nth(1).map_or(499, |text| text.parse().expect("a number"));
    let mut answers = Answers {
        decoders: Backend::available().map(|backend| Decoder::builder().backend(backend).build()).collect(),
        guarded: Guarded::new(0),
        guarded_len_max: 0,
        count: 0,
        sum: 0,
    };
    let names: Vec<&str> = answers.decoders.iter().map(|decoder| decoder.backend().name()).collect();
    eprintln!("{}, backends: {}", std::env::consts::ARCH, names.join(", "));
    let mut out = io::stdout().lock();
    for frame in corpus::frames() {
        answers.add_changed(&frame.bytes, step);
        writeln!(out, "{:016x} {}/{}", answers.take(), frame.event, frame.name)?;
    }
    for case in corpus::edge().into_iter().chain(corpus::invalid()) {
        answers.add_changed(&case.bytes, step);
        writeln!(out, "{:016x} {}", answers.take(), case.name)?;
    }
    for (index, lines) in lines_of(&corpus::firehose_sample()).chunks(100).enumerate() {
        lines.iter().for_each(|line| answers.add(line));
        writeln!(out, "{:016x} lines {index}00 of the recording", answers.take())?;
    }
    for fixture in corpus::fixtures().unwrap_or_default() {
        answers.add_changed(&fixture.bytes, step);
        writeln!(out, "{:016x} {}", answers.take(), fixture.name)?;
    }
    for seed in 0..1_000_000 / step as u64 {
        let mut choices = Choices::of_seed(seed);
        let edit = |choices: &mut Choices| {
            let [kind, high, low, byte] = [0; 4].map(|_: u8| choices.below(256) as u8);
            Edit::of_numbers((kind, u16::from_be_bytes([high, low]), byte))
        };
        let edits = (0..choices.below(6)).map(|_| edit(&mut choices)).collect();
        answers.add(&Recipe { seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), edits }.frame());
        if seed % 100 == 99 {
            writeln!(out, "{:016x} edited frames up to {seed}", answers.take())?;
        }
    }
    Ok(())
}

/// The lines of a recording.
fn lines_of(recording: &[u8]) -> Vec<&[u8]> {
    recording.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect()
}

struct Answers {
    decoders: Vec<Decoder>,
    guarded: Guarded,
    /// The length of the longest frame that fits into `guarded`, at any distance from its ends.
    guarded_len_max: usize,
    /// How many frames have been read.
    count: usize,
    /// Of the digests since the last [`Answers::take`].
    sum: u64,
}

impl Answers {
    fn take(&mut self) -> u64 {
        std::mem::take(&mut self.sum)
    }

    /// Adds the answers for `frame`.
    fn add(&mut self, frame: &[u8]) {
        let [first, others @ ..] = &mut self.decoders[..] else {
            unreachable!("the portable backend is there")
        };
        if frame.len() > self.guarded_len_max {
            self.guarded_len_max = 2 * frame.len();
            self.guarded = Guarded::new(self.guarded_len_max + 64);
        }
        self.count += 1;
        // At the end of the memory, or at its beginning in all alignments.
        let guarded = match self.count % 4 {
            0 => self.guarded.at_front(frame, self.count / 4 % 64, b'"'),
            _ => self.guarded.at_end(frame, 0, b'"'),
        };
        let want = digest(frame, first);
        for decoder in others {
            let found = digest(guarded, decoder);
            assert_eq!(found, want, "{:?}: {}", decoder.backend(), String::from_utf8_lossy(frame));
        }
        self.sum = self.sum.rotate_left(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ want;
    }

    /// Adds the answers for `bytes`, for every `step`th mutant of one byte, and for some of the prefixes.
    fn add_changed(&mut self, bytes: &[u8], step: usize) {
        self.add(bytes);
        let mut mutant = bytes.to_vec();
        let mutants = (0..bytes.len()).flat_map(|at| (0..=u8::MAX).map(move |byte| (at, byte)));
        // Another first place for each input, and not too many mutants of a long one.
        let step = step.max(bytes.len() / 8);
        for (at, byte) in mutants.skip(bytes.len() % step).step_by(step) {
            mutant[at] = byte;
            self.add(&mutant);
            mutant[at] = bytes[at];
        }
        for len in (0..bytes.len()).step_by(1 + bytes.len() * step / 4096) {
            self.add(&bytes[..len]);
        }
    }
}
