//! The macro for values of several types: a nonce is a string or an integer.
//!
//! An enum defined by `open_value!` has a variant for each type and `Other` for anything else, so that reading never
//! fails. A type is one of `boolean`, `integer`, `float`, `text`, `time` and `snowflake`. The first that fits is used,
//! so `snowflake` must come before `text`. `S` is the type of strings and `V` that of anything else: `String` and
//! [`serde_json::Value`] in a model, `&str` and [`RawValue`] in a view.

use serde_json::Value;

use super::id::Snowflake;
use super::timestamp::Timestamp;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::{RawValue, ValueKind};
use crate::view::{FieldPlace, FromJson};

/// Defines an enum over values of several types.
macro_rules! open_value {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident($of:ty): $form:ident, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name<S = String, V = serde_json::Value> {
            $( $(#[$variant_meta])* $variant($of), )*
            /// Anything else, as JSON.
            Other(V),
        }

        $crate::view::deserialized_from_values!($name);

        impl From<serde_json::Value> for $name {
            fn from(value: serde_json::Value) -> Self {
                $( if let Some(form) = $crate::model::open_value::$form($crate::model::open_value::Scalar::of(&value)) {
                    return Self::$variant(form.into());
                } )*
                Self::Other(value)
            }
        }

        impl<'a> $crate::view::FromJson<'a> for $name<&'a str, $crate::json::raw::RawValue<'a>> {
            fn from_json(
                value: $crate::json::raw::RawValue<'a>,
                arena: &'a $crate::arena::Arena,
            ) -> Result<Self, $crate::json::error::Error> {
                let scalar = $crate::model::open_value::Scalar::read(value, arena)?;
                $( if let Some(form) = $crate::model::open_value::$form(scalar) {
                    return Ok(Self::$variant(form.into()));
                } )*
                Ok(Self::Other(value))
            }

            fn from_field(
                value: $crate::json::raw::RawValue<'a>,
                field: $crate::view::FieldPlace<'a>,
            ) -> Result<Self, $crate::json::error::Error> {
                let scalar = $crate::model::open_value::Scalar::read_field(value, field)?;
                $( if let Some(form) = $crate::model::open_value::$form(scalar) {
                    return Ok(Self::$variant(form.into()));
                } )*
                Ok(Self::Other(value))
            }
        }

        impl $crate::view::Model for $name {
            type View<'a> = $name<&'a str, $crate::json::raw::RawValue<'a>>;

            fn blank() -> Self {
                $name::Other(serde_json::Value::Null)
            }

            fn from_view(view: Self::View<'_>) -> Result<Self, $crate::json::error::Error> {
                Ok(match view {
                    $( $name::$variant(form) => Self::$variant(form.into()), )*
                    $name::Other(value) => Self::Other(value.to_value()?),
                })
            }
        }
    };
}

pub(crate) use open_value;

/// A value that contains no other values; the variant is chosen by it.
#[derive(Clone, Copy)]
pub(crate) enum Scalar<'t> {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(&'t str),
    /// `null`, an integer beyond `i64`, an array or an object.
    Other,
}

impl<'t> Scalar<'t> {
    pub(crate) fn of(value: &'t Value) -> Self {
        match value {
            Value::Bool(value) => Scalar::Boolean(*value),
            Value::String(text) => Scalar::Text(text),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Scalar::Integer(integer),
                (None, Some(float)) if number.is_f64() => Scalar::Float(float),
                _ => Scalar::Other,
            },
            Value::Null | Value::Array(_) | Value::Object(_) => Scalar::Other,
        }
    }

    /// Like [`read`](Scalar::read), for a field of a view, which keeps the unescaped string.
    pub(crate) fn read_field(value: RawValue<'t>, field: FieldPlace<'t>) -> Result<Self, Error> {
        match value.kind()? {
            ValueKind::String => field.text(value).map(Scalar::Text),
            _ => Scalar::read(value, field.arena()),
        }
    }

    pub(crate) fn read(value: RawValue<'t>, arena: &'t Arena) -> Result<Self, Error> {
        Ok(match value.kind()? {
            ValueKind::Bool => Scalar::Boolean(bool::from_json(value, arena)?),
            ValueKind::String => Scalar::Text(<&str>::from_json(value, arena)?),
            ValueKind::Number => match (i64::from_json(value, arena), u64::from_json(value, arena)) {
                (Ok(integer), _) => Scalar::Integer(integer),
                (Err(_), Ok(_)) => Scalar::Other,
                (Err(_), Err(_)) => Scalar::Float(f64::from_json(value, arena)?),
            },
            ValueKind::Null | ValueKind::Array | ValueKind::Object => Scalar::Other,
        })
    }
}

pub(crate) fn boolean(value: Scalar<'_>) -> Option<bool> {
    match value {
        Scalar::Boolean(value) => Some(value),
        _ => None,
    }
}

pub(crate) fn integer(value: Scalar<'_>) -> Option<i64> {
    match value {
        Scalar::Integer(integer) => Some(integer),
        _ => None,
    }
}

pub(crate) fn float(value: Scalar<'_>) -> Option<f64> {
    match value {
        Scalar::Float(float) => Some(float),
        _ => None,
    }
}

pub(crate) fn text(value: Scalar<'_>) -> Option<&str> {
    match value {
        Scalar::Text(text) => Some(text),
        _ => None,
    }
}

pub(crate) fn time(value: Scalar<'_>) -> Option<Timestamp> {
    text(value).and_then(Timestamp::parse)
}

/// An identifier in either form. A string with leading zeros is not one, because writing it back would lose them.
pub(crate) fn snowflake(value: Scalar<'_>) -> Option<Snowflake> {
    match value {
        Scalar::Text(text) if text.len() > 1 && text.starts_with('0') => None,
        Scalar::Text(text) => Snowflake::parse(text),
        Scalar::Integer(integer) => u64::try_from(integer).ok().map(Snowflake::new),
        _ => None,
    }
}
