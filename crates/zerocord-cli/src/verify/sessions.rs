//! The results of `verify`, as `--json` prints them.

use serde::Serialize;

use crate::sequences::{Continuation, Gap, Mark, Repeat, Session, Tracker};

/// The sessions of the recordings, and the problems found in them.
#[derive(Debug, Serialize)]
pub struct VerifyReport {
    pub files: Vec<String>,
    pub frames: u64,
    pub bad_frames: u64,
    pub dispatches: u64,
    pub unnumbered: u64,
    pub hellos: u64,
    pub missing: u64,
    pub mixed: bool,
    pub sessions: Vec<Session>,
    pub gaps: Vec<Gap>,
    pub repeats: Vec<Repeat>,
    pub marks: Vec<Mark>,
    pub continuations: Vec<Continuation>,
    /// Whether the gaps look like the result of a filter.
    pub looks_filtered: bool,
    pub left_out: LeftOut,
}

/// The number of items beyond the limit.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    pub sessions: u64,
    pub gaps: u64,
    pub repeats: u64,
    pub marks: u64,
}

impl VerifyReport {
    pub fn new(files: Vec<String>, tracker: Tracker, frames: u64, bad_frames: u64) -> VerifyReport {
        VerifyReport {
            files,
            frames,
            bad_frames,
            dispatches: tracker.dispatches,
            unnumbered: tracker.unnumbered,
            hellos: tracker.hellos,
            missing: tracker.missing,
            mixed: tracker.mixed,
            looks_filtered: tracker.looks_filtered(),
            left_out: LeftOut {
                sessions: tracker.sessions.left_out(),
                gaps: tracker.gaps.left_out(),
                repeats: tracker.repeats.left_out(),
                marks: tracker.marks.left_out(),
            },
            sessions: tracker.sessions.first,
            gaps: tracker.gaps.first,
            repeats: tracker.repeats.first,
            marks: tracker.marks.first,
            continuations: tracker.continuations,
        }
    }

    /// Whether nothing is missing and nothing is repeated.
    pub fn is_whole(&self) -> bool {
        self.gap_count() == 0 && self.repeat_count() == 0 && self.marks.is_empty() && self.left_out.marks == 0
    }

    pub fn gap_count(&self) -> u64 {
        self.gaps.len() as u64 + self.left_out.gaps
    }

    pub fn repeat_count(&self) -> u64 {
        self.repeats.len() as u64 + self.left_out.repeats
    }
}
