//! `--by` with any paths, and `--every`: determines the key of each frame and counts frames by key and time interval.
//!
//! Workers count the frames of a chunk by key, in runs of one time interval. The calling thread adds these up in
//! input order, since only it knows the time at the start of a chunk.

use std::collections::HashMap;

use zerocord::view::FromJson;
use zerocord::{Arena, Envelope, Error, EventName, RawValue, ValueKind};

use super::groups::Groups;
use super::tally::Count;
use crate::exit::Exit;
use crate::input::lines::LocatedFrame;
use crate::question::event_types::EventTypes;
use crate::question::fields::{Fields, Value};
use crate::question::frame_clock::FrameClock;
use crate::question::paths::any_in_elements;
use crate::question::pointed::Pointed;
use crate::question::scope::{Scope, ScopeReader};
use crate::question::spelling::Names;
use crate::question::time::Nanos;
use crate::question::unmatched::Searched;
use crate::question::values::checked_bytes;

/// The maximum number of keys of a frame. If several paths lead through lists, it has every combination of their
/// elements.
const KEYS_OF_FRAME_MAX: usize = 1000;

/// Bytes that never occur in UTF-8: one follows each value of a key, the other replaces an absent value.
const END: u8 = 0xff;
const ABSENT: u8 = 0xfe;

/// The length of the time intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every(Nanos);

/// Parses `30s`, `5m`, `1h`, `1d`, `1w`.
pub fn parse_every(text: &str) -> Result<Every, &'static str> {
    const MESSAGE: &str = "expected a number and a unit: 30s, 5m, 1h, 1d or 1w";
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|char: char| !char.is_ascii_digit()).ok_or(MESSAGE)?);
    let seconds = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return Err(MESSAGE),
    };
    let number: u32 = number.parse().ok().filter(|number| *number > 0).ok_or(MESSAGE)?;
    Ok(Every(Nanos::from(number) * seconds * 1_000_000_000))
}

impl Every {
    /// The number of the interval that contains a moment.
    fn part(self, moment: Nanos) -> i64 {
        i64::try_from(moment.div_euclid(self.0)).unwrap_or(i64::MAX)
    }

    /// The start of an interval, in milliseconds since the Unix epoch.
    pub fn start_unix_ms(self, part: i64) -> i64 {
        i64::try_from(Nanos::from(part) * self.0 / 1_000_000).unwrap_or(i64::MAX)
    }
}

/// The keys by which frames are counted.
#[derive(Debug)]
pub struct GroupBy {
    parts: Vec<GroupPart>,
    fields: Fields,
    pub names: Vec<String>,
    pub every: Option<Every>,
    clock: Option<FrameClock>,
}

#[derive(Debug)]
enum GroupPart {
    Scope(Box<ScopeReader>),
    /// The next field.
    Field,
}

/// The scope with this name.
pub fn scope_of(word: &str) -> Option<Scope> {
    match word.trim().to_ascii_lowercase().as_str() {
        "guild" => Some(Scope::Guild),
        "channel" => Some(Scope::Channel),
        "user" => Some(Scope::User),
        _ => None,
    }
}

impl GroupBy {
    /// Guilds, channels, users, or the values at paths.
    ///
    /// # Errors
    /// A name that is not a path, or that is given twice.
    pub fn new(
        words: &[String],
        every: Option<Every>,
        clock: Option<FrameClock>,
        names: &Names,
    ) -> Result<GroupBy, Pointed> {
        let (mut parts, mut paths) = (Vec::new(), Vec::new());
        for word in words {
            match scope_of(word).and_then(ScopeReader::new) {
                Some(reader) => parts.push(GroupPart::Scope(Box::new(reader))),
                None => {
                    parts.push(GroupPart::Field);
                    paths.push(word.clone());
                }
            }
        }
        let fields = Fields::new(&paths, names)?;
        let names = words.iter().map(|word| word.trim().to_owned()).collect();
        Ok(GroupBy { parts, fields, names, every, clock })
    }

    pub fn needs_lines(&self) -> bool {
        self.fields.needs_lines()
    }

    /// Reports the paths that were not in any frame. Returns the exit code.
    pub fn report_unmatched(&self, types: &EventTypes, searched: Searched) -> Exit {
        self.fields.report_unmatched("--by", types, searched)
    }

