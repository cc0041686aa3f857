//! Finding `op`, `d`, `s` and `t` without reading `d`.
//!
//! Discord writes `{"t":"NAME","s":1,"op":0,"d":...}`, so one compare per key finds all four positions within the first
//! hundred bytes, for a frame of any length. Any other order, white space, keys with escapes and repeated keys take
//! the general path: it walks the members one by one, skips their values, and uses the first of repeated keys.

use super::event_name::EventName;
use super::opcode::Opcode;
use super::usual_order::{OP_TO_D, T_OFFSET, UsualOrder};
use crate::json::cursor::{check_delimiter, is_white_space, skip_white_space};
use crate::json::error::{Error, ErrorKind, Expected, expected};
use crate::json::field_name::FieldName;
use crate::json::number::{leading_number, parse_u64};
use crate::json::object::{RawText, member_at};
use crate::json::raw::{FRAME_LEN_MAX, RawValue};
use crate::json::skip::skip_value;
use crate::simd::Backend;

/// The outer object of a frame, with `d` unread.
///
/// Holds positions, not values: each accessor reads its own value, so a malformed `s` does not prevent reading the
/// event name.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    frame: &'a [u8],
    backend: Backend,
    /// The index of the event name in the list, if peek has found it on the way.
    known_name: Option<u16>,
    members: EnvelopeOffsets,
    fault: Option<Error>,
}

/// Where the values of the four keys begin; 0 for a key that was not found, since no value begins at offset 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct EnvelopeOffsets {
    op: u32,
    d: u32,
    s: u32,
    t: u32,
}

impl EnvelopeOffsets {
    fn are_all_known(self) -> bool {
        self.op != 0 && self.d != 0 && self.s != 0 && self.t != 0
    }
}

impl<'a> Envelope<'a> {
    /// Finds the four members of a frame, reading no further than necessary.
    ///
    /// Exact with any key order and any white space. A key inside `d` or inside a string is never taken for the
    /// envelope's. Keys spelled with escapes match, and the first of repeated keys counts. In Discord's order, with `d`
    /// last, no byte of `d` is read, so a frame that is broken later can still be peeked. If a fault precedes some of
    /// the four, their accessors report it.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object or [`ErrorKind::Truncated`] if the frame is not an object;
    /// [`ErrorKind::FrameTooLong`] above 4 GiB.
    ///
    /// ```
    /// use zerocord::{Envelope, EventName, Opcode};
    ///
    /// let envelope = Envelope::peek(br#"{"d":{"t":"X","op":7},"op":0,"s":5,"t":"TYPING_START"}"#)?;
    /// assert_eq!(envelope.event_name()?, Some(EventName::TypingStart));
    /// assert_eq!(envelope.opcode()?, Some(Opcode::Dispatch));
    /// assert_eq!(envelope.sequence()?, Some(5));
    /// assert_eq!(envelope.payload().to_bytes()?, br#"{"t":"X","op":7}"#);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    #[inline(always)]
    pub fn peek(frame: &'a [u8]) -> Result<Envelope<'a>, Error> {
        Envelope::peek_with(frame, Backend::chosen())
    }

    /// Like [`peek`](Envelope::peek), with a given backend.
    ///
    /// # Errors
    /// As [`peek`](Envelope::peek).
    #[inline(always)]
    pub fn peek_with(frame: &'a [u8], backend: Backend) -> Result<Envelope<'a>, Error> {
        if frame.len() > FRAME_LEN_MAX {
            return Err(Error::new(ErrorKind::FrameTooLong, FRAME_LEN_MAX));
        }
        let (known_name, members, fault) = match UsualOrder::of(frame) {
            Some(UsualOrder { name, sequence, payload }) => (
                Some(name),
                EnvelopeOffsets { t: T_OFFSET, s: sequence, op: payload - OP_TO_D, d: payload },
                None,
            ),
            // Returns parts, because a whole envelope would go through memory in the usual case too.
            None => {
                let (members, fault) = peek_any_order(frame, backend)?;
                (None, members, fault)
            }
        };
        Ok(Envelope { frame, backend, known_name, members, fault })
    }

    /// The opcode (`op`); `None` if it is absent or null.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a whole number; the fault that prevented finding `op`.
    #[inline(always)]
    pub fn opcode(self) -> Result<Option<Opcode>, Error> {
        if self.known_name.is_some() {
            return Ok(Some(Opcode::Dispatch));
        }
        Ok(self.number(self.members.op)?.map(Opcode::new))
    }

    /// The sequence (`s`); `None` if it is absent or null.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a whole number; the fault that prevented finding `s`.
    #[inline(always)]
    pub fn sequence(self) -> Result<Option<u64>, Error> {
        // In the usual order a comma follows the digits.
        if self.known_name.is_some()
            && let Some(number) = leading_number(self.frame, self.members.s as usize)
        {
            return Ok(Some(number));
        }
        self.number(self.members.s)
    }

    /// The event name (`t`); `None` if it is absent or null.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a string; the fault that prevented finding `t`.
    #[inline(always)]
    pub fn event_name(self) -> Result<Option<EventName<'a>>, Error> {
        let (known, text) = match self.known_name {
            Some(index) => (Some(index), None),
            None => match event_name_at(self.frame, self.backend, self.members.t, self.fault)? {
                Some((known, text)) => (known, Some(text)),
                None => return Ok(None),
            },
        };
        Ok(known.and_then(EventName::of_index).or(text.map(EventName::Unknown)))
    }

    /// The payload (`d`), unread.
    ///
    /// An absent `d` reads as `null`. If a fault prevented finding `d`, the payload is at the fault and reading it
    /// returns an error.
    #[inline]
    pub fn payload(self) -> RawValue<'a> {
        match (self.members.d, self.fault) {
            (0, None) => RawValue::at(b"null", 0, self.backend),
            (0, Some(fault)) => RawValue::at(&self.frame[..fault.offset()], fault.offset(), self.backend),
            (at, _) => RawValue::at(self.frame, at as usize, self.backend),
        }
    }

