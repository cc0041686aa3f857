//! How often keys occurred in the last seconds, in bounded memory.

use std::collections::HashMap;
use std::hash::Hash;

/// The window is divided into this many parts, the oldest of which is dropped as time passes.
const PART_COUNT: usize = 5;
/// Parts of this many milliseconds.
const PART_MS: u64 = 2_000;
/// The most keys in a part. Further ones are counted together.
const KEYS_MAX: usize = 50_000;

/// The window in seconds.
pub const WINDOW_S: f64 = (PART_COUNT as u64 * PART_MS / 1000) as f64;

/// Counts of keys in a sliding window.
#[derive(Debug)]
pub struct Rates<K> {
    parts: [RateSlot<K>; PART_COUNT],
    begun_ms: Option<u64>,
}

#[derive(Debug)]
struct RateSlot<K> {
    /// The time divided by the length of a part.
    number: u64,
    counts: HashMap<K, u64>,
}

impl<K: Hash + Eq + Clone + Ord> Rates<K> {
    pub fn new() -> Rates<K> {
        Rates {
            parts: std::array::from_fn(|_| RateSlot { number: 0, counts: HashMap::new() }),
            begun_ms: None,
        }
    }

    pub fn add(&mut self, key: K, count: u64, at_ms: u64) {
        self.begun_ms.get_or_insert(at_ms);
        let number = at_ms / PART_MS;
        let part = &mut self.parts[number as usize % PART_COUNT];
        if part.number != number {
            part.number = number;
            part.counts.clear();
        }
        if part.counts.len() < KEYS_MAX || part.counts.contains_key(&key) {
            *part.counts.entry(key).or_default() += count;
        }
    }

    /// The counts in the window that ends at `now_ms`, divided by its length.
    pub fn per_second(&self, now_ms: u64) -> Vec<(K, f64)> {
        let last = now_ms / PART_MS;
        let mut sums: HashMap<&K, u64> = HashMap::new();
        let is_recent = |part: &&RateSlot<K>| part.number <= last && part.number + PART_COUNT as u64 > last;
        for part in self.parts.iter().filter(is_recent) {
            for (key, count) in &part.counts {
                *sums.entry(key).or_default() += count;
            }
        }
        // The last part has only begun; so has the window at the start.
        let start = (last + 1).saturating_sub(PART_COUNT as u64) * PART_MS;
        let start = self.begun_ms.map_or(start, |begun| begun.max(start));
        let seconds = (now_ms.saturating_sub(start) as f64 / 1000.0).max(1.0);
        let mut rates: Vec<_> =
            sums.into_iter().map(|(key, sum)| (key.clone(), sum as f64 / seconds)).collect();
        rates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_of_the_last_ten_seconds() {
        let mut rates = Rates::new();
        for at in 0..100 {
            rates.add("a", 1, 1_000_000 + at * 1000);
        }
        rates.add("b", 50, 1_099_000);
        let found = rates.per_second(1_100_000 - 1);
        assert_eq!(found[0].0, "b");
        assert!((found[1].1 - 1.0).abs() < 0.2, "{found:?}");
        assert!(rates.per_second(1_200_000).is_empty());
    }

    #[test]
    fn the_first_seconds_are_not_diluted() {
        let mut rates = Rates::new();
        rates.add("a", 40, 5_000);
        assert!((rates.per_second(7_000)[0].1 - 20.0).abs() < 0.1);
    }
}
