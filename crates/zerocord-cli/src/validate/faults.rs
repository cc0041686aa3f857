//! The bad frames that `validate` found, as text and as `--json` prints them.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;
use zerocord::Error;

use crate::input::bad_frames::Fault;
use crate::output::shown::shown;
use crate::output::text_table::{grouped, plural};

/// A bad frame.
#[derive(Debug, Default, Serialize)]
pub struct ListedFault {
    file: String,
    line: u64,
    byte: usize,
    reason: String,
    /// The next three fields are set if the frame could be read.
    path: Option<String>,
    excerpt: Option<String>,
    caret: Option<usize>,
}

impl ListedFault {
    /// A bad frame that begins at byte `offset` of this line of its chunk.
    pub fn new(line: u64, offset: usize, error: Error, frame: &[u8]) -> ListedFault {
        let explanation = error.explain(frame);
        let (excerpt, caret) = explanation.excerpt();
        ListedFault {
            file: String::new(),
            line,
            byte: offset + error.offset(),
            reason: error.kind().to_string(),
            path: Some(explanation.path().to_owned()),
            excerpt: Some(excerpt),
            caret: Some(caret),
        }
    }

    /// A line that is not a frame.
    pub fn not_a_frame(line: u64, offset: usize, fault: Fault) -> ListedFault {
        ListedFault { line, byte: offset, reason: fault.to_string(), ..ListedFault::default() }
    }

    /// A frame that exceeds the size limit. Its chunk contains nothing else.
    pub fn too_long(fault: Fault, len_max: usize) -> ListedFault {
        ListedFault { line: 1, byte: len_max, reason: fault.to_string(), ..ListedFault::default() }
    }

    /// Converts the position in the chunk to a position in the input.
    pub fn of(mut self, input: &str, line_before: u64) -> ListedFault {
        self.file = input.to_owned();
        self.line += line_before;
        self
    }
}

impl fmt::Display for ListedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: line {}, byte {}: {}", shown(&self.file), self.line, self.byte, self.reason)?;
        if let Some(path) = self.path.as_deref().filter(|path| !path.is_empty()) {
            writeln!(f, "  in {path}")?;
        }
        if let (Some(excerpt), Some(caret)) = (&self.excerpt, self.caret) {
            writeln!(f, "  {excerpt}\n  {:caret$}^", "")?;
        }
        Ok(())
    }
}

/// The result for all inputs.
#[derive(Debug, Serialize)]
pub struct ValidateReport {
    files: Vec<String>,
    frames: u64,
    bad_frames: u64,
    faults: Vec<ListedFault>,
}

impl ValidateReport {
    pub fn new(files: Vec<String>, frames: u64, bad_frames: u64, faults: Vec<ListedFault>) -> ValidateReport {
        ValidateReport { files, frames, bad_frames, faults }
    }

    /// Writes the number of bad frames, the number of bad frames that were not listed, and whether the whole input
    /// was read.
    pub fn write_sum(&self, listed_count: u64, is_whole: bool, out: &mut impl Write) -> io::Result<()> {
        if self.bad_frames > listed_count {
            let further = plural(self.bad_frames - listed_count, "further bad frame");
            writeln!(out, "... and {further} (--limit)")?;
        }
        let (frames, files) = (plural(self.frames, "frame"), plural(self.files.len() as u64, "file"));
        let rest = if is_whole { "" } else { "; not all input could be read" };
        match self.bad_frames {
            0 if is_whole => writeln!(out, "{frames} in {files}, all good"),
            bad => writeln!(out, "{frames} in {files}, {} bad{rest}", grouped(bad)),
        }
    }
}