    /// The payload's error or, if the payload is absent and reads as `null`, the error that `d` is missing.
    #[cold]
    pub(crate) fn or_missing_payload(self, error: Error) -> Error {
        if self.has_payload() || self.fault.is_some() {
            return error;
        }
        let end = self.frame.iter().rposition(|&byte| byte == b'}').unwrap_or(self.frame.len());
        Error::new(ErrorKind::MissingField(FieldName::new("d")), end)
    }

    /// Whether the frame has a `d`; it may be null.
    pub fn has_payload(self) -> bool {
        self.members.d != 0
    }

    /// The whole frame.
    #[inline]
    pub fn frame(self) -> &'a [u8] {
        self.frame
    }

    /// Whether the frame's last byte, ignoring white space, is a closing brace: the cheapest check that it was not cut
    /// short. The bytes between are not read.
    #[inline]
    pub fn ends_with_brace(self) -> bool {
        self.frame.iter().rfind(|&&byte| !is_white_space(byte)) == Some(&b'}')
    }

    #[inline]
    fn number(self, place: u32) -> Result<Option<u64>, Error> {
        number_at(self.frame, self.backend, place, self.fault)
    }
}

// The slow paths of the accessors, for frames not in the usual order. They take only the parts of an envelope that they
// need, so that it can stay in registers.

/// The value at an offset; `None` if it is absent or null.
#[inline]
fn value_at<'a>(
    frame: &'a [u8],
    backend: Backend,
    place: u32,
    fault: Option<Error>,
) -> Result<Option<RawValue<'a>>, Error> {
    match (place, fault) {
        (0, None) => Ok(None),
        (0, Some(fault)) => Err(fault),
        (place, _) => {
            let value = RawValue::at(frame, place as usize, backend);
            Ok(if value.is_null()? { None } else { Some(value) })
        }
    }
}

#[inline(never)]
fn number_at(frame: &[u8], backend: Backend, place: u32, fault: Option<Error>) -> Result<Option<u64>, Error> {
    value_at(frame, backend, place, fault)?.map(|value| parse_u64(frame, value.offset())).transpose()
}

