//! Lazy lists.

use std::fmt;
use std::marker::PhantomData;

use super::from_json::FromJson;
use crate::arena::Arena;
use crate::json::cursor::skip_white_space;
use crate::json::error::{Error, ErrorKind, Expected, expected};
use crate::json::raw::RawValue;
use crate::simd::Scan;

/// An array whose elements are read on demand.
///
/// `Copy`; it contains only the position of the array. A fault in one element does not affect the others: an element
/// that cannot be read is returned as an error, and iteration continues with the next.
pub struct List<'a, T> {
    array: RawValue<'a>,
    arena: &'a Arena,
    element: PhantomData<fn() -> T>,
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<'a, T: FromJson<'a>> List<'a, T> {
    /// The list at `array`. Examines only its first byte.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an array.
    #[inline]
    pub(crate) fn over(array: RawValue<'a>, arena: &'a Arena) -> Result<List<'a, T>, Error> {
        if array.frame().get(array.offset()) != Some(&b'[') {
            return Err(expected(Expected::Array, array.frame(), array.offset()));
        }
        Ok(List { array, arena, element: PhantomData })
    }

    /// The elements in order.
    #[inline]
    pub fn iter(self) -> ListIter<'a, T> {
        ListIter { starts: ElementStarts::new(self.array), arena: self.arena, element: PhantomData }
    }

    /// The number of elements. Walks the array, but reads no element.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] or [`ErrorKind::MismatchedBracket`] if the array does not end correctly.
    pub fn count(self) -> Result<usize, Error> {
        count_elements(self.array)
    }

    /// Whether the list has no elements. Examines only the beginning of the array.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] if the frame ends there.
    pub fn is_empty(self) -> Result<bool, Error> {
        let frame = self.array.frame();
        match frame.get(skip_white_space(frame, self.array.offset() + 1)) {
            Some(&byte) => Ok(byte == b']'),
            None => Err(Error::new(ErrorKind::Truncated, frame.len())),
        }
    }

    /// The element at `index`, from 0. Walks the array up to it.
    ///
    /// # Errors
    /// A fault in that element, or in the array's structure before it.
    pub fn get(self, index: usize) -> Result<Option<T>, Error> {
        let mut starts = ElementStarts::new(self.array);
        for _ in 0..index {
            if starts.next()?.is_none() {
                return Ok(None);
            }
        }
        starts.next()?.map(|value| T::from_json(value, self.arena)).transpose()
    }

    /// The arena for views of the elements.
    pub(super) fn arena(self) -> &'a Arena {
        self.arena
    }

    /// The array, unread.
    pub fn as_raw(self) -> RawValue<'a> {
        self.array
    }
}

impl<'a, T: FromJson<'a>> FromJson<'a> for List<'a, T> {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        List::over(value, arena)
    }
}

impl<'a, T: FromJson<'a>> IntoIterator for List<'a, T> {
    type Item = Result<T, Error>;
    type IntoIter = ListIter<'a, T>;

    fn into_iter(self) -> ListIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: FromJson<'a> + fmt::Debug> fmt::Debug for List<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let printing = self.arena.begin_printing();
        let mut list = f.debug_list();
        for element in self.iter() {
            if !printing.has_room() {
                return list.finish_non_exhaustive();
            }
            match element {
                Ok(element) => list.entry(&element),
                Err(error) => list.entry(&format_args!("<{error}>")),
            };
        }
        list.finish()
    }
}

/// The elements of a [`List`]; made by [`List::iter`].
#[derive(Clone)]
pub struct ListIter<'a, T> {
    starts: ElementStarts<'a>,
    arena: &'a Arena,
    element: PhantomData<fn() -> T>,
}

impl<'a, T: FromJson<'a>> Iterator for ListIter<'a, T> {
    type Item = Result<T, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.starts.next() {
            Ok(Some(value)) => Some(T::from_json(value, self.arena)),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// The maximum number of commas that an iterator records ahead.
const SEPARATORS: usize = 96;

/// The positions at which an array's elements begin.
#[derive(Clone)]
struct ElementStarts<'a> {
    array: RawValue<'a>,
    scan: Scan,
    /// The bytes before the next elements: the opening bracket or commas.
    separators: [u32; SEPARATORS],
    next: usize,
    count: usize,
    blocks: usize,
    has_ended: bool,
}

impl<'a> ElementStarts<'a> {
    #[inline]
    fn new(array: RawValue<'a>) -> ElementStarts<'a> {
        ElementStarts {
            array,
            scan: Scan::new(array.offset() + 1),
            separators: [array.offset() as u32; SEPARATORS],
            next: 0,
            count: 1,
            blocks: 1,
            has_ended: false,
        }
    }

    /// The next element, unread; `None` after the last one and after an error.
    fn next(&mut self) -> Result<Option<RawValue<'a>>, Error> {
        while self.next == self.count {
            if self.has_ended {
                return Ok(None);
            }
            self.note_separators()?;
        }
        let frame = self.array.frame();
        let separator = self.separators[self.next] as usize;
        self.next += 1;
        let start = skip_white_space(frame, separator + 1);
        if frame.get(start) == Some(&b']') && separator == self.array.offset() {
            self.has_ended = true;
            return Ok(None);
        }
        Ok(Some(RawValue::at(frame, start, self.array.backend())))
    }

    fn note_separators(&mut self) -> Result<(), Error> {
        let frame = self.array.frame();
        if self.scan.is_closed() || self.scan.offset() == frame.len() {
            self.has_ended = true;
            return check_end(frame, &self.scan);
        }
        self.next = 0;
        self.count =
            self.array.backend().separators(frame, &mut self.scan, &mut self.separators, self.blocks);
        self.blocks = (self.blocks * 2).min(64);
        Ok(())
    }
}

/// The number of elements of an array.
fn count_elements(array: RawValue<'_>) -> Result<usize, Error> {
    let frame = array.frame();
    let mut scan = Scan::new(array.offset() + 1);
    let separators = array.backend().count_separators(frame, &mut scan);
    check_end(frame, &scan)?;
    let first = skip_white_space(frame, array.offset() + 1);
    Ok(if first == scan.offset() { 0 } else { separators + 1 })
}

/// Checks that the scan has reached a `]`.
fn check_end(frame: &[u8], scan: &Scan) -> Result<(), Error> {
    match frame.get(scan.offset()) {
        Some(b']') if scan.is_closed() => Ok(()),
        Some(&other) if scan.is_closed() => {
            Err(Error::new(ErrorKind::MismatchedBracket(other), scan.offset()))
        }
        _ => Err(Error::new(ErrorKind::Truncated, frame.len())),
    }
}
