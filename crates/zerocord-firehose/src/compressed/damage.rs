//! What is wrong with compressed data, and where.

use std::io;

use super::Compression;

/// Compressed data that could not be inflated to its end.
///
/// All data before the damage is returned first. Then this is returned as the inner error of an [`io::Error`], where
/// [`Damage::of`] finds it.
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
    /// The compression of the damaged part.
    pub compression: Compression,
    /// The offset of the damage in the recording as stored. For zstd it is the start of the block, for gzip the offset
    /// up to which the data was good.
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
    /// The data is malformed, or its checksum is wrong. The string is the decompressor's message.
    #[error("is damaged")]
    Corrupt(Box<str>),
    /// The data needs a decompression window of this many bytes, more than the maximum of 128 MiB.
    #[error("needs too much memory")]
    WindowTooLarge(u64),
    /// The data was compressed with a dictionary, which has this id.
    #[error("needs a dictionary")]
    Dictionary(u32),
    /// After the last member there is data that is neither another member nor zeros.
    #[error("is followed by something else")]
    Trailing,
}

impl DamageKind {
    /// What follows at the offset.
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

/// The largest decompression window of a recording: zstd's own default limit.
pub(crate) const WINDOW_LEN_MAX: u64 = 128 << 20;

impl Damage {
    /// The damage in an error, if there is any.
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

/// zstd's messages begin with a capital letter.
fn lower_case(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
