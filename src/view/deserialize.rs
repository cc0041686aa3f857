//! Models through serde, by the rules of views.
//!
//! serde's derive differs from a view in three ways: it accepts an array for a struct, rejects a repeated key, and
//! accepts only `null` as "none". The code that `#[view(deserialize)]` generates has none of these differences and is
//! smaller: one line per field, with the same key table and the same defaults as the one-walk reader of frames.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::keys::KeyTable;
use super::map::MapKey;
use super::model::Fields;
use super::reader::Seen;

/// A type that a field of a struct with `#[view(deserialize)]` can have.
///
/// Implemented for the scalars, strings and containers that a model can contain, for all models, and by
/// `#[view(deserialize)]`. A type of your own that implements `Deserialize` needs one line:
///
/// ```
/// use serde::{Deserialize, Deserializer};
/// use zerocord::__private::DeserializeModel;
///
/// #[derive(Deserialize)]
/// struct Level(u8);
///
/// impl<'de> DeserializeModel<'de> for Level {
///     fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         Level::deserialize(deserializer)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a struct with `#[view(deserialize)]`",
    note = "derive `zerocord::View` with `#[view(deserialize)]` for a struct, or implement `DeserializeModel` by hand"
)]
pub trait DeserializeModel<'de>: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// The deserializer's.
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Reads the value, or `None` if it means "none" for this type: `null`, and more if the type overrides this.
    ///
    /// # Errors
    /// The deserializer's.
    fn deserialize_optional<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

/// The information that `#[view(deserialize)]` generates about a struct's fields.
pub trait DeserializeFields<'de>: Fields {
    /// Whether `null` is read as an object without members.
    const NULL_IS_EMPTY: bool;

    /// Reads the next value of `map` into the field in `slot`.
    ///
    /// # Errors
    /// The deserializer's.
    fn deserialize_field<A: MapAccess<'de>>(&mut self, slot: usize, map: &mut A) -> Result<(), A::Error>;
}

/// Reads a struct with `#[view(deserialize)]` from an object.
///
/// Generated code calls it.
///
/// # Errors
/// The deserializer's; a required field that is missing.
pub fn deserialize_object<'de, M, D>(deserializer: D) -> Result<M, D::Error>
where
    M: DeserializeFields<'de>,
    D: Deserializer<'de>,
{
    const { assert!(M::SLOTS <= Seen::SLOTS_MAX, "a struct with more than 256 fields cannot be deserialized") };
    if M::NULL_IS_EMPTY {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    } else {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

/// Reads the next value of `map` into `field`.
///
/// Generated code calls it. Never inlined, so that it is compiled once per field type and not once per field.
///
/// # Errors
/// The deserializer's.
#[inline(never)]
pub fn deserialize_value<'de, T, A>(field: &mut T, map: &mut A) -> Result<(), A::Error>
where
    T: DeserializeModel<'de>,
    A: MapAccess<'de>,
{
    *field = map.next_value_seed(Seed(PhantomData))?;
    Ok(())
}

/// Skips the next value of `map`.
///
/// Generated code calls it.
///
/// # Errors
/// The deserializer's.
pub fn deserialize_nothing<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

struct ObjectVisitor<M>(PhantomData<M>);

impl<'de, M: DeserializeFields<'de>> Visitor<'de> for ObjectVisitor<M> {
    type Value = M;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<M, A::Error> {
        let (mut model, mut seen) = (M::blank(), Seen::default());
        while let Some(slot) = map.next_key_seed(KeySeed(M::keys()))? {
            match slot {
                // The first of repeated keys wins.
                Some(slot) if seen.insert(slot.into()) => model.deserialize_field(slot.into(), &mut map)?,
                _ => deserialize_nothing(&mut map)?,
            }
        }
        settled(model, &seen)
    }

    fn visit_unit<E: de::Error>(self) -> Result<M, E> {
        if M::NULL_IS_EMPTY {
            settled(M::blank(), &Seen::default())
        } else {
            Err(E::invalid_type(de::Unexpected::Unit, &self))
        }
    }
}

/// The model, with the keys that were not seen set to their values for an absent key.
fn settled<M: Fields, E: de::Error>(mut model: M, seen: &Seen) -> Result<M, E> {
    match model.settle(seen, 0) {
        Some(()) => Ok(model),
        None => Err(missing::<M, E>(seen)),
    }
}

/// The error for the first required field that was not seen.
#[cold]
fn missing<M: Fields, E: de::Error>(seen: &Seen) -> E {
    let is_needed = |slot: &usize| !seen.has(*slot) && M::blank().settle(&Seen::all_but(*slot), 0).is_none();
    match (0..M::SLOTS).find(is_needed).and_then(|slot| M::keys().name_of(slot)) {
        Some(name) => E::missing_field(name),
        None => E::custom("a required field is missing"),
    }
}

/// Reads a key and returns its slot if the table has it.
struct KeySeed<'k>(&'k KeyTable<'k>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<u16>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<u16>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<u16>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Option<u16>, E> {
        Ok(self.0.slot_of(key.as_bytes()))
    }

    fn visit_bytes<E: de::Error>(self, key: &[u8]) -> Result<Option<u16>, E> {
        Ok(self.0.slot_of(key))
    }
}

