//! A value that has not been read yet.

use std::fmt;
use std::ops::Range;

use super::array::Elements;
use super::cursor::{check_literal, skip_white_space};
use super::error::{Error, ErrorKind, Expected, expected};
use super::number::parse_quoted_u64;
use super::object::Members;
use super::skip::skip_value;
use crate::limits::Limits;
use crate::simd::Backend;

/// An unread JSON value in a frame.
///
/// Only its beginning is known; its end is searched on request. Nothing is checked until then, and each method checks
/// no more than it needs.
#[derive(Clone, Copy)]
pub struct RawValue<'a> {
    frame: &'a [u8],
    start: u32,
    backend: Backend,
}

/// The type of a JSON value, judged by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// `{`
    Object,
    /// `[`
    Array,
    /// `"`
    String,
    /// A digit or `-`
    Number,
    /// `true` or `false`
    Bool,
    /// `null`
    Null,
}

impl<'a> RawValue<'a> {
    /// The document in `frame`, after any leading white space.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] for an empty frame, [`ErrorKind::FrameTooLong`] for a frame longer than 4 GiB.
    ///
    /// ```
    /// let document = zerocord::RawValue::new(br#" {"a": [1, 2]} "#)?;
    /// assert_eq!(document.to_bytes()?, br#"{"a": [1, 2]}"#);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    pub fn new(frame: &'a [u8]) -> Result<RawValue<'a>, Error> {
        RawValue::with_backend(frame, Backend::chosen())
    }

    /// Like [`new`](RawValue::new), with a given backend.
    ///
    /// # Errors
    /// As [`new`](RawValue::new).
    pub fn with_backend(frame: &'a [u8], backend: Backend) -> Result<RawValue<'a>, Error> {
        if frame.len() > FRAME_LEN_MAX {
            return Err(Error::new(ErrorKind::FrameTooLong, FRAME_LEN_MAX));
        }
        match skip_white_space(frame, 0) {
            start if start < frame.len() => Ok(RawValue::at(frame, start, backend)),
            _ => Err(Error::new(ErrorKind::Truncated, frame.len())),
        }
    }

    /// The value at `start`, in a frame whose length has been checked.
    #[inline]
    pub(crate) fn at(frame: &'a [u8], start: usize, backend: Backend) -> RawValue<'a> {
        RawValue { frame, start: start as u32, backend }
    }

    /// The value itself. Views have a method of the same name, so generic code over all payloads can use it.
    pub(crate) fn as_raw(self) -> RawValue<'a> {
        self
    }

    /// The frame that contains the value.
    #[inline]
    pub fn frame(self) -> &'a [u8] {
        self.frame
    }

    /// The offset of the value, in bytes from the start of the frame.
    #[inline]
    pub fn offset(self) -> usize {
        self.start as usize
    }

    /// The backend used to read the value.
    #[inline]
    pub(crate) fn backend(self) -> Backend {
        self.backend
    }

    /// The type of the value, judged by its first byte; the rest is not read.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a value if no value can begin with that byte.
    #[inline]
    pub fn kind(self) -> Result<ValueKind, Error> {
        match self.frame.get(self.offset()) {
            Some(b'{') => Ok(ValueKind::Object),
            Some(b'[') => Ok(ValueKind::Array),
            Some(b'"') => Ok(ValueKind::String),
            Some(b'-' | b'0'..=b'9') => Ok(ValueKind::Number),
            Some(b't' | b'f') => Ok(ValueKind::Bool),
            Some(b'n') => Ok(ValueKind::Null),
            _ => Err(expected(Expected::Value, self.frame, self.offset())),
        }
    }

    /// Whether the value is `null`.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] `null` if a literal begins with `n` and is not `null`.
    #[inline]
    pub fn is_null(self) -> Result<bool, Error> {
        if self.frame.get(self.offset()) != Some(&b'n') {
            return Ok(false);
        }
        check_literal(self.frame, self.offset(), b"null", Expected::Null).map(|_| true)
    }

    /// The digits of a string or of a bare whole number: how Discord writes ids and bit sets.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a snowflake; [`ErrorKind::NumberOutOfRange`] above `u64::MAX`.
    #[inline]
    pub fn quoted_u64(self) -> Result<u64, Error> {
        parse_quoted_u64(self.backend, self.frame, self.offset(), Expected::Snowflake)
    }

    /// The value's byte range in the frame, so that a caller can cut or patch it.
    ///
    /// Finds the value's end by its brackets and quotes; the bytes between are not checked.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] if the frame ends inside the value; [`ErrorKind::Expected`] a value if none begins
    /// here.
    pub fn range(self) -> Result<Range<usize>, Error> {
        Ok(self.offset()..skip_value(self.backend, self.frame, self.offset())?)
    }

    /// The bytes of the value. Finds its end first, as [`range`](RawValue::range) does.
    ///
    /// # Errors
    /// As [`range`](RawValue::range).
    pub fn to_bytes(self) -> Result<&'a [u8], Error> {
        Ok(&self.frame[self.range()?])
    }

    /// The JSON source of the value. Finds its end first, and checks that it is UTF-8. A string keeps its quotes.
    ///
    /// # Errors
    /// As [`range`](RawValue::range), and [`ErrorKind::InvalidUtf8`].
    pub fn to_json(self) -> Result<&'a str, Error> {
        let range = self.range()?;
        let start = range.start;
        let bytes = &self.frame[range];
        simdutf8::compat::from_utf8(bytes)
            .map_err(|error| Error::new(ErrorKind::InvalidUtf8, start + error.valid_up_to()))
    }

    /// The members of an object in order, each key with its unread value.
    ///
    /// Checks keys, colons and commas on the way; values are skipped as in [`range`](RawValue::range).
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object.
    pub fn members(self) -> Result<Members<'a>, Error> {
        Members::new(self)
    }

    /// The elements of an array in order, unread.
    ///
    /// Checks commas on the way; elements are skipped as in [`range`](RawValue::range).
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an array.
    pub fn elements(self) -> Result<Elements<'a>, Error> {
        Elements::new(self)
    }

    /// The value of an object's first member with this key, which may be spelled with escapes in the frame.
    ///
    /// # Errors
    /// As [`members`](RawValue::members) and each of its items up to the one found.
    pub fn get(self, key: &str) -> Result<Option<RawValue<'a>>, Error> {
        for member in self.members()? {
            let (found, value) = member?;
            if found.is(key) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// The whole value in owned form, built without recursion. The first of repeated keys counts.
    ///
    /// # Errors
    /// As [`range`](RawValue::range) and [`validate`](crate::validate): the whole value is checked.
    pub fn to_value(self) -> Result<serde_json::Value, Error> {
        let range = self.range()?;
        let start = range.start;
        super::validate::validate_with(&self.frame[range], self.backend)
            .map_err(|error| Error::new(error.kind(), start + error.offset()))?;
        super::value::build(self)
    }

    /// Deserializes the whole value with serde_json, which recurses as deep as the value nests, at most 127 levels. A
    /// `serde_json::Value` takes about 50 KiB of stack, while [`to_value`](RawValue::to_value) takes none.
    ///
    /// # Errors
    /// As [`range`](RawValue::range); if serde_json rejects the bytes, the error of [`validate`], or
    /// [`ErrorKind::Expected`] a value if the type does not match.
    ///
    /// [`validate`]: crate::validate
    pub fn deserialize<T: serde::de::DeserializeOwned>(self) -> Result<T, Error> {
        let range = self.range()?;
        let start = range.start;
        let bytes = &self.frame[range];
        serde_json::from_slice(bytes).map_err(|_| match super::validate::validate_with(bytes, self.backend) {
            Err(error) => Error::new(error.kind(), start + error.offset()),
            Ok(()) => expected(Expected::Value, self.frame, start),
        })
    }
}

impl Limits {
    /// Checks that `frame` does not exceed the size limit, for callers that use no arena.
    ///
    /// # Errors
    /// [`ErrorKind::FrameTooLong`].
    #[inline]
    pub fn check_frame(&self, frame: &[u8]) -> Result<(), Error> {
        if frame.len() > self.frame_bytes() {
            return Err(Error::new(ErrorKind::FrameTooLong, self.frame_bytes()));
        }
        Ok(())
    }
}

/// The longest supported frame: offsets have 32 bits, and a block may reach 64 bytes past the end.
pub(crate) const FRAME_LEN_MAX: usize = u32::MAX as usize - 64;

impl fmt::Debug for RawValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_bytes() {
            Ok(bytes) => f.write_str(&String::from_utf8_lossy(bytes)),
            Err(error) => write!(f, "<{error}>"),
        }
    }
}
