//! The differences between two recordings.

use std::collections::BTreeSet;

use serde::Serialize;

use super::shape::{EventShape, FieldShape, KINDS, Shape};

/// The thresholds for reporting differences.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The smallest factor between two shares or rates.
    pub factor: f64,
    /// The minimum number of frames: those that one recording has, or would have at the share of the other.
    pub min: f64,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub kind: ChangeKind,
    /// `None` for the rate of all events.
    pub event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_name: Option<&'static str>,
    /// Frames per second for rates, a share of all frames for events, a share of the event's frames for fields and types.
    pub before: f64,
    pub after: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    NewEvent,
    LostEvent,
    EventShare,
    EventRate,
    NewField,
    LostField,
    FieldShare,
    NewType,
    LostType,
}

impl ChangeKind {
    pub fn words(self) -> &'static str {
        match self {
            ChangeKind::NewEvent => "new event",
            ChangeKind::LostEvent => "lost event",
            ChangeKind::EventShare => "share of event",
            ChangeKind::EventRate => "rate of event",
            ChangeKind::NewField => "new field",
            ChangeKind::LostField => "lost field",
            ChangeKind::FieldShare => "share of field",
            ChangeKind::NewType => "new type",
            ChangeKind::LostType => "lost type",
        }
    }
}

/// All differences of two recordings.
#[derive(Debug, Default)]
pub struct Changes {
    pub found: Vec<Difference>,
    /// The number of differences that concern fewer frames than the limit.
    pub small_count: u64,
}

/// A number of frames out of a total.
#[derive(Clone, Copy, Debug)]
struct Ratio {
    count: u64,
    of: u64,
}

impl Ratio {
    fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }

    /// The larger of the count and the expected count at the share of the other.
    fn at_share_of(self, other: Ratio) -> f64 {
        (other.share() * self.of as f64).max(self.count as f64)
    }
}

/// The event, path and type of a difference.
#[derive(Clone, Copy)]
struct Subject<'a> {
    event: &'a str,
    path: Option<&'a str>,
    type_name: Option<&'static str>,
}

impl Changes {
    /// The differences, sorted by event name and path.
    pub fn new(before: &Shape, after: &Shape, limits: Limits) -> Changes {
        let mut changes = Changes::default();
        changes.compare_rates(None, before.frames, after.frames, (before, after), limits);
        let names: BTreeSet<&str> =
            before.events.keys().chain(after.events.keys()).map(|name| &**name).collect();
        let none = EventShape::default();
        for event in names {
            let old = before.events.get(event).unwrap_or(&none);
            let new = after.events.get(event).unwrap_or(&none);
            let parts = [
                Ratio { count: old.frames, of: before.frames },
                Ratio { count: new.frames, of: after.frames },
            ];
            let kinds = [ChangeKind::NewEvent, ChangeKind::LostEvent, ChangeKind::EventShare];
            changes.compare(kinds, parts, limits, Subject { event, path: None, type_name: None });
            if old.frames > 0 && new.frames > 0 {
                changes.compare_rates(Some(event), old.frames, new.frames, (before, after), limits);
                changes.compare_fields(event, old, new, limits);
            }
        }
        changes
    }

    fn compare_fields(&mut self, event: &str, old: &EventShape, new: &EventShape, limits: Limits) {
        let paths: BTreeSet<&str> = old.fields.keys().chain(new.fields.keys()).map(|path| &**path).collect();
        let none = FieldShape::default();
        for path in paths {
            let before = old.fields.get(path).unwrap_or(&none);
            let after = new.fields.get(path).unwrap_or(&none);
            let subject = Subject { event, path: Some(path), type_name: None };
            let parts = [
                Ratio { count: before.frames, of: old.frames },
                Ratio { count: after.frames, of: new.frames },
            ];
            let kinds = [ChangeKind::NewField, ChangeKind::LostField, ChangeKind::FieldShare];
            self.compare(kinds, parts, limits, subject);
            if before.frames == 0 || after.frames == 0 {
                continue;
            }
            for (index, name) in KINDS.iter().enumerate() {
                let counts = [before.kinds[index], after.kinds[index]];
                if (counts[0] == 0) != (counts[1] == 0) {
                    let parts = [
                        Ratio { count: counts[0], of: before.frames },
                        Ratio { count: counts[1], of: after.frames },
                    ];
                    let kinds = [ChangeKind::NewType, ChangeKind::LostType, ChangeKind::NewType];
                    self.compare(kinds, parts, limits, Subject { type_name: Some(name), ..subject });
                }
            }
        }
    }

