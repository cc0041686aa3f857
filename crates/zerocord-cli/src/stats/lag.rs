//! The delay of new messages: from the time in their ids to the time when their frames were read.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::sizes::Sizes;

/// The delays of messages.
#[derive(Clone, Debug, Default)]
pub struct Lags {
    /// In milliseconds.
    lags: Sizes,
    count: u64,
    min_ms: u64,
    max_ms: u64,
    /// The number of messages that were created later than they were read, according to this machine's clock. Their
    /// lag counts as 0.
    ahead: u64,
}

/// The current time, in milliseconds since the Unix epoch.
pub fn now_unix_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

impl Lags {
    /// Counts a message with the time when it was created and the time when it was read.
    pub fn add(&mut self, made_unix_ms: u64, read_unix_ms: u64) {
        let lag_ms = read_unix_ms.saturating_sub(made_unix_ms);
        self.ahead += u64::from(made_unix_ms > read_unix_ms);
        self.lags.add(usize::try_from(lag_ms).unwrap_or(usize::MAX));
        self.min_ms = if self.count == 0 { lag_ms } else { self.min_ms.min(lag_ms) };
        self.max_ms = self.max_ms.max(lag_ms);
        self.count += 1;
    }

    pub fn merge(&mut self, other: &Lags) {
        if other.count > 0 {
            self.min_ms = if self.count == 0 { other.min_ms } else { self.min_ms.min(other.min_ms) };
            self.max_ms = self.max_ms.max(other.max_ms);
            self.lags.merge(&other.lags);
            self.count += other.count;
            self.ahead += other.ahead;
        }
    }
}

/// Lags, as `--json` prints them. Quantiles are within 0.05 %.
#[derive(Debug, Serialize)]
pub struct Lag {
    pub count: u64,
    pub p50_ms: u64,
    pub p90_ms: u64,
    pub p99_ms: u64,
    pub max_ms: u64,
    pub ahead: u64,
}

impl Lag {
    /// `None` if there was no message.
    pub fn new(lags: &Lags) -> Option<Lag> {
        // The middle of a histogram bucket may be outside the range of the observed values.
        let quantile = |share| lags.lags.quantile(share).clamp(lags.min_ms, lags.max_ms);
        (lags.count > 0).then(|| Lag {
            count: lags.count,
            p50_ms: quantile(0.5),
            p90_ms: quantile(0.9),
            p99_ms: quantile(0.99),
            max_ms: lags.max_ms,
            ahead: lags.ahead,
        })
    }
}
