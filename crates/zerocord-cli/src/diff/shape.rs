//! What a recording contains: its events, the fields of their payloads, and the types of these.

use std::collections::HashMap;
use std::sync::Arc;

use zerocord::{Error, EventName, RawValue};

use super::field_tree::{EventCounts, FieldTree};
use crate::question::time::Nanos;

/// The maximum number of fields of an event that are counted.
pub const FIELDS_MAX: usize = 20_000;

/// The types of values, in the order of their counters.
pub const KINDS: [&str; 6] = ["null", "boolean", "number", "string", "list", "object"];

/// All frames of a recording.
#[derive(Debug, Default)]
pub struct Shape {
    pub frames: u64,
    pub events: HashMap<Box<str>, EventShape>,
    times: Times,
}

/// The frames of an event.
#[derive(Debug, Default)]
pub struct EventShape {
    pub frames: u64,
    pub fields: HashMap<Arc<str>, FieldShape>,
    /// Whether it has more fields than are counted.
    pub is_full: bool,
}

/// The number of frames with a field, in total and with each type.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldShape {
    pub frames: u64,
    pub kinds: [u64; KINDS.len()],
}

/// The first and the last time, if any frame has one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times(Option<(Nanos, Nanos)>);

impl Times {
    pub fn add(&mut self, time: Nanos) {
        let (first, last) = self.0.unwrap_or((time, time));
        self.0 = Some((first.min(time), last.max(time)));
    }
}

/// The events of a chunk.
#[derive(Debug, Default)]
pub struct ChunkShape {
    pub events: Vec<(Box<str>, EventCounts)>,
    pub times: Times,
}

/// Counts the events of chunks.
#[derive(Debug, Default)]
pub struct ShapeCounter {
    /// By [`EventName::index`].
    known: Vec<FieldTree>,
    others: HashMap<Box<str>, FieldTree>,
}

impl ShapeCounter {
    /// Adds a frame that was validated.
    ///
    /// # Errors
    /// The event name, or a key in the payload, cannot be read.
    pub fn add(&mut self, name: EventName<'_>, payload: RawValue<'_>) -> Result<(), Error> {
        if let Some(index) = name.index() {
            if self.known.is_empty() {
                self.known.resize_with(EventName::COUNT, FieldTree::default);
            }
            return self.known[index].add(payload);
        }
        let name = name.text()?;
        if let Some(tree) = self.others.get_mut(&*name) {
            return tree.add(payload);
        }
        self.others.entry((*name).into()).or_default().add(payload)
    }

    /// Returns the counts since the last call.
    pub fn take(&mut self) -> Vec<(Box<str>, EventCounts)> {
        let mut events = Vec::new();
        for name in EventName::all() {
            let tree = name.index().and_then(|index| self.known.get_mut(index));
            if let Some((tree, name)) = tree.filter(|tree| tree.frames() > 0).zip(name.as_known_str()) {
                events.push((name.into(), tree.take()));
            }
        }
        // There may be any number of unknown names, so their trees are not kept.
        events.extend(self.others.drain().map(|(name, mut tree)| (name, tree.take())));
        events
    }
}

impl Shape {
    /// The duration of the recording; `None` if fewer than two frames have a time.
    pub fn seconds(&self) -> Option<f64> {
        self.times.0.map(|(first, last)| (last - first) as f64 / 1e9).filter(|&seconds| seconds > 0.0)
    }

    /// Adds the events of a chunk.
    pub fn add(&mut self, chunk: ChunkShape) {
        if let Some((first, last)) = chunk.times.0 {
            self.times.add(first);
            self.times.add(last);
        }
        for (name, counts) in chunk.events {
            self.frames += counts.frames;
            let event = self.events.entry(name).or_default();
            event.frames += counts.frames;
            event.is_full |= counts.is_full;
            for (path, field) in counts.fields {
                if event.fields.len() >= FIELDS_MAX && !event.fields.contains_key(&path) {
                    event.is_full = true;
                    continue;
                }
                let sum = event.fields.entry(path).or_default();
                sum.frames += field.frames;
                sum.kinds.iter_mut().zip(field.kinds).for_each(|(sum, count)| *sum += count);
            }
        }
    }
}
