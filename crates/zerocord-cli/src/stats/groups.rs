//! Counts by guild, channel or user.

use std::collections::HashMap;

use super::tally::Count;

/// As many ids are counted each by itself. With an id and two counters each, their table takes 105 MB at most, and half as
/// much again for a moment while it grows.
pub const IDS_MAX: usize = 3_600_000;

/// Half as many ids are held at least while the top ones are looked for.
const CANDIDATES_MIN: usize = 1000;

/// What frames of a chunk are about: an id and the length of the frame. Ids are counted by one thread, so that there is one
/// table however many threads read, and which ids are counted does not depend on the threads.
#[derive(Debug, Default)]
pub struct ChunkIds {
    ids: Vec<(u64, usize)>,
    without: Count,
}

impl ChunkIds {
    pub fn add(&mut self, id: Option<u64>, frame_len: usize) {
        match id {
            Some(id) => self.ids.push((id, frame_len)),
            None => self.without.add(frame_len),
        }
    }
}

/// Frames by what they are about.
#[derive(Debug)]
pub struct Groups {
    counts: HashMap<u64, Count>,
    ids_max: usize,
    /// The frames about nothing of the kind.
    pub without: Count,
    /// The frames whose ids came after the table was full.
    pub uncounted: Count,
}

impl Default for Groups {
    fn default() -> Groups {
        Groups {
            counts: HashMap::new(),
            ids_max: IDS_MAX,
            without: Count::default(),
            uncounted: Count::default(),
        }
    }
}

impl Groups {
    /// Adds a chunk; chunks come in the order of the inputs.
    pub fn add(&mut self, chunk: ChunkIds) {
        self.without.merge(chunk.without);
        for (id, frame_len) in chunk.ids {
            let count = if self.counts.len() < self.ids_max {
                self.counts.entry(id).or_default()
            } else {
                self.counts.get_mut(&id).unwrap_or(&mut self.uncounted)
            };
            count.add(frame_len);
        }
    }

    /// How many different ids were counted.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// The ids with the most frames, and what all others have together. Of two with as many, the one with more bytes comes
    /// first, then the lower id.
    pub fn top(&self, len: usize) -> (Vec<(u64, Count)>, Count) {
        let rank = |(id, count): &(u64, Count)| {
            std::cmp::Reverse((count.frames, count.bytes, std::cmp::Reverse(*id)))
        };
        let mut top = Vec::new();
        let mut rest = Count::default();
        let mut cut = |top: &mut Vec<(u64, Count)>| {
            if len < top.len() {
                top.select_nth_unstable_by_key(len, rank);
                top.drain(len..).for_each(|(_, count)| rest.merge(count));
            }
        };
        for (id, count) in &self.counts {
            top.push((*id, *count));
            // Seldom, so that each id costs little; often enough that no copy of the table is made.
            if top.len() / 2 > len.max(CANDIDATES_MIN) {
                cut(&mut top);
            }
        }
        cut(&mut top);
        top.sort_unstable_by_key(rank);
        (top, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(ids: &[Option<u64>], ids_max: usize) -> Groups {
        let mut groups = Groups { ids_max, ..Groups::default() };
        for ids in ids.chunks(3) {
            let mut chunk = ChunkIds::default();
            ids.iter().for_each(|id| chunk.add(*id, 7));
            groups.add(chunk);
        }
        groups
    }

    fn count(frames: u64) -> Count {
        Count { frames, bytes: frames * 7 }
    }

    #[test]
    fn the_most_frequent_come_first() {
        let groups = groups(&[Some(5), Some(9), Some(9), None, Some(3), Some(9), Some(5), Some(1)], IDS_MAX);
        let all = [(9, count(3)), (5, count(2)), (1, count(1)), (3, count(1))];
        for len in 0..6 {
            let rest = all.iter().skip(len).map(|(_, count)| count.frames).sum();
            assert_eq!(groups.top(len), (all[..len.min(4)].to_vec(), count(rest)), "{len}");
        }
        assert_eq!((groups.len(), groups.without, groups.uncounted), (4, count(1), count(0)));
    }

    #[test]
    fn ids_that_come_too_late_are_counted_together() {
        let groups = groups(&[1, 2, 3, 1, 2, 3, 4, 1].map(Some), 2);
        assert_eq!(groups.top(9), (vec![(1, count(3)), (2, count(2))], count(0)));
        assert_eq!(groups.uncounted, count(3));
    }
}
