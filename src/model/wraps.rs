//! Structs that wrap one object, such as the events about one role.

/// Gives access to the fields of the object that is in a field of a struct, and converts the struct into that object.
macro_rules! wraps {
    ($outer:ident => $field:ident: $object:ident) => {
        #[doc = concat!("Gives access to the fields of `", stringify!($field), "`.")]
        impl std::ops::Deref for $outer {
            type Target = $object;

            fn deref(&self) -> &$object {
                &self.$field
            }
        }

        #[doc = concat!("The object in `", stringify!($field), "` alone.")]
        impl From<$outer> for $object {
            fn from(outer: $outer) -> $object {
                outer.$field
            }
        }
    };
}

pub(super) use wraps;
