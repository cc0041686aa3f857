//! What is wrong with compressed data, and where.

use std::io;

use super::Compression;

/// Compressed data that could not be inflated to its end.
///
/// Everything before the damage has been handed on when this is told: it is the inner error of an [`io::Error`],
/// and [`Damage::of`] finds it there.
///
/// ```
/// use zerocord_firehose::{Damage, DamageKind, Options, Recording};
///
/// let mut reader = Recording::from_reader(&b"\x1f\x8b\x08\x00\x00"[..]).reader(&Options::default());
/// let error = reader.next_frame().unwrap_err();
/// assert_eq!(Damage::of(&error).unwrap().kind, DamageKind::CutShort);
/// assert_eq!(
///     error.to_string(),
///     "the gzip data is cut short at compressed byte 5; all frames before it were read",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {compression} data {kind} at compressed byte {offset}{}", kind.detail())]
#[non_exhaustive]
pub struct Damage {
    /// How the damaged part is compressed.
    pub compression: Compression,
    /// Where, counted from the first byte of the recording as it is stored. For zstd this is the beginning of the
    /// block, for gzip the byte up to which all was well.
    pub offset: u64,
    /// What is wrong.
    pub kind: DamageKind,
}

/// What is wrong with compressed data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DamageKind {
    /// The data ends before it should.
    #[error("is cut short")]
    CutShort,
    /// The data is not what a compressor writes, or its checksum differs. The text is the decompressor's.
    #[error("is damaged")]
    Corrupt(Box<str>),
    /// The decompressor would have to remember this many bytes, more than is allowed: 128 MiB.
    #[error("needs too much memory")]
    WindowTooLarge(u64),
    /// The data was compressed with a dictionary, which has this number.
    #[error("needs a dictionary")]
    Dictionary(u32),
    /// Something stands behind the last member that is neither another one nor zeros.
    #[error("is followed by something else")]
    Trailing,
}

impl DamageKind {
    /// What stands behind the place.
    fn detail(&self) -> String {
        match self {
            DamageKind::CutShort => "; all frames before it were read".to_owned(),
            DamageKind::Corrupt(why) => format!(": {}", lower_case(why)),
            DamageKind::WindowTooLarge(len) => {
                format!(": its window is {len} bytes (written with --long?), the most is {WINDOW_LEN_MAX}")
            }
            DamageKind::Dictionary(number) => format!(": number {number}"),
            DamageKind::Trailing => ": neither gzip nor zstd".to_owned(),
        }
    }
}

/// The most that a recording's decompressor may have to remember: what zstd itself allows unless told.
pub(crate) const WINDOW_LEN_MAX: u64 = 128 << 20;

impl Damage {
    /// The damage that an error tells of, if it does.
    pub fn of(error: &io::Error) -> Option<&Damage> {
        error.get_ref()?.downcast_ref()
    }
}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> io::Error {
        let kind = match damage.kind {
            DamageKind::CutShort => io::ErrorKind::UnexpectedEof,
            DamageKind::WindowTooLarge(_) | DamageKind::Dictionary(_) => io::ErrorKind::Unsupported,
            DamageKind::Corrupt(_) | DamageKind::Trailing => io::ErrorKind::InvalidData,
        };
        io::Error::new(kind, damage)
    }
}

/// The messages of zstd begin with a capital.
fn lower_case(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
