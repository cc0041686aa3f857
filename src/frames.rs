//! Recordings in memory: newline-delimited bytes, one frame a line.
//!
//! Knows lines; knows no JSON and does no input. Reading files, in parallel and in bounded memory, is the crate
//! `zerocord-firehose`'s.

use std::iter::FusedIterator;

/// The frames of a recording: its lines, nothing copied.
///
/// A line ends with `\n` or `\r\n`, the last one perhaps with neither. Lines that are empty, or hold white
/// space only, are passed over, and so is a byte order mark at the very front. What a line holds is not looked
/// at: any frame but an empty one is handed on, broken or not.
///
/// ```
/// let recording = b"{\"op\":11}\r\n\n{\"op\":7,\"d\":null}";
/// let mut frames = zerocord::frames(recording);
/// assert_eq!(frames.next(), Some(&b"{\"op\":11}"[..]));
/// assert_eq!(frames.next(), Some(&b"{\"op\":7,\"d\":null}"[..]));
/// assert_eq!(frames.line_number(), 3);
/// assert_eq!(frames.next(), None);
/// ```
pub fn frames(recording: &[u8]) -> Frames<'_> {
    Frames::continued(recording.strip_prefix(b"\xef\xbb\xbf").unwrap_or(recording))
}

/// The frames of newline-delimited bytes; made by [`frames`].
#[derive(Clone, Debug)]
pub struct Frames<'a> {
    rest: &'a [u8],
    line_number: u64,
}

impl<'a> Frames<'a> {
    /// The frames of a recording's later part, which begins with a line: as [`frames`], but a byte order mark
    /// at the front belongs to the first frame. Lines are counted from this part's first.
    pub fn continued(part: &'a [u8]) -> Frames<'a> {
        Frames { rest: part, line_number: 0 }
    }

    /// The number of the line that the last frame stood on, counted from 1, empty lines too; after the last
    /// frame, the number of lines.
    pub fn line_number(&self) -> u64 {
        self.line_number
    }

    /// The bytes behind the last frame's line.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        while !self.rest.is_empty() {
            let line = match memchr::memchr(b'\n', self.rest) {
                Some(end) => {
                    let line = &self.rest[..end];
                    self.rest = &self.rest[end + 1..];
                    line
                }
                None => std::mem::take(&mut self.rest),
            };
            self.line_number += 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match line.first() {
                Some(b' ' | b'\t' | b'\r') if line.iter().all(|byte| b" \t\r".contains(byte)) => {}
                Some(_) => return Some(line),
                None => {}
            }
        }
        None
    }
}

impl FusedIterator for Frames<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_frames(recording: &str, want: &[(u64, &str)], lines: u64) {
        let mut frames = frames(recording.as_bytes());
        for (line, frame) in want {
            assert_eq!(frames.next(), Some(frame.as_bytes()), "of {recording:?}");
            assert_eq!(frames.line_number(), *line, "of {frame:?} in {recording:?}");
        }
        assert_eq!(frames.next(), None, "behind the last of {recording:?}");
        assert_eq!((frames.line_number(), frames.next()), (lines, None), "of {recording:?}");
    }

    #[test]
    fn lines_are_frames() {
        check_frames("", &[], 0);
        check_frames("\n", &[], 1);
        check_frames("{}", &[(1, "{}")], 1);
        check_frames("{}\n", &[(1, "{}")], 1);
        check_frames("{}\n[]\n", &[(1, "{}"), (2, "[]")], 2);
        check_frames("{}\n[]", &[(1, "{}"), (2, "[]")], 2);
    }

    #[test]
    fn empty_lines_are_counted_and_passed_over() {
        check_frames("\n\n{}\n\n[]\n\n", &[(3, "{}"), (5, "[]")], 6);
        check_frames("  \t\n{}\n ", &[(2, "{}")], 3);
        check_frames(" {} \n", &[(1, " {} ")], 1);
    }

    #[test]
    fn one_carriage_return_belongs_to_the_line_end() {
        check_frames("{}\r\n\r\n[]\r\n", &[(1, "{}"), (3, "[]")], 3);
        check_frames("{}\r", &[(1, "{}")], 1);
        check_frames("{}\r\r\n", &[(1, "{}\r")], 1);
        check_frames("{}\r[]\n", &[(1, "{}\r[]")], 1);
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_at_the_front_only() {
        check_frames("\u{feff}{}\n\u{feff}[]", &[(1, "{}"), (2, "\u{feff}[]")], 2);
        check_frames("\u{feff}", &[], 0);
        assert_eq!(Frames::continued("\u{feff}{}".as_bytes()).next(), Some("\u{feff}{}".as_bytes()));
    }
}
