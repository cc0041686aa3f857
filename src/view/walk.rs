//! A walk over an object's members that reports the positions of the known ones.
//!
//! The fast path takes candidates ([`crate::simd`]): opening quotes directly inside the object that may begin a known
//! key. A candidate is a member if the key's bytes are those of a known name, a separator precedes it and `":` follows,
//! as Discord writes it. Candidates are independent of each other, and values are not examined.
//!
//! A known key in any other spelling (white space around it, escapes in it) ends the fast path, and so does an object
//! that is not closed by its brace. Then the exact path goes through the object from its start, member by member. It is
//! the only source of errors.
//!
//! On either path, skipped values are checked only as far as needed to find their end.

use super::keys::{Entry, KeyTable, Window, is_rest};
use crate::json::cursor::skip_white_space;
use crate::json::error::{Error, ErrorKind, expected};
use crate::json::object::{RawText, member_at};
use crate::json::raw::RawValue;
use crate::json::string::{Pieces, TextPiece};
use crate::simd::{
    Around, Backend, Candidates, InnerCandidates, InnerEnd, KeyFilter, KeyScan, Scan, VisitCandidate,
};

/// The visitor's answer to a known member.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    On,
    /// Stop once the members that were found together with this one have been reported.
    Enough,
    /// Stop at once; the walk will not be continued.
    Stop,
}

/// Receives the slots of known members and the positions of their values.
pub(super) trait VisitMember {
    /// Whether members with other keys are reported too.
    const WANTS_UNKNOWN: bool = false;

    /// Receives one member; `around` has the masks of the bytes near the value, if the walk knows them.
    fn member(&mut self, slot: u16, value: usize, around: Option<Around<'_>>) -> Next;

    /// Receives the opening quote of a key that the table does not have, and the position of its value.
    fn unknown(&mut self, quote: usize, value: usize) -> Next {
        let _ = (quote, value);
        Next::On
    }
}

/// The key filter for a walk with `V`.
#[inline(always)]
fn filter_for<'k, N, V: VisitMember>(keys: &KeyTable<'k, N>) -> &'k KeyFilter {
    if V::WANTS_UNKNOWN { &KeyFilter::OPEN } else { keys.filter }
}

impl<F: FnMut(u16, usize) -> Next> VisitMember for F {
    #[inline(always)]
    fn member(&mut self, slot: u16, value: usize, _: Option<Around<'_>>) -> Next {
        self(slot, value)
    }
}

/// The progress of a walk.
#[derive(Clone, Copy, Debug)]
pub(super) enum ObjectWalk {
    Fast(KeyScan),
    Exact(Scan),
    /// The first fault in the object.
    Failed(Error),
}

/// Where a walk stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WalkProgress {
    /// The visitor requested a stop.
    Stopped,
    /// All members were seen; this is the object's closing brace.
    Closed(usize),
}

/// The number of separators that the exact path records at a time.
const SEPARATORS: usize = 192;
const SEPARATOR_BLOCKS: usize = 32;

impl ObjectWalk {
    /// A walk over the object whose opening brace is at `start`.
    #[inline]
    pub(super) fn new(start: usize) -> ObjectWalk {
        ObjectWalk::Fast(KeyScan::new(start + 1))
    }

    /// Continues until `visitor` stops it or the object ends.
    ///
    /// The visitor receives all occurrences of a repeated key, in order. It may receive members again.
    ///
    /// # Errors
    /// The first fault in the object, when the walk reaches it and on each later call.
    #[inline]
    pub(super) fn run<N: AsRef<str>>(
        &mut self,
        object: RawValue<'_>,
        keys: &KeyTable<'_, N>,
        visitor: &mut impl VisitMember,
    ) -> Result<WalkProgress, Error> {
        if let ObjectWalk::Fast(scan) = self
            && let Some(progress) = fast(scan, object, keys, visitor)
        {
            return Ok(progress);
        }
        self.exact(object, keys, visitor)
    }

    /// Whether nothing has been examined yet.
    #[inline]
    pub(super) fn is_new(&self) -> bool {
        matches!(self, ObjectWalk::Fast(scan) if scan.is_new())
    }

