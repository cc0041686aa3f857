//! Identifiers: [`Snowflake`], and [`Id`], a snowflake with the type of what it identifies.
//!
//! On the wire a snowflake is a string of decimal digits, since JavaScript numbers do not have 64 bits. A bare JSON
//! integer is accepted too, because Discord has sent some. An identifier is always written as a string.
//!
//! Source: Discord, "API Reference", section "Snowflakes".

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::timestamp::Timestamp;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::view::{DeserializeModel, FromJson, MapKey, Model, Reader};

/// The first millisecond of 2015, in milliseconds since the Unix epoch.
pub const DISCORD_EPOCH_UNIX_MS: u64 = 1_420_070_400_000;

/// A 64-bit identifier of an object without a model here, or of one of several types.
///
/// The upper 42 bits of identifiers made by Discord contain the creation time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Snowflake(u64);

impl Snowflake {
    /// An identifier with this number. Any number is allowed: small ones identify built-in objects, such as the default
    /// soundboard sounds, and 0 has been seen for "none".
    pub const fn new(number: u64) -> Self {
        Snowflake(number)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The creation time, in milliseconds since the Unix epoch.
    pub const fn created_at_unix_millis(self) -> u64 {
        (self.0 >> 22) + DISCORD_EPOCH_UNIX_MS
    }

    /// The creation time, to the millisecond.
    pub const fn created_at(self) -> Timestamp {
        Timestamp::from_unix_millis(self.created_at_unix_millis() as i64)
    }

    /// The number of the worker that created it, 0 to 31.
    pub const fn worker(self) -> u8 {
        ((self.0 >> 17) & 0x1f) as u8
    }

    /// The number of the process that created it, 0 to 31.
    pub const fn process(self) -> u8 {
        ((self.0 >> 12) & 0x1f) as u8
    }

    /// How many identifiers that process had created before, modulo 4096.
    pub const fn increment(self) -> u16 {
        (self.0 & 0xfff) as u16
    }

    /// Parses decimal digits: at least one, nothing else, and at most 64 bits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().map(Snowflake)
    }
}

impl fmt::Debug for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snowflake({})", self.0)
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A string that is not a snowflake: empty, more than 64 bits, or not only digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseSnowflakeError;

impl fmt::Display for ParseSnowflakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the decimal digits of a 64-bit identifier")
    }
}

impl std::error::Error for ParseSnowflakeError {}

impl FromStr for Snowflake {
    type Err = ParseSnowflakeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Snowflake::parse(text).ok_or(ParseSnowflakeError)
    }
}

impl From<u64> for Snowflake {
    fn from(number: u64) -> Self {
        Snowflake(number)
    }
}

impl From<Snowflake> for u64 {
    fn from(snowflake: Snowflake) -> Self {
        snowflake.0
    }
}

impl<'de> Deserialize<'de> for Snowflake {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SnowflakeVisitor)
    }
}

impl<'de> DeserializeModel<'de> for Snowflake {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn deserialize_optional<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(OptionalVisitor)
    }
}

impl Serialize for Snowflake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'a> FromJson<'a> for Snowflake {
    #[inline]
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        value.quoted_u64().map(Snowflake)
    }

    #[cold]
    fn means_none(value: RawValue<'a>) -> bool {
        value.to_bytes() == Ok(b"\"\"")
    }
}

impl Model for Snowflake {
    type View<'a> = Self;

    fn from_view(view: Self) -> Result<Self, Error> {
        Ok(view)
    }

    #[inline]
    fn blank() -> Self {
        Snowflake(0)
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = Snowflake(reader.quoted_u64()?);
        Some(())
    }
}

impl MapKey for Snowflake {
    fn from_key(text: &str) -> Option<Self> {
        Snowflake::parse(text)
    }
}

struct SnowflakeVisitor;

impl Visitor<'_> for SnowflakeVisitor {
    type Value = Snowflake;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a snowflake: a string of decimal digits, or an integer")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Snowflake, E> {
        Snowflake::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Snowflake, E> {
        Ok(Snowflake(number))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Snowflake, E> {
        u64::try_from(number)
            .map(Snowflake)
            .map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
    }
}

/// Reads a snowflake, or `null` or the empty string, which mean that it is missing.
struct OptionalVisitor;

impl<'de> Visitor<'de> for OptionalVisitor {
    type Value = Option<Snowflake>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SnowflakeVisitor.expecting(f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() { Ok(None) } else { SnowflakeVisitor.visit_str(text).map(Some) }
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        SnowflakeVisitor.visit_u64(number).map(Some)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        SnowflakeVisitor.visit_i64(number).map(Some)
    }
}

/// The identifier of a `T`, such as `Id<Channel>`.
///
/// The type parameter only exists at compile time: a guild's identifier cannot be passed as a channel's. If Discord
/// reuses a number (a guild's `@everyone` role has the guild's identifier, a thread that of its first message), use
/// [`Id::cast`].
pub struct Id<T> {
    snowflake: Snowflake,
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// An identifier with this number.
    pub const fn new(number: u64) -> Self {
        Id { snowflake: Snowflake(number), kind: PhantomData }
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.snowflake.0
    }

