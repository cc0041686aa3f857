//! What can be wrong with a frame, and where.
//!
//! An [`Error`] is eight bytes: a kind and an offset. It does not know lines, files or field paths; those are added for
//! people by [`Error::explain`].

use std::fmt;

use super::explain::Explanation;
use super::field_name::FieldName;

/// What is wrong with a frame, and at which byte.
///
/// Small and `Copy`, so that a [`Result`] travels in registers. The offset counts from the frame's first byte. It is
/// part of each function's contract and is tested.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error {
    offset: u32,
    kind: ErrorKind,
}

const _: () = assert!(size_of::<Error>() == 8);

impl Error {
    /// An error of `kind` at byte `offset` of the frame.
    ///
    /// Frames longer than 4 GiB are rejected before anything is read, so every offset fits.
    #[cold]
    pub fn new(kind: ErrorKind, offset: usize) -> Error {
        Error { offset: u32::try_from(offset).unwrap_or(u32::MAX), kind }
    }

    /// What went wrong.
    pub fn kind(self) -> ErrorKind {
        self.kind
    }

    /// The offset in bytes from the start of the frame.
    pub fn offset(self) -> usize {
        self.offset as usize
    }

    /// The error in a readable form: with the path of the field and an excerpt of the frame.
    ///
    /// Walks the frame again; meant for logs, not for hot paths. Pass the frame that the error came from. With another
    /// frame the path and the excerpt are wrong, but nothing worse happens.
    ///
    /// ```
    /// let frame = br#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":true}}"#;
    /// let mut decoder = zerocord::Decoder::new();
    /// let zerocord::Event::TypingStart(typing) = decoder.decode(frame)? else { unreachable!() };
    /// let error = typing.user_id().unwrap_err();
    /// assert_eq!(error.to_string(), "expected a snowflake, found `t` at byte 48");
    /// assert_eq!(error.explain(frame).path(), "d.user_id");
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    pub fn explain(self, frame: &[u8]) -> Explanation<'_> {
        Explanation::new(self, frame)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            // The offset is the limit.
            ErrorKind::FrameTooLong => write!(f, "{} of {} bytes", self.kind, self.offset),
            ErrorKind::MissingField(_) => {
                write!(f, "{} in the object that ends at byte {}", self.kind, self.offset)
            }
            _ => write!(f, "{} at byte {}", self.kind, self.offset),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {}

/// What went wrong, with what was found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The frame ends before the value does.
    Truncated,
    /// The grammar or the field's type requires something else here; with the byte that was found.
    Expected(Expected, u8),
    /// A byte below 0x20 in a string is not escaped.
    ControlCharacter(u8),
    /// A backslash is followed by this byte, which does not start an escape, or `\u` by fewer than four hex digits.
    InvalidEscape(u8),
    /// A `\u` escape names one half of a surrogate pair and the other half is missing.
    LoneSurrogate,
    /// The bytes of a string are not UTF-8.
    InvalidUtf8,
    /// A number's spelling violates RFC 8259 (leading zero, no digit after `.` or `e`, a bare `-`).
    InvalidNumber,
    /// A number does not fit the requested type; for `f64`, it would be infinite.
    NumberOutOfRange,
    /// A closing bracket does not match the opening one.
    MismatchedBracket(u8),
    /// More containers are open at once than [`validate`](crate::validate) supports (127, as in serde_json), or objects
    /// nest deeper than the [`Limits`](crate::Limits) allow.
    TooDeep,
    /// Bytes other than white space follow the document.
    TrailingBytes(u8),
    /// The object has no such key, and the field's type has no value for absence; with the key or the path of a
    /// projection. The offset is that of the object's closing brace.
    MissingField(FieldName),
    /// The frame is longer than 4 GiB or than the [`Limits`](crate::Limits) allow; the offset is the limit.
    FrameTooLong,
    /// Views and unescaped strings would take more memory than the [`Limits`](crate::Limits) allow: those of one frame
    /// for a [`Decoder`](crate::Decoder), or those of all frames since its last reset for an [`Arena`](crate::Arena).
    ArenaFull,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            ErrorKind::Truncated => f.write_str("the frame ends too early"),
            ErrorKind::Expected(expected, found) => write!(f, "expected {expected}, found {}", ShownByte(found)),
            ErrorKind::ControlCharacter(byte) => {
                write!(f, "the control character {} in a string is not escaped", ShownByte(byte))
            }
            ErrorKind::InvalidEscape(byte) => {
                write!(f, "invalid escape in a string, at {}", ShownByte(byte))
            }
            ErrorKind::LoneSurrogate => f.write_str("the `\\u` escape is an unpaired surrogate"),
            ErrorKind::InvalidUtf8 => f.write_str("the string is not valid UTF-8"),
            ErrorKind::InvalidNumber => f.write_str("the number is malformed"),
            ErrorKind::NumberOutOfRange => f.write_str("the number is out of range"),
            ErrorKind::MismatchedBracket(byte) => write!(f, "{} does not match the opening bracket", ShownByte(byte)),
            ErrorKind::TooDeep => f.write_str("brackets are nested too deeply"),
            ErrorKind::TrailingBytes(byte) => write!(f, "{} after the end of the document", ShownByte(byte)),
            ErrorKind::MissingField(name) => match name.as_str() {
                Some(name) => write!(f, "the field `{name}` is missing"),
                None => f.write_str("a required field is missing"),
            },
            ErrorKind::FrameTooLong => f.write_str("the frame exceeds the size limit"),
            ErrorKind::ArenaFull => f.write_str(
                "the arena is full (use a `Decoder`, or reset the arena between frames; if one frame needs more, raise \
                 `Limits::arena_bytes`)",
            ),
        }
    }
}

