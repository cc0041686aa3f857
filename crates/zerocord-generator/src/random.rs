//! The generator's own random number generator.

/// A SplitMix64 sequence (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
///
/// Ten lines of our own rather than a crate, because the bytes of a seed are guaranteed: the sample in
/// `corpus/firehose` is compared byte for byte, and no release of a crate may change it. It uses only integers, so
/// every machine gets the same numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

/// Scrambles 64 bits; equal inputs give equal outputs, and similar inputs give unrelated ones.
pub(crate) fn scramble(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The random sequence of one object (a user, a guild); always the same.
    pub(crate) fn of(seed: u64, thing: u64) -> Self {
        Self(scramble(seed ^ scramble(thing.wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.0)
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True in `percent` of 100 cases.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// An index below `count`, approximately by Zipf's law: each power of two is as likely as the next.
    pub(crate) fn skewed(&mut self, count: usize) -> usize {
        let powers = u64::from(usize::BITS - count.leading_zeros());
        let power = self.below(powers);
        let index = self.below(2 << power) as usize;
        if index < count { index } else { index % count }
    }

    /// One of `choices`, each as likely as the others.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_the_paper() {
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn low_indices_are_frequent_and_all_are_reached() {
        let mut random = Random::new(7);
        let mut seen = [0_u32; 100];
        for _ in 0..100_000 {
            seen[random.skewed(100)] += 1;
        }
        assert!(seen.iter().all(|&count| count > 0));
        assert!(seen[0] > 20 * seen[90]);
    }
}
