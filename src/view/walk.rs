//! A walk over an object's members that tells where the known ones stand.
//!
//! The backend gives the commas directly inside the object, a few hundred bytes at a time; behind the opening
//! brace and behind each comma stands a key. How long the values are, and what is in them, does not matter, so
//! nothing here waits for one member to be read before the next. What is not spelled as Discord spells it
//! (white space, a key with escapes, the frame's last bytes) takes the exact road of [`member_at`].

use super::keys::{KeyTable, Window, is_rest};
use super::shape::{Cursor, Next, Outcome, Told, follow, lease};
use crate::arena::Arena;
use crate::json::cursor::skip_white_space;
use crate::json::error::{Error, ErrorKind, expected};
use crate::json::object::member_at;
use crate::json::raw::RawValue;
use crate::json::string::{Piece, Pieces};
use crate::simd::{Backend, Scan};

/// How far a walk has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    scan: Scan,
    /// How far the object was followed along the shape of its kind, while it is.
    cursor: Cursor,
    road: Road,
    /// How many blocks the next step takes: at first as many as most objects have, since where a step ends cannot be foreseen;
    /// then more.
    blocks: u16,
    fault: Option<Error>,
}

/// How a walk goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Road {
    /// It has not begun.
    New,
    /// Along the shape of its kind.
    Shape,
    /// By the commas, from the opening brace on.
    Brace,
    /// By the commas.
    Separators,
}

/// What a step of a walk came to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    More,
    /// All members were seen; the object's closing brace stands here.
    Closed(usize),
}

/// As many commas as one step notes.
const SEPARATORS: usize = 192;

/// A step's blocks, at first and at most.
const BLOCKS_FIRST: u16 = 32;
const BLOCKS_MAX: u16 = 64;

/// Of fewer keys than these, those that may be known are not gathered first; nor where more are known, since then most are.
const GATHERED_MIN: usize = 16;
const KNOWN_MAX: usize = 8;

impl Walk {
    /// A walk over the object whose opening brace stands at `start`.
    #[inline]
    pub(super) fn new(start: usize) -> Walk {
        Walk {
            scan: Scan::new(start + 1),
            cursor: Cursor::new(start),
            road: Road::New,
            blocks: BLOCKS_FIRST,
            fault: None,
        }
    }

