//! The index entry of a block.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zerocord::{Envelope, Error, EventName, Opcode};

use crate::framing::Framing;

/// The index entry of a block: what can be learned about it without inflating it.
///
/// Keys that a newer version adds are ignored, and absent ones take their default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct BlockInfo {
    /// The number of lines.
    pub lines: u64,
    /// The number of inflated bytes, including newlines.
    pub bytes: u64,
    /// The shard's number and the number of shards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<[u64; 2]>,
    /// The sequences of each session, in the order of the recording.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<SessionRun>,
    /// The number of frames with each event name (`t`). A name that is not a key here is not in the block.
    pub events: BTreeMap<String, u64>,
    /// The number of lines without an event name.
    pub others: u64,
    /// The number of lines that are not one readable frame. Readers report them, so a block with such lines is not
    /// skipped.
    #[serde(skip_serializing_if = "is_zero")]
    pub unreadable: u64,
    /// Whether each line is an object with the frame at `frame`, and the time of its receipt at `received`.
    #[serde(skip_serializing_if = "is_false")]
    pub is_wrapped: bool,
    /// The Unix milliseconds at which the earliest and the latest line were received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<[u64; 2]>,
    /// The number of the recorder's journal that the block was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journal: Option<u64>,
}

/// The sequences of a session in a block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SessionRun {
    /// A hash of the session id; absent if the session is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The lowest sequence.
    pub first: u64,
    /// The highest sequence.
    pub last: u64,
}

impl BlockInfo {
    /// Adds a line that contains `frame` and has `line_len` bytes, including its newline.
    ///
    /// The frame is peeked at. The sequence of a dispatch is added to the last session: see
    /// [`begin_session`](BlockInfo::begin_session).
    pub fn add_frame(&mut self, frame: &[u8], line_len: usize, received_ms: Option<u64>) {
        self.lines += 1;
        self.bytes += line_len as u64;
        if let Some(received) = received_ms {
            let [first, last] = self.received.unwrap_or([received; 2]);
            self.received = Some([first.min(received), last.max(received)]);
        }
        if self.count(frame) != Ok(true) {
            self.unreadable += 1;
        }
    }

    /// Returns whether the frame ends with its line, and has a key that frames have.
    fn count(&mut self, frame: &[u8]) -> Result<bool, Error> {
        let envelope = Envelope::peek(frame)?;
        let name = envelope.event_name()?;
        match name.map(EventName::text).transpose()? {
            Some(name) => match self.events.get_mut(name.as_ref()) {
                Some(count) => *count += 1,
                None => _ = self.events.insert(name.into_owned(), 1),
            },
            None => self.others += 1,
        }
        let (sequence, opcode) = (envelope.sequence()?, envelope.opcode()?);
        if opcode == Some(Opcode::Dispatch)
            && let Some(sequence) = sequence
        {
            self.add_sequence(sequence);
        }
        let has_key = name.is_some() || opcode.is_some() || envelope.has_payload();
        Ok(has_key && envelope.ends_with_brace() && is_one_frame(frame))
    }

    /// Starts a session, whose sequences follow. Does nothing if it is the last one already.
    pub fn begin_session(&mut self, session: Option<&str>) {
        let is_last = self.sessions.last().is_some_and(|run| run.session.as_deref() == session);
        if !is_last {
            self.sessions.push(SessionRun { session: session.map(str::to_owned), first: 0, last: 0 });
        }
    }

    fn add_sequence(&mut self, sequence: u64) {
        if self.sessions.is_empty() {
            self.begin_session(None);
        }
        if let Some(run) = self.sessions.last_mut() {
            run.first = if run.last == 0 { sequence } else { run.first.min(sequence) };
            run.last = run.last.max(sequence);
        }
    }

