//! Values of frames as they are written.

use zerocord::{Error, RawValue};

/// A value's own bytes, checked in full: they are JSON in UTF-8.
///
/// # Errors
/// What is wrong with them, with its place in the frame.
pub fn checked_bytes(value: RawValue<'_>) -> Result<&[u8], Error> {
    let bytes = value.as_bytes()?;
    match zerocord::validate(bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Error::new(error.kind(), value.offset() + error.offset())),
    }
}
