//! Counts frames by id or key.

use std::collections::HashMap;
use std::hash::Hash;

use super::tally::Count;

/// The maximum number of ids that are counted individually. With an id and two counters each, their table takes at
/// most 105 MB, and half as much again for a moment while it grows.
pub const IDS_MAX: usize = 3_600_000;

/// The memory for groups with other keys than ids. Each key takes its length, its counters and its share of the
/// table.
pub const KEYS_BYTES_MAX: usize = 128 << 20;
const ENTRY_BYTES: usize = 80;

/// At least half as many keys are kept while the top ones are searched for.
const CANDIDATES_MIN: usize = 1000;

/// A key by which frames are grouped.
pub trait GroupKey: Clone + Eq + Hash + Ord {
    /// The amount of the memory for keys that it takes.
    fn weight(&self) -> usize;
}

impl GroupKey for u64 {
    fn weight(&self) -> usize {
        KEYS_BYTES_MAX / IDS_MAX
    }
}

impl GroupKey for Box<[u8]> {
    fn weight(&self) -> usize {
        self.len() + ENTRY_BYTES
    }
}

/// The ids of the frames of a chunk, with the lengths of the frames. One thread counts the ids, so that there is one
/// table for all threads, and the choice of counted ids does not depend on the threads.
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

/// Counts of frames by key.
#[derive(Debug)]
pub struct Groups<K> {
    counts: HashMap<K, Count>,
    /// The remaining memory for keys.
    room: usize,
    /// The frames without a key.
    pub without: Count,
    /// The frames whose keys appeared when the table was full.
    pub uncounted: Count,
}

impl<K> Default for Groups<K> {
    fn default() -> Groups<K> {
        Groups {
            counts: HashMap::new(),
            room: KEYS_BYTES_MAX,
            without: Count::default(),
            uncounted: Count::default(),
        }
    }
}

impl Groups<u64> {
    /// Adds a chunk. Chunks must be added in input order.
    pub fn add(&mut self, chunk: ChunkIds) {
        self.without.merge(chunk.without);
        for (id, frame_len) in chunk.ids {
            self.count(&id, Count { frames: 1, bytes: frame_len as u64 });
        }
    }
}

impl<K: GroupKey> Groups<K> {
    /// Adds frames of one key.
    pub fn count(&mut self, key: &K, frames: Count) {
        if let Some(count) = self.counts.get_mut(key) {
            return count.merge(frames);
        }
        match self.room.checked_sub(key.weight()) {
            Some(room) => {
                self.room = room;
                self.counts.insert(key.clone(), frames);
            }
            None => self.uncounted.merge(frames),
        }
    }

    /// The number of different keys.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// All keys, sorted.
    pub fn sorted(&self) -> Vec<(&K, Count)> {
        let mut all: Vec<_> = self.counts.iter().map(|(key, count)| (key, *count)).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }

    /// The keys with the most frames among those that `is_wanted` accepts, and the sum of the other accepted ones. Of
    /// two keys with equally many frames, the one with more bytes comes first, then the lower key.
    pub fn top(&self, len: usize, is_wanted: impl Fn(Count) -> bool) -> (Vec<(K, Count)>, Rest) {
        let rank = |(left_key, left): &(K, Count), (right_key, right): &(K, Count)| {
            let order = (right.frames, right.bytes).cmp(&(left.frames, left.bytes));
            order.then_with(|| left_key.cmp(right_key))
        };
        let mut top = Vec::new();
        let mut rest = Rest::default();
        let mut cut = |top: &mut Vec<(K, Count)>| {
            if len < top.len() {
                top.select_nth_unstable_by(len, rank);
                top.drain(len..).for_each(|(_, count)| rest.add(count));
            }
        };
        for (key, count) in self.counts.iter().filter(|(_, count)| is_wanted(**count)) {
            top.push((key.clone(), *count));
            // Rarely, so that each key costs little; often enough that the table is never copied.
            if top.len() / 2 > len.max(CANDIDATES_MIN) {
                cut(&mut top);
            }
        }
        cut(&mut top);
        top.sort_unstable_by(rank);
        (top, rest)
    }
}

/// Groups that are not listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    pub groups: u64,
    pub count: Count,
}

impl Rest {
    pub fn add(&mut self, count: Count) {
        self.groups += 1;
        self.count.merge(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(ids: &[Option<u64>], ids_max: usize) -> Groups<u64> {
        let mut groups = Groups { room: 0u64.weight() * ids_max, ..Groups::default() };
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
            let (top, others) = groups.top(len, |_| true);
            assert_eq!((top, others.count), (all[..len.min(4)].to_vec(), count(rest)), "{len}");
            assert_eq!(others.groups, 4 - len.min(4) as u64);
        }
        assert_eq!((groups.len(), groups.without, groups.uncounted), (4, count(1), count(0)));
        let (top, others) = groups.top(1, |count| count.frames == 1);
        assert_eq!((top, others.groups), (vec![(1, count(1))], 1));
    }

    #[test]
    fn ids_beyond_the_limit_are_counted_together() {
        let groups = groups(&[1, 2, 3, 1, 2, 3, 4, 1].map(Some), 2);
        assert_eq!(groups.top(9, |_| true).0, vec![(1, count(3)), (2, count(2))]);
        assert_eq!(groups.uncounted, count(3));
    }

    #[test]
    fn memory_for_long_keys_is_bounded() {
        let mut groups = Groups::<Box<[u8]>>::default();
        for number in 0..40u8 {
            groups.count(&vec![number; 10 << 20].into(), count(1));
        }
        assert_eq!((groups.len(), groups.uncounted), (12, count(28)));
    }
}
