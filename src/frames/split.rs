//! Splits a line that is not one whole frame.
//!
//! If a recording was cut short and then appended to, or if two programs write to it, a line may contain several
//! frames, or the beginning of one frame and all of the next. The easy version checks for each line whether its last
//! bracket closes its first one, which means reading every line. The real one checks only lines in which the search
//! for line ends has seen something that looks like the head of a second frame, or like a joint of two objects.
//!
//! Brackets in strings do not count, and a string cannot contain the head of a frame, since its quotes would be
//! escaped. So the answer is exact: content that quotes a frame never splits a line.

use crate::envelope::Envelope;
use crate::simd::Backend;

/// How many bytes may be examined per byte of a line. A line that is torn in more ways than this allows is left in one
/// piece, so that hostile input takes linear time.
const LOOKS_PER_BYTE: usize = 16;

/// Short lines may be examined as if they had this many bytes.
const LINE_LEN_MIN: usize = 4096;

/// The part of a line that has not been split yet, and how many bytes may still be examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uncut {
    /// Where the line begins in the recording.
    pub(super) line_start: usize,
    /// Where the part begins and ends.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether a piece of the line precedes it.
    has_piece_before: bool,
    looks_left: usize,
}

/// A piece of a line: a frame, or the remainder of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinePiece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_torn: bool,
}

impl Uncut {
    /// A line that has not been split yet.
    pub(super) fn line(start: usize, end: usize) -> Uncut {
        let looks_left = (end - start).max(LINE_LEN_MIN).saturating_mul(LOOKS_PER_BYTE);
        Uncut { line_start: start, start, end, has_piece_before: false, looks_left }
    }

    /// Splits off the first piece; `None` if only white space is left.
    pub(super) fn next_piece(&mut self, bytes: &[u8], backend: Backend) -> Option<LinePiece> {
        if self.has_piece_before {
            self.start += bytes[self.start..self.end].iter().take_while(|byte| is_blank(**byte)).count();
            if self.start == self.end {
                return None;
            }
        }
        let line = &bytes[..self.end];
        let (end, is_torn) = self.first_end(line, backend);
        let piece = LinePiece { start: self.start, end, is_torn };
        let is_last = line[end..].iter().all(|byte| is_blank(*byte));
        self.start = if is_last { self.end } else { end };
        // White space at the end of a line belongs to its only frame, as in any other line.
        let has_piece_before = std::mem::replace(&mut self.has_piece_before, true);
        let is_only = is_last && !has_piece_before;
        Some(if is_only { LinePiece { end: self.end, ..piece } } else { piece })
    }

    /// The end of the first piece, and whether it is torn.
    fn first_end(&mut self, line: &[u8], backend: Backend) -> (usize, bool) {
        let start = self.start + line[self.start..].iter().take_while(|byte| is_blank(**byte)).count();
        let is_object = line.get(start) == Some(&b'{');
        let close = if is_object { self.look(line, start, backend) } else { None };
        let has_head_inside = |end: usize| next_head(line, start + 1).is_some_and(|head| head < end);
        if let Some(close) = close {
            let rest = close + 1 + line[close + 1..].iter().take_while(|byte| is_blank(**byte)).count();
            let is_next = |rest: usize| {
                // Any object is accepted if no head is inside the first one. If one is, the end may be wrong: a torn
                // string swaps the inside and the outside of strings.
                line[rest] == b'{' && (next_head(line, rest) == Some(rest) || !has_head_inside(close))
            };
            if rest == line.len() || is_next(rest) {
                return (close + 1, false);
            }
        } else if line.get(start) == Some(&b'[') && !self.has_piece_before {
            // An array of frames is not a torn frame.
            return (line.len(), false);
        }
        // A torn string swaps the inside and the outside of strings, so a brace in a later string may have closed the
        // object. The line is split at a whole frame that begins before that brace.
        let recovered = self.recovered(line, start + 1, backend);
        match (recovered, close) {
            (Some(frame), Some(close)) if frame > close && !has_head_inside(close) => (close + 1, false),
            (Some(frame), _) => (frame, true),
            // Bytes after an object that are not a frame are a fault of that object, which its readers report.
            (None, Some(close)) if !self.has_piece_before => (line.len(), has_head_inside(close)),
            (None, Some(close)) => (close + 1, false),
            // A line that is merely truncated is rejected by its readers.
            (None, None) => (line.len(), self.has_piece_before || is_object && has_head_inside(line.len())),
        }
    }

