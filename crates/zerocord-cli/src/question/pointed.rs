//! Errors in text that a user wrote on the command line, with a caret under the position.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// An error at a position in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    message: String,
    text: String,
    /// The byte offset in `text` where the error begins. The length of `text` means its end.
    at: usize,
}

impl Pointed {
    pub fn new(message: impl Into<String>, text: &str, at: usize) -> Pointed {
        // A line break or a tab would misplace the caret.
        let text = text.replace(|char: char| crate::output::shown::is_active(char), " ");
        Pointed { message: message.into(), at: at.min(text.len()), text }
    }

    /// The message without the text and the caret.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Adds a prefix to the message.
    pub fn within(mut self, prefix: &str) -> Pointed {
        self.message = format!("{prefix}: {}", self.message);
        self
    }
}

impl fmt::Display for Pointed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let caret = self.text.get(..self.at).map_or(self.at, UnicodeWidthStr::width);
        write!(f, "{}\n  {}\n  {:caret$}^", self.message, self.text, "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_is_under_the_character() {
        let fault = Pointed::new("no such word", "日本 = x", "日本 = ".len());
        assert_eq!(fault.to_string(), "no such word\n  日本 = x\n         ^");
        assert_eq!(Pointed::new("m", "ab", 9).to_string(), "m\n  ab\n    ^");
    }
}
