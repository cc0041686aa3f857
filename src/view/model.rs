//! The bond between an owned type and what a view hands out for it.

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
    /// What a view hands out.
    type View<'a>: FromJson<'a>;

    /// The JSON of `Default::default()`, for fields with `#[serde(default)]`; `None` where there is none.
    const DEFAULT_JSON: Option<&'static [u8]> = None;

    /// The owned value of what a view handed out, read to its last byte.
    ///
    /// # Errors
    /// The first field that cannot be read.
    fn from_view(view: Self::View<'_>) -> Result<Self, Error>;

    /// Any value that is cheap to make and that the value read is written over: an empty string, a zero.
    fn blank() -> Self;

    /// What a blank value is known to be, which spares writing it again.
    #[doc(hidden)]
    const BLANK_IS: Blank = Blank::Any;

    /// Writes the owned value that `reader` stands at over this one, a blank; `reader` goes behind it.
    ///
    /// This is the fast road of `to_owned()` and [`RawValue::to_model`], without views: a model is filled where it is to stay,
    /// since moving it would cost as much as reading it. It leaves what [`from_view`](Model::from_view) gives; or gives `None`
    /// and leaves anything where that fails or the value is spelled in an unusual way, and then the whole model is
    /// made by `from_view`, which tells the error.
    #[doc(hidden)]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = Self::from_view(reader.by_view()?).ok()?;
        Some(())
    }

    /// What stands for an absent key; `None` where that is an error.
    fn absent() -> Option<Self> {
        Self::View::from_absent().and_then(|view| Self::from_view(view).ok())
    }
}

impl<'a> RawValue<'a> {
    /// The value as an owned model, every field read, without a view.
    ///
    /// One walk makes it where the value is spelled as Discord spells it; any other takes the way through views. Of the
    /// arena it takes room for text with escapes.
    ///
    /// # Errors
    /// The first field, in their order, that cannot be read; [`ErrorKind::TooDeep`](crate::ErrorKind::TooDeep) where objects
    /// nest deeper than the arena's [`Limits`](crate::Limits) allow, `FrameTooLong` where they say so.
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
        // What follows a scalar is looked at by whoever reads the container.
        let is_container = matches!(self.frame().get(self.offset()), Some(b'{' | b'['));
        if is_container {
            // A result from the start, so that the model is not moved into one.
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

/// What a [blank](Model::blank) value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// What stands for an absent key.
    Absent,
    /// `Default::default()`; an absent key has no value of its own.
    Default,
    /// Neither, or it is not known.
    Any,
}

/// What `#[derive(View)]` tells of a struct's fields, so that another struct can hold them flattened.
pub trait Fields: Model {
    /// The keys, each with its slot; those of a flattened struct first.
    const NAMES: &'static [(&'static str, u16)];

    /// How many slots there are.
    const SLOTS: usize;

    /// The keys as a table that readers take.
    fn keys() -> &'static KeyTable<'static>;

    /// Reads the field in `slot`.
    fn read_field(&mut self, slot: usize, reader: &mut Reader<'_>) -> Option<()>;

    /// Gives the fields that were not seen what stands for an absent key; `None` where one is missing. The slots of this
    /// struct are counted from `first` on.
    fn settle(&mut self, seen: &Seen, first: usize) -> Option<()>;

    /// The view over an object that has these keys, perhaps among others behind them.
    ///
    /// # Errors
    /// [`ErrorKind::ArenaFull`](crate::ErrorKind::ArenaFull).
    fn over(object: Object<'_>) -> Result<Self::View<'_>, Error>;
}

/// What a view hands out for a field of type `T`: `T` itself for scalars, `&str` for `String`, `XRef` for a
/// model `X`.
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
        $reader.word()?
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
        // A plain loop: collecting results makes several times the code, for each of the many types of elements.
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
        // Of a repeated key the first counts.
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
