//! `--since` and `--until`: when frames came, by the times that are in the recording.
//!
//! A frame does not say when it was received. But some events are sent at once and carry the moment: these are the ticks of
//! a clock, and the frames after a tick came with it. Workers read chunks out of order, so what comes before a chunk's first
//! tick is kept apart until the chunk before it is known.

use zerocord::Arena;

use super::frame_clock::FrameClock;
use super::time::{Nanos, SPELLINGS, WrittenTime, shown};
use super::wrapper_clock::TimeAtArgument;
use crate::exit::Exit;
use crate::output::console::say;
use crate::output::text_table::plural;

/// The time that is asked for.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct WindowArguments {
    /// Frames from this moment on: "2026-01-31 12:00", "2 hours ago"
    ///
    /// Times without an offset are UTC. A frame's time is the `timestamp` or the `id` of MESSAGE_CREATE, the `timestamp` of
    /// TYPING_START, or the `id` of INTERACTION_CREATE and GUILD_AUDIT_LOG_ENTRY_CREATE. Any other frame came with the last one
    /// of these before it in its file; those before the first are left out and counted. A day is its first moment.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    since: Option<WrittenTime>,

    /// Frames before this moment
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    until: Option<WrittenTime>,

    #[command(flatten)]
    pub time_at: TimeAtArgument,
}

fn parse_time(text: &str) -> Result<WrittenTime, String> {
    WrittenTime::parse_or_relative(text).ok_or_else(|| format!("it is not a time; write {SPELLINGS}"))
}

impl WindowArguments {
    /// Checks that a clock is named only where a window asks for it.
    ///
    /// # Errors
    /// Where nothing asks for it.
    pub fn check_clock(&self) -> Result<(), String> {
        match self.time_at.is_given() && self.since.is_none() && self.until.is_none() {
            true => {
                Err("--time-at is for --since and --until; a condition names the key: `$ts < ...`".to_owned())
            }
            false => Ok(()),
        }
    }

    /// The begin and the end, exactly and in UTC.
    pub fn recorded(&self) -> (Option<String>, Option<String>) {
        let exact = |time: WrittenTime| {
            jiff::Timestamp::from_nanosecond(time.start)
                .map_or_else(|_| format!("{} ns", time.start), |time| time.to_string())
        };
        (self.since.map(exact), self.until.map(exact))
    }

    /// The window; `None` where all of time is asked for.
    ///
    /// # Errors
    /// Where it is empty.
    pub fn window(&self) -> Result<Option<Window>, String> {
        let since = self.since.map_or(Nanos::MIN, |time| time.start);
        let until = self.until.map_or(Nanos::MAX, |time| time.start);
        match (self.since, self.until) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) if since >= until => {
                Err(format!("no time is from --since {} until {}", shown(since), shown(until)))
            }
            _ => Ok(Some(Window { since, until, clock: FrameClock::new(&self.time_at)? })),
        }
    }
}

/// A time that is asked for.
#[derive(Debug)]
pub struct Window {
    since: Nanos,
    until: Nanos,
    clock: FrameClock,
}

/// What a worker made of a chunk: of the frames before the first tick, and of those from it on that are in the window.
#[derive(Debug, Default)]
pub struct Timed<T> {
    pub head: T,
    /// How many frames `head` is made of.
    pub head_count: u64,
    pub rest: T,
    /// The chunk's last tick.
    last: Option<Nanos>,
}

/// Whether a frame is in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowSide {
    /// It comes before the chunk's first tick.
    Head,
    Inside,
    Outside,
}

impl Window {
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
        }
        match timed.last {
            None => WindowSide::Head,
            Some(time) if self.contains(time) => WindowSide::Inside,
            Some(_) => WindowSide::Outside,
        }
    }
}

/// The clock of the inputs, as their chunks come in order.
#[derive(Debug, Default)]
pub struct Clock {
    now: Option<Nanos>,
    untimed: u64,
    is_running: bool,
}

impl Clock {
    /// What of a chunk is in the window, in order; `is_first` where another file begins.
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

    /// Says how many frames had no time; gives the exit code, which is 1 where none had.
    pub fn report_untimed(&self, window: Option<&Window>) -> Exit {
        report_untimed(window, self.untimed, self.is_running)
    }
}

/// Says how many frames had no time; gives the exit code, which is 1 where no frame had one (`is_running` is false).
pub fn report_untimed(window: Option<&Window>, untimed: u64, is_running: bool) -> Exit {
    let not_found = window.map(|window| window.clock.report_not_found()).unwrap_or_default();
    if untimed == 0 || not_found != Exit::Done {
        return not_found;
    }
    let frames = plural(untimed, "frame");
    if is_running {
        say(format_args!("{frames} left out: before the first frame of a file that says the time"));
        Exit::Done
    } else {
        say(format_args!("{frames} left out: no frame says the time, as MESSAGE_CREATE does (exit code 1)"));
        Exit::BadFrames
    }
}