/// The event name at an offset, and its index if it is known.
#[inline(never)]
fn event_name_at<'a>(
    frame: &'a [u8],
    backend: Backend,
    place: u32,
    fault: Option<Error>,
) -> Result<Option<(Option<u16>, RawText<'a>)>, Error> {
    let Some(value) = value_at(frame, backend, place, fault)? else { return Ok(None) };
    if frame.get(value.offset()) != Some(&b'"') {
        return Err(expected(Expected::Text, frame, value.offset()));
    }
    let text = RawText::at(frame, value.offset(), backend)?;
    check_delimiter(frame, value.offset() + text.as_bytes().len() + 2)?;
    Ok(Some((EventName::index_of_text(text), text)))
}

#[cold]
fn peek_any_order(frame: &[u8], backend: Backend) -> Result<(EnvelopeOffsets, Option<Error>), Error> {
    let start = skip_white_space(frame, 0);
    if frame.get(start) != Some(&b'{') {
        return Err(expected(Expected::Object, frame, start));
    }
    let mut members = EnvelopeOffsets::default();
    let fault = find_members(frame, start + 1, backend, &mut members).err();
    Ok((members, fault))
}

fn find_members(
    frame: &[u8],
    start: usize,
    backend: Backend,
    members: &mut EnvelopeOffsets,
) -> Result<(), Error> {
    let mut at = skip_white_space(frame, start);
    if frame.get(at) == Some(&b'}') {
        return Ok(());
    }
    loop {
        let (place, value) = match plain_member(frame, at, members) {
            Some((place, value)) => (Some(place), value),
            None => any_member(frame, at, backend, members)?,
        };
        if let Some(place @ 0) = place {
            *place = value as u32;
        }
        if members.are_all_known() {
            return Ok(());
        }
        at = skip_white_space(frame, skip_value(backend, frame, value)?);
        match frame.get(at) {
            Some(b',') => at = skip_white_space(frame, at + 1),
            Some(b'}') => return Ok(()),
            _ => return Err(expected(Expected::CommaOrBrace, frame, at)),
        }
    }
}

/// The entry for one of the four keys, spelled exactly as Discord spells it, and the offset of its value.
#[inline]
fn plain_member<'p>(
    frame: &[u8],
    at: usize,
    members: &'p mut EnvelopeOffsets,
) -> Option<(&'p mut u32, usize)> {
    let (place, value) = match frame.get(at..at + 6)? {
        [b'"', b't', b'"', b':', ..] => (&mut members.t, at + 4),
        [b'"', b's', b'"', b':', ..] => (&mut members.s, at + 4),
        [b'"', b'd', b'"', b':', ..] => (&mut members.d, at + 4),
        [b'"', b'o', b'p', b'"', b':', _] => (&mut members.op, at + 5),
        _ => return None,
    };
    (*frame.get(value)? > b' ').then_some((place, value))
}

