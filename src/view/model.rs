//! The bond between an owned type and what a view hands out for it.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::from_json::FromJson;
use super::keys::KeyTable;
use super::list::List;
use super::map::{Map, MapKey};
use super::object::Object;
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
}

/// What `#[derive(View)]` tells of a struct's fields, so that another struct can hold them flattened.
pub trait Fields: Model {
    /// The keys, each with its slot; those of a flattened struct first.
    const NAMES: &'static [(&'static str, u16)];

    /// How many slots there are.
    const SLOTS: usize;

    /// The keys as a table that readers take.
    fn keys() -> &'static KeyTable<'static>;

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
    ($($type:ty = $default:literal),*) => {$(
        impl Model for $type {
            type View<'a> = $type;

            const DEFAULT_JSON: Option<&'static [u8]> = Some($default);

            #[inline]
            fn from_view(view: $type) -> Result<Self, Error> {
                Ok(view)
            }
        }
    )*};
}

scalars! {
    bool = b"false", u8 = b"0", u16 = b"0", u32 = b"0", u64 = b"0", usize = b"0", i8 = b"0", i16 = b"0",
    i32 = b"0", i64 = b"0", isize = b"0", f32 = b"0", f64 = b"0", () = b"null"
}

impl Model for String {
    type View<'a> = &'a str;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"\"\"");

    fn from_view(view: &str) -> Result<Self, Error> {
        Ok(view.to_owned())
    }
}

impl Model for Box<str> {
    type View<'a> = &'a str;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"\"\"");

    fn from_view(view: &str) -> Result<Self, Error> {
        Ok(view.into())
    }
}

impl<T: Model> Model for Option<T> {
    type View<'a> = Option<T::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"null");

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        view.map(T::from_view).transpose()
    }
}

impl<T: Model> Model for Box<T> {
    type View<'a> = T::View<'a>;

    const DEFAULT_JSON: Option<&'static [u8]> = T::DEFAULT_JSON;

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        T::from_view(view).map(Box::new)
    }
}

impl<T: Model> Model for Vec<T> {
    type View<'a> = List<'a, T::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"[]");

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        // A plain loop: collecting results makes several times the code, for each of the many types of elements.
        let mut owned = Vec::new();
        for element in view.iter() {
            owned.push(T::from_view(element?)?);
        }
        Ok(owned)
    }
}

impl<K: MapKey + Ord, V: Model> Model for BTreeMap<K, V> {
    type View<'a> = Map<'a, K, V::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"{}");

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        // Of a repeated key the first counts.
        let mut map = BTreeMap::new();
        for entry in view.iter() {
            let (key, value) = entry?;
            let value = V::from_view(value)?;
            map.entry(key).or_insert(value);
        }
        Ok(map)
    }
}

impl<K: MapKey + Hash + Eq, V: Model, S: BuildHasher + Default> Model for HashMap<K, V, S> {
    type View<'a> = Map<'a, K, V::View<'a>>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"{}");

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        let mut map = HashMap::default();
        for entry in view.iter() {
            let (key, value) = entry?;
            let value = V::from_view(value)?;
            map.entry(key).or_insert(value);
        }
        Ok(map)
    }
}

/// Any value, unread in a view.
impl Model for serde_json::Value {
    type View<'a> = RawValue<'a>;

    const DEFAULT_JSON: Option<&'static [u8]> = Some(b"null");

    fn from_view(view: RawValue<'_>) -> Result<Self, Error> {
        view.to_value()
    }
}
