//! Reads only what is asked for: the fastest decoder of Discord gateway frames.
// The derives name this crate by its outside path.
extern crate self as zerocord;

mod arena;
mod envelope;
mod frames;
mod json;
mod simd;
pub mod view;

pub use arena::Arena;
pub use envelope::{Envelope, EventName, Opcode};
pub use frames::{Frames, frames};
pub use json::array::Elements;
pub use json::error::{Error, ErrorKind, Expected};
pub use json::explain::Explanation;
pub use json::object::{Members, RawText};
pub use json::raw::{RawValue, ValueKind};
pub use simd::Backend;

/// Checks every byte of a frame: one JSON document in UTF-8.
pub fn validate(frame: &[u8]) -> Result<(), Error> {
    json::validate::validate(Backend::chosen(), frame)
}