/// The entry for the key at `at` if it is one of the four, however spelled, and the offset of its value.
#[cold]
fn any_member<'p>(
    frame: &[u8],
    at: usize,
    backend: Backend,
    members: &'p mut EnvelopeOffsets,
) -> Result<(Option<&'p mut u32>, usize), Error> {
    let (key, value) = member_at(frame, at, backend)?;
    let place =
        [("t", &mut members.t), ("s", &mut members.s), ("op", &mut members.op), ("d", &mut members.d)]
            .into_iter()
            .find_map(|(name, place)| key.is(name).then_some(place));
    Ok((place, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts that the usual-order parser, if it accepts a frame, agrees with the general path; returns whether it
    /// accepts.
    #[track_caller]
    fn check_usual_order(frame: &[u8]) -> bool {
        let exact = peek_any_order(frame, Backend::PORTABLE);
        let Some(usual) = UsualOrder::of(frame) else { return false };
        let text = || String::from_utf8_lossy(frame).into_owned();
        let (members, fault) = exact.unwrap_or_else(|error| panic!("{error:?}: {}", text()));
        let places =
            EnvelopeOffsets { t: T_OFFSET, s: usual.sequence, op: usual.payload - OP_TO_D, d: usual.payload };
        assert_eq!((members, fault), (places, None), "{}", text());
        for backend in Backend::available() {
            let name = event_name_at(frame, backend, members.t, None);
            assert!(
                matches!(name, Ok(Some((Some(name), _))) if name == usual.name),
                "{backend:?}: {name:?} in {}",
                text()
            );
            let sequence = number_at(frame, backend, members.s, None);
            assert_eq!(number_at(frame, backend, members.op, None), Ok(Some(0)), "{}", text());
            let envelope = Envelope::peek_with(frame, backend).unwrap();
            assert_eq!(envelope.sequence(), sequence, "{}", text());
            assert_eq!(envelope.opcode(), Ok(Some(Opcode::Dispatch)), "{}", text());
        }
        true
    }

    #[test]
    fn every_name_and_length_of_the_sequence() {
        for name in EventName::all() {
            let name = name.as_known_str().unwrap();
            for sequence in ["0", "7", "12", "1234567", "12345678", "123456789", "12345678901"] {
                let frame =
                    format!(r#"{{"t":"{name}","s":{sequence},"op":0,"d":{{"id":"175928847299117063"}}}}"#);
                assert_eq!(check_usual_order(frame.as_bytes()), frame.len() >= 64, "{frame}");
                // A number with a leading zero is invalid; the accessor rejects it.
                let frame = frame.replacen(r#""s":"#, r#""s":0"#, 1);
                check_usual_order(frame.as_bytes());
                let envelope = Envelope::peek(frame.as_bytes()).unwrap();
                let error = Error::new(ErrorKind::InvalidNumber, name.len() + 12);
                assert_eq!(envelope.sequence(), Err(error), "{frame}");
            }
        }
    }

    #[test]
    fn every_change_of_a_byte() {
        for (name, changed) in
            [("RESUMED", 3), ("GUILD_MEMBER_ADD", 3), ("AUTO_MODERATION_ACTION_EXECUTION", 3)]
        {
            let frame =
                format!(r#"{{"t":"{name}","s":98765,"op":0,"d":{{"a":1,"b":"{}"}}}}"#, "x".repeat(40));
            let mut frame = frame.into_bytes();
            assert!(check_usual_order(&frame));
            let mut usual = 0;
            for at in 0..frame.len() {
                for byte in 0..=u8::MAX {
                    let before = std::mem::replace(&mut frame[at], byte);
                    usual += usize::from(at < 45 && check_usual_order(&frame));
                    check_usual_order(&frame[..at.max(1)]);
                    frame[at] = before;
                }
            }
            assert!(usual > changed, "{name}: {usual}");
        }
    }

    #[test]
    fn every_byte_removed_or_doubled() {
        for name in ["READY", "TYPING_START", "GUILD_SCHEDULED_EVENT_EXCEPTIONS_DELETE"] {
            let frame =
                format!(r#"{{"t":"{name}","s":98765432,"op":0,"d":{{"a":1,"b":"{}"}}}}"#, "x".repeat(40));
            for at in 0..frame.len() {
                let mut other = frame.clone().into_bytes();
                let byte = other.remove(at);
                check_usual_order(&other);
                other.splice(at..at, [byte, byte]);
                check_usual_order(&other);
            }
        }
    }

    /// Tests the fast comparison of exactly spelled members on its own: the general path gives the same result, so no
    /// other test would notice a failure here.
    #[test]
    fn members_that_are_spelled_as_discord_spells() {
        for (member, want) in [
            (&b"\"t\":null"[..], Some(4)),
            (b"\"s\":null", Some(4)),
            (b"\"d\":null", Some(4)),
            (b"\"op\":10", Some(5)),
            (b"\"op\": 10", None),
            (b"\"t\" :null", None),
            (b"\"x\":null", None),
        ] {
            let mut members = EnvelopeOffsets::default();
            let found = plain_member(member, 0, &mut members).map(|(_, value)| value);
            assert_eq!(found, want, "{}", String::from_utf8_lossy(member));
        }
    }
}
