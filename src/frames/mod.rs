//! Recordings in memory: newline-delimited bytes, one frame per line.
//!
//! This module splits recordings into lines, and lines with several frames into frames. It does not read files: the
//! crate `zerocord-firehose` does, in parallel and in bounded memory.

mod split;

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use crate::simd::{Backend, LineEnds, has_unusual_start, is_head};
use split::{Uncut, may_have_pieces};

/// Iterates over the frames of a recording, one per line, without copying them.
///
/// A line ends with `\n` or `\r\n`; the last one may end with neither. Lines that are empty or contain only white space
/// are skipped, and so is a byte order mark at the start. The content of a line is not checked: a broken frame is
/// returned too.
///
/// A line may have several frames if a recorder was stopped in the middle of a line and started again; each of them
/// is returned. The remainder of a torn frame is returned too: [`Frames::is_torn`] marks it, and
/// [`Frames::line_offset`] is the frame's offset in the line. The check costs nothing for healthy lines. It finds
/// frames after the first if they begin with `{` and one of the keys `"t"`, `"s"`, `"op"` or `"d"`, spelled as
/// Discord does. If the line itself begins differently, it finds frames that begin with any key. A frame quoted
/// inside a string is never treated as a frame.
///
/// ```
/// let recording = b"{\"op\":11}\r\n\n{\"op\":7,\"d\":null}";
/// let mut frames = zerocord::frames(recording);
/// assert_eq!(frames.next(), Some(&b"{\"op\":11}"[..]));
/// assert_eq!(frames.next(), Some(&b"{\"op\":7,\"d\":null}"[..]));
/// assert_eq!(frames.line_number(), 3);
/// assert_eq!(frames.next(), None);
///
/// let mut joined = zerocord::frames(b"{\"t\":\"RESUMED\",\"s\":9,\"op\":0,\"d\":{\"_tra{\"op\":11}");
/// assert_eq!(joined.next().map(<[u8]>::len), Some(38));
/// assert!(joined.is_torn());
/// assert_eq!(joined.next(), Some(&b"{\"op\":11}"[..]));
/// assert_eq!((joined.line_number(), joined.line_offset(), joined.is_torn()), (1, 38, false));
/// ```
pub fn frames(recording: &[u8]) -> Frames<'_> {
    Frames::continued(recording.strip_prefix(BYTE_ORDER_MARK).unwrap_or(recording))
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An iterator over the frames of newline-delimited bytes, created by [`frames`].
#[derive(Clone)]
pub struct Frames<'a> {
    bytes: &'a [u8],
    cursor: FrameCursor,
}

impl<'a> Frames<'a> {
    /// The frames of a later part of a recording, which begins with a line. Like [`frames`], but a byte order mark at
    /// the start belongs to the first frame. Lines are counted from the start of this part.
    pub fn continued(part: &'a [u8]) -> Frames<'a> {
        Frames { bytes: part, cursor: FrameCursor::new() }
    }

    /// Returns each line unchanged, even if it has several frames.
    #[must_use]
    pub fn uncut(mut self) -> Frames<'a> {
        self.cursor.is_uncut = true;
        self
    }

    /// The number of the last frame's line, counted from 1 and including empty lines; after the last frame, the number
    /// of lines.
    pub fn line_number(&self) -> u64 {
        self.cursor.line_number
    }

    /// The offset of the last frame in its line, in bytes: 0 unless another frame precedes it on the line.
    pub fn line_offset(&self) -> usize {
        self.cursor.line_offset()
    }

    /// Whether the last frame is the remainder of a torn frame, on a line that continues with another frame.
    pub fn is_torn(&self) -> bool {
        self.cursor.is_torn()
    }

    /// The bytes after the last frame's line.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.cursor.next..]
    }
}

impl fmt::Debug for Frames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.cursor, f)
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        self.cursor.next_range(self.bytes).map(|range| &self.bytes[range])
    }
}

impl FusedIterator for Frames<'_> {}

