//! The macros for open enums: an unknown value is kept, never rejected.
//!
//! Discord adds numbers and strings to its enums without notice. Each enum here therefore ends in `Unknown`, which
//! keeps the value. Values are written back as they were read.
//!
//! - `open_enum!` defines an enum over JSON integers. It also accepts a string of digits (as in audit log options and
//!   map keys), and the names that an older API version used.
//! - `open_text_enum!` defines an enum over JSON strings, generic over the type of an unknown string: owned in a model,
//!   `StatusType<Box<str>>`; borrowed in a view, `StatusType<&str>`.

use std::fmt;

use serde::Deserializer;
use serde::de::{self, Visitor};

use crate::arena::Arena;
use crate::json::raw::{RawValue, ValueKind};
use crate::view::FromJson;

/// Defines an open enum over integers.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $number:literal $(| $word:literal)?, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )*
            /// An unknown number.
            Unknown(i64),
        }

        impl $name {
            /// The known values, in the order of their declaration.
            pub const NAMED: &'static [Self] = &[$( Self::$variant, )*];

            /// The number on the wire.
            pub const fn number(self) -> i64 {
                match self {
                    $( Self::$variant => $number, )*
                    Self::Unknown(number) => number,
                }
            }

            /// The value with this number.
            pub const fn from_number(number: i64) -> Self {
                match number {
                    $( $number => Self::$variant, )*
                    number => Self::Unknown(number),
                }
            }

            /// The value in a string: its digits or, for enums of older API versions, its name.
            pub fn from_text(text: &str) -> Option<Self> {
                match text {
                    $( $( $word => Some(Self::$variant), )? )*
                    text => text.parse().ok().map(Self::from_number),
                }
            }

            /// Whether the number is unknown.
            pub const fn is_unknown(self) -> bool {
                matches!(self, Self::Unknown(_))
            }
        }

        /// The number on the wire.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.number(), f)
            }
        }

        /// The value with the number 0, named or not.
        impl Default for $name {
            fn default() -> Self {
                Self::from_number(0)
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self::from_number(number)
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.number()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::open_enum::deserialize_open(
                    deserializer,
                    $name::from_number,
                    $name::from_text,
                )
            }
        }

        $crate::view::deserialized_as_themselves!($name);

        impl<'a> $crate::view::FromJson<'a> for $name {
            #[inline]
            fn from_json(
                value: $crate::json::raw::RawValue<'a>,
                arena: &'a $crate::arena::Arena,
            ) -> Result<Self, $crate::json::error::Error> {
                match i64::from_json(value, arena) {
                    Ok(number) => Ok($name::from_number(number)),
                    Err(error) => {
                        $crate::model::open_enum::open_from_json(value, arena, $name::from_number, $name::from_text)
                            .ok_or(error)
                    }
                }
            }
        }

        impl $crate::view::Model for $name {
            type View<'a> = Self;

            fn from_view(view: Self) -> Result<Self, $crate::json::error::Error> {
                Ok(view)
            }

            #[inline]
            fn blank() -> Self {
                $name::Unknown(0)
            }

            #[inline]
            fn read(&mut self, reader: &mut $crate::view::Reader<'_>) -> Option<()> {
                *self = $name::from_number(reader.i64()?);
                Some(())
            }
        }

        impl $crate::view::MapKey for $name {
            fn from_key(text: &str) -> Option<Self> {
                $name::from_text(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.number())
            }
        }
    };
}

/// Defines an open enum over strings.
macro_rules! open_text_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name<S = Box<str>> {
            $( $(#[$variant_meta])* $variant, )*
            /// An unknown string.
            Unknown(S),
        }

        impl<S> $name<S> {
            /// The value of this string.
            pub fn from_text<'t>(text: &'t str) -> Self
            where
                S: From<&'t str>,
            {
                match text {
                    $( $text => Self::$variant, )*
                    text => Self::Unknown(S::from(text)),
                }
            }

            /// The string on the wire.
            pub fn as_str(&self) -> &str
            where
                S: AsRef<str>,
            {
                match self {
                    $( Self::$variant => $text, )*
                    Self::Unknown(text) => text.as_ref(),
                }
            }

            /// Whether the string is unknown.
            pub const fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }

            /// The same value, owned.
            pub fn into_owned(self) -> $name
            where
                S: Into<Box<str>>,
            {
                match self {
                    $( Self::$variant => $name::$variant, )*
                    Self::Unknown(text) => $name::Unknown(text.into()),
                }
            }
        }

        impl $name {
            /// The known values, in the order of their declaration.
            pub const NAMED: &'static [Self] = &[$( Self::$variant, )*];
        }

        /// Whether this is the string on the wire.
        impl<S: AsRef<str>> PartialEq<str> for $name<S> {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        /// Whether this is the string on the wire.
        impl<S: AsRef<str>> PartialEq<&str> for $name<S> {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from_text(text)
            }
        }

        impl<S: AsRef<str>> std::fmt::Display for $name<S> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::open_enum::deserialize_text(deserializer, |text| $name::from_text(text))
            }
        }

        $crate::view::deserialized_as_themselves!($name);

        impl<'a> $crate::view::FromJson<'a> for $name<&'a str> {
            #[inline]
            fn from_json(
                value: $crate::json::raw::RawValue<'a>,
                arena: &'a $crate::arena::Arena,
            ) -> Result<Self, $crate::json::error::Error> {
                <&str>::from_json(value, arena).map(|text| $name::from_text(text))
            }

            #[inline]
            fn from_field(
                value: $crate::json::raw::RawValue<'a>,
                field: $crate::view::FieldPlace<'a>,
            ) -> Result<Self, $crate::json::error::Error> {
                field.text(value).map(|text| $name::from_text(text))
            }
        }

        impl $crate::view::Model for $name {
            type View<'a> = $name<&'a str>;

            fn from_view(view: $name<&str>) -> Result<Self, $crate::json::error::Error> {
                Ok(view.into_owned())
            }

            #[inline]
            fn blank() -> Self {
                $name::Unknown(Box::default())
            }

            #[inline]
            fn read(&mut self, reader: &mut $crate::view::Reader<'_>) -> Option<()> {
                *self = $name::from_text(reader.text()?);
                Some(())
            }
        }

        impl<S: AsRef<str>> serde::Serialize for $name<S> {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use {open_enum, open_text_enum};

/// Reads an integer, or a string that means one.
pub(crate) fn deserialize_open<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    from_number: fn(i64) -> T,
    from_text: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(OpenVisitor { from_number, from_text })
}

