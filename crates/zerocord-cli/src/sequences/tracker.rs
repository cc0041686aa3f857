//! Follows the sessions of a recording frame by frame.

use std::collections::HashMap;

use serde::Serialize;

use super::frame::{GapMark, Numbered, NumberedKind, Ready};
use super::pieces::{Continuation, FileTimes, Prints, SessionPiece, relate};

/// The maximum number of sessions followed at the same time. A recording of one bot does not have more.
const OPEN_MAX: usize = 4096;

/// The maximum number of session pieces compared with each other, and of remembered session ids.
const PIECES_MAX: usize = 4096;

/// A session that starts with its READY, or with the first frame if the recording starts later.
#[derive(Debug, Serialize)]
pub struct Session {
    pub file: String,
    /// The line of its READY; null if that is not in the recording.
    pub line: Option<u64>,
    pub shard: Option<[u64; 2]>,
    pub session_id: Option<String>,
    pub first: u64,
    pub last: u64,
    pub dispatches: u64,
    pub resumes: u64,
}

/// A gap in the sequence numbers.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    pub file: String,
    /// The line of the frame after the gap.
    pub line: u64,
    /// The index of the session.
    pub session: usize,
    pub after: u64,
    pub next: u64,
    pub missing: u64,
}

/// A mark of the recorder: it could not resume a session, so frames may be missing.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    pub file: String,
    pub line: u64,
    pub reason: String,
    /// The last sequence before it; null if the recorder did not know it.
    pub last: Option<u64>,
}

/// A range of consecutive sequence numbers that were repeated.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Repeat {
    pub file: String,
    /// The line of the first repeated frame.
    pub line: u64,
    pub session: usize,
    pub from: u64,
    pub to: u64,
}

/// Items of one type: the first ones, up to a limit, and the total count.
#[derive(Debug)]
pub struct Kept<T> {
    pub first: Vec<T>,
    pub count: u64,
    limit: usize,
}

/// A session that may continue.
#[derive(Debug)]
struct Open {
    /// Its index among the sessions, in order of their start.
    session: usize,
    /// The stream of its frames.
    stream: Option<u64>,
    shard: Option<[u64; 2]>,
    last: u64,
    /// Set while numbers repeat: the last repeated number, and the index of the repeat if it was kept.
    again: Option<(u64, Option<usize>)>,
    /// The line of its first frame in this file, and that frame's sequence.
    begins: (u64, u64),
    has_ready: bool,
    session_id: Option<String>,
    prints: Prints,
}

/// Follows the sequences of all sessions.
#[derive(Debug)]
pub struct Tracker {
    file: String,
    file_times: Vec<FileTimes>,
    open: Vec<Open>,
    /// Ended sessions, to be compared with those in other files.
    pieces: Vec<SessionPiece>,
    /// The sessions whose ids are known: their indices and last sequences.
    ended: HashMap<String, (usize, u64)>,
    pub continuations: Vec<Continuation>,
    pub sessions: Kept<Session>,
    pub gaps: Kept<Gap>,
    pub repeats: Kept<Repeat>,
    pub marks: Kept<Mark>,
    pub dispatches: u64,
    pub unnumbered: u64,
    pub hellos: u64,
    pub missing: u64,
    /// Whether several sessions were open at the same time, so that frames were assigned to sessions by their
    /// numbers.
    pub mixed: bool,
}

impl<T> Kept<T> {
    fn new(limit: usize) -> Kept<T> {
        Kept { first: Vec::new(), count: 0, limit }
    }

    /// Keeps `item` if there is room, and returns its index in that case.
    fn push(&mut self, item: T) -> Option<usize> {
        self.count += 1;
        (self.first.len() < self.limit).then(|| {
            self.first.push(item);
            self.first.len() - 1
        })
    }

    pub fn left_out(&self) -> u64 {
        self.count - self.first.len() as u64
    }
}

impl Tracker {
    /// A tracker that keeps up to `limit` sessions, gaps and repeats each.
    pub fn new(limit: usize) -> Tracker {
        Tracker {
            file: String::new(),
            file_times: Vec::new(),
            open: Vec::new(),
            pieces: Vec::new(),
            ended: HashMap::new(),
            continuations: Vec::new(),
            sessions: Kept::new(limit),
            gaps: Kept::new(limit),
            repeats: Kept::new(limit),
            marks: Kept::new(limit),
            dispatches: 0,
            unnumbered: 0,
            hellos: 0,
            missing: 0,
            mixed: false,
        }
    }

    /// Starts a file. If `is_joined` is set, the sessions of the previous file continue in it.
    pub fn begin_file(&mut self, file: &str, is_joined: bool) {
        if !is_joined {
            self.end_file();
        }
        file.clone_into(&mut self.file);
        self.file_times.push(FileTimes::default());
    }

