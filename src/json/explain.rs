//! An error for people: where in the document it stands, and the bytes around it.

use std::fmt;

use super::error::Error;

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
        Explanation { error, path: path_to(frame, error.offset()), frame }
    }

    /// The error itself.
    pub fn error(&self) -> Error {
        self.error
    }

    /// The keys and indexes that lead to the byte, such as `d.members[3].user.id`; empty for the document.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Up to 72 bytes of the frame around the fault, what is not printable ASCII or text replaced; and
    /// where in it, in characters, the byte at fault stands.
    pub fn excerpt(&self) -> (String, usize) {
        let at = self.error.offset().min(self.frame.len());
        let start = at.saturating_sub(EXCERPT_REACH);
        let end = (at + EXCERPT_REACH).min(self.frame.len());
        let shown = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect::<String>()
        };
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

/// The path of the innermost value that holds byte `target`, as far as the frame can be followed.
///
/// Deep documents are told by their first 64 steps; nothing is checked.
fn path_to(frame: &[u8], target: usize) -> String {
    const STEPS_SHOWN: usize = 64;
    let mut steps: Vec<Step> = Vec::new();
    let mut hidden = 0usize;
    let mut expects_key = false;
    let mut at = 0;
    while at < target.min(frame.len()) {
        let byte = frame[at];
        match byte {
            b'{' | b'[' if steps.len() == STEPS_SHOWN => hidden += 1,
            b'{' => steps.push(Step::Key(None)),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' if hidden > 0 => hidden -= 1,
            b'}' | b']' => {
                steps.pop();
            }
            b',' if hidden == 0 => {
                if let Some(Step::Index(index)) = steps.last_mut() {
                    *index += 1;
                }
            }
            b'"' => {
                let end = string_end(frame, at);
                if expects_key
                    && hidden == 0
                    && let Some(Step::Key(key)) = steps.last_mut()
                {
                    *key = Some((at + 1, end));
                }
                if end >= target {
                    break;
                }
                at = end;
            }
            _ => {}
        }
        expects_key = match byte {
            b'{' => true,
            b',' => matches!(steps.last(), Some(Step::Key(_))),
            b' ' | b'\n' | b'\r' | b'\t' => expects_key,
            _ => false,
        };
        at += 1;
    }
    let mut path = String::new();
    for step in &steps {
        match step {
            Step::Key(Some((start, end))) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&String::from_utf8_lossy(&frame[*start..*end]));
            }
            Step::Key(None) => {}
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
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
