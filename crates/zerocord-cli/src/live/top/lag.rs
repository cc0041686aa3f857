//! Quantiles of the last lags.

use std::collections::VecDeque;

/// The number of lags that are kept.
const KEPT: usize = 1_000;

/// The lags of the last messages.
#[derive(Debug, Default)]
pub struct RecentLags(VecDeque<u64>);

impl RecentLags {
    pub fn add(&mut self, lag_ms: u64) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(lag_ms);
    }

    /// The lag in milliseconds that a part of the messages does not exceed.
    pub fn quantile(&self, part: f64) -> Option<u64> {
        let mut sorted: Vec<_> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        let rank = (part * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_the_last_lags() {
        let mut lags = RecentLags::default();
        assert_eq!(lags.quantile(0.5), None);
        (0..5_000).for_each(|_| lags.add(9_999));
        (1..=1000).for_each(|lag| lags.add(lag));
        assert_eq!([0.5, 0.99, 1.0].map(|part| lags.quantile(part)), [Some(500), Some(990), Some(1000)]);
    }
}