struct Seed<T>(PhantomData<T>);

impl<'de, T: DeserializeModel<'de>> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize_model(deserializer)
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeModel<'de>> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::deserialize_model(deserializer).map(Some)
    }
}

/// Types whose own `Deserialize` follows the rules of views.
macro_rules! deserialized_as_themselves {
    ($($(<$parameter:ident>)? $type:ty),* $(,)?) => {$(
        impl<'de $(, $parameter)?> $crate::view::DeserializeModel<'de> for $type {
            #[inline]
            fn deserialize_model<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }
        }
    )*};
}

/// Types that are made from any JSON value.
macro_rules! deserialized_from_values {
    ($($type:ty),*) => {$(
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value: serde_json::Value = $crate::view::DeserializeModel::deserialize_model(deserializer)?;
                Ok(Self::from(value))
            }
        }

        $crate::view::deserialized_as_themselves!($type);
    )*};
}

pub(crate) use {deserialized_as_themselves, deserialized_from_values};

deserialized_as_themselves!(
    bool,
    u8,
    u16,
    u32,
    u64,
    usize,
    i8,
    i16,
    i32,
    i64,
    isize,
    f64,
    (),
    String,
    Box<str>
);

impl<'de> DeserializeModel<'de> for f32 {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(|wide| wide as f32)
    }
}

impl<'de, T: DeserializeModel<'de>> DeserializeModel<'de> for Option<T> {
    #[inline]
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize_optional(deserializer)
    }
}

impl<'de, T: DeserializeModel<'de>> DeserializeModel<'de> for Box<T> {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize_model(deserializer).map(Box::new)
    }

    fn deserialize_optional<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(T::deserialize_optional(deserializer)?.map(Box::new))
    }
}

impl<'de, T: DeserializeModel<'de>> DeserializeModel<'de> for Vec<T> {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeModel<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Seed(PhantomData))? {
            list.push(element);
        }
        Ok(list)
    }
}

/// Reads the entries of an object whose keys are data, and passes them on; the first of repeated keys wins.
struct EntriesVisitor<K, V, F> {
    insert: F,
    entry: PhantomData<(K, V)>,
}

impl<'de, K, V, F> Visitor<'de> for EntriesVisitor<K, V, F>
where
    K: MapKey,
    V: DeserializeModel<'de>,
    F: FnMut(K, V),
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(MapKeySeed(PhantomData))? {
            (self.insert)(key, map.next_value_seed(Seed(PhantomData))?);
        }
        Ok(())
    }
}

struct MapKeySeed<K>(PhantomData<K>);

impl<'de, K: MapKey> DeserializeSeed<'de> for MapKeySeed<K> {
    type Value = K;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<K: MapKey> Visitor<'_> for MapKeySeed<K> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key of the map")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<K, E> {
        K::from_key(key).ok_or_else(|| E::invalid_value(de::Unexpected::Str(key), &self))
    }
}

impl<'de, K: MapKey + Ord, V: DeserializeModel<'de>> DeserializeModel<'de> for BTreeMap<K, V> {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = BTreeMap::new();
        let insert = |key, value| {
            map.entry(key).or_insert(value);
        };
        deserializer.deserialize_map(EntriesVisitor { insert, entry: PhantomData })?;
        Ok(map)
    }
}

impl<'de, K, V, S> DeserializeModel<'de> for HashMap<K, V, S>
where
    K: MapKey + Hash + Eq,
    V: DeserializeModel<'de>,
    S: BuildHasher + Default,
{
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = HashMap::default();
        let insert = |key, value| {
            map.entry(key).or_insert(value);
        };
        deserializer.deserialize_map(EntriesVisitor { insert, entry: PhantomData })?;
        Ok(map)
    }
}

/// Any value; the first of repeated keys wins, while serde_json takes the last.
impl<'de> DeserializeModel<'de> for Value {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize_model(deserializer)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Value, A::Error> {
        ListVisitor(PhantomData).visit_seq(elements).map(Value::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        let mut members = serde_json::Map::new();
        let insert = |key: String, value: Value| {
            members.entry(key).or_insert(value);
        };
        EntriesVisitor { insert, entry: PhantomData }.visit_map(map)?;
        Ok(Value::Object(members))
    }
}
