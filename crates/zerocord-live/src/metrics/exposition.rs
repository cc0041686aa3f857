//! The figures in Prometheus's text format, version 0.0.4.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{LAG_BOUNDS_MS, Metrics, ShardMetrics, lock};
use crate::store::unix_ms;

/// The counters that are one number per shard.
type Counter = (&'static str, &'static str, fn(&ShardMetrics) -> &AtomicU64);
const COUNTERS: [Counter; 7] = [
    ("zerocord_identifies_total", "New sessions.", |shard| &shard.identifies),
    ("zerocord_reconnects_total", "Connections after the first.", |shard| &shard.reconnects),
    ("zerocord_resumes_total", "Resumed sessions.", |shard| &shard.resumes),
    ("zerocord_lost_sessions_total", "Sessions that could not be resumed.", |shard| &shard.lost_sessions),
    ("zerocord_missing_frames_total", "Dispatches missing by their sequences.", |shard| &shard.missing),
    ("zerocord_duplicate_frames_total", "Dispatches sent again and not recorded twice.", |shard| {
        &shard.duplicates
    }),
    ("zerocord_disk_waits_total", "Waits for space on the disk.", |shard| &shard.disk_waits),
];

impl Metrics {
    /// All figures in Prometheus's text format.
    pub fn exposition(&self) -> String {
        let shards: Vec<_> = lock(&self.shards).iter().map(|(&id, shard)| (id, Arc::clone(shard))).collect();
        let mut text = Text::default();
        text.events(&shards);
        for (name, help, counter) in COUNTERS {
            text.head(name, "counter", help);
            for (id, shard) in &shards {
                text.line(name, &format!("shard=\"{id}\""), counter(shard).load(Ordering::Relaxed) as f64);
            }
        }
        text.gauges(&shards);
        text.lags(&shards);
        text.0
    }
}

#[derive(Default)]
struct Text(String);

type Shards = [(u64, Arc<ShardMetrics>)];

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Memory can be written.
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn line(&mut self, name: &str, labels: &str, value: f64) {
        let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
    }

    fn events(&mut self, shards: &Shards) {
        let counts = |shard: &ShardMetrics| {
            let mut counts: Vec<_> =
                lock(&shard.events).iter().map(|(name, count)| (name.clone(), *count)).collect();
            counts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            counts
        };
        let counts: Vec<_> = shards.iter().map(|(id, shard)| (id, counts(shard))).collect();
        for (name, help, is_bytes) in [
            ("zerocord_frames_total", "Frames received.", false),
            ("zerocord_bytes_total", "Bytes of frames received, inflated.", true),
        ] {
            self.head(name, "counter", help);
            for (id, counts) in &counts {
                for (event, count) in counts {
                    let value = if is_bytes { count.bytes } else { count.frames };
                    let labels = format!("shard=\"{id}\",event=\"{}\"", escaped(event));
                    self.line(name, &labels, value as f64);
                }
            }
        }
    }

    fn gauges(&mut self, shards: &Shards) {
        let now = unix_ms();
        let age = |since: &AtomicU64| match since.load(Ordering::Relaxed) {
            0 => 0.0,
            since => now.saturating_sub(since) as f64 / 1000.0,
        };
        type Gauge<'g> = (&'g str, &'g str, &'g dyn Fn(&ShardMetrics) -> f64);
        let gauges: [Gauge<'_>; 4] = [
            ("zerocord_connected", "Whether the session is running.", &|shard| {
                f64::from(u8::from(shard.is_connected.load(Ordering::Relaxed)))
            }),
            ("zerocord_journal_bytes", "Bytes in the journal.", &|shard| {
                shard.journal_bytes.load(Ordering::Relaxed) as f64
            }),
            ("zerocord_journal_age_seconds", "Age of the journal's oldest line.", &|shard| {
                age(&shard.journal_begun_ms)
            }),
            ("zerocord_last_frame_age_seconds", "Time since the last frame.", &|shard| {
                age(&shard.last_frame_ms)
            }),
        ];
        for (name, help, value) in gauges {
            self.head(name, "gauge", help);
            for (id, shard) in shards {
                self.line(name, &format!("shard=\"{id}\""), value(shard));
            }
        }
    }

    fn lags(&mut self, shards: &Shards) {
        let name = "zerocord_lag_seconds";
        self.head(name, "histogram", "Time from the creation of a message to its receipt.");
        for (id, shard) in shards {
            let lag = lock(&shard.lag).clone();
            let mut sum = 0;
            let bounds = LAG_BOUNDS_MS.iter().map(|bound| (*bound as f64 / 1000.0).to_string());
            for (bound, count) in bounds.chain(["+Inf".to_owned()]).zip(lag.counts) {
                sum += count;
                self.line(&format!("{name}_bucket"), &format!("shard=\"{id}\",le=\"{bound}\""), sum as f64);
            }
            self.line(&format!("{name}_sum"), &format!("shard=\"{id}\""), lag.sum_ms as f64 / 1000.0);
            self.line(&format!("{name}_count"), &format!("shard=\"{id}\""), sum as f64);
        }
    }
}

/// A label's value. Frames that are no dispatches have no event.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_format_of_prometheus() {
        let metrics = Metrics::default();
        let shard = metrics.shard(3);
        shard.add_frame("A\"B", 10, 1);
        shard.add_frame("A\"B", 5, 2);
        shard.add_lag(30);
        shard.add_lag(70_000);
        shard.missing.store(7, Ordering::Relaxed);
        let text = metrics.exposition();
        for line in [
            "# TYPE zerocord_frames_total counter",
            "zerocord_frames_total{shard=\"3\",event=\"A\\\"B\"} 2",
            "zerocord_bytes_total{shard=\"3\",event=\"A\\\"B\"} 15",
            "zerocord_missing_frames_total{shard=\"3\"} 7",
            "zerocord_lag_seconds_bucket{shard=\"3\",le=\"0.025\"} 0",
            "zerocord_lag_seconds_bucket{shard=\"3\",le=\"0.05\"} 1",
            "zerocord_lag_seconds_bucket{shard=\"3\",le=\"60\"} 1",
            "zerocord_lag_seconds_bucket{shard=\"3\",le=\"+Inf\"} 2",
            "zerocord_lag_seconds_sum{shard=\"3\"} 70.03",
            "zerocord_lag_seconds_count{shard=\"3\"} 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
