//! Rust errors as Python exceptions.

use std::io;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use zerocord::{Error, ErrorKind};
use zerocord_arrow::{BadFrameReason, ReportedReason, SourcePosition, TableReport};
use zerocord_firehose::{Damage, DamageKind, FrameFault};

/// Where a frame is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Position<'p> {
    pub file: Option<&'p str>,
    pub line: Option<u64>,
}

/// The attributes of `zerocord.Error`.
struct Parts<'p> {
    message: String,
    kind: &'static str,
    offset: Option<u64>,
    path: Option<String>,
    position: Position<'p>,
}

impl Parts<'_> {
    fn raise(self, py: Python<'_>) -> PyErr {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let Position { file, line } = self.position;
        let message = match (file, line) {
            (Some(file), Some(line)) => format!("{file}: line {line}: {}", self.message),
            (Some(file), None) => format!("{file}: {}", self.message),
            (None, Some(line)) => format!("line {line}: {}", self.message),
            (None, None) => self.message,
        };
        let arguments = (message, self.kind, self.offset, self.path, file, line);
        match CLASS.import(py, "zerocord._errors", "Error").and_then(|class| class.call1(arguments)) {
            Ok(error) => PyErr::from_value(error),
            Err(error) => error,
        }
    }
}

/// The exception for an error in a frame.
#[cold]
pub fn of_frame(py: Python<'_>, error: Error, frame: &[u8], position: Position<'_>) -> PyErr {
    let explanation = error.explain(frame);
    let path = Some(explanation.path().to_owned()).filter(|path| !path.is_empty());
    let message = match &path {
        Some(path) => format!("{error}, in `{path}`"),
        None => error.to_string(),
    };
    Parts { message, kind: kind_name(error.kind()), offset: Some(error.offset() as u64), path, position }
        .raise(py)
}

/// The exception for a frame that the reader could not return.
#[cold]
pub fn of_fault(py: Python<'_>, fault: FrameFault, position: Position<'_>) -> PyErr {
    Parts { message: fault.to_string(), kind: fault_name(fault), offset: None, path: None, position }
        .raise(py)
}

/// The exception for anything else that has a kind and a message.
#[cold]
pub fn of_kind(py: Python<'_>, kind: &'static str, message: String, position: Position<'_>) -> PyErr {
    Parts { message, kind, offset: None, path: None, position }.raise(py)
}

/// The exception for a table that cannot be made.
#[cold]
pub fn of_table(py: Python<'_>, kind: &'static str, message: String, path: Option<String>) -> PyErr {
    Parts { message, kind, offset: None, path, position: Position::default() }.raise(py)
}

/// The exception for the first problem in a report.
#[cold]
pub fn of_report(py: Python<'_>, report: &TableReport) -> PyErr {
    let at = |position: &'_ SourcePosition| (position.file.clone(), position.line, Some(position.byte));
    let (message, kind, path, (file, line, offset)) = match (report.first_bad.first(), report.wrong.first()) {
        (Some(bad), _) => {
            let kind = match bad.reason {
                ReportedReason::Known(BadFrameReason::Frame(error)) => kind_name(error.kind()),
                ReportedReason::Known(BadFrameReason::Reader(fault)) => fault_name(fault),
                _ => "other",
            };
            (bad.reason.to_string(), kind, None, at(&bad.position))
        }
        (None, Some(wrong)) => {
            let message = format!("{}: the value is not {}", wrong.path, wrong.expected);
            (message, "wrong_type", Some(wrong.path.clone()), wrong.first.first().map(at).unwrap_or_default())
        }
        (None, None) => ("bad frames".to_owned(), "other", None, Default::default()),
    };
    Parts { message, kind, offset, path, position: Position { file: file.as_deref(), line } }.raise(py)
}

/// The exception for an input that cannot be read: an exception of the file object, `zerocord.Error` for damaged data, `OSError`
/// with the file's name for the rest.
#[cold]
pub fn of_reading(py: Python<'_>, error: io::Error, file: Option<&str>) -> PyErr {
    if error.get_ref().is_some_and(|inner| inner.is::<PyErr>()) {
        return error.into();
    }
    if let Some(damage) = Damage::of(&error) {
        let kind = match damage.kind {
            DamageKind::CutShort => "cut_short",
            DamageKind::WindowTooLarge(_) | DamageKind::Dictionary(_) => "unsupported",
            _ => "damaged",
        };
        let position = Position { file, line: None };
        return Parts {
            message: damage.to_string(),
            kind,
            offset: Some(damage.offset),
            path: None,
            position,
        }
        .raise(py);
    }
    match (error.raw_os_error(), file) {
        (Some(number), Some(file)) => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((number, text, file.to_owned()))
        }
        (_, Some(file)) => PyOSError::new_err(format!("{file}: {error}")),
        _ => error.into(),
    }
}

fn fault_name(fault: FrameFault) -> &'static str {
    match fault {
        FrameFault::TooLong => "frame_too_long",
        FrameFault::Torn => "torn",
        _ => "other",
    }
}

fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Truncated => "truncated",
        ErrorKind::Expected(..) => "expected",
        ErrorKind::ControlCharacter(_) => "control_character",
        ErrorKind::InvalidEscape(_) => "invalid_escape",
        ErrorKind::LoneSurrogate => "lone_surrogate",
        ErrorKind::InvalidUtf8 => "invalid_utf8",
        ErrorKind::InvalidNumber => "invalid_number",
        ErrorKind::NumberOutOfRange => "number_out_of_range",
        ErrorKind::MismatchedBracket(_) => "mismatched_bracket",
        ErrorKind::TooDeep => "too_deep",
        ErrorKind::TrailingBytes(_) => "trailing_bytes",
        ErrorKind::MissingField(_) => "missing_field",
        ErrorKind::FrameTooLong => "frame_too_long",
        ErrorKind::ArenaFull => "arena_full",
        _ => "other",
    }
}