    /// The position of the value in `slot` if its key is the object's first, in Discord's spelling, and the walk has not
    /// begun.
    #[inline]
    pub(super) fn leading_member<N: AsRef<str>>(
        &self,
        object: RawValue<'_>,
        keys: &KeyTable<'_, N>,
        slot: usize,
    ) -> Option<usize> {
        if !self.is_new() {
            return None;
        }
        let start = object.offset() + 2;
        let (b'"', after) = object.frame().get(start - 1..)?.split_first()? else { return None };
        let window = Window::new(after.first_chunk::<16>()?);
        let entry = keys.find(window.words, |entry| is_rest(entry.name.as_ref(), after))?;
        let len = entry.name.as_ref().len();
        let value = plain_value(after, len).filter(|_| usize::from(entry.slot) == slot)?;
        Some(start + value)
    }

    /// As [`run`](ObjectWalk::run) from the start, for an object inside one that is being scanned; its masks are `around`.
    #[inline]
    pub(super) fn run_inside<N: AsRef<str>, V: VisitMember>(
        object: RawValue<'_>,
        keys: &KeyTable<'_, N>,
        around: Around<'_>,
        visitor: &mut V,
    ) -> Result<WalkProgress, Error> {
        let frame = object.frame();
        let mut members = MemberVisitor::of(object, keys, visitor);
        let kernel = InnerCandidates {
            frame,
            around,
            object: object.offset(),
            filter: filter_for::<N, V>(keys),
            visitor: &mut members,
        };
        let end = object.backend().run(kernel);
        let mut walk = ObjectWalk::Exact(Scan::new(object.offset() + 1));
        match end {
            _ if members.is_odd => {}
            InnerEnd::Stopped => return Ok(WalkProgress::Stopped),
            InnerEnd::Closed(end) if frame[end] == b'}' => return Ok(WalkProgress::Closed(end)),
            InnerEnd::Closed(_) => {}
            InnerEnd::Unknown => walk = ObjectWalk::new(object.offset()),
        }
        walk.run(object, keys, visitor)
    }

    /// Continues on the exact path; from the object's start if the fast path was left.
    #[cold]
    #[inline(never)]
    fn exact<N: AsRef<str>>(
        &mut self,
        object: RawValue<'_>,
        keys: &KeyTable<'_, N>,
        visitor: &mut impl VisitMember,
    ) -> Result<WalkProgress, Error> {
        let mut scan = match *self {
            ObjectWalk::Fast(_) => Scan::new(object.offset() + 1),
            ObjectWalk::Exact(scan) => scan,
            ObjectWalk::Failed(fault) => return Err(fault),
        };
        let result = exact(&mut scan, object, keys, visitor);
        *self = match result {
            Ok(_) => ObjectWalk::Exact(scan),
            Err(fault) => ObjectWalk::Failed(fault),
        };
        result
    }
}

/// Continues on the fast path; `None` if the exact path must decide.
#[inline(always)]
fn fast<N: AsRef<str>, V: VisitMember>(
    scan: &mut KeyScan,
    object: RawValue<'_>,
    keys: &KeyTable<'_, N>,
    visitor: &mut V,
) -> Option<WalkProgress> {
    let frame = object.frame();
    let filter = filter_for::<N, V>(keys);
    let mut members = MemberVisitor::of(object, keys, visitor);
    object.backend().run(Candidates { frame, filter, scan, visitor: &mut members });
    if members.is_odd {
        return None;
    }
    if members.next != Next::On {
        return Some(WalkProgress::Stopped);
    }
    match frame.get(scan.offset()) {
        Some(b'}') if scan.is_closed() => Some(WalkProgress::Closed(scan.offset())),
        _ => None,
    }
}

/// Turns candidates into members.
struct MemberVisitor<'m, 'k, N, V> {
    frame: &'m [u8],
    backend: Backend,
    keys: &'m KeyTable<'k, N>,
    visitor: &'m mut V,
    next: Next,
    /// Whether a known key may have another spelling than Discord's.
    is_odd: bool,
}

