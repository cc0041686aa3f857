//! When a frame is due.

use std::time::Duration;

use tokio::time::Instant;

/// How fast frames are sent.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Speed {
    /// As many times as fast as they were recorded.
    Times(f64),
    /// As fast as the client reads.
    Max,
}

/// Maps the time of recorded frames to the time of the replay.
#[derive(Debug)]
pub(super) struct Pace {
    speed: Speed,
    /// A recorded time in Unix milliseconds, and when it was replayed.
    base: Option<(u64, Instant)>,
    last_ms: u64,
    last_due: Option<Instant>,
}

/// Longer pauses of a recording are left out.
const PAUSE_MAX_MS: u64 = 3_600_000;
/// After a longer step back in time, another recording has begun. Message ids are not in order to the millisecond.
const STEP_BACK_MS: u64 = 10_000;

impl Pace {
    pub(super) fn new(speed: Speed) -> Pace {
        Pace { speed, base: None, last_ms: 0, last_due: None }
    }

    /// The recording begins again with the next frame.
    pub(super) fn restart(&mut self) {
        (self.base, self.last_ms) = (None, 0);
    }

    /// When a frame is due that was recorded at this time. One without a time follows the previous one at once.
    pub(super) fn due(&mut self, at_ms: Option<u64>, now: Instant) -> Instant {
        let (Speed::Times(times), Some(at_ms)) = (self.speed, at_ms) else {
            return self.last_due.unwrap_or(now);
        };
        let is_jump = at_ms > self.last_ms.saturating_add(PAUSE_MAX_MS)
            || at_ms.saturating_add(STEP_BACK_MS) < self.last_ms;
        let (base_ms, base) = match self.base.filter(|_| !is_jump) {
            Some(base) => base,
            // The first time, or another recording.
            None => *self.base.insert((at_ms, self.last_due.unwrap_or(now).max(now))),
        };
        self.last_ms = self.last_ms.max(at_ms);
        if is_jump {
            self.last_ms = at_ms;
        }
        let elapsed = Duration::from_millis(at_ms.saturating_sub(base_ms)).as_secs_f64() / times;
        let due = base + Duration::try_from_secs_f64(elapsed).unwrap_or(Duration::from_secs(u32::MAX.into()));
        let due = self.last_due.map_or(due, |last| last.max(due));
        self.last_due = Some(due);
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dues(speed: Speed, times: &[Option<u64>]) -> Vec<u128> {
        let mut pace = Pace::new(speed);
        let now = Instant::now();
        times.iter().map(|&at| (pace.due(at, now) - now).as_millis()).collect()
    }

    #[test]
    fn frames_are_due_at_their_recorded_distance() {
        let times = [None, Some(5_000), Some(5_100), None, Some(5_050), Some(6_000)];
        assert_eq!(dues(Speed::Times(1.0), &times), [0, 0, 100, 100, 100, 1000]);
        assert_eq!(dues(Speed::Times(20.0), &times), [0, 0, 5, 5, 5, 50]);
        assert_eq!(dues(Speed::Max, &times), [0; 6]);
    }

    #[test]
    fn a_recording_that_begins_again_is_as_slow_as_before() {
        let mut pace = Pace::new(Speed::Times(2.0));
        let now = Instant::now();
        let mut dues = Vec::new();
        for _ in 0..3 {
            pace.restart();
            dues.extend([5_000, 5_100, 5_400].map(|at| (pace.due(Some(at), now) - now).as_millis()));
        }
        assert_eq!(dues, [0, 50, 200, 200, 250, 400, 400, 450, 600]);
    }

    #[test]
    fn a_jump_in_time_is_no_pause() {
        let day = 86_400_000;
        assert_eq!(dues(Speed::Times(1.0), &[Some(5 * day), Some(5 * day + 10), Some(6 * day)]), [0, 10, 10]);
        assert_eq!(dues(Speed::Times(1.0), &[Some(5 * day), Some(day), Some(day + 7)]), [0, 0, 7]);
    }
}
