//! Frames inside other data: an object written by a logger, a JSON string, a line of a log.
//!
//! This module knows how frames are wrapped, but not what they contain: that is the task of the crate `zerocord`. A
//! line has a frame and a *wrapper*: the JSON object with everything else on the line, such as the time.

mod sniff;
mod unescape;
mod unlined;
mod walk;

pub use sniff::{Hint, hint_for};
pub(crate) use unlined::Unlined;

use std::fmt;

use zerocord::{FrameCursor, RawValue};

use walk::walk;

/// How a line of a recording contains its frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framing {
    /// The line itself is the frame.
    #[default]
    Line,
    /// The line is an object, and the frame is the object at these keys: `{"ts":1,"data":{"op":11}}`.
    Object(Vec<String>),
    /// The line is an object, and the frame is in the string at these keys: `{"raw":"{\"op\":11}"}`.
    Text(Vec<String>),
    /// Something else precedes the frame: `2026-01-07 02:15:56 [Receive] {"op":11}`. The wrapper is an object with `prefix`.
    /// What follows the frame is ignored if it has no `{`.
    Prefix,
    /// Like [`Framing::Text`], with something before the frame in the string: `{"log":"[Receive] {\"op\":11}
    /// "}`.
    PrefixInText(Vec<String>),
}

impl Framing {
    /// [`Framing::Object`] at a path of keys separated by dots.
    pub fn object(path: &str) -> Framing {
        Framing::Object(path.split('.').map(str::to_owned).collect())
    }

    /// [`Framing::Text`] at a path of keys separated by dots.
    pub fn text(path: &str) -> Framing {
        Framing::Text(path.split('.').map(str::to_owned).collect())
    }

    /// [`Framing::PrefixInText`] at a path of keys separated by dots.
    pub fn prefix_in_text(path: &str) -> Framing {
        Framing::PrefixInText(path.split('.').map(str::to_owned).collect())
    }
}

/// The number of bytes that may be examined per byte of a line, so that hostile lines take linear time.
const LOOKS_PER_BYTE: usize = 16;

/// Short lines may be examined as if they had this many bytes.
const LINE_LEN_MIN: usize = 4096;

/// A frame extracted from a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unwrapped<'l> {
    /// The frame's bytes.
    pub frame: &'l [u8],
    /// The JSON object around it. For [`Framing::Prefix`], an object with the string `prefix`; for [`Framing::Line`],
    /// `{}`.
    pub wrapper: &'l [u8],
    /// The offset of the frame in the line; for [`Framing::Text`], the offset of its string.
    pub offset: usize,
}

/// Why no frame could be extracted from a line or from a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnwrapError {
    /// The kind of error.
    pub kind: UnwrapErrorKind,
    /// The byte offset in the line.
    pub offset: usize,
}

/// A kind of error in a line around its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnwrapErrorKind {
    /// The line is not a JSON object, or ends before the object does.
    NotWhole,
    /// The object has nothing at the keys, or a value that is neither an object nor a string.
    NoFrame,
    /// A string is where an object should be.
    IsText,
    /// An object is where a string should be.
    IsObject,
    /// The string at the keys cannot be unescaped.
    BadText,
    /// There is no `{` on the line.
    NoBrace,
    /// The end of the frame is missing, and another frame begins on the same line.
    Torn,
}

impl fmt::Display for UnwrapErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnwrapErrorKind::NotWhole => "the line is not one whole JSON object around a frame",
            UnwrapErrorKind::NoFrame => "the line has no frame where one is expected",
            UnwrapErrorKind::IsText => "a string is where the frame is expected",
            UnwrapErrorKind::IsObject => "an object is where a string with the frame is expected",
            UnwrapErrorKind::BadText => "the string with the frame cannot be unescaped",
            UnwrapErrorKind::NoBrace => "the line has no frame after its prefix",
            UnwrapErrorKind::Torn => "the frame is torn: its end is missing",
        })
    }
}

impl fmt::Display for UnwrapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl std::error::Error for UnwrapError {}