/// Reads from a frame the less common forms that [`deserialize_open`] accepts.
#[cold]
pub(crate) fn open_from_json<'a, T>(
    value: RawValue<'a>,
    arena: &'a Arena,
    from_number: fn(i64) -> T,
    from_text: fn(&str) -> Option<T>,
) -> Option<T> {
    match value.kind() {
        Ok(ValueKind::String) => from_text(<&str>::from_json(value, arena).ok()?),
        _ => whole(f64::from_json(value, arena).ok()?).map(from_number),
    }
}

/// A number without a fraction, in the range where an `f64` is exact.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

struct OpenVisitor<T> {
    from_number: fn(i64) -> T,
    from_text: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for OpenVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the integer of an enum value")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        Ok((self.from_number)(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        match i64::try_from(number) {
            Ok(number) => Ok((self.from_number)(number)),
            Err(_) => Err(E::invalid_value(de::Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        match whole(number) {
            Some(number) => Ok((self.from_number)(number)),
            None => Err(E::invalid_value(de::Unexpected::Float(number), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.from_text)(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// Reads a string without keeping it.
pub(crate) fn deserialize_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    from_text: fn(&str) -> T,
) -> Result<T, D::Error> {
    struct TextVisitor<T>(fn(&str) -> T);

    impl<T> Visitor<'_> for TextVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            Ok((self.0)(text))
        }
    }

    deserializer.deserialize_str(TextVisitor(from_text))
}

#[cfg(test)]
mod tests {
    open_enum! {
        /// Numbers, two of them with names.
        pub enum Side {
            /// Left.
            Left = 0 | "left",
            /// Right.
            Right = 1 | "right",
            /// Both.
            Both = 2,
        }
    }

    open_text_enum! {
        /// Strings.
        pub enum Mood {
            /// Good.
            Good = "good",
            /// Bad.
            Bad = "bad",
        }
    }

    #[track_caller]
    fn check_side(json: &str, want: Option<Side>) {
        assert_eq!(serde_json::from_str(json).ok(), want, "{json}");
    }

    #[test]
    fn numbers_digits_and_old_names_are_read() {
        check_side("1", Some(Side::Right));
        check_side("1.0", Some(Side::Right));
        check_side(r#""1""#, Some(Side::Right));
        check_side(r#""right""#, Some(Side::Right));
        check_side("77", Some(Side::Unknown(77)));
        check_side("-3", Some(Side::Unknown(-3)));
        check_side(r#""both""#, None);
        check_side("1.5", None);
        check_side("[]", None);
    }

    #[test]
    fn the_unknown_is_written_back() {
        for number in [0, 1, 2, 3, -1, i64::MAX] {
            assert_eq!(Side::from(number).number(), number);
            assert_eq!(serde_json::to_string(&Side::from(number)).unwrap(), number.to_string());
        }
        for word in ["good", "bad", "so-so", ""] {
            let mood: Mood = serde_json::from_value(word.into()).unwrap();
            assert_eq!((mood.as_str(), mood.is_unknown()), (word, word.len() > 4 || word.is_empty()));
            assert_eq!(serde_json::to_value(&mood).unwrap(), word);
        }
    }

    #[test]
    fn a_borrowed_string_becomes_an_owned_one() {
        let text = String::from("so-so");
        let borrowed: Mood<&str> = Mood::from_text(&text);
        assert_eq!(borrowed, Mood::Unknown("so-so"));
        assert_eq!(borrowed.into_owned(), Mood::Unknown("so-so".into()));
        assert_eq!(Mood::<&str>::from_text("bad").into_owned(), Mood::NAMED[1]);
    }
}