    /// The start of the next whole frame after a torn one.
    fn recovered(&mut self, line: &[u8], mut at: usize, backend: Backend) -> Option<usize> {
        loop {
            at = next_head(line, at)?;
            if let Some(close) = self.look(line, at, backend)
                && is_frame(&line[at..=close], backend)
            {
                return Some(at);
            }
            at += 1;
        }
    }

    /// The end of the object that begins at `start`; `None` if it is not closed, or if examining it would take too
    /// long.
    fn look(&mut self, line: &[u8], start: usize, backend: Backend) -> Option<usize> {
        let object = &line[start..];
        if self.looks_left == 0 {
            return None;
        }
        let close = backend.container_end(object, 1);
        self.looks_left = self.looks_left.saturating_sub(close);
        (close < object.len()).then_some(start + close)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// Whether a line may have more than one piece. Most heads that the search finds do not begin with a key of an
/// envelope, and after most joints in strings there is no object.
pub(super) fn may_have_pieces(line: &[u8]) -> bool {
    let follows_object = |at: usize| line[..at].iter().rev().find(|byte| !is_blank(**byte)) == Some(&b'}');
    memchr::memchr_iter(b'{', line)
        .any(|at| follows_object(at) || at > 0 && has_key_of_envelope(&line[at + 1..]))
}

/// The start of the next object that begins with a key of an envelope.
fn next_head(line: &[u8], from: usize) -> Option<usize> {
    let from = from.min(line.len());
    memchr::memchr_iter(b'{', &line[from..])
        .map(|at| from + at)
        .find(|at| has_key_of_envelope(&line[at + 1..]))
}

/// Whether the first key of an object is a key of an envelope; `inside` is what follows the object's brace.
fn has_key_of_envelope(inside: &[u8]) -> bool {
    let inside = inside.trim_ascii_start();
    [&b"\"t\""[..], b"\"op\"", b"\"s\"", b"\"d\""].iter().any(|key| inside.starts_with(key))
}

/// Whether an object is a frame. An object inside a torn payload may begin with the same key.
fn is_frame(object: &[u8], backend: Backend) -> bool {
    Envelope::peek_with(object, backend).is_ok_and(|envelope| {
        let has_name = matches!(envelope.event_name(), Ok(Some(_)));
        matches!(envelope.opcode(), Ok(Some(_))) || has_name && envelope.has_payload()
    })
}

#[cfg(test)]
mod tests {
    use super::super::{FrameCursor, Frames};
    use super::*;

    const WHOLE: &str = r#"{"t":"RESUMED","s":1,"op":0,"d":{"_trace":["a\"b}{","{\"t\":\"X\"}"]}}"#;
    const ACK: &str = r#"{"op":11}"#;
    const LATE: &str = r#"{"d":{"t":{"op":[{}]}},"op":0,"s":7,"t":"TYPING_START"}"#;

    /// Asserts how a line is split: `~` marks torn pieces.
    #[track_caller]
    fn check(pieces: &[&str]) {
        let line: String = pieces.iter().map(|piece| piece.trim_start_matches('~')).collect();
        check_line(&line, pieces);
    }

    #[track_caller]
    fn check_line(line: &str, want: &[&str]) {
        // The line alone, between other lines, and longer than one search window.
        let filler = format!("{ACK}\n").repeat(2000);
        for (before, after) in [
            ("", ""),
            ("{\"op\":1}\r\n\n", "\n{\"op\":11}\n"),
            (&*filler, "\r\n{}"),
            ("", &format!("\n{filler}")),
        ] {
            let recording = format!("{before}{line}{after}");
            let number = before.matches('\n').count() as u64 + 1;
            for backend in Backend::available() {
                let cursor = FrameCursor::with_backend(backend);
                let mut frames = Frames { bytes: recording.as_bytes(), cursor };
                let mut found = Vec::new();
                let mut others = 0;
                while let Some(frame) = frames.next() {
                    if frames.line_number() != number {
                        assert_eq!((frames.line_offset(), frames.is_torn()), (0, false));
                        others += 1;
                        continue;
                    }
                    let mark = if frames.is_torn() { "~" } else { "" };
                    let start = before.len() + frames.line_offset();
                    assert_eq!(&recording.as_bytes()[start..start + frame.len()], frame);
                    found.push(format!("{mark}{}", String::from_utf8_lossy(frame)));
                }
                assert_eq!(found, want, "{backend:?}, {} bytes before", before.len());
                let rest = before.lines().chain(after.lines()).filter(|line| !line.is_empty());
                assert_eq!(others, rest.count());
                let cursor = FrameCursor::with_backend(backend);
                let uncut = Frames { bytes: line.as_bytes(), cursor }.uncut();
                assert_eq!(uncut.collect::<Vec<_>>(), [line.as_bytes()]);
            }
        }
    }

    #[test]
    fn whole_frames_on_one_line() {
        check(&[WHOLE]);
        check(&[WHOLE, WHOLE]);
        check(&[WHOLE, ACK]);
        check(&[ACK, WHOLE, ACK, LATE, WHOLE]);
        check(&[LATE, LATE]);
        check_line(&format!("{WHOLE} \t{ACK}  "), &[WHOLE, ACK]);
        let long = format!(r#"{{"t":"X","s":1,"op":0,"d":{{"x":"{}"}}}}"#, "y".repeat(20_000));
        check(&[&long, &long, ACK]);
        check(&[&WHOLE.replace(':', ": "), &ACK.replace(':', ": ")]);
        check(&[&WHOLE.replace("\":", "\" :"), &ACK.replace("\":", "\" :")]);
        for first in ["{ ", "{\t", "{\"shard\":0,", "{\"\\u0074\":1,"] {
            check(&[&WHOLE.replacen('{', first, 1), &ACK.replacen('{', first, 1)]);
            check(&[&WHOLE.replacen('{', first, 1), WHOLE, ACK]);
        }
        check_line("{ \"op\":11 } { \"op\":1 }", &["{ \"op\":11 }", "{ \"op\":1 }"]);
        // The first frame begins as usual, the second does not.
        for first in ["{ ", "{\t", "{\"shard\":0,", "{\"\\u0074\":1,"] {
            for (line, start) in [(WHOLE, ACK), (ACK, WHOLE), (&long, LATE)] {
                let second = start.replacen('{', first, 1);
                check(&[line, &second]);
                check(&[line, &second, line, &second]);
                for between in [" ", "\t", "  \t \r "] {
                    check_line(&format!("{line}{between}{second}"), &[line, &second]);
                }
            }
        }
    }

    #[test]
    fn a_torn_frame_before_a_whole_one_wherever_it_is_torn() {
        for frame in [WHOLE, LATE, r#"{"t":"Ü","s":1,"op":0,"d":{"a":[1,{"b":null}],"c":"\\"}}"#] {
            for end in (1..frame.len()).filter(|end| frame.is_char_boundary(*end)) {
                let torn = format!("~{}", &frame[..end]);
                for whole in [WHOLE, ACK, LATE, r#"{"op":10,"d":{"heartbeat_interval":1}}"#] {
                    check(&[&torn, whole]);
                }
            }
            // Two torn frames in a row are one torn piece.
            check(&[&format!("~{}{}", &frame[..9], &frame[..frame.len() - 1]), WHOLE, ACK]);
        }
    }

    #[test]
    fn a_remainder_after_a_whole_frame_is_torn() {
        check(&[ACK, r#"~{"t":"RESUMED","s":2,"op":0,"d":{"x":"y"}"#]);
        check(&[ACK, r#"~{"op"#, WHOLE]);
        check(&["{}", "~{"]);
        check(&[r#"{"level":"info"}"#, WHOLE, r#"{"level":"info"}"#]);
        check(&[WHOLE, r#"~ent":"x"}}"#, WHOLE]);
    }

    #[test]
    fn a_torn_frame_before_another_torn_one_is_torn() {
        check(&[&format!("~{}{}", &WHOLE[..30], &WHOLE[..WHOLE.len() - 1])]);
    }

    #[test]
    fn lines_that_only_look_torn_are_not_split() {
        check(&[r#"{"t":"X","s":1,"op":0,"d":{"a":{"t":"Y","op":0,"d":{}},"b":{"op":11}}}"#]);
        check(&[r#"{"t":"X","s":1,"op":0,"d":{"content":"{\"t\":\"Y\",\"op\":0}}{\"op\":11}"}}"#]);
        check(&[r#"{"t":"X","s":1,"op":0,"d":{"content":"}{ {t:: {ap { x"}}"#]);
        check(&[r#"{ "t": "X", "op": 0, "d": { "content": "}{" } }"#]);
        check(&[r#"{"t":"X","s":1,"op":0,"d":{"content":"\\frac{1}{2} {x} }\t"}}"#]);
        check(&[r#"[{"op":11},{"op":11}]"#]);
        check(&[r#"{"ts":1,"data":{"t":"X","s":1,"op":0,"d":{}},"shard":{"s":0}}"#]);
        check(&[r#"{"t":"X","s":1,"op":0,"d":{"zzz":1}"id":"666","name":"evil"}}"#]);
        check(&["no frame { at all"]);
    }

    /// A frame truncated at the end of its line is rejected by its readers. No part of it is treated as a frame.
    #[test]
    fn an_object_in_a_torn_payload_is_not_a_frame() {
        check(&[r#"{"t":"X","s":1,"op":0,"d":{"a":{"b":1},"c":"#]);
        check(&[r#"~{"t":"X","s":1,"op":0,"d":{"a":{"t":1},"b":{"d":2},"c":"#]);
    }

    /// The pieces that a cursor returns for a recording: line number, offset in the line, bytes, and whether it is
    /// torn.
    fn pieces(recording: &[u8], backend: Backend) -> Vec<(u64, usize, Vec<u8>, bool)> {
        let mut frames = Frames { bytes: recording, cursor: FrameCursor::with_backend(backend) };
        let mut pieces = Vec::new();
        while let Some(frame) = frames.next() {
            pieces.push((frames.line_number(), frames.line_offset(), frame.to_vec(), frames.is_torn()));
        }
        pieces
    }

    /// How a line is split depends only on the line, not on adjacent lines or on where a search began.
    #[test]
    fn a_line_is_split_the_same_alone_and_among_others() {
        const TOKENS: [&[u8]; 26] = [
            b"{",
            b"}",
            b"[",
            b"]",
            b"\"",
            b"\\",
            b",",
            b":",
            b" ",
            b"\t",
            b"\r",
            b"\r\r",
            b"x",
            b"p",
            b"{\"t\":",
            b"{\"op\":",
            b"{\"s\" :",
            b"{\"d\":{",
            b"{ \"op\":",
            b"}{",
            b"\"t\":\"X\"",
            b"\"op\":0",
            b"{\"op\":11}",
            b"{ap",
            b"\n",
            b"\n{\"t\":\"X\",\"op\":0}",
        ];
        let mut state = 7_u64;
        let mut next = move |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % bound
        };
        for round in 0..3000 {
            let mut recording = Vec::new();
            for _ in 0..next(60) {
                recording.extend_from_slice(TOKENS[next(TOKENS.len())]);
            }
            // Lines that cross the boundaries of search windows, and many healthy lines.
            let at = next(recording.len() + 1);
            let filler: &[u8] = [&b"y"[..], b" ", b"\n", b"{\"op\":1}\n", b""][next(5)];
            let filler = filler.repeat(if round % 16 == 0 { next(9000) } else { next(300) });
            recording.splice(at..at, filler);
            for backend in Backend::available() {
                let mut alone = Vec::new();
                for (line, number) in recording.split(|byte| *byte == b'\n').zip(1..) {
                    let line_pieces = pieces(line, backend);
                    alone.extend(
                        line_pieces.into_iter().map(|(_, offset, bytes, torn)| (number, offset, bytes, torn)),
                    );
                }
                let found = pieces(&recording, backend);
                assert_eq!(found, alone, "{backend:?}, {:?}", String::from_utf8_lossy(&recording));
            }
        }
    }

    /// A limited number of bytes is examined per line; the rest is one torn piece.
    #[test]
    fn hostile_lines_take_linear_time() {
        for unit in ["{\"t\":", "{\"d\":{\"x\":\"", "{\"op\":1,\"d\":{\"", "{\"op\":1}{\"t\":"] {
            let line = unit.repeat(200_000);
            let mut frames = crate::frames(line.as_bytes());
            let bytes: usize = frames.by_ref().map(<[u8]>::len).sum();
            assert_eq!(bytes, line.len());
        }
    }
}