/// Extracts frames from lines.
///
/// ```
/// use zerocord_firehose::{Framing, Unwrapper};
///
/// let mut unwrapper = Unwrapper::new(Framing::object("data"));
/// unwrapper.each(br#"{"ts":1767752156,"data":{"op":11},"shard":3}"#, |unwrapped| {
///     assert_eq!(unwrapped.unwrap().frame, br#"{"op":11}"#);
/// });
/// ```
#[derive(Debug)]
pub struct Unwrapper {
    framing: Framing,
    /// Buffers for an unescaped frame, and for the object made from a prefix.
    text: Vec<u8>,
    wrapper: Vec<u8>,
}

impl Unwrapper {
    /// An unwrapper for lines with this framing.
    pub fn new(framing: Framing) -> Unwrapper {
        Unwrapper { framing, text: Vec::new(), wrapper: Vec::new() }
    }

    /// Calls `take` with each frame of a line. Most lines have one. If the end of a frame is missing and another
    /// frame begins on the same line, `take` is called for both, with [`UnwrapErrorKind::Torn`] for the first.
    pub fn each(&mut self, line: &[u8], mut take: impl FnMut(Result<Unwrapped<'_>, UnwrapError>)) {
        match &self.framing {
            Framing::Line => take(Ok(Unwrapped { frame: line, wrapper: b"{}", offset: 0 })),
            Framing::Prefix => self.each_after_prefix(line, take),
            Framing::Object(_) | Framing::Text(_) | Framing::PrefixInText(_) => {
                let mut at = 0;
                let mut looks_left = line.len().max(LINE_LEN_MIN).saturating_mul(LOOKS_PER_BYTE);
                while let Some(skipped) = line[at..].iter().position(|byte| !is_blank(*byte)) {
                    at += skipped;
                    let end = match self.next(line, at) {
                        Ok((unwrapped, end)) => {
                            take(Ok(unwrapped));
                            end
                        }
                        Err(error) => match next_wrapper(line, at) {
                            // The rest is one torn piece if examining it would take too long.
                            Some(_) if looks_left < line.len() - at => {
                                return take(Err(UnwrapError { kind: UnwrapErrorKind::Torn, offset: at }));
                            }
                            Some(next) => {
                                looks_left -= line.len() - at;
                                take(Err(UnwrapError { kind: UnwrapErrorKind::Torn, offset: at }));
                                next
                            }
                            None => return take(Err(error)),
                        },
                    };
                    at = end;
                }
            }
        }
    }

    /// The frame of the object at `at`, and the end of that object.
    fn next<'u>(&'u mut self, line: &'u [u8], at: usize) -> Result<(Unwrapped<'u>, usize), UnwrapError> {
        let (keys, is_text) = match &self.framing {
            Framing::Object(keys) => (keys, false),
            Framing::Text(keys) | Framing::PrefixInText(keys) => (keys, true),
            Framing::Line | Framing::Prefix => (&Vec::new(), false),
        };
        let mut found = None;
        let end = walk(line, at, keys, &mut found)?;
        let no_frame = UnwrapError { kind: UnwrapErrorKind::NoFrame, offset: at };
        let range = found.ok_or(no_frame)?;
        let (offset, value) = (range.start, &line[range]);
        let frame = match (is_text, value.first()) {
            (false, Some(b'{')) => value,
            (true, Some(b'"')) => {
                let text = &value[1..value.len() - 1];
                let len = unescape::unescape(text, &mut self.text)
                    .ok_or(UnwrapError { kind: UnwrapErrorKind::BadText, offset })?;
                let text = &self.text[..len];
                match self.framing {
                    Framing::PrefixInText(_) => {
                        let no_brace = UnwrapError { kind: UnwrapErrorKind::NoBrace, offset };
                        without_suffix(&text[frame_start(text).ok_or(no_brace)?..])
                    }
                    _ => text,
                }
            }
            (false, Some(b'"')) => return Err(UnwrapError { kind: UnwrapErrorKind::IsText, offset }),
            (true, Some(b'{')) => return Err(UnwrapError { kind: UnwrapErrorKind::IsObject, offset }),
            _ => return Err(UnwrapError { offset, ..no_frame }),
        };
        Ok((Unwrapped { frame, wrapper: &line[at..end], offset }, end))
    }

