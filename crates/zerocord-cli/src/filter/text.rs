//! A text that stands somewhere in a payload.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2};
use zerocord::{Envelope, Error, ErrorKind};

/// A text that is looked for in the texts of a payload.
#[derive(Debug)]
pub struct Text {
    finder: Finder<'static>,
    /// What a frame has in it that holds the text spelled in another way.
    escape: Finder<'static>,
}

impl Text {
    pub fn new(text: &str) -> Text {
        // Any character may be spelled `\u0041`; these may, or must, be spelled in short.
        let has_short_escapes = text.contains(['"', '\\', '/', '\n', '\t', '\r', '\u{8}', '\u{c}']);
        let escape: &[u8] = if has_short_escapes { br"\" } else { br"\u" };
        Text { finder: Finder::new(text).into_owned(), escape: Finder::new(escape) }
    }

    /// Whether the text may stand in the frame: false only where it surely does not.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        self.finder.find(frame).is_some() || self.escape.find(frame).is_some()
    }

    /// Whether a text of the payload, escapes resolved, has this one in it. Keys and numbers are no texts.
    ///
    /// # Errors
    /// Where the frame is no JSON.
    pub fn matches(&self, envelope: Envelope<'_>) -> Result<bool, Error> {
        let payload = envelope.payload();
        let (bytes, offset) = (payload.as_bytes()?, payload.offset());
        let mut at = 0;
        while let Some(distance) = memchr(b'"', &bytes[at..]) {
            let start = at + distance;
            let end = string_end(bytes, start)
                .ok_or_else(|| Error::new(ErrorKind::Truncated, offset + bytes.len()))?;
            at = end;
            let behind = bytes[end..].iter().find(|&&byte| !b" \t\r\n".contains(&byte));
            if behind != Some(&b':') && self.is_in(&bytes[start..end], offset + start)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a string, with its quotes, has the text in it.
    fn is_in(&self, string: &[u8], offset: usize) -> Result<bool, Error> {
        let inside = &string[1..string.len() - 1];
        if memchr(b'\\', inside).is_none() {
            return Ok(self.finder.find(inside).is_some());
        }
        match serde_json::from_slice::<String>(string) {
            Ok(text) => Ok(self.finder.find(text.as_bytes()).is_some()),
            Err(_) => match zerocord::validate(string) {
                Err(error) => Err(Error::new(error.kind(), offset + error.offset())),
                Ok(()) => Ok(false),
            },
        }
    }
}

/// The place behind the closing quote of the string whose opening quote stands at `start`.
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
        let text = Text::new(text);
        let found = text.matches(Envelope::peek(frame.as_bytes()).unwrap());
        assert_eq!(found, Ok(want), "{payload}");
        assert!(text.may_match(frame.as_bytes()) || !want, "{payload}");
    }

    #[test]
    fn texts_are_found_however_they_are_spelled() {
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
}
