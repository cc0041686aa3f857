//! The report of what scans could not read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use zerocord_arrow::TableReport;

/// Collects what scans could not read, until it is taken.
#[derive(Debug, Default)]
pub struct ScanLog {
    parts: Mutex<BTreeMap<(String, String, u64), ScannedPart>>,
}

/// A part of a file that a scan has read, and what could not be read in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScannedPart {
    pub(crate) table: String,
    pub(crate) file: String,
    pub(crate) start: u64,
    /// The end of the part, if all of it was read.
    pub(crate) end: Option<u64>,
    pub(crate) lines: u64,
    pub(crate) problems: TableReport,
}

/// The bad frames and values of a table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScanReport {
    /// The table.
    pub table: String,
    /// Bad frames, and values that are null because their type is unexpected.
    pub problems: TableReport,
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
            match lines_before {
                Some(count) => problems.shift_lines(count),
                None => problems.remove_lines(),
            }
            before =
                lines_before.zip(part.end).map(|(lines, end)| (table.clone(), file, end, lines + part.lines));
            if problems.is_clean() {
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

impl fmt::Display for ScanReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TableReport { bad_frames, first_bad, wrong, .. } = &self.problems;
        let mut separator = "";
        if *bad_frames > 0 {
            let s = if *bad_frames == 1 { "" } else { "s" };
            write!(f, "{}: {bad_frames} bad frame{s} left out", self.table.to_ascii_lowercase())?;
            first_bad.iter().try_for_each(|bad| write!(f, "\n  {bad}"))?;
            separator = "\n";
        }
        for wrong in wrong {
            write!(f, "{separator}{wrong}")?;
            separator = "\n";
        }
        Ok(())
    }
}
