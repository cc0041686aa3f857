//! The raw bytes of values in frames.

use zerocord::{Error, ErrorKind, Expected, RawValue};

/// The raw bytes of a value, fully validated: they are JSON in UTF-8, followed by a delimiter or the end of the
/// frame.
///
/// # Errors
/// The error in the value or in what follows it, with its position in the frame.
pub fn checked_bytes(value: RawValue<'_>) -> Result<&[u8], Error> {
    let bytes = value.to_bytes()?;
    match zerocord::validate(bytes) {
        Ok(()) => check_follows(value.frame(), value.offset() + bytes.len()).map(|()| bytes),
        Err(error) => {
            let kind = match error.kind() {
                // The same error that readers of such a value report.
                ErrorKind::TrailingBytes(byte) => ErrorKind::Expected(Expected::Delimiter, byte),
                kind => kind,
            };
            Err(Error::new(kind, value.offset() + error.offset()))
        }
    }
}

/// Checks what follows a value, for callers that have read the value themselves.
///
/// # Errors
/// The value is followed by something other than a comma or a closing bracket.
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