impl<N: AsRef<str>, V: VisitMember> VisitCandidate for MemberVisitor<'_, '_, N, V> {
    #[inline(always)]
    fn candidate(&mut self, quote: usize, around: Around<'_>) -> bool {
        let MemberVisitor { frame, keys, .. } = *self;
        let after = &frame[quote + 1..];
        if let Some(bytes) = after.first_chunk::<16>() {
            let window = Window::new(bytes);
            match keys.find(window.words, |entry| is_rest(entry.name.as_ref(), after)) {
                Some(entry) => {
                    let len = entry.name.as_ref().len();
                    // There is a byte before the quote: at least the object's opening brace.
                    if matches!(frame[quote - 1], b',' | b'{')
                        && let Some(value) = plain_value(after, len)
                    {
                        return self.found(entry.slot, quote + 1 + value, around);
                    }
                }
                // Another string, and no escape can make it a known key.
                None if !window.has_backslash() && (window.is_whole || !keys.may_continue(window.words)) => {
                    return if V::WANTS_UNKNOWN { self.unknown_candidate(quote) } else { true };
                }
                None => {}
            }
        }
        self.odd_candidate(quote, around)
    }

    #[inline(always)]
    fn wants_more(&mut self) -> bool {
        self.next == Next::On
    }
}

impl<'m, 'k, N: AsRef<str>, V: VisitMember> MemberVisitor<'m, 'k, N, V> {
    #[inline(always)]
    fn of(
        object: RawValue<'m>,
        keys: &'m KeyTable<'k, N>,
        visitor: &'m mut V,
    ) -> MemberVisitor<'m, 'k, N, V> {
        let (frame, backend) = (object.frame(), object.backend());
        MemberVisitor { frame, backend, keys, visitor, next: Next::On, is_odd: false }
    }

    #[inline(always)]
    fn found(&mut self, slot: u16, value: usize, around: Around<'_>) -> bool {
        let next = self.visitor.member(slot, value, Some(around));
        self.goes_on(next)
    }

    #[inline(always)]
    fn goes_on(&mut self, next: Next) -> bool {
        match next {
            Next::On => true,
            Next::Enough => {
                self.next = Next::Enough;
                true
            }
            Next::Stop => {
                self.next = Next::Stop;
                false
            }
        }
    }

    /// As [`candidate`](VisitCandidate::candidate), for a string that is not a known key.
    #[inline(never)]
    fn unknown_candidate(&mut self, quote: usize) -> bool {
        let MemberVisitor { frame, backend, .. } = *self;
        if let b',' | b'{' = frame[quote - 1]
            && let Ok(key) = RawText::at(frame, quote, backend)
            && let Some(value) = plain_value(frame, key.end())
        {
            let next = self.visitor.unknown(quote, value);
            return self.goes_on(next);
        }
        self.is_odd = true;
        false
    }

    /// As [`candidate`](VisitCandidate::candidate), for a string near the frame's end, or one that is not a plain key.
    #[cold]
    #[inline(never)]
    fn odd_candidate(&mut self, quote: usize, around: Around<'_>) -> bool {
        let MemberVisitor { frame, backend, keys, .. } = *self;
        let before = frame[quote - 1];
        if before == b':' {
            return true;
        }
        let Some(entry) = meant(backend, frame, quote, keys) else {
            return if V::WANTS_UNKNOWN { self.unknown_candidate(quote) } else { true };
        };
        let name = entry.name.as_ref().as_bytes();
        let close = quote + 1 + name.len();
        if let b',' | b'{' = before
            && frame[quote + 1..].starts_with(name)
            && frame.get(close) == Some(&b'"')
            && let Some(value) = plain_value(frame, close)
        {
            return self.found(entry.slot, value, around);
        }
        self.is_odd = true;
        false
    }
}

/// The position of the value after the key whose closing quote is at `close`, if only a colon is between them.
#[inline(always)]
fn plain_value(bytes: &[u8], close: usize) -> Option<usize> {
    match bytes.get(close + 1..close + 3)? {
        [b':', value] if *value > b' ' => Some(close + 2),
        _ => None,
    }
}

