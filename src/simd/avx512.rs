//! The AVX-512 backend: one register per block, exact ends through masked loads.

use std::arch::x86_64::*;

use super::avx2::prefix_xor;
use super::candidates::{KeyFilter, KeyMasks, WINDOW};
use super::features::{all_detected, kernels, masks};
use super::lines::{AFTER_JOINT, CHUNK, HEAD_IGNORED, HEADS, HINT_AHEAD, block_at};
use super::{Levels, Simd, Structure, Text, Tokens};

/// Passes the CPU features of this backend to another macro. This is the only list of them.
macro_rules! with_features {
    ($macro:ident $($arguments:tt)*) => {
        $macro! {
            [
                "avx512f",
                "avx512bw",
                "avx512vl",
                "avx512vbmi",
                "avx512vbmi2",
                "pclmulqdq",
                "bmi1",
                "bmi2",
                "lzcnt",
                "popcnt"
            ]
            $($arguments)*
        }
    };
}

/// Proof that the CPU has every feature of the list. Only [`Avx512::detect`] creates one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx512(());

impl Avx512 {
    pub(super) fn detect() -> Option<Avx512> {
        with_features!(all_detected is_x86_feature_detected).then_some(Avx512(()))
    }
}

with_features!(kernels Avx512);

impl Simd for Avx512 {
    with_features! { masks
        fn structure(block: &[u8; 64]) -> Structure;
        fn text(block: &[u8; 64]) -> Text;
        fn tokens(block: &[u8; 64]) -> Tokens;
        fn newlines(block: &[u8; 64]) -> u64;
        fn structure_of_tail(frame: &[u8], at: usize) -> Structure;
        fn text_of_tail(frame: &[u8], at: usize) -> Text;
        fn tokens_of_tail(frame: &[u8], at: usize) -> Tokens;
        fn newlines_of_tail(bytes: &[u8], at: usize) -> u64;
        fn keys(window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks;
        fn hints(chunk: &[u8; CHUNK + HINT_AHEAD]) -> u32;
        fn prefix_xor(bits: u64) -> u64;
        fn levels(opens: u64, closes: u64, depth: u32) -> Levels;
        fn positions(bits: u64, at: u32, out: &mut [u32; 64]) -> usize;
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(block: &[u8; 64]) -> __m512i {
    // SAFETY: `block` is 64 bytes, and an unaligned load has no other requirement.
    unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
}

/// The bytes of `rest`, fewer than 64, then zeros.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load_tail(rest: &[u8]) -> __m512i {
    assert!(rest.len() < 64);
    let wanted = !(u64::MAX << rest.len());
    // SAFETY: the set bits of `wanted` are those of the bytes of `rest`, and a masked load accesses no other byte.
    unsafe { _mm512_maskz_loadu_epi8(wanted, rest.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn newlines(block: &[u8; 64]) -> u64 {
    equal(load(block), b'\n')
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn hints(chunk: &[u8; CHUNK + HINT_AHEAD]) -> u32 {
    let mut count = 0;
    let (keys, ignored) = (table(&HEADS), _mm512_set1_epi8(HEAD_IGNORED as i8));
    let after_joint = table(&AFTER_JOINT);
    for index in 0..CHUNK / 64 {
        let [block, first, second, fourth] =
            [0, 1, 2, 4].map(|ahead| load(block_at(chunk, index * 64 + ahead)));
        let difference = _mm512_or_si512(_mm512_sub_epi8(second, fourth), ignored);
        let is_key = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(keys, difference), difference);
        let is_after = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(after_joint, first), first);
        count += (equal(block, b'{') & is_key | equal(block, b'}') & is_after).count_ones();
    }
    count
}

/// The table in each 16 bytes.
#[inline]
#[target_feature(enable = "avx512f")]
fn table(bytes: &[u8; 16]) -> __m512i {
    let words = u128::from_le_bytes(*bytes);
    _mm512_broadcast_i32x4(_mm_set_epi64x((words >> 64) as i64, words as i64))
}

/// Bytes past the end are read as 0, which is not a line feed.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn newlines_of_tail(bytes: &[u8], at: usize) -> u64 {
    equal(load_tail(&bytes[at..]), b'\n')
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn structure(block: &[u8; 64]) -> Structure {
    structure_of(load(block))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn structure_of_tail(frame: &[u8], at: usize) -> Structure {
    structure_of(load_tail(&frame[at..]))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn text(block: &[u8; 64]) -> Text {
    text_of(load(block))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn text_of_tail(frame: &[u8], at: usize) -> Text {
    let rest = &frame[at..];
    let masks = text_of(load_tail(rest));
    // The bytes past the end are read as 0, which is a control character.
    Text { controls: masks.controls & !(u64::MAX << rest.len()), ..masks }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn tokens(block: &[u8; 64]) -> Tokens {
    tokens_of(load(block))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn tokens_of_tail(frame: &[u8], at: usize) -> Tokens {
    let rest = &frame[at..];
    let masks = tokens_of(load_tail(rest));
    // The bytes past the end are read as 0, which is a control character.
    let past_end = u64::MAX << rest.len();
    Tokens { controls: masks.controls & !past_end, white: masks.white | past_end, ..masks }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn equal(block: __m512i, byte: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(byte as i8))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn structure_of(block: __m512i) -> Structure {
    // Bit 0x20 separates `{` from `[` and `}` from `]`.
    let curly = _mm512_or_si512(block, _mm512_set1_epi8(0x20));
    Structure {
        quotes: equal(block, b'"'),
        backslashes: equal(block, b'\\'),
        opens: equal(curly, b'{'),
        closes: equal(curly, b'}'),
        commas: equal(block, b','),
        colons: equal(block, b':'),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn keys(window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks {
    let ([block @ .., _, _], [_, after @ .., _], [_, _, after_that @ ..]) = (window, window, window);
    let (first, second) = (load(after), load(after_that));
    let Structure { quotes, backslashes, opens, closes, .. } = structure_of(load(block));
    let met = admitted(first, &filter.expected[0], filter.any[0])
        & admitted(second, &filter.expected[1], filter.any[1]);
    let candidates = met | equal(first, b'\\') | equal(second, b'\\');
    KeyMasks { quotes, backslashes, opens, closes, candidates, colons: 0 }
}

/// The bytes that `table` admits. Each byte looks up an expected byte by its low half. For bytes of 0x80 and above the
/// look-up gives 0, so they never match.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn admitted(bytes: __m512i, table: &[u8; 16], any: u8) -> u64 {
    let words = u128::from_le_bytes(*table);
    let table = _mm512_broadcast_i32x4(_mm_set_epi64x((words >> 64) as i64, words as i64));
    let met = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(table, bytes), bytes);
    met | (any as i8 as i64) as u64
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn text_of(block: __m512i) -> Text {
    Text {
        quotes: equal(block, b'"'),
        backslashes: equal(block, b'\\'),
        controls: _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(0x20)),
        high: _mm512_movepi8_mask(block),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn tokens_of(block: __m512i) -> Tokens {
    let Structure { quotes, backslashes, opens, closes, commas, colons } = structure_of(block);
    let Text { controls, high, .. } = text_of(block);
    let from_zero = _mm512_sub_epi8(block, _mm512_set1_epi8(b'0' as i8));
    Tokens {
        quotes,
        backslashes,
        opens,
        closes,
        curly: _mm512_test_epi8_mask(block, _mm512_set1_epi8(0x20)),
        commas,
        colons,
        white: equal(block, b' ') | equal(block, b'\t') | equal(block, b'\n') | equal(block, b'\r'),
        digits: _mm512_cmplt_epu8_mask(from_zero, _mm512_set1_epi8(10)),
        zeros: equal(block, b'0'),
        controls,
        high,
    }
}

/// Computes the depth at all 64 bytes at once, without a branch: 1 for an opening bracket, -1 for a closing one, then a
/// prefix sum.
///
/// The sums are between -64 and 64. `depth` is at most the number of closing brackets, so -1 - `depth` is at least -65.
/// All values fit a signed byte.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn levels(opens: u64, closes: u64, depth: u32) -> Levels {
    debug_assert!(depth <= 64);
    let zeros = _mm512_setzero_si512();
    // `movm` gives -1 for a set bit.
    let mut sums = _mm512_sub_epi8(_mm512_movm_epi8(closes), _mm512_movm_epi8(opens));
    // Prefix sums within each 16 bytes ...
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<1>(sums));
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<2>(sums));
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<4>(sums));
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<8>(sums));
    // ... plus the totals of the preceding 16-byte parts: a, a + b, a + b + c.
    let totals = _mm512_shuffle_epi8(sums, _mm512_set1_epi8(15));
    let one_before = _mm512_alignr_epi64::<6>(totals, zeros);
    let two_before = _mm512_alignr_epi64::<4>(totals, zeros);
    let three_before = _mm512_alignr_epi64::<2>(totals, zeros);
    sums = _mm512_add_epi8(_mm512_add_epi8(sums, one_before), _mm512_add_epi8(two_before, three_before));
    let zero = -(depth as i8);
    Levels {
        zero: _mm512_cmpeq_epi8_mask(sums, _mm512_set1_epi8(zero)),
        below: closes & _mm512_cmpeq_epi8_mask(sums, _mm512_set1_epi8(zero - 1)),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2")]
fn positions(bits: u64, at: u32, out: &mut [u32; 64]) -> usize {
    let count = bits.count_ones() as usize;
    let indexes = _mm512_maskz_compress_epi8(bits, numbers());
    let at = _mm512_set1_epi32(at as i32);
    let (parts, _) = out.as_chunks_mut::<16>();
    store(&mut parts[0], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(indexes))));
    if count > 16 {
        let part = _mm512_extracti32x4_epi32::<1>(indexes);
        store(&mut parts[1], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(part)));
        let part = _mm512_extracti32x4_epi32::<2>(indexes);
        store(&mut parts[2], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(part)));
        let part = _mm512_extracti32x4_epi32::<3>(indexes);
        store(&mut parts[3], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(part)));
    }
    count
}

/// The bytes 0 to 63.
#[inline]
#[target_feature(enable = "avx512f")]
fn numbers() -> __m512i {
    const NUMBERS: [u8; 64] = {
        let mut numbers = [0; 64];
        let mut number = 0;
        while number < 64 {
            numbers[number] = number as u8;
            number += 1;
        }
        numbers
    };
    load(&NUMBERS)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(out: &mut [u32; 16], values: __m512i) {
    // SAFETY: `out` is 64 bytes, and an unaligned store has no other requirement.
    unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), values) }
}
