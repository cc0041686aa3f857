//! What scans could not read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use zerocord_arrow::TableReport;

/// Collects what scans could not read, until it is taken.
#[derive(Debug, Default)]
pub struct ScanLog {
    parts: Mutex<BTreeMap<(String, String, u64), ScannedPart>>,
}

/// What a scan met in a part of a file.
#[derive(Clone, Debug)]
pub(crate) struct ScannedPart {
    pub(crate) table: String,
    pub(crate) file: String,
    pub(crate) start: u64,
    /// The end of the part, if all of it was read.
    pub(crate) end: Option<u64>,
    pub(crate) lines: u64,
    pub(crate) report: TableReport,
}

/// What could not be read of a table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScanReport {
    /// The table.
    pub table: String,
    /// Bad frames, and values that are null because their type is unexpected.
    pub report: TableReport,
}

impl ScanLog {
    pub(crate) fn add(&self, part: ScannedPart) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (part.table.clone(), part.file.clone(), part.start);
        // A query may scan a table twice. The scan with fewer conditions has seen more.
        match parts.get_mut(&key) {
            Some(known) if known.report.bad_frames >= part.report.bad_frames && known.end.is_some() => {}
            _ => {
                parts.insert(key, part);
            }
        }
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
            let mut report = part.report;
            match lines_before {
                Some(lines) => report.shift_lines(lines),
                None => forget_lines(&mut report),
            }
            before =
                lines_before.zip(part.end).map(|(lines, end)| (table.clone(), file, end, lines + part.lines));
            if report.is_clean() {
                continue;
            }
            match reports.last_mut().filter(|last| last.table == table) {
                Some(last) => last.report.merge(report),
                None => reports.push(ScanReport { table, report }),
            }
        }
        reports
    }
}

fn forget_lines(report: &mut TableReport) {
    let wrong = report.wrong.iter_mut().flat_map(|wrong| &mut wrong.first);
    for position in report.first_bad.iter_mut().map(|bad| &mut bad.position).chain(wrong) {
        position.line = None;
    }
}

impl fmt::Display for ScanReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = &self.report;
        let mut separator = "";
        if report.bad_frames > 0 {
            let s = if report.bad_frames == 1 { "" } else { "s" };
            write!(f, "{}: {} bad frame{s} left out", self.table.to_ascii_lowercase(), report.bad_frames)?;
            for bad in &report.first_bad {
                write!(f, "\n  {bad}")?;
            }
            separator = "\n";
        }
        for wrong in &report.wrong {
            write!(f, "{separator}{wrong}")?;
            separator = "\n";
        }
        Ok(())
    }
}
