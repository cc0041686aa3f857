//! Connects an owned type with what a view returns for it.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::from_json::FromJson;
use super::keys::KeyTable;
use super::list::List;
use super::lossy::forgive;
use super::map::{Map, MapKey};
use super::object::Object;
use super::reader::{Reader, Seen};
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::RawValue;

/// An owned type that can be a field of a model, and its borrowed twin.
///
/// `#[derive(View)]` implements it for structs. Scalars are their own views; `String` is read as `&str`,
/// `Vec<T>` as [`List`], maps as [`Map`], and `serde_json::Value` as [`RawValue`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no view",
    note = "derive `zerocord::View` for a struct, or implement `zerocord::view::Model` by hand"
)]
pub trait Model: Sized {
    /// What a view returns.
    type View<'a>: FromJson<'a>;

    /// The JSON of `Default::default()`, for fields with `#[serde(default)]`; `None` if there is no default.
    const DEFAULT_JSON: Option<&'static [u8]> = None;

    /// The owned form of what a view returned. Reads all of it.
    ///
    /// # Errors
    /// The first field that cannot be read.
    fn from_view(view: Self::View<'_>) -> Result<Self, Error>;

    /// A placeholder that is cheap to make and that the value read overwrites: an empty string, a zero.
    fn blank() -> Self;

    /// What a blank value is known to equal, which avoids writing that value again.
    #[doc(hidden)]
    const BLANK_IS: Blank = Blank::Any;

    /// Overwrites this blank value with the owned value at the reader's position, and advances `reader` to the end of
    /// it.
    ///
    /// This is the fast path of `to_owned()` and [`RawValue::to_model`], without views. It fills a model in its final
    /// location, because moving it would cost as much as reading it. The result equals that of
    /// [`from_view`](Model::from_view). If that would fail, or the value has an unusual spelling, `read` returns `None`
    /// and leaves `self` unspecified; the whole model is then made by `from_view`, which returns the error.
    #[doc(hidden)]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = Self::from_view(reader.by_view()?).ok()?;
        Some(())
    }

    /// The value for an absent key; `None` if an absent key is an error.
    fn absent() -> Option<Self> {
        Self::View::from_absent().and_then(|view| Self::from_view(view).ok())
    }
}

impl<'a> RawValue<'a> {
    /// The value as an owned model with every field read, without a view.
    ///
    /// One walk makes it if the value has Discord's spelling; otherwise it is made through views. The arena stores only
    /// strings with escapes.
    ///
    /// # Errors
    /// The first field, in field order, that cannot be read; [`ErrorKind::TooDeep`](crate::ErrorKind::TooDeep) if
    /// objects nest deeper than the arena's [`Limits`](crate::Limits) allow; `FrameTooLong` if the frame exceeds the
    /// limit.
    ///
    /// ```
    /// use zerocord::{Arena, Envelope, model::TypingStart};
    ///
    /// let frame = br#"{"t":"TYPING_START","s":5,"op":0,"d":{"user_id":"7","timestamp":1700000000,"channel_id":"9"}}"#;
    /// let typing: TypingStart = Envelope::peek(frame)?.payload().to_model(&Arena::new())?;
    /// assert_eq!(typing.user_id.get(), 7);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    pub fn to_model<M: Model>(self, arena: &Arena) -> Result<M, Error> {
        arena.limits().check_frame(self.frame())?;
        // The bytes after a scalar are checked when the container is read.
        let is_container = matches!(self.frame().get(self.offset()), Some(b'{' | b'['));
        if is_container {
            // A `Result` from the start, so that the model is not moved into one.
            let mut made = Ok(M::blank());
            if let Ok(model) = &mut made
                && model.read(&mut Reader::new(self, arena)).is_some()
            {
                return made;
            }
        }
        M::from_view(M::View::from_json(self, arena)?)
    }
}

/// What a [blank](Model::blank) value equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// The value for an absent key.
    Absent,
    /// `Default::default()`, and an absent key has no value of its own.
    Default,
    /// Neither, or unknown.
    Any,
}

/// What `#[derive(View)]` says about a struct's fields, so that another struct can flatten them.
pub trait Fields: Model {
    /// The keys and their slots; those of a flattened struct first.
    const NAMES: &'static [(&'static str, u16)];

    /// The number of slots.
    const SLOTS: usize;

    /// Bit *i*: most readers request the field in slot *i*.
    const FREQUENT: u128;

    /// The keys as a table for readers.
    fn keys() -> &'static KeyTable<'static>;

    /// Reads the field in `slot`.
    fn read_field(&mut self, slot: usize, reader: &mut Reader<'_>) -> Option<()>;

    /// Sets the fields that were not seen to their values for an absent key; `None` if a required one is missing. The
    /// slots of this struct begin at `first`.
    fn settle(&mut self, seen: &Seen, first: usize) -> Option<()>;

    /// The view over an object that has these keys, possibly followed by others.
    ///
    /// # Errors
    /// [`ErrorKind::ArenaFull`](crate::ErrorKind::ArenaFull).
    fn over(object: Object<'_>) -> Result<Self::View<'_>, Error>;
}

/// What a view returns for a field of type `T`: `T` itself for scalars, `&str` for `String`, `XRef` for a model `X`.
pub type ViewOf<'a, T> = <T as Model>::View<'a>;

/// Types that are their own views.
macro_rules! scalars {
    ($read:ident: $($type:ty = $default:literal),*) => {$(
        impl Model for $type {
            type View<'a> = $type;

            const DEFAULT_JSON: Option<&'static [u8]> = Some($default);

            #[inline]
            fn from_view(view: $type) -> Result<Self, Error> {
                Ok(view)
            }

            const BLANK_IS: Blank = Blank::Default;

            #[inline]
            fn blank() -> Self {
                <$type>::default()
            }

            #[inline]
            fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
                *self = scalars!(@$read reader);
                Some(())
            }
        }
    )*};
    (@word $reader:ident) => {
        $reader.number_or_literal()?
    };
    (@boolean $reader:ident) => {
        $reader.boolean()?
    };
    (@$integer:ident $reader:ident) => {
        Self::try_from($reader.$integer()?).ok()?
    };
}

