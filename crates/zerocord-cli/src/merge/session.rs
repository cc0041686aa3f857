//! Determines the session of each frame.

use zerocord::{Envelope, EventName};

use crate::sequences::NumberedKind;

/// A session of the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MergeSession {
    /// A session with a known `session_id`, from its READY; a hash of that id.
    Known(u64),
    /// A session without a known READY: the number of the recorder, and of its session.
    Unknown(usize, u32),
}

/// Follows the sessions of a recording, from frame to frame.
#[derive(Clone, Debug)]
pub struct SessionReader {
    recorder: usize,
    pub session: MergeSession,
    unknown_count: u32,
    /// The shard of the last READY.
    shard: Option<Option<[u64; 2]>>,
    has_events: bool,
    sequence: Option<u64>,
    /// Whether the first file begins with a READY, each further READY is of the same shard, and no sequence goes back without
    /// one. If not, frames of several shards may alternate, or a READY is missing.
    is_single: bool,
    /// Whether this is not the recorder's first file.
    is_continued: bool,
}

impl SessionReader {
    /// The sessions of a recorder from its first file on.
    pub fn new(recorder: usize) -> SessionReader {
        SessionReader {
            recorder,
            session: MergeSession::Unknown(recorder, 0),
            unknown_count: 0,
            shard: None,
            has_events: false,
            sequence: None,
            is_single: false,
            is_continued: false,
        }
    }

    /// The sessions of the recorder's next file.
    pub fn continued(&self) -> SessionReader {
        SessionReader { is_continued: true, ..self.clone() }
    }

    pub fn recorder(&self) -> usize {
        self.recorder
    }

    /// Whether only one session is recorded at a time, as far as is known.
    pub fn is_single(&self) -> bool {
        self.is_single
    }

    /// The shard and the number of shards that all frames belong to, as far as is known.
    pub fn known_shard(&self) -> Option<[u64; 2]> {
        self.shard.flatten().filter(|_| self.is_single)
    }

    /// Whether all frames certainly belong to the sessions that they are assigned to.
    pub fn is_certain(&self) -> bool {
        self.is_single && !self.is_continued
    }

    /// Reads a frame, which may start a session.
    pub fn read(&mut self, envelope: Envelope<'_>, name: Option<EventName<'_>>, sequence: Option<u64>) {
        if name == Some(EventName::Ready) {
            self.begin(envelope);
        } else if sequence.is_some() && sequence <= self.sequence {
            self.is_single = false;
        }
        self.sequence = sequence.or(self.sequence);
        self.has_events |= name.is_some();
    }

    fn begin(&mut self, ready: Envelope<'_>) {
        let kind = ready.opcode().and_then(|opcode| NumberedKind::of(ready, opcode, Some(EventName::Ready)));
        let (shard, id) = match kind {
            Ok(Some(NumberedKind::Ready(ready))) => (ready.shard, ready.session_id),
            _ => (None, None),
        };
        self.is_single = !self.has_events || self.is_single && self.shard == Some(shard);
        self.shard = Some(shard);
        self.session = match id.filter(|id| !id.is_empty()) {
            Some(id) => MergeSession::Known(hash_of(&id)),
            None => {
                self.unknown_count += 1;
                MergeSession::Unknown(self.recorder, self.unknown_count)
            }
        };
    }
}

fn hash_of(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sessions: &mut SessionReader, frame: &str) -> (MergeSession, bool) {
        let envelope = Envelope::peek(frame.as_bytes()).unwrap();
        sessions.read(envelope, envelope.event_name().unwrap(), envelope.sequence().unwrap());
        (sessions.session, sessions.is_certain())
    }

    fn ready(id: &str, shard: u32) -> String {
        format!(
            "{{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{{\"session_id\":\"{id}\",\"shard\":[{shard},2]}}}}"
        )
    }

    const OTHER: &str = "{\"t\":\"A\",\"s\":2,\"op\":0,\"d\":{}}";

    #[test]
    fn a_recording_that_begins_with_ready_has_certain_sessions() {
        let mut sessions = SessionReader::new(3);
        let (first, is_certain) = read(&mut sessions, &ready("a", 0));
        assert!(is_certain && first != read(&mut SessionReader::new(3), &ready("b", 0)).0);
        assert_eq!(first, read(&mut SessionReader::new(4), &ready("a", 1)).0);
        assert_eq!(read(&mut sessions, OTHER), (first, true));
        assert!(read(&mut sessions, &ready("b", 0)).1);
        // The READY of another session may be missing.
        let mut gone_back = sessions.clone();
        assert!(read(&mut gone_back, OTHER).1 && !read(&mut gone_back, OTHER).1);
        // Frames of two shards may alternate.
        assert!(!read(&mut sessions, &ready("c", 1)).1);
        assert!(!read(&mut sessions, &ready("d", 1)).1);
    }

    #[test]
    fn sessions_without_an_id_belong_to_one_recorder() {
        let mut sessions = SessionReader::new(3);
        assert_eq!(read(&mut sessions, OTHER), (MergeSession::Unknown(3, 0), false));
        assert_eq!(read(&mut sessions, &ready("", 0)), (MergeSession::Unknown(3, 1), false));
        let (known, is_certain) = read(&mut sessions, &ready("a", 0));
        assert!(matches!(known, MergeSession::Known(_)) && !is_certain);
        assert_eq!(read(&mut sessions.continued(), OTHER), (known, false));
    }
}
