//! Keys that may be missing, null, or both: [`Field`] and [`NullFlag`].
//!
//! Discord distinguishes a missing key, a key whose value is `null`, and a value. If `referenced_message` is missing,
//! the message was not looked up; if it is `null`, the message was deleted. Fields that can only be missing or only be
//! null are an `Option`; those that can be both are a [`Field`].

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::view::{Blank, DeserializeModel, FieldPlace, FromJson, Model, Reader, deserialized_as_themselves};

/// The value of a key that can be both absent and null.
///
/// Used with `#[serde(default, skip_serializing_if = "Field::is_absent")]`, so that each of the three states is written
/// back unchanged. In an update, an absent key means "unchanged" and `null` means "removed"; if that does not
/// matter, [`into_option`](Field::into_option) makes an `Option`.
///
/// ```
/// use zerocord::Field;
///
/// let nick = Field::Value("nelly");
/// assert_eq!((nick.into_option(), Option::from(nick), nick.value()), (Some("nelly"), Some("nelly"), Some(&"nelly")));
/// assert_eq!((Field::<u8>::Null.into_option(), Field::<u8>::Absent.into_option()), (None, None));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<T> {
    /// The key is not in the object.
    #[default]
    Absent,
    /// The key is present and its value is `null`, or the empty string instead of an id.
    Null,
    /// The key is present with a value.
    Value(T),
}

impl<T> Field<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Null => None,
        }
    }

    /// The same state with a reference to the value.
    pub fn as_ref(&self) -> Field<&T> {
        match self {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Value(value) => Field::Value(value),
        }
    }

    /// Whether the key is not in the object.
    pub fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    /// Whether the key is present and its value is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Field::Null)
    }

    /// Whether the key is present with a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Field::Value(_))
    }

    /// The value; a missing key and `null` both become `None`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Null => None,
        }
    }

    /// Applies `change` to the value and keeps the other states.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Value(value) => Field::Value(change(value)),
        }
    }
}

/// As [`Field::into_option`]: absent and null are both `None`.
impl<T> From<Field<T>> for Option<T> {
    fn from(field: Field<T>) -> Option<T> {
        field.into_option()
    }
}

/// A present key: `None` is `null`.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        match value {
            Some(value) => Field::Value(value),
            None => Field::Null,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Field::from)
    }
}

impl<'de, T: DeserializeModel<'de>> DeserializeModel<'de> for Field<T> {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize_optional(deserializer).map(Field::from)
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Absent | Field::Null => serializer.serialize_none(),
            Field::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'a, T: FromJson<'a>> FromJson<'a> for Field<T> {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        if value.is_null()? {
            return Ok(Field::Null);
        }
        match T::from_json(value, arena) {
            Err(_) if T::means_none(value) => Ok(Field::Null),
            read => read.map(Field::Value),
        }
    }

    #[inline]
    fn from_field(value: RawValue<'a>, field: FieldPlace<'a>) -> Result<Self, Error> {
        if value.is_null()? {
            return Ok(Field::Null);
        }
        match T::from_field(value, field) {
            Err(_) if T::means_none(value) => Ok(Field::Null),
            read => read.map(Field::Value),
        }
    }

    #[inline]
    fn from_absent() -> Option<Self> {
        Some(Field::Absent)
    }
}

impl<T: Model> Model for Field<T> {
    type View<'a> = Field<T::View<'a>>;

    // Never used: an absent key has its own value.
    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"null");

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        Ok(match view {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Value(view) => Field::Value(T::from_view(view)?),
        })
    }

    const BLANK_IS: Blank = Blank::Absent;

    #[inline]
    fn blank() -> Self {
        Field::Absent
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        if reader.null() {
            *self = Field::Null;
            return Some(());
        }
        *self = Field::Value(T::blank());
        match self {
            Field::Value(value) => value.read(reader),
            _ => None,
        }
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(Field::Absent)
    }
}

/// A boolean that Discord writes as a key with the value `null`: present is true, absent is false.
///
/// Any value other than a literal `false` counts as set. Used with
/// `#[serde(default, skip_serializing_if = "NullFlag::is_unset")]`.
///
/// Source: Discord, "Permissions", section "Role Tags Structure".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NullFlag(pub bool);

impl NullFlag {
    /// Whether the key was present.
    pub fn is_set(&self) -> bool {
        self.0
    }

    /// Whether the key was absent.
    pub fn is_unset(&self) -> bool {
        !self.0
    }
}

impl<'de> Deserialize<'de> for NullFlag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize_model(deserializer)?;
        Ok(NullFlag(value != serde_json::Value::Bool(false)))
    }
}

deserialized_as_themselves!(NullFlag);

impl Serialize for NullFlag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 { serializer.serialize_unit() } else { serializer.serialize_bool(false) }
    }
}

impl<'a> FromJson<'a> for NullFlag {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        Ok(NullFlag(bool::from_json(value, arena) != Ok(false)))
    }

    #[inline]
    fn from_absent() -> Option<Self> {
        Some(NullFlag(false))
    }
}

impl Model for NullFlag {
    type View<'a> = Self;

    // Never used: an absent key has its own value.
    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"null");

    const BLANK_IS: Blank = Blank::Absent;

    fn blank() -> Self {
        NullFlag(false)
    }

    fn from_view(view: Self) -> Result<Self, Error> {
        Ok(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        nick: Field<String>,
        #[serde(default, skip_serializing_if = "NullFlag::is_unset")]
        booster: NullFlag,
    }

    #[track_caller]
    fn check(text: &str, nick: Field<&str>, booster: bool) {
        let sample: Sample = serde_json::from_str(text).unwrap();
        assert_eq!(sample.nick.value().map(String::as_str), nick.into_option());
        assert_eq!(sample.nick.is_null(), nick.is_null());
        assert_eq!(sample.booster.is_set(), booster);
        assert_eq!(serde_json::to_string(&sample).unwrap(), text);
    }

    #[test]
    fn three_states_are_kept() {
        check(r#"{}"#, Field::Absent, false);
        check(r#"{"nick":null}"#, Field::Null, false);
        check(r#"{"nick":"Mina","booster":null}"#, Field::Value("Mina"), true);
    }

    #[test]
    fn a_null_flag_takes_any_value_but_false_as_set() {
        let flag = |text| serde_json::from_str::<NullFlag>(text).unwrap().is_set();
        assert!(flag("null") && flag("true") && flag("{}"));
        assert!(!flag("false"));
    }
}
