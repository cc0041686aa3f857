//! Compressed recordings. The format is detected from the bytes, never from the file name.
//!
//! Supports gzip (RFC 1952) and Zstandard (RFC 8878), and does not deal with lines. A recording is a sequence of
//! *members*: gzip uses this term; Zstandard says "frames", but here that word has another meaning. Members of both
//! kinds may follow each other. They inflate to one sequence of bytes, and a line may begin in one member and end in
//! the next.

mod damage;
mod gzip;
mod in_place;
mod input;
mod members;
mod zstd;
mod zstd_layout;

pub(crate) use damage::WINDOW_LEN_MAX;
pub use damage::{Damage, DamageKind};
pub(crate) use in_place::InPlace;
pub(crate) use members::{Inflated, Memory, foreign};
pub(crate) use zstd_layout::{BLOCK_HEADER_LEN, BlockHeader, HEADER_LEN_MAX, Header};

use std::fmt;

/// How the bytes of a recording are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Compression {
    /// The number of bytes at the start of a recording that [`detect`](Compression::detect) needs.
    pub const PREFIX_LEN: usize = MAGIC_LEN_MAX;

    /// The compression of a recording that begins with these bytes; `None` if it is not compressed, or in a way that is
    /// not supported.
    ///
    /// ```
    /// use zerocord_firehose::Compression;
    ///
    /// assert_eq!(Compression::detect(b"\x1f\x8b\x08\0"), Some(Compression::Gzip));
    /// assert_eq!(Compression::detect(b"{\"op\":11}"), None);
    /// ```
    pub fn detect(prefix: &[u8]) -> Option<Compression> {
        match recognise(&prefix[..prefix.len().min(MAGIC_LEN_MAX)], true) {
            Recognised::Member(compression) => Some(compression),
            _ => None,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        })
    }
}

/// What the first bytes of a recording, or the bytes after a member, contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recognised {
    /// A member begins.
    Member(Compression),
    /// An unsupported compression or encoding.
    Foreign(&'static str),
    /// Anything else: uncompressed frames.
    Plain,
    /// More bytes are needed to decide.
    Unclear,
}

/// This many bytes are enough to distinguish all kinds.
pub(crate) const MAGIC_LEN_MAX: usize = 6;

const GZIP: &[u8] = b"\x1f\x8b\x08";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
/// After a first byte from 0x50 to 0x5f: a skippable frame of zstd.
const ZSTD_SKIPPABLE: &[u8] = b"\x2a\x4d\x18";

/// Formats worth a specific error message. Without it, every line would be reported as a bad frame.
const FOREIGN: [(&[u8], &str); 6] = [
    (b"\xfd7zXZ\x00", "xz data"),
    (b"BZh", "bzip2 data"),
    (b"\x04\x22\x4d\x18", "lz4 data"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
];

/// Detects the format of data that begins with `prefix`. `is_end` means that nothing follows it.
pub(crate) fn recognise(prefix: &[u8], is_end: bool) -> Recognised {
    let mut outcome = Recognised::Plain;
    let mut check = |magic: &[u8], at: &[u8], found| {
        if at.starts_with(magic) {
            outcome = found;
        } else if magic.starts_with(at) && !is_end && outcome == Recognised::Plain {
            outcome = Recognised::Unclear;
        }
    };
    for (magic, name) in FOREIGN {
        check(magic, prefix, Recognised::Foreign(name));
    }
    check(GZIP, prefix, Recognised::Member(Compression::Gzip));
    check(ZSTD, prefix, Recognised::Member(Compression::Zstd));
    if let [0x50..=0x5f, rest @ ..] = prefix {
        check(ZSTD_SKIPPABLE, rest, Recognised::Member(Compression::Zstd));
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised_by_their_first_bytes() {
        use Compression::{Gzip, Zstd};
        use Recognised::{Foreign, Member, Plain, Unclear};
        for (prefix, want, at_end) in [
            (&b""[..], Unclear, Plain),
            (b"{", Plain, Plain),
            (b"\xef\xbb\xbf{", Plain, Plain),
            (b"\x1f", Unclear, Plain),
            (b"\x1f\x8b", Unclear, Plain),
            (b"\x1f\x8b\x08", Member(Gzip), Member(Gzip)),
            (b"\x28\xb5\x2f", Unclear, Plain),
            (b"\x28\xb5\x2f\xfd", Member(Zstd), Member(Zstd)),
            (b"P", Unclear, Plain),
            (b"\x5f\x2a\x4d\x18", Member(Zstd), Member(Zstd)),
            (b"PK\x03\x04", Foreign("a zip archive"), Foreign("a zip archive")),
            (b"\xff\xfe{\0", Foreign("UTF-16 text"), Foreign("UTF-16 text")),
        ] {
            assert_eq!(recognise(prefix, false), want, "{prefix:?}");
            assert_eq!(recognise(prefix, true), at_end, "{prefix:?} and nothing more");
        }
    }
}
