//! Finding `op`, `d`, `s` and `t` without reading `d`.
//!
//! Discord writes `{"t":"NAME","s":1,"op":0,"d":...}`, so one compare a key finds all four places within the
//! first hundred bytes, whatever the frame's length. Any other order, white space, keys with escapes and
//! repeated keys take the exact road: members one by one, values passed over, the first of a key counting.

use super::event_name::{EventName, TABLE};
use super::opcode::Opcode;
use crate::json::cursor::{check_delimiter, is_white_space, skip_white_space};
use crate::json::error::{Error, ErrorKind, Expected, expected};
use crate::json::number::parse_u64;
use crate::json::object::{RawText, member_at};
use crate::json::raw::{FRAME_LEN_MAX, RawValue};
use crate::json::skip::skip_value;
use crate::simd::Backend;
use crate::view::leading_key;

/// The outer object of a frame, with `d` unread.
///
/// Holds places, not values: each accessor reads its own, so an odd `s` costs nobody the event name.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    frame: &'a [u8],
    backend: Backend,
    /// The event name's place in the list, where peek has found it on its way.
    known_name: Option<u16>,
    members: Places,
    fault: Option<Error>,
}

/// Where the values of the four keys begin; 0 for a key that was not met, since no value begins a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Places {
    op: u32,
    d: u32,
    s: u32,
    t: u32,
}

impl Places {
    fn are_all_known(self) -> bool {
        self.op != 0 && self.d != 0 && self.s != 0 && self.t != 0
    }
}

impl<'a> Envelope<'a> {
    /// Finds the four members of a frame, reading no further than it must.
    ///
    /// Exact in any order of the keys and with any white space; a key inside `d` or inside a string is never
    /// taken for the envelope's; keys spelled with escapes match, and of a repeated key the first counts. In
    /// the order that Discord writes, `d` last, no byte of `d` is looked at, so a frame that is broken further
    /// on still answers. A fault before all four are found is told by the accessors of those that were not.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object or [`ErrorKind::Truncated`] where the frame is none;
    /// [`ErrorKind::FrameTooLong`] above 4 GiB.
    ///
    /// ```
    /// use zerocord::{Envelope, EventName, Opcode};
    ///
    /// let envelope = Envelope::peek(br#"{"d":{"t":"X","op":7},"op":0,"s":5,"t":"TYPING_START"}"#)?;
    /// assert_eq!(envelope.event_name()?, Some(EventName::TypingStart));
    /// assert_eq!(envelope.opcode()?, Some(Opcode::Dispatch));
    /// assert_eq!(envelope.sequence()?, Some(5));
    /// assert_eq!(envelope.payload().as_bytes()?, br#"{"t":"X","op":7}"#);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    #[inline]
    pub fn peek(frame: &'a [u8]) -> Result<Envelope<'a>, Error> {
        Envelope::peek_with(frame, Backend::chosen())
    }

    /// As [`peek`](Envelope::peek), through `backend`.
    #[inline]
    pub fn peek_with(frame: &'a [u8], backend: Backend) -> Result<Envelope<'a>, Error> {
        if frame.len() > FRAME_LEN_MAX {
            return Err(Error::new(ErrorKind::FrameTooLong, FRAME_LEN_MAX));
        }
        match peek_usual_order(frame) {
            Some((name, members)) => {
                Ok(Envelope { frame, backend, known_name: Some(name), members, fault: None })
            }
            None => peek_any_order(frame, backend),
        }
    }

    /// The opcode (`op`); `None` where it is absent or null.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a whole number; the fault that kept `op` from being found.
    #[inline]
    pub fn opcode(self) -> Result<Option<Opcode>, Error> {
        Ok(self.number(self.members.op)?.map(Opcode::new))
    }

    /// The sequence (`s`); `None` where it is absent or null.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a whole number; the fault that kept `s` from being found.
    #[inline]
    pub fn sequence(self) -> Result<Option<u64>, Error> {
        self.number(self.members.s)
    }

    /// The event name (`t`); `None` where it is absent or null.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] a string; the fault that kept `t` from being found.
    #[inline]
    pub fn event_name(self) -> Result<Option<EventName<'a>>, Error> {
        if let Some(name) = self.known_name.and_then(EventName::of_index) {
            return Ok(Some(name));
        }
        let Some(value) = self.value(self.members.t)? else { return Ok(None) };
        if value.frame().get(value.offset()) != Some(&b'"') {
            return Err(expected(Expected::Text, self.frame, value.offset()));
        }
        let text = RawText::at(self.frame, value.offset(), self.backend)?;
        check_delimiter(self.frame, value.offset() + text.as_bytes().len() + 2)?;
        Ok(Some(EventName::of_text(text)))
    }

    /// The payload (`d`), unread.
    ///
    /// An absent `d` reads as `null`. Where a fault kept `d` from being found, the payload stands at the fault
    /// and reading it tells an error.
    #[inline]
    pub fn payload(self) -> RawValue<'a> {
        match (self.members.d, self.fault) {
            (0, None) => RawValue::at(b"null", 0, self.backend),
            (0, Some(fault)) => RawValue::at(&self.frame[..fault.offset()], fault.offset(), self.backend),
            (at, _) => RawValue::at(self.frame, at as usize, self.backend),
        }
    }

    /// Whether the frame has a `d`, be it null.
    pub fn has_payload(self) -> bool {
        self.members.d != 0
    }

