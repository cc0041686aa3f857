//! A decoded frame.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::envelope::{EventName, Opcode, for_each_event};
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::model::*;
use crate::view::{FromJson, Model, ViewOf};

/// Defines the enum, and the mapping from an event name to its variant.
macro_rules! events {
    (
        { $($(#[$doc:meta])* $variant:ident = $name:literal: $payload:ty, [$($intent:literal),*];)* }
        { $($other:ident = $other_name:literal,)* }
    ) => {
        /// A frame's event with a view of its payload, and the frames of other opcodes.
        ///
        /// Events and opcodes that Discord has added since this release are [`Event::Unknown`], with the name and the
        /// unread payload.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum Event<'a> {
            $($(#[$doc])* $variant(ViewOf<'a, $payload>),)*
            /// Opcode 10: the first frame of a connection.
            Hello(HelloRef<'a>),
            /// Opcode 1: the gateway requests a heartbeat immediately.
            Heartbeat,
            /// Opcode 11: the answer to a heartbeat.
            HeartbeatAck,
            /// Opcode 7: the gateway asks the client to reconnect and resume.
            Reconnect,
            /// Opcode 9: the session is invalid.
            InvalidSession {
                /// Whether the session can be resumed.
                resumable: bool,
            },
            /// An event or an opcode that has no model here.
            Unknown(UnknownEvent<'a>),
        }

        impl<'a> Event<'a> {
            /// The event with this name; `None` if it has no model.
            pub(crate) fn of_name(
                name: EventName<'a>,
                payload: RawValue<'a>,
                arena: &'a crate::Arena,
            ) -> Result<Option<Event<'a>>, Error> {
                Ok(Some(match name {
                    $(EventName::$variant => {
                        Event::$variant(<ViewOf<'a, $payload>>::from_json(payload, arena)?)
                    })*
                    _ => return Ok(None),
                }))
            }

            /// The name of the event, if this version knows it.
            pub fn event_name(self) -> Option<EventName<'static>> {
                match self {
                    $(Event::$variant(_) => Some(EventName::$variant),)*
                    Event::Unknown(event) => event.event_name(),
                    _ => None,
                }
            }

            /// The payload, unread; `None` for opcodes without one, and for an invalid session.
            pub fn payload(self) -> Option<RawValue<'a>> {
                match self {
                    $(Event::$variant(view) => Some(view.as_raw()),)*
                    Event::Hello(view) => Some(view.as_raw()),
                    Event::Unknown(event) => Some(event.payload()),
                    _ => None,
                }
            }
        }

        impl EventName<'_> {
            /// Calls `visitor` with the model of this event's payload; `None` if there is no model.
            ///
            /// For tests that go through all events.
            #[doc(hidden)]
            pub fn visit_payload<V: PayloadVisitor>(self, visitor: V) -> Option<V::Output> {
                match self {
                    $(EventName::$variant => Some(visitor.visit::<$payload>()),)*
                    _ => None,
                }
            }
        }
    };
}

for_each_event!(events);

/// An event or an opcode that has no model, unread.
#[derive(Clone, Copy, Debug)]
pub struct UnknownEvent<'a> {
    pub(crate) name: &'a str,
    pub(crate) opcode: Option<Opcode>,
    pub(crate) payload: RawValue<'a>,
}

impl Event<'_> {
    /// The name of the event as a string, known or not; empty for frames with other opcodes.
    pub fn name(&self) -> &str {
        match self {
            Event::Unknown(event) => event.name,
            known => known.event_name().and_then(EventName::as_known_str).unwrap_or_default(),
        }
    }
}

impl<'a> UnknownEvent<'a> {
    /// The name of the event as a string; empty if the frame has none.
    pub fn name(self) -> &'a str {
        self.name
    }

    /// The name of the event, if it is known although it has no model.
    pub fn event_name(self) -> Option<EventName<'static>> {
        EventName::known(self.name)
    }

    /// The opcode; `None` if it is absent, null or unreadable.
    pub fn opcode(self) -> Option<Opcode> {
        self.opcode
    }

    /// The payload.
    pub fn payload(self) -> RawValue<'a> {
        self.payload
    }
}

/// Code that is generic over the model of a payload; see [`EventName::visit_payload`].
pub trait PayloadVisitor {
    /// The result of the code.
    type Output;

    /// Runs the code for the model `M`.
    fn visit<M>(self) -> Self::Output
    where
        M: Model + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
        for<'a> ViewOf<'a, M>: std::fmt::Debug;
}
