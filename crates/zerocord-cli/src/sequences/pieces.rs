//! Relates sessions in different files to each other.
//!
//! Sequences alone prove little, since every session counts from 1. Two files contain the same frames if the
//! fingerprints of frames with the same sequence agree. One file continues another if both sequences and times fit.
//! Anything less is only a hint.

use std::collections::BTreeMap;

use serde::Serialize;

use super::tracker::{Gap, Repeat};

/// The maximum number of fingerprints kept per session. When it is exceeded, every other fingerprint is dropped.
const PRINTS_MAX: usize = 4096;

/// The maximum time that a clock may go back from one file to the next, in milliseconds.
const CLOCK_SLACK_MS: u64 = 2_000;

/// Fingerprints of some frames of a session, by sequence.
#[derive(Debug)]
pub struct Prints {
    by_sequence: BTreeMap<u64, u64>,
    /// Only multiples of this are kept.
    stride: u64,
}

/// A session's frames in one file.
#[derive(Debug)]
pub struct SessionPiece {
    /// The index of the session.
    pub session: usize,
    pub file: String,
    /// The index of the file.
    pub file_index: usize,
    /// The line of its first frame.
    pub line: u64,
    pub first: u64,
    pub last: u64,
    /// Whether its READY is in the file.
    pub has_ready: bool,
    /// Whether it was still open when the file ended.
    pub is_open: bool,
    pub prints: Prints,
}

/// The times of the first and the last new message in a file, in Unix milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileTimes {
    pub first_ms: Option<u64>,
    pub last_ms: Option<u64>,
}

/// A session that continues in another file.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Continuation {
    pub file: String,
    /// The line of the first frame.
    pub line: u64,
    /// The file that has the earlier part of the session.
    pub of_file: String,
    /// The index of the session.
    pub session: usize,
    pub after: u64,
    pub next: u64,
    /// Whether the times of both files agree too. If only the numbers do, nothing is counted as missing.
    pub is_certain: bool,
}

/// The relations that were found.
#[derive(Debug, Default)]
pub struct Relations {
    pub continuations: Vec<Continuation>,
    pub gaps: Vec<Gap>,
    pub repeats: Vec<Repeat>,
}

impl Default for Prints {
    fn default() -> Prints {
        Prints { by_sequence: BTreeMap::new(), stride: 1 }
    }
}

impl Prints {
    pub fn add(&mut self, sequence: u64, print: u64) {
        if !sequence.is_multiple_of(self.stride) {
            return;
        }
        self.by_sequence.entry(sequence).or_insert(print);
        while self.by_sequence.len() > PRINTS_MAX {
            self.stride *= 2;
            self.by_sequence.retain(|sequence, _| sequence.is_multiple_of(self.stride));
        }
    }

    /// Whether frames with the same sequence are the same; `None` if there are no such frames.
    fn agree(&self, other: &Prints) -> Option<bool> {
        let mut common = 0;
        for (sequence, print) in &self.by_sequence {
            match other.by_sequence.get(sequence) {
                Some(other) if other != print => return Some(false),
                Some(_) => common += 1,
                None => {}
            }
        }
        (common > 0).then_some(true)
    }
}

