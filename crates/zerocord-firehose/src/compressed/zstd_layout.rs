//! The layout of Zstandard frames: frame headers and block headers, without the content of the blocks.
//!
//! Source: RFC 8878, section 3.1.

use super::damage::{DamageKind, WINDOW_LEN_MAX};

/// The length of the longest frame header.
pub(crate) const HEADER_LEN_MAX: usize = 18;
/// The length of a block header.
pub(crate) const BLOCK_HEADER_LEN: usize = 3;
/// The most bytes in a block, compressed or not.
pub(crate) const BLOCK_LEN_MAX: usize = 128 << 10;

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Header {
    /// A frame with data. Many headers give the content length.
    Data { header_len: usize, has_checksum: bool, content_len: Option<u64> },
    /// A skippable frame of this many bytes, including its header.
    Skippable { len: u64 },
}

impl Header {
    /// The header at the start of `bytes`, which begin with a frame's magic number. `None` if there are too few bytes.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Option<Header>, DamageKind> {
        let Some((magic, rest)) = bytes.split_first_chunk::<4>() else { return Ok(None) };
        if magic[1..] == [0x2a, 0x4d, 0x18] {
            let len = rest.first_chunk().map(|len| 8 + u64::from(u32::from_le_bytes(*len)));
            return Ok(len.map(|len| Header::Skippable { len }));
        }
        let Some(&descriptor) = rest.first() else { return Ok(None) };
        let is_single_segment = descriptor & 1 << 5 != 0;
        let window_at = 5;
        let dictionary_at = window_at + usize::from(!is_single_segment);
        let content_at = dictionary_at + [0, 1, 2, 4][usize::from(descriptor & 3)];
        let content_len_len = match descriptor >> 6 {
            0 => usize::from(is_single_segment),
            power => 1 << power,
        };
        let header_len = content_at + content_len_len;
        if bytes.len() < header_len {
            return Ok(None);
        }
        if descriptor & 1 << 3 != 0 {
            return Err(DamageKind::Corrupt("a reserved bit of the header is set".into()));
        }
        let dictionary = little_endian(&bytes[dictionary_at..content_at]) as u32;
        if dictionary != 0 {
            return Err(DamageKind::Dictionary(dictionary));
        }
        let content_len = little_endian(&bytes[content_at..header_len]);
        let content_len = content_len.saturating_add(if content_len_len == 2 { 256 } else { 0 });
        let window_len = if is_single_segment {
            content_len
        } else {
            let (exponent, mantissa) = (bytes[window_at] >> 3, u64::from(bytes[window_at] & 7));
            let base = 1 << (10 + exponent);
            base + base / 8 * mantissa
        };
        if window_len > WINDOW_LEN_MAX {
            return Err(DamageKind::WindowTooLarge(window_len));
        }
        Ok(Some(Header::Data {
            header_len,
            has_checksum: descriptor & 1 << 2 != 0,
            content_len: (content_len_len > 0).then_some(content_len),
        }))
    }
}

/// The header of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlockHeader {
    pub(crate) is_last: bool,
    /// The number of bytes after the header.
    pub(crate) len: usize,
}

impl BlockHeader {
    pub(crate) fn parse(bytes: [u8; BLOCK_HEADER_LEN]) -> Result<BlockHeader, DamageKind> {
        let word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
        let len = (word >> 3) as usize;
        let len = match word >> 1 & 3 {
            // The repeated byte.
            1 => 1,
            0 | 2 if len <= BLOCK_LEN_MAX => len,
            0 | 2 => return Err(DamageKind::Corrupt("a block is longer than any may be".into())),
            _ => return Err(DamageKind::Corrupt("a block is of no known kind".into())),
        };
        Ok(BlockHeader { is_last: word & 1 != 0, len })
    }
}

/// Reads up to 8 bytes.
fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}
