//! The findings of `drift`, as `--json` prints them.

use serde::Serialize;
use zerocord_schema::{FindingKind, Findings};

use super::baseline::Baseline;

/// The frame where a finding was first seen: the index of its file, and its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstLine {
    pub file: usize,
    pub line: u64,
}

/// What is new in the recordings, by event, kind, path and value.
#[derive(Debug, Serialize)]
pub struct DriftReport {
    pub files: Vec<String>,
    pub frames: u64,
    pub bad_frames: u64,
    /// The number of findings that are in the baseline, which are left out.
    pub known: u64,
    /// The number of occurrences beyond the limits.
    pub left_out: u64,
    pub findings: Vec<FindingRow>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub struct FindingRow {
    pub kind: FindingKind,
    pub event: String,
    pub path: String,
    pub found: String,
    /// What the table documents for this path; null for events and opcodes.
    pub documented: Option<String>,
    pub count: u64,
    pub first: First,
    /// Null if examples are disabled.
    pub example: Option<String>,
}

/// The position of the first occurrence.
#[derive(Debug, Serialize)]
pub struct First {
    pub file: String,
    /// Counted from 1.
    pub line: u64,
    /// Counted from 0 at the start of the frame.
    pub byte: usize,
}

impl DriftReport {
    pub fn new(
        files: Vec<String>,
        names: &[String],
        findings: Findings<FirstLine>,
        baseline: &Baseline,
        has_examples: bool,
        (frames, bad_frames): (u64, u64),
    ) -> DriftReport {
        let left_out = findings.left_out();
        let all = findings.into_list();
        let all_count = all.len();
        let new = all
            .into_iter()
            .filter(|finding| !baseline.has(finding.kind, &finding.event, &finding.path, &finding.found));
        let mut findings: Vec<FindingRow> = new
            .map(|finding| FindingRow {
                kind: finding.kind,
                event: finding.event,
                path: finding.path,
                found: finding.found,
                documented: finding.documented,
                count: finding.count,
                first: First {
                    file: names[finding.first.file].clone(),
                    line: finding.first.line,
                    byte: finding.offset,
                },
                example: has_examples.then_some(finding.example),
            })
            .collect();
        let known = (all_count - findings.len()) as u64;
        findings.sort_by(|left, right| left.key().cmp(&right.key()));
        DriftReport { files, frames, bad_frames, known, left_out, findings }
    }
}

impl FindingRow {
    fn key(&self) -> (&str, FindingKind, &str, &str) {
        (&self.event, self.kind, &self.path, &self.found)
    }
}
