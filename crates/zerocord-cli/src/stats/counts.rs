//! The counts of `stats`, as `--json` prints them.

use std::cmp::Reverse;

use serde::{Serialize, Serializer};

use zerocord::Timestamp;

use super::by::{GroupBy, split_part, values_of};
use super::clock::Timeline;
use super::counts_table::shown;
use super::groups::{GroupKey, Groups, Rest};
use super::having::Having;
use super::histogram::Histogram;
use super::lag::Lag;
use super::tally::{Count, EventTally, OTHER, OpcodeRow, Tally, UnknownTally};
use crate::output::shown::shown as shown_text;
use crate::question::scope::Scope;
use crate::sequences::Tracker;

/// The maximum number of intervals into which the time is divided.
const PARTS_MAX: u64 = 120;

/// All counts.
pub struct StatsCounts {
    pub files: Vec<String>,
    pub bad_frames: u64,
    pub tally: Tally,
    pub unknown: UnknownTally,
    pub groups: Option<GroupCounts>,
    /// The path whose values are shown.
    pub histogram: Option<String>,
    pub timeline: Option<Timeline>,
    pub has_lag: bool,
    pub tracker: Tracker,
}

/// The contents of the recordings. `frames` and `bytes` include bad frames; all other counts exclude them. Newlines
/// are not counted.
#[derive(Debug, Serialize)]
pub struct StatsReport {
    pub files: Vec<String>,
    pub frames: u64,
    pub bytes: u64,
    pub bad_frames: u64,
    pub opcodes: Vec<OpcodeCount>,
    pub events: Vec<EventCount>,
    pub sequences: Sequences,
    /// Only with --by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupCounts>,
    /// Only with --histogram.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub histogram: Option<Histogram>,
    /// Only with --rates; null if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Option<Time>>,
    /// Only with --lag; null if there was no new message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lag: Option<Option<Lag>>,
}

/// Problems of the sequences. `verify` lists them.
#[derive(Debug, Serialize)]
pub struct Sequences {
    pub sessions: u64,
    pub gaps: u64,
    /// The number of missing frames in all gaps.
    pub missing: u64,
    pub repeats: u64,
    /// Whether the gaps look like those of a filter; left out if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub looks_filtered: bool,
}

/// Counts of frames by group.
#[derive(Debug, Serialize)]
pub struct GroupCounts {
    pub by: String,
    #[serde(skip)]
    pub names: Vec<String>,
    /// Whether groups are per time interval.
    #[serde(skip)]
    pub has_time: bool,
    /// The number of different groups, without the `uncounted` ones.
    pub ids: u64,
    pub top: Vec<GroupCount>,
    /// The number of groups in `rest`.
    #[serde(skip)]
    pub others: u64,
    /// The groups that are not listed.
    pub rest: FrameCount,
    /// Frames without a group.
    pub without: FrameCount,
    /// Frames whose ids appeared when too many were known.
    pub uncounted: FrameCount,
}

#[derive(Debug, Serialize)]
pub struct GroupCount {
    /// The start of its time interval, if there are intervals; null if no time is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Option<String>>,
    #[serde(flatten)]
    pub name: GroupName,
    pub count: u64,
    pub bytes: u64,
    /// Of all frames, from 0 to 1.
    pub share: f64,
}

/// The key of a group.
#[derive(Debug, Serialize)]
pub enum GroupName {
    #[serde(rename = "id", serialize_with = "as_text")]
    Id(u64),
    /// The values at the paths; null for absent ones.
    #[serde(rename = "values")]
    Values(Vec<Option<String>>),
}