    /// Adds the difference of two shares as a new, a lost or a changed one.
    fn compare(
        &mut self,
        [new, lost, changed]: [ChangeKind; 3],
        [before, after]: [Ratio; 2],
        limits: Limits,
        subject: Subject<'_>,
    ) {
        let shares = [before.share(), after.share()];
        let kind = match (before.count > 0, after.count > 0) {
            (false, true) => new,
            (true, false) => lost,
            (true, true) if has_factor(shares, limits.factor) => changed,
            _ => return,
        };
        // A recording may be too short to contain rare values of the other.
        if before.at_share_of(after).min(after.at_share_of(before)) < limits.min {
            self.small_count += 1;
            return;
        }
        let [before, after] = shares;
        self.found.push(Difference {
            kind,
            event: Some(subject.event.to_owned()),
            path: subject.path.map(str::to_owned),
            type_name: subject.type_name,
            before,
            after,
        });
    }

    /// Adds the difference of two rates, if the time of both recordings is known.
    fn compare_rates(
        &mut self,
        event: Option<&str>,
        old_count: u64,
        new_count: u64,
        (before, after): (&Shape, &Shape),
        limits: Limits,
    ) {
        let Some((old_seconds, new_seconds)) = before.seconds().zip(after.seconds()) else { return };
        let rates = [old_count as f64 / old_seconds, new_count as f64 / new_seconds];
        if !has_factor(rates, limits.factor) {
            return;
        }
        let [old_expected, new_expected] = [rates[1] * old_seconds, rates[0] * new_seconds];
        if old_expected.max(old_count as f64).min(new_expected.max(new_count as f64)) < limits.min {
            self.small_count += 1;
            return;
        }
        self.found.push(Difference {
            kind: ChangeKind::EventRate,
            event: event.map(str::to_owned),
            path: None,
            type_name: None,
            before: rates[0],
            after: rates[1],
        });
    }
}

fn has_factor([left, right]: [f64; 2], factor: f64) -> bool {
    left.min(right) > 0.0 && left.max(right) / left.min(right) >= factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: (u64, u64), after: (u64, u64), want: Option<ChangeKind>, small_count: u64) {
        let mut changes = Changes::default();
        let kinds = [ChangeKind::NewField, ChangeKind::LostField, ChangeKind::FieldShare];
        let parts = [before, after].map(|(count, of)| Ratio { count, of });
        let limits = Limits { factor: 2.0, min: 5.0 };
        changes.compare(kinds, parts, limits, Subject { event: "A", path: Some("x"), type_name: None });
        assert_eq!(changes.found.first().map(|change| change.kind), want);
        assert_eq!(changes.small_count, small_count);
    }

    #[test]
    fn differences_need_frames_on_both_sides() {
        check((0, 100), (10, 100), Some(ChangeKind::NewField), 0);
        check((10, 100), (0, 100), Some(ChangeKind::LostField), 0);
        // At a tenth, a recording of 40 frames would have 4 of them.
        check((0, 40), (10, 100), None, 1);
        check((10, 100), (0, 40), None, 1);
        check((0, 100), (4, 100), None, 1);
        check((10, 100), (20, 100), Some(ChangeKind::FieldShare), 0);
        check((10, 100), (19, 100), None, 0);
        check((50, 500), (1, 100), Some(ChangeKind::FieldShare), 0);
        check((0, 100), (0, 100), None, 0);
        check((0, 0), (10, 100), None, 1);
    }
}
