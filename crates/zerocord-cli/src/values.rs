//! Values of frames as they are written.

use zerocord::{Error, ErrorKind, Expected, RawValue};

/// A value's own bytes, checked in full: they are JSON in UTF-8, and what may follow a value follows them.
///
/// # Errors
/// What is wrong with them, or with what follows, with its position in the frame.
pub fn checked_bytes(value: RawValue<'_>) -> Result<&[u8], Error> {
    let bytes = value.as_bytes()?;
    match zerocord::validate(bytes) {
        Ok(()) => check_follows(value.frame(), value.offset() + bytes.len()).map(|()| bytes),
        Err(error) => {
            let kind = match error.kind() {
                // As readers of such a value say it.
                ErrorKind::TrailingBytes(byte) => ErrorKind::Expected(Expected::Delimiter, byte),
                kind => kind,
            };
            Err(Error::new(kind, value.offset() + error.offset()))
        }
    }
}

/// Checks what follows a value, for those who have read the value by themselves.
///
/// # Errors
/// Where neither a comma nor a closing bracket follows.
pub fn check_end(value: RawValue<'_>) -> Result<(), Error> {
    check_follows(value.frame(), value.range()?.end)
}

fn check_follows(frame: &[u8], end: usize) -> Result<(), Error> {
    let rest = frame.get(end..).unwrap_or_default();
    match rest.iter().enumerate().find(|(_, byte)| !b" \t\r\n".contains(byte)) {
        None | Some((_, b',' | b'}' | b']')) => Ok(()),
        Some((len, &byte)) => Err(Error::new(ErrorKind::Expected(Expected::Delimiter, byte), end + len)),
    }
}
