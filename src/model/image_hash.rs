//! The hashes of images on Discord's CDN.
//!
//! A payload refers to an image by a hash; its URL ([`ImageUrl`](super::image_url::ImageUrl)) is built from the hash
//! and the identifier of its owner.
//!
//! Source: Discord, "Reference", section "Image Formatting".

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::view::{FieldPlace, FromJson, Model, Reader, deserialized_as_themselves};

/// The hash of an image: hexadecimal digits, with the prefix `a_` if the image is animated.
///
/// The string is not checked. Owned in a model, `ImageHash<Box<str>>`; borrowed in a view, `ImageHash<&str>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageHash<S = Box<str>>(S);

impl<S> ImageHash<S> {
    /// The hash with this string.
    pub const fn new(text: S) -> Self {
        ImageHash(text)
    }

    /// The hash as a string.
    pub fn as_str(&self) -> &str
    where
        S: AsRef<str>,
    {
        self.0.as_ref()
    }

    /// Whether the image is animated, and therefore available as a GIF.
    pub fn is_animated(&self) -> bool
    where
        S: AsRef<str>,
    {
        self.as_str().starts_with("a_")
    }

    /// The same hash, owned.
    pub fn into_owned(self) -> ImageHash
    where
        S: Into<Box<str>>,
    {
        ImageHash(self.0.into())
    }

    /// The same hash, borrowed.
    pub fn as_borrowed(&self) -> ImageHash<&str>
    where
        S: AsRef<str>,
    {
        ImageHash(self.0.as_ref())
    }
}

impl<'a> ImageHash<&'a str> {
    /// The hash as a string, with the lifetime of the borrow.
    pub(super) fn text(self) -> &'a str {
        self.0
    }
}

impl<S: AsRef<str>> fmt::Display for ImageHash<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

deserialized_as_themselves!(ImageHash);

impl<'a> FromJson<'a> for ImageHash<&'a str> {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        <&str>::from_json(value, arena).map(ImageHash)
    }

    #[inline]
    fn from_field(value: RawValue<'a>, field: FieldPlace<'a>) -> Result<Self, Error> {
        field.text(value).map(ImageHash)
    }
}

impl Model for ImageHash {
    type View<'a> = ImageHash<&'a str>;

    fn from_view(view: ImageHash<&str>) -> Result<Self, Error> {
        Ok(view.into_owned())
    }

    #[inline]
    fn blank() -> Self {
        ImageHash(Box::default())
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = ImageHash(reader.text()?.into());
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_marks_animated_images() {
        let animated = ImageHash::new("a_1269e74af4df7417b13759eae50c83dc");
        assert!(animated.is_animated() && animated.into_owned().is_animated());
        assert!(!ImageHash::new("1269e74af4df7417b13759eae50c83dc").is_animated());
    }
}
