//! The parts of a frame that concern its session.

use zerocord::{Envelope, Error, EventName, Opcode, RawValue, ValueKind};

use crate::input::bad_frames::check_end;
use crate::input::new_decoder;

/// A frame that matters for sequences and sessions.
#[derive(Debug)]
pub struct Numbered {
    /// Counted from 1 at the start of the chunk.
    pub line: u64,
    pub sequence: Option<u64>,
    /// The shard named by the recorder, mapped to a number. Frames of different streams belong to different sessions.
    pub stream: Option<u64>,
    pub kind: NumberedKind,
    /// Whether it is a MESSAGE_CREATE, whose id contains a time.
    pub is_new_message: bool,
    /// A fingerprint of the frame's bytes. Only some frames have one.
    pub print: Option<u64>,
}

#[derive(Debug)]
pub enum NumberedKind {
    /// A connection was made.
    Hello,
    Ready(Box<Ready>),
    Resumed,
    /// Any other dispatch.
    Other,
    /// A mark of `zerocord record` that frames may be missing.
    Mark(Box<GapMark>),
}

/// The event name of gap marks.
const GAP_MARK: &str = "ZEROCORD_GAP";

/// What a gap mark says.
#[derive(Debug, Default)]
pub struct GapMark {
    pub reason: String,
    /// The last sequence before it, if the recorder knew it.
    pub last: Option<u64>,
}

/// The parts of a READY that concern its session.
#[derive(Debug, Default)]
pub struct Ready {
    /// The shard's number and the number of shards; `None` for a client without shards.
    pub shard: Option<[u64; 2]>,
    pub session_id: Option<String>,
}

impl Numbered {
    /// `None` for frames that are no dispatch, HELLO or gap mark.
    ///
    /// # Errors
    /// The part of the frame that is read is malformed.
    pub fn new(frame: &[u8], line: u64) -> Result<Option<Numbered>, Error> {
        let envelope = Envelope::peek(frame)?;
        let opcode = envelope.opcode()?;
        let sequence = envelope.sequence()?;
        let name = envelope.event_name()?;
        check_end(envelope)?;
        Ok(NumberedKind::of(envelope, opcode, name)?.map(|kind| Numbered {
            line,
            sequence,
            stream: None,
            kind,
            is_new_message: name == Some(EventName::MessageCreate),
            print: print_of(frame, sequence),
        }))
    }
}

/// A fingerprint of every fourth frame that is long enough to contain ids.
///
/// It covers the length, the middle and the end of the frame. That is enough, because two frames with the same
/// sequence and length are either the same frame or from different sessions.
fn print_of(frame: &[u8], sequence: Option<u64>) -> Option<u64> {
    const LEN_MIN: usize = 96;
    if frame.len() < LEN_MIN || !sequence?.is_multiple_of(4) {
        return None;
    }
    let middle = frame.len() / 2;
    let parts = [&frame[middle - 32..middle + 32], &frame[frame.len() - 64..]];
    let words = parts.into_iter().flat_map(|part| part.as_chunks::<8>().0);
    Some(fingerprint(frame.len() as u64, words.map(|word| u64::from_le_bytes(*word))))
}

/// A hash of some words (FNV-1a), mixed with `seed`.
pub fn fingerprint(seed: u64, words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, word| (hash ^ word).wrapping_mul(0x0100_0000_01b3))
}

impl NumberedKind {
    /// `None` for frames that are no dispatch, HELLO or gap mark.
    ///
    /// # Errors
    /// The payload of a READY or of a gap mark is malformed.
    pub fn of(
        envelope: Envelope<'_>,
        opcode: Option<Opcode>,
        name: Option<EventName<'_>>,
    ) -> Result<Option<NumberedKind>, Error> {
        Ok(Some(match (opcode, name) {
            (Some(Opcode::Hello), _) => NumberedKind::Hello,
            (Some(Opcode::Dispatch), Some(EventName::Ready)) => {
                NumberedKind::Ready(Box::new(Ready::new(envelope.payload())?))
            }
            (Some(Opcode::Dispatch), Some(EventName::Resumed)) => NumberedKind::Resumed,
            (Some(Opcode::Dispatch), _) => NumberedKind::Other,
            (None, Some(name)) if name.text().is_ok_and(|name| name == GAP_MARK) => {
                NumberedKind::Mark(Box::new(GapMark::new(envelope.payload())?))
            }
            _ => return Ok(None),
        }))
    }
}

impl Ready {
    fn new(payload: RawValue<'_>) -> Result<Ready, Error> {
        let mut ready = Ready::default();
        if payload.kind()? != ValueKind::Object {
            return Ok(ready);
        }
        let mut decoder = new_decoder();
        if let Some(shard) = payload.get("shard")?.filter(|value| value.kind() == Ok(ValueKind::Array)) {
            let numbers: Result<Vec<u64>, Error> =
                shard.elements()?.map(|number| decoder.parse(number?)).collect();
            ready.shard = numbers?.try_into().ok();
        }
        if let Some(id) = payload.get("session_id")?.filter(|value| value.kind() == Ok(ValueKind::String)) {
            ready.session_id = Some(decoder.parse(id)?);
        }
        Ok(ready)
    }
}

impl GapMark {
    fn new(payload: RawValue<'_>) -> Result<GapMark, Error> {
        let value = payload.to_value()?;
        let reason = value["reason"].as_str().unwrap_or("unknown").to_owned();
        Ok(GapMark { reason, last: value["last"].as_u64() })
    }
}
