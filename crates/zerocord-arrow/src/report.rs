//! Reports of values and frames that could not be read.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use zerocord::Error;
use zerocord_firehose::FrameFault;

use crate::origin::FrameOrigin;
use crate::plan::Paths;

/// Number of positions that are kept per problem.
const POSITIONS_MAX: usize = 5;

/// Values and frames that could not be read, with the first positions of each problem.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TableReport {
    /// Number of bad frames, which became no rows.
    pub bad_frames: u64,
    /// The first bad frames.
    pub first_bad: Vec<BadFrame>,
    /// Columns with values of an unexpected type, which are null in the table.
    pub wrong: Vec<WrongValues>,
}

/// A frame that was not added as a row.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BadFrame {
    /// The position of the frame; the byte is that of the error.
    pub position: SourcePosition,
    /// The problem.
    pub reason: ReportedReason,
}

/// The reason why a frame was not added as a row.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BadFrameReason {
    /// It is invalid JSON, or not a frame.
    #[error("{0}")]
    Frame(Error),
    /// The reader rejected it: it is torn or too long.
    #[error("{0}")]
    Reader(FrameFault),
    /// The row is longer than a column can hold.
    #[error("the row is too long")]
    RowTooLong,
}

/// The reason in a report.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ReportedReason {
    /// A table or a reader of this process gave it.
    Known(BadFrameReason),
    /// The text of the reason, in a report that another process wrote. Every reason is written as its text.
    Text(String),
}

impl fmt::Display for ReportedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReportedReason::Known(reason) => reason.fmt(f),
            ReportedReason::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ReportedReason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ReportedReason {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<ReportedReason, D::Error> {
        serde::Deserialize::deserialize(deserializer).map(ReportedReason::Text)
    }
}

/// Values whose type does not match the column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WrongValues {
    /// The table.
    pub table: String,
    /// The path of the column in it.
    pub path: String,
    /// The expected type.
    pub expected: Cow<'static, str>,
    /// Number of such values.
    pub count: u64,
    /// The positions of the first ones.
    pub first: Vec<SourcePosition>,
}

/// A position in a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SourcePosition {
    /// The file, if it is known.
    #[cfg_attr(feature = "serde", serde(with = "shared_text"))]
    pub file: Option<Arc<str>>,
    /// The line, counted from 1, if it is known.
    pub line: Option<u64>,
    /// The byte offset in the line, or in the frame if the line is not known.
    pub byte: u64,
}

/// Shared strings, written as strings.
#[cfg(feature = "serde")]
mod shared_text {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        text: &Option<Arc<str>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        text.as_deref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Arc<str>>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(Arc::from))
    }
}

impl TableReport {
    /// Whether everything was read.
    pub fn is_clean(&self) -> bool {
        self.bad_frames == 0 && self.wrong.is_empty()
    }

    /// Adds the contents of a report about a later part of the recording.
    pub fn merge(&mut self, other: TableReport) {
        self.bad_frames += other.bad_frames;
        add_first(&mut self.first_bad, other.first_bad);
        for wrong in other.wrong {
            match self.wrong.iter_mut().find(|known| known.table == wrong.table && known.path == wrong.path) {
                Some(known) => {
                    known.count += wrong.count;
                    add_first(&mut known.first, wrong.first);
                }
                None => self.wrong.push(wrong),
            }
        }
    }

    /// Adds `count` to all line numbers, for a report about a part of a recording whose lines were counted from the
    /// start of the part.
    pub fn shift_lines(&mut self, count: u64) {
        self.positions().for_each(|position| position.line = position.line.map(|line| line + count));
    }

    /// Removes all line numbers, for a report about a part of a recording with an unknown number of lines before it.
    pub fn remove_lines(&mut self) {
        self.positions().for_each(|position| position.line = None);
    }

    fn positions(&mut self) -> impl Iterator<Item = &mut SourcePosition> {
        let wrong = self.wrong.iter_mut().flat_map(|wrong| &mut wrong.first);
        self.first_bad.iter_mut().map(|bad| &mut bad.position).chain(wrong)
    }

