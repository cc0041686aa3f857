//! What scans could not read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use zerocord_arrow::{SourcePosition, TableReport};

/// Number of positions that are kept per problem.
const POSITIONS_MAX: usize = 5;

/// Collects what scans could not read, until it is taken.
#[derive(Debug, Default)]
pub struct ScanLog {
    parts: Mutex<BTreeMap<(String, String, u64), ScannedPart>>,
}

/// What a scan met in a part of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScannedPart {
    pub(crate) table: String,
    pub(crate) file: String,
    pub(crate) start: u64,
    /// The end of the part, if all of it was read.
    pub(crate) end: Option<u64>,
    pub(crate) lines: u64,
    pub(crate) problems: Problems,
}

/// What could not be read of a table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScanReport {
    /// The table.
    pub table: String,
    /// Bad frames, and values that are null because their type is unexpected.
    pub problems: Problems,
}

/// Values and frames that could not be read, with the first positions of each problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problems {
    /// Number of bad frames, which became no rows.
    pub bad_frames: u64,
    /// The positions of the first bad frames, and why they are bad.
    pub first_bad: Vec<(FramePosition, String)>,
    /// Columns with values of an unexpected type, which are null in the table.
    pub wrong: Vec<WrongColumn>,
}

/// A column with values of an unexpected type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WrongColumn {
    /// The table and the path of the column in it.
    pub path: String,
    /// The expected type.
    pub expected: String,
    /// Number of such values.
    pub count: u64,
    /// The positions of the first ones.
    pub first: Vec<FramePosition>,
}

/// A position in a recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FramePosition {
    /// The file.
    pub file: String,
    /// The line, counted from 1, if it is known.
    pub line: Option<u64>,
    /// The byte offset in the line.
    pub byte: u64,
}

impl ScanLog {
    pub(crate) fn add(&self, part: ScannedPart) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (part.table.clone(), part.file.clone(), part.start);
        // A query may scan a table twice. The scan with fewer conditions has seen more.
        match parts.get_mut(&key) {
            Some(known) if known.problems.bad_frames >= part.problems.bad_frames && known.end.is_some() => {}
            _ => {
                parts.insert(key, part);
            }
        }
    }

    /// Takes the parts as they are, for another process to add to its own.
    #[cfg(feature = "workers")]
    pub(crate) fn take_parts(&self) -> Vec<ScannedPart> {
        let parts = std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner));
        parts.into_values().collect()
    }

    /// Takes what was collected, by table. Tables of which everything was read are not listed.
    ///
    /// Line numbers are those of the file, unless a scan ended early: a query with `LIMIT` does not know how many lines are
    /// before a part of the file that it did not read.
    pub fn take(&self) -> Vec<ScanReport> {
        let parts = std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner));
        let mut reports: Vec<ScanReport> = Vec::new();
        // The end of the part before, and the lines before it.
        let mut before: Option<(String, String, u64, u64)> = None;
        for ((table, file, start), part) in parts {
            let lines_before = match &before {
                _ if start == 0 => Some(0),
                Some((last_table, last_file, end, lines)) => {
                    (*last_table == table && *last_file == file && *end == start).then_some(*lines)
                }
                None => None,
            };
            let mut problems = part.problems;
            for position in problems.positions() {
                position.line = position.line.zip(lines_before).map(|(line, before)| line + before);
            }
            before =
                lines_before.zip(part.end).map(|(lines, end)| (table.clone(), file, end, lines + part.lines));
            if problems.is_empty() {
                continue;
            }
            match reports.last_mut().filter(|last| last.table == table) {
                Some(last) => last.problems.merge(problems),
                None => reports.push(ScanReport { table, problems }),
            }
        }
        reports
    }
}

impl Problems {
    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.bad_frames == 0 && self.wrong.is_empty()
    }

    fn positions(&mut self) -> impl Iterator<Item = &mut FramePosition> {
        let wrong = self.wrong.iter_mut().flat_map(|wrong| &mut wrong.first);
        self.first_bad.iter_mut().map(|(position, _)| position).chain(wrong)
    }

    /// Adds those of a later part.
    fn merge(&mut self, other: Problems) {
        self.bad_frames += other.bad_frames;
        add_first(&mut self.first_bad, other.first_bad);
        for wrong in other.wrong {
            match self.wrong.iter_mut().find(|known| known.path == wrong.path) {
                Some(known) => {
                    known.count += wrong.count;
                    add_first(&mut known.first, wrong.first);
                }
                None => self.wrong.push(wrong),
            }
        }
    }
}

fn add_first<T>(first: &mut Vec<T>, others: Vec<T>) {
    let room = POSITIONS_MAX.saturating_sub(first.len());
    first.extend(others.into_iter().take(room));
}

impl From<TableReport> for Problems {
    fn from(report: TableReport) -> Problems {
        let bad = |bad: zerocord_arrow::BadFrame| (bad.position.into(), bad.reason.to_string());
        let wrong = |wrong: zerocord_arrow::WrongValues| WrongColumn {
            path: format!("{}.{}", wrong.table, wrong.path),
            expected: wrong.expected.to_owned(),
            count: wrong.count,
            first: wrong.first.into_iter().map(FramePosition::from).collect(),
        };
        Problems {
            bad_frames: report.bad_frames,
            first_bad: report.first_bad.into_iter().map(bad).collect(),
            wrong: report.wrong.into_iter().map(wrong).collect(),
        }
    }
}

impl From<SourcePosition> for FramePosition {
    fn from(position: SourcePosition) -> FramePosition {
        FramePosition {
            file: position.file.as_deref().unwrap_or_default().to_owned(),
            line: position.line,
            byte: position.byte,
        }
    }
}

impl FramePosition {
    fn fmt_line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}: line {line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl fmt::Display for FramePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_line(f)?;
        write!(f, ", byte {}", self.byte)
    }
}

impl fmt::Display for ScanReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problems { bad_frames, first_bad, wrong } = &self.problems;
        let mut separator = "";
        if *bad_frames > 0 {
            let s = if *bad_frames == 1 { "" } else { "s" };
            write!(f, "{}: {bad_frames} bad frame{s} left out", self.table.to_ascii_lowercase())?;
            for (position, reason) in first_bad {
                write!(f, "\n  ")?;
                position.fmt_line(f)?;
                // The reason includes the byte.
                write!(f, ": {reason}")?;
            }
            separator = "\n";
        }
        for WrongColumn { path, expected, count, first } in wrong {
            write!(f, "{separator}{path}: {count} values are not {expected}")?;
            for (index, position) in first.iter().enumerate() {
                write!(f, "{}{position}", if index == 0 { "; at " } else { "; " })?;
            }
            separator = "\n";
        }
        Ok(())
    }
}
