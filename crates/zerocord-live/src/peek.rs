//! What the recorder and the replayer need to know of a frame. All of it is read exactly: keys in any order, with any
//! white space and escapes, and never a `s` or `t` inside the payload.

use serde_json::Value;
use zerocord::{Envelope, EventName, Opcode};

/// What a frame says about its session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peeked<'a> {
    pub(crate) opcode: Option<Opcode>,
    pub(crate) sequence: Option<u64>,
    pub(crate) name: Option<EventName<'a>>,
    pub(crate) is_readable: bool,
}

impl<'a> Peeked<'a> {
    /// A frame that cannot be read has no opcode.
    pub(crate) fn of(frame: &'a [u8]) -> Peeked<'a> {
        let read = || -> Result<Peeked<'a>, zerocord::Error> {
            let envelope = Envelope::peek(frame)?;
            Ok(Peeked {
                opcode: envelope.opcode()?,
                sequence: envelope.sequence()?,
                name: envelope.event_name()?,
                is_readable: envelope.ends_with_brace(),
            })
        };
        read().unwrap_or_default()
    }

    pub(crate) fn is_dispatch(&self) -> bool {
        self.opcode == Some(Opcode::Dispatch)
    }

    /// Whether it is the dispatch of this event.
    pub(crate) fn is(&self, name: EventName<'_>) -> bool {
        self.is_dispatch() && self.name == Some(name)
    }
}

/// The string at a key of the payload.
pub(crate) fn payload_string(frame: &[u8], key: &str) -> Option<String> {
    match Envelope::peek(frame).ok()?.payload().get(key).ok()??.to_value().ok()? {
        Value::String(string) => Some(string),
        _ => None,
    }
}

/// The id (a string or a number) at a key of the payload.
pub(crate) fn payload_id(frame: &[u8], key: &str) -> Option<u64> {
    Envelope::peek(frame).ok()?.payload().get(key).ok()??.quoted_u64().ok()
}

/// The Unix milliseconds at which Discord created what has this id.
pub(crate) fn id_time_ms(id: u64) -> u64 {
    zerocord::Snowflake::new(id).created_at_unix_millis()
}
