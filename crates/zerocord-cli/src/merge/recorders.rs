//! The recorders whose frames are merged.

use std::collections::HashMap;

use super::session::MergeSession;

/// How many frames a frame may be earlier than expected, from the order of the frames of another recorder.
const DISORDER_MAX: u64 = 100;

/// The recorders, in groups of those that record the same sessions (union-find).
#[derive(Debug, Default)]
pub struct Recorders {
    recorders: Vec<RecorderMatches>,
    /// Each session's index, and a recorder that has it.
    sessions: HashMap<MergeSession, (usize, usize)>,
}

#[derive(Debug)]
struct RecorderMatches {
    /// A recorder of the same group; itself if it represents the group.
    parent: usize,
    frame_count: u64,
    /// The session of the last frame, and its index.
    session: Option<(MergeSession, usize)>,
    /// For each other recorder: the last of its frames that is the same as one of this recorder.
    matched: Vec<u64>,
}

impl Recorders {
    /// Adds a frame of a recorder. Returns the index of its session, and the number of the frame.
    pub fn next(&mut self, recorder: usize, session: MergeSession) -> (usize, u64) {
        while self.recorders.len() <= recorder {
            let parent = self.recorders.len();
            self.recorders.push(RecorderMatches {
                parent,
                frame_count: 0,
                session: None,
                matched: Vec::new(),
            });
        }
        let known = self.recorders[recorder].session.filter(|(known, _)| *known == session);
        let index = match known {
            Some((_, index)) => index,
            None => self.join(recorder, session),
        };
        let recorder = &mut self.recorders[recorder];
        recorder.session = Some((session, index));
        recorder.frame_count += 1;
        (index, recorder.frame_count)
    }

    /// Adds a recorder to the group of a session. Returns the index of the session.
    fn join(&mut self, recorder: usize, session: MergeSession) -> usize {
        let root = self.root(recorder);
        let new = (self.sessions.len(), root);
        let (index, first) = *self.sessions.entry(session).or_insert(new);
        if let MergeSession::Known(_) = session {
            self.recorders[root].parent = self.root(first);
        }
        index
    }

    fn root(&self, recorder: usize) -> usize {
        let mut at = recorder;
        while let Some(recorder) = self.recorders.get(at).filter(|recorder| recorder.parent != at) {
            at = recorder.parent;
        }
        at
    }

    /// Whether two recorders are the same or have recorded the same session.
    pub fn are_together(&self, one: usize, other: usize) -> bool {
        one == other || self.root(one) == self.root(other)
    }

    /// Whether frame `number` of `other` may be the same as the next frame of `recorder`, by the frames that both have.
    pub fn is_in_order(&self, recorder: usize, other: usize, number: u64) -> bool {
        let matched = self.recorders[recorder].matched.get(other);
        matched.is_none_or(|matched| number + DISORDER_MAX >= *matched)
    }

    /// Notes that two recorders have the same frame, by its number in each.
    pub fn matched(&mut self, one: (usize, u64), other: (usize, u64)) {
        for ((recorder, _), (other, number)) in [(one, other), (other, one)] {
            let matched = &mut self.recorders[recorder].matched;
            if matched.len() <= other {
                matched.resize(other + 1, 0);
            }
            matched[other] = matched[other].max(number);
        }
    }
}
