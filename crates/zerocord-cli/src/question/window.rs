//! `--since` and `--until`: selects frames by time, using the times in the recording.
//!
//! A frame does not contain the time when it was received. But some events are sent at once and contain their time:
//! these are the ticks of a clock, and the frames after a tick get its time. Workers read chunks out of order, so the
//! frames before the first tick of a chunk are kept apart until the previous chunk is done.

use std::sync::atomic::{AtomicI64, Ordering};

use zerocord::Arena;

use super::frame_clock::FrameClock;
use super::time::{Nanos, SPELLINGS, WrittenTime, shown};
use super::wrapper_clock::{TimeAtArgument, WrapperClock};
use crate::exit::Exit;
use crate::output::console::say;
use crate::output::text_table::plural;

/// The options for the time window.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct WindowArguments {
    /// Frames from this moment on: "2026-01-31 12:00", "2 hours ago"
    ///
    /// Times without an offset are UTC. The time of a frame is the `timestamp` or the `id` of MESSAGE_CREATE, the
    /// `timestamp` of TYPING_START, or the `id` of INTERACTION_CREATE and GUILD_AUDIT_LOG_ENTRY_CREATE. Other frames
    /// get the last time before them in their file; those before the first time are left out and counted. A date
    /// means its first moment.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    since: Option<WrittenTime>,

    /// Frames before this moment
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    until: Option<WrittenTime>,

    #[command(flatten)]
    pub time_at: TimeAtArgument,
}

fn parse_time(text: &str) -> Result<WrittenTime, String> {
    WrittenTime::parse_or_relative(text).ok_or_else(|| format!("not a time; accepted are {SPELLINGS}"))
}

impl WindowArguments {
    /// Checks that a clock is given only together with a window.
    ///
    /// # Errors
    /// A clock is given without a window.
    pub fn check_clock(&self) -> Result<(), String> {
        match self.time_at.is_given() && self.since.is_none() && self.until.is_none() {
            true => {
                Err("--time-at is for --since and --until; a condition names the key: `$ts < ...`".to_owned())
            }
            false => Ok(()),
        }
    }

    /// The start and the end, exactly and in UTC.
    pub fn recorded(&self) -> (Option<String>, Option<String>) {
        let exact = |time: WrittenTime| {
            jiff::Timestamp::from_nanosecond(time.start)
                .map_or_else(|_| format!("{} ns", time.start), |time| time.to_string())
        };
        (self.since.map(exact), self.until.map(exact))
    }

    /// The window; `None` if neither --since nor --until is given.
    ///
    /// # Errors
    /// The window is empty.
    pub fn window(&self) -> Result<Option<Window>, String> {
        let since = self.since.map_or(Nanos::MIN, |time| time.start);
        let until = self.until.map_or(Nanos::MAX, |time| time.start);
        match (self.since, self.until) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) if since >= until => {
                Err(format!("no time is from --since {} until {}", shown(since), shown(until)))
            }
            _ => Ok(Some(Window {
                since,
                until,
                clock: FrameClock::new(&self.time_at)?,
                times: SeenTimes::new(),
            })),
        }
    }
}

/// A time window.
#[derive(Debug)]
pub struct Window {
    since: Nanos,
    until: Nanos,
    clock: FrameClock,
    times: SeenTimes,
}

/// The first and the last time that was read, in milliseconds since the Unix epoch.
#[derive(Debug)]
struct SeenTimes([AtomicI64; 2]);

impl SeenTimes {
    fn new() -> SeenTimes {
        SeenTimes([AtomicI64::new(i64::MAX), AtomicI64::new(i64::MIN)])
    }

    fn note(&self, unix_ms: i64) {
        let SeenTimes([first, last]) = self;
        if unix_ms < first.load(Ordering::Relaxed) {
            first.fetch_min(unix_ms, Ordering::Relaxed);
        }
        if unix_ms > last.load(Ordering::Relaxed) {
            last.fetch_max(unix_ms, Ordering::Relaxed);
        }
    }

    /// `None` if there was no time.
    fn range(&self) -> Option<[Nanos; 2]> {
        let [first, last] = [&self.0[0], &self.0[1]].map(|time| time.load(Ordering::Relaxed));
        (first <= last).then(|| [first, last].map(|unix_ms| Nanos::from(unix_ms) * MILLI))
    }
}

const MILLI: Nanos = 1_000_000;

