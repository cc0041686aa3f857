//! The types that a field can be read as.

use smallvec::SmallVec;

use super::list::List;
use super::object::FieldPlace;
use crate::arena::Arena;
use crate::json::cursor::check_literal;
use crate::json::error::{Error, ErrorKind, Expected, expected};
use crate::json::number::{parse_f64, parse_i64, parse_u64};
use crate::json::raw::RawValue;
use crate::json::string::parse_text;

/// A type that can be read from a value.
///
/// Implemented for booleans, numbers, `&str`, [`Option`], [`List`], [`Map`](super::Map), [`RawValue`], for
/// all models' views, and for owned lists and strings. A type of your own, such as an id, needs one method:
///
/// ```
/// use zerocord::view::FromJson;
/// use zerocord::{Arena, Error, RawValue};
///
/// struct Shouted(String);
///
/// impl<'a> FromJson<'a> for Shouted {
///     fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
///         <&str>::from_json(value, arena).map(|text| Shouted(text.to_uppercase()))
///     }
/// }
/// ```
pub trait FromJson<'a>: Sized {
    /// Reads the value, checking all of what it uses.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] if the value is of another type, and faults inside it.
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error>;

    /// As [`from_json`](FromJson::from_json), for a field of a view, which keeps the unescaped string.
    #[doc(hidden)]
    #[inline]
    fn from_field(value: RawValue<'a>, field: FieldPlace<'a>) -> Result<Self, Error> {
        Self::from_json(value, field.arena())
    }

    /// The value for an absent key; `None` makes its absence an error, [`ErrorKind::MissingField`].
    #[inline]
    fn from_absent() -> Option<Self> {
        None
    }

    /// Whether a value other than `null` means "none" if this type is optional, as the empty string does for an id.
    ///
    /// Only called for values that [`from_json`](FromJson::from_json) rejects.
    fn means_none(_: RawValue<'a>) -> bool {
        false
    }
}

impl<'a> RawValue<'a> {
    /// Reads the value as a `T`, in an arena; with a decoder, use [`Decoder::parse`](crate::Decoder::parse).
    ///
    /// # Errors
    /// The error of `T`; [`ErrorKind::FrameTooLong`] if the frame exceeds the arena's [`Limits`](crate::Limits).
    ///
    /// ```
    /// use zerocord::{Arena, RawValue, view::List};
    ///
    /// let arena = Arena::new();
    /// let numbers: List<u8> = RawValue::new(b"[1, 2, 3]")?.parse(&arena)?;
    /// assert_eq!(numbers.count()?, 3);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    pub fn parse<T: FromJson<'a>>(self, arena: &'a Arena) -> Result<T, Error> {
        arena.limits().check_frame(self.frame())?;
        T::from_json(self, arena)
    }
}

impl<'a> FromJson<'a> for RawValue<'a> {
    #[inline]
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        Ok(value)
    }
}

impl<'a> FromJson<'a> for &'a str {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        parse_text(value.frame(), value.offset(), arena)
    }

    #[inline]
    fn from_field(value: RawValue<'a>, field: FieldPlace<'a>) -> Result<Self, Error> {
        field.text(value)
    }
}

impl<'a> FromJson<'a> for String {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        parse_text(value.frame(), value.offset(), arena).map(String::from)
    }
}

impl<'a> FromJson<'a> for bool {
    #[inline]
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        let (frame, at) = (value.frame(), value.offset());
        match frame.get(at) {
            Some(b't') => check_literal(frame, at, b"true", Expected::Boolean).map(|_| true),
            Some(b'f') => check_literal(frame, at, b"false", Expected::Boolean).map(|_| false),
            _ => Err(expected(Expected::Boolean, frame, at)),
        }
    }
}

impl<'a> FromJson<'a> for u64 {
    #[inline]
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        parse_u64(value.frame(), value.offset())
    }
}

impl<'a> FromJson<'a> for i64 {
    #[inline]
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        parse_i64(value.frame(), value.offset())
    }
}

/// Narrower integers are read as the widest and then checked against their range.
macro_rules! narrower_integers {
    ($($wide:ty: $($narrow:ty),*;)*) => {$($(
        impl<'a> FromJson<'a> for $narrow {
            #[inline]
            fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
                <$narrow>::try_from(<$wide>::from_json(value, arena)?)
                    .map_err(|_| Error::new(ErrorKind::NumberOutOfRange, value.offset()))
            }
        }
    )*)*};
}

narrower_integers! {
    u64: u8, u16, u32, usize;
    i64: i8, i16, i32, isize;
}

impl<'a> FromJson<'a> for f64 {
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        parse_f64(value.frame(), value.offset())
    }
}

impl<'a> FromJson<'a> for f32 {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        f64::from_json(value, arena).map(|wide| wide as f32)
    }
}

impl<'a> FromJson<'a> for () {
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        check_literal(value.frame(), value.offset(), b"null", Expected::Null).map(|_| ())
    }
}

/// `None` for `null`, for an absent key, and for any other value that [means none](FromJson::means_none).
impl<'a, T: FromJson<'a>> FromJson<'a> for Option<T> {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        if value.is_null()? {
            return Ok(None);
        }
        match T::from_json(value, arena) {
            Err(_) if T::means_none(value) => Ok(None),
            read => read.map(Some),
        }
    }

    #[inline]
    fn from_field(value: RawValue<'a>, field: FieldPlace<'a>) -> Result<Self, Error> {
        if value.is_null()? {
            return Ok(None);
        }
        match T::from_field(value, field) {
            Err(_) if T::means_none(value) => Ok(None),
            read => read.map(Some),
        }
    }

    #[inline]
    fn from_absent() -> Option<Self> {
        Some(None)
    }
}

impl<'a, T: FromJson<'a>> FromJson<'a> for Vec<T> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        List::<T>::over(value, arena)?.iter().collect()
    }
}

/// A short list without a heap allocation, for row types of your own.
impl<'a, T: FromJson<'a>, const N: usize> FromJson<'a> for SmallVec<[T; N]> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        List::<T>::over(value, arena)?.iter().collect()
    }
}
