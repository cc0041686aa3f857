//! When frames came, by the clock that is in the recording: the ids of new messages.
//!
//! A frame does not say when it was received. But the id of a new message is a snowflake, and tells to the millisecond
//! when Discord made it; it is sent at once. So a MESSAGE_CREATE is a tick of a clock, and the frames behind it, up to the
//! next tick, are taken to have come with it. Frames before a file's first tick came with that one.

use std::collections::BTreeMap;

use super::tally::Count;

/// How long the parts of time may be for which frames are counted, in milliseconds; each a multiple of the one before.
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

/// As many parts are kept; where there are more, they are put together. Of four weeks each, all snowflakes have fewer.
const PARTS_MAX: usize = 4096;

/// The ticks of a chunk, those in the same shortest part of time put together.
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
    /// Adds a frame, which is a tick where its time is known, in milliseconds since the Unix epoch.
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

/// How many frames came when, of all inputs.
#[derive(Debug, Default)]
pub struct Timeline {
    /// By their place on the ladder of [`WIDTHS_MS`], as multiples of it since the Unix epoch.
    parts: BTreeMap<u64, Count>,
    width: usize,
    /// The earliest and the latest tick.
    pub span_unix_ms: Option<(u64, u64)>,
    /// The last tick of the file that is being read.
    now_unix_ms: Option<u64>,
    /// Its frames so far, where it has had none.
    waiting: Count,
    /// The frames of files that have none at all.
    pub untimed: Count,
}

impl Timeline {
    /// Chunks from here on are of another file.
    pub fn begin_file(&mut self) {
        self.now_unix_ms = None;
        self.untimed.merge(std::mem::take(&mut self.waiting));
    }

    /// Adds a chunk; chunks come in the order of the file.
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

    /// All that is known, in at most `parts_max` parts from the first to the last: their width in milliseconds, and those
    /// that have frames, each with its beginning in milliseconds since the Unix epoch.
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

    /// Puts parts together; gives whether they could be.
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

    /// Frames of ten bytes each: a number is a message so many milliseconds after a moment, a dot anything else, a bar the
    /// end of a chunk, an equals sign the end of a file.
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
    fn frames_come_with_the_tick_before_them() {
        check("0 . . 250 .", 100, 100, &[(0, 3), (200, 2)], 0);
        check("0 . | . 250 | .", 100, 100, &[(0, 3), (200, 2)], 0);
        check(". . | . 150 .", 100, 100, &[(100, 5)], 0);
        check(". . = 50 . = . 60", 100, 100, &[(0, 4)], 2);
        check(". .", 100, 100, &[], 2);
        check("0 10 20 . 110", 100, 100, &[(0, 4), (100, 1)], 0);
    }

    #[test]
    fn parts_are_put_together_where_there_are_many() {
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
