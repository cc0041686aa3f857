//! The index entry of a block.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zerocord::{Envelope, Opcode};

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
    /// The number of dispatches of each event. An event that is not a key here is not in the block.
    pub events: BTreeMap<String, u64>,
    /// The number of lines that are not dispatches, or cannot be read.
    pub others: u64,
    /// The Unix milliseconds at which the first and the last line were received.
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
        let envelope = Envelope::peek(frame).ok();
        let is_dispatch = envelope.is_some_and(|envelope| envelope.opcode() == Ok(Some(Opcode::Dispatch)));
        let Some(envelope) = envelope.filter(|_| is_dispatch) else {
            self.others += 1;
            return;
        };
        let name = envelope.event_name().ok().flatten();
        match name.as_ref().and_then(|name| name.text().ok()) {
            Some(name) => match self.events.get_mut(name.as_ref()) {
                Some(count) => *count += 1,
                None => _ = self.events.insert(name.into_owned(), 1),
            },
            None => self.others += 1,
        }
        if let Ok(Some(sequence)) = envelope.sequence() {
            self.add_sequence(sequence);
        }
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

    /// Whether the block has dispatches of this event.
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
            "not a frame",
        ]);
        assert_eq!(found.events, BTreeMap::from([("AB".to_owned(), 2)]));
        assert_eq!((found.lines, found.others, found.received), (4, 2, Some([10, 13])));
        assert_eq!(found.sessions, [SessionRun { session: None, first: 3, last: 4 }]);
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