fn as_text<S: Serializer>(id: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct FrameCount {
    pub count: u64,
    pub bytes: u64,
}

impl From<Count> for FrameCount {
    fn from(count: Count) -> FrameCount {
        FrameCount { count: count.frames, bytes: count.bytes }
    }
}

/// The times of frames, from the ids of messages.
#[derive(Debug, Serialize)]
pub struct Time {
    pub first: String,
    pub last: String,
    pub seconds: f64,
    #[serde(flatten)]
    pub timed: FrameCount,
    /// Frames of files without any message.
    pub untimed: u64,
    /// Null if the recording has no duration.
    pub frames_per_second: Option<f64>,
    pub bytes_per_second: Option<f64>,
    pub part_seconds: f64,
    pub parts: Vec<TimePart>,
}

#[derive(Debug, Serialize)]
pub struct TimePart {
    pub start: String,
    #[serde(skip)]
    pub start_unix_ms: u64,
    #[serde(flatten)]
    pub frames: FrameCount,
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
    /// Frames per second, if the time is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_second: Option<f64>,
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

impl StatsReport {
    pub fn new(found: StatsCounts) -> StatsReport {
        let StatsCounts { files, bad_frames, tally, unknown, groups, histogram, timeline, has_lag, tracker } =
            found;
        let time = timeline.map(Time::new);
        let seconds = time.as_ref().and_then(Option::as_ref).map(|time| time.seconds);
        let seconds = seconds.filter(|&seconds| seconds > 0.0);
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
                per_second: seconds.map(|seconds| event.count.frames as f64 / seconds),
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
        StatsReport {
            files,
            frames: tally.all.frames,
            bytes: tally.all.bytes,
            bad_frames,
            opcodes: opcodes.collect(),
            events,
            sequences: Sequences {
                sessions: tracker.sessions.count,
                looks_filtered: tracker.looks_filtered(),
                gaps: tracker.gaps.count,
                missing: tracker.missing,
                repeats: tracker.repeats.count,
            },
            groups: groups.map(|groups| groups.of_frames(tally.all.frames)),
            histogram: histogram.map(|path| Histogram::new(&path, &tally.values)),
            time,
            lag: has_lag.then(|| Lag::new(&tally.lags)),
        }
    }
}

impl GroupCounts {
    /// The counts of guilds, channels or users.
    pub fn of_ids(scope: Scope, groups: &Groups<u64>, len: usize, having: &Having) -> GroupCounts {
        let (top, rest) = groups.top(len, |count| having.is_match(count));
        let group = |(id, count)| GroupCount::new(None, GroupName::Id(id), count);
        GroupCounts::new(&[scope.name().to_owned()], groups, top.into_iter().map(group).collect(), rest)
    }

    /// The counts of the values at paths. With time intervals, the top groups of each interval, in order of time.
    pub fn of_keys(by: &GroupBy, groups: &Groups<Box<[u8]>>, len: usize, having: &Having) -> GroupCounts {
        let group = |part: Option<i64>, key: &[u8], count| {
            let start = by.every.map(|every| part.map(|part| moment(every.start_unix_ms(part))));
            GroupCount::new(start, GroupName::Values(values_of(key)), count)
        };
        if by.every.is_none() {
            let (top, rest) = groups.top(len, |count| having.is_match(count));
            let top = top.iter().map(|(key, count)| {
                let (part, key) = split_part(key);
                group(part, key, *count)
            });
            return GroupCounts::new(&by.names, groups, top.collect(), rest);
        }
        let mut rest = Rest::default();
        let mut top = Vec::new();
        let all = groups.sorted();
        let wanted: Vec<_> = all.into_iter().filter(|(_, count)| having.is_match(*count)).collect();
        for part in wanted.chunk_by(|(left, _), (right, _)| split_part(left).0 == split_part(right).0) {
            let mut part: Vec<_> = part.iter().collect();
            part.sort_by_key(|(_, count)| Reverse((count.frames, count.bytes)));
            for (index, (key, count)) in part.into_iter().enumerate() {
                let (start, key) = split_part(key);
                match index < len {
                    true => top.push(group(start, key, *count)),
                    false => rest.add(*count),
                }
            }
        }
        GroupCounts::new(&by.names, groups, top, rest)
    }

    fn new<K: GroupKey>(
        names: &[String],
        groups: &Groups<K>,
        top: Vec<GroupCount>,
        rest: Rest,
    ) -> GroupCounts {
        GroupCounts {
            by: names.join(","),
            names: names.to_vec(),
            has_time: top.iter().any(|group| group.start.is_some()),
            ids: groups.len() as u64,
            top,
            rest: rest.count.into(),
            others: rest.groups,
            without: groups.without.into(),
            uncounted: groups.uncounted.into(),
        }
    }

    /// Sets the shares of all frames.
    fn of_frames(mut self, frames: u64) -> GroupCounts {
        for group in &mut self.top {
            group.share = group.count as f64 / frames as f64;
        }
        self
    }
}

impl GroupCount {
    fn new(start: Option<Option<String>>, name: GroupName, count: Count) -> GroupCount {
        GroupCount { start, name, count: count.frames, bytes: count.bytes, share: 0.0 }
    }

    /// The name for a table, one cell per part.
    pub fn cells(&self) -> Vec<String> {
        let start = self.start.iter().map(|start| match start {
            Some(start) => shown(start),
            None => "(no time)".to_owned(),
        });
        match &self.name {
            GroupName::Id(id) => start.chain([id.to_string()]).collect(),
            GroupName::Values(values) => {
                let value = |value: &Option<String>| match value {
                    Some(value) => cut(value),
                    None => "(none)".to_owned(),
                };
                start.chain(values.iter().map(value)).collect()
            }
        }
    }
}

/// A value on one line of a table.
fn cut(value: &str) -> String {
    const LEN_MAX: usize = 60;
    let line: String = value.chars().take(LEN_MAX).collect();
    let end = if line.len() < value.len() { "\u{2026}" } else { "" };
    shown_text(&line).into_owned() + end
}

impl Time {
    /// `None` if the time is unknown.
    fn new(timeline: Timeline) -> Option<Time> {
        let (first, last) = timeline.span_unix_ms?;
        let (timeline, part_ms, parts) = timeline.finish(PARTS_MAX);
        let mut timed = Count::default();
        parts.iter().for_each(|(_, count)| timed.merge(*count));
        let seconds = (last - first) as f64 / 1000.0;
        let rate = |count: u64| (last > first).then(|| count as f64 / seconds);
        let parts = parts.into_iter().map(|(start_unix_ms, count)| TimePart {
            start: moment(signed(start_unix_ms)),
            start_unix_ms,
            frames: count.into(),
        });
        Some(Time {
            first: moment(signed(first)),
            last: moment(signed(last)),
            seconds,
            timed: timed.into(),
            untimed: timeline.untimed.frames,
            frames_per_second: rate(timed.frames),
            bytes_per_second: rate(timed.bytes),
            part_seconds: part_ms as f64 / 1000.0,
            parts: parts.collect(),
        })
    }
}

fn signed(unix_ms: u64) -> i64 {
    i64::try_from(unix_ms).unwrap_or(i64::MAX)
}

fn moment(unix_ms: i64) -> String {
    Timestamp::from_unix_millis(unix_ms).to_string()
}

impl Size {
    fn new(event: &EventTally) -> Size {
        // The middle of a bucket may be outside the range of the values.
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
