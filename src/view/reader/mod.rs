//! Reads owned models in one walk, without a view.
//!
//! The easy version makes views and asks each for its fields ([`Model::from_view`]): every object is walked to find its
//! members, and each member is read later. Here each value is read when the walk reaches it, so every byte is visited
//! once and no positions are stored.
//!
//! This fast path accepts only Discord's spelling. On anything else it fails without an error, because an error must
//! name the first field *of the model* that cannot be read, and the walk reaches fields in the frame's order. So white
//! space, a key with escapes, a fault or an exceeded limit ends the walk, and the views produce the result or the
//! error.

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

/// The index of a key that is not in the table.
const UNKNOWN: usize = usize::MAX;

/// Reads consecutive owned values; see [`Model::read`].
///
/// If a method returns `None`, the reader's position is unspecified, and the caller starts over with
/// [`Model::from_view`].
pub struct Reader<'a> {
    frame: &'a [u8],
    at: usize,
    backend: Backend,
    arena: &'a Arena,
}

impl<'a> Reader<'a> {
    /// A reader positioned at `value`.
    #[inline]
    pub(super) fn new(value: RawValue<'a>, arena: &'a Arena) -> Reader<'a> {
        Reader { frame: value.frame(), at: value.offset(), backend: value.backend(), arena }
    }

    /// The next byte; 0, which JSON does not use, at the end of the frame.
    #[inline]
    pub(crate) fn byte(&self) -> u8 {
        self.frame.get(self.at).copied().unwrap_or(0)
    }

    /// The value at the current position, unread. Does not advance.
    #[inline]
    pub fn value(&self) -> RawValue<'a> {
        RawValue::at(self.frame, self.at, self.backend)
    }

    /// The arena for strings with escapes.
    #[inline]
    pub fn arena(&self) -> &'a Arena {
        self.arena
    }

    /// Skips a value of any type. As everywhere, the contents of a skipped object or array are not checked.
    pub fn skip(&mut self) -> Option<()> {
        match self.byte() {
            b'"' | b'{' | b'[' => self.at = skip_value(self.backend, self.frame, self.at).ok()?,
            _ => self.skip_word()?,
        }
        Some(())
    }

    /// Skips the bytes that can belong to a number or literal. The next step checks the byte that follows.
    #[inline]
    fn skip_word(&mut self) -> Option<()> {
        let rest = self.frame.get(self.at..)?;
        let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let len = rest.iter().take_while(|byte| is_of_word(byte)).count();
        self.at += len;
        (len > 0).then_some(())
    }

    /// Reads the value as its view does and skips it; for types that have no better way.
    pub fn by_view<T: FromJson<'a>>(&mut self) -> Option<T> {
        let value = self.value();
        self.skip()?;
        T::from_json(value, self.arena).ok()
    }

    /// A number or literal.
    #[inline]
    pub(crate) fn number_or_literal<T: FromJson<'a>>(&mut self) -> Option<T> {
        let value = self.value();
        self.skip_word()?;
        T::from_json(value, self.arena).ok()
    }

    /// Whether the next value is `null`; if so, skips it.
    #[inline]
    pub(crate) fn null(&mut self) -> bool {
        let is_null = self.frame.get(self.at..).is_some_and(|rest| rest.starts_with(b"null"));
        self.at += 4 * usize::from(is_null);
        is_null
    }

    /// A string, borrowed from the frame, or from the arena if it has escapes.
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

    /// A non-negative whole number.
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

    /// Digits in a string, or a bare number.
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

    /// Calls `element` for each element of an array, with the reader positioned at it.
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

    /// Calls `member` for each member of an object whose key is in `keys`, with its slot and with the reader positioned
    /// at its value; `member` must consume the value.
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

    /// Reserves space in a full list, with the reader positioned at the next element.
    ///
    /// Most lists have at most one element, so the first reservation is one for large elements and four for small ones.
    #[inline]
    pub(super) fn make_room<T>(&self, list: &mut Vec<T>) {
        const LARGE: usize = 64;
        match list.len() {
            0 if size_of::<T>() >= LARGE => list.reserve_exact(1),
            0 => list.reserve_exact(4),
            count => list.reserve_exact(self.room(count, size_of::<T>())),
        }
    }

    /// The number of elements of `size` bytes to reserve in a full list of `count` elements, with the reader positioned
    /// at the next one.
    ///
    /// This is the number of remaining elements, limited so that their memory is at most four times their bytes in the
    /// frame: a frame of tiny elements must not reserve memory that it never fills. It is at least `count`, so that
    /// elements are not counted often.
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

    /// True if a comma follows, false if `bracket` closes the container, `None` for any other byte.
    #[inline]
    fn goes_on(&mut self, bracket: u8) -> Option<bool> {
        let byte = self.byte();
        self.at += 1;
        (byte == b',' || byte == bracket).then_some(byte == b',')
    }

    /// The next key, if it is the one that followed `last` the previous time; otherwise the reader does not advance.
    #[inline(always)]
    fn expected_key(&mut self, keys: &KeyTable<'_>, order: Option<&Order>, last: Last) -> Option<usize> {
        let key = order?.after(last);
        let entry = keys.entry(key)?;
        self.at += entry.spelled_len(self.frame.get(self.at..)?)?;
        Some(key)
    }

    /// Looks up the next key. An unknown key is skipped with its value; the result is then [`UNKNOWN`].
    #[inline(never)]
    fn any_key(&mut self, keys: &KeyTable<'_>, order: Option<&Order>, last: Last) -> Option<usize> {
        let (b'"', rest) = self.frame.get(self.at..)?.split_first()? else { return None };
        let window = match rest.first_chunk::<16>() {
            Some(bytes) => Window::new(bytes),
            None => {
                let mut padded = [0; 16];
                padded[..rest.len()].copy_from_slice(rest);
                Window::new(&padded)
            }
        };
        match keys.find(window.words, |entry| is_rest(entry.name, rest)) {
            // The closing quote has been compared.
            Some(entry) if rest.get(entry.name.len() + 1) == Some(&b':') => {
                let key = keys.index_of(entry);
                if let Some(order) = order {
                    order.note(last, key);
                }
                self.at += entry.name.len() + 3;
                Some(key)
            }
            Some(_) => None,
            None => self.unknown(rest),
        }
    }

    /// Skips an unknown key and its value; `rest` are the bytes after its opening quote.
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

    /// Fills a blank model from the object at the current position.
    ///
    /// Generated code calls it.
    pub fn object<M: Fields>(&mut self, model: &mut M) -> Option<()> {
        if M::SLOTS > Seen::SLOTS_MAX {
            return None;
        }
        let _depth = self.arena.descend_to_own::<M>()?;
        let mut seen = Seen::default();
        self.members(M::keys(), |reader, slot| {
            // The first of repeated keys wins.
            if seen.insert(slot) { model.read_field(slot, reader) } else { reader.skip() }
        })?;
        model.settle(&seen, 0)
    }

    /// Reads one field of an object.
    ///
    /// Generated code calls it. Never inlined, so that it is compiled once per field type and not once per field.
    #[inline(never)]
    pub fn field<M: Model>(&mut self, field: &mut M) -> Option<()> {
        field.read(self)
    }
}