    /// Records the times of the first and the last new message in a chunk.
    pub fn add_times(&mut self, first_ms: Option<u64>, last_ms: Option<u64>) {
        if let Some(times) = self.file_times.last_mut() {
            times.first_ms = times.first_ms.or(first_ms);
            times.last_ms = last_ms.or(times.last_ms);
        }
    }

    /// Compares the sessions in different files. Must be called once, after the last frame.
    pub fn finish(&mut self) {
        self.end_file();
        let found = relate(std::mem::take(&mut self.pieces), &self.file_times);
        for gap in found.gaps {
            self.missing = self.missing.saturating_add(gap.missing);
            self.gaps.push(gap);
        }
        found.repeats.into_iter().for_each(|repeat| _ = self.repeats.push(repeat));
        self.continuations = found.continuations;
    }

    /// Discards all gaps, for a recording from which frames were removed on purpose.
    pub fn forget_gaps(&mut self) {
        self.gaps = Kept::new(0);
        self.missing = 0;
    }

    /// Whether there are so many gaps throughout the recording that frames were probably filtered out, not lost.
    pub fn looks_filtered(&self) -> bool {
        let (gaps, dispatches) = (self.gaps.count, self.dispatches);
        (gaps >= 5 && gaps * 10 >= dispatches) || (gaps >= 20 && self.missing <= gaps * 3)
    }

    fn end_file(&mut self) {
        for open in std::mem::take(&mut self.open) {
            self.end(open, true);
        }
    }

    /// Ends a session, because another one starts or because its file ends.
    fn end(&mut self, open: Open, is_open: bool) {
        if let Some(id) = open.session_id
            && self.ended.len() < PIECES_MAX
        {
            self.ended.insert(id, (open.session, open.last));
        }
        if self.pieces.len() < PIECES_MAX {
            self.pieces.push(SessionPiece {
                session: open.session,
                file: self.file.clone(),
                file_index: self.file_times.len().saturating_sub(1),
                line: open.begins.0,
                first: open.begins.1,
                last: open.last,
                has_ready: open.has_ready,
                is_open,
                prints: open.prints,
            });
        }
    }

    /// Adds the next frame. `line_before` lines precede its chunk.
    pub fn add(&mut self, line_before: u64, frame: Numbered) {
        let line = line_before + frame.line;
        if let NumberedKind::Hello = frame.kind {
            self.hellos += 1;
            return;
        }
        if let NumberedKind::Mark(mark) = frame.kind {
            let (file, GapMark { reason, last }) = (self.file.clone(), *mark);
            self.marks.push(Mark { file, line, reason, last });
            return;
        }
        self.dispatches += 1;
        let Some(sequence) = frame.sequence else {
            self.unnumbered += 1;
            return;
        };
        match frame.kind {
            NumberedKind::Ready(ready) => self.begin_session(line, sequence, frame.stream, Some(*ready)),
            NumberedKind::Resumed => self.resume(line, sequence, frame.stream),
            NumberedKind::Other | NumberedKind::Hello | NumberedKind::Mark(_) => {
                self.follow(line, sequence, frame.stream, frame.print)
            }
        }
    }

    /// Adds a frame and `more` ordinary dispatches after it, each with the next sequence.
    ///
    /// The lines of the later frames are not known: gaps and repeats among them are reported at the line of the first
    /// frame.
    pub fn add_run(&mut self, line_before: u64, first: Numbered, more: u64) {
        let line = line_before + first.line;
        let (sequence, stream) = (first.sequence, first.stream);
        self.add(line_before, first);
        let Some(sequence) = sequence.filter(|_| more > 0) else { return };
        self.dispatches += more;
        let last = sequence.saturating_add(more);
        match self.open.as_mut_slice() {
            // If only one session is open and the run continues it, all frames are added at once.
            [open] if open.last == sequence && open.stream == stream => {
                (open.last, open.again) = (last, None);
                if let Some(session) = self.sessions.first.get_mut(open.session) {
                    session.dispatches += more;
                    session.last = session.last.max(last);
                }
            }
            _ => (sequence + 1..=last).for_each(|sequence| self.follow(line, sequence, stream, None)),
        }
    }

