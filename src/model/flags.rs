//! The macro for flag sets: unknown bits are kept.
//!
//! On the wire a set is a JSON integer or, for permissions, a string of decimal digits, since those exceed 2^53. Both
//! forms are accepted everywhere: API version 6 wrote permissions as numbers. Every set has 64 bits, even if fewer are
//! in use today; fields that are strings on the wire are [`WideFlags`](super::wide_flags::WideFlags), which have no
//! limit.

use std::fmt;

use serde::Deserializer;
use serde::de::{self, Visitor};

use crate::json::error::{Error, Expected};
use crate::json::number::parse_quoted_u64;
use crate::json::raw::RawValue;

/// Defines a flag set that is written as `integer` or as `text` (a string).
macro_rules! open_flags {
    (
        $(#[$meta:meta])*
        pub struct $name:ident: $form:ident {
            $( $(#[doc = $doc:literal])* $flag:ident = $bit:literal, )*
        }
    ) => {
        bitflags::bitflags! {
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name: u64 {
                $( $(#[doc = $doc])* const $flag = 1 << $bit; )*
            }
        }

        impl From<u64> for $name {
            fn from(bits: u64) -> Self {
                Self::from_bits_retain(bits)
            }
        }

        impl From<$name> for u64 {
            fn from(flags: $name) -> Self {
                flags.bits()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::flags::deserialize_bits(deserializer).map(Self::from_bits_retain)
            }
        }

        $crate::view::deserialized_as_themselves!($name);

        impl<'a> $crate::view::FromJson<'a> for $name {
            #[inline]
            fn from_json(
                value: $crate::json::raw::RawValue<'a>,
                _: &'a $crate::arena::Arena,
            ) -> Result<Self, $crate::json::error::Error> {
                $crate::model::flags::bits_from_json(value).map(Self::from_bits_retain)
            }
        }

        impl $crate::view::Model for $name {
            type View<'a> = Self;

            fn from_view(view: Self) -> Result<Self, $crate::json::error::Error> {
                Ok(view)
            }

            #[inline]
            fn blank() -> Self {
                Self::empty()
            }

            #[inline]
            fn read(&mut self, reader: &mut $crate::view::Reader<'_>) -> Option<()> {
                *self = Self::from_bits_retain(reader.quoted_u64()?);
                Some(())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::model::flags::open_flags!(@write $form, serializer, self.bits())
            }
        }
    };
    (@write integer, $serializer:ident, $bits:expr) => {
        $serializer.serialize_u64($bits)
    };
    (@write text, $serializer:ident, $bits:expr) => {
        $serializer.collect_str(&$bits)
    };
}

pub(crate) use open_flags;

/// Reads bits from an integer or a string of decimal digits.
pub(crate) fn deserialize_bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(BitsVisitor)
}

/// Reads bits directly from a frame.
#[inline]
pub(crate) fn bits_from_json(value: RawValue<'_>) -> Result<u64, Error> {
    parse_quoted_u64(value.backend(), value.frame(), value.offset(), Expected::Flags)
}

struct BitsVisitor;

impl Visitor<'_> for BitsVisitor {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set of bits: an integer, or its decimal digits as a string")
    }

    fn visit_u64<E: de::Error>(self, bits: u64) -> Result<u64, E> {
        Ok(bits)
    }

    fn visit_i64<E: de::Error>(self, bits: i64) -> Result<u64, E> {
        u64::try_from(bits).map_err(|_| E::invalid_value(de::Unexpected::Signed(bits), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
        let bits = if text.starts_with('+') { None } else { text.parse().ok() };
        bits.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    open_flags! {
        /// Written as an integer.
        pub struct Doors: integer {
            /// Front.
            FRONT = 0,
            /// Back.
            BACK = 40,
        }
    }

    open_flags! {
        /// Written as a string.
        pub struct Keys: text {
            /// Front.
            FRONT = 0,
        }
    }

    #[test]
    fn both_forms_are_read_and_unknown_bits_are_kept() {
        for json in ["1099511627781", r#""1099511627781""#] {
            let doors: Doors = serde_json::from_str(json).unwrap();
            assert!(doors.contains(Doors::FRONT | Doors::BACK));
            assert_eq!(doors.bits(), (1 << 40) | 5);
            assert_eq!(serde_json::to_string(&doors).unwrap(), "1099511627781");
            let keys: Keys = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&keys).unwrap(), r#""1099511627781""#);
        }
        for json in ["-1", r#""+1""#, r#""all""#, "null", "1.5"] {
            assert!(serde_json::from_str::<Doors>(json).is_err(), "{json}");
        }
    }
}
