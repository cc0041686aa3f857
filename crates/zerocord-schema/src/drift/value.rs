//! Checks of a single value.

use std::borrow::Cow;

use zerocord::model::{Permissions, WideFlags};
use zerocord::{Error, RawValue, Timestamp, ValueKind};

use crate::{Enum, EnumValue, Kind};

/// Whether a value has type `kind`. Only the first level is checked: objects and maps must be objects, and of an array
/// only the first element is checked.
pub(super) fn fits(kind: &Kind, value: RawValue<'_>) -> bool {
    let Ok(found) = value.kind() else { return false };
    match (kind, found) {
        (Kind::Any, _) | (Kind::NullFlag, ValueKind::Null) => true,
        (Kind::Object(_) | Kind::Map(..), ValueKind::Object) => true,
        (Kind::Array(element), ValueKind::Array) => {
            match value.elements().map(|mut elements| elements.next()) {
                Ok(Some(first)) => first.is_ok_and(|first| fits(element, first)),
                Ok(None) => true,
                Err(_) => false,
            }
        }
        (Kind::OneOf(kinds), _) => kinds.iter().any(|kind| fits(kind, value)),
        (Kind::Text | Kind::ImageHash, ValueKind::String) => true,
        (Kind::Snowflake, ValueKind::String) => value.quoted_u64().is_ok(),
        (Kind::Permissions | Kind::FlagsText(_), ValueKind::String) => {
            value.deserialize::<WideFlags<Permissions>>().is_ok()
        }
        (Kind::Timestamp, ValueKind::String) => is_timestamp(value),
        (Kind::Float, ValueKind::Number) => true,
        (
            Kind::Integer | Kind::UnixSeconds | Kind::UnixMillis | Kind::Color | Kind::Flags(_),
            ValueKind::Number,
        ) => value.to_bytes().is_ok_and(is_integer),
        (Kind::Boolean, ValueKind::Bool) => true,
        (Kind::Enum(_), ValueKind::String | ValueKind::Number) => true,
        _ => false,
    }
}

fn is_timestamp(value: RawValue<'_>) -> bool {
    let Ok(bytes) = value.to_bytes() else { return false };
    text_of(value, bytes).is_ok_and(|text| Timestamp::parse(&text).is_some())
}

/// Whether a number is written without fraction and exponent.
pub(super) fn is_integer(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// The JSON name of a value's type. It is `float` for a number with a fraction or an exponent.
pub(super) fn type_name(value: RawValue<'_>) -> Result<&'static str, Error> {
    Ok(match value.kind()? {
        ValueKind::Object => "object",
        ValueKind::Array => "array",
        ValueKind::String => "string",
        ValueKind::Number if is_integer(value.to_bytes()?) => "integer",
        ValueKind::Number => "float",
        ValueKind::Bool => "boolean",
        ValueKind::Null => "null",
    })
}

/// Checks every byte of a value.
///
/// # Errors
/// The error, with its offset in the frame.
pub(super) fn check_whole(value: RawValue<'_>) -> Result<(), Error> {
    let bytes = value.to_bytes()?;
    zerocord::validate(bytes).map_err(|error| Error::new(error.kind(), value.offset() + error.offset()))
}

/// The unescaped string. For any other value, its own bytes, which are `bytes`.
pub(super) fn text_of<'a>(value: RawValue<'_>, bytes: &'a [u8]) -> Result<Cow<'a, str>, Error> {
    let inside = bytes.strip_prefix(b"\"").and_then(|bytes| bytes.strip_suffix(b"\"")).unwrap_or(bytes);
    if !inside.contains(&b'\\')
        && let Ok(text) = std::str::from_utf8(inside)
    {
        return Ok(Cow::Borrowed(text));
    }
    check_whole(value)?;
    value.deserialize().map(Cow::Owned)
}

/// The value of a string of decimal digits.
pub(super) fn digits_of(text: &[u8]) -> Option<u64> {
    if !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

pub(super) fn knows_number(known: &Enum, number: u64) -> bool {
    known.values.binary_search_by(|known| known.value.cmp(&EnumValue::Number(number))).is_ok()
}

pub(super) fn knows_text(known: &Enum, text: &[u8]) -> bool {
    let order = |value: &EnumValue| match value {
        EnumValue::Number(_) => std::cmp::Ordering::Less,
        EnumValue::Text(known) => known.as_bytes().cmp(text),
    };
    known.values.binary_search_by(|known| order(&known.value)).is_ok()
}