    /// Starts a session, with a READY or in the middle. A READY with a known session id restarts that session.
    fn begin_session(&mut self, line: u64, sequence: u64, stream: Option<u64>, ready: Option<Ready>) {
        let has_ready = ready.is_some();
        let ready = ready.unwrap_or_default();
        // A shard has one connection, so any open session of this shard has ended. An open session of an unknown
        // shard may be this shard's, so it is ended too.
        let shard = ready.shard;
        let stays = |open: &Open| {
            open.stream != stream || shard.is_some() && open.shard.is_some() && open.shard != shard
        };
        let (open, ended) = std::mem::take(&mut self.open).into_iter().partition(stays);
        self.open = open;
        ended.into_iter().for_each(|open| self.end(open, false));
        if self.open.len() == OPEN_MAX {
            let oldest = self.open.remove(0);
            self.end(oldest, false);
        }
        let known = ready.session_id.as_ref().and_then(|id| self.ended.get(id)).copied();
        let mut begun = Open {
            session: self.sessions.count as usize,
            stream,
            shard,
            last: sequence,
            again: None,
            begins: (line, sequence),
            has_ready,
            session_id: ready.session_id.clone(),
            prints: Prints::default(),
        };
        self.mixed |= self.open.iter().any(|open| open.stream == stream);
        if let Some((session, last)) = known {
            // The session was recorded twice: its frames are repeats until its last number is passed.
            (begun.session, begun.last) = (session, last);
            self.open.push(begun);
            return self.follow_in(self.open.len() - 1, line, sequence);
        }
        self.sessions.push(Session {
            file: self.file.clone(),
            line: has_ready.then_some(line),
            shard,
            session_id: ready.session_id,
            first: sequence,
            last: sequence,
            dispatches: 1,
            resumes: 0,
        });
        self.open.push(begun);
    }

    /// The index of the open session that a number fits best.
    fn fitting(&self, sequence: u64, stream: Option<u64>) -> Option<usize> {
        let waits = |open: &Open| open.last.checked_add(1) == Some(sequence);
        let repeats =
            |open: &Open| open.again.is_some_and(|(again, _)| again.checked_add(1) == Some(sequence));
        let open = self.open.iter().enumerate().filter(|(_, open)| open.stream == stream);
        let find = |fits: &dyn Fn(&Open) -> bool| open.clone().find(|(_, open)| fits(open));
        let nearest = || open.clone().min_by_key(|(_, open)| open.last.abs_diff(sequence));
        find(&waits).or_else(|| find(&repeats)).or_else(nearest).map(|(index, _)| index)
    }

    fn resume(&mut self, line: u64, sequence: u64, stream: Option<u64>) {
        let Some(index) = self.fitting(sequence, stream) else {
            self.begin_session(line, sequence, stream, None);
            self.with_last_session(|session| session.resumes = 1);
            return;
        };
        let open = &mut self.open[index];
        (open.last, open.again) = (sequence, None);
        if let Some(session) = self.sessions.first.get_mut(open.session) {
            session.dispatches += 1;
            session.resumes += 1;
            session.last = sequence;
        }
    }

    fn with_last_session(&mut self, change: impl FnOnce(&mut Session)) {
        let index = self.sessions.count as usize - 1;
        if let Some(session) = self.sessions.first.get_mut(index) {
            change(session);
        }
    }

    fn follow(&mut self, line: u64, sequence: u64, stream: Option<u64>, print: Option<u64>) {
        match self.fitting(sequence, stream) {
            Some(index) => self.follow_in(index, line, sequence),
            None => self.begin_session(line, sequence, stream, None),
        }
        if let Some(print) = print
            && let Some(open) =
                self.open.iter_mut().find(|open| open.last == sequence && open.stream == stream)
        {
            open.prints.add(sequence, print);
        }
    }

