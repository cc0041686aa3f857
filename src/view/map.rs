//! Lazy maps: objects whose keys are data.

use std::fmt;
use std::marker::PhantomData;

use super::from_json::FromJson;
use crate::arena::Arena;
use crate::json::error::{Error, ErrorKind, Expected};
use crate::json::object::Members;
use crate::json::raw::RawValue;

/// A type that a map's keys can be read as.
pub trait MapKey: Sized {
    /// Parses a key; `None` if `text` is not one.
    fn from_key(text: &str) -> Option<Self>;
}

impl MapKey for String {
    fn from_key(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// An object whose keys are data, read on demand.
pub struct Map<'a, K, V> {
    object: RawValue<'a>,
    arena: &'a Arena,
    entry: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Clone for Map<'_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Map<'_, K, V> {}

impl<'a, K: MapKey, V: FromJson<'a>> Map<'a, K, V> {
    /// The entries in order, including repeated keys.
    pub fn iter(self) -> MapIter<'a, K, V> {
        MapIter { members: self.object.members().ok(), arena: self.arena, entry: PhantomData }
    }

    /// The value of the first entry with this key.
    ///
    /// # Errors
    /// A fault in that value, or in the object before it.
    pub fn get(self, key: &K) -> Result<Option<V>, Error>
    where
        K: PartialEq,
    {
        for member in self.object.members()? {
            let (found, value) = member?;
            if K::from_key(&found.text()?).as_ref() == Some(key) {
                return V::from_json(value, self.arena).map(Some);
            }
        }
        Ok(None)
    }

    /// The number of entries, including repeated keys.
    ///
    /// # Errors
    /// A fault in the object's structure.
    pub fn count(self) -> Result<usize, Error> {
        self.object.members()?.try_fold(0, |count, member| member.map(|_| count + 1))
    }

    /// Whether the map has no entries.
    ///
    /// # Errors
    /// A fault in the first member.
    pub fn is_empty(self) -> Result<bool, Error> {
        self.object.members()?.next().transpose().map(|first| first.is_none())
    }

    /// The arena for views of the values.
    pub(super) fn arena(self) -> &'a Arena {
        self.arena
    }

    /// The object, unread.
    pub fn as_raw(self) -> RawValue<'a> {
        self.object
    }
}

impl<'a, K: MapKey, V: FromJson<'a>> FromJson<'a> for Map<'a, K, V> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        super::walk::check_object(value)?;
        Ok(Map { object: value, arena, entry: PhantomData })
    }
}

impl<'a, K: MapKey + fmt::Debug, V: FromJson<'a> + fmt::Debug> fmt::Debug for Map<'a, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let printing = self.arena.begin_printing();
        let mut map = f.debug_map();
        for entry in self.iter() {
            if !printing.has_room() {
                return map.finish_non_exhaustive();
            }
            match entry {
                Ok((key, value)) => map.entry(&key, &value),
                Err(error) => map.entry(&format_args!("?"), &format_args!("<{error}>")),
            };
        }
        map.finish()
    }
}

/// The entries of a [`Map`]; made by [`Map::iter`].
pub struct MapIter<'a, K, V> {
    members: Option<Members<'a>>,
    arena: &'a Arena,
    entry: PhantomData<fn() -> (K, V)>,
}

impl<'a, K: MapKey, V: FromJson<'a>> Iterator for MapIter<'a, K, V> {
    type Item = Result<(K, V), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let member = self.members.as_mut()?.next()?;
        Some(member.and_then(|(key, value)| {
            let text = key.text()?;
            let Some(parsed) = K::from_key(&text) else {
                let found = text.bytes().next().unwrap_or(b'"');
                return Err(Error::new(ErrorKind::Expected(Expected::Key, found), key.offset()));
            };
            Ok((parsed, V::from_json(value, self.arena)?))
        }))
    }
}
