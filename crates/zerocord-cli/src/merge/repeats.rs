//! Finds repeated frames.
//!
//! A frame of the same session and sequence is a repeat. A frame of another or an unknown session is a repeat of a written
//! frame with the same content if another recorder wrote that one, and if this recorder has no other frame that repeats it.
//! So frames that one recorder has twice are written twice.
//!
//! Two recorders may have lost different frames with the same content. Content alone would then match frames that are
//! different events. But recorders receive the frames in nearly the same order: once a frame of one recorder was matched
//! with a frame of another, later frames match only frames that are not much earlier than that one.

use std::collections::{HashMap, VecDeque};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::part::{Position, Print};
use super::recorders::Recorders;
use super::session::MergeSession;

/// The maximum number of frames that are remembered, however long the window is.
const FRAMES_MAX: usize = 500_000;

/// The number of frames that are remembered after the window: a resumed session repeats its last frames, however old they are.
const FRAMES_MIN: usize = 4_096;

/// After this many frames that do not match, the next search starts after them.
const EXAMINED_MAX: usize = 8;

/// The written frames of the last time window.
#[derive(Debug)]
pub struct Repeats {
    window: i128,
    /// In the order in which they were written.
    written: VecDeque<WrittenFrame>,
    /// The number of frames that were written before those.
    forgotten: u64,
    /// The last frame with each session and sequence.
    sequences: HashMap<(usize, u64), u64, RandomState>,
    contents: HashMap<u128, Chain, RandomState>,
    recorders: Recorders,
}

/// A frame that was written.
#[derive(Debug)]
struct WrittenFrame {
    position: Position,
    print: Print,
    session: usize,
    /// The next frame with the same content.
    next: Option<u64>,
    /// Its records: the recorder, and the number of the frame in it.
    records: SmallVec<[(usize, u64); 2]>,
}

/// The written frames with the same content, by their numbers. They are linked from the first to the last.
#[derive(Debug)]
struct Chain {
    first: u64,
    last: u64,
    /// For recorders for which many frames of the chain were examined: the last of these.
    examined: Vec<(usize, u64)>,
}

impl Repeats {
    pub fn new(window: i128) -> Repeats {
        Repeats {
            window,
            written: VecDeque::new(),
            forgotten: 0,
            sequences: HashMap::default(),
            contents: HashMap::default(),
            recorders: Recorders::default(),
        }
    }

    /// Adds a frame. Returns whether it repeats a frame that was written. `overlaps` says which recorders were active
    /// when this recording began, or later.
    pub fn add(
        &mut self,
        print: &Print,
        position: Position,
        recorder: usize,
        overlaps: impl Fn(usize) -> bool,
    ) -> bool {
        self.forget(position);
        let (session, number) = self.recorders.next(recorder, print.session);
        if self.has_sequence(print, position, session, (recorder, number)) {
            return true;
        }
        // Without an id, equal frames of two sessions may be different events.
        if print.has_id && self.has_content(print, position, (recorder, number), overlaps) {
            return true;
        }
        self.write(WrittenFrame {
            position,
            print: *print,
            session,
            next: None,
            records: SmallVec::from_slice(&[(recorder, number)]),
        });
        false
    }

    /// Whether the session had the frame already.
    fn has_sequence(&mut self, print: &Print, now: Position, session: usize, record: (usize, u64)) -> bool {
        let found = self.sequences.get(&(session, print.sequence)).copied();
        let Some(frame) = found.and_then(|id| self.written.get_mut((id - self.forgotten) as usize)) else {
            return false;
        };
        let is_known = matches!(print.session, MergeSession::Known(_));
        let may_be_same = is_known || now.is_within(frame.position, self.window);
        let is_same = may_be_same && frame.print.is_same_of_session(print);
        if is_same && frame.records.iter().all(|(recorder, _)| *recorder != record.0) {
            frame.records.push(record);
        }
        is_same
    }

