//! When frames came: by the times that events carry, or by what a recorder wrote around frames.

use zerocord::view::Projection;
use zerocord::{Arena, Envelope, EventName, RawValue, ValueKind};

use super::time::{Nanos, NumberUnit, nanos_of_text, nanos_of_whole};
use super::wrapper_clock::{TimeAtArgument, WrapperClock};
use crate::exit::Exit;

/// Ids below this are not of Discord's clock: it would be its first month.
const SNOWFLAKE_MIN: u64 = 10_000_000_000_000_000;

/// Reads the times of frames. A frame without a time came with the last one before it that has one.
#[derive(Debug)]
pub struct FrameClock {
    event_times: Projection,
    /// What says the time of each frame, where it is around the frame.
    wrapper_clock: Option<WrapperClock>,
}

impl FrameClock {
    /// The clock.
    ///
    /// # Errors
    /// Where the path cannot be looked up.
    pub fn new(time_at: &TimeAtArgument) -> Result<FrameClock, String> {
        let event_times = Projection::new(["timestamp", "id"]).map_err(|error| error.to_string())?;
        Ok(FrameClock { event_times, wrapper_clock: time_at.clock()? })
    }

    /// The clock around frames, if there is one.
    pub fn wrapper_clock(&self) -> Option<&WrapperClock> {
        self.wrapper_clock.as_ref()
    }

    /// The time that a frame carries; `None` for most frames, unless a recorder wrote the time of each.
    pub fn time(&self, frame: &[u8], wrapper: &[u8], arena: &Arena) -> Option<Nanos> {
        match &self.wrapper_clock {
            Some(clock) => clock.time(wrapper, arena),
            None => self.event_time(frame, arena),
        }
    }

    /// Reports that no frame had a time around it, if that is so. Returns the exit code.
    pub fn report_not_found(&self) -> Exit {
        self.wrapper_clock.as_ref().map(WrapperClock::report_not_found).unwrap_or_default()
    }

    /// The time that an event carries which is sent at once. A bad frame carries none.
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
