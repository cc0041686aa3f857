//! Reports of values and frames that could not be read.

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
#[non_exhaustive]
pub struct BadFrame {
    /// The position of the frame; the byte is that of the error.
    pub position: SourcePosition,
    /// The problem.
    pub reason: BadFrameReason,
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

/// Values whose type does not match the column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrongValues {
    /// The table.
    pub table: String,
    /// The path of the column in it.
    pub path: String,
    /// The expected type.
    pub expected: &'static str,
    /// Number of such values.
    pub count: u64,
    /// The positions of the first ones.
    pub first: Vec<SourcePosition>,
}

/// A position in a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourcePosition {
    /// The file, if it is known.
    pub file: Option<Arc<str>>,
    /// The line, counted from 1, if it is known.
    pub line: Option<u64>,
    /// The byte offset in the line, or in the frame if the line is not known.
    pub byte: u64,
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
        let wrong = self.wrong.iter_mut().flat_map(|wrong| &mut wrong.first);
        for position in self.first_bad.iter_mut().map(|bad| &mut bad.position).chain(wrong) {
            position.line = position.line.map(|line| line + count);
        }
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
            self.first_bad.push(BadFrame { position: SourcePosition::new(origin, offset), reason });
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
                    expected,
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