/// The position of a walk over the frames of a recording, for callers that own the bytes and cannot lend them to a
/// [`Frames`] during the walk.
#[derive(Clone)]
pub struct FrameCursor {
    /// The start of the next line.
    next: usize,
    ends: LineEnds,
    backend: Backend,
    line_number: u64,
    is_uncut: bool,
    /// Lines that begin before this are checked for several frames.
    suspect_end: usize,
    uncut: Option<Uncut>,
    special: Special,
}

/// A frame that is not a whole line.
#[derive(Clone, Copy, Default)]
struct Special {
    /// The value of [`FrameCursor::next`] when the frame was returned; if it differs, a later frame was returned, which
    /// is not special.
    next: usize,
    line_offset: usize,
    is_torn: bool,
}

impl Default for FrameCursor {
    fn default() -> FrameCursor {
        FrameCursor::new()
    }
}

impl FrameCursor {
    /// A cursor at the start of some lines.
    pub fn new() -> FrameCursor {
        FrameCursor::with_backend(Backend::chosen())
    }

    /// A cursor that gives each line unchanged, even if it has several frames: see [`Frames::uncut`].
    #[must_use]
    pub fn uncut(mut self) -> FrameCursor {
        self.is_uncut = true;
        self
    }

    fn with_backend(backend: Backend) -> FrameCursor {
        FrameCursor {
            next: 0,
            ends: LineEnds::new(),
            backend,
            line_number: 0,
            is_uncut: false,
            suspect_end: 0,
            uncut: None,
            special: Special::default(),
        }
    }

    /// The range of the next frame in `bytes`, which must be the same in each call; see [`frames`]. A byte order mark
    /// belongs to the first frame.
    ///
    /// ```
    /// let bytes = b"{\"op\":11}\n{\"op\":1}".to_vec();
    /// let mut cursor = zerocord::FrameCursor::new();
    /// assert_eq!(cursor.next_range(&bytes), Some(0..9));
    /// assert_eq!(cursor.next_range(&bytes), Some(10..18));
    /// assert_eq!(cursor.next_range(&bytes), None);
    /// ```
    #[inline]
    pub fn next_range(&mut self, bytes: &[u8]) -> Option<Range<usize>> {
        loop {
            let Range { start, end } = self.next_line(bytes)?;
            let line = &bytes[start..end];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match line.first() {
                Some(b' ' | b'\t' | b'\r') if line.iter().all(|byte| b" \t\r".contains(byte)) => {}
                Some(_) => return Some(start..start + line.len()),
                None => {}
            }
        }
    }

    /// See [`Frames::line_number`].
    pub fn line_number(&self) -> u64 {
        self.line_number
    }

    /// See [`Frames::line_offset`].
    pub fn line_offset(&self) -> usize {
        if self.special.next == self.next { self.special.line_offset } else { 0 }
    }

    /// See [`Frames::is_torn`].
    #[inline]
    pub fn is_torn(&self) -> bool {
        self.special.is_torn && self.special.next == self.next
    }

    /// The next line without its line feed, even if it is blank; or a piece of a line with several frames.
    #[inline(always)]
    fn next_line(&mut self, bytes: &[u8]) -> Option<Range<usize>> {
        let end = match self.ends.take() {
            Some(end) => end,
            None => return self.search(bytes),
        };
        Some(self.line_to(end, bytes))
    }

    #[inline(always)]
    fn line_to(&mut self, end: usize, bytes: &[u8]) -> Range<usize> {
        let start = std::mem::replace(&mut self.next, (end + 1).min(bytes.len()));
        self.line_number += 1;
        start..end
    }

