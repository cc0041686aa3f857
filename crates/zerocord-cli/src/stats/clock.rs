//! Estimates when frames were received from the clock in the recording: the ids of new messages.
//!
//! A frame does not say when it was received. But the id of a new message is a snowflake, which contains the time in
//! milliseconds when Discord created the message, and the message is sent at once. So each MESSAGE_CREATE is a clock
//! tick. The frames after it, up to the next tick, are assumed to have come at the same time. Frames before a file's
//! first tick are assigned to that tick.

use std::collections::BTreeMap;

use super::tally::Count;

/// The possible lengths of the intervals in which frames are counted, in milliseconds. Each is a multiple of the
/// previous one.
const WIDTHS_MS: [u64; 16] = [
    100,
    500,
    1_000,
    5_000,
    10_000,
    30_000,
    60_000,
    300_000,
    600_000,
    1_800_000,
    3_600_000,
    10_800_000,
    21_600_000,
    86_400_000,
    604_800_000,
    2_419_200_000,
];

/// The maximum number of intervals kept. If there are more, neighbouring intervals are merged. The time range of all
/// snowflakes has fewer intervals of four weeks.
const PARTS_MAX: usize = 4096;

/// The ticks of a chunk. Ticks in the same shortest interval are merged.
#[derive(Debug, Default)]
pub struct Ticks {
    /// The frames before the first tick.
    head: Count,
    ticks: Vec<Tick>,
}

#[derive(Debug)]
struct Tick {
    first_unix_ms: u64,
    last_unix_ms: u64,
    count: Count,
}

impl Ticks {
    /// Adds a frame. It is a tick if its time is known, in milliseconds since the Unix epoch.
    pub fn add(&mut self, unix_ms: Option<u64>, frame_len: usize) {
        if let Some(now) = unix_ms {
            match self.ticks.last_mut() {
                Some(tick) if tick.first_unix_ms / WIDTHS_MS[0] == now / WIDTHS_MS[0] => {
                    tick.first_unix_ms = tick.first_unix_ms.min(now);
                    tick.last_unix_ms = tick.last_unix_ms.max(now);
                }
                _ => self.ticks.push(Tick { first_unix_ms: now, last_unix_ms: now, count: Count::default() }),
            }
        }
        self.ticks.last_mut().map_or(&mut self.head, |tick| &mut tick.count).add(frame_len);
    }
}

/// The number of frames over time, for all inputs.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Counts per interval. The key is the time since the Unix epoch divided by the width in [`WIDTHS_MS`].
    parts: BTreeMap<u64, Count>,
    width: usize,
    /// The earliest and the latest tick.
    pub span_unix_ms: Option<(u64, u64)>,
    /// The last tick of the current file.
    now_unix_ms: Option<u64>,
    /// The frames of the current file so far, if it has had no tick yet.
    waiting: Count,
    /// The frames of files without any tick.
    pub untimed: Count,
}

impl Timeline {
    /// Starts another file. The chunks added from here on belong to it.
    pub fn begin_file(&mut self) {
        self.now_unix_ms = None;
        self.untimed.merge(std::mem::take(&mut self.waiting));
    }

    /// Adds a chunk. Chunks must be added in the order of the file.
    pub fn add(&mut self, ticks: Ticks) {
        match self.now_unix_ms {
            Some(now) => self.count(now, ticks.head),
            None => self.waiting.merge(ticks.head),
        }
        for tick in ticks.ticks {
            let waiting = std::mem::take(&mut self.waiting);
            self.count(tick.first_unix_ms, waiting);
            self.count(tick.first_unix_ms, tick.count);
            self.now_unix_ms = Some(tick.last_unix_ms);
            let (first, last) = self.span_unix_ms.unwrap_or((u64::MAX, 0));
            self.span_unix_ms = Some((first.min(tick.first_unix_ms), last.max(tick.last_unix_ms)));
        }
    }