    /// The identifier without its type.
    pub const fn snowflake(self) -> Snowflake {
        self.snowflake
    }

    /// The same number as the identifier of another type.
    pub const fn cast<U>(self) -> Id<U> {
        Id::new(self.snowflake.0)
    }

    /// The creation time, in milliseconds since the Unix epoch.
    pub const fn created_at_unix_millis(self) -> u64 {
        self.snowflake.created_at_unix_millis()
    }

    /// The creation time, to the millisecond.
    pub const fn created_at(self) -> Timestamp {
        self.snowflake.created_at()
    }

    /// The number of the worker that created the identifier, 0 to 31.
    pub const fn worker(self) -> u8 {
        self.snowflake.worker()
    }

    /// The number of the process that created the identifier, 0 to 31.
    pub const fn process(self) -> u8 {
        self.snowflake.process()
    }

    /// How many identifiers that process had created before, modulo 4096.
    pub const fn increment(self) -> u16 {
        self.snowflake.increment()
    }

    /// Parses decimal digits: at least one, nothing else, and at most 64 bits.
    pub fn parse(text: &str) -> Option<Self> {
        Snowflake::parse(text).map(Id::from)
    }
}

// Not derived, since a derive would require the same of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.snowflake == other.snowflake
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.snowflake.cmp(&other.snowflake)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.snowflake.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = std::any::type_name::<T>();
        write!(f, "Id<{}>({})", kind.rsplit("::").next().unwrap_or(kind), self.snowflake)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.snowflake, f)
    }
}

impl<T> FromStr for Id<T> {
    type Err = ParseSnowflakeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Id::parse(text).ok_or(ParseSnowflakeError)
    }
}

impl<T> From<Snowflake> for Id<T> {
    fn from(snowflake: Snowflake) -> Self {
        Id::new(snowflake.0)
    }
}

impl<T> From<u64> for Id<T> {
    fn from(number: u64) -> Self {
        Id::new(number)
    }
}

impl<T> From<Id<T>> for u64 {
    fn from(id: Id<T>) -> Self {
        id.get()
    }
}

impl<T> From<Id<T>> for Snowflake {
    fn from(id: Id<T>) -> Self {
        id.snowflake
    }
}

impl<T> PartialEq<u64> for Id<T> {
    fn eq(&self, number: &u64) -> bool {
        self.get() == *number
    }
}

impl<'de, T> DeserializeModel<'de> for Id<T> {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn deserialize_optional<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(Snowflake::deserialize_optional(deserializer)?.map(Id::from))
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Snowflake::deserialize(deserializer).map(Id::from)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.snowflake.serialize(serializer)
    }
}

impl<'a, T> FromJson<'a> for Id<T> {
    #[inline]
    fn from_json(value: RawValue<'a>, _: &'a Arena) -> Result<Self, Error> {
        value.quoted_u64().map(Id::new)
    }

    #[cold]
    fn means_none(value: RawValue<'a>) -> bool {
        Snowflake::means_none(value)
    }
}

impl<T> Model for Id<T> {
    type View<'a> = Self;

    fn from_view(view: Self) -> Result<Self, Error> {
        Ok(view)
    }

    #[inline]
    fn blank() -> Self {
        Id::new(0)
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = Id::new(reader.quoted_u64()?);
        Some(())
    }
}

impl<T> MapKey for Id<T> {
    fn from_key(text: &str) -> Option<Self> {
        Id::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sample;

    #[track_caller]
    fn check(json: &str, want: Option<u64>) {
        let id = serde_json::from_str::<Id<Sample>>(json).ok();
        assert_eq!(id.map(Id::get), want, "{json}");
    }

    #[test]
    fn digits_and_integers_are_read_and_nothing_else() {
        check(r#""175928847299117063""#, Some(175_928_847_299_117_063));
        check("175928847299117063", Some(175_928_847_299_117_063));
        check(r#""1""#, Some(1));
        check(r#""18446744073709551615""#, Some(u64::MAX));
        check(r#""18446744073709551616""#, None);
        check(r#""+1""#, None);
        check(r#""""#, None);
        check(r#"" 1""#, None);
        check("-1", None);
        check("1.5", None);
        check("null", None);
    }

    #[test]
    fn an_id_is_written_as_a_string() {
        assert_eq!(serde_json::to_string(&Id::<Sample>::new(42)).unwrap(), r#""42""#);
    }

    #[test]
    fn the_parts_are_those_of_the_documented_example() {
        let id = Id::<Sample>::new(175_928_847_299_117_063);
        assert_eq!(id.created_at_unix_millis(), 1_462_015_105_796);
        assert_eq!(id.created_at().to_string(), "2016-04-30T11:18:25.796000+00:00");
        assert_eq!((id.worker(), id.process(), id.increment()), (1, 0, 7));
        assert_eq!(format!("{id:?} {id}"), "Id<Sample>(175928847299117063) 175928847299117063");
    }

    #[test]
    fn ids_are_keys_of_maps() {
        use std::collections::BTreeMap;
        let map: BTreeMap<Id<Sample>, u8> = serde_json::from_str(r#"{"7":1,"10":2}"#).unwrap();
        assert_eq!(map[&Id::new(10)], 2);
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"7":1,"10":2}"#);
    }
}
