//! `--since` and `--until`: when frames came, by the times that are in the recording.
//!
//! A frame does not say when it was received. But some events are sent at once and carry the moment: these are the ticks of
//! a clock, and the frames after a tick came with it. Workers read chunks out of order, so what comes before a chunk's first
//! tick is kept apart until the chunk before it is known.

use zerocord::view::Projection;
use zerocord::{Arena, Envelope, EventName, RawValue, ValueKind};

use super::time::{Nanos, NumberUnit, SPELLINGS, WrittenTime, nanos_of_text, nanos_of_whole, shown};
use super::wrapper_clock::{TimeAtArgument, WrapperClock};
use crate::console::say;
use crate::exit::Exit;
use crate::table::plural;

/// Ids below this are not of Discord's clock: it would be its first month.
const SNOWFLAKE_MIN: u64 = 10_000_000_000_000_000;

/// The time that is asked for.
#[derive(Clone, Debug, clap::Args)]
pub struct WindowArguments {
    /// Only frames from this moment on, such as "2026-01-31 12:00" (UTC) or "2 hours ago"
    ///
    /// A frame's time is the `timestamp` or the `id` of MESSAGE_CREATE, the `timestamp` of TYPING_START, or the `id` of
    /// INTERACTION_CREATE and GUILD_AUDIT_LOG_ENTRY_CREATE. Any other frame came with the last one of these before it in
    /// its file; those before the first are left out and counted. A day is its first moment.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    since: Option<WrittenTime>,

    /// Only frames before this moment
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    until: Option<WrittenTime>,

    #[command(flatten)]
    time_at: TimeAtArgument,
}

fn parse_time(text: &str) -> Result<WrittenTime, String> {
    WrittenTime::parse_or_relative(text).ok_or_else(|| format!("it is not a time; write {SPELLINGS}"))
}

impl WindowArguments {
    /// The window; `None` where all of time is asked for.
    ///
    /// # Errors
    /// Where it is empty, and where a clock is named that nothing asks for.
    pub fn window(&self) -> Result<Option<Window>, String> {
        let since = self.since.map_or(Nanos::MIN, |time| time.start);
        let until = self.until.map_or(Nanos::MAX, |time| time.start);
        match (self.since, self.until) {
            (None, None) if self.time_at.is_given() => {
                Err("--time-at is for --since and --until; a condition names the key: `$ts < ...`".to_owned())
            }
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

/// Reads the times that are in a recording.
#[derive(Debug)]
pub struct FrameClock {
    own: Projection,
    /// What says the time of each frame, where it is around the frame.
    around: Option<WrapperClock>,
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

impl FrameClock {
    /// A clock by the times around frames, if they are named, or by those in frames.
    ///
    /// # Errors
    /// Where a path cannot be looked up.
    pub fn new(time_at: &TimeAtArgument) -> Result<FrameClock, String> {
        let own = Projection::new(["timestamp", "id"]).map_err(|error| error.to_string())?;
        Ok(FrameClock { own, around: time_at.clock()? })
    }

    /// The clock around frames, if there is one.
    pub fn around(&self) -> Option<&WrapperClock> {
        self.around.as_ref()
    }

    /// When a frame came, if it carries the time.
    pub fn time(&self, frame: &[u8], wrapper: &[u8], arena: &Arena) -> Option<Nanos> {
        match &self.around {
            Some(clock) => clock.time(wrapper, arena),
            None => self.own_time(frame, arena),
        }
    }

    /// The time that a frame carries, if its event is a tick. A bad frame carries none.
    fn own_time(&self, frame: &[u8], arena: &Arena) -> Option<Nanos> {
        let envelope = Envelope::peek(frame).ok()?;
        let name = envelope.event_name().ok()??;
        let (has_timestamp, has_id) = match name {
            EventName::MessageCreate => (true, true),
            EventName::TypingStart => (true, false),
            EventName::InteractionCreate | EventName::GuildAuditLogEntryCreate => (false, true),
            _ => return None,
        };
        let row = self.own.project(envelope.payload(), arena).ok()?;
        let value = |index| row.value(index).ok().flatten();
        let timestamp = || value(0).and_then(time_of);
        let id = || {
            let id = value(1)?.quoted_u64().ok().filter(|&id| id >= SNOWFLAKE_MIN)?;
            Some(nanos_of_whole(id.into(), NumberUnit::Snowflake))
        };
        let of_timestamp = if has_timestamp { timestamp() } else { None };
        of_timestamp.or_else(|| if has_id { id() } else { None })
    }
}

fn time_of(value: RawValue<'_>) -> Option<Nanos> {
    match value.kind().ok()? {
        ValueKind::String => nanos_of_text(&value.deserialize::<String>().ok()?, NumberUnit::Magnitude),
        ValueKind::Number => Some(nanos_of_whole(value.quoted_u64().ok()?.into(), NumberUnit::Magnitude)),
        _ => None,
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
        let clock = window.and_then(|window| window.clock.around());
        let unmet = clock.map(WrapperClock::report_unmet).unwrap_or_default();
        if self.untimed == 0 || unmet != Exit::Done {
            return unmet;
        }
        let frames = plural(self.untimed, "frame");
        if self.is_running {
            say(format_args!("{frames} left out: before the first frame of a file that says the time"));
            Exit::Done
        } else {
            say(format_args!(
                "{frames} left out: no frame says the time, as MESSAGE_CREATE does (exit code 1)"
            ));
            Exit::BadFrames
        }
    }
}