    /// The whole frame.
    #[inline]
    pub fn frame(self) -> &'a [u8] {
        self.frame
    }

    /// Whether the frame's last byte, white space apart, is a closing brace: the cheapest sign that it was not
    /// cut short. Nothing between is looked at.
    #[inline]
    pub fn ends_with_brace(self) -> bool {
        self.frame.iter().rfind(|&&byte| !is_white_space(byte)) == Some(&b'}')
    }

    /// The value at a place; `None` where it is absent or null.
    #[inline]
    fn value(self, place: u32) -> Result<Option<RawValue<'a>>, Error> {
        match (place, self.fault) {
            (0, None) => Ok(None),
            (0, Some(fault)) => Err(fault),
            (place, _) => {
                let value = RawValue::at(self.frame, place as usize, self.backend);
                Ok(if value.is_null()? { None } else { Some(value) })
            }
        }
    }

    #[inline]
    fn number(self, place: u32) -> Result<Option<u64>, Error> {
        self.value(place)?.map(|value| parse_u64(self.frame, value.offset())).transpose()
    }
}

/// The frame's known event name and members, where it begins as Discord writes a dispatch:
/// `{"t":"NAME","s":1,"op":0,"d":`.
#[inline]
fn peek_usual_order(frame: &[u8]) -> Option<(u16, Places)> {
    const FIRST: &[u8; 6] = br#"{"t":""#;
    const SEQUENCE: &[u8; 5] = br#","s":"#;
    const LAST: &[u8; 12] = br#","op":0,"d":"#;
    let (name, len) = leading_key(frame.strip_prefix(FIRST)?, &TABLE)?;
    let sequence = FIRST.len() + len + 1 + SEQUENCE.len();
    if frame.get(sequence - SEQUENCE.len()..sequence) != Some(SEQUENCE) {
        return None;
    }
    let digits = frame[sequence..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let last = sequence + digits;
    let payload = last + LAST.len();
    if digits == 0 || frame.get(last..payload) != Some(LAST) {
        return None;
    }
    // White space before the payload, or none at all, is for the exact road.
    if *frame.get(payload)? <= b' ' {
        return None;
    }
    let places =
        Places { t: FIRST.len() as u32 - 1, s: sequence as u32, op: payload as u32 - 6, d: payload as u32 };
    Some((name, places))
}

#[cold]
fn peek_any_order(frame: &[u8], backend: Backend) -> Result<Envelope<'_>, Error> {
    let start = skip_white_space(frame, 0);
    if frame.get(start) != Some(&b'{') {
        return Err(expected(Expected::Object, frame, start));
    }
    let mut members = Places::default();
    let fault = find_members(frame, start + 1, backend, &mut members).err();
    Ok(Envelope { frame, backend, known_name: None, members, fault })
}

fn find_members(frame: &[u8], start: usize, backend: Backend, members: &mut Places) -> Result<(), Error> {
    let mut at = skip_white_space(frame, start);
    if frame.get(at) == Some(&b'}') {
        return Ok(());
    }
    loop {
        let (place, value) = match plain_member(frame, at, members) {
            Some(member) => member,
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

/// The place of one of the four keys, spelled as Discord spells it, and its value.
#[inline]
fn plain_member<'p>(
    frame: &[u8],
    at: usize,
    members: &'p mut Places,
) -> Option<(Option<&'p mut u32>, usize)> {
    let (place, value) = match frame.get(at..at + 6)? {
        [b'"', b't', b'"', b':', ..] => (&mut members.t, at + 4),
        [b'"', b's', b'"', b':', ..] => (&mut members.s, at + 4),
        [b'"', b'd', b'"', b':', ..] => (&mut members.d, at + 4),
        [b'"', b'o', b'p', b'"', b':', _] => (&mut members.op, at + 5),
        _ => return None,
    };
    (*frame.get(value)? > b' ').then_some((Some(place), value))
}

/// The place of the key at `at`, where it is one of the four, and its value; however they are spelled.
#[cold]
fn any_member<'p>(
    frame: &[u8],
    at: usize,
    backend: Backend,
    members: &'p mut Places,
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

    /// The roads that cost nothing are taken: what they say is what the exact one says, so that nobody else would notice.
    #[test]
    fn what_discord_writes_goes_the_fast_roads() {
        let frame = br#"{"t":"MESSAGE_CREATE","s":12,"op":0,"d":{"id":"1"}}"#;
        let (_, places) = peek_usual_order(frame).expect("the usual order");
        assert_eq!((places.t, places.s, places.op, places.d), (5, 26, 34, 40));
        let others: [&[u8]; 6] = [
            br#"{"t":"MESSAGE_CREATE","s":,"op":0,"d":{}}"#,
            br#"{"t":"MESSAGE_CREATE","s":12,"op":1,"d":{}}"#,
            br#"{"t":"MESSAGE_CREATE","s":12,"op":0,"d": {}}"#,
            br#"{"t":"MESSAGE_CREATE","s":12,"op":0,"d":"#,
            br#"{"t":"MESSAGE_CREATE", "s":12,"op":0,"d":{}}"#,
            br#"{"t":null,"s":null,"op":11,"d":null}"#,
        ];
        for frame in others {
            assert!(peek_usual_order(frame).is_none(), "{}", String::from_utf8_lossy(frame));
        }
        for (member, want) in [
            (&b"\"t\":null"[..], Some(4)),
            (b"\"s\":null", Some(4)),
            (b"\"d\":null", Some(4)),
            (b"\"op\":10", Some(5)),
            (b"\"op\": 10", None),
            (b"\"t\" :null", None),
            (b"\"x\":null", None),
        ] {
            let mut members = Places::default();
            let found = plain_member(member, 0, &mut members).map(|(_, value)| value);
            assert_eq!(found, want, "{}", String::from_utf8_lossy(member));
        }
    }
}
