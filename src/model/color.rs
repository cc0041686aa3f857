//! Colours: [`Color`].

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::view::{FromJson, Model, Reader, deserialized_as_themselves};

/// A colour as an RGB number, `0x000000` to `0xFFFFFF`.
///
/// For a role or embed, 0 means "no colour", not black. Numbers beyond 24 bits are kept unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Color(pub u32);

impl Color {
    /// The red, green and blue components, 0 to 255 each.
    pub const fn rgb(self) -> (u8, u8, u8) {
        ((self.0 >> 16) as u8, (self.0 >> 8) as u8, self.0 as u8)
    }
}

/// `#rrggbb`, in lower case.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0)
    }
}

deserialized_as_themselves!(Color);

impl<'a> FromJson<'a> for Color {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        u32::from_json(value, arena).map(Color)
    }
}

impl Model for Color {
    type View<'a> = Self;

    fn from_view(view: Self) -> Result<Self, Error> {
        Ok(view)
    }

    #[inline]
    fn blank() -> Self {
        Color(0)
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        *self = Color(u32::try_from(reader.u64()?).ok()?);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_is_its_number() {
        let color: Color = serde_json::from_str("11127295").unwrap();
        assert_eq!(color.rgb(), (0xa9, 0xc9, 0xff));
        assert_eq!(color.to_string(), "#a9c9ff");
        assert_eq!(serde_json::to_string(&color).unwrap(), "11127295");
    }
}
