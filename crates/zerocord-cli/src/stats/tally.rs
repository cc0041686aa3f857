//! Counters: by event, by opcode, of all frames.

use std::collections::HashMap;

use zerocord::{EventName, Opcode};

use super::histogram::Values;
use super::lag::Lags;
use super::sizes::Sizes;

/// The maximum number of unknown names that are counted individually, and the maximum length of such a name.
const UNKNOWN_NAMES_MAX: usize = 1000;
const UNKNOWN_NAME_LEN_MAX: usize = 256;

/// Opcodes below this are counted individually.
const OPCODES_MAX: usize = 256;

/// A number of frames and the bytes in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub frames: u64,
    pub bytes: u64,
}

impl Count {
    #[inline]
    pub fn add(&mut self, frame_len: usize) {
        self.frames += 1;
        self.bytes += frame_len as u64;
    }

    pub fn merge(&mut self, other: Count) {
        self.frames += other.frames;
        self.bytes += other.bytes;
    }
}

/// The frames of one event.
#[derive(Clone, Debug, Default)]
pub struct EventTally {
    pub count: Count,
    pub size_min: u64,
    pub size_max: u64,
    pub sizes: Sizes,
}

impl EventTally {
    #[inline]
    pub fn add(&mut self, frame_len: usize) {
        let size = frame_len as u64;
        self.size_min = if self.count.frames == 0 { size } else { self.size_min.min(size) };
        self.size_max = self.size_max.max(size);
        self.count.add(frame_len);
        self.sizes.add(frame_len);
    }

    pub fn merge(&mut self, other: &EventTally) {
        if other.count.frames > 0 {
            self.size_min =
                if self.count.frames == 0 { other.size_min } else { self.size_min.min(other.size_min) };
            self.size_max = self.size_max.max(other.size_max);
            self.count.merge(other.count);
            self.sizes.merge(&other.sizes);
        }
    }
}

/// The counters of one thread. Unknown events are counted separately: see [`UnknownNames`].
#[derive(Clone, Debug)]
pub struct Tally {
    /// All frames, including bad ones.
    pub all: Count,
    /// By [`EventName::index`].
    pub events: Vec<EventTally>,
    /// By number; the last is for all higher numbers.
    opcodes: Vec<Count>,
    /// The frames without an opcode.
    no_opcode: Count,
    /// The lag of new messages, if requested.
    pub lags: Lags,
    /// The values at a path, if requested.
    pub values: Values,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally {
            all: Count::default(),
            events: vec![EventTally::default(); EventName::COUNT],
            opcodes: vec![Count::default(); OPCODES_MAX + 1],
            no_opcode: Count::default(),
            lags: Lags::default(),
            values: Values::default(),
        }
    }
}

/// The opcode of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpcodeRow {
    Number(u64),
    Other,
    Absent,
}

impl Tally {
    #[inline]
    pub fn add_opcode(&mut self, opcode: Option<Opcode>, frame_len: usize) {
        match opcode {
            Some(opcode) => {
                let row = usize::try_from(opcode.number()).unwrap_or(OPCODES_MAX).min(OPCODES_MAX);
                self.opcodes[row].add(frame_len);
            }
            None => self.no_opcode.add(frame_len),
        }
    }

    pub fn merge(&mut self, other: &Tally) {
        self.all.merge(other.all);
        self.no_opcode.merge(other.no_opcode);
        self.lags.merge(&other.lags);
        self.values.merge(&other.values);
        for (mine, theirs) in self.events.iter_mut().zip(&other.events) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.opcodes.iter_mut().zip(&other.opcodes) {
            mine.merge(*theirs);
        }
    }

    /// The opcodes with frames, by number.
    pub fn opcodes(&self) -> impl Iterator<Item = (OpcodeRow, Count)> {
        let row = |(number, count): (usize, &Count)| {
            (if number < OPCODES_MAX { OpcodeRow::Number(number as u64) } else { OpcodeRow::Other }, *count)
        };
        let absent = (OpcodeRow::Absent, self.no_opcode);
        self.opcodes.iter().enumerate().map(row).chain([absent]).filter(|(_, count)| count.frames > 0)
    }
}

/// The sizes of the frames of a chunk with unknown event names, by name, in order of first appearance.
#[derive(Debug, Default)]
pub struct UnknownNames {
    places: HashMap<Box<str>, usize>,
    sizes: Vec<(Box<str>, Vec<usize>)>,
}

impl UnknownNames {
    pub fn add(&mut self, name: &str, frame_len: usize) {
        let name = if name.len() <= UNKNOWN_NAME_LEN_MAX { name } else { OTHER };
        let place = match self.places.get(name) {
            Some(&place) => place,
            None => {
                self.places.insert(name.into(), self.sizes.len());
                self.sizes.push((name.into(), Vec::new()));
                self.sizes.len() - 1
            }
        };
        self.sizes[place].1.push(frame_len);
    }
}

/// The name under which frames are counted whose names are too many or too long.
pub const OTHER: &str = "(other)";

/// The frames of unknown event names, of all inputs. The first [`UNKNOWN_NAMES_MAX`] names are counted individually,
/// so memory is bounded.
#[derive(Debug, Default)]
pub struct UnknownTally {
    pub events: HashMap<Box<str>, EventTally>,
}

impl UnknownTally {
    /// Adds the names of a chunk. Chunks must be added in input order.
    pub fn add(&mut self, names: UnknownNames) {
        for (name, sizes) in names.sizes {
            let is_counted = self.events.contains_key(&name) || self.events.len() < UNKNOWN_NAMES_MAX;
            let tally = self.events.entry(if is_counted { name } else { OTHER.into() }).or_default();
            for size in sizes {
                tally.add(size);
            }
        }
    }
}
