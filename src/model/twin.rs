//! Methods that a model and its view share, each written once.
//!
//! The alternative, a trait over "something with an id and an avatar", would need two implementations, and every caller
//! would have to import it. Here a macro generates two inherent methods from one body: the model's method borrows its
//! fields as the types that the view's accessors return, and the view's method propagates their errors.

use super::application::ApplicationFlags;
use super::field::Field;
use super::id::Id;
use super::image_hash::ImageHash;
use super::sticker::StickerFormatType;

/// A field of a model, borrowed as the type that its view returns.
pub(super) trait Lend {
    type Lent<'a>
    where
        Self: 'a;

    fn lend(&self) -> Self::Lent<'_>;
}

/// Types that are their own views.
macro_rules! lend_copies {
    ($($type:ty),*) => {$(
        impl Lend for $type {
            type Lent<'a> = $type;

            fn lend(&self) -> $type {
                *self
            }
        }
    )*};
}

lend_copies!(bool, ApplicationFlags, StickerFormatType);

impl<T> Lend for Id<T> {
    type Lent<'a>
        = Id<T>
    where
        T: 'a;

    fn lend(&self) -> Id<T> {
        *self
    }
}

impl Lend for String {
    type Lent<'a> = &'a str;

    fn lend(&self) -> &str {
        self
    }
}

impl Lend for ImageHash {
    type Lent<'a> = ImageHash<&'a str>;

    fn lend(&self) -> ImageHash<&str> {
        self.as_borrowed()
    }
}

impl<T: Lend> Lend for Option<T> {
    type Lent<'a>
        = Option<T::Lent<'a>>
    where
        T: 'a;

    fn lend(&self) -> Option<T::Lent<'_>> {
        self.as_ref().map(T::lend)
    }
}

impl<T: Lend> Lend for Field<T> {
    type Lent<'a>
        = Field<T::Lent<'a>>
    where
        T: 'a;

    fn lend(&self) -> Field<T::Lent<'_>> {
        self.as_ref().map(T::lend)
    }
}

/// Generates methods of a model and of its view.
///
/// `fn name(field, ...; argument: Type, ...) -> Type { body }`: the body sees the named fields as the view returns
/// them; `[user.id as user_id]` after the parentheses adds a field of a field. `'a` is the lifetime of the borrowed
/// values.
macro_rules! twin_methods {
    ($model:ident, $view:ident: $(
        $(#[$doc:meta])*
        fn $name:ident($($field:ident),* $(; $($argument:ident: $kind:ty),+)?)
            $([$outer:ident.$inner:ident as $alias:ident])? -> $result:ty { $($body:tt)* }
    )*) => {
        #[allow(clippy::needless_lifetimes)] // some results are borrowed, some are not
        impl $model {
            $(
                $(#[$doc])*
                pub fn $name<'a>(&'a self $($(, $argument: $kind)+)?) -> $result {
                    use super::twin::Lend;
                    $(let $field = self.$field.lend();)*
                    $(let $alias = self.$outer.$inner.lend();)?
                    $($body)*
                }
            )*
        }

        impl<'a> $view<'a> {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// A field that the result is computed from cannot be read.
                pub fn $name(&self $($(, $argument: $kind)+)?) -> Result<$result, crate::json::error::Error> {
                    $(let $field = self.$field()?;)*
                    $(let $alias = self.$outer()?.$inner()?;)?
                    // A closure, so that `?` in the body is about options in both methods.
                    let answer = || -> $result { $($body)* };
                    Ok(answer())
                }
            )*
        }
    };
}

/// Generates a method that returns the payload itself under the name that other libraries use.
///
/// `GUILD_CREATE` has a guild and other keys; the payload of `CHANNEL_CREATE` is the channel itself. With this method,
/// code that reads "the channel" of each event does not need to know the difference.
macro_rules! names_itself {
    ($model:ident, $view:ident: $(#[$doc:meta])* $name:ident) => {
        impl $model {
            $(#[$doc])*
            pub fn $name(&self) -> &$model {
                self
            }
        }

        impl<'a> $view<'a> {
            $(#[$doc])*
            pub fn $name(&self) -> $view<'a> {
                *self
            }
        }
    };
}

pub(super) use {names_itself, twin_methods};
