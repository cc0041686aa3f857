//! Untrusted text for a terminal: characters that could move the cursor, change colours or reorder text are written as escapes.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

/// Whether a terminal may act on a character instead of showing it: controls (C0, DEL, C1), separators of lines, and
/// those that change the direction of text.
pub fn is_active(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// A text as a terminal may show it: active characters as Rust spells them, such as `\u{1b}`.
pub fn shown(text: &str) -> Cow<'_, str> {
    escaped(text, is_active)
}

/// The same for a message, which keeps its line breaks.
pub fn shown_message(message: &str) -> Cow<'_, str> {
    escaped(message, |char| is_active(char) && char != '\n')
}

/// The same for the name of a file.
pub fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy()).into_owned()
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if is_escaped(char) { shown.extend(char.escape_default()) } else { shown.push(char) }
    }
    shown.into()
}

/// Data for a terminal. Active characters become escapes of JSON (`\u001b`), except line breaks and tabs. Bytes that are not
/// UTF-8 become `\x9b` and so on. All else is unchanged.
pub struct ForTerminal<W> {
    terminal: W,
    /// The beginning of a character whose other bytes have not been written yet.
    rest: Vec<u8>,
    /// What is written at once.
    line: Vec<u8>,
}

impl<W: Write> ForTerminal<W> {
    pub fn new(terminal: W) -> ForTerminal<W> {
        ForTerminal { terminal, rest: Vec::new(), line: Vec::new() }
    }

    /// Writes what is left, and gives the terminal back.
    pub fn finish(mut self) -> io::Result<W> {
        for byte in std::mem::take(&mut self.rest) {
            write!(self.terminal, "\\x{byte:02x}")?;
        }
        self.terminal.flush()?;
        Ok(self.terminal)
    }
}

impl<W: Write> Write for ForTerminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        self.line.clear();
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            for char in chunk.valid().chars() {
                if is_active(char) && !matches!(char, '\n' | '\t') {
                    // All active characters have four digits at most.
                    write!(self.line, "\\u{:04x}", u32::from(char))?;
                } else {
                    self.line.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            if chunks.peek().is_none() && may_go_on(chunk.invalid()) {
                self.rest = chunk.invalid().to_vec();
            } else {
                for byte in chunk.invalid() {
                    write!(self.line, "\\x{byte:02x}")?;
                }
            }
        }
        self.terminal.write_all(&self.line)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.terminal.flush()
    }
}

/// Whether bytes at the end of a write are the beginning of a character.
fn may_go_on(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_characters_are_shown_by_their_escapes() {
        for (text, want) in [
            ("plain é 日本 \u{1f600} ", "plain é 日本 \u{1f600} "),
            ("\u{1b}[2J\n", "\\u{1b}[2J\\n"),
            ("a\tb\r\u{7f}", "a\\tb\\r\\u{7f}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{202e}gpj.exe\u{2066}", "\\u{202e}gpj.exe\\u{2066}"),
            ("a\u{200f}\u{200e}\u{61c}\u{2028}", "a\\u{200f}\\u{200e}\\u{61c}\\u{2028}"),
        ] {
            assert_eq!(shown(text), want);
        }
        assert_eq!(shown_message("a\n\u{1b}"), "a\n\\u{1b}");
    }

    #[test]
    fn data_for_a_terminal_is_the_same_however_it_is_cut() {
        let data = b"{\"a\":\"\x1b]0;x\x07 \xc2\x9b \xe2\x80\xae \xe6\x97\xa5\"}\r\n\tb\xff\x9b\xe6\x97 \xe6";
        let want = "{\"a\":\"\\u001b]0;x\\u0007 \\u009b \\u202e 日\"}\\u000d\n\tb\\xff\\x9b\\xe6\\x97 \\xe6";
        for len in 1..=data.len() {
            let mut terminal = ForTerminal::new(Vec::new());
            for part in data.chunks(len) {
                terminal.write_all(part).unwrap();
            }
            assert_eq!(String::from_utf8(terminal.finish().unwrap()).unwrap(), want, "{len} at once");
        }
    }
}
