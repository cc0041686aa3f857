//! The key for hashing.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A key of 32 bytes. It is never printed.
#[derive(Clone, Copy, Default)]
pub struct RedactionKey([u8; 32]);

impl RedactionKey {
    /// Reads 32 bytes, or 64 hex digits with an optional line break after them.
    ///
    /// # Errors
    /// Errors from reading the file, or the file contains something else. The message names the file.
    pub fn read(path: &Path) -> io::Result<RedactionKey> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut bytes = Vec::new();
        // A longer file is not a key. The limit also handles endless files.
        File::open(path).and_then(|file| file.take(100).read_to_end(&mut bytes)).map_err(named)?;
        RedactionKey::of_bytes(&bytes).ok_or_else(|| {
            named(io::Error::new(io::ErrorKind::InvalidData, "a key is 32 bytes or 64 hex digits"))
        })
    }

    fn of_bytes(bytes: &[u8]) -> Option<RedactionKey> {
        if let Ok(key) = bytes.try_into() {
            return Some(RedactionKey(key));
        }
        let digits = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let digits = digits.strip_suffix(b"\r").unwrap_or(digits);
        blake3::Hash::from_hex(digits).ok().map(|parsed| RedactionKey(*parsed.as_bytes()))
    }

    /// The hash of a value: 32 hex digits, the first half of keyed BLAKE3.
    ///
    /// Source: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", section 2.
    pub fn hash(&self, value: &[u8]) -> String {
        let mut digits = blake3::keyed_hash(&self.0, value).to_hex().to_string();
        digits.truncate(32);
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_bytes_or_hex_digits() {
        let raw = RedactionKey::of_bytes(&[0xab; 32]).unwrap();
        for digits in ["ab".repeat(32), "AB".repeat(32), "ab".repeat(32) + "\n", "ab".repeat(32) + "\r\n"] {
            assert_eq!(RedactionKey::of_bytes(digits.as_bytes()).unwrap().0, raw.0);
        }
        for bad in [&b""[..], b"ab", &[0; 31], &[0; 33], &[b'x'; 64]] {
            assert!(RedactionKey::of_bytes(bad).is_none());
        }
    }
}
