//! Owned models in one walk, without a view.
//!
//! The easy version is to make views and to ask each for its fields ([`Model::from_view`]): every object is walked to
//! find its members, and each member is read afterwards. Here a value is read where the walk stands, and the walk goes
//! on behind it, so that each byte is seen once and nothing is noted.
//!
//! This road takes what is spelled as Discord spells it. Of anything else it makes nothing at all: no error, since an error
//! tells the first field *of the model* that cannot be read, and the walk meets fields in the frame's order. So white space, a
//! key with escapes, a fault or a limit that is met end it, and the views tell what there is to tell.

mod seen;
#[cfg(test)]
mod tests;

pub use seen::Seen;

use super::from_json::FromJson;
use super::keys::{KeyTable, Window, is_rest};
use super::model::{Fields, Model};
use crate::arena::Arena;
use crate::json::number::{parse_digits, parse_few_digits, parse_snowflake};
use crate::json::raw::RawValue;
use crate::json::skip::skip_value;
use crate::json::string::parse_plain_text;
use crate::key_order::{Last, Order};
use crate::simd::{Backend, Scan};

/// A key that a table does not have.
const UNKNOWN: usize = usize::MAX;

/// Reads owned values one behind the other; see [`Model::read`].
///
/// A method that gives `None` leaves the reader anywhere: what was begun is then made by [`Model::from_view`] from the
/// start.
pub struct Reader<'a> {
    frame: &'a [u8],
    at: usize,
    backend: Backend,
    arena: &'a Arena,
}