/// The result for a chunk, in two parts: for the frames before the first tick, and for the others that are in the
/// window.
#[derive(Debug, Default)]
pub struct Timed<T> {
    pub head: T,
    /// The number of frames in `head`.
    pub head_count: u64,
    pub rest: T,
    /// The last tick of the chunk.
    last: Option<Nanos>,
}

/// The position of a frame relative to the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowSide {
    /// Before the first tick of the chunk.
    Head,
    Inside,
    Outside,
}

/// Unix times below this many milliseconds could be read as seconds.
const RECEIVED_MS_MIN: u64 = 1_000_000_000_000;

impl Window {
    /// Whether the times are those at `received` around each frame.
    pub fn is_by_receipt(&self) -> bool {
        self.clock.wrapper_clock().is_some_and(WrapperClock::is_receipt)
    }

    /// Whether all times from the first to the last, in Unix milliseconds, are outside the window.
    pub fn is_before_or_after(&self, [first, last]: [u64; 2]) -> bool {
        let nanos = |ms: u64| Nanos::from(ms) * MILLI;
        first >= RECEIVED_MS_MIN && (nanos(last) < self.since || nanos(first) >= self.until)
    }

    /// Notes the first and the last time of frames that are not read, in Unix milliseconds.
    pub fn note_received(&self, received: [u64; 2]) {
        received.into_iter().filter_map(|ms| i64::try_from(ms).ok()).for_each(|ms| self.times.note(ms));
    }

    /// Reports that all times are before the window, or after it.
    fn report_outside(&self) {
        if let Some([first, last]) = self.times.range()
            // The last time is within a millisecond.
            && (last + MILLI <= self.since || first >= self.until)
        {
            let (first, last) = (shown(first), shown(last));
            say(format_args!("no frame is in the time window: the recording is from {first} to {last}"));
        }
    }

    fn contains(&self, time: Nanos) -> bool {
        self.since <= time && time < self.until
    }

    /// Reads the clock at a frame, and whether it is in the window.
    pub fn side_of<T>(
        &self,
        frame: &[u8],
        wrapper: &[u8],
        arena: &Arena,
        timed: &mut Timed<T>,
    ) -> WindowSide {
        if let Some(time) = self.clock.time(frame, wrapper, arena) {
            timed.last = Some(time);
            self.times.note(i64::try_from(time / MILLI).unwrap_or(i64::MAX));
        }
        match timed.last {
            None => WindowSide::Head,
            Some(time) if self.contains(time) => WindowSide::Inside,
            Some(_) => WindowSide::Outside,
        }
    }
}

/// The clock of the inputs. It processes their chunks in order.
#[derive(Debug, Default)]
pub struct Clock {
    now: Option<Nanos>,
    untimed: u64,
    is_running: bool,
}

impl Clock {
    /// The parts of a chunk that are in the window, in order. `is_first` is set at the start of a file.
    pub fn settle<T>(&mut self, window: Option<&Window>, timed: Timed<T>, is_first: bool) -> [Option<T>; 2] {
        let Some(window) = window else { return [None, Some(timed.rest)] };
        if is_first {
            self.now = None;
        }
        let head = match self.now {
            Some(now) if window.contains(now) => Some(timed.head),
            Some(_) => None,
            None => {
                self.untimed += timed.head_count;
                None
            }
        };
        self.is_running |= timed.last.is_some();
        self.now = timed.last.or(self.now);
        [head, Some(timed.rest)]
    }

    /// Reports the number of frames without a time. Returns the exit code, which is 1 if no frame had one.
    pub fn report_untimed(&self, window: Option<&Window>) -> Exit {
        report_untimed(window, self.untimed, self.is_running)
    }
}

/// Reports the number of frames without a time. Returns the exit code, which is 1 if no frame had one (`is_running`
/// is false).
pub fn report_untimed(window: Option<&Window>, untimed: u64, is_running: bool) -> Exit {
    let Some(window) = window else { return Exit::Done };
    window.report_outside();
    let not_found = window.clock.report_not_found();
    if untimed == 0 || not_found != Exit::Done {
        return not_found;
    }
    let frames = plural(untimed, "frame");
    if is_running {
        say(format_args!("{frames} left out: before the first frame with a time in their file"));
        Exit::Done
    } else {
        say(format_args!("{frames} left out: no frame has a time, as MESSAGE_CREATE does (exit code 1)"));
        Exit::BadFrames
    }
}