    /// The next line if its end has not been found yet, or the next piece of a line.
    #[inline(never)]
    fn search(&mut self, bytes: &[u8]) -> Option<Range<usize>> {
        if let Some(piece) = self.next_piece(bytes) {
            return Some(piece);
        }
        loop {
            if self.next >= bytes.len() {
                return None;
            }
            if self.next < self.suspect_end {
                return self.suspect_line(bytes);
            }
            // Do not search finished lines again.
            let from = self.ends.searched_to().max(self.next);
            if from >= bytes.len() {
                return Some(self.line_to(bytes.len(), bytes));
            }
            // memchr is faster than eight bytes at a time, and supports CPUs that have no backend here.
            if self.backend != Backend::PORTABLE {
                self.backend.line_ends(bytes, from, &mut self.ends);
                if self.ends.has_inner_hints() && !self.is_uncut {
                    self.suspect_end = self.ends.searched_to();
                    self.ends.search_from(self.suspect_end);
                    continue;
                }
                if let Some(end) = self.ends.take() {
                    return Some(self.line_to(end, bytes));
                }
            }
            // A long line: searching only for its end is faster.
            let from = self.ends.searched_to().max(self.next);
            let end = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |len| from + len);
            self.ends.search_from((end + 1).min(bytes.len()));
            let own_heads = usize::from(from == self.next && is_head(bytes, from));
            let may_be_several = || {
                has_unusual_start(bytes, self.next) || self.backend.count_hints(bytes, from..end) > own_heads
            };
            if !self.is_uncut && may_be_several() {
                self.suspect_end = end;
                continue;
            }
            return Some(self.line_to(end, bytes));
        }
    }

    /// The first piece of a line that may contain several.
    fn suspect_line(&mut self, bytes: &[u8]) -> Option<Range<usize>> {
        let start = self.next;
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |len| start + len);
        self.line_to(end, bytes);
        if self.next > self.ends.searched_to() {
            self.ends.search_from(self.next);
        }
        let line = &bytes[..end];
        // The hint may be in another line of the window, or include bytes of the next line.
        let has_hints = has_unusual_start(line, start)
            || self.backend.count_hints(line, start..end) > usize::from(is_head(line, start));
        if !has_hints || !may_have_pieces(&line[start..]) {
            return Some(start..end);
        }
        self.uncut = Some(Uncut::line(start, end));
        self.special = Special { next: self.next, ..Special::default() };
        // An empty line has no pieces.
        self.next_piece(bytes).or(Some(start..end))
    }

    /// The next piece of the line that is being split.
    fn next_piece(&mut self, bytes: &[u8]) -> Option<Range<usize>> {
        let uncut = self.uncut.as_mut()?;
        let line_start = uncut.line_start;
        let Some(piece) = uncut.next_piece(bytes, self.backend) else {
            self.uncut = None;
            return None;
        };
        let line_offset = piece.start - line_start;
        self.special = Special { next: self.next, line_offset, is_torn: piece.is_torn };
        Some(piece.start..piece.end)
    }
}

impl fmt::Debug for FrameCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FrameCursor { next, line_number, .. } = self;
        f.debug_struct("FrameCursor")
            .field("offset", next)
            .field("line_number", line_number)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, one by one, as documented for [`frames`].
    fn split(part: &[u8]) -> Vec<(u64, &[u8])> {
        let lines = part.split(|byte| *byte == b'\n').zip(1..);
        let frames = lines.map(|(line, number)| (number, line.strip_suffix(b"\r").unwrap_or(line)));
        frames.filter(|(_, line)| !line.iter().all(|byte| b" \t\r".contains(byte))).collect()
    }

    #[track_caller]
    fn check_split(part: &[u8]) {
        let want = split(part);
        for backend in Backend::available() {
            let mut frames = Frames { bytes: part, cursor: FrameCursor::with_backend(backend) };
            for (line, frame) in &want {
                assert_eq!(frames.next(), Some(*frame), "{backend:?}");
                assert_eq!(frames.line_number(), *line, "{backend:?}");
                let end_of_frame = frame.as_ptr().addr() - part.as_ptr().addr() + frame.len();
                let end = part[end_of_frame..]
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .map_or(part.len(), |at| end_of_frame + at + 1);
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
        assert_eq!(frames.next(), None, "after the last of {recording:?}");
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
    fn empty_lines_are_counted_and_skipped() {
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
    fn a_byte_order_mark_is_skipped_only_at_the_start() {
        check_frames("\u{feff}{}\n\u{feff}[]", &[(1, "{}"), (2, "\u{feff}[]")], 2);
        check_frames("\u{feff}", &[], 0);
        assert_eq!(Frames::continued("\u{feff}{}".as_bytes()).next(), Some("\u{feff}{}".as_bytes()));
    }
}
