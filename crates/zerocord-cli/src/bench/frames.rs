//! The frames of all inputs, in memory.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use zerocord::{Envelope, ValueKind};
use zerocord_firehose::{Options, Recording, Unwrapper};

use crate::input::framing::{FramingArguments, is_no_frame};
use crate::input::is_stdin;
use crate::output::check_stdin;

/// The number of fields to read if none are named.
const FIELD_COUNT: usize = 5;

/// Frames stored one after another, as in a recording.
#[derive(Debug, Default)]
pub struct Frames {
    bytes: Vec<u8>,
    ranges: Vec<Range<usize>>,
    is_cut: bool,
    /// The number of lines that gave no frame.
    bad_line_count: usize,
}

impl Frames {
    /// Adds the frames of an input until all frames together have `bytes_max` bytes.
    ///
    /// # Errors
    /// An error while reading the input. The frames before the error are kept.
    pub fn read(&mut self, path: &Path, framing: &FramingArguments, bytes_max: usize) -> io::Result<()> {
        let recording = match is_stdin(path) {
            true => check_stdin().and_then(|()| Recording::stdin())?,
            false => Recording::open(path)?,
        };
        let options = Options::default();
        let mut reader = framing.reader(recording, &options);
        let mut unwrapper = Unwrapper::new((*framing.of_lines()).clone());
        while let Some(frame) = reader.next_frame()? {
            // A line that exceeds the frame size limit, or is torn.
            let Ok(frame) = frame.bytes else {
                self.bad_line_count += 1;
                continue;
            };
            unwrapper.each(frame, |unwrapped| match unwrapped {
                Ok(unwrapped) => self.add(unwrapped.frame, bytes_max),
                Err(_) => self.bad_line_count += 1,
            });
            if self.is_cut {
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, frame: &[u8], bytes_max: usize) {
        if self.bytes.len() + frame.len() >= bytes_max {
            self.is_cut = true;
        } else if !frame.is_empty() {
            let start = self.bytes.len();
            self.bytes.extend_from_slice(frame);
            self.ranges.push(start..self.bytes.len());
            self.bytes.push(b'\n');
        }
    }

    /// Whether there are no frames.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether all frames of the inputs are stored.
    pub fn is_whole(&self) -> bool {
        !self.is_cut
    }

    /// The number of frames.
    pub fn count(&self) -> usize {
        self.ranges.len()
    }

    /// The number of frames, and of lines without a frame, that are bad by `zerocord validate`.
    pub fn bad_count(&self) -> usize {
        let is_bad = |frame: &&[u8]| is_no_frame(frame) || zerocord::validate(frame).is_err();
        self.bad_line_count + self.all().frames().filter(is_bad).count()
    }

    /// The total size of the frames in bytes, without newlines.
    pub fn byte_count(&self) -> usize {
        self.bytes.len() - self.ranges.len()
    }

    /// Splits the frames into `count` parts of about the same size in bytes.
    pub fn parts(&self, count: usize) -> Vec<FrameRun<'_>> {
        let mut parts = Vec::with_capacity(count);
        let mut start = 0;
        for part in 1..=count {
            let end_byte = self.bytes.len() * part / count;
            let mut end = self.ranges.partition_point(|range| range.end <= end_byte).max(start);
            if part == count {
                end = self.ranges.len();
            }
            parts.push(FrameRun { bytes: &self.bytes, ranges: &self.ranges[start..end] });
            start = end;
        }
        parts
    }

    fn all(&self) -> FrameRun<'_> {
        FrameRun { bytes: &self.bytes, ranges: &self.ranges }
    }

    /// The most frequent event. If several are equally frequent, the first by name.
    pub fn most_frequent_event(&self) -> Option<String> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for name in self.all().frames().filter_map(event_name) {
            *counts.entry(name).or_default() += 1;
        }
        counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(name, _)| name)
    }

    /// Whether any frame has this event.
    pub fn has_event(&self, event: &str) -> bool {
        self.all().frames().any(|frame| event_name(frame).is_some_and(|name| name == event))
    }

    /// The first keys, in the first frame of the event, whose values are neither objects nor arrays.
    pub fn first_fields(&self, event: &str) -> Vec<String> {
        let first = self.all().frames().find(|frame| event_name(frame).is_some_and(|name| name == event));
        let payload = first.and_then(|frame| Some(Envelope::peek(frame).ok()?.payload()));
        let Some(Ok(members)) = payload.map(|payload| payload.members()) else { return Vec::new() };
        let mut fields = Vec::new();
        for (key, value) in members.map_while(Result::ok) {
            let is_single =
                value.kind().is_ok_and(|kind| !matches!(kind, ValueKind::Object | ValueKind::Array));
            match key.text() {
                // A key with a dot would be parsed as a path into an object.
                Ok(key) if is_single && !key.contains('.') && !fields.iter().any(|field| *field == key) => {
                    fields.push(key.into_owned());
                }
                _ => {}
            }
            if fields.len() == FIELD_COUNT {
                break;
            }
        }
        fields
    }
}

fn event_name(frame: &[u8]) -> Option<String> {
    let name = Envelope::peek(frame).ok()?.event_name().ok()??;
    name.text().ok().map(|text| text.into_owned())
}

/// A contiguous range of the frames.
#[derive(Clone, Copy, Debug)]
pub struct FrameRun<'f> {
    bytes: &'f [u8],
    ranges: &'f [Range<usize>],
}

impl<'f> FrameRun<'f> {
    /// The frames in order.
    pub fn frames(self) -> impl Iterator<Item = &'f [u8]> {
        self.ranges.iter().map(move |range| &self.bytes[range.clone()])
    }

    /// The bytes of the frames, separated by newlines.
    pub fn bytes(self) -> &'f [u8] {
        match (self.ranges.first(), self.ranges.last()) {
            (Some(first), Some(last)) => &self.bytes[first.start..last.end],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_lines(lines: &[&str]) -> Frames {
        let mut frames = Frames::default();
        for line in lines {
            let start = frames.bytes.len();
            frames.bytes.extend_from_slice(line.as_bytes());
            frames.ranges.push(start..frames.bytes.len());
            frames.bytes.push(b'\n');
        }
        frames
    }

    #[test]
    fn parts_have_every_frame_once_and_in_order() {
        let lines: Vec<String> = (0..23).map(|index| "x".repeat(index * index % 17)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let frames = of_lines(&lines);
        for count in 1..=30 {
            let parts = frames.parts(count);
            assert_eq!(parts.len(), count);
            let found: Vec<_> = parts.iter().flat_map(|part| part.frames()).collect();
            assert_eq!(found, lines.iter().map(|line| line.as_bytes()).collect::<Vec<_>>(), "{count} parts");
        }
    }

    #[test]
    fn the_most_frequent_event_and_its_first_fields_are_found() {
        let frames = of_lines(&[
            r#"{"t":"A","s":1,"op":0,"d":{"id":"1"}}"#,
            r#"{"t":"B","s":2,"op":0,"d":{"o":{"p":1},"a":1,"l":[],"b":"x","a":2,"x.y":3,"c":null,"d":true,"e":0,"f":1}}"#,
            "no frame",
            r#"{"t":"B","s":3,"op":0,"d":{"z":1}}"#,
        ]);
        assert_eq!(frames.most_frequent_event().as_deref(), Some("B"));
        assert_eq!(frames.first_fields("B"), ["a", "b", "c", "d", "e"]);
        assert_eq!(frames.first_fields("C"), [""; 0]);
        assert!(frames.has_event("A") && !frames.has_event("C"));
    }
}