    fn each_after_prefix(&mut self, line: &[u8], mut take: impl FnMut(Result<Unwrapped<'_>, UnwrapError>)) {
        let Some(brace) = frame_start(line) else {
            return take(Err(UnwrapError { kind: UnwrapErrorKind::NoBrace, offset: line.len() }));
        };
        let prefix = String::from_utf8_lossy(line[..brace].trim_ascii());
        self.wrapper.clear();
        self.wrapper.extend_from_slice(b"{\"prefix\":");
        unescape::push_escaped(&prefix, &mut self.wrapper);
        self.wrapper.push(b'}');
        let rest = without_suffix(&line[brace..]);
        if RawValue::new(rest).and_then(RawValue::range).is_ok_and(|range| range.end == rest.len()) {
            return take(Ok(Unwrapped { frame: rest, wrapper: &self.wrapper, offset: brace }));
        }
        let mut cursor = FrameCursor::new();
        while let Some(range) = cursor.next_range(rest) {
            let offset = brace + range.start;
            take(match cursor.is_torn() {
                true => Err(UnwrapError { kind: UnwrapErrorKind::Torn, offset }),
                false => Ok(Unwrapped { frame: &rest[range], wrapper: &self.wrapper, offset }),
            });
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// The start of a frame after a prefix: the first brace before a key of a frame, since a prefix may contain braces.
fn frame_start(line: &[u8]) -> Option<usize> {
    let is_object = |brace: &usize| {
        let inside = line[brace + 1..].trim_ascii_start();
        [&b"\"t\""[..], b"\"op\"", b"\"s\"", b"\"d\""].iter().any(|key| inside.starts_with(key))
    };
    memchr::memchr_iter(b'{', line).find(is_object).or_else(|| memchr::memchr(b'{', line))
}

/// A frame without the text that a logger wrote after it, such as `(123 bytes)`. If that text may contain a frame,
/// nothing is removed.
fn without_suffix(frame: &[u8]) -> &[u8] {
    let frame = frame.trim_ascii_end();
    match RawValue::new(frame).and_then(RawValue::range) {
        Ok(range) if memchr::memchr(b'{', &frame[range.end..]).is_none() => &frame[..range.end],
        _ => frame,
    }
}

/// The start of the next wrapper on a line whose wrapper at `at` is incomplete. It is where the first key of that
/// wrapper occurs again.
fn next_wrapper(line: &[u8], at: usize) -> Option<usize> {
    let head = &line[at..at + memchr::memchr(b':', &line[at..])? + 1];
    let next = at + 1 + memchr::memmem::find(&line[at + 1..], head)?;
    head.starts_with(b"{").then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame and the rest of its line, or the kind and offset of an error.
    type Want<'a> = Result<(&'a str, &'a str), (UnwrapErrorKind, usize)>;

    /// Asserts the result for a line: frame and wrapper, or the kind and offset of an error.
    #[track_caller]
    fn check(framing: Framing, line: &str, want: &[Want<'_>]) {
        let mut found = Vec::new();
        Unwrapper::new(framing).each(line.as_bytes(), |unwrapped| {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            found.push(match unwrapped {
                Ok(unwrapped) => Ok((text(unwrapped.frame), text(unwrapped.wrapper))),
                Err(error) => Err((error.kind, error.offset)),
            });
        });
        let want: Vec<_> = want
            .iter()
            .map(|want| want.map(|(frame, wrapper)| (frame.to_owned(), wrapper.to_owned())))
            .collect();
        assert_eq!(found, want, "{line}");
    }

    const FRAME: &str = r#"{"t":"X","s":1,"op":0,"d":{"a":"}\"{"}}"#;

    #[test]
    fn objects() {
        for line in [
            format!(r#"{{"ts":1,"data":{FRAME}}}"#),
            format!(r#"{{ "data" : {FRAME} , "ts" : [1,{{}}], "x":"}}\\" }}"#),
            format!(r#"{{"dat\u0062":1,"datas":2,"data":{FRAME},"data":7}}"#),
        ] {
            check(Framing::object("data"), &line, &[Ok((FRAME, &line))]);
            let two = format!("{line} {line}");
            check(Framing::object("data"), &two, &[Ok((FRAME, &line)), Ok((FRAME, &line))]);
        }
        let nested = format!(r#"{{"a":{{"x":0,"b":{FRAME},"y":1}},"z":2}}"#);
        check(Framing::object("a.b"), &nested, &[Ok((FRAME, &nested))]);
        for line in [
            format!(r#"{{"x.y":0,"a.b":{FRAME}}}"#),
            format!(r#"{{"\u0061":{{"\u0062":{FRAME}}}}}"#),
            format!(r#"{{"a":{{"c":0}},"a.\u0062":{FRAME}}}"#),
        ] {
            check(Framing::object("a.b"), &line, &[Ok((FRAME, &line))]);
        }
    }

    #[test]
    fn faults_of_objects() {
        use UnwrapErrorKind::{IsText, NoFrame, NotWhole, Torn};
        let object = || Framing::object("data");
        check(object(), r#"{"ts":1}"#, &[Err((NoFrame, 0))]);
        check(object(), r#"{"data":null}"#, &[Err((NoFrame, 8))]);
        check(object(), r#"{"data":"{}"}"#, &[Err((IsText, 8))]);
        check(object(), "hello", &[Err((NotWhole, 0))]);
        check(object(), r#"{"data":{"op":11}"#, &[Err((NotWhole, 17))]);
        check(object(), r#"{"data":{"op":11"#, &[Err((NotWhole, 8))]);
        check(object(), "{}", &[Err((NoFrame, 0))]);
        let whole = r#"{"data":{"op":11}}"#;
        for end in 8..whole.len() {
            let line = format!("{}{whole}", &whole[..end]);
            check(object(), &line, &[Err((Torn, 0)), Ok((r#"{"op":11}"#, whole))]);
        }
    }

    #[test]
    fn hostile_lines_take_linear_time() {
        for (framing, unit) in [
            (Framing::object("data"), "{\"data\":"),
            (Framing::object("data"), "{\"data\":{\"op\":"),
            (Framing::text("raw"), "{\"raw\":\""),
            (Framing::Prefix, "x{\"t\":"),
        ] {
            let mut count = 0;
            Unwrapper::new(framing).each(unit.repeat(300_000).as_bytes(), |_| count += 1);
            assert!(count < 100, "{unit}: {count}");
        }
    }

    #[test]
    fn texts() {
        let mut escaped = Vec::new();
        unescape::push_escaped(FRAME, &mut escaped);
        let line = format!(r#"{{"ts":1,"raw":{},"shard":2}}"#, String::from_utf8(escaped).unwrap());
        check(Framing::text("raw"), &line, &[Ok((FRAME, &line))]);
        let mut escaped = Vec::new();
        unescape::push_escaped(&format!("10:00 [recv] {FRAME}\n"), &mut escaped);
        let line = format!(r#"{{"log":{},"n":2}}"#, String::from_utf8(escaped).unwrap());
        check(Framing::prefix_in_text("log"), &line, &[Ok((FRAME, &line))]);
        check(Framing::prefix_in_text("log"), r#"{"log":"started"}"#, &[Err((UnwrapErrorKind::NoBrace, 7))]);
        check(Framing::text("raw"), r#"{"raw":{}}"#, &[Err((UnwrapErrorKind::IsObject, 7))]);
        check(Framing::text("raw"), r#"{"raw":"\q"}"#, &[Err((UnwrapErrorKind::BadText, 7))]);
    }

    #[test]
    fn prefixes() {
        let line = format!("2026-01-07 [Receive {{shard \"1\"}}] {FRAME}");
        let wrapper = r#"{"prefix":"2026-01-07 [Receive {shard \"1\"}]"}"#;
        check(Framing::Prefix, &line, &[Ok((FRAME, wrapper))]);
        check(Framing::Prefix, FRAME, &[Ok((FRAME, r#"{"prefix":""}"#))]);
        check(
            Framing::Prefix,
            &format!("recv b'{FRAME}' (9 bytes)"),
            &[Ok((FRAME, r#"{"prefix":"recv b'"}"#))],
        );
        check(Framing::Prefix, "connected", &[Err((UnwrapErrorKind::NoBrace, 9))]);
        let torn = format!("x {}y {FRAME}", &FRAME[..20]);
        check(Framing::Prefix, &torn, &[Err((UnwrapErrorKind::Torn, 2)), Ok((FRAME, r#"{"prefix":"x"}"#))]);
    }
}
