//! The tasks that are timed.

use std::hint::black_box;

use zerocord::view::Projection;
use zerocord::{Decoder, Envelope};

use super::frames::FrameRun;

/// The event and fields that `select` reads.
#[derive(Debug)]
pub struct WantedFields {
    /// The event; `None` if no frame has an event name.
    pub event: Option<String>,
    /// Its fields.
    pub projection: Projection,
}

/// A way to process frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Adds up all bytes, eight at a time: the limit set by memory bandwidth.
    Memory,
    /// Finds the event names.
    Peek,
    /// Peeks, and reads some fields of one event.
    Select,
    /// Checks every byte.
    Strict,
}

impl Task {
    /// In the order of the report. The first task is the baseline of the others.
    pub const ALL: [Task; 4] = [Task::Memory, Task::Peek, Task::Select, Task::Strict];

    /// The name of the task in reports.
    pub fn name(self) -> &'static str {
        match self {
            Task::Memory => "memory",
            Task::Peek => "peek",
            Task::Select => "select",
            Task::Strict => "strict",
        }
    }

    /// Processes each frame once. Frames that cannot be read are skipped.
    pub fn run(self, part: FrameRun<'_>, wanted: &WantedFields) {
        match self {
            Task::Memory => {
                black_box(sum(black_box(part.bytes())));
            }
            Task::Peek => {
                for frame in part.frames() {
                    let _ = black_box(Envelope::peek(frame).and_then(|envelope| envelope.event_name()));
                }
            }
            Task::Select => {
                let mut decoder = Decoder::new();
                for frame in part.frames() {
                    select(frame, wanted, &mut decoder);
                }
            }
            Task::Strict => {
                for frame in part.frames() {
                    let _ = black_box(zerocord::validate(frame));
                }
            }
        }
    }
}

#[inline]
fn select(frame: &[u8], wanted: &WantedFields, decoder: &mut Decoder) {
    let Ok(envelope) = Envelope::peek(frame) else { return };
    let Ok(Some(name)) = envelope.event_name() else { return };
    let is_wanted = match name.as_known_str() {
        Some(known) => Some(known) == wanted.event.as_deref(),
        None => name.text().is_ok_and(|text| Some(text.as_ref()) == wanted.event.as_deref()),
    };
    if !is_wanted {
        return;
    }
    if let Ok(row) = wanted.projection.project(envelope.payload(), decoder.arena()) {
        for index in 0..wanted.projection.len() {
            // Reads to the end of the value and checks that it is UTF-8.
            if let Ok(Some(value)) = row.value(index) {
                let _ = black_box(value.to_json());
            }
        }
    }
}

/// The sum of all eight-byte words and of the remaining bytes.
fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let of_words = words.iter().fold(0u64, |sum, word| sum.wrapping_add(u64::from_le_bytes(*word)));
    rest.iter().fold(of_words, |sum, byte| sum.wrapping_add(u64::from(*byte)))
}
