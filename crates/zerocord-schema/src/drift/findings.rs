//! The findings: each is stored once, with its count and its first position.

use std::collections::HashMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// The kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// An event with an unknown name.
    NewEvent,
    /// An unknown opcode.
    NewOpcode,
    /// A key that the object does not have in the table.
    NewKey,
    /// A value that the enum does not have in the table, or a tag without a variant.
    NewEnumValue,
    /// A bit that the flag set does not have in the table.
    NewFlagBit,
    /// A value of another JSON type, or a string of another format, than in the table.
    TypeChanged,
    /// A null that the table does not allow.
    UndocumentedNull,
    /// A missing key that is always present according to the table.
    MissingKey,
}

impl FindingKind {
    /// The name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            FindingKind::NewEvent => "new event",
            FindingKind::NewOpcode => "new opcode",
            FindingKind::NewKey => "new key",
            FindingKind::NewEnumValue => "new enum value",
            FindingKind::NewFlagBit => "new flag bit",
            FindingKind::TypeChanged => "type changed",
            FindingKind::UndocumentedNull => "undocumented null",
            FindingKind::MissingKey => "missing key",
        }
    }
}

/// One difference from the table, however often it occurred.
///
/// Two findings with the same `kind`, `event`, `path` and `found` are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<P> {
    /// The kind of the finding.
    pub kind: FindingKind,
    /// The name of the event, or of the opcode if the frame is not a dispatch; empty if there is neither.
    pub event: String,
    /// The path of the value: keys of the payload separated by dots, `[]` for the elements of an array and `{}` for the
    /// values of a map, as in `mentions[].id`. Paths in the envelope begin with `$`: `$d` is the payload.
    pub path: String,
    /// What was found: the name of the event, the opcode, the key, the value, the number of the bit, or the JSON type.
    pub found: String,
    /// The object, enum, flag set or type that the table has there; `None` for events and opcodes.
    pub documented: Option<String>,
    /// How often it occurred.
    pub count: u64,
    /// The first frame that has it, as the caller identifies frames.
    pub first: P,
    /// The offset in that frame, in bytes.
    pub offset: usize,
    /// The value, or the beginning of it, unchanged. For a missing key, the object that lacks it.
    pub example: String,
}

/// The `found` of the merged finding, for a path with more distinct values than are kept.
pub const OTHER: &str = "(other)";

/// Findings, each stored once, in the order of their first occurrence.
#[derive(Clone, Debug)]
pub struct Findings<P> {
    /// The maximum number kept in total, and of one kind per path.
    count_max: usize,
    place_count_max: usize,
    list: Vec<Finding<P>>,
    /// The index in the list, by identity.
    places: HashMap<Box<str>, usize>,
    /// How many findings of one kind are kept per path.
    place_counts: HashMap<Box<str>, usize>,
    left_out: u64,
    /// Buffer for the identity being looked up.
    identity: String,
}

impl<P> Findings<P> {
    /// No findings yet.
    ///
    /// Up to `count_max` are kept; further ones are counted by [`left_out`](Findings::left_out). For each kind, event
    /// and path, `place_count_max` are kept; further ones are merged into one finding, [`OTHER`].
    pub fn new(count_max: usize, place_count_max: usize) -> Findings<P> {
        Findings {
            count_max,
            place_count_max,
            list: Vec::new(),
            places: HashMap::new(),
            place_counts: HashMap::new(),
            left_out: 0,
            identity: String::new(),
        }
    }

    /// The findings, in the order of their first occurrence.
    pub fn list(&self) -> &[Finding<P>] {
        &self.list
    }

    /// The findings, in the order of their first occurrence.
    pub fn into_list(self) -> Vec<Finding<P>> {
        self.list
    }