    /// Goes on by some blocks and tells `found` the slot and the place of the value of each known member.
    ///
    /// `found` is told of members again, and of duplicates; at [`Next::Stop`], the rest of them is lost to this
    /// walk, so nothing more may be asked of it. The arena may know the shape that objects with these keys have.
    ///
    /// # Errors
    /// The first fault in the object's shape, when the walk comes to it and each time after that.
    #[inline]
    pub(super) fn step<N: AsRef<str>>(
        &mut self,
        object: RawValue<'_>,
        keys: &KeyTable<'_, N>,
        arena: &Arena,
        found: &mut impl Told,
    ) -> Result<Step, Error> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if matches!(self.road, Road::New | Road::Shape)
            && let Some(step) = self.shape_step(object, keys, arena, found)
        {
            return Ok(step);
        }
        let frame = object.frame();
        let mut separators = [0; SEPARATORS + 1];
        let first = usize::from(self.road != Road::Separators);
        self.road = Road::Separators;
        separators[0] = object.offset() as u32;
        let Some(out) = separators[first..].first_chunk_mut::<SEPARATORS>() else {
            return Err(self.stop(Error::new(ErrorKind::Truncated, frame.len())));
        };
        let count = object.backend().separators(frame, &mut self.scan, out, usize::from(self.blocks));
        self.blocks = (self.blocks * 2).min(BLOCKS_MAX);
        let count = self.gather(frame, &mut separators[..first + count], keys);
        for &separator in &separators[..count] {
            match self.member(object.backend(), frame, separator as usize, keys) {
                Ok(Some((slot, place))) => {
                    if matches!(found.told(slot, place), Next::Stop | Next::ToEnd) {
                        return Ok(Step::More);
                    }
                }
                Ok(None) => {}
                Err(error) => return Err(self.stop(error)),
            }
        }
        if self.scan.is_closed() {
            return match frame[self.scan.offset()] {
                b'}' => Ok(Step::Closed(self.scan.offset())),
                other => Err(self.stop(Error::new(ErrorKind::MismatchedBracket(other), self.scan.offset()))),
            };
        }
        if self.scan.offset() == frame.len() {
            return Err(self.stop(Error::new(ErrorKind::Truncated, frame.len())));
        }
        Ok(Step::More)
    }

    /// Goes on along the shape of the object's kind; `None` where there is none or the object is otherwise.
    #[inline]
    fn shape_step<N: AsRef<str>>(
        &mut self,
        object: RawValue<'_>,
        keys: &KeyTable<'_, N>,
        arena: &Arena,
        found: &mut impl Told,
    ) -> Option<Step> {
        let outcome = lease(arena, object, keys, self.road == Road::New)
            .map(|lease| follow(lease, object, keys, &mut self.cursor, found));
        self.road = Road::Shape;
        match outcome {
            Some(Outcome::Stopped) => Some(Step::More),
            Some(Outcome::Closed(end)) => Some(Step::Closed(end)),
            Some(Outcome::Lost) | None => {
                // From the start, so that it tells of faults what it tells of them where nothing was learned.
                self.road = Road::Brace;
                None
            }
        }
    }

    /// Brings those of many separators to the front behind which a known key may stand, and tells how many they are.
    ///
    /// Without a branch a key: where the keys come in another order each time, which of them is known cannot be foreseen.
    #[inline(never)]
    fn gather<N: AsRef<str>>(&self, frame: &[u8], separators: &mut [u32], keys: &KeyTable<'_, N>) -> usize {
        if separators.len() < GATHERED_MIN || keys.len() > KNOWN_MAX || self.scan.has_backslash() {
            return separators.len();
        }
        // A key that the scan has passed without a backslash is spelled as it is meant.
        let plain_end = self.scan.offset().saturating_sub(keys.spelled_len_max);
        let mut count = 0;
        for index in 0..separators.len() {
            let separator = separators[index];
            let at = separator as usize;
            // As `member` has it: near the frame's end, keys take the exact road.
            let is_other = match frame.get(at + 1..at + 18) {
                Some(&[quote, first, second, ..]) => {
                    (quote == b'"') & (at <= plain_end) & !keys.may_begin([first, second])
                }
                _ => false,
            };
            separators[count] = separator;
            count += usize::from(!is_other);
        }
        count
    }

    #[cold]
    fn stop(&mut self, fault: Error) -> Error {
        self.fault = Some(fault);
        fault
    }

    /// The slot and the value of the member behind `separator`, where its key is known.
    #[inline(always)]
    fn member<N: AsRef<str>>(
        &self,
        backend: Backend,
        frame: &[u8],
        separator: usize,
        keys: &KeyTable<'_, N>,
    ) -> Result<Option<(u16, usize)>, Error> {
        let behind = &frame[separator + 1..];
        if let Some((b'"', key)) = behind.split_first()
            && let Some(bytes) = key.first_chunk::<16>()
        {
            // A key that the scan has passed without a backslash is spelled as it is meant.
            let is_plain =
                !self.scan.has_backslash() && separator + keys.spelled_len_max <= self.scan.offset();
            if is_plain && !keys.may_begin([bytes[0], bytes[1]]) {
                return Ok(None);
            }
            let window = Window::new(bytes);
            match keys.find(window.words, |entry| is_rest(entry.name.as_ref(), key)) {
                Some(entry) => {
                    let len = entry.name.as_ref().len();
                    // The closing quote is there; a colon and then a value are looked for behind it.
                    if let Some([b':', value]) = key.get(len + 1..len + 3)
                        && *value > b' '
                    {
                        return Ok(Some((entry.slot, separator + len + 4)));
                    }
                }
                None if is_plain => return Ok(None),
                None if window.is_whole && !window.has_backslash() => return Ok(None),
                None => {}
            }
        }
        exact_member(backend, frame, separator, keys)
    }
}

/// As [`Walk::member`], whatever the spelling.
#[cold]
fn exact_member<N: AsRef<str>>(
    backend: Backend,
    frame: &[u8],
    separator: usize,
    keys: &KeyTable<'_, N>,
) -> Result<Option<(u16, usize)>, Error> {
    let at = skip_white_space(frame, separator + 1);
    if frame[separator] == b'{' && frame.get(at) == Some(&b'}') {
        return Ok(None);
    }
    let (key, value) = member_at(frame, at, backend)?;
    let bytes = key.as_bytes();
    let slot = match memchr::memchr(b'\\', bytes) {
        None => keys.slot_of(bytes),
        Some(_) => escaped_slot(backend, frame, key.offset(), keys),
    };
    Ok(slot.map(|slot| (slot, value)))
}

/// The slot of a key that is spelled with escapes. One that is no valid string is no known key.
fn escaped_slot<N: AsRef<str>>(
    backend: Backend,
    frame: &[u8],
    at: usize,
    keys: &KeyTable<'_, N>,
) -> Option<u16> {
    let len_max = keys.name_len_max();
    let mut name = smallvec::SmallVec::<[u8; 64]>::new();
    let mut pieces = Pieces::new(backend, frame, at);
    while let Some(piece) = pieces.next().ok()? {
        match piece {
            Piece::Plain(bytes) => name.extend_from_slice(&bytes[..bytes.len().min(len_max + 1)]),
            Piece::Escaped(char) => name.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        if name.len() > len_max {
            return None;
        }
    }
    keys.slot_of(&name)
}

/// [`ErrorKind::Expected`] an object, where `value` is none.
#[inline]
pub(super) fn check_object(value: RawValue<'_>) -> Result<(), Error> {
    if value.frame().get(value.offset()) == Some(&b'{') {
        return Ok(());
    }
    Err(expected(crate::json::error::Expected::Object, value.frame(), value.offset()))
}
