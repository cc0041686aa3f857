//! Frames for fuzzers that know the shape of a frame: one of the generator's frames, edited.

use zerocord_schema::Schema;

use crate::generator::{Generator, Mix, Richness, Shuffle};

/// Longer frames are replaced by the required keys of their event, except for one in [`LONG_SHARE`]: a fuzzer can run
/// ten thousand short ones in the time of a hundred long ones, and long ones only differ in length.
const LEN_MAX: usize = 2048;

/// One seed in this many may produce frames of any length.
const LONG_SHARE: u64 = 64;

/// The recipe: an event of the schema, and edits of its bytes.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// Selects the event, its fields and its order of keys.
    pub seed: u64,
    /// The edits of the frame, in order.
    pub edits: Vec<Edit>,
}

/// A change of some bytes; offsets are taken modulo the frame's length.
#[derive(Clone, Copy, Debug)]
pub enum Edit {
    /// Replaces one byte.
    Replace(u16, u8),
    /// Inserts a JSON token, selected by number.
    Insert(u16, u8),
    /// Removes this many bytes.
    Remove(u16, u8),
    /// Doubles this many bytes.
    Double(u16, u8),
    /// Ends the frame here.
    Cut(u16),
}

impl Edit {
    /// The edit for a fuzzer's numbers: what, where, and a byte or a count.
    pub fn of_numbers((kind, at, byte): (u8, u16, u8)) -> Edit {
        match kind % 8 {
            0..=2 => Edit::Replace(at, byte),
            3 | 4 => Edit::Insert(at, byte),
            5 => Edit::Remove(at, byte),
            6 => Edit::Double(at, byte),
            _ => Edit::Cut(at),
        }
    }
}

/// The tokens for [`Edit::Insert`].
const TOKENS: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "1e5",
    "-0",
    "1.0",
    "{}",
    "[]",
    "\"\"",
    "\\u0041",
    "\\ud83d",
    "\u{1}",
    " ",
    "\"t\":\"X\",",
    "\"op\":1,",
    "18446744073709551616",
    "é",
];

impl Recipe {
    /// The frame.
    pub fn frame(&self) -> Vec<u8> {
        let shuffle = [Shuffle::None, Shuffle::Envelope, Shuffle::Everywhere][(self.seed % 3) as usize];
        let mut generator = Generator::new(self.seed, Mix::Quiet).with_shuffle(shuffle);
        let events = &Schema::bundled().events;
        let event = &events[((self.seed >> 8) % events.len() as u64) as usize].name;
        let richness = Richness::ALL[((self.seed >> 2) % Richness::ALL.len() as u64) as usize];
        let mut frame = Vec::new();
        generator.frame_of(event, richness, &mut frame);
        if frame.len() > LEN_MAX && !(self.seed >> 24).is_multiple_of(LONG_SHARE) {
            frame.clear();
            generator.frame_of(event, Richness::Minimal, &mut frame);
        }
        for edit in &self.edits {
            edit.apply(&mut frame);
        }
        frame
    }
}

impl Edit {
    fn apply(self, frame: &mut Vec<u8>) {
        let place = |at: u16| usize::from(at) % (frame.len() + 1);
        match self {
            Edit::Replace(at, byte) => {
                let at = place(at);
                if let Some(place) = frame.get_mut(at) {
                    *place = byte;
                }
            }
            Edit::Insert(at, token) => {
                let at = place(at);
                let token = TOKENS[usize::from(token) % TOKENS.len()];
                frame.splice(at..at, token.bytes());
            }
            Edit::Remove(at, count) => {
                let at = place(at);
                let end = (at + usize::from(count)).min(frame.len());
                frame.drain(at..end);
            }
            Edit::Double(at, count) => {
                let at = place(at);
                let end = (at + usize::from(count)).min(frame.len());
                let bytes = frame[at..end].to_vec();
                frame.splice(at..at, bytes);
            }
            Edit::Cut(at) => {
                let at = place(at);
                frame.truncate(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_without_edits_are_json() {
        for seed in 0..500u64 {
            let recipe = Recipe { seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), edits: Vec::new() };
            let frame = recipe.frame();
            assert!(
                serde_json::from_slice::<serde_json::Value>(&frame).is_ok(),
                "{}",
                String::from_utf8_lossy(&frame)
            );
        }
    }

    #[test]
    fn edits_fit_any_frame() {
        let edits = [
            Edit::Cut(60_000),
            Edit::Replace(9, b'x'),
            Edit::Insert(7, 200),
            Edit::Double(3, 255),
            Edit::Remove(0, 255),
        ];
        let mut frame = Recipe { seed: 1, edits: edits.to_vec() }.frame();
        for edit in edits.iter().chain(&[Edit::Cut(0)]).chain(&edits) {
            edit.apply(&mut frame);
        }
    }
}
