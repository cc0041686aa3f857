//! Recordings in memory: newline-delimited bytes, one frame a line.
//!
//! Knows lines; knows no JSON and does no input. Reading files, in parallel and in bounded memory, is the crate
//! `zerocord-firehose`'s.

use std::fmt;
use std::iter::FusedIterator;

use crate::simd::{Backend, LineEnds};

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
#[derive(Clone)]
pub struct Frames<'a> {
    bytes: &'a [u8],
    /// Where the next line begins.
    next: usize,
    ends: LineEnds,
    backend: Backend,
    line_number: u64,
}

impl<'a> Frames<'a> {
    /// The frames of a recording's later part, which begins with a line: as [`frames`], but a byte order mark
    /// at the front belongs to the first frame. Lines are counted from this part's first.
    pub fn continued(part: &'a [u8]) -> Frames<'a> {
        Frames::continued_with(part, Backend::chosen())
    }

    fn continued_with(part: &'a [u8], backend: Backend) -> Frames<'a> {
        Frames { bytes: part, next: 0, ends: LineEnds::new(), backend, line_number: 0 }
    }

    /// The number of the line that the last frame stood on, counted from 1, empty lines too; after the last
    /// frame, the number of lines.
    pub fn line_number(&self) -> u64 {
        self.line_number
    }

    /// The bytes behind the last frame's line.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.next..]
    }

    /// The next line, white space or not, without its line feed.
    #[inline(always)]
    fn next_line(&mut self) -> Option<&'a [u8]> {
        let end = match self.ends.take() {
            Some(end) => end,
            None => self.search()?,
        };
        let line = &self.bytes[self.next..end];
        self.next = (end + 1).min(self.bytes.len());
        self.line_number += 1;
        Some(line)
    }

    /// The end of the next line, which is not among those that are found; `None` where nothing is left.
    #[inline(never)]
    fn search(&mut self) -> Option<usize> {
        while self.ends.searched_to() < self.bytes.len() {
            // memchr is quicker than eight bytes at a time, and has code for CPUs that have no backend here.
            if self.backend != Backend::PORTABLE {
                self.backend.line_ends(self.bytes, self.ends.searched_to(), &mut self.ends);
                if let Some(end) = self.ends.take() {
                    return Some(end);
                }
            }
            // A long line: to look for its end alone is faster.
            let from = self.ends.searched_to();
            if let Some(len) = memchr::memchr(b'\n', &self.bytes[from..]) {
                self.ends.search_from(from + len + 1);
                return Some(from + len);
            }
            self.ends.search_from(self.bytes.len());
        }
        (self.next < self.bytes.len()).then_some(self.bytes.len())
    }
}

impl fmt::Debug for Frames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Frames { next, line_number, .. } = self;
        f.debug_struct("Frames")
            .field("offset", next)
            .field("line_number", line_number)
            .finish_non_exhaustive()
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let line = self.next_line()?;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match line.first() {
                Some(b' ' | b'\t' | b'\r') if line.iter().all(|byte| b" \t\r".contains(byte)) => {}
                Some(_) => return Some(line),
                None => {}
            }
        }
    }
}

impl FusedIterator for Frames<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, one after the other, as the docs of [`frames`] have them.
    fn split(part: &[u8]) -> Vec<(u64, &[u8])> {
        let lines = part.split(|byte| *byte == b'\n').zip(1..);
        let frames = lines.map(|(line, number)| (number, line.strip_suffix(b"\r").unwrap_or(line)));
        frames.filter(|(_, line)| !line.iter().all(|byte| b" \t\r".contains(byte))).collect()
    }

    #[track_caller]
    fn check_split(part: &[u8]) {
        let want = split(part);
        for backend in Backend::available() {
            let mut frames = Frames::continued_with(part, backend);
            for (line, frame) in &want {
                assert_eq!(frames.next(), Some(*frame), "{backend:?}");
                assert_eq!(frames.line_number(), *line, "{backend:?}");
                let behind = frame.as_ptr().addr() - part.as_ptr().addr() + frame.len();
                let end = part[behind..]
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .map_or(part.len(), |at| behind + at + 1);
                assert_eq!(frames.rest(), &part[end..], "{backend:?}");
            }
            assert_eq!(frames.next(), None, "{backend:?}");
        }
    }

    #[test]
    fn lines_of_all_lengths_at_all_borders() {
        for len in (0..700).chain(7900..8500) {
            let line = [vec![b'x'; len], vec![b'\n']].concat();
            check_split(&line);
            check_split(&line[..len]);
            check_split(&[line.as_slice(), b"\n\ny\r\n", &line].concat());
        }
        for len in [0, 1, 2, 62, 63, 64, 65, 127, 255, 256, 257, 600] {
            let line = [vec![b'x'; len], vec![b'\n']].concat();
            for count in [1, 2, 3, 255, 256, 257, 1000] {
                check_split(&line.repeat(count));
                check_split(&[&line.repeat(count), &b"{}"[..]].concat());
            }
        }
    }

    #[test]
    fn lines_at_random() {
        let mut state = 1_u64;
        for round in 0..300 {
            let bytes: Vec<u8> = (0..10_000 + round)
                .map(|_| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    if (state >> 40).is_multiple_of(1 << (round % 12)) {
                        b"\n\n\r "[(state >> 60) as usize % 4]
                    } else {
                        b'x'
                    }
                })
                .collect();
            check_split(&bytes);
        }
    }

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
