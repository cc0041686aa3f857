//! An error for people: its position in the document, and the bytes around it.

use std::fmt;

use super::error::{Error, ErrorKind};

/// An [`Error`] with the path of the field and an excerpt of the frame.
///
/// [`Display`](fmt::Display) writes three lines, with a caret under the byte:
///
/// ```
/// let error = zerocord::validate(br#"{"t":"RESUMED","d":{"_trace":[nul]}}"#).unwrap_err();
/// assert_eq!(
///     error.explain(br#"{"t":"RESUMED","d":{"_trace":[nul]}}"#).to_string(),
///     "d._trace[0]: expected a value, found `]` at byte 33\n  \
///        {\"t\":\"RESUMED\",\"d\":{\"_trace\":[nul]}}\n                                   ^",
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    error: Error,
    path: String,
    frame: &'a [u8],
}

/// The number of bytes of the frame that are shown before the byte at fault, and after it.
const EXCERPT_REACH: usize = 36;

impl<'a> Explanation<'a> {
    pub(super) fn new(error: Error, frame: &'a [u8]) -> Explanation<'a> {
        Explanation { error, path: Trail::new(frame).path(error), frame }
    }

    /// The error itself.
    pub fn error(&self) -> Error {
        self.error
    }

    /// The keys and indexes that lead to the byte, such as `d.members[3].user.id`; empty for the document. For a
    /// missing field, those that lead to the object that lacks it.
    ///
    /// At most 256 characters, and 64 per key; `…` replaces what is omitted. Characters that the
    /// [excerpt](Explanation::excerpt) replaces are replaced here as well.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Up to 72 bytes of the frame around the fault, and the position of the byte at fault in them, counted in
    /// characters. U+FFFD replaces invalid UTF-8, control characters, and characters that change the writing direction.
    pub fn excerpt(&self) -> (String, usize) {
        let at = self.error.offset().min(self.frame.len());
        let start = at.saturating_sub(EXCERPT_REACH);
        let end = (at + EXCERPT_REACH).min(self.frame.len());
        let before = shown(&self.frame[start..at]);
        let caret = before.chars().count();
        (before + &shown(&self.frame[at..end]), caret)
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        let (excerpt, caret) = self.excerpt();
        write!(f, "{}\n  {excerpt}\n  {:caret$}^", self.error, "")
    }
}

enum TrailStep {
    /// The bytes between a key's quotes, once a key has been read.
    Key(Option<(usize, usize)>),
    Index(usize),
}

/// Tracks the path to each byte while moving through a frame. Checks nothing.
pub(crate) struct Trail<'f> {
    frame: &'f [u8],
    at: usize,
    steps: Vec<TrailStep>,
    /// The number of open containers beyond those in `steps`.
    hidden: usize,
    expects_key: bool,
}

/// The maximum number of steps that are shown.
const STEPS_SHOWN: usize = 64;

/// The maximum number of characters that are shown of a key, and of a path.
const KEY_SHOWN: usize = 64;
const PATH_SHOWN: usize = 256;

impl<'f> Trail<'f> {
    pub(crate) fn new(frame: &'f [u8]) -> Trail<'f> {
        Trail { frame, at: 0, steps: Vec::new(), hidden: 0, expects_key: false }
    }

    /// The path that `error` is about.
    ///
    /// For a missing field this is the object, at whose end the error is reported; otherwise it is the innermost value
    /// that contains the byte. Errors must be passed in the order of their offsets.
    pub(crate) fn path(&mut self, error: Error) -> String {
        self.follow(error.offset());
        let is_at_end = self.at == error.offset() && self.frame.get(self.at) == Some(&b'}');
        let lacks = matches!(error.kind(), ErrorKind::MissingField(_)) && is_at_end && self.hidden == 0;
        print_path(self.frame, &self.steps[..self.steps.len() - usize::from(lacks).min(self.steps.len())])
    }

    /// Advances to byte `target`, or to the end of the string that it is in.
    fn follow(&mut self, target: usize) {
        while self.at < target.min(self.frame.len()) {
            let byte = self.frame[self.at];
            let mut next = self.at + 1;
            match byte {
                b'{' | b'[' if self.steps.len() == STEPS_SHOWN => self.hidden += 1,
                b'{' => self.steps.push(TrailStep::Key(None)),
                b'[' => self.steps.push(TrailStep::Index(0)),
                b'}' | b']' if self.hidden > 0 => self.hidden -= 1,
                b'}' | b']' => {
                    self.steps.pop();
                }
                b',' if self.hidden == 0 => {
                    if let Some(TrailStep::Index(index)) = self.steps.last_mut() {
                        *index += 1;
                    }
                }
                b'"' => {
                    let end = string_end(self.frame, self.at);
                    if self.expects_key
                        && self.hidden == 0
                        && let Some(TrailStep::Key(key)) = self.steps.last_mut()
                    {
                        *key = Some((self.at + 1, end));
                    }
                    next = end + 1;
                }
                _ => {}
            }
            self.expects_key = match byte {
                b'{' => true,
                b',' => matches!(self.steps.last(), Some(TrailStep::Key(_))),
                b' ' | b'\n' | b'\r' | b'\t' => self.expects_key,
                _ => false,
            };
            self.at = next;
        }
    }
}

/// The keys and indexes as a string, cleaned and shortened.
fn print_path(frame: &[u8], steps: &[TrailStep]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            TrailStep::Key(Some((start, end))) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&shortened(&frame[*start..*end], KEY_SHOWN));
            }
            TrailStep::Key(None) => {}
            TrailStep::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    shortened(path.as_bytes(), PATH_SHOWN)
}

/// A string of at most `len` characters that is safe to show; a longer one is cut in the middle.
fn shortened(text: &[u8], len: usize) -> String {
    // A character has at most four bytes.
    let (head, tail) = (len / 4, len - len / 4 - 1);
    if text.len() > len * 8 {
        let ends = [&text[..head * 4], &text[text.len() - tail * 4..]].map(shown);
        let skip = ends[1].chars().count().saturating_sub(tail);
        return ends[0].chars().take(head).chain(['…']).chain(ends[1].chars().skip(skip)).collect();
    }
    let shown = shown(text);
    match shown.chars().count() {
        count if count <= len => shown,
        count => shown.chars().take(head).chain(['…']).chain(shown.chars().skip(count - tail)).collect(),
    }
}

/// Bytes as a string that is safe to show: invalid UTF-8, and characters that move the cursor or change the writing
/// direction, are replaced.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().map(|char| if is_shown(char) { char } else { '\u{fffd}' }).collect()
}

fn is_shown(char: char) -> bool {
    let changes_direction = matches!(char,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks_line = matches!(char, '\u{2028}' | '\u{2029}');
    let is_nothing = matches!(char, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !(char.is_control() || changes_direction || breaks_line || is_nothing)
}

/// The closing quote of the string at `at`, or the frame's end.
fn string_end(frame: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(&byte) = frame.get(end) {
        match byte {
            b'"' => return end,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    frame.len()
}