scalars!(boolean: bool = b"false");
scalars!(word: f32 = b"0", f64 = b"0", () = b"null");
scalars!(u64: u8 = b"0", u16 = b"0", u32 = b"0", u64 = b"0", usize = b"0");
scalars!(i64: i8 = b"0", i16 = b"0", i32 = b"0", i64 = b"0", isize = b"0");

impl Model for String {
    type View<'a> = &'a str;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"\"\"");

    fn from_view(view: &str) -> Result<Self, Error> {
        Ok(view.to_owned())
    }

    const BLANK_IS: Blank = Blank::Default;

    #[inline]
    fn blank() -> Self {
        String::new()
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = reader.text()?.to_owned();
        Some(())
    }
}

impl Model for Box<str> {
    type View<'a> = &'a str;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"\"\"");

    fn from_view(view: &str) -> Result<Self, Error> {
        Ok(view.into())
    }

    const BLANK_IS: Blank = Blank::Default;

    #[inline]
    fn blank() -> Self {
        Box::default()
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = reader.text()?.into();
        Some(())
    }
}

impl<T: Model> Model for Option<T> {
    type View<'a> = Option<T::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"null");

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        view.map(T::from_view).transpose()
    }

    const BLANK_IS: Blank = Blank::Absent;

    #[inline]
    fn blank() -> Self {
        None
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        if reader.null() { Some(()) } else { self.insert(T::blank()).read(reader) }
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Model> Model for Box<T> {
    type View<'a> = T::View<'a>;

    const DEFAULT_JSON: Option<&'static [u8]> = T::DEFAULT_JSON;

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        T::from_view(view).map(Box::new)
    }

    const BLANK_IS: Blank = T::BLANK_IS;

    fn blank() -> Self {
        Box::new(T::blank())
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        T::read(self, reader)
    }
}

impl<T: Model> Model for Vec<T> {
    type View<'a> = List<'a, T::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"[]");

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        // A plain loop: collecting results generates several times the code, for each of the many element types.
        let mut owned = Vec::new();
        for element in view.iter() {
            let error = match element {
                Ok(element) => match T::from_view(element) {
                    Ok(element) => {
                        owned.push(element);
                        continue;
                    }
                    Err(error) => error,
                },
                Err(error) => error,
            };
            forgive(view.arena(), error)?;
        }
        Ok(owned)
    }

    const BLANK_IS: Blank = Blank::Default;

    #[inline]
    fn blank() -> Self {
        Vec::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        reader.elements(|reader| {
            if self.len() == self.capacity() {
                reader.make_room(self);
            }
            self.push(T::blank());
            self.last_mut()?.read(reader)
        })
    }
}

impl<K: MapKey + Ord, V: Model> Model for BTreeMap<K, V> {
    type View<'a> = Map<'a, K, V::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"{}");

    const BLANK_IS: Blank = Blank::Default;

    fn blank() -> Self {
        Self::default()
    }

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        // The first of repeated keys wins.
        let mut map = BTreeMap::new();
        for entry in view.iter() {
            match entry.and_then(|(key, value)| Ok((key, V::from_view(value)?))) {
                Ok((key, value)) => _ = map.entry(key).or_insert(value),
                Err(error) => forgive(view.arena(), error)?,
            }
        }
        Ok(map)
    }
}

impl<K: MapKey + Hash + Eq, V: Model, S: BuildHasher + Default> Model for HashMap<K, V, S> {
    type View<'a> = Map<'a, K, V::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"{}");

    const BLANK_IS: Blank = Blank::Default;

    fn blank() -> Self {
        Self::default()
    }

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        let mut map = HashMap::default();
        for entry in view.iter() {
            match entry.and_then(|(key, value)| Ok((key, V::from_view(value)?))) {
                Ok((key, value)) => _ = map.entry(key).or_insert(value),
                Err(error) => forgive(view.arena(), error)?,
            }
        }
        Ok(map)
    }
}

/// Any value, unread in a view.
impl Model for serde_json::Value {
    type View<'a> = RawValue<'a>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"null");

    const BLANK_IS: Blank = Blank::Default;

    fn blank() -> Self {
        serde_json::Value::Null
    }

    fn from_view(view: RawValue<'_>) -> Result<Self, Error> {
        view.to_value()
    }
}
