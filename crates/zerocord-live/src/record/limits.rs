//! How often shards may identify.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Shards whose numbers have the same remainder by the bot's concurrency share a bucket. One of a bucket may identify
/// every five seconds.
#[derive(Debug)]
pub(super) struct IdentifyLimits {
    every: Duration,
    /// When the next shard of each bucket may identify.
    buckets: Vec<Mutex<Instant>>,
}

impl IdentifyLimits {
    pub(super) fn new(concurrency: u64, every: Duration) -> IdentifyLimits {
        let now = Instant::now();
        IdentifyLimits { every, buckets: (0..concurrency.max(1)).map(|_| Mutex::new(now)).collect() }
    }

    /// Waits until a shard may identify.
    pub(super) async fn wait(&self, shard: u64) {
        let mut next = self.buckets[shard as usize % self.buckets.len()].lock().await;
        sleep_until(*next).await;
        *next = Instant::now() + self.every;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn shards_of_a_bucket_wait_for_each_other() {
        let limits = IdentifyLimits::new(2, Duration::from_millis(50));
        let start = Instant::now();
        let wait = async |shard| {
            limits.wait(shard).await;
            start.elapsed().as_millis() / 50
        };
        let (a, b, c, d) = tokio::join!(wait(0), wait(1), wait(2), wait(4));
        assert_eq!([a, b, c, d], [0, 0, 1, 2]);
    }
}
