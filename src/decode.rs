//! Decoding a frame into an event.

use crate::arena::Arena;
use crate::envelope::{Envelope, EventName, Opcode};
use crate::event::{Event, UnknownEvent};
use crate::json::error::Error;
use crate::json::string::parse_text;
use crate::view::FromJson;

/// Decodes a frame into an arena, so that views of many frames can be kept at once. Otherwise use a
/// [`Decoder`](crate::Decoder), which reuses its memory for the next frame.
///
/// Peeks at the envelope and makes a view of the payload. Only the payload's first byte is read.
///
/// # Errors
/// [`ErrorKind::Expected`](crate::ErrorKind::Expected) an object or
/// [`ErrorKind::Truncated`](crate::ErrorKind::Truncated) if the frame is not an object; the fault that prevented
/// finding the event name or the payload; `Expected` an object (or an array) if the payload has another type than its
/// event requires. [`ErrorKind::FrameTooLong`](crate::ErrorKind::FrameTooLong) if the frame exceeds the arena's
/// [`Limits`](crate::Limits); [`ErrorKind::ArenaFull`](crate::ErrorKind::ArenaFull) if the views of all frames since
/// the last [`reset`](Arena::reset) need more memory than they allow. Values inside the payload are checked by the
/// accessors.
///
/// ```
/// use zerocord::{Arena, Event, decode_in};
///
/// let arena = Arena::new();
/// let frames = [
///     &br#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"1","content":"hi"}}"#[..],
///     br#"{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"id":"2","content":"ho"}}"#,
/// ];
/// let events: Vec<Event> = frames.iter().map(|frame| decode_in(frame, &arena)).collect::<Result<_, _>>()?;
/// let [Event::MessageCreate(first), Event::MessageCreate(second)] = events[..] else { panic!() };
/// assert_eq!((first.content()?, second.content()?), ("hi", "ho"));
/// # Ok::<(), zerocord::Error>(())
/// ```
pub fn decode_in<'a>(frame: &'a [u8], arena: &'a Arena) -> Result<Event<'a>, Error> {
    Envelope::peek_with(frame, arena.backend())?.event(arena)
}

impl<'a> Envelope<'a> {
    /// The frame's event with a view of its payload, in an arena.
    ///
    /// A malformed opcode does not prevent decoding the event: a frame with an event name is a dispatch. With a
    /// decoder, use [`Decoder::decode_envelope`](crate::Decoder::decode_envelope).
    ///
    /// # Errors
    /// As [`decode_in`], except for those of the envelope.
    #[inline]
    pub fn event(self, arena: &'a Arena) -> Result<Event<'a>, Error> {
        arena.limits().check_frame(self.frame())?;
        let opcode = self.opcode().unwrap_or(None);
        match (opcode, self.event_name()) {
            (Some(Opcode::Dispatch) | None, Ok(Some(name))) => self.dispatch(name, arena),
            (Some(Opcode::Dispatch) | None, Err(error)) => Err(error),
            (opcode, _) => self.other(opcode, arena),
        }
    }

    fn dispatch(self, name: EventName<'a>, arena: &'a Arena) -> Result<Event<'a>, Error> {
        let event =
            Event::of_name(name, self.payload(), arena).map_err(|error| self.or_missing_payload(error))?;
        if let Some(event) = event {
            return Ok(event);
        }
        let text = match name {
            EventName::Unknown(text) => parse_text(self.frame(), text.offset() - 1, arena)?,
            known => known.as_known_str().unwrap_or_default(),
        };
        Ok(self.unknown(text))
    }

    fn other(self, opcode: Option<Opcode>, arena: &'a Arena) -> Result<Event<'a>, Error> {
        match opcode {
            Some(Opcode::Hello) => FromJson::from_json(self.payload(), arena)
                .map(Event::Hello)
                .map_err(|error| self.or_missing_payload(error)),
            Some(Opcode::Heartbeat) => Ok(Event::Heartbeat),
            Some(Opcode::HeartbeatAck) => Ok(Event::HeartbeatAck),
            Some(Opcode::Reconnect) => Ok(Event::Reconnect),
            Some(Opcode::InvalidSession) => {
                // Without a payload the session is not resumable.
                let resumable = Option::from_json(self.payload(), arena)?;
                Ok(Event::InvalidSession { resumable: resumable.unwrap_or(false) })
            }
            _ => Ok(self.unknown("")),
        }
    }

    fn unknown(self, name: &'a str) -> Event<'a> {
        let opcode = self.opcode().unwrap_or(None);
        Event::Unknown(UnknownEvent { name, opcode, payload: self.payload() })
    }
}
