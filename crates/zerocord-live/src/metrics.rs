//! The recorder's figures.

mod exposition;
mod server;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use server::MetricsServer;

/// The upper bounds of the lag histogram, in milliseconds.
const LAG_BOUNDS_MS: [u64; 11] = [25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 60_000];

/// The figures of all shards.
#[derive(Debug, Default)]
pub struct Metrics {
    shards: Mutex<BTreeMap<u64, Arc<ShardMetrics>>>,
}

/// The figures of a shard. Counters only grow.
#[derive(Debug, Default)]
pub(crate) struct ShardMetrics {
    /// Frames and bytes by event; frames that are no dispatches have an empty name.
    events: Mutex<HashMap<String, EventCount>>,
    lag: Mutex<Lag>,
    pub(crate) is_connected: AtomicBool,
    pub(crate) identifies: AtomicU64,
    pub(crate) reconnects: AtomicU64,
    pub(crate) resumes: AtomicU64,
    /// Sessions that could not be resumed.
    pub(crate) lost_sessions: AtomicU64,
    /// Sequences that were left out.
    pub(crate) missing: AtomicU64,
    pub(crate) duplicates: AtomicU64,
    pub(crate) disk_waits: AtomicU64,
    pub(crate) journal_bytes: AtomicU64,
    /// Unix milliseconds of the journal's oldest line; 0 if it is empty.
    pub(crate) journal_begun_ms: AtomicU64,
    pub(crate) last_frame_ms: AtomicU64,
}

#[derive(Clone, Copy, Debug, Default)]
struct EventCount {
    frames: u64,
    bytes: u64,
}

/// The time from the creation of messages to their receipt.
#[derive(Clone, Debug, Default)]
struct Lag {
    /// Messages by bound; the last ones are above all bounds.
    counts: [u64; LAG_BOUNDS_MS.len() + 1],
    sum_ms: u64,
}

impl Metrics {
    /// The figures of a shard, which are created if there are none.
    pub(crate) fn shard(&self, shard: u64) -> Arc<ShardMetrics> {
        let mut shards = lock(&self.shards);
        Arc::clone(shards.entry(shard).or_default())
    }

    /// The number of frames received so far.
    pub fn frames(&self) -> u64 {
        let count =
            |shard: &Arc<ShardMetrics>| lock(&shard.events).values().map(|count| count.frames).sum::<u64>();
        lock(&self.shards).values().map(count).sum()
    }

    /// The number of dispatches that are missing, by their sequences.
    pub fn missing(&self) -> u64 {
        self.sum(|shard| &shard.missing)
    }

    /// The number of dispatches that the gateway sent again and that were not recorded twice.
    pub fn duplicates(&self) -> u64 {
        self.sum(|shard| &shard.duplicates)
    }

    /// The number of sessions that could not be resumed.
    pub fn lost_sessions(&self) -> u64 {
        self.sum(|shard| &shard.lost_sessions)
    }

    /// The number of times that a session was resumed.
    pub fn resumes(&self) -> u64 {
        self.sum(|shard| &shard.resumes)
    }

    /// The number of times that a shard has waited for space on the disk.
    pub fn disk_waits(&self) -> u64 {
        self.sum(|shard| &shard.disk_waits)
    }

    fn sum(&self, counter: impl Fn(&ShardMetrics) -> &AtomicU64) -> u64 {
        lock(&self.shards).values().map(|shard| counter(shard).load(Ordering::Relaxed)).sum()
    }
}

impl ShardMetrics {
    /// Counts a frame. `name` is empty if it is no dispatch.
    pub(crate) fn add_frame(&self, name: &str, len: usize, received_ms: u64) {
        self.last_frame_ms.store(received_ms, Ordering::Relaxed);
        let mut events = lock(&self.events);
        let count = match events.get_mut(name) {
            Some(count) => count,
            None => events.entry(name.to_owned()).or_default(),
        };
        count.frames += 1;
        count.bytes += len as u64;
    }

    /// Counts the lag of a message.
    pub(crate) fn add_lag(&self, lag_ms: u64) {
        let bound = LAG_BOUNDS_MS.iter().position(|bound| lag_ms <= *bound).unwrap_or(LAG_BOUNDS_MS.len());
        let mut lag = lock(&self.lag);
        lag.counts[bound] += 1;
        lag.sum_ms += lag_ms;
    }

    pub(crate) fn increment(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