    /// Adds a number to an open session.
    fn follow_in(&mut self, index: usize, line: u64, sequence: u64) {
        let open = &mut self.open[index];
        if let Some(session) = self.sessions.first.get_mut(open.session) {
            session.dispatches += 1;
            session.last = session.last.max(sequence);
        }
        let (file, session) = (&self.file, open.session);
        if sequence <= open.last {
            let goes_on = open.again.filter(|(again, _)| again.checked_add(1) == Some(sequence));
            let place = match goes_on {
                Some((_, place)) => place,
                None => {
                    let repeat = Repeat { file: file.clone(), line, session, from: sequence, to: sequence };
                    self.repeats.push(repeat)
                }
            };
            if let Some(repeat) = place.and_then(|place| self.repeats.first.get_mut(place)) {
                repeat.to = sequence;
            }
            open.again = Some((sequence, place));
            return;
        }
        let missing = sequence - open.last - 1;
        if missing > 0 {
            self.missing = self.missing.saturating_add(missing);
            let after = open.last;
            self.gaps.push(Gap { file: file.clone(), line, session, after, next: sequence, missing });
        }
        (open.last, open.again) = (sequence, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tracks frames given by their sequence numbers. A number prefixed with `r` is RESUMED, with `R` or `X` a READY
    /// (`X` has a session id), optionally followed by a colon and the shard. `@`, a number and `/` in front of
    /// everything set the stream.
    fn tracked(frames: &str) -> Tracker {
        let mut tracker = Tracker::new(100);
        tracker.begin_file("a", false);
        for (word, line) in frames.split_whitespace().zip(1..) {
            let (stream, word) =
                word.strip_prefix('@').and_then(|word| word.split_once('/')).unwrap_or(("", word));
            let stream = stream.parse().ok();
            let (word, shard) = word.split_once(':').unwrap_or((word, ""));
            let shard = shard.parse().ok().map(|shard| [shard, 9]);
            let kind = match word.chars().next().unwrap() {
                'R' => NumberedKind::Ready(Box::new(Ready { shard, session_id: None })),
                'X' => NumberedKind::Ready(Box::new(Ready { shard, session_id: Some("x".to_owned()) })),
                'r' => NumberedKind::Resumed,
                _ => NumberedKind::Other,
            };
            let sequence = word.trim_start_matches(['r', 'R', 'X']).parse().ok();
            tracker.add(0, Numbered { line, sequence, stream, kind, is_new_message: false, print: None });
        }
        tracker
    }

    #[track_caller]
    fn check(frames: &str, session_count: u64, gaps: &[(u64, u64, u64)], repeats: &[(u64, u64, u64)]) {
        let tracker = tracked(frames);
        assert_eq!(tracker.sessions.count, session_count);
        let found: Vec<_> = tracker.gaps.first.iter().map(|gap| (gap.line, gap.after, gap.next)).collect();
        assert_eq!(found, gaps);
        let found: Vec<_> =
            tracker.repeats.first.iter().map(|again| (again.line, again.from, again.to)).collect();
        assert_eq!(found, repeats);
    }

    #[test]
    fn one_session() {
        check("R1 2 3 4", 1, &[], &[]);
        check("7 8 9", 1, &[], &[]);
        check("R1 2 4 5 9", 1, &[(3, 2, 4), (5, 5, 9)], &[]);
        check("R1 2 3 2 3 4", 1, &[], &[(4, 2, 3)]);
        check("R1 2 3 3 3 4", 1, &[], &[(4, 3, 3), (5, 3, 3)]);
        check("R1 2 x 3", 1, &[], &[]);
    }

    #[test]
    fn streams_are_followed_separately() {
        check("@1/R1 @2/R1 @1/2 @2/2 @1/3 @2/3", 2, &[], &[]);
        // Without a READY, streams whose numbers are close to each other are kept apart too.
        check("@1/7 @2/8 @1/8 @2/9 @1/9 @2/10", 2, &[], &[]);
        check("@1/7 @2/8 @1/9 @2/9", 2, &[(3, 7, 9)], &[]);
        check("@1/R1 2 @1/2 3", 2, &[], &[]);
        assert!(!tracked("@1/R1 @2/R1 @1/2").mixed);
    }

    #[test]
    fn a_resume_or_a_new_session_is_not_a_gap() {
        check("R1 2 3 r7 8", 1, &[], &[]);
        check("R1 2 3 4 5 r6 7", 1, &[], &[]);
        check("R1 2 3 R1 2", 2, &[], &[]);
        check("5 6 R1 2", 2, &[], &[]);
        check("r5 6 8", 1, &[(3, 6, 8)], &[]);
    }

    #[test]
    fn a_session_that_is_recorded_twice_is_one() {
        check("X1 2 3 X1 2 3", 1, &[], &[(4, 1, 3)]);
        check("X1 2 3 X1 2 3 4 5", 1, &[], &[(4, 1, 3)]);
        check("X1 2 3 R1 2 X1 2 3 5", 2, &[(9, 3, 5)], &[(6, 1, 3)]);
        // If a number is next in two sessions, it goes to the session that has not had it yet.
        check("X1:0 2 R1:1 X1:0 2 3", 2, &[], &[(4, 1, 1)]);
    }

    #[test]
    fn filtered_frames_are_not_lost_frames() {
        let every = |step: usize| (1..2000).step_by(step).map(|s| format!("{s} ")).collect::<String>();
        assert!(tracked(&every(3)).looks_filtered());
        assert!(tracked(&every(50)).looks_filtered());
        assert!(!tracked(&every(1)).looks_filtered());
        // A few large gaps are losses.
        let bursts: String =
            (0..10).flat_map(|burst| burst * 500..burst * 500 + 200).map(|s| format!("{s} ")).collect();
        assert!(!tracked(&bursts).looks_filtered());
    }

    #[test]
    fn shards_are_distinguished_by_their_numbers() {
        check("R1:0 2 R1:1 2 3 3 4 4 5 5", 2, &[], &[]);
        check("R1:0 R1:1 2 3 2 4 3", 2, &[], &[]);
        check("R1:0 2 3 4 5 R1:1 2 3 7 4", 2, &[(9, 5, 7)], &[]);
        check("R1:0 2 3 R1:1 2 R1:0 2 3", 3, &[], &[]);
    }
}