impl<'a> Reader<'a> {
    /// A reader that stands at `value`.
    #[inline]
    pub(super) fn new(value: RawValue<'a>, arena: &'a Arena) -> Reader<'a> {
        Reader { frame: value.frame(), at: value.offset(), backend: value.backend(), arena }
    }

    /// The next byte; 0, which is none of JSON's, behind the last.
    #[inline]
    pub(crate) fn byte(&self) -> u8 {
        self.frame.get(self.at).copied().unwrap_or(0)
    }

    /// The value that the reader stands at, unread; the reader stays there.
    #[inline]
    pub fn value(&self) -> RawValue<'a> {
        RawValue::at(self.frame, self.at, self.backend)
    }

    /// The arena that text with escapes goes to.
    #[inline]
    pub fn arena(&self) -> &'a Arena {
        self.arena
    }

    /// Goes behind the value, whatever it is. As everywhere, nothing in an object or an array is checked for that.
    pub fn skip(&mut self) -> Option<()> {
        match self.byte() {
            b'"' | b'{' | b'[' => self.at = skip_value(self.backend, self.frame, self.at).ok()?,
            _ => self.skip_word()?,
        }
        Some(())
    }

    /// Goes behind a number or a word: what can be neither belongs to nothing, and whoever comes next meets it.
    #[inline]
    fn skip_word(&mut self) -> Option<()> {
        let rest = self.frame.get(self.at..)?;
        let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let len = rest.iter().take_while(|byte| is_of_word(byte)).count();
        self.at += len;
        (len > 0).then_some(())
    }

    /// The value as its view has it, and goes behind it; for types that have no better way.
    pub fn by_view<T: FromJson<'a>>(&mut self) -> Option<T> {
        let value = self.value();
        self.skip()?;
        T::from_json(value, self.arena).ok()
    }

    /// A number or a word.
    #[inline]
    pub(crate) fn word<T: FromJson<'a>>(&mut self) -> Option<T> {
        let value = self.value();
        self.skip_word()?;
        T::from_json(value, self.arena).ok()
    }

    /// Whether `null` stands here; goes behind it.
    #[inline]
    pub(crate) fn null(&mut self) -> bool {
        let is_null = self.frame.get(self.at..).is_some_and(|rest| rest.starts_with(b"null"));
        self.at += 4 * usize::from(is_null);
        is_null
    }

    /// A text: a part of the frame, or of the arena where it holds escapes.
    #[inline]
    pub fn text(&mut self) -> Option<&'a str> {
        let (text, end) = parse_plain_text(self.frame, self.at, self.arena)?;
        self.at = end;
        Some(text)
    }

    /// A boolean.
    #[inline]
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        let rest = self.frame.get(self.at..)?;
        let value = match rest.first_chunk()? {
            b"true" => true,
            b"fals" if rest.get(4) == Some(&b'e') => false,
            _ => return None,
        };
        self.at += 5 - usize::from(value);
        Some(value)
    }

    /// A whole number of at least 0.
    #[inline]
    pub(crate) fn u64(&mut self) -> Option<u64> {
        let (value, end) = match parse_few_digits(self.frame, self.at) {
            Some(number) => number,
            None => parse_digits(self.frame, self.at).ok()?,
        };
        if end == self.at || (self.byte() == b'0' && end > self.at + 1) {
            return None;
        }
        self.at = end;
        Some(value)
    }

    /// A whole number.
    #[inline]
    pub(crate) fn i64(&mut self) -> Option<i64> {
        if self.byte() != b'-' {
            return i64::try_from(self.u64()?).ok();
        }
        self.at += 1;
        match self.u64()? {
            0 => None,
            number => 0i64.checked_sub_unsigned(number),
        }
    }

    /// Digits in a string, or bare.
    #[inline]
    pub(crate) fn quoted_u64(&mut self) -> Option<u64> {
        if let Some((value, end)) = parse_snowflake(self.frame, self.at) {
            self.at = end;
            return Some(value);
        }
        self.any_quoted_u64()
    }

    #[inline(never)]
    fn any_quoted_u64(&mut self) -> Option<u64> {
        if self.byte() != b'"' {
            return self.u64();
        }
        let (value, end) = match parse_few_digits(self.frame, self.at + 1) {
            Some(number) => number,
            None => parse_digits(self.frame, self.at + 1).ok()?,
        };
        if end == self.at + 1 || self.frame.get(end) != Some(&b'"') {
            return None;
        }
        self.at = end + 1;
        Some(value)
    }

    /// The value in the next `len` bytes, if `parse` finds one there.
    #[inline]
    pub(crate) fn fixed<T>(&mut self, len: usize, parse: impl FnOnce(&'a [u8]) -> Option<T>) -> Option<T> {
        let value = parse(self.frame.get(self.at..self.at + len)?)?;
        self.at += len;
        Some(value)
    }

    /// The elements of an array, each handed to `element` where the reader stands at it.
    #[inline]
    pub(crate) fn elements(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.open(b'[')?;
        if self.byte() == b']' {
            self.at += 1;
            return Some(());
        }
        while {
            element(self)?;
            self.goes_on(b']')?
        } {}
        Some(())
    }

    /// The members of an object that `keys` names, each handed to `member` with its slot where the reader stands at its
    /// value; `member` passes it.
    #[inline]
    fn members(
        &mut self,
        keys: &KeyTable<'_>,
        mut member: impl FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        self.open(b'{')?;
        if self.byte() == b'}' {
            self.at += 1;
            return Some(());
        }
        let order = self.arena.orders(self.frame).and_then(|orders| orders.of(keys.id()));
        let mut last = Last::default();
        while {
            let key = match self.expected_key(keys, order, last) {
                Some(key) => key,
                None => self.any_key(keys, order, last)?,
            };
            if let Some(entry) = keys.entry(key) {
                last.set(key);
                member(self, entry.slot.into())?;
            }
            self.goes_on(b'}')?
        } {}
        Some(())
    }

    /// Makes room in a list that is full, where the reader stands at the next element.
    ///
    /// Most lists have no element or one, so large elements get room for one at first; small ones for four.
    #[inline]
    pub(super) fn make_room<T>(&self, list: &mut Vec<T>) {
        const LARGE: usize = 64;
        match list.len() {
            0 if size_of::<T>() >= LARGE => list.reserve_exact(1),
            0 => list.reserve_exact(4),
            count => list.reserve_exact(self.room(count, size_of::<T>())),
        }
    }

    /// For how many more elements of `size` bytes a list makes room that holds `count` and is full, where the reader
    /// stands at the next.
    ///
    /// As many as there are, if that is no more than four times the bytes that they have in the frame, so that a frame of
    /// tiny elements does not ask for memory that it never fills; and at least as many as there were, so that the elements
    /// are not counted often.
    #[inline(never)]
    pub(super) fn room(&self, count: usize, size: usize) -> usize {
        let mut scan = Scan::new(self.at);
        let more = self.backend.count_separators(self.frame, &mut scan) + 1;
        let fitting = (scan.offset() - self.at) * 4 / size.max(1);
        more.min(fitting).max(count)
    }

    #[inline]
    fn open(&mut self, bracket: u8) -> Option<()> {
        let is_open = self.byte() == bracket;
        self.at += 1;
        is_open.then_some(())
    }

    /// Whether there is more behind a comma, or the container was closed by `bracket`.
    #[inline]
    fn goes_on(&mut self, bracket: u8) -> Option<bool> {
        let byte = self.byte();
        self.at += 1;
        (byte == b',' || byte == bracket).then_some(byte == b',')
    }

    /// The key that comes next, if it is the one that came here the last time; else the reader stays.
    #[inline(always)]
    fn expected_key(&mut self, keys: &KeyTable<'_>, order: Option<&Order>, last: Last) -> Option<usize> {
        let key = order?.behind(last);
        let entry = keys.entry(key)?;
        self.at += entry.spelled_len(self.frame.get(self.at..)?)?;
        Some(key)
    }

    /// The key that comes next, looked up; one that is not known is passed with its value, and gives [`UNKNOWN`].
    #[inline(never)]
    fn any_key(&mut self, keys: &KeyTable<'_>, order: Option<&Order>, last: Last) -> Option<usize> {
        let (b'"', behind) = self.frame.get(self.at..)?.split_first()? else { return None };
        let window = match behind.first_chunk::<16>() {
            Some(bytes) => Window::new(bytes),
            None => {
                let mut padded = [0; 16];
                padded[..behind.len()].copy_from_slice(behind);
                Window::new(&padded)
            }
        };
        match keys.find(window.words, |entry| is_rest(entry.name, behind)) {
            // The closing quote is there.
            Some(entry) if behind.get(entry.name.len() + 1) == Some(&b':') => {
                let key = keys.index_of(entry);
                if let Some(order) = order {
                    order.note(last, key);
                }
                self.at += entry.name.len() + 3;
                Some(key)
            }
            Some(_) => None,
            None => self.unknown(behind),
        }
    }

    /// Passes a key that is not known, of which `rest` is what stands behind its opening quote, and its value.
    #[inline(never)]
    fn unknown(&mut self, rest: &[u8]) -> Option<usize> {
        let len = memchr::memchr2(b'"', b'\\', rest)?;
        self.at += len + 3;
        if rest.get(len..len + 2)? != b"\":" {
            return None;
        }
        self.skip()?;
        Some(UNKNOWN)
    }

    /// Fills a blank model from the object that the reader stands at.
    ///
    /// Generated code calls it.
    pub fn object<M: Fields>(&mut self, model: &mut M) -> Option<()> {
        if M::SLOTS > Seen::SLOTS_MAX {
            return None;
        }
        let _depth = self.arena.descend_to_own::<M>()?;
        let mut seen = Seen::default();
        self.members(M::keys(), |reader, slot| {
            // Of a repeated key the first counts.
            if seen.insert(slot) { model.read_field(slot, reader) } else { reader.skip() }
        })?;
        model.settle(&seen, 0)
    }

    /// Reads one field of an object.
    ///
    /// Generated code calls it. Never inlined: it is there once a type of field, not once a field.
    #[inline(never)]
    pub fn field<M: Model>(&mut self, field: &mut M) -> Option<()> {
        field.read(self)
    }
}
