//! The outer object of a frame: `op`, `d`, `s`, `t`.
//!
//! Knows the shape that all gateway frames share, and the names of events; does not know payloads. An [`Envelope`]
//! identifies a frame's event without reading `d`.
//!
//! Source: Discord, "Gateway Events", section "Payload Structure".

mod event_name;
mod events;
mod opcode;
mod peek;
mod usual_order;

pub use event_name::{EventName, ParseEventNameError};
pub(crate) use events::for_each_event;
pub use opcode::Opcode;
pub use peek::Envelope;