/// Compares the pieces of different files. Each piece must be complete.
pub fn relate(mut pieces: Vec<SessionPiece>, times: &[FileTimes]) -> Relations {
    pieces.sort_by_key(|piece| (piece.first, !piece.has_ready, piece.file_index));
    let mut relations = Relations::default();
    // Whether another piece continues a piece.
    let mut is_continued = vec![false; pieces.len()];
    for (index, piece) in pieces.iter().enumerate() {
        if piece.has_ready {
            continue;
        }
        let others = pieces.iter().enumerate().filter(|(_, other)| other.file_index != piece.file_index);
        let same = others.clone().find(|&(at, other)| {
            // Of two identical pieces, the later one in sort order repeats the earlier one.
            at < index && other.last >= piece.first && other.prints.agree(&piece.prints) == Some(true)
        });
        if let Some((_, other)) = same {
            relations.repeats.push(Repeat {
                file: piece.file.clone(),
                line: piece.line,
                session: other.session,
                from: piece.first,
                to: piece.last.min(other.last),
            });
            continue;
        }
        let time_of = |piece: &SessionPiece| times.get(piece.file_index).copied().unwrap_or_default();
        let begins = time_of(piece).first_ms;
        let before: Vec<_> = others
            .filter(|&(at, other)| !is_continued[at] && other.is_open && other.last < piece.first)
            .filter(|(_, other)| match (time_of(other).last_ms, begins) {
                (Some(ended), Some(begins)) => begins + CLOCK_SLACK_MS >= ended,
                _ => true,
            })
            .collect();
        let Some(&(at, other)) = before.iter().max_by_key(|(_, other)| other.last) else { continue };
        is_continued[at] = true;
        let has_times = begins.is_some() && time_of(other).last_ms.is_some();
        let is_next = other.last + 1 == piece.first;
        let is_certain = has_times && (before.len() == 1 || is_next);
        if is_certain && !is_next {
            relations.gaps.push(Gap {
                file: piece.file.clone(),
                line: piece.line,
                session: other.session,
                after: other.last,
                next: piece.first,
                missing: piece.first - other.last - 1,
            });
        }
        relations.continuations.push(Continuation {
            file: piece.file.clone(),
            line: piece.line,
            of_file: other.file.clone(),
            session: other.session,
            after: other.last,
            next: piece.first,
            is_certain,
        });
    }
    relations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(file_index: usize, first: u64, last: u64, has_ready: bool, seed: u64) -> SessionPiece {
        let mut prints = Prints::default();
        (first..=last).for_each(|sequence| prints.add(sequence, sequence * 1000 + seed));
        SessionPiece {
            session: file_index,
            file: file_index.to_string(),
            file_index,
            line: 1,
            first,
            last,
            has_ready,
            is_open: true,
            prints,
        }
    }

    /// Files that follow each other or overlap in time.
    fn times(spans: &[(u64, u64)]) -> Vec<FileTimes> {
        let times =
            |&(first, last)| FileTimes { first_ms: Some(first * 10_000), last_ms: Some(last * 10_000) };
        spans.iter().map(times).collect()
    }

    #[test]
    fn a_file_that_continues_another() {
        let found =
            relate(vec![piece(0, 1, 500, true, 0), piece(1, 601, 900, false, 0)], &times(&[(0, 5), (6, 9)]));
        assert_eq!(found.gaps.iter().map(|gap| gap.missing).collect::<Vec<_>>(), [100]);
        // The files may be given in any order.
        let found =
            relate(vec![piece(0, 601, 900, false, 0), piece(1, 1, 500, true, 0)], &times(&[(6, 9), (0, 5)]));
        assert_eq!((found.gaps.len(), found.gaps[0].session), (1, 1));
        let found =
            relate(vec![piece(0, 1, 500, true, 0), piece(1, 501, 900, false, 0)], &times(&[(0, 5), (6, 9)]));
        assert_eq!((found.gaps.len(), found.continuations.len()), (0, 1));
    }

    #[test]
    fn shards_side_by_side_are_not_related() {
        let found =
            relate(vec![piece(0, 1, 500, true, 0), piece(1, 601, 900, false, 1)], &times(&[(0, 9), (0, 9)]));
        assert_eq!((found.gaps.len(), found.continuations.len()), (0, 0));
        let found =
            relate(vec![piece(0, 1, 500, false, 0), piece(1, 400, 900, false, 1)], &times(&[(0, 9), (0, 9)]));
        assert_eq!((found.repeats.len(), found.continuations.len()), (0, 0));
    }

    #[test]
    fn without_times_it_is_a_hint() {
        let found =
            relate(vec![piece(0, 1, 500, true, 0), piece(1, 601, 900, false, 0)], &[FileTimes::default(); 2]);
        assert_eq!((found.gaps.len(), found.continuations.len()), (0, 1));
        assert!(!found.continuations[0].is_certain);
    }

    #[test]
    fn frames_that_are_in_two_files() {
        let found = relate(vec![piece(0, 1, 600, true, 0), piece(1, 400, 900, false, 0)], &[]);
        assert_eq!(
            found.repeats.iter().map(|again| (again.from, again.to)).collect::<Vec<_>>(),
            [(400, 600)]
        );
        let found = relate(vec![piece(0, 10, 60, false, 0), piece(1, 10, 60, false, 0)], &[]);
        assert_eq!((found.repeats.len(), found.continuations.len()), (1, 0));
    }

    #[test]
    fn fingerprints_stay_few() {
        let (mut long, mut short) = (Prints::default(), Prints::default());
        (0..100_000).for_each(|sequence| long.add(sequence, sequence));
        (50_000..52_000).for_each(|sequence| short.add(sequence, sequence));
        assert!(long.by_sequence.len() <= PRINTS_MAX);
        assert_eq!(long.agree(&short), Some(true));
    }
}
