//! Parsing sixteen decimal digits at once.

/// The number in sixteen decimal digits; `None` if a byte is not a digit.
///
/// Source of the steps: Muła, "Parsing series of integers with SIMD". Every x86-64 CPU has SSE2, and every arm64 CPU
/// has NEON, so no detection is needed.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(crate) fn sixteen_digits(bytes: &[u8; 16]) -> Option<u64> {
    // SAFETY: SSE2 is a part of x86-64.
    unsafe { sixteen_digits_sse2(bytes) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn sixteen_digits_sse2(bytes: &[u8; 16]) -> Option<u64> {
    use std::arch::x86_64::*;

    let word = u128::from_le_bytes(*bytes);
    let ascii = _mm_set_epi64x((word >> 64) as i64, word as i64);
    let digits = _mm_sub_epi8(ascii, _mm_set1_epi8(b'0' as i8));
    // A byte is at most 9 if the minimum of the two is the byte itself.
    let are_digits = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    if _mm_movemask_epi8(are_digits) != 0xffff {
        return None;
    }
    let zero = _mm_setzero_si128();
    let tens = _mm_set1_epi32(1 << 16 | 10);
    let low = _mm_madd_epi16(_mm_unpacklo_epi8(digits, zero), tens);
    let high = _mm_madd_epi16(_mm_unpackhi_epi8(digits, zero), tens);
    // Eight numbers below 100, four below 10,000, two below 100,000,000: each fits its lane.
    let pairs = _mm_packs_epi32(low, high);
    let fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    let fours = _mm_packs_epi32(fours, fours);
    let eights = _mm_cvtsi128_si64(_mm_madd_epi16(fours, _mm_set1_epi32(1 << 16 | 10_000))) as u64;
    Some((eights & 0xffff_ffff) * 100_000_000 + (eights >> 32))
}

/// The same with NEON.
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
#[inline]
pub(crate) fn sixteen_digits(bytes: &[u8; 16]) -> Option<u64> {
    // SAFETY: NEON is a part of arm64.
    unsafe { sixteen_digits_neon(bytes) }
}

#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
#[inline]
#[target_feature(enable = "neon")]
fn sixteen_digits_neon(bytes: &[u8; 16]) -> Option<u64> {
    use std::arch::aarch64::*;

    let words = u128::from_le_bytes(*bytes);
    let ascii = vcombine_u64(vcreate_u64(words as u64), vcreate_u64((words >> 64) as u64));
    let digits = vsubq_u8(vreinterpretq_u8_u64(ascii), vdupq_n_u8(b'0'));
    if vmaxvq_u8(digits) > 9 {
        return None;
    }
    // The weights: 10 for even digits, 1 for odd digits.
    let tens = vreinterpret_u8_u16(vdup_n_u16(1 << 8 | 10));
    let tens_q = vcombine_u8(tens, tens);
    // Eight numbers below 100, four below 10,000, two below 100,000,000: each fits its lane.
    let pairs = vpaddq_u16(vmull_u8(vget_low_u8(digits), tens), vmull_high_u8(digits, tens_q));
    let hundreds = vreinterpretq_u16_u32(vdupq_n_u32(1 << 16 | 100));
    let fours =
        vpaddq_u32(vmull_u16(vget_low_u16(pairs), vget_low_u16(hundreds)), vmull_high_u16(pairs, hundreds));
    let ten_thousands = vreinterpretq_u32_u64(vdupq_n_u64(1 << 32 | 10_000));
    let eights = vpaddq_u64(
        vmull_u32(vget_low_u32(fours), vget_low_u32(ten_thousands)),
        vmull_high_u32(fours, ten_thousands),
    );
    Some(vgetq_lane_u64::<0>(eights) * 100_000_000 + vgetq_lane_u64::<1>(eights))
}

/// The same in portable code.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little"))))]
pub(crate) fn sixteen_digits(bytes: &[u8; 16]) -> Option<u64> {
    sixteen_digits_portable(bytes)
}

/// The oracle for the function above.
#[cfg(any(test, not(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))))]
fn sixteen_digits_portable(bytes: &[u8; 16]) -> Option<u64> {
    bytes.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_position() {
        for digits in [*b"1234567890123456", *b"9999999999999999", *b"0000000000000000", *b"0000000100000001"]
        {
            for place in 0..16 {
                for byte in 0..=u8::MAX {
                    let mut bytes = digits;
                    bytes[place] = byte;
                    assert_eq!(sixteen_digits(&bytes), sixteen_digits_portable(&bytes), "{bytes:?}");
                }
            }
        }
    }
}
