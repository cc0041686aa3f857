//! What `stats` found, as `--json` prints it.

use serde::Serialize;

use super::tally::{EventTally, OTHER, OpcodeRow, Tally, UnknownTally};

/// What is in the recordings. Counts and bytes of `frames` and `bytes` are those of all frames, bad ones too;
/// all others leave bad frames out. Newlines are not counted.
#[derive(Debug, Serialize)]
pub struct Report {
    pub files: Vec<String>,
    pub frames: u64,
    pub bytes: u64,
    pub bad_frames: u64,
    pub opcodes: Vec<OpcodeCount>,
    pub events: Vec<EventCount>,
}

/// The frames of one opcode.
#[derive(Debug, Serialize)]
pub struct OpcodeCount {
    /// Null for frames without an opcode, and for all opcodes above 255 together.
    pub opcode: Option<u64>,
    /// Discord's name, `(absent)` or `(other)`; null for a number without a name.
    pub name: Option<&'static str>,
    pub count: u64,
    pub bytes: u64,
}

/// The frames of one event.
#[derive(Debug, Serialize)]
pub struct EventCount {
    pub name: String,
    pub count: u64,
    pub bytes: u64,
    /// Of all frames, from 0 to 1.
    pub share: f64,
    pub size: Size,
}

/// The lengths of an event's frames, in bytes.
#[derive(Debug, Serialize)]
pub struct Size {
    pub mean: f64,
    pub p50: u64,
    pub p99: u64,
    pub max: u64,
    pub min: u64,
}

impl Report {
    pub fn new(files: Vec<String>, tally: &Tally, unknown: &UnknownTally, bad_frames: u64) -> Report {
        let known = zerocord::EventName::all().zip(&tally.events);
        let known = known.filter_map(|(name, tally)| Some((name.as_known_str()?, tally)));
        let unknown = unknown.events.iter().map(|(name, tally)| (&**name, tally));
        let mut events: Vec<_> = known
            .chain(unknown)
            .filter(|(_, tally)| tally.count.frames > 0)
            .map(|(name, event)| EventCount {
                name: name.to_owned(),
                count: event.count.frames,
                bytes: event.count.bytes,
                share: event.count.frames as f64 / tally.all.frames as f64,
                size: Size::new(event),
            })
            .collect();
        events.sort_by(|left, right| right.count.cmp(&left.count).then_with(|| left.name.cmp(&right.name)));
        let opcodes = tally.opcodes().map(|(row, count)| OpcodeCount {
            opcode: if let OpcodeRow::Number(number) = row { Some(number) } else { None },
            name: match row {
                OpcodeRow::Number(number) => zerocord::Opcode::new(number).name(),
                OpcodeRow::Other => Some(OTHER),
                OpcodeRow::Absent => Some("(absent)"),
            },
            count: count.frames,
            bytes: count.bytes,
        });
        Report {
            files,
            frames: tally.all.frames,
            bytes: tally.all.bytes,
            bad_frames,
            opcodes: opcodes.collect(),
            events,
        }
    }
}

impl Size {
    fn new(event: &EventTally) -> Size {
        // A bucket's middle may lie outside of what was met.
        let quantile = |share| event.sizes.quantile(share).clamp(event.size_min, event.size_max);
        Size {
            mean: event.count.bytes as f64 / event.count.frames as f64,
            p50: quantile(0.5),
            p99: quantile(0.99),
            max: event.size_max,
            min: event.size_min,
        }
    }
}
