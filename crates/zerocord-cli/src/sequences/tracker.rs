//! The sessions of a recording, followed frame by frame.

use serde::Serialize;

use super::frame::{Kind, Numbered, Ready};

/// As many sessions are followed at a time; more are no recording of one bot.
const OPEN_MAX: usize = 4096;

/// A session, from its READY or from the first frame of a recording that begins later.
#[derive(Debug, Serialize)]
pub struct Session {
    pub file: String,
    /// The line of its READY; null where that is not in the recording.
    pub line: Option<u64>,
    pub shard: Option<[u64; 2]>,
    pub session_id: Option<String>,
    pub first: u64,
    pub last: u64,
    pub dispatches: u64,
    pub resumes: u64,
}

/// Numbers that are left out.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    pub file: String,
    /// The line of the frame behind the gap.
    pub line: u64,
    /// Which of the sessions.
    pub session: usize,
    pub after: u64,
    pub next: u64,
    pub missing: u64,
}

/// Numbers that come again, one after the other.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Repeat {
    pub file: String,
    /// The line of the first of them.
    pub line: u64,
    pub session: usize,
    pub from: u64,
    pub to: u64,
}

/// What is kept of a kind: the first ones, and how many there were.
#[derive(Debug)]
pub struct Kept<T> {
    pub first: Vec<T>,
    pub count: u64,
    limit: usize,
}

/// A session that may go on.
#[derive(Debug)]
struct Open {
    /// Its place among the sessions, in the order of their beginning.
    session: usize,
    shard: Option<[u64; 2]>,
    last: u64,
    /// While numbers come again: the last of them, and the place of the repeat among those that are kept.
    again: Option<(u64, Option<usize>)>,
}

/// Follows sequences.
#[derive(Debug)]
pub struct Tracker {
    file: String,
    open: Vec<Open>,
    pub sessions: Kept<Session>,
    pub gaps: Kept<Gap>,
    pub repeats: Kept<Repeat>,
    pub dispatches: u64,
    pub unnumbered: u64,
    pub hellos: u64,
    pub missing: u64,
    /// Whether several sessions were open at a time, so that frames were told apart by their numbers.
    pub mixed: bool,
}

impl<T> Kept<T> {
    fn new(limit: usize) -> Kept<T> {
        Kept { first: Vec::new(), count: 0, limit }
    }

    /// Keeps `item` if there is room; gives its place then.
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
    /// A tracker that keeps as many sessions, gaps and repeats each.
    pub fn new(limit: usize) -> Tracker {
        Tracker {
            file: String::new(),
            open: Vec::new(),
            sessions: Kept::new(limit),
            gaps: Kept::new(limit),
            repeats: Kept::new(limit),
            dispatches: 0,
            unnumbered: 0,
            hellos: 0,
            missing: 0,
            mixed: false,
        }
    }

    /// Frames from here on are of this file, which goes on with the sessions of the one before where it `is_joined`.
    pub fn begin_file(&mut self, file: &str, is_joined: bool) {
        file.clone_into(&mut self.file);
        if !is_joined {
            self.open.clear();
        }
    }

    /// Adds the next frame, of a chunk that `line_before` lines stand before.
    pub fn add(&mut self, line_before: u64, frame: Numbered) {
        let line = line_before + frame.line;
        if let Kind::Hello = frame.kind {
            self.hellos += 1;
            return;
        }
        self.dispatches += 1;
        let Some(sequence) = frame.sequence else {
            self.unnumbered += 1;
            return;
        };
        match frame.kind {
            Kind::Ready(ready) => self.begin_session(Some(line), sequence, *ready),
            Kind::Resumed => self.resume(sequence),
            Kind::Other | Kind::Hello => self.follow(line, sequence),
        }
    }

