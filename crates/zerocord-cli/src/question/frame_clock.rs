//! Determines the time of frames: from the times in events, or from a time that a recorder wrote next to each frame.

use zerocord::view::Projection;
use zerocord::{Arena, Envelope, EventName, RawValue, ValueKind};

use super::time::{Nanos, NumberUnit, nanos_of_text, nanos_of_whole};
use super::wrapper_clock::{TimeAtArgument, WrapperClock};
use crate::exit::Exit;

/// Smaller ids are not snowflakes of Discord: they would be from its first month.
const SNOWFLAKE_MIN: u64 = 10_000_000_000_000_000;

/// Reads the times of frames. A frame without a time gets the last time before it.
#[derive(Debug)]
pub struct FrameClock {
    event_times: Projection,
    /// The clock of the recorder, if the time is next to each frame.
    wrapper_clock: Option<WrapperClock>,
}

impl FrameClock {
    /// Creates a clock.
    ///
    /// # Errors
    /// The path is invalid.
    pub fn new(time_at: &TimeAtArgument) -> Result<FrameClock, String> {
        let event_times = Projection::new(["timestamp", "id"]).map_err(|error| error.to_string())?;
        Ok(FrameClock { event_times, wrapper_clock: time_at.clock()? })
    }

    /// The clock of the recorder, if there is one.
    pub fn wrapper_clock(&self) -> Option<&WrapperClock> {
        self.wrapper_clock.as_ref()
    }

    /// The time in a frame, or next to it; `None` for most frames, unless a recorder wrote the time of each.
    pub fn time(&self, frame: &[u8], wrapper: &[u8], arena: &Arena) -> Option<Nanos> {
        match &self.wrapper_clock {
            Some(clock) => clock.time(wrapper, arena),
            None => self.event_time(frame, arena),
        }
    }

    /// Reports if no frame had a time next to it. Returns the exit code.
    pub fn report_not_found(&self) -> Exit {
        self.wrapper_clock.as_ref().map(WrapperClock::report_not_found).unwrap_or_default()
    }

    /// The time in an event of a type that is sent at once. `None` for a bad frame.
    fn event_time(&self, frame: &[u8], arena: &Arena) -> Option<Nanos> {
        let envelope = Envelope::peek(frame).ok()?;
        let name = envelope.event_name().ok()??;
        let (has_timestamp, has_id) = match name {
            EventName::MessageCreate => (true, true),
            EventName::TypingStart => (true, false),
            EventName::InteractionCreate | EventName::GuildAuditLogEntryCreate => (false, true),
            _ => return None,
        };
        let row = self.event_times.project(envelope.payload(), arena).ok()?;
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
