//! Computes quantiles of sizes without keeping the sizes.
//!
//! Each size below 2,048 has its own bucket. Above, each power of two is divided into 1,024 equal buckets, so the
//! middle of a bucket is less than 0.05 % away from any size in it. Buckets are in pages that are allocated on first
//! use: an event with similar sizes costs a few kilobytes, not the 150 that sizes of up to 64 MiB would need.

const PAGE_LEN: usize = 128;

/// The leading bits of a size that determine its bucket.
const PRECISION_BITS: u32 = 10;

/// The number of frames of each size.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    pages: Vec<Option<Box<[u64; PAGE_LEN]>>>,
}

impl Sizes {
    /// Counts a size.
    #[inline]
    pub fn add(&mut self, size: usize) {
        let bucket = bucket_of(size);
        match self.pages.get_mut(bucket / PAGE_LEN) {
            Some(Some(page)) => page[bucket % PAGE_LEN] += 1,
            _ => self.page(bucket / PAGE_LEN)[bucket % PAGE_LEN] += 1,
        }
    }

    #[cold]
    fn page(&mut self, index: usize) -> &mut [u64; PAGE_LEN] {
        if self.pages.len() <= index {
            self.pages.resize(index + 1, None);
        }
        self.pages[index].get_or_insert_with(|| Box::new([0; PAGE_LEN]))
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Sizes) {
        for (index, page) in other.pages.iter().enumerate() {
            let Some(page) = page else { continue };
            for (mine, theirs) in self.page(index).iter_mut().zip(page.iter()) {
                *mine += theirs;
            }
        }
    }

    /// The counted sizes, each within 0.05 %, with their counts.
    pub fn counts(&self) -> impl Iterator<Item = (u64, u64)> {
        self.buckets().filter(|(_, count)| *count > 0).map(|(bucket, count)| (middle_of(bucket), count))
    }

    fn buckets(&self) -> impl Iterator<Item = (usize, u64)> {
        self.pages.iter().enumerate().flat_map(|(index, page)| {
            let counts = page.as_deref().into_iter().flatten();
            (index * PAGE_LEN..).zip(counts.copied())
        })
    }

    /// The size that a `share` of all sizes does not exceed (the nearest rank), within 0.05 %; 0 if nothing was
    /// counted.
    pub fn quantile(&self, share: f64) -> u64 {
        let counts = || self.buckets();
        let count: u64 = counts().map(|(_, count)| count).sum();
        let rank = ((share * count as f64).ceil() as u64).clamp(1, count.max(1));
        let mut seen = 0;
        for (bucket, count) in counts() {
            seen += count;
            if seen >= rank {
                return middle_of(bucket);
            }
        }
        0
    }
}

#[inline]
fn bucket_of(size: usize) -> usize {
    let shift = (usize::BITS - size.leading_zeros()).saturating_sub(PRECISION_BITS + 1);
    ((shift as usize) << PRECISION_BITS) + (size >> shift)
}

fn middle_of(bucket: usize) -> u64 {
    let shift = (bucket >> PRECISION_BITS).saturating_sub(1);
    let start = (bucket - (shift << PRECISION_BITS)) << shift;
    (start + (1 << shift) / 2) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_rise_and_are_narrow() {
        let mut last = 0;
        for size in (0..5000).chain((13..30).flat_map(|bit| [(1 << bit) - 1, 1 << bit, (1 << bit) + 1])) {
            let bucket = bucket_of(size);
            assert!(bucket >= last, "{size}");
            last = bucket;
            let distance = middle_of(bucket).abs_diff(size as u64);
            assert!(distance as f64 <= 0.0005 * size as f64, "{size}: {distance}");
            assert!(size >= 2048 || distance == 0, "{size}: {distance}");
        }
    }

    #[test]
    fn quantiles_agree_with_sorted_sizes() {
        let mut random = 0x2545_f491_4f6c_dd1du64;
        let mut all: Vec<usize> = Vec::new();
        let (mut left, mut right) = (Sizes::default(), Sizes::default());
        for index in 0..20_000 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let size = (random >> (40 + index % 24)) as usize;
            all.push(size);
            if index % 3 == 0 { left.add(size) } else { right.add(size) }
        }
        left.merge(&right);
        all.sort_unstable();
        for share in [0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0] {
            let want = all[(share * all.len() as f64).ceil() as usize - 1] as f64;
            let found = left.quantile(share) as f64;
            assert!((found - want).abs() <= 0.001 * want, "{share}: {found}, want {want}");
        }
        assert_eq!(Sizes::default().quantile(0.5), 0);
    }
}
