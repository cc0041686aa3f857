//! Finds the quotes in 32 bytes with instructions that every CPU of the target has. It is used for the heads of
//! frames, where a call through a backend costs more than the work.

/// Bit *i* is set if byte *i* is a quote.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn quotes(bytes: &[u8; 32]) -> u32 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8};

    #[inline]
    #[target_feature(enable = "sse2")]
    fn compiled(low: u64, high: u64) -> u32 {
        let equal = _mm_cmpeq_epi8(_mm_set_epi64x(high as i64, low as i64), _mm_set1_epi8(b'"' as i8));
        _mm_movemask_epi8(equal) as u32
    }

    let (words, _) = bytes.as_chunks::<8>();
    let half = |index: usize| {
        let (low, high) = (u64::from_le_bytes(words[index]), u64::from_le_bytes(words[index + 1]));
        // SAFETY: SSE2 is a part of x86-64.
        unsafe { compiled(low, high) }
    };
    half(0) | half(2) << 16
}

/// Bit *i* is set if byte *i* is a quote.
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
#[inline(always)]
pub(crate) fn quotes(bytes: &[u8; 32]) -> u32 {
    use std::arch::aarch64::{
        uint8x16_t, vandq_u8, vceqq_u8, vcombine_u64, vcreate_u64, vdupq_n_u8, vgetq_lane_u32, vpaddq_u8,
        vreinterpretq_u8_u64, vreinterpretq_u32_u8,
    };

    #[inline]
    #[target_feature(enable = "neon")]
    fn compiled(words: [u64; 4]) -> u32 {
        // Each quote contributes its bit to a byte of the mask; three pairwise additions combine the bits into bytes.
        let bits = vcreate_u64(0x8040_2010_0804_0201);
        let bits = vreinterpretq_u8_u64(vcombine_u64(bits, bits));
        let met = |low, high| -> uint8x16_t {
            let bytes = vreinterpretq_u8_u64(vcombine_u64(vcreate_u64(low), vcreate_u64(high)));
            vandq_u8(vceqq_u8(bytes, vdupq_n_u8(b'"')), bits)
        };
        let sums = vpaddq_u8(met(words[0], words[1]), met(words[2], words[3]));
        let sums = vpaddq_u8(sums, sums);
        vgetq_lane_u32::<0>(vreinterpretq_u32_u8(vpaddq_u8(sums, sums)))
    }

    let (words, _) = bytes.as_chunks::<8>();
    let words = std::array::from_fn(|index| u64::from_le_bytes(words[index]));
    // SAFETY: NEON is a part of arm64.
    unsafe { compiled(words) }
}

/// Bit *i* is set if byte *i* is a quote.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little"))))]
#[inline(always)]
pub(crate) fn quotes(bytes: &[u8; 32]) -> u32 {
    let bits = bytes.iter().enumerate().map(|(index, byte)| u32::from(*byte == b'"') << index);
    bits.fold(0, |bits, bit| bits | bit)
}

#[cfg(test)]
mod tests {
    use super::quotes;

    #[test]
    fn each_byte_at_each_position() {
        for at in 0..32 {
            for byte in 0..=u8::MAX {
                let mut bytes = [b'a'; 32];
                bytes[at] = byte;
                assert_eq!(quotes(&bytes), u32::from(byte == b'"') << at, "{byte} at {at}");
                bytes = [b'"'; 32];
                bytes[at] = byte;
                assert_eq!(!quotes(&bytes), u32::from(byte != b'"') << at, "{byte} at {at} of quotes");
            }
        }
    }
}