/// The known name that the string at `quote` spells in any form. An invalid string spells no name.
fn meant<'k, N: AsRef<str>>(
    backend: Backend,
    frame: &[u8],
    quote: usize,
    keys: &KeyTable<'k, N>,
) -> Option<&'k Entry<N>> {
    let len_max = keys.name_len_max();
    let mut name = smallvec::SmallVec::<[u8; 64]>::new();
    let mut pieces = Pieces::new(backend, frame, quote + 1);
    while let Some(piece) = pieces.next().ok()? {
        match piece {
            TextPiece::Plain(bytes) => name.extend_from_slice(&bytes[..bytes.len().min(len_max + 1)]),
            TextPiece::Escaped(char) => name.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        if name.len() > len_max {
            return None;
        }
    }
    keys.entry_of(&name)
}

/// Continues on the exact path.
fn exact<N: AsRef<str>, V: VisitMember>(
    scan: &mut Scan,
    object: RawValue<'_>,
    keys: &KeyTable<'_, N>,
    visitor: &mut V,
) -> Result<WalkProgress, Error> {
    let (frame, backend) = (object.frame(), object.backend());
    let mut separators = [0; SEPARATORS + 1];
    separators[0] = object.offset() as u32;
    let mut first = usize::from(scan.offset() != object.offset() + 1);
    loop {
        let [_, out @ ..] = &mut separators;
        let count = backend.separators(frame, scan, out, SEPARATOR_BLOCKS);
        let mut next = Next::On;
        for &separator in &separators[first..count + 1] {
            let answer = match exact_member(backend, frame, separator as usize, keys)? {
                Some((MemberKey::Known(slot), value)) => visitor.member(slot, value, None),
                Some((MemberKey::Unknown(quote), value)) if V::WANTS_UNKNOWN => visitor.unknown(quote, value),
                _ => Next::On,
            };
            match answer {
                Next::On => {}
                Next::Enough => next = Next::Enough,
                Next::Stop => return Ok(WalkProgress::Stopped),
            }
        }
        first = 1;
        if scan.is_closed() {
            return match frame[scan.offset()] {
                b'}' => Ok(WalkProgress::Closed(scan.offset())),
                other => Err(Error::new(ErrorKind::MismatchedBracket(other), scan.offset())),
            };
        }
        if scan.offset() == frame.len() {
            return Err(Error::new(ErrorKind::Truncated, frame.len()));
        }
        if next == Next::Enough {
            return Ok(WalkProgress::Stopped);
        }
    }
}

/// The key of a member.
enum MemberKey {
    /// The slot of a known key.
    Known(u16),
    /// The opening quote of another key.
    Unknown(usize),
}

/// The key of the member after `separator`, and the position of its value; `None` at the end of an object without
/// members.
fn exact_member<N: AsRef<str>>(
    backend: Backend,
    frame: &[u8],
    separator: usize,
    keys: &KeyTable<'_, N>,
) -> Result<Option<(MemberKey, usize)>, Error> {
    let at = skip_white_space(frame, separator + 1);
    if frame[separator] == b'{' && frame.get(at) == Some(&b'}') {
        return Ok(None);
    }
    let (key, value) = member_at(frame, at, backend)?;
    let bytes = key.as_bytes();
    let entry = match memchr::memchr(b'\\', bytes) {
        None => keys.entry_of(bytes),
        Some(_) => meant(backend, frame, key.offset() - 1, keys),
    };
    let key = match entry {
        Some(entry) => MemberKey::Known(entry.slot),
        None => MemberKey::Unknown(key.offset() - 1),
    };
    Ok(Some((key, value)))
}

/// Returns [`ErrorKind::Expected`] an object if `value` is not one.
#[inline]
pub(super) fn check_object(value: RawValue<'_>) -> Result<(), Error> {
    if value.frame().get(value.offset()) == Some(&b'{') {
        return Ok(());
    }
    Err(expected(crate::json::error::Expected::Object, value.frame(), value.offset()))
}