    /// Returns the timeline in at most `parts_max` intervals from the first to the last: their width in milliseconds,
    /// and the intervals that have frames, each with its start in milliseconds since the Unix epoch.
    pub fn finish(mut self, parts_max: u64) -> (Timeline, u64, Vec<(u64, Count)>) {
        self.begin_file();
        if let Some((first, last)) = self.span_unix_ms {
            let part_count = |width: usize| last / WIDTHS_MS[width] - first / WIDTHS_MS[width] + 1;
            while part_count(self.width) > parts_max && self.widen() {}
        }
        let width = WIDTHS_MS[self.width];
        let parts = self.parts.iter().map(|(part, count)| (part * width, *count)).collect();
        (self, width, parts)
    }

    fn count(&mut self, now_unix_ms: u64, count: Count) {
        if count.frames > 0 {
            self.parts.entry(now_unix_ms / WIDTHS_MS[self.width]).or_default().merge(count);
            while self.parts.len() > PARTS_MAX && self.widen() {}
        }
    }

    /// Merges neighbouring intervals. Returns false if they already have the maximum width.
    fn widen(&mut self) -> bool {
        let Some(wider) = WIDTHS_MS.get(self.width + 1) else { return false };
        let factor = wider / WIDTHS_MS[self.width];
        self.width += 1;
        for (part, count) in std::mem::take(&mut self.parts) {
            self.parts.entry(part / factor).or_default().merge(count);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of ten bytes each. A number is a message sent that many milliseconds after a fixed time, a dot is any
    /// other frame, `|` is the end of a chunk, and `=` is the end of a file.
    fn timeline(frames: &str) -> Timeline {
        let mut timeline = Timeline::default();
        for file in frames.split('=') {
            timeline.begin_file();
            for chunk in file.split('|') {
                let mut ticks = Ticks::default();
                for word in chunk.split_whitespace() {
                    ticks.add(word.parse().ok().map(|later: u64| 1_700_000_000_000 + later), 10);
                }
                timeline.add(ticks);
            }
        }
        timeline
    }

    #[track_caller]
    fn check(frames: &str, parts_max: u64, width: u64, want: &[(u64, u64)], untimed: u64) {
        let (timeline, found_width, parts) = timeline(frames).finish(parts_max);
        let found: Vec<_> = parts.iter().map(|(at, count)| (at - 1_700_000_000_000, count.frames)).collect();
        assert_eq!(
            (found_width, found.as_slice(), timeline.untimed.frames),
            (width, want, untimed),
            "{frames}"
        );
        assert!(parts.iter().all(|(_, count)| count.bytes == count.frames * 10));
    }

    #[test]
    fn frames_get_the_tick_before_them() {
        check("0 . . 250 .", 100, 100, &[(0, 3), (200, 2)], 0);
        check("0 . | . 250 | .", 100, 100, &[(0, 3), (200, 2)], 0);
        check(". . | . 150 .", 100, 100, &[(100, 5)], 0);
        check(". . = 50 . = . 60", 100, 100, &[(0, 4)], 2);
        check(". .", 100, 100, &[], 2);
        check("0 10 20 . 110", 100, 100, &[(0, 4), (100, 1)], 0);
    }

    #[test]
    fn intervals_are_merged_if_there_are_too_many() {
        check("0 900 4000 . 9999", 100, 100, &[(0, 1), (900, 1), (4000, 2), (9900, 1)], 0);
        check("0 900 4000 . 9999", 99, 500, &[(0, 1), (500, 1), (4000, 2), (9500, 1)], 0);
        check("0 900 4000 . 9999", 2, 5000, &[(0, 4), (5000, 1)], 0);
        let many: String = (0..20_000).map(|tick| format!("{} ", tick * 100)).collect();
        let timeline = timeline(&many);
        assert!(timeline.parts.len() <= PARTS_MAX);
        assert_eq!(timeline.span_unix_ms, Some((1_700_000_000_000, 1_700_001_999_900)));
        let (_, _, parts) = timeline.finish(120);
        assert!(parts.len() <= 120);
        assert_eq!(parts.iter().map(|(_, count)| count.frames).sum::<u64>(), 20_000);
    }
}
