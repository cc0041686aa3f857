//! The backend that runs on every CPU: eight bytes at a time in plain integers.
//!
//! It is the oracle for the others, so it is written to be obviously correct rather than fast.

use super::lines::{CHUNK, HINT_AHEAD, is_hint};
use super::{Levels, Simd, Structure, Text, Tokens};

/// The backend that needs no CPU features.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Portable;

impl Simd for Portable {
    #[inline(always)]
    fn structure(self, block: &[u8; 64]) -> Structure {
        Structure {
            quotes: equal(block, b'"'),
            backslashes: equal(block, b'\\'),
            // Bit 0x20 separates `{` from `[` and `}` from `]`.
            opens: equal_with_bit(block, b'{', 0x20),
            closes: equal_with_bit(block, b'}', 0x20),
            commas: equal(block, b','),
            colons: equal(block, b':'),
        }
    }

    #[inline(always)]
    fn text(self, block: &[u8; 64]) -> Text {
        Text {
            quotes: equal(block, b'"'),
            backslashes: equal(block, b'\\'),
            controls: mask(block, |word| zero_bytes(word & splat(0xe0))),
            high: mask(block, |word| word & splat(0x80)),
        }
    }

    #[inline(always)]
    fn hints(self, chunk: &[u8; CHUNK + HINT_AHEAD]) -> u32 {
        memchr::memchr2_iter(b'{', b'}', &chunk[..CHUNK]).map(|at| u32::from(is_hint(chunk, at))).sum()
    }

    #[inline(always)]
    fn newlines(self, block: &[u8; 64]) -> u64 {
        equal(block, b'\n')
    }

    #[inline(always)]
    fn tokens(self, block: &[u8; 64]) -> Tokens {
        let Structure { quotes, backslashes, opens, closes, commas, colons } = self.structure(block);
        let Text { controls, high, .. } = self.text(block);
        Tokens {
            quotes,
            backslashes,
            opens,
            closes,
            curly: mask(block, |word| word << 2 & splat(0x80)),
            commas,
            colons,
            white: equal(block, b' ') | equal(block, b'\t') | equal(block, b'\n') | equal(block, b'\r'),
            digits: mask(block, digits),
            zeros: equal(block, b'0'),
            controls,
            high,
        }
    }
}

/// Repeats `byte` eight times.
pub(crate) const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// 0x80 in each byte of `word` that is 0, and 0 in the others.
///
/// No carry crosses a byte: `0x7f + 0x7f` is 0xfe.
#[inline(always)]
const fn zero_bytes(word: u64) -> u64 {
    const LOW: u64 = splat(0x7f);
    !(((word & LOW) + LOW) | word | LOW)
}

/// 0x80 in each byte of `word` that is a digit, and 0 in the others.
///
/// No carry crosses a byte: at most 0x7f + 0x76 is 0xf5.
#[inline(always)]
const fn digits(word: u64) -> u64 {
    let from_zero = word ^ splat(b'0');
    !(((from_zero & splat(0x7f)) + splat(0x76)) | from_zero) & splat(0x80)
}

#[inline(always)]
fn equal(block: &[u8; 64], byte: u8) -> u64 {
    mask(block, |word| zero_bytes(word ^ splat(byte)))
}

/// The bytes that equal `byte` after setting `bit` in them.
#[inline(always)]
fn equal_with_bit(block: &[u8; 64], byte: u8, bit: u8) -> u64 {
    mask(block, |word| zero_bytes((word | splat(bit)) ^ splat(byte)))
}

/// Gathers the top bits of the bytes that `top_bits` returns, eight bytes at a time.
#[inline(always)]
fn mask(block: &[u8; 64], top_bits: impl Fn(u64) -> u64) -> u64 {
    let mut mask = 0;
    for (index, word) in block.as_chunks::<8>().0.iter().enumerate() {
        let bits = top_bits(u64::from_le_bytes(*word)) >> 7;
        // Byte i holds bit 8i; the product moves bit 8i to bit 56 + i, and no two bits collide.
        let byte = bits.wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= byte << (index * 8);
    }
    mask
}

#[inline(always)]
pub(super) fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[inline(always)]
pub(super) fn levels(opens: u64, closes: u64, mut depth: u32) -> Levels {
    let mut zero = if depth == 0 { u64::MAX } else { 0 };
    let mut rest = opens | closes;
    while rest != 0 {
        let bit = rest & rest.wrapping_neg();
        rest ^= bit;
        if opens & bit != 0 {
            if depth == 0 {
                zero ^= bit.wrapping_neg();
            }
            depth += 1;
        } else {
            if depth == 0 {
                return Levels { zero, below: bit };
            }
            depth -= 1;
            if depth == 0 {
                zero ^= bit.wrapping_neg();
            }
        }
    }
    Levels { zero, below: 0 }
}

#[inline(always)]
pub(super) fn positions(mut bits: u64, at: u32, out: &mut [u32; 64]) -> usize {
    let count = bits.count_ones() as usize;
    for place in out.iter_mut().take(count) {
        *place = at + bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
    }
    count
}
