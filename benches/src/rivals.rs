//! Helpers that the engines of rivals share.

use std::error::Error as StdError;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use simd_json::{Buffers, INPUT_PADDING, Tape};
use twilight_gateway::EventTypeFlags;
use twilight_model::gateway::event::{DispatchEvent, GatewayEvent};
use twilight_model::gateway::presence::Status;
use zerocord::Timestamp;

/// The error of any engine.
pub(crate) type Fault = Box<dyn StdError + Send + Sync>;

/// A frame of which only the payload is read, for any serde engine.
#[derive(serde::Deserialize)]
pub(crate) struct Frame<D> {
    pub(crate) d: D,
}

/// An identifier: digits in quotes, read without a copy.
#[derive(Clone, Copy)]
pub(crate) struct Digits(pub(crate) u64);

impl<'de> Deserialize<'de> for Digits {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Digits, D::Error> {
        struct DigitsVisitor;
        impl Visitor<'_> for DigitsVisitor {
            type Value = Digits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("digits in a string")
            }

            #[inline]
            fn visit_str<E: Error>(self, text: &str) -> Result<Digits, E> {
                text.parse().map(Digits).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(DigitsVisitor)
    }
}

/// simd-json, reusing all its memory: a padded copy of the frame, its buffers, its tape.
///
/// With the padding of the caller, no second copy is needed.
pub(crate) struct SimdJson {
    input: Vec<u8>,
    buffers: Buffers,
    tape: Tape<'static>,
}

impl SimdJson {
    pub(crate) fn new() -> SimdJson {
        SimdJson { input: Vec::new(), buffers: Buffers::default(), tape: Tape::null() }
    }

    /// Parses a copy of the frame and passes the tape to a function.
    #[inline]
    pub(crate) fn tape<R>(
        &mut self,
        frame: &[u8],
        read: impl for<'t> FnOnce(Tape<'t>) -> (R, Tape<'t>),
    ) -> simd_json::Result<R> {
        self.input.clear();
        self.input.extend_from_slice(frame);
        self.input.extend_from_slice(&[0; INPUT_PADDING]);
        let mut tape = std::mem::replace(&mut self.tape, Tape(Vec::new())).reset();
        let filled = simd_json::fill_tape_padded(&mut self.input, frame.len(), &mut self.buffers, &mut tape);
        let (read, tape) = match filled {
            Ok(()) => {
                let (read, tape) = read(tape);
                (Ok(read), tape)
            }
            Err(error) => (Err(error), tape),
        };
        self.tape = tape.reset();
        read
    }
}

/// Reads a value from the tape, passes it to a function, and reclaims the tape.
macro_rules! from_tape {
    ($tape:expr, $type:ty, $use:expr) => {{
        let mut deserializer = simd_json::Deserializer::from_tape($tape);
        let value = <$type as serde::Deserialize>::deserialize(&mut deserializer);
        let used: Result<(), $crate::rivals::Fault> = value.map_err(Into::into).and_then($use);
        (used, deserializer.into_tape())
    }};
}
pub(crate) use from_tape;

/// The event of a frame as twilight decodes it: finds opcode and name, then builds its owned models.
///
/// The copy of the frame that it requires counts; it takes less than a hundredth of its time.
#[inline]
pub(crate) fn twilight_event(frame: &[u8]) -> Result<DispatchEvent, Fault> {
    let text = std::str::from_utf8(frame)?.to_owned();
    match twilight_gateway::parse(text, EventTypeFlags::all())? {
        Some(GatewayEvent::Dispatch(_, event)) => Ok(event),
        other => Err(format!("{other:?} is not a dispatch").into()),
    }
}

/// Parses a time with the function of zerocord, the fastest available.
#[inline]
pub(crate) fn micros(text: &str) -> Option<u64> {
    Some(Timestamp::parse(text)?.unix_micros() as u64)
}

/// The frames of a recording, split at newlines with memchr.
pub(crate) fn lines(recording: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', recording)
        .map(move |end| &recording[std::mem::replace(&mut start, end + 1)..end])
}

/// The status as Discord writes it.
pub(crate) fn status_text(status: Status) -> &'static str {
    match status {
        Status::DoNotDisturb => "dnd",
        Status::Idle => "idle",
        Status::Invisible => "invisible",
        Status::Offline => "offline",
        Status::Online => "online",
    }
}
