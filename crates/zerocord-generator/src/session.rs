//! The state that changes from frame to frame: random numbers, the clock, the sequence.

use crate::random::Random;
use crate::write::{Write, snowflake};

/// 2026-01-05T00:00:00Z; each seed's session begins within the 60 days after it.
pub(crate) const SESSIONS_START_UNIX_MS: u64 = 1_767_571_200_000;

/// One shard's running session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) random: Random,
    pub(crate) now_unix_ms: u64,
    sequence: u64,
    increment: u64,
}

impl Session {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::of(seed, 0x5e55_1015);
        let now_unix_ms = SESSIONS_START_UNIX_MS + random.below(60 * 86_400_000);
        Self { random, now_unix_ms, sequence: 0, increment: 0 }
    }

    /// Advances the clock by a few milliseconds.
    pub(crate) fn tick(&mut self) {
        self.now_unix_ms += self.random.below(9);
    }

    /// The clock in microseconds; in 1 of 16 cases without a fraction, so that both layouts of times occur.
    pub(crate) fn now_unix_us(&mut self) -> u64 {
        let whole = self.random.below(16) == 0;
        if whole { self.now_unix_ms / 1000 * 1_000_000 } else { self.now_unix_ms * 1000 }
    }

    /// A time up to `days` before now, in microseconds.
    pub(crate) fn earlier_unix_us(&mut self, days: u64) -> u64 {
        let back_ms = self.random.below(days * 86_400_000);
        (self.now_unix_ms - back_ms) * 1000
    }

    /// A snowflake of the current time.
    pub(crate) fn new_id(&mut self) -> u64 {
        self.increment = (self.increment + 1) & 0xfff;
        let worker = self.random.below(1 << 5) << 17;
        snowflake(self.now_unix_ms, worker | self.increment)
    }

    /// A snowflake of up to `seconds` ago.
    pub(crate) fn recent_id(&mut self, seconds: u64) -> u64 {
        let back_ms = self.random.below(seconds * 1000);
        let low = self.random.below(1 << 22);
        snowflake(self.now_unix_ms - back_ms, low)
    }

    /// Begins a dispatch up to its payload; the caller writes that and the closing bracket.
    pub(crate) fn open_dispatch<'o>(&mut self, event: &str, out: &'o mut Vec<u8>) -> &'o mut Vec<u8> {
        self.sequence += 1;
        out.raw("{\"t\":\"").raw(event).raw("\",\"s\":").number(self.sequence).raw(",\"op\":0,\"d\":")
    }
}