    /// Adds a frame, and as many ordinary dispatches behind it, each with the next sequence.
    ///
    /// The lines of those behind it are not known: gaps and repeats among them are told of the first one's.
    pub fn add_run(&mut self, line_before: u64, first: Numbered, more: u64) {
        let line = line_before + first.line;
        let sequence = first.sequence;
        self.add(line_before, first);
        let Some(sequence) = sequence.filter(|_| more > 0) else { return };
        self.dispatches += more;
        let last = sequence.saturating_add(more);
        match self.open.as_mut_slice() {
            // With one session, what follows is what it waits for.
            [open] if open.last == sequence => {
                (open.last, open.again) = (last, None);
                if let Some(session) = self.sessions.first.get_mut(open.session) {
                    session.dispatches += more;
                    session.last = session.last.max(last);
                }
            }
            _ => (sequence + 1..=last).for_each(|sequence| self.follow(line, sequence)),
        }
    }

    fn begin_session(&mut self, line: Option<u64>, sequence: u64, ready: Ready) {
        // One connection a shard: what was open of it has ended. A session of an unknown shard may have been this one.
        let shard = ready.shard;
        self.open.retain(|open| shard.is_some() && open.shard.is_some() && open.shard != shard);
        if self.open.len() == OPEN_MAX {
            self.open.remove(0);
        }
        let session = Session {
            file: self.file.clone(),
            line,
            shard,
            session_id: ready.session_id,
            first: sequence,
            last: sequence,
            dispatches: 1,
            resumes: 0,
        };
        let index = self.sessions.count as usize;
        self.sessions.push(session);
        self.mixed |= !self.open.is_empty();
        self.open.push(Open { session: index, shard, last: sequence, again: None });
    }

    /// The open session that a number fits best.
    fn fitting(&self, sequence: u64) -> Option<usize> {
        let waits = |open: &Open| open.last.checked_add(1) == Some(sequence);
        let repeats =
            |open: &Open| open.again.is_some_and(|(again, _)| again.checked_add(1) == Some(sequence));
        let open = self.open.iter().enumerate();
        let nearest =
            || open.clone().min_by_key(|(_, open)| open.last.abs_diff(sequence)).map(|(index, _)| index);
        self.open.iter().position(waits).or_else(|| self.open.iter().position(repeats)).or_else(nearest)
    }

    fn resume(&mut self, sequence: u64) {
        let Some(index) = self.fitting(sequence) else {
            self.begin_session(None, sequence, Ready::default());
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

    fn follow(&mut self, line: u64, sequence: u64) {
        let Some(index) = self.fitting(sequence) else {
            return self.begin_session(None, sequence, Ready::default());
        };
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

    /// Frames by their numbers: `r` before one is RESUMED, `R` a READY, with its shard behind a colon.
    fn tracked(frames: &str) -> Tracker {
        let mut tracker = Tracker::new(100);
        tracker.begin_file("a", false);
        for (word, line) in frames.split_whitespace().zip(1..) {
            let (word, shard) = word.split_once(':').unwrap_or((word, ""));
            let shard = shard.parse().ok().map(|shard| [shard, 9]);
            let kind = match word.chars().next().unwrap() {
                'R' => Kind::Ready(Box::new(Ready { shard, session_id: None })),
                'r' => Kind::Resumed,
                _ => Kind::Other,
            };
            let sequence = word.trim_start_matches(['r', 'R']).parse().ok();
            tracker.add(0, Numbered { line, sequence, kind });
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
    fn a_resume_or_a_new_session_is_no_gap() {
        check("R1 2 3 r7 8", 1, &[], &[]);
        check("R1 2 3 4 5 r6 7", 1, &[], &[]);
        check("R1 2 3 R1 2", 2, &[], &[]);
        check("5 6 R1 2", 2, &[], &[]);
        check("r5 6 8", 1, &[(3, 6, 8)], &[]);
    }

    #[test]
    fn shards_are_told_apart_by_their_numbers() {
        check("R1:0 2 R1:1 2 3 3 4 4 5 5", 2, &[], &[]);
        check("R1:0 R1:1 2 3 2 4 3", 2, &[], &[]);
        check("R1:0 2 3 4 5 R1:1 2 3 7 4", 2, &[(9, 5, 7)], &[]);
        check("R1:0 2 3 R1:1 2 R1:0 2 3", 3, &[], &[]);
    }
}
