//! Finds repeated frames.

use std::collections::{HashMap, VecDeque};

use super::session::Session;
use super::source::{Position, Print};

/// The maximum number of frames that are remembered, however long the window is.
const FRAMES_MAX: usize = 500_000;

/// The frames of the last time window.
#[derive(Debug)]
pub struct Repeats {
    window: i128,
    sequences: HashMap<(Session, u64), SequencedFrame>,
    contents: HashMap<u128, Known>,
    order: VecDeque<(Position, Print)>,
    groups: Groups,
}

/// A frame of a session.
#[derive(Debug)]
struct SequencedFrame {
    /// The position of the last frame with its sequence.
    last: Position,
    print: Print,
}

/// The frames with the same content.
#[derive(Debug, Default)]
struct Known {
    /// The position of the last of them.
    last: Position,
    of_recorders: Vec<OfRecorder>,
}

/// The number of frames with the same content that a recorder has and no other recorder of the same session has.
#[derive(Debug)]
struct OfRecorder {
    recorder: usize,
    count: u32,
}

impl Repeats {
    pub fn new(window: i128) -> Repeats {
        Repeats {
            window,
            sequences: HashMap::new(),
            contents: HashMap::new(),
            order: VecDeque::new(),
            groups: Groups::default(),
        }
    }

    /// Adds a frame. Returns whether it repeats a frame that was written. `overlaps` says which recorders were active
    /// when this recording began, or later.
    pub fn add(
        &mut self,
        print: Print,
        position: Position,
        recorder: usize,
        overlaps: impl Fn(usize) -> bool,
    ) -> bool {
        self.forget(position);
        self.order.push_back((position, print));
        let group = self.groups.of(recorder, print.session);
        if self.has_sequence(print, position) {
            return true;
        }
        // Without an id, equal frames of two sessions may be different events.
        print.has_id && self.has_content(print, position, recorder, group, overlaps)
    }

    /// Whether the session had the frame already. Adds it if not.
    fn has_sequence(&mut self, print: Print, position: Position) -> bool {
        let key = (print.session, print.sequence);
        let found = self.sequences.get_mut(&key).map(|known| {
            known.last = position;
            known.print.is_same_of_session(&print)
        });
        if found != Some(true) {
            self.sequences.insert(key, SequencedFrame { last: position, print });
        }
        found == Some(true)
    }

    /// Whether recorders of other sessions have the content at least as often. Adds it.
    fn has_content(
        &mut self,
        print: Print,
        position: Position,
        recorder: usize,
        group: usize,
        overlaps: impl Fn(usize) -> bool,
    ) -> bool {
        let known = self.contents.entry(print.content).or_default();
        known.last = position;
        match known.of_recorders.iter_mut().find(|of| of.recorder == recorder) {
            Some(of) => of.count += 1,
            None => known.of_recorders.push(OfRecorder { recorder, count: 1 }),
        }
        let groups = &self.groups;
        let count_of = |wanted: usize| -> u32 {
            let of_group = known.of_recorders.iter().filter(|of| groups.root(of.recorder) == wanted);
            // Content that can exist only once is the same, whatever the recorders.
            let of_group =
                of_group.filter(|of| wanted == group || print.is_made_once || overlaps(of.recorder));
            of_group.map(|of| of.count).sum()
        };
        let others = known.of_recorders.iter().map(|of| groups.root(of.recorder));
        let seen = others.filter(|other| *other != group).map(count_of).max().unwrap_or(0);
        count_of(group) <= seen
    }

    /// Forgets frames that are older than the window.
    fn forget(&mut self, now: Position) {
        while let Some((position, print)) = self.order.front().copied() {
            if self.order.len() < FRAMES_MAX && now.is_within(position, self.window) {
                break;
            }
            self.order.pop_front();
            // If the content came again later, it has a later entry in the queue.
            let key = (print.session, print.sequence);
            if self.sequences.get(&key).is_some_and(|known| known.last == position) {
                self.sequences.remove(&key);
            }
            if self.contents.get(&print.content).is_some_and(|known| known.last == position) {
                self.contents.remove(&print.content);
            }
        }
    }
}

/// Groups of recorders of the same sessions (union-find).
#[derive(Debug, Default)]
struct Groups {
    of_sessions: HashMap<Session, usize>,
    /// The parent of each recorder; the parent of a root is itself.
    parents: Vec<usize>,
}

impl Groups {
    /// The group of a recorder that has frames of this session.
    fn of(&mut self, recorder: usize, session: Session) -> usize {
        while self.parents.len() <= recorder {
            self.parents.push(self.parents.len());
        }
        let root = self.root(recorder);
        let Session::Known(_) = session else { return root };
        let first = *self.of_sessions.entry(session).or_insert(root);
        let first = self.root(first);
        self.parents[root] = first;
        first
    }

    fn root(&self, recorder: usize) -> usize {
        let mut at = recorder;
        while let Some(&parent) = self.parents.get(at).filter(|parent| **parent != at) {
            at = parent;
        }
        at
    }
}
