//! Untrusted text for a terminal: characters that could move the cursor, change colours or reorder text are escaped.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

/// Whether a terminal may act on a character instead of showing it: controls (C0, DEL, C1), line separators, and
/// characters that change the direction of text.
pub fn is_active(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Escapes a string for a terminal: active characters are written in Rust's syntax, such as `\u{1b}`.
pub fn shown(text: &str) -> Cow<'_, str> {
    escaped(text, is_active)
}

/// Like [`shown`], for a message, which keeps its line breaks.
pub fn shown_message(message: &str) -> Cow<'_, str> {
    escaped(message, |char| is_active(char) && char != '\n')
}

/// Like [`shown`], for the path of a file.
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

/// A writer that escapes data for a terminal. Active characters become JSON escapes (`\u001b`), except line breaks
/// and tabs. Bytes that are not UTF-8 become `\x9b` and so on. Everything else is unchanged.
pub struct ForTerminal<W> {
    terminal: W,
    /// The start of a character whose remaining bytes have not been written yet.
    rest: Vec<u8>,
    /// The buffered output of one write.
    line: Vec<u8>,
}

impl<W: Write> ForTerminal<W> {
    pub fn new(terminal: W) -> ForTerminal<W> {
        ForTerminal { terminal, rest: Vec::new(), line: Vec::new() }
    }

    /// Writes the remaining bytes and returns the terminal.
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
                    // All active characters have at most four hex digits.
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

/// Whether the bytes at the end of a write are the start of a character.
fn may_go_on(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_characters_are_escaped() {
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
    fn escaping_does_not_depend_on_the_sizes_of_writes() {
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
