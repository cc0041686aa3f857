//! An error for people: where in the document it stands, and the bytes around it.

use std::fmt;

use super::error::{Error, ErrorKind};

/// An [`Error`] with the path of the field and an excerpt of the frame.
///
/// [`Display`](fmt::Display) writes all of it on three lines, a caret under the byte:
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

/// As many bytes of the frame are shown before the one at fault, and behind it.
const EXCERPT_REACH: usize = 36;

impl<'a> Explanation<'a> {
    pub(super) fn new(error: Error, frame: &'a [u8]) -> Explanation<'a> {
        Explanation { error, path: Trail::new(frame).path(error), frame }
    }

    /// The error itself.
    pub fn error(&self) -> Error {
        self.error
    }

    /// The keys and indexes that lead to the byte, such as `d.members[3].user.id`; empty for the document. For a missing
    /// field, those that lead to the object which lacks it.
    ///
    /// At most 256 characters, of a key 64; `…` stands for what is left out. Characters that are not shown in the
    /// [excerpt](Explanation::excerpt) are replaced here as well.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Up to 72 bytes of the frame around the fault, with U+FFFD for what is not UTF-8, for control characters and for
    /// those that change the direction of writing; and where in it, in characters, the byte at fault stands.
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

enum Step {
    /// The bytes between a key's quotes, once there is one.
    Key(Option<(usize, usize)>),
    Index(usize),
}

/// Follows a frame from byte to byte, and knows the way to each; nothing is checked.
pub(crate) struct Trail<'f> {
    frame: &'f [u8],
    at: usize,
    steps: Vec<Step>,
    /// How many containers are open beyond those in `steps`.
    hidden: usize,
    expects_key: bool,
}

/// Of the path of a deep document the first so many steps are shown.
const STEPS_SHOWN: usize = 64;

/// Of a key so many characters are shown, and of a path so many.
const KEY_SHOWN: usize = 64;
const PATH_SHOWN: usize = 256;

impl<'f> Trail<'f> {
    pub(crate) fn new(frame: &'f [u8]) -> Trail<'f> {
        Trail { frame, at: 0, steps: Vec::new(), hidden: 0, expects_key: false }
    }

    /// The path that `error` is about.
    ///
    /// Of a missing field that is the object, at whose end the error stands; of others the innermost value that holds the
    /// byte. Errors are asked for in the order of their offsets.
    pub(crate) fn path(&mut self, error: Error) -> String {
        self.follow(error.offset());
        let is_at_end = self.at == error.offset() && self.frame.get(self.at) == Some(&b'}');
        let lacks = matches!(error.kind(), ErrorKind::MissingField(_)) && is_at_end && self.hidden == 0;
        print_path(self.frame, &self.steps[..self.steps.len() - usize::from(lacks).min(self.steps.len())])
    }

    /// Goes on to byte `target`, or to the end of the string that it is in.
    fn follow(&mut self, target: usize) {
        while self.at < target.min(self.frame.len()) {
            let byte = self.frame[self.at];
            let mut next = self.at + 1;
            match byte {
                b'{' | b'[' if self.steps.len() == STEPS_SHOWN => self.hidden += 1,
                b'{' => self.steps.push(Step::Key(None)),
                b'[' => self.steps.push(Step::Index(0)),
                b'}' | b']' if self.hidden > 0 => self.hidden -= 1,
                b'}' | b']' => {
                    self.steps.pop();
                }
                b',' if self.hidden == 0 => {
                    if let Some(Step::Index(index)) = self.steps.last_mut() {
                        *index += 1;
                    }
                }
                b'"' => {
                    let end = string_end(self.frame, self.at);
                    if self.expects_key
                        && self.hidden == 0
                        && let Some(Step::Key(key)) = self.steps.last_mut()
                    {
                        *key = Some((self.at + 1, end));
                    }
                    next = end + 1;
                }
                _ => {}
            }
            self.expects_key = match byte {
                b'{' => true,
                b',' => matches!(self.steps.last(), Some(Step::Key(_))),
                b' ' | b'\n' | b'\r' | b'\t' => self.expects_key,
                _ => false,
            };
            self.at = next;
        }
    }
}

/// The keys and indexes as text, cleaned and cut to a bound.
fn print_path(frame: &[u8], steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(Some((start, end))) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&shortened(&frame[*start..*end], KEY_SHOWN));
            }
            Step::Key(None) => {}
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    shortened(path.as_bytes(), PATH_SHOWN)
}

/// Text of at most `len` characters that is safe to show; of a longer one the beginning and the end.
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

/// Bytes as text that is safe to show: what is not UTF-8, moves the cursor or changes the direction of writing is replaced.
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