    /// Counts a frame. A frame that has no value at any path counts under the key without values.
    ///
    /// # Errors
    /// A value, or an object on the path to it, is malformed.
    pub fn count(
        &self,
        envelope: Envelope<'_>,
        name: Option<EventName<'_>>,
        located: LocatedFrame<'_>,
        arena: &Arena,
        chunk: &mut ChunkKeys,
    ) -> Result<(), Error> {
        self.note_time(located, arena, chunk);
        let mut values = vec![Vec::new(); self.parts.len()];
        self.each_field(envelope, located, arena, &mut values)?;
        let mut keys = vec![Vec::new()];
        for (part, values) in self.parts.iter().zip(&mut values) {
            if let GroupPart::Scope(reader) = part {
                let id = name.and_then(|name| reader.read(envelope, name, arena));
                values.extend(id.map(|id| id.to_string().into_bytes()));
            }
            values.sort_unstable();
            values.dedup();
            keys = combined(&keys, values);
        }
        let frame = Count { frames: 1, bytes: located.frame.len() as u64 };
        keys.into_iter().for_each(|key| chunk.add(key, frame));
        Ok(())
    }

    /// Starts the time interval of a frame, if the frame has a time. The frame need not be counted.
    pub fn note_time(&self, located: LocatedFrame<'_>, arena: &Arena, chunk: &mut ChunkKeys) {
        let part = self.every.zip(self.clock.as_ref()).and_then(|(every, clock)| {
            clock.time(located.frame, located.wrapper, arena).map(|time| every.part(time))
        });
        chunk.begin(part);
    }

    /// Adds the values of the fields.
    fn each_field(
        &self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        arena: &Arena,
        values: &mut [Vec<Vec<u8>>],
    ) -> Result<(), Error> {
        let places: Vec<usize> =
            (0..self.parts.len()).filter(|&index| matches!(self.parts[index], GroupPart::Field)).collect();
        // A payload that is not an object has no fields.
        if places.is_empty() || !matches!(envelope.payload().kind()?, ValueKind::Object | ValueKind::Null) {
            return Ok(());
        }
        self.fields.values_or_null(envelope, located, arena, |field, value| {
            let values = &mut values[places[field]];
            match value {
                Value::Null => {}
                Value::Number(number) => values.push(number.to_string().into_bytes()),
                Value::Name(name) => values.push(name.text()?.as_bytes().to_vec()),
                Value::Text(text) => values.push(text.as_bytes().to_vec()),
                Value::Raw(value) => push_values(value, arena, values)?,
                Value::Elements(list, keys) => {
                    any_in_elements(list, keys, &mut |value| {
                        push_values(value, arena, values).map(|()| false)
                    })?;
                }
            }
            Ok(())
        })
    }
}

/// Adds the text of a value; for a list, those of its elements.
fn push_values(value: RawValue<'_>, arena: &Arena, values: &mut Vec<Vec<u8>>) -> Result<(), Error> {
    match value.kind()? {
        ValueKind::Null => value.is_null().map(drop),
        ValueKind::Array => any_in_elements(value, &[], &mut |element| {
            values.extend(text_of(element, arena)?);
            Ok(false)
        })
        .map(drop),
        _ => text_of(value, arena).map(|text| values.extend(text)),
    }
}

/// A string without its quotes, anything else as JSON; `None` for null.
fn text_of(value: RawValue<'_>, arena: &Arena) -> Result<Option<Vec<u8>>, Error> {
    Ok(match value.kind()? {
        ValueKind::Null => None,
        ValueKind::String => Some(<&str>::from_json(value, arena)?.as_bytes().to_vec()),
        _ => Some(checked_bytes(value)?.to_vec()),
    })
}

/// Combines each key with each value.
fn combined(keys: &[Vec<u8>], values: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let absent = [vec![ABSENT]];
    let values = if values.is_empty() { &absent[..] } else { values };
    let pairs = keys.iter().flat_map(|key| values.iter().map(move |value| (key, value)));
    pairs
        .take(KEYS_OF_FRAME_MAX)
        .map(|(key, value)| [key.as_slice(), value.as_slice(), &[END]].concat())
        .collect()
}

/// The values of a key, in order.
pub fn values_of(key: &[u8]) -> Vec<Option<String>> {
    let mut values: Vec<_> = key
        .split(|&byte| byte == END)
        .map(|value| (value != [ABSENT]).then(|| String::from_utf8_lossy(value).into_owned()))
        .collect();
    values.pop();
    values
}