    /// Whether a reader with this framing and this limit of bytes per frame finds one readable frame on each line. Only such a
    /// block can be skipped without a change of what is reported as bad.
    pub fn has_only_frames(&self, framing: &Framing, frame_len_max: usize) -> bool {
        let is_framing_known = match framing {
            Framing::Line => !self.is_wrapped,
            Framing::Object(keys) => self.is_wrapped && matches!(keys.as_slice(), [key] if key == "frame"),
            _ => false,
        };
        is_framing_known && self.unreadable == 0 && self.bytes <= frame_len_max as u64
    }

    /// Whether the block has frames of this event.
    pub fn may_have_event(&self, name: &str) -> bool {
        self.events.contains_key(name)
    }

    /// Whether a line of the block may have been received from `since` on and before `until`, in Unix milliseconds.
    /// True if the times are not known.
    pub fn may_be_received(&self, since: Option<u64>, until: Option<u64>) -> bool {
        let Some([first, last]) = self.received else { return true };
        since.is_none_or(|since| last >= since) && until.is_none_or(|until| first < until)
    }
}

/// Whether a line has one frame and nothing else.
fn is_one_frame(line: &[u8]) -> bool {
    let mut frames = zerocord::frames(line);
    frames.next() == Some(line) && frames.next().is_none()
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(frames: &[&str]) -> BlockInfo {
        let mut info = BlockInfo::default();
        for (frame, at) in frames.iter().zip(10..) {
            info.add_frame(frame.as_bytes(), frame.len() + 1, Some(at));
        }
        info
    }

    #[test]
    fn frames_are_counted_by_what_their_envelope_says() {
        let found = info(&[
            r#"{"t":null,"s":null,"op":10,"d":{"t":"READY"}}"#,
            r#"{"t":"A\u0042","s":4,"op":0,"d":null}"#,
            r#"{"d":{"t":"X","s":99,"op":7},"op":0,"s":3,"t":"AB"}"#,
            r#"{"t":"MARK","s":8,"op":null,"d":{}}"#,
            "not a frame",
        ]);
        assert_eq!(found.events, BTreeMap::from([("AB".to_owned(), 2), ("MARK".to_owned(), 1)]));
        assert_eq!((found.lines, found.others, found.unreadable), (5, 1, 1));
        assert_eq!(found.received, Some([10, 14]));
        assert_eq!(found.sessions, [SessionRun { session: None, first: 3, last: 4 }]);
    }

    #[test]
    fn lines_that_readers_report_are_counted() {
        for (line, want) in [
            (r#"{"t":"A","s":1,"op":0,"d":{}}"#, 0),
            (r#"{"op":11}"#, 0),
            (r#"{"op":11}{"op":11}"#, 1),
            (r#"{"t":"A","s":1,{"t":"B","s":2,"op":0,"d":{}}"#, 1),
            (r#"{"t":"A","s":1,"op":0,"d":[{}"#, 0),
            (r#"{"t":"A","s":1,"op":0,"d":7"#, 1),
            (r#"{"t":7,"s":1,"op":0,"d":{}}"#, 1),
            (r#"{"ts":1}"#, 1),
            ("[]", 1),
            ("", 1),
        ] {
            assert_eq!(info(&[line]).unreadable, want, "{line}");
        }
    }

    #[test]
    fn times_exclude_blocks_only_if_they_are_known() {
        let found = info(&["{}", "{}"]);
        for (since, until, want) in [
            (None, None, true),
            (Some(11), None, true),
            (Some(12), None, false),
            (None, Some(10), false),
            (None, Some(11), true),
        ] {
            assert_eq!(found.may_be_received(since, until), want, "{since:?} {until:?}");
        }
        assert!(BlockInfo::default().may_be_received(Some(5), Some(6)));
    }

    #[test]
    fn keys_of_a_newer_version_are_ignored() {
        let read: BlockInfo = serde_json::from_str(r#"{"lines":1,"bytes":2,"new":[]}"#).unwrap();
        assert_eq!((read.lines, read.bytes, read.journal), (1, 2, None));
    }
}