    /// The number of occurrences of findings that were not kept.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.left_out == 0
    }

    /// Adds `count` occurrences. For the first one, `make` creates the finding; its count is ignored.
    pub(super) fn add(
        &mut self,
        kind: FindingKind,
        event: &str,
        path: &str,
        found: &str,
        count: u64,
        make: impl FnOnce() -> Finding<P>,
    ) {
        self.identity.clear();
        // Writing to a `String` does not fail. Neither name nor path contains a newline.
        let _ = write!(self.identity, "{}\n{event}\n{path}\n", kind.name());
        let place_len = self.identity.len();
        self.identity.push_str(found);
        if let Some(&place) = self.places.get(self.identity.as_str()) {
            self.list[place].count += count;
            return;
        }
        let place_count = self.place_counts.get(&self.identity[..place_len]).copied().unwrap_or(0);
        let is_other = place_count >= self.place_count_max;
        if is_other {
            self.identity.truncate(place_len);
            self.identity.push_str(OTHER);
            if let Some(&place) = self.places.get(self.identity.as_str()) {
                self.list[place].count += count;
                return;
            }
        }
        if self.list.len() >= self.count_max {
            self.left_out += count;
            return;
        }
        self.place_counts.insert(self.identity[..place_len].into(), place_count + 1);
        self.places.insert(self.identity.as_str().into(), self.list.len());
        let mut finding = make();
        finding.count = count;
        if is_other {
            finding.found = OTHER.to_owned();
        }
        self.list.push(finding);
    }

    /// Adds findings of later frames. `place` converts their frame references to the ones that this caller uses.
    pub fn append<Q>(&mut self, later: Findings<Q>, place: impl Fn(Q) -> P) {
        self.left_out += later.left_out;
        for finding in later.list {
            let Finding { kind, event, path, found, documented, count, first, offset, example } = finding;
            self.add(kind, &event.clone(), &path.clone(), &found.clone(), count, || Finding {
                kind,
                event,
                path,
                found,
                documented,
                count,
                first: place(first),
                offset,
                example,
            });
        }
    }

    /// Removes all findings.
    pub fn clear(&mut self) {
        self.list.clear();
        self.places.clear();
        self.place_counts.clear();
        self.left_out = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(findings: &mut Findings<u64>, path: &str, found: &str, first: u64) {
        findings.add(FindingKind::NewKey, "READY", path, found, 1, || Finding {
            kind: FindingKind::NewKey,
            event: "READY".to_owned(),
            path: path.to_owned(),
            found: found.to_owned(),
            documented: None,
            count: 0,
            first,
            offset: 0,
            example: String::new(),
        });
    }

    fn rows(findings: &Findings<u64>) -> Vec<(&str, &str, u64, u64)> {
        let row = |finding: &Finding<u64>| (finding.count, finding.first);
        findings
            .list()
            .iter()
            .map(|finding| (finding.path.as_str(), finding.found.as_str(), row(finding).0, row(finding).1))
            .collect()
    }

    #[test]
    fn repeated_findings_are_counted() {
        let mut findings = Findings::new(10, 10);
        for (path, found, first) in [("a", "x", 1), ("b", "x", 2), ("a", "x", 3), ("a", "y", 4)] {
            add(&mut findings, path, found, first);
        }
        assert_eq!(rows(&findings), [("a", "x", 2, 1), ("b", "x", 1, 2), ("a", "y", 1, 4)]);
        let mut all = Findings::new(10, 10);
        add(&mut all, "b", "x", 0);
        all.append(findings, |line| line + 100);
        assert_eq!(rows(&all), [("b", "x", 2, 0), ("a", "x", 2, 101), ("a", "y", 1, 104)]);
    }

    #[test]
    fn limits_are_kept_and_reported() {
        let mut findings = Findings::new(4, 2);
        for found in ["1", "2", "3", "4", "1"] {
            add(&mut findings, "a", found, 0);
        }
        assert_eq!(rows(&findings), [("a", "1", 2, 0), ("a", "2", 1, 0), ("a", OTHER, 2, 0)]);
        for path in ["b", "c", "d", "b"] {
            add(&mut findings, path, "1", 0);
        }
        assert_eq!((findings.list().len(), findings.left_out()), (4, 2));
        findings.clear();
        assert!(findings.is_empty());
    }
}