/// The frames of a chunk by key, in runs of one time interval.
#[derive(Debug, Default)]
pub struct ChunkKeys {
    runs: Vec<Run>,
}

#[derive(Debug, Default)]
struct Run {
    /// `None` if it continues the interval of the previous chunk.
    part: Option<i64>,
    counts: HashMap<Vec<u8>, Count>,
}

impl ChunkKeys {
    /// Starts another interval, if it is known and different.
    fn begin(&mut self, part: Option<i64>) {
        let is_same = part.is_none() || self.runs.last().is_some_and(|run| run.part == part);
        if self.runs.is_empty() || !is_same {
            self.runs.push(Run { part, counts: HashMap::new() });
        }
    }

    fn add(&mut self, key: Vec<u8>, frame: Count) {
        if let Some(run) = self.runs.last_mut() {
            run.counts.entry(key).or_default().merge(frame);
        }
    }
}

/// All frames by key.
#[derive(Debug, Default)]
pub struct KeyCounts {
    pub groups: Groups<Box<[u8]>>,
    /// The current time interval of the file.
    now: Option<i64>,
    /// The keys of the file so far, while it has had no time.
    waiting: Groups<Box<[u8]>>,
}

impl KeyCounts {
    /// Starts another file. If the previous one had no time, its frames count as frames without a time.
    pub fn begin_file(&mut self) {
        self.release(None);
        self.now = None;
    }

    /// Adds a chunk. Chunks must be added in input order.
    pub fn add(&mut self, chunk: ChunkKeys, has_time: bool) {
        for run in chunk.runs {
            if let Some(part) = run.part {
                self.now = Some(part);
                self.release(Some(part));
            }
            let waits = has_time && self.now.is_none();
            let mut counts: Vec<_> = run.counts.into_iter().collect();
            // If there are too many keys, the choice of those that are counted depends only on the input.
            counts.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
            for (key, count) in counts {
                match waits {
                    true => self.waiting.count(&key.into(), count),
                    false => self.groups.count(&with_part(self.now, &key), count),
                }
            }
        }
    }

    /// Counts the frames before the first time of a file with that time.
    fn release(&mut self, part: Option<i64>) {
        let waiting = std::mem::take(&mut self.waiting);
        self.groups.uncounted.merge(waiting.uncounted);
        for (key, count) in waiting.sorted() {
            self.groups.count(&with_part(part, key), count);
        }
    }
}

/// A key prefixed by its time interval, so that it sorts by time first.
fn with_part(part: Option<i64>, key: &[u8]) -> Box<[u8]> {
    let part = part.unwrap_or(i64::MIN) as u64 ^ 1 << 63;
    [&part.to_be_bytes()[..], key].concat().into()
}

/// The time interval and the rest of a key.
pub fn split_part(key: &[u8]) -> (Option<i64>, &[u8]) {
    let (part, key) = key.split_first_chunk::<8>().unwrap_or((&[0; 8], key));
    let part = (u64::from_be_bytes(*part) ^ 1 << 63) as i64;
    (Some(part).filter(|part| *part != i64::MIN), key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_split_into_their_values() {
        let keys = combined(&[Vec::new()], &[b"a".to_vec(), b"".to_vec()]);
        let keys = combined(&keys, &[]);
        let found: Vec<_> = keys.iter().map(|key| values_of(key)).collect();
        assert_eq!(found, [[Some("a".to_owned()), None], [Some(String::new()), None]]);
        for part in [None, Some(-5), Some(0), Some(7)] {
            assert_eq!(split_part(&with_part(part, &keys[0])), (part, keys[0].as_slice()));
        }
        assert!(with_part(None, b"z") < with_part(Some(-1), b"a"));
        assert!(with_part(Some(-1), b"z") < with_part(Some(1), b"a"));
    }

    #[test]
    fn lengths_of_intervals() {
        for (text, seconds) in [("30s", 30), ("5m", 300), ("1h", 3600), ("2 d", 172_800), ("1w", 604_800)] {
            assert_eq!(parse_every(text), Ok(Every(seconds * 1_000_000_000)), "{text}");
        }
        for text in ["", "5", "h", "0h", "1.5h", "-1h", "1y"] {
            assert!(parse_every(text).is_err(), "{text}");
        }
        assert_eq!(parse_every("1h").unwrap().part(-1), -1);
    }
}