    /// Whether a recorder of another session has the frame.
    fn has_content(
        &mut self,
        print: &Print,
        now: Position,
        record: (usize, u64),
        overlaps: impl Fn(usize) -> bool,
    ) -> bool {
        let Some(chain) = self.contents.get_mut(&print.content) else { return false };
        let examined = chain.examined.iter_mut().find(|(recorder, _)| *recorder == record.0);
        let start = match &examined {
            // Frames before the first one were forgotten.
            Some((_, last)) if *last >= chain.first => self.written[(*last - self.forgotten) as usize].next,
            _ => Some(chain.first),
        };
        let (mut next, mut last, mut count) = (start, None, 0);
        let mut found = None;
        while let Some(id) = next {
            let frame = &self.written[(id - self.forgotten) as usize];
            let may_match = |&(other, number): &(usize, u64)| {
                // Content that can exist only once is the same, whatever the recorders.
                !self.recorders.are_together(other, record.0)
                    && (print.is_made_once
                        || overlaps(other) && self.recorders.is_in_order(record.0, other, number))
            };
            let is_of_other_shard = !print.is_made_once && frame.print.is_of_other_shard(print);
            let is_near = now.is_within(frame.position, self.window);
            if is_near && frame.records.iter().all(may_match) && !is_of_other_shard {
                found = Some(id);
                break;
            }
            (next, last, count) = (frame.next, Some(id), count + 1);
        }
        // Frames that did not match will not match later either.
        if count >= EXAMINED_MAX
            && let Some(last) = last
        {
            match examined {
                Some((_, examined)) => *examined = last,
                None => chain.examined.push((record.0, last)),
            }
        }
        let Some(frame) = found.and_then(|id| self.written.get_mut((id - self.forgotten) as usize)) else {
            return false;
        };
        for other in &frame.records {
            self.recorders.matched(record, *other);
        }
        frame.records.push(record);
        true
    }

    /// Remembers a frame that is written.
    fn write(&mut self, frame: WrittenFrame) {
        let id = self.forgotten + self.written.len() as u64;
        self.sequences.insert((frame.session, frame.print.sequence), id);
        if frame.print.has_id {
            let chain = self.contents.entry(frame.print.content);
            let chain = chain.or_insert(Chain { first: id, last: id, examined: Vec::new() });
            if chain.last != id {
                self.written[(chain.last - self.forgotten) as usize].next = Some(id);
                chain.last = id;
            }
        }
        self.written.push_back(frame);
    }

    /// Forgets frames that are older than the window, except the last ones.
    fn forget(&mut self, now: Position) {
        while let Some(frame) = self.written.front() {
            let is_near = now.is_within(frame.position, self.window);
            if self.written.len() < if is_near { FRAMES_MAX } else { FRAMES_MIN } {
                break;
            }
            let key = (frame.session, frame.print.sequence);
            if self.sequences.get(&key) == Some(&self.forgotten) {
                self.sequences.remove(&key);
            }
            if frame.print.has_id {
                match frame.next {
                    Some(next) => {
                        if let Some(chain) = self.contents.get_mut(&frame.print.content) {
                            chain.first = next;
                        }
                    }
                    None => drop(self.contents.remove(&frame.print.content)),
                }
            }
            self.written.pop_front();
            self.forgotten += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::part::tests::print;

    /// Adds frames of two recorders: a recorder, and a content; upper case contents exist only once. Returns those that are
    /// repeats.
    fn repeats(frames: &str) -> String {
        let mut repeats = Repeats::new(60);
        let mut sequence = 0;
        let is_repeat = |frame: &&str| {
            let (recorder, content) = frame.split_at(1);
            let recorder = recorder.parse().unwrap();
            sequence += 1;
            let print = print(recorder, sequence, content);
            repeats.add(&print, Position::default(), recorder, |_| true)
        };
        frames.split_whitespace().filter(is_repeat).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_frame_of_one_recorder_repeats_one_of_another() {
        assert_eq!(repeats("1a 1a 1a"), "");
        assert_eq!(repeats("1a 2a 1a 2a 2a"), "2a 2a");
        assert_eq!(repeats("1a 1a 2a 2a 2a"), "2a 2a");
        assert_eq!(repeats("1a 2a 3a 3a 2a 1a"), "2a 3a 2a 1a");
        assert_eq!(repeats("1X 2X 1X"), "2X");
    }

    #[test]
    fn a_frame_from_before_the_last_common_frame_is_another_event() {
        // Recorder 2 has lost the first `a`, and recorder 1 the second: at a distance they are different events.
        let between = |recorder: u32| (0..150).map(|n| format!("{recorder}X{n} ")).collect::<String>();
        let frames = format!("1a {}{}2a", between(1), between(2));
        assert!(!repeats(&frames).contains("2a"));
        // Frames that are near each other may be received in another order.
        assert_eq!(repeats("1a 1X 2X 2a"), "2X 2a");
    }

    #[test]
    fn many_frames_of_the_same_content_take_linear_time() {
        let mut repeats = Repeats::new(60);
        for sequence in 0..200_000 {
            assert!(!repeats.add(&print(1, sequence, "a"), Position::default(), 1, |_| true));
        }
        for sequence in 0..200_000 {
            assert!(repeats.add(&print(2, sequence, "a"), Position::default(), 2, |_| true));
        }
        for sequence in 0..100 {
            assert!(!repeats.add(&print(2, 1_000_000 + sequence, "a"), Position::default(), 2, |_| true));
        }
    }
}