    /// Adds a bad frame that was not given to a table, such as one that the reader rejected.
    #[cold]
    pub fn add_bad(&mut self, origin: &FrameOrigin<'_>, reason: BadFrameReason) {
        self.bad_frames += 1;
        if self.first_bad.len() < POSITIONS_MAX {
            let offset = match reason {
                BadFrameReason::Frame(error) => error.offset(),
                _ => 0,
            };
            let position = SourcePosition::new(origin, offset);
            self.first_bad.push(BadFrame { position, reason: ReportedReason::Known(reason) });
        }
    }

    #[cold]
    pub(crate) fn add_wrong(
        &mut self,
        table: &str,
        paths: &Paths,
        origin: &FrameOrigin<'_>,
        wrong: &[(u32, u32)],
    ) {
        for &(path, offset) in wrong {
            let (path, expected) = &paths.list[path as usize];
            let known = self.wrong.iter().position(|known| known.table == table && known.path == *path);
            let index = known.unwrap_or_else(|| {
                self.wrong.push(WrongValues {
                    table: table.to_owned(),
                    path: path.clone(),
                    expected: Cow::Borrowed(expected),
                    count: 0,
                    first: Vec::new(),
                });
                self.wrong.len() - 1
            });
            let known = &mut self.wrong[index];
            known.count += 1;
            if known.first.len() < POSITIONS_MAX {
                known.first.push(SourcePosition::new(origin, offset as usize));
            }
        }
    }
}

fn add_first<T>(first: &mut Vec<T>, others: Vec<T>) {
    let room = POSITIONS_MAX.saturating_sub(first.len());
    first.extend(others.into_iter().take(room));
}

impl SourcePosition {
    fn new(origin: &FrameOrigin<'_>, offset: usize) -> SourcePosition {
        SourcePosition {
            file: origin.file.map(Arc::from),
            line: origin.line,
            byte: origin.offset.unwrap_or(0) + offset as u64,
        }
    }
}

impl SourcePosition {
    fn fmt_line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, "{file}: line {line}"),
            (Some(file), None) => f.write_str(file),
            (None, Some(line)) => write!(f, "line {line}"),
            (None, None) => Ok(()),
        }
    }

    fn has_line(&self) -> bool {
        self.file.is_some() || self.line.is_some()
    }
}

impl fmt::Display for SourcePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_line(f)?;
        write!(f, "{}byte {}", if self.has_line() { ", " } else { "" }, self.byte)
    }
}

impl fmt::Display for BadFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The reason includes the byte.
        self.position.fmt_line(f)?;
        write!(f, "{}{}", if self.position.has_line() { ": " } else { "" }, self.reason)
    }
}

impl fmt::Display for WrongValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}: {} values are not {}", self.table, self.path, self.count, self.expected)?;
        for (index, position) in self.first.iter().enumerate() {
            write!(f, "{}{position}", if index == 0 { "; at " } else { "; " })?;
        }
        Ok(())
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_shown_alike_after_it_was_written_and_read() {
        let mut report = TableReport::default();
        let origin = FrameOrigin { file: Some("a.ndjson"), line: Some(3), ..FrameOrigin::default() };
        let error = zerocord::Envelope::peek(b"{").unwrap_err();
        report.add_bad(&origin, BadFrameReason::Frame(error));
        report.add_bad(&FrameOrigin::default(), BadFrameReason::Reader(FrameFault::Torn));
        let paths = Paths { list: vec![("user_id".to_owned(), "a snowflake")], ..Paths::default() };
        report.add_wrong("TYPING_START", &paths, &origin, &[(0, 7)]);
        let read: TableReport = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
        let show = |report: &TableReport| {
            let bad: Vec<String> = report.first_bad.iter().map(BadFrame::to_string).collect();
            let wrong: Vec<String> = report.wrong.iter().map(WrongValues::to_string).collect();
            (report.bad_frames, bad, wrong)
        };
        assert_eq!(show(&read), show(&report));
        assert_eq!(read.wrong, report.wrong);
    }
}