/// What the grammar, or the type of a field, requires.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Expected {
    /// Any value.
    Value,
    /// A key in quotes.
    Key,
    /// `:` after a key.
    Colon,
    /// `,` or `}` after a member.
    CommaOrBrace,
    /// `,` or `]` after an element.
    CommaOrBracket,
    /// `,`, `}`, `]` or the end after a number or a literal.
    Delimiter,
    /// `{`.
    Object,
    /// `[`.
    Array,
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// Decimal digits in quotes, or a whole number.
    Snowflake,
    /// An ISO 8601 time in quotes.
    Timestamp,
    /// A set of bits: decimal digits in quotes, or a whole number.
    Flags,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::Value => "a value",
            Expected::Key => "a key",
            Expected::Colon => "`:` after a key",
            Expected::CommaOrBrace => "`,` or `}` after a value",
            Expected::CommaOrBracket => "`,` or `]` after a value",
            Expected::Delimiter => "the end of the value",
            Expected::Object => "an object",
            Expected::Array => "an array",
            Expected::Text => "a string",
            Expected::Integer => "a whole number",
            Expected::Number => "a number",
            Expected::Boolean => "`true` or `false`",
            Expected::Null => "`null`",
            Expected::Snowflake => "a snowflake",
            Expected::Timestamp => "a timestamp",
            Expected::Flags => "a set of flags",
        })
    }
}

/// Formats a byte for error messages.
struct ShownByte(u8);

impl fmt::Display for ShownByte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            byte @ 0x21..=0x7e => write!(f, "`{}`", byte as char),
            byte => write!(f, "0x{byte:02x}"),
        }
    }
}

/// An [`ErrorKind::Expected`] at `offset`, or [`ErrorKind::Truncated`] at the frame's end if `offset` is not in the
/// frame.
#[cold]
pub(crate) fn expected(expected: Expected, frame: &[u8], offset: usize) -> Error {
    match frame.get(offset) {
        Some(&found) => Error::new(ErrorKind::Expected(expected, found), offset),
        None => Error::new(ErrorKind::Truncated, frame.len()),
    }
}
