//! Integers that Discord does not validate, such as the times and sizes that games put into presences.
//!
//! One rule for all of them, in views and in serde: a JSON integer, a number whose fraction is dropped, or a string of
//! decimal digits with an optional sign. Values outside `i64` saturate, so that one out-of-range number does not
//! prevent reading the model that contains it. They are written back as integers.

use std::fmt;
use std::num::IntErrorKind;

use serde::de::{self, Visitor};

use crate::arena::Arena;
use crate::json::error::{Error, Expected, expected};
use crate::json::raw::{RawValue, ValueKind};
use crate::view::FromJson;

/// Implements reading and writing for structs of one `i64`.
macro_rules! saturating_integers {
    ($($name:ident),*) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any($crate::model::saturating::SaturatingVisitor).map($name)
            }
        }

        $crate::view::deserialized_as_themselves!($name);

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl<'a> $crate::view::FromJson<'a> for $name {
            fn from_json(
                value: $crate::json::raw::RawValue<'a>,
                arena: &'a $crate::arena::Arena,
            ) -> Result<Self, $crate::json::error::Error> {
                $crate::model::saturating::saturating_from_json(value, arena).map($name)
            }
        }

        impl $crate::view::Model for $name {
            type View<'a> = Self;

            fn from_view(view: Self) -> Result<Self, $crate::json::error::Error> {
                Ok(view)
            }

            #[inline]
            fn blank() -> Self {
                $name(0)
            }

            fn read(&mut self, reader: &mut $crate::view::Reader<'_>) -> Option<()> {
                *self = match reader.byte() {
                    b'"' => reader.by_view()?,
                    _ => $name(reader.i64()?),
                };
                Some(())
            }
        }
    )*};
}

pub(crate) use saturating_integers;

/// Reads the integer from a frame.
pub(crate) fn saturating_from_json<'a>(value: RawValue<'a>, arena: &'a Arena) -> Result<i64, Error> {
    if value.kind()? == ValueKind::String {
        let text = <&str>::from_json(value, arena)?;
        return saturating_from_text(text)
            .ok_or_else(|| expected(Expected::Integer, value.frame(), value.offset()));
    }
    i64::from_json(value, arena)
        .or_else(|error| f64::from_json(value, arena).map(|number| number as i64).map_err(|_| error))
}

/// The integer that decimal digits spell.
fn saturating_from_text(text: &str) -> Option<i64> {
    match text.parse() {
        Ok(number) => Some(number),
        Err(error) => match error.kind() {
            IntErrorKind::PosOverflow => Some(i64::MAX),
            IntErrorKind::NegOverflow => Some(i64::MIN),
            _ => None,
        },
    }
}

/// Reads the integer through serde.
pub(crate) struct SaturatingVisitor;

impl Visitor<'_> for SaturatingVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, or its decimal digits as a string")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<i64, E> {
        Ok(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<i64, E> {
        Ok(number as i64) // saturates
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        saturating_from_text(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnixMillis;

    #[track_caller]
    fn check(json: &str, want: Option<i64>) {
        let arena = Arena::new();
        let value = RawValue::new(json.as_bytes()).unwrap();
        assert_eq!(value.parse::<UnixMillis>(&arena).ok().map(|millis| millis.0), want, "{json}");
        assert_eq!(serde_json::from_str::<UnixMillis>(json).ok().map(|millis| millis.0), want, "{json}");
        // In a list, so that it is read in one pass.
        let list = format!("[{json}]");
        let value = RawValue::new(list.as_bytes()).unwrap();
        let read = value.to_model::<Vec<UnixMillis>>(&arena).ok().map(|millis| millis[0].0);
        assert_eq!(read, want, "{json}");
    }

    #[test]
    fn values_out_of_range_saturate() {
        for (digits, want) in [
            ("9223372036854775807", i64::MAX),
            ("9223372036854775808", i64::MAX),
            ("18446744073709551615", i64::MAX),
            ("18446744073709551616", i64::MAX),
            ("123456789012345678901234567890", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-9223372036854775809", i64::MIN),
            ("-123456789012345678901234567890", i64::MIN),
            ("0", 0),
            ("-1", -1),
        ] {
            check(digits, Some(want));
            check(&format!("\"{digits}\""), Some(want));
        }
        check("1e300", Some(i64::MAX));
        check("-1e300", Some(i64::MIN));
        check("1595191350904.0", Some(1_595_191_350_904));
        check("-0", Some(0));
        check("1.9", Some(1));
        check("-1.9", Some(-1));
        check("1e-9", Some(0));
        for json in [r#""""#, r#""soon""#, r#""1.5""#, r#""1e3""#, "true", "null", "[]", "{}", "1e999"] {
            check(json, None);
        }
    }
}
