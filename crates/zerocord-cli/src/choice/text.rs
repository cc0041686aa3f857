//! Searches the strings of a payload for a text or a regular expression.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2};
use zerocord::{Envelope, Error, ErrorKind};

use crate::question::pattern::{Flags, Pattern, escape_of};
use crate::question::pointed::Pointed;

/// A text or a regular expression to search for in the strings of a payload.
#[derive(Debug)]
pub enum Text {
    Words {
        finder: Box<Finder<'static>>,
        /// A substring of every frame that has the text with escapes.
        escape: Box<Finder<'static>>,
    },
    Pattern(Box<Pattern>),
}

impl Text {
    /// A text; case-insensitive if `ignores_case`.
    ///
    /// # Errors
    /// The text is too long for a case-insensitive search.
    pub fn new(text: &str, ignores_case: bool) -> Result<Text, Pointed> {
        if ignores_case {
            return Pattern::ignoring_case(text).map(Box::new).map(Text::Pattern);
        }
        let escape = Box::new(Finder::new(escape_of(&[text.as_bytes()])));
        Ok(Text::Words { finder: Box::new(Finder::new(text).into_owned()), escape })
    }

    /// A regular expression.
    ///
    /// # Errors
    /// The expression is invalid. The error has the position.
    pub fn regex(source: &str, ignores_case: bool) -> Result<Text, Pointed> {
        Pattern::new(source, Flags { ignores_case, ..Flags::default() }).map(Box::new).map(Text::Pattern)
    }

    /// Whether the frame may match. False only if it certainly does not.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        match self {
            Text::Words { finder, escape } => finder.find(frame).is_some() || escape.find(frame).is_some(),
            Text::Pattern(pattern) => pattern.may_match(frame),
        }
    }

    /// Whether a string of the payload, with escapes resolved, matches. Keys and numbers are not searched.
    ///
    /// # Errors
    /// The frame is not valid JSON.
    pub fn matches(&self, envelope: Envelope<'_>) -> Result<bool, Error> {
        let payload = envelope.payload();
        let (bytes, offset) = (payload.to_bytes()?, payload.offset());
        let mut at = 0;
        while let Some(distance) = memchr(b'"', &bytes[at..]) {
            let start = at + distance;
            let end = string_end(bytes, start)
                .ok_or_else(|| Error::new(ErrorKind::Truncated, offset + bytes.len()))?;
            at = end;
            let next = bytes[end..].iter().find(|&&byte| !b" \t\r\n".contains(&byte));
            if next != Some(&b':') && self.is_in(&bytes[start..end], offset + start)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a string, with its quotes, contains the text.
    fn is_in(&self, string: &[u8], offset: usize) -> Result<bool, Error> {
        let inside = &string[1..string.len() - 1];
        if memchr(b'\\', inside).is_none() {
            return match self {
                Text::Words { finder, .. } => Ok(finder.find(inside).is_some()),
                Text::Pattern(pattern) => match std::str::from_utf8(inside) {
                    Ok(text) => Ok(pattern.is_match(text)),
                    Err(error) => Err(Error::new(ErrorKind::InvalidUtf8, offset + 1 + error.valid_up_to())),
                },
            };
        }
        match serde_json::from_slice::<String>(string) {
            Ok(text) => Ok(match self {
                Text::Words { finder, .. } => finder.find(text.as_bytes()).is_some(),
                Text::Pattern(pattern) => pattern.is_match(&text),
            }),
            Err(_) => match zerocord::validate(string) {
                Err(error) => Err(Error::new(error.kind(), offset + error.offset())),
                Ok(()) => Ok(false),
            },
        }
    }
}
/// The position after the closing quote of the string whose opening quote is at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, payload: &str, want: bool) {
        let frame = format!("{{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":{payload}}}");
        let text = Text::new(text, false).unwrap();
        let found = text.matches(Envelope::peek(frame.as_bytes()).unwrap());
        assert_eq!(found, Ok(want), "{payload}");
        assert!(text.may_match(frame.as_bytes()) || !want, "{payload}");
    }

    #[test]
    fn texts_are_found_in_any_spelling() {
        check("hello", r#"{"content":"say hello"}"#, true);
        check("hello", r#"{"content":"say h\u0065llo"}"#, true);
        check("hello", r#"{"hello":"no"}"#, false);
        check("hello", r#"{"hello" : "no"}"#, false);
        check("hello", r#"{"a":["x",["hello"]]}"#, true);
        check("a\nb", r#"{"a":"a\nb"}"#, true);
        check("a\nb", r#"{"a":"a\u000ab"}"#, true);
        check("a/b", r#"{"a":"a\/b"}"#, true);
        check("\"", r#"{"a":"\""}"#, true);
        check("\\", r#"{"a":"\\"}"#, true);
        check("\\n", r#"{"a":"\n"}"#, false);
        check("é😂", r#"{"a":"\u00e9\ud83d\ude02"}"#, true);
        check("é😂", r#"{"a":"é😂"}"#, true);
        check("\":\"", r#"{"a":"b"}"#, false);
        check("1", r#"{"a":1}"#, false);
        check("x", "\"x\"", true);
        check("A", r#"{"a":"b"}"#, false);
    }

    #[test]
    fn expressions_match_only_strings() {
        let frame = br#"{"t":"A","s":1,"op":0,"d":{"free":1,"content":"FREE n\u0069tro","x":"nitro"}}"#;
        let envelope = Envelope::peek(frame).unwrap();
        for (text, want) in [
            (Text::regex("free n.*o$", true), true),
            (Text::regex("free n.*o$", false), false),
            (Text::regex("^nitro$", false), true),
            (Text::regex("^free$", true), false),
            (Text::new("Free Nitro", true), true),
            (Text::new("free.nitro", true), false),
        ] {
            let text = text.unwrap();
            assert_eq!(text.matches(envelope), Ok(want), "{text:?}");
            assert!(text.may_match(frame) || !want, "{text:?}");
        }
    }
}
