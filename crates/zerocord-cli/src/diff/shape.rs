//! Counts the events of a recording, the fields of their payloads, and the types of these.

use std::collections::HashMap;

use zerocord::{Error, RawValue, ValueKind};

use crate::question::time::Nanos;

/// The maximum number of fields of an event that are counted.
const FIELDS_MAX: usize = 20_000;

/// The maximum depth of counted values.
const DEPTH_MAX: usize = 32;

/// The types of values, in the order of their counters.
pub const KINDS: [&str; 6] = ["null", "boolean", "number", "string", "list", "object"];

/// All frames of a recording.
#[derive(Debug, Default)]
pub struct Shape {
    pub frames: u64,
    pub events: HashMap<Box<str>, EventShape>,
    /// The first and the last time, if any frame has one.
    pub times: Option<(Nanos, Nanos)>,
}

/// The frames of an event.
#[derive(Debug, Default)]
pub struct EventShape {
    pub frames: u64,
    pub fields: HashMap<Box<str>, FieldShape>,
    /// Whether it has more fields than are counted.
    pub is_full: bool,
}

/// The number of frames with a field, in total and with each type.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldShape {
    pub frames: u64,
    pub kinds: [u64; KINDS.len()],
    /// The last frame of its event that was counted, and a bit for each type that the field had in it.
    last: (u64, u8),
}

impl Shape {
    /// Adds a frame that was validated.
    ///
    /// # Errors
    /// The payload cannot be read.
    pub fn add(&mut self, name: &str, payload: RawValue<'_>) -> Result<(), Error> {
        self.frames += 1;
        if !self.events.contains_key(name) {
            self.events.insert(name.into(), EventShape::default());
        }
        let Some(event) = self.events.get_mut(name) else { return Ok(()) };
        event.frames += 1;
        event.add_value(&mut String::new(), payload, DEPTH_MAX)
    }

    /// Adds the time of a frame.
    pub fn add_time(&mut self, time: Nanos) {
        let (first, last) = self.times.unwrap_or((time, time));
        self.times = Some((first.min(time), last.max(time)));
    }

    /// The duration of the recording; `None` if fewer than two frames have a time.
    pub fn seconds(&self) -> Option<f64> {
        self.times.map(|(first, last)| (last - first) as f64 / 1e9).filter(|&seconds| seconds > 0.0)
    }

    /// Adds the frames of a chunk.
    pub fn merge(&mut self, other: Shape) {
        self.frames += other.frames;
        if let Some((first, last)) = other.times {
            self.add_time(first);
            self.add_time(last);
        }
        for (name, theirs) in other.events {
            let ours = self.events.entry(name).or_default();
            ours.frames += theirs.frames;
            ours.is_full |= theirs.is_full;
            for (path, field) in theirs.fields {
                if ours.fields.len() >= FIELDS_MAX && !ours.fields.contains_key(&path) {
                    ours.is_full = true;
                    continue;
                }
                let sum = ours.fields.entry(path).or_default();
                sum.frames += field.frames;
                sum.kinds.iter_mut().zip(field.kinds).for_each(|(sum, count)| *sum += count);
            }
        }
    }
}

impl EventShape {
    /// Adds the fields of the value at `path`. Recurses `depth` times at most.
    fn add_value(&mut self, path: &mut String, value: RawValue<'_>, depth: usize) -> Result<(), Error> {
        if depth == 0 {
            return Ok(());
        }
        let len = path.len();
        match value.kind()? {
            ValueKind::Object => {
                for member in value.members()? {
                    let (key, value) = member?;
                    let key = key.text()?;
                    let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
                    if len > 0 {
                        path.push('.');
                    }
                    path.push_str(if is_number { "*" } else { &key });
                    self.count(path, value.kind()?);
                    self.add_value(path, value, depth - 1)?;
                    path.truncate(len);
                }
            }
            ValueKind::Array => {
                path.push_str("[]");
                for element in value.elements()? {
                    let element = element?;
                    self.count(path, element.kind()?);
                    self.add_value(path, element, depth - 1)?;
                }
                path.truncate(len);
            }
            _ => {}
        }
        Ok(())
    }

    /// Counts a field once per frame, and once per type that it has in the frame.
    fn count(&mut self, path: &str, kind: ValueKind) {
        if !self.fields.contains_key(path) {
            if self.fields.len() >= FIELDS_MAX {
                self.is_full = true;
                return;
            }
            self.fields.insert(path.into(), FieldShape::default());
        }
        let Some(field) = self.fields.get_mut(path) else { return };
        if field.last.0 != self.frames {
            field.frames += 1;
            field.last = (self.frames, 0);
        }
        let kind = match kind {
            ValueKind::Null => 0,
            ValueKind::Bool => 1,
            ValueKind::Number => 2,
            ValueKind::String => 3,
            ValueKind::Array => 4,
            ValueKind::Object => 5,
        };
        if field.last.1 >> kind & 1 == 0 {
            field.last.1 |= 1 << kind;
            field.kinds[kind] += 1;
        }
    }
}
